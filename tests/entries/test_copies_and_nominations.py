"""Entries begun from others, limits, withdrawing, nominations with consent."""

import re

import pytest
from sqlalchemy import select

from awards_app.db import db
from awards_app.editions.models import Category, SizeClass
from awards_app.editions.phases import Phase
from awards_app.entries import attachments, copies, drafts
from awards_app.entries.attachments import Sent
from awards_app.entries.drafts import Draft
from awards_app.entries.models import Entry, Status
from awards_app.i18n import Localised
from awards_app.notices.models import Mail
from awards_app.questionnaire import service as forms
from awards_app.roles import Right, Role
from awards_app.team import queries as team
from tests.world import form_of, png

NEW, NOMINATE = "/e/gala/entries/new", "/e/gala/nominations/new"


@pytest.fixture
def calling(world):
    """A call with a second category that asks the default form."""
    with world.at_work():
        edition = world.edition
        other = Category(
            edition_id=edition.id,
            position=9,
            key="other",
            name=Localised("Debiut Roku"),
            description=Localised("Opis"),
            classes=[SizeClass(position=1, name=Localised())],
        )
        db.session.add(other)
        db.session.flush()
        forms.copy_form(other, None, by=world.user("alicja"), at=world.now())
        for weight in edition.categories[0].weights:
            other.weights.append(type(weight)(criterion=weight.criterion, value=weight.value))
    world.open()
    return world


def category(world, key):
    with world.app.app_context():
        return next(str(one.id) for one in world.edition.categories if one.key == key)


def test_a_campaign_is_entered_in_another_category_without_typing_it_again(calling):
    key = calling.enter("Wspólny temat")
    sent = {"category": category(calling, "other"), "title": "", "source": str(key)}
    answer = calling.visitor("marta").post(NEW, data=sent)
    assert answer.status_code == 302
    with calling.app.app_context():
        written = {entry.status: entry for entry in db.session.scalars(select(Entry))}
        source, copied = written[Status.SUBMITTED], written[Status.DRAFT]
        assert copied.title == "Wspólny temat"
        assert copied.answers["means"] == source.answers["means"]
        assert copied.answers["links"] == source.answers["links"]
        assert "consent_rules" not in copied.answers


def test_files_go_with_a_copy_and_stay_with_the_source(calling):
    calling.enter("Ze zdjęciem", submitted=False)
    with calling.at_work():
        source, by, at = calling.entry("Ze zdjęciem"), calling.user("marta"), calling.now()
        attachments.add(source, Sent("rynek.png", png(), "Rynek"), by=by, at=at)
        copied = copies.copy(source, Draft(source.category, "Kopia", {}), by=by, at=at)
        drafts.delete(source, by=by, at=at)
        db.session.flush()
        assert [(one.name, one.alt) for one in copied.attachments] == [("rynek.png", "Rynek")]


def test_nobody_begins_from_another_citys_entry(calling):
    foreign = calling.enter("Cudza", "Kalisz")
    marta = calling.visitor("marta")
    assert "Cudza" not in marta.get(f"{NEW}?source={foreign}").text
    sent = {"category": category(calling, "campaign"), "title": "", "source": str(foreign)}
    assert marta.post(NEW, data=sent).status_code == 422


def test_a_limit_of_entries_is_kept_when_they_are_submitted(world):
    limits = {"whole": "2", category(world, "campaign"): "1"}
    assert world.visitor("alicja").post("/e/gala/forms/", data=limits).status_code == 302
    world.open()
    world.enter("Pierwsza")
    second = world.enter("Druga", submitted=False)
    marta = world.visitor("marta")
    answer = marta.post(f"/e/gala/entries/{second}/submit")
    assert answer.status_code == 409
    assert "tyle zgłoszeń, ile może" in answer.text
    first = world.id_of(type(world).entry, "Pierwsza")
    assert marta.post(f"/e/gala/entries/{first}/withdraw").status_code == 302
    assert marta.post(f"/e/gala/entries/{second}/submit").status_code == 302
    assert world.enter("Kaliska", "Kalisz")


@pytest.mark.parametrize("value", ["0", "-1", "many", "1001"])
def test_a_limit_that_makes_no_sense_is_refused(world, value):
    answer = world.visitor("alicja").post("/e/gala/forms/", data={"whole": value})
    assert answer.status_code == 422
    assert "field-error" in answer.text


def test_limits_are_settled_when_the_call_opens(calling):
    assert calling.visitor("alicja").post("/e/gala/forms/", data={"whole": "1"}).status_code == 409


def test_a_withdrawn_entry_takes_no_part_and_comes_back_only_before_the_deadline(calling):
    key = calling.enter("Niepewna")
    marta, url = calling.visitor("marta"), f"/e/gala/entries/{key}"
    assert marta.post(f"{url}/withdraw").status_code == 302
    assert "wycofane" in marta.get(url).text
    assert marta.post(f"{url}/withdraw").status_code == 409
    assert marta.post(f"{url}/take-back").status_code == 302
    assert marta.post(f"{url}/submit").status_code == 302
    calling.check()
    assert marta.post(f"{url}/withdraw").status_code == 302
    assert marta.post(f"{url}/take-back").status_code == 409
    assert calling.visitor("alicja").post(f"/e/gala/check/{key}/accept").status_code == 409


