"""An entry moves to another category only with its city's consent."""

import pytest
from sqlalchemy import select

from awards_app.db import db
from awards_app.editions.phases import Phase
from awards_app.entries import moving
from awards_app.entries.check_models import Consent, Move
from awards_app.errors import NotReady, Refused
from awards_app.jury import service as judging
from awards_app.notices.models import Mail
from awards_app.questionnaire import queries as forms

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
        assert moving.unanswered_in(checked.entry(LEGNICA), checked.category("video")) == ["Kontakt"]
        assert db.session.scalars(select(Move)).one().consent is Consent.PROPOSED
