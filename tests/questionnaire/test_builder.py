"""The organiser builds the form of a category; that is what entries are asked, and jurors see what they may."""

import re

import pytest

from awards_app.db import db
from awards_app.editions.models import Category
from awards_app.editions.phases import Phase
from awards_app.errors import NotReady, Refused
from awards_app.i18n import Localised
from awards_app.questionnaire import queries, service
from awards_app.questionnaire.defaults import default_form
from awards_app.questionnaire.kinds import Kind
from awards_app.questionnaire.models import Question
from awards_app.questionnaire.service import Asked

FORM = "/e/gala/forms/campaign"


def question_of(world, label):
    with world.app.app_context():
        return next(one for one in queries.questions_of(world.edition.categories[0]) if one.label.pl == label)


def add(world, **fields):
    """A question by the page for it."""
    with world.app.app_context():
        section = queries.sections_of(world.edition.categories[0])[0].id
    sent = {"kind": "text", "label_pl": "Hasło kampanii", "only_values": ""} | fields
    return world.visitor("alicja").post(f"{FORM}/sections/{section}/questions/new", data=sent)


def test_a_question_of_each_kind_is_built_asked_and_answered(world):
    options = "tak | yes\nnie | no"
    for number, kind in enumerate(Kind):
        assert add(world, kind=kind.value, label_pl=f"Pytanie {number}", options=options).status_code == 302
    world.open()
    key = world.enter("Kampania", submitted=False)
    page = world.visitor("marta").get(f"/e/gala/entries/{key}/edit")
    assert page.status_code == 200
    for number, _kind in enumerate(Kind):
        assert f"Pytanie {number}" in page.text


def test_a_required_question_must_be_answered_and_a_condition_decides_whether_it_is_asked(world):
    add(world, kind="choice", label_pl="Budżet", options="bez wydatków | nothing\nz wydatkami | something")
    budget = question_of(world, "Budżet").key
    assert add(world, label_pl="Wykonawca", required="y", only_if=budget, only_values="2").status_code == 302
    agency = question_of(world, "Wykonawca").key
    world.open()
    marta, key = world.visitor("marta"), world.enter("Kampania", submitted=False)
    edit, submit = f"/e/gala/entries/{key}/edit", f"/e/gala/entries/{key}/submit"
    assert marta.post(edit, data=fields(marta, edit, **{budget: "o2"})).status_code == 302
    assert "Uzupełnij: Wykonawca." in marta.post(submit).text
    assert marta.post(edit, data=fields(marta, edit, **{budget: "o2", agency: "Studio"})).status_code == 302
    assert marta.post(submit).status_code == 302
    assert "Studio" in marta.get(f"/e/gala/entries/{key}").text
    assert marta.post(f"/e/gala/entries/{key}/take-back").status_code == 302
    assert marta.post(edit, data=fields(marta, edit, **{budget: "o1", agency: "Studio"})).status_code == 302
    assert marta.post(submit).status_code == 302
    assert "Studio" not in marta.get(f"/e/gala/entries/{key}").text


def fields(client, url, **changes):
    """What the form on the page holds, as a browser without scripts would send it."""
    page = client.get(url).text
    found = dict(re.findall(r'<input type="hidden" name="(revision|was)" value="([^"]*)"', page))
    found["title"] = re.search(r'name="title"[^>]* value="([^"]*)"', page).group(1)
    for name, text in re.findall(r'<textarea[^>]* name="(\w+)"[^>]*>([^<]*)</textarea>', page):
        found[name] = text
    dates = re.findall(r'type="date"[^>]* name="period" value="([^"]*)"', page)
    return found | {"period": dates} | changes


def test_jurors_do_not_see_what_is_hidden_from_them(world):
    world.open()
    key = world.enter("Tajna", "Kalisz", submitted=False)
    norbert, edit = world.visitor("norbert"), f"/e/gala/entries/{key}/edit"
    assert norbert.post(edit, data=fields(norbert, edit, contact="Norbert, pokój 7")).status_code == 302
    assert norbert.post(f"/e/gala/entries/{key}/submit").status_code == 302
    world.check()
    world.accept_all()
    for city in ("Rumia", "Legnica"):
        assert "Norbert, pokój 7" in world.visitor("alicja").get(f"/e/gala/check/{key}").text, city
    world.judge()
    seat = world.id_of(type(world).seat, "bartek", "Tajna")
    page = world.visitor("bartek").get(f"/e/gala/jury/{seat}").text
    assert "Tajna" in page
    assert "pokój 7" not in page


def test_while_the_call_is_open_only_words_can_change(world):
    world.open()
    alicja = world.visitor("alicja")
    held = question_of(world, "Efekty")
    url = f"{FORM}/questions/{held.id}"
    same = {"kind": "long_text", "required": "y", "most": "3000", "only_values": ""}
    assert alicja.post(url, data={**same, "label_pl": "Skutki", "label_en": "Results"}).status_code == 302
    answer = alicja.post(url, data={**same, "label_pl": "Skutki", "most": "10"})
    assert answer.status_code == 409
    assert "Nabór trwa" in answer.text
    assert question_of(world, "Skutki").limits.most == 3000
    assert alicja.post(f"{url}/remove").status_code == 409
    assert alicja.post(f"{FORM}/copy").status_code == 409