def test_during_judging_nothing_is_withdrawn(world):
    world.in_phase(Phase.JUDGING)
    key = world.id_of(type(world).entry, "Kampania Legnica")
    assert world.visitor("marta").post(f"/e/gala/entries/{key}/withdraw").status_code == 409


def nomination(world, **changes):
    fields = {
        "city": "Legnica (dolnośląskie)",
        "category": category(world, "campaign"),
        "title": "Nominowana",
        "reason": "Bo mówiło o niej całe miasto.",
    }
    return fields | changes


def nominated(world):
    assert world.visitor("alicja").post(NOMINATE, data=nomination(world)).status_code == 302
    return world.id_of(type(world).entry, "Nominowana")


def test_a_nomination_takes_part_only_with_the_citys_consent(calling):
    key = nominated(calling)
    marta, url = calling.visitor("marta"), f"/e/gala/entries/{key}"
    with calling.app.app_context():
        mail = db.session.scalars(select(Mail).where(Mail.purpose == "entry_nominated")).one()
        assert mail.to == "marta@example.org"
        assert "Bo mówiło o niej całe miasto." in mail.text
    assert "Bo mówiło o niej całe miasto." in marta.get(url).text
    assert marta.post(f"{url}/edit", data=form_of("Nominowana")).status_code == 302
    assert "Przyjmij nominację albo ją odrzuć." in marta.post(f"{url}/submit").text
    assert calling.visitor("norbert").post(f"/e/gala/nominations/{key}/agree").status_code == 404
    assert marta.post(f"/e/gala/nominations/{key}/agree").status_code == 302
    assert marta.post(f"{url}/submit").status_code == 302
    assert marta.post(f"/e/gala/nominations/{key}/agree").status_code == 409


def test_a_declined_nomination_goes_and_the_organiser_is_told(calling):
    key = nominated(calling)
    assert calling.visitor("marta").post(f"/e/gala/nominations/{key}/decline").status_code == 302
    assert calling.count(Entry) == 0
    with calling.app.app_context():
        mail = db.session.scalars(select(Mail).where(Mail.purpose == "nomination_declined")).one()
        assert mail.to == "alicja@example.org"


@pytest.mark.parametrize(
    "changes",
    [{"city": "Legnica"}, {"city": "Nigdzie (dolnośląskie)"}, {"title": ""}, {"reason": "krótko"}, {"category": "x"}],
)
def test_a_nomination_that_lacks_something_is_refused_and_kept_on_the_page(calling, changes):
    answer = calling.visitor("alicja").post(NOMINATE, data=nomination(calling, **changes))
    assert answer.status_code == 422
    assert calling.count(Entry) == 0
    for text in ("Nominowana", "Bo mówiło o niej całe miasto."):
        assert text in answer.text or text not in (nomination(calling) | changes).values()


def test_a_city_without_a_representative_cannot_be_nominated(calling):
    answer = calling.visitor("alicja").post(NOMINATE, data=nomination(calling, city="Rumia (pomorskie)"))
    assert answer.status_code == 409
    assert "Najpierw kogoś zaproś" in answer.text


def test_a_nomination_posted_twice_asks_once(calling):
    alicja = calling.visitor("alicja")
    once = re.search(r'name="once"[^>]*value="([^"]+)"', alicja.get(NOMINATE).text).group(1)
    for _again in range(2):
        assert alicja.post(NOMINATE, data=nomination(calling, once=once)).status_code == 302
    assert calling.count(Entry) == 1


def test_every_colleague_reads_the_nomination_and_who_may_submit_answers(calling):
    key = nominated(calling)
    marta = calling.visitor("marta")
    for right, answers in ((Right.SUBMIT, True), (Right.EDIT, False), (Right.VIEW, False)):
        with calling.at_work():
            team.find_grant(calling.user("marta"), calling.edition, Role.CITY).right = right
        for page in ("/e/gala/entries/", "/e/gala/city"):
            text = marta.get(page).text
            assert "czeka na zgodę miasta" in text
            assert ("Odpowiedz" in text) is answers
        text = marta.get(f"/e/gala/entries/{key}").text
        assert "Bo mówiło o niej całe miasto." in text
        assert (f"/nominations/{key}/agree" in text) is answers


def test_the_organisers_list_keeps_what_was_declined(calling):
    key = nominated(calling)
    calling.visitor("marta").post(f"/e/gala/nominations/{key}/decline")
    row = calling.visitor("alicja").get("/e/gala/nominations/").text.split("<tbody>")[1]
    for words in ("Legnica (dolnośląskie)", "Kampania Roku", "odrzucona przez miasto"):
        assert words in row


def test_the_history_of_a_copy_says_so_and_that_of_its_source_does_not(calling):
    source = calling.enter("Pierwsza")
    marta = calling.visitor("marta")
    new = {"category": category(calling, "campaign"), "title": "Kopia", "source": str(source)}
    assert marta.post("/e/gala/entries/new", data=new).status_code == 302
    copy = calling.id_of(type(calling).entry, "Kopia")
    assert "na podstawie innego zgłoszenia miasta" in marta.get(f"/e/gala/entries/{copy}").text
    assert "na podstawie innego zgłoszenia miasta" not in marta.get(f"/e/gala/entries/{source}").text
