"""Judging: seats, marks and receipts; what a recused juror must not learn; nothing before the close."""

import re
from datetime import timedelta

import pytest
from sqlalchemy import select

from awards_app.audit import AuditEntry
from awards_app.db import db
from awards_app.editions.phases import Phase
from awards_app.jury.models import Mark
from tests.world import best

JSON = {"Accept": "application/json"}


@pytest.fixture
def judging(world):
    return world.in_phase(Phase.JUDGING)


def seat(world, juror, title):
    with world.app.app_context():
        found = world.seat(juror, title)
        return f"/e/gala/jury/{found.id}", [f"mark-{one.id}" for one in world.edition.criteria], found.entry_id


def test_a_juror_is_never_seated_before_their_own_city(judging):
    with judging.app.app_context():
        assert judging.seat("celina", "Kampania Legnica").recusal == "own_city"
        assert judging.seat("celina", "Kampania Kalisz").recusal is None
        assert judging.seat("bartek", "Kampania Legnica").recusal is None


def test_a_recused_juror_finds_nothing_of_the_entry(judging):
    celina = judging.visitor("celina")
    recused, _fields, entry = seat(judging, "celina", "Kampania Legnica")
    assert celina.get(recused).status_code == 404
    seen, todo = set(), ["/", "/e/gala/", "/e/gala/jury/", "/e/gala/desk", "/account"]
    while todo:
        path = todo.pop()
        if path in seen:
            continue
        seen.add(path)
        answer = celina.get(path, follow_redirects=True)
        assert "Kampania Legnica" not in answer.text, path
        assert str(entry) not in answer.text, path
        todo += [link for link in re.findall(r'href="(/[^"#?]*)', answer.text) if not link.startswith("/static")]
    assert len(seen) > 6
    assert "Do oceny: 2 zgłoszenia" in celina.get("/e/gala/jury/").text


def test_a_mark_is_saved_at_once_with_a_receipt(judging):
    url, fields, _entry = seat(judging, "bartek", "Kampania Kalisz")
    bartek = judging.visitor("bartek")
    first = bartek.post(url, data={fields[0]: "8"}, headers=JSON).json
    assert first == {
        "saved_at": first["saved_at"],
        "revision": 1,
        "total": "48,00",
        "complete": False,
        "marked": 1,
        "of": 2,
        "missing": "Bez oceny: dialog.",
        "owed": [],
    }
    second = bartek.post(url, data={fields[1]: "5"}, headers=JSON).json
    assert (second["revision"], second["total"], second["complete"]) == (2, "68,00", True)
    assert bartek.get(url).text.count("checked") == 2


def test_a_save_of_one_mark_leaves_the_others_and_the_comment(judging):
    url, fields, _entry = seat(judging, "bartek", "Kampania Kalisz")
    bartek = judging.visitor("bartek")
    bartek.post(url, data={fields[0]: "8", fields[1]: "5", "comment": "Dobra robota"})
    bartek.post(url, data={fields[0]: "9"}, headers=JSON)
    page = bartek.get(url).text
    assert "Dobra robota" in page
    assert page.count("checked") == 2


@pytest.mark.parametrize("mark", ["11", "-1", "7.5", "abc", "", "NaN", "Infinity"])
def test_a_mark_off_the_scale_is_refused_and_leaves_nothing(judging, mark):
    url, fields, _entry = seat(judging, "bartek", "Kampania Kalisz")
    answer = judging.visitor("bartek").post(url, data={fields[0]: mark}, headers=JSON)
    assert answer.status_code == 422
    assert "od 0 do 10" in answer.json["error"]
    assert judging.count(Mark) == 0


def test_the_deadline_of_marks_is_decided_to_the_second(judging):
    url, fields, _entry = seat(judging, "bartek", "Kampania Kalisz")
    bartek = judging.visitor("bartek")
    with judging.app.app_context():
        deadline = judging.edition.judging_closes_at
    judging.clock.move_to(deadline - timedelta(seconds=1))
    assert bartek.post(url, data={fields[0]: "8"}, headers=JSON).status_code == 200
    judging.clock.move_to(deadline)
    late = bartek.post(url, data={fields[0]: "9"}, headers=JSON)
    assert late.status_code == 409
    assert "Termin oceniania minął" in late.json["error"]


def test_a_foreign_seat_is_not_found(judging):
    url, fields, _entry = seat(judging, "edyta", "Kampania Kalisz")
    assert judging.visitor("bartek").get(url).status_code == 404
    assert judging.visitor("bartek").post(url, data={fields[0]: "1"}).status_code == 404


def test_an_incomplete_ballot_cannot_be_submitted_but_keeps_its_marks(judging):
    url, fields, _entry = seat(judging, "bartek", "Kampania Kalisz")
    bartek = judging.visitor("bartek")
    bartek.post(url, data={fields[0]: "8"}, headers=JSON)
    answer = bartek.post(url, data={"submit": "1"}, follow_redirects=True)
    assert "Najpierw wystaw ocen" in answer.text
    assert answer.text.count("checked") == 1


def test_every_save_is_recorded_with_what_stood_before(judging):
    url, fields, _entry = seat(judging, "bartek", "Kampania Kalisz")
    bartek = judging.visitor("bartek")
    for mark in ("8", "3"):
        bartek.post(url, data={fields[0]: mark}, headers=JSON)
    with judging.app.app_context():
        saved = db.session.scalars(select(AuditEntry).where(AuditEntry.event == "MarksSaved").order_by(AuditEntry.seq))
        facts = [entry.facts for entry in saved]
    key = fields[0].removeprefix("mark-")
    assert [(one["before"], one["after"]) for one in facts] == [({}, {key: "8"}), ({key: "8"}, {key: "3"})]


def test_a_declared_conflict_takes_the_entry_and_its_marks_away(judging):
    judging.mark_all()
    url, _fields, _entry = seat(judging, "bartek", "Kampania Kalisz")
    bartek = judging.visitor("bartek")
    assert (
        bartek.post(f"{url}/conflict", data={"ground": "other", "words": "Pracowałem przy tej kampanii."}).status_code
        == 302
    )
    assert bartek.get(url).status_code == 404
    judging.close()
    kalisz = next(row for row in judging.boards()[0].rows if row.entry.city.name == "Kalisz")
    assert kalisz.standing.ballots == 3


@pytest.mark.parametrize("person", ["alicja", "danuta", "roman"])
def test_nobody_sees_averages_while_the_jury_judges(judging, person):
    judging.mark_all()
    answer = judging.visitor(person).get("/e/gala/results/")
    assert answer.status_code == 409
    assert "Kampania" not in answer.text


def test_closing_is_refused_while_an_entry_is_below_the_minimum(judging):
    judging.mark("bartek", "Kampania Kalisz", 5, 5)
    answer = judging.visitor("alicja").post("/e/gala/results/close-judging")
    assert answer.status_code == 409
    assert "3" in answer.text


def test_a_missing_ballot_is_never_a_zero(judging):
    judging.mark_all()
    judging.close()
    assert best(judging) == ["Kampania Rumia", "Kampania Kalisz", "Kampania Legnica"]
    legnica = judging.boards()[0].rows[2]
    assert (legnica.standing.ballots, str(legnica.standing.score)) == (3, "54")