@pytest.mark.parametrize(
    "fields",
    [
        {"kind": "choice", "options": "tylko jedna"},
        {"kind": "choice", "options": "| english only\ndruga"},
        {"kind": "number", "lowest": "dużo"},
        {"kind": "number", "lowest": "5", "highest": "4"},
        {"kind": "sculpture"},
        {"kind": "text", "most": "-1"},
        {"kind": "text", "label_pl": ""},
        {"kind": "text", "label_pl": "x" * 301},
        {"kind": "text", "only_if": "nobody"},
    ],
)
def test_a_question_that_makes_no_sense_is_refused(world, fields):
    before = world.count(Question)
    answer = add(world, **fields)
    assert answer.status_code == 422
    assert "field-error" in answer.text
    assert world.count(Question) == before


def test_options_keep_their_keys_when_their_wording_or_order_changes(world):
    add(world, kind="choice", label_pl="Budżet", options="mały | small\nduży | large")
    held = question_of(world, "Budżet")
    url, same = f"{FORM}/questions/{held.id}", {"kind": "choice", "label_pl": "Budżet", "only_values": ""}
    keys = {wording.pl: key for key, wording in held.options}
    alicja = world.visitor("alicja")
    assert alicja.post(url, data={**same, "options": "duży | large\nmały | small\nśredni"}).status_code == 302
    after = {wording.pl: key for key, wording in question_of(world, "Budżet").options}
    assert {name: after[name] for name in keys} == keys
    assert len(set(after.values())) == 3


def test_sections_and_questions_move_and_go(world):
    with world.at_work():
        first, by, at = world.edition.categories[0], world.user("alicja"), world.now()
        more = service.add_section(first, Localised("Więcej"), Localised(), by=by, at=at)
        one = service.add_question(more, Asked(Kind.CONSENT, Localised("Zgoda")), by=by, at=at)
        asked = Asked(Kind.TEXT, Localised("Zależne"), only_if=one.key, only_values=("yes",))
        service.add_question(queries.sections_of(first)[0], asked, by=by, at=at)
    with world.at_work():
        first, by, at = world.edition.categories[0], world.user("alicja"), world.now()
        more = next(section for section in queries.sections_of(first) if section.title.pl == "Więcej")
        service.move_section(more, -1, by=by, at=at)
        assert [section.title.pl for section in queries.sections_of(first)] == ["Więcej", "Kampania"]
        service.move_section(more, -1, by=by, at=at)
        with pytest.raises(Refused):
            service.remove_question(more.questions[0], by=by, at=at)
        with pytest.raises(Refused):
            service.remove_section(more, by=by, at=at)
        last = queries.questions_of(first)[-1]
        service.remove_question(last, by=by, at=at)
        db.session.flush()
        service.remove_section(more, by=by, at=at)
        db.session.flush()
        assert [section.title.pl for section in queries.sections_of(first)] == ["Kampania"]


def test_the_form_of_another_category_is_taken_over(world):
    with world.at_work():
        edition = world.edition
        other = Category(
            edition_id=edition.id, position=9, key="other", name=Localised("Inna"), description=Localised("Opis")
        )
        db.session.add(other)
        db.session.flush()
        by, at = world.user("alicja"), world.now()
        service.copy_form(other, edition.categories[0], by=by, at=at)
        ours, theirs = queries.questions_of(edition.categories[0]), queries.questions_of(other)
        assert [(one.key, one.kind, one.settings) for one in ours] == [
            (one.key, one.kind, one.settings) for one in theirs
        ]
        service.copy_form(other, None, by=by, at=at)
        db.session.flush()
        assert {"budget", "consent_rules"} <= {one.key for one in queries.questions_of(other)}


def test_a_call_without_questions_cannot_be_opened(world):
    with world.at_work():
        first, by, at = world.edition.categories[0], world.user("alicja"), world.now()
        service.remove_section(queries.sections_of(first)[0], by=by, at=at)
        db.session.flush()
        with pytest.raises(NotReady) as refused:
            service.open_call(world.edition, by=by, at=at)
        assert "Kampania Roku" in str(refused.value.problems[0])


def test_only_an_organiser_builds_and_an_auditor_reads(world):
    assert world.visitor("roman").get(FORM).status_code == 200
    assert world.visitor("roman").post(f"{FORM}/copy").status_code == 403
    assert world.visitor("marta").get(FORM).status_code == 403
    assert world.visitor("alicja").get("/e/gala/forms/special").status_code == 404
    assert world.visitor("alicja").get("/e/gala/forms/none").status_code == 404


@pytest.mark.parametrize("key", ["campaign", "video", "leader", "crisis", "city_profile", "europe"])
def test_the_default_form_asks_what_the_award_needs(world, key):
    with world.at_work():
        sections = default_form(Category(id=None, key=key))
        questions = [one for section in sections for one in section.questions]
        keys = [one.key for one in questions]
        assert len(keys) == len(set(keys))
        assert {"period", "goal", "audience", "means", "indicators", "budget", "replicability", "contact_email"} <= set(
            keys
        )
        assert all(one.label.pl and one.label.en for one in questions)
        conditions = {one.key for one in questions if one.kind in {Kind.CHOICE, Kind.CONSENT}}
        assert all(one.only_if in conditions for one in questions if one.only_if)


def test_a_period_outside_the_last_twelve_months_is_told_before_submitting(world):
    world.open()
    period = {"from": "2024-01-01", "to": "2024-02-01"}
    key = world.enter("Dawna", submitted=False, answers={"period": period})
    assert "okres musi się mieścić między" in world.visitor("marta").post(f"/e/gala/entries/{key}/submit").text


def test_a_settled_form_is_shown_without_acts(world):
    world.in_phase(Phase.CHECKING)
    page = world.visitor("alicja").get(FORM)
    assert page.status_code == 200
    assert "Dodaj pytanie" not in page.text
