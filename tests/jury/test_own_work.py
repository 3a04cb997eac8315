"""What a juror sees of their own work: bookmarks, finishing, order, habits, and the sheet of what they gave."""

import io
from dataclasses import replace
from datetime import timedelta

import pytest
from pypdf import PdfReader
from sqlalchemy import select

from awards_app.db import db
from awards_app.editions.phases import Phase
from awards_app.jury import round_queries as rounds
from awards_app.jury import rounds as planning
from awards_app.jury.rounds import Plan
from awards_app.notices.models import Mail

J = "/e/gala/jury"
JSON = {"Accept": "application/json"}
TITLES = ("Kampania Legnica", "Kampania Kalisz", "Kampania Rumia")


@pytest.fixture
def judging(world):
    return world.in_phase(Phase.JUDGING)


def seat(world, title, juror="bartek"):
    with world.app.app_context():
        return f"{J}/{world.seat(juror, title).id}"


def finish(world, value="1", juror="bartek"):
    with world.app.app_context():
        key = rounds.rounds_in(world.edition)[0].id
    return world.visitor(juror).post(f"{J}/rounds/{key}/finish", data={"finished": value})


def mark_all_of(world, juror="bartek"):
    for number, title in enumerate(TITLES):
        world.mark(juror, title, 5 + number, 6)


def test_a_bookmark_is_saved_at_once_and_shown_on_the_desk(judging):
    bartek, url = judging.visitor("bartek"), seat(judging, TITLES[0])
    assert "jeszcze raz zobacz" not in bartek.get(f"{J}/").text
    assert bartek.post(url, data={"bookmark": "1"}, headers=JSON).json["revision"] == 1
    assert "jeszcze raz zobacz" in bartek.get(f"{J}/").text
    assert bartek.post(url, data={"bookmark": ["0"]}, headers=JSON).json["revision"] == 2
    assert "jeszcze raz zobacz" not in bartek.get(f"{J}/").text


def test_without_scripts_the_whole_sheet_carries_the_bookmark(judging):
    bartek, url = judging.visitor("bartek"), seat(judging, TITLES[0])
    assert bartek.post(url, data={"bookmark": ["0", "1"], "revision": "0"}).status_code == 302
    with judging.app.app_context():
        assert judging.seat("bartek", TITLES[0]).ballot.bookmarked


def test_a_mark_alone_leaves_the_bookmark(judging):
    bartek, url = judging.visitor("bartek"), seat(judging, TITLES[0])
    bartek.post(url, data={"bookmark": "1"}, headers=JSON)
    judging.mark("bartek", TITLES[0], 5)
    with judging.app.app_context():
        assert judging.seat("bartek", TITLES[0]).ballot.bookmarked


@pytest.mark.parametrize("value", ["x", "2", "9" * 999, "\0"])
def test_a_forged_bookmark_is_refused(judging, value):
    answer = judging.visitor("bartek").post(seat(judging, TITLES[0]), data={"bookmark": value}, headers=JSON)
    assert answer.status_code == 422
    with judging.app.app_context():
        assert judging.seat("bartek", TITLES[0]).ballot is None


def test_one_can_finish_only_when_every_ballot_is_complete_and_go_on_after_all(judging):
    assert finish(judging).status_code == 409
    mark_all_of(judging)
    assert "Kończę ocenianie" in judging.visitor("bartek").get(f"{J}/").text
    assert finish(judging).status_code == 302
    assert "zakończono ocenianie" in judging.visitor("bartek").get(f"{J}/").text
    # It locks nothing.
    judging.mark("bartek", TITLES[0], 9)
    assert finish(judging, "0").status_code == 302
    assert "zakończono ocenianie" not in judging.visitor("bartek").get(f"{J}/").text


def test_who_is_on_no_panel_finishes_nothing(judging):
    assert finish(judging, juror="marta").status_code == 403


def test_the_desk_can_be_ordered_by_one_s_own_total(judging):
    mark_all_of(judging)
    page = judging.visitor("bartek").get(f"{J}/?order=total").text
    assert page.index(TITLES[2]) < page.index(TITLES[1]) < page.index(TITLES[0])
    page = judging.visitor("bartek").get(f"{J}/").text
    assert page.index(TITLES[0]) < page.index(TITLES[1]) < page.index(TITLES[2])


def test_the_sheet_tells_everything_that_was_given_as_page_and_as_pdf(judging):
    bartek = judging.visitor("bartek")
    assert bartek.get(f"{J}/sheet.pdf").status_code == 404
    assert "Nic jeszcze nie oceniono" in bartek.get(f"{J}/sheet").text
    judging.mark("bartek", TITLES[1], 8, 5)
    bartek.post(seat(judging, TITLES[1]), data={"comment": "Zażółć gęślą jaźń 🎉"}, headers=JSON)
    page = bartek.get(f"{J}/sheet").text
    for told in ("pomysł: 8", "dialog: 5", "Suma: 68,00", "Zażółć gęślą jaźń", "Kalisz (wielkopolskie)"):
        assert told in page, told
    assert TITLES[0] not in page


def test_the_document_holds_the_same(judging):
    judging.mark("bartek", TITLES[1], 8, 5)
    answer = judging.visitor("bartek").get(f"{J}/sheet.pdf")
    text = "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(answer.data)).pages)
    assert "Moje oceny" in text
    assert "Suma: 68,00" in text
    assert "Bartek Testowa" in text


def test_at_the_close_each_juror_gets_their_own_sheet_and_nobody_else_s(judging):
    judging.mark_all()
    judging.close()
    with judging.app.app_context():
        mails = {one.to: one.text for one in db.session.scalars(select(Mail).where(Mail.purpose == "jury_sheet"))}
    assert set(mails) == {f"{one}@example.org" for one in ("bartek", "celina", "danuta", "edyta")}
    assert "pomysł: 9" in mails["bartek@example.org"]
    # Celina lives in Legnica.
    assert TITLES[0] not in mails["celina@example.org"]
    assert TITLES[0] in mails["bartek@example.org"]


def test_the_desk_leads_to_what_closes_first_and_then_to_saying_that_one_has_finished(judging):
    with judging.at_work():
        plan = Plan.of(rounds.rounds_in(judging.edition)[0])
        sooner = replace(plan, closes_at=judging.edition.judging_closes_at - timedelta(days=2))
        planning.change_round(rounds.rounds_in(judging.edition)[0], sooner, by=judging.user("alicja"), at=judging.now())
    bartek = judging.visitor("bartek")
    page = bartek.get(f"{J}/").text
    assert "Pierwszy termin: niedziela, 1 listopada 2026" in page
    assert "Zostały 3 karty: przejdź do pierwszej" in page
    judging.mark("bartek", TITLES[0], 5, 5)
    assert f'href="{seat(judging, TITLES[1])}">Zostały 2 karty' in bartek.get(f"{J}/").text
    mark_all_of(judging)
    page = bartek.get(f"{J}/").text
    assert "Kończę ocenianie: Kampania Roku" in page
    finish(judging)
    assert "Kończę ocenianie: Kampania Roku" not in bartek.get(f"{J}/").text
