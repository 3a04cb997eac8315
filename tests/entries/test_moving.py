"""An entry moves to another category only with its city's consent."""

import re
from datetime import timedelta

import pytest
from sqlalchemy import select

from awards_app.call import service as deadlines
from awards_app.call.service import More
from awards_app.db import db
from awards_app.editions.phases import Phase
from awards_app.entries import checklist, doubts, drafts, moving
from awards_app.entries import service as entering
from awards_app.entries.check_models import Consent, Move
from awards_app.entries.checklist import Looked
from awards_app.entries.models import Status
from awards_app.errors import NotReady, Refused
from awards_app.jury import service as judging
from awards_app.notices.models import Mail
from awards_app.questionnaire import checklists
from awards_app.questionnaire import queries as forms
from tests.entries.test_receipt import text_of
from tests.world import draft_of

E = "/e/gala"
LEGNICA = "Kampania Legnica"
REASON = "To film, a nie kampania."


@pytest.fixture
def checked(world):
    world.add_category()
    world.in_phase(Phase.CHECKING)
    return world


def paths(world):
    key = world.id_of(type(world).entry, LEGNICA)
    return f"{E}/check/{key}", f"{E}/entries/{key}"


def propose(world, reason=REASON):
    page, _own = paths(world)
    with world.at_work():
        video = world.category("video").id
    return world.visitor("alicja").post(f"{page}/move", data={"category": str(video), "because": reason})


def category(world):
    with world.at_work():
        entry = world.entry(LEGNICA)
        return entry.category.key, str(entry.size_class.name), len(entry.versions)


def test_the_city_agrees_and_the_entry_moves_with_its_class_and_a_version(checked):
    assert propose(checked).status_code == 302
    _page, own = paths(checked)
    marta = checked.visitor("marta")
    assert REASON in marta.get(own).text
    assert category(checked) == ("campaign", "", 1)
    assert marta.post(f"{own}/move/accept").status_code == 302
    assert category(checked) == ("video", "Miasto", 2)
    text = marta.get(own).text
    assert "Przeniesione za zgodą miasta do kategorii „Wideo”, wersja 2" in text
    with checked.at_work():
        assert '"category": "video"' in checked.entry(LEGNICA).versions[-1].content
        purposes = set(db.session.scalars(select(Mail.purpose).where(Mail.to == "marta@example.org")))
        assert {"move_proposed", "move_answered"} <= purposes


def test_the_city_declines_and_the_entry_stays(checked):
    propose(checked)
    _page, own = paths(checked)
    assert checked.visitor("marta").post(f"{own}/move/decline").status_code == 302
    assert category(checked) == ("campaign", "", 1)
    assert checked.visitor("marta").post(f"{own}/move/accept").status_code == 409


def test_only_the_entrys_own_city_answers(checked):
    propose(checked)
    _page, own = paths(checked)
    for person, code in (("norbert", 404), ("alicja", 403), ("bartek", 403)):
        assert checked.visitor(person).post(f"{own}/move/accept").status_code == code
    assert category(checked) == ("campaign", "", 1)


def test_while_the_city_is_asked_nothing_else_happens_to_the_entry(checked):
    propose(checked)
    page, _own = paths(checked)
    alicja = checked.visitor("alicja")
    assert propose(checked).status_code == 409
    assert alicja.post(f"{page}/accept", data={"remark": "Przyjmuję mimo to."}).status_code == 409
    assert alicja.post(f"{page}/reject", data={"reason": "Odrzucam mimo to."}).status_code == 409
    sent = {"fields": ["goal"], "message": "Proszę poprawić cel.", "days": "1"}
    assert alicja.post(f"{page}/return", data=sent).status_code == 409
    with checked.at_work(), pytest.raises(NotReady) as refused:
        judging.open_judging(checked.edition, by=checked.user("alicja"), at=checked.now())
    assert any("przeniesienia" in str(problem) for problem in refused.value.problems)
    assert "zaproponowano przeniesienie" in alicja.get(f"{E}/check/").text
    assert alicja.post(f"{page}/move/withdraw").status_code == 302
    assert alicja.post(f"{page}/accept", data={"remark": "Przyjmuję mimo to."}).status_code == 302


def test_a_reason_is_needed_and_what_was_chosen_stays(checked):
    answer = propose(checked, "  ")
    assert answer.status_code == 422
    assert "Wypełnij to pole" in answer.text
    with checked.at_work():
        assert db.session.scalars(select(Move)).all() == []


@pytest.mark.parametrize("key", ["special", "campaign"])
def test_an_entry_moves_neither_to_an_award_by_resolution_nor_to_where_it_is(checked, key):
    with checked.at_work(), pytest.raises(Refused):
        moving.propose(
            checked.entry(LEGNICA), checked.category(key), REASON, by=checked.user("alicja"), at=checked.now()
        )


def test_a_category_that_is_not_open_to_the_citys_size_is_not_offered(checked):
    with checked.at_work():
        checked.category("video").classes[0].population_from = 100_000
    page, _own = paths(checked)
    assert "Zaproponuj inną kategorię" not in checked.visitor("alicja").get(page).text
    assert propose(checked).status_code == 422


def test_the_organiser_hears_what_the_new_category_asks_and_the_entry_does_not_answer(checked):
    with checked.at_work():
        contact = next(one for one in forms.questions_of(checked.category("video")) if one.key == "contact")
        contact.required = True
    propose(checked)
    page, _own = paths(checked)
    with checked.at_work():
        missing = moving.unanswered_in(checked.entry(LEGNICA), checked.category("video"))
        assert [one.pl for one in missing] == ["Kontakt"]
        assert db.session.scalars(select(Move)).one().consent is Consent.PROPOSED


def test_what_was_ticked_before_the_move_is_read_and_counts_for_nothing(checked):
    with checked.at_work():
        for key in ("campaign", "video"):
            checklists.begin(checked.category(key), by=checked.user("alicja"), at=checked.now())
        entry = checked.entry(LEGNICA)
        looked = {one.item.id: Looked(False, "Brak źródła liczb.", one.mark) for one in checklist.lines_of(entry)}
        checklist.tick(entry, looked, by=checked.user("alicja"), at=checked.now())
    propose(checked)
    page, own = paths(checked)
    checked.visitor("marta").post(f"{own}/move/accept")
    with checked.at_work():
        found = doubts.about(checked.entry(LEGNICA))
        assert (found.open_items, found.failed_items) == (8, 0)
    alicja = checked.visitor("alicja")
    text = alicja.get(page).text
    assert re.search(r'<textarea[^>]*name="reason"[^>]*>\s*</textarea>', text)
    assert text.count("Z listy kontrolnej kategorii „Kampania Roku”") == 1
    assert text.count("Brak źródła liczb.") == 8
    table = alicja.get(f"{E}/check/entries.csv").text
    assert table.count("Kampania Roku · ") == 8


def limit_video(world, limit):
    with world.at_work():
        world.category("video").entries_per_city = limit


def enter_video(world):
    """Legnica enters in the category of films, too, with a deadline of its own."""
    with world.at_work():
        marta = world.user("marta")
        until = world.now() + timedelta(days=1)
        city = world.entry(LEGNICA).city
        deadlines.extend_for(world.edition, city, More(until, "Awaria."), by=world.user("alicja"), at=world.now())
        draft = draft_of(world.edition, "Film Legnicy", category=world.category("video"))
        film = drafts.begin(world.edition, city, draft, by=marta, at=world.now())
        entering.submit(film, by=marta, at=world.now())


def test_an_entry_does_not_move_where_its_city_has_as_many_as_it_may(checked):
    limit_video(checked, 1)
    enter_video(checked)
    answer = propose(checked)
    assert answer.status_code == 409
    assert "tyle zgłoszeń" in answer.text
    limit_video(checked, 2)
    assert propose(checked).status_code == 302


def test_a_place_that_was_taken_since_the_proposal_is_not_taken_twice(checked):
    limit_video(checked, 1)
    propose(checked)
    enter_video(checked)
    _page, own = paths(checked)
    answer = checked.visitor("marta").post(f"{own}/move/accept")
    assert answer.status_code == 409
    assert "tyle zgłoszeń" in answer.text
    assert category(checked) == ("campaign", "", 1)
    with checked.at_work():
        assert db.session.scalars(select(Move)).one().consent is Consent.PROPOSED


def test_a_city_that_withdraws_has_declined(checked):
    propose(checked)
    _page, own = paths(checked)
    assert checked.visitor("marta").post(f"{own}/withdraw").status_code == 302
    with checked.at_work():
        assert db.session.scalars(select(Move)).one().consent is Consent.DECLINED
        assert checked.entry(LEGNICA).status is Status.WITHDRAWN
    assert checked.visitor("marta").post(f"{own}/move/accept").status_code == 409


def test_the_receipt_of_the_version_before_the_move_names_the_category_of_then(checked):
    propose(checked)
    _page, own = paths(checked)
    marta = checked.visitor("marta")
    marta.post(f"{own}/move/accept")
    first, second = (text_of(marta.get(f"{own}/receipt/{number}.pdf")) for number in (1, 2))
    assert "Wideo" not in first
    assert "Kampania Roku" in first
    assert "Wideo: Miasto" in second


def test_nobody_agrees_to_another_proposal_than_the_one_they_read(checked):
    propose(checked)
    page, own = paths(checked)
    with checked.app.app_context():
        shown = db.session.scalars(select(Move.id)).one()
    marta, alicja = checked.visitor("marta"), checked.visitor("alicja")
    assert f"move/accept?move={shown}" in marta.get(own).text
    assert alicja.post(f"{page}/move/withdraw").status_code == 302
    propose(checked, "Inny powód niż wcześniej.")
    for act in ("accept", "decline"):
        answer = marta.post(f"{own}/move/{act}?move={shown}")
        assert answer.status_code == 409
        assert "zaproponował tymczasem co innego" in answer.text
    assert category(checked) == ("campaign", "", 1)
