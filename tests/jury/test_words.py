"""What jurors write about criteria, and marks that count only with their words: every page tells the same."""

import io
import re

import pytest
from pypdf import PdfReader
from sqlalchemy import select, text
from sqlalchemy.exc import IntegrityError

from awards_app.audit import AuditEntry
from awards_app.db import db
from awards_app.editions import service as editions
from awards_app.editions.judging import Extremes, JudgingRules
from awards_app.editions.phases import Phase
from awards_app.jury import queries as jury
from awards_app.jury import round_queries as rounds
from awards_app.jury.models import Comment
from awards_app.results import readiness
from tests.world import JURORS, best

J = "/e/gala/jury"
JSON = {"Accept": "application/json"}
LEGNICA, KALISZ, RUMIA = TITLES = ("Kampania Legnica", "Kampania Kalisz", "Kampania Rumia")
WHY = "Najlepsza kampania, jaką widziałem. Zażółć 🎉"


def rule(world, **rules):
    with world.at_work():
        editions.set_judging(world.edition, JudgingRules(**rules), by=world.user("alicja"), at=world.now())


@pytest.fixture
def judging(world):
    return world.in_phase(Phase.JUDGING)


@pytest.fixture
def strict(world):
    """Marks at both ends of the scale need words."""
    rule(world, extremes=Extremes.ENDS)
    return world.in_phase(Phase.JUDGING)


def ballot(world, title, juror="bartek"):
    """The address, the fields of the marks, and those of the notes."""
    with world.app.app_context():
        keys = [one.id for one in world.edition.criteria]
        return f"{J}/{world.seat(juror, title).id}", *([f"{name}-{key}" for key in keys] for name in ("mark", "note"))


def loads(world, juror="bartek"):
    with world.app.app_context():
        return next(one for one in jury.loads_in(world.edition) if one.juror_id == world.user(juror).id)


def test_a_note_is_saved_alone_and_receipted_like_a_mark(judging):
    url, marks, notes = ballot(judging, KALISZ)
    bartek = judging.visitor("bartek")
    assert bartek.post(url, data={notes[0]: WHY}, headers=JSON).json["revision"] == 1
    receipt = bartek.post(url, data={marks[0]: "7"}, headers=JSON).json
    assert (receipt["revision"], receipt["marked"], receipt["complete"]) == (2, 1, False)
    assert receipt["missing"] == "Bez oceny: dialog."
    assert WHY in bartek.get(url).text
    # Taken back, it is gone, and the mark stays.
    assert bartek.post(url, data={notes[0]: "  "}, headers=JSON).json["marked"] == 1
    assert WHY not in bartek.get(url).text


def test_a_note_is_named_in_the_trail_by_its_checksum_only(judging):
    url, _marks, notes = ballot(judging, KALISZ)
    judging.visitor("bartek").post(url, data={notes[1]: WHY}, headers=JSON)
    with judging.app.app_context():
        facts = db.session.scalars(select(AuditEntry).where(AuditEntry.event == "MarksSaved")).one().facts
    assert list(facts["comments_sha256"]) == [notes[1].removeprefix("note-")]
    assert "kampania" not in str(facts)


@pytest.mark.parametrize("text", ["x" * 2001, "a\0b", "\u202eabc"])
def test_a_note_that_is_none_is_refused_and_leaves_nothing(judging, text):
    url, marks, notes = ballot(judging, KALISZ)
    answer = judging.visitor("bartek").post(url, data={notes[0]: text, marks[0]: "5"}, headers=JSON)
    assert answer.status_code == 422
    assert answer.json["error"]
    assert judging.count(Comment) == 0


def test_submitting_what_is_not_complete_keeps_what_was_given_and_shows_what_is_missing(strict):
    url, marks, notes = ballot(strict, KALISZ)
    bartek = strict.visitor("bartek")
    for sent in ({marks[0]: "5"}, dict.fromkeys(marks, "10")):
        answer = bartek.post(url, data=sent | {"submit": "1"}, follow_redirects=True)
        assert answer.status_code == 200
        assert "zapisane" in answer.text
        with strict.app.app_context():
            seat = strict.seat("bartek", KALISZ)
            assert {f"mark-{key}": str(int(value)) for key, value in seat.marks.items()} == sent
            assert seat.ballot.submitted_at is None
    assert bartek.post(url, data=dict.fromkeys(notes, WHY) | {"submit": "1"}).status_code == 302
    with strict.app.app_context():
        assert strict.seat("bartek", KALISZ).ballot.submitted_at


def test_a_stale_sheet_does_not_overwrite_a_note(judging):
    url, marks, notes = ballot(judging, KALISZ)
    bartek = judging.visitor("bartek")
    bartek.post(url, data={notes[0]: WHY}, headers=JSON)
    old = dict.fromkeys(marks, "7") | {notes[0]: "Inna", f"seen-{notes[0]}": ""}
    answer = bartek.post(url, data=old)
    # Nothing was there when this sheet was shown: what stands there now was given elsewhere.
    assert answer.status_code == 409
    assert "Inna" in answer.text
    with judging.app.app_context():
        assert list(judging.seat("bartek", KALISZ).comments.values()) == [WHY]


def test_nobody_else_reads_a_note(judging):
    judging.mark_all()
    url, _marks, notes = ballot(judging, KALISZ)
    judging.visitor("bartek").post(url, data={notes[0]: WHY}, headers=JSON)
    other, _marks, _notes = ballot(judging, KALISZ, "edyta")
    assert WHY not in judging.visitor("edyta").get(other).text
    judging.close()
    with judging.app.app_context():
        board = f"/e/gala/results/{judging.boards()[0].size_class.id}"
    assert WHY not in judging.visitor("danuta").get(board).text


def test_the_sheet_tells_notes_and_what_they_are_about(judging):
    url, marks, notes = ballot(judging, KALISZ)
    bartek = judging.visitor("bartek")
    bartek.post(url, data={marks[0]: "8", notes[0]: WHY, notes[1]: "Do sprawdzenia", "comment": "Brawo"}, headers=JSON)
    document = PdfReader(io.BytesIO(bartek.get(f"{J}/sheet.pdf").data))
    for read in (bartek.get(f"{J}/sheet").text, "\n".join(page.extract_text() for page in document.pages)):
        told = " ".join(read.split())
        assert "Twój komentarz do kryterium „pomysł”: Najlepsza kampania" in told
        assert "Twój komentarz do kryterium „dialog”: Do sprawdzenia" in told
        assert "Komentarz dla miasta: Brawo" in told


def test_the_database_keeps_notes_as_they_were_sealed(world):
    world.in_phase(Phase.JUDGING)
    world.mark_all()
    url, _marks, notes = ballot(world, KALISZ)
    world.visitor("bartek").post(url, data={notes[0]: WHY}, headers=JSON)
    world.close()
    world.decide_special()
    world.seal()
    for act in ("UPDATE comment SET text = ''", "DELETE FROM comment"):
        with world.app.app_context(), pytest.raises(IntegrityError, match="sealed"):
            db.session.execute(text(act))


def test_an_extreme_mark_is_saved_at_once_and_its_ballot_waits_for_the_words(strict):
    for title in (LEGNICA, RUMIA):
        strict.mark("bartek", title, 7, 7)
    url, marks, notes = ballot(strict, KALISZ)
    bartek = strict.visitor("bartek")
    bartek.post(url, data={marks[0]: "6"}, headers=JSON)
    receipt = bartek.post(url, data={marks[1]: "10"}, headers=JSON).json
    assert (receipt["marked"], receipt["of"], receipt["complete"]) == (2, 2, False)
    assert receipt["missing"] == "Uzasadnij ocenę na krańcu skali: dialog."
    assert receipt["owed"] == [notes[1]]
    with strict.app.app_context():
        assert sorted(strict.seat("bartek", KALISZ).marks.values()) == [6, 10]


def test_every_page_agrees_on_what_is_missing(strict):
    for title in (LEGNICA, RUMIA):
        strict.mark("bartek", title, 7, 7)
    url, marks, notes = ballot(strict, KALISZ)
    bartek = strict.visitor("bartek")
    bartek.post(url, data={marks[0]: "0", marks[1]: "6"}, headers=JSON)
    with strict.app.app_context():
        finish = f"{J}/rounds/{rounds.rounds_in(strict.edition)[0].id}/finish"
        code = strict.entry(KALISZ).code
    told = "Uzasadnij ocenę na krańcu skali: pomysł."
    assert told in bartek.get(url).text
    assert re.search(r'<details class="own-note owed"[^>]* open', bartek.get(url).text)
    desk = bartek.get(f"{J}/").text
    assert told in desk
    assert "brak komentarza" in desk
    assert "Kończę ocenianie" not in desk
    # From another ballot, this one is the next that is not judged.
    other, _marks, _notes = ballot(strict, RUMIA)
    assert f'data-nav="unjudged" href="{url}"' in bartek.get(other).text
    assert told in bartek.post(url, data={"submit": "1"}, follow_redirects=True).text
    refused = bartek.post(finish, data={"finished": "1"})
    assert refused.status_code == 409
    assert code in refused.text
    assert (loads(strict).complete, loads(strict).missing) == (2, 1)
    assert bartek.post(url, data={notes[0]: "Bez pomysłu."}, headers=JSON).json["complete"]
    assert (loads(strict).complete, loads(strict).missing) == (3, 0)
    assert bartek.post(finish, data={"finished": "1"}).status_code == 302
    assert bartek.post(url, data={"submit": "1"}).status_code == 302


def test_words_that_are_taken_back_make_the_ballot_incomplete_again(strict):
    url, marks, notes = ballot(strict, KALISZ)
    bartek = strict.visitor("bartek")
    bartek.post(url, data={marks[0]: "10", marks[1]: "6", notes[0]: WHY}, headers=JSON)
    assert loads(strict).complete == 1
    assert bartek.post(url, data={notes[0]: ""}, headers=JSON).json["complete"] is False
    assert loads(strict).complete == 0
    # So does it help to move away from the end of the scale.
    assert bartek.post(url, data={marks[0]: "9"}, headers=JSON).json["complete"]


def test_a_ballot_without_its_words_does_not_count(strict):
    strict.mark_all()
    for juror in JURORS:
        strict.mark(juror, KALISZ, 10, 8)
    with strict.app.app_context(), strict.app.test_request_context():
        assert [str(one) for one in readiness.of_closing(strict.edition)]
    for juror in JURORS[:3]:
        url, _marks, notes = ballot(strict, KALISZ, juror)
        strict.visitor(juror).post(url, data={notes[0]: WHY}, headers=JSON)
    strict.close()
    row = next(row for row in strict.boards()[0].rows if row.entry.title == KALISZ)
    assert row.standing.ballots == 3
    assert best(strict)[0] == KALISZ


@pytest.mark.parametrize(
    ("extremes", "asked"),
    [(Extremes.NEVER, []), (Extremes.LOWEST, [0]), (Extremes.HIGHEST, [10]), (Extremes.ENDS, [0, 10])],
)
def test_the_edition_says_which_end_needs_words(world, extremes, asked):
    rule(world, extremes=extremes)
    world.in_phase(Phase.JUDGING)
    found = []
    for value in (0, 1, 9, 10):
        world.mark("bartek", KALISZ, value, 5)
        found += [value] if loads(world).complete == 0 else []
    assert found == asked


def test_the_rules_are_set_on_the_page_of_the_rounds_and_stay_once_judging_opens(world):
    alicja, page = world.visitor("alicja"), "/e/gala/rounds/"
    sent = {"hides_city": "y", "peers": "averages", "extremes": "ends"}
    assert alicja.post(page, data=sent).status_code == 302
    with world.app.app_context():
        found = world.edition
        assert (found.hides_city, found.hides_people, found.peers, found.extremes) == (True, False, "averages", "ends")
    trail = alicja.get("/e/gala/audit").text
    assert "ustalono zasady oceniania" in trail
    assert "najniższy i najwyższy stopień skali" in trail
    assert alicja.post(page, data=sent | {"extremes": "x"}).status_code == 422
    assert alicja.post(page, data={}).status_code == 422
    world.in_phase(Phase.JUDGING)
    assert 'name="extremes"' not in alicja.get(page).text
    assert "najniższy i najwyższy stopień skali" in alicja.get(page).text
    assert alicja.post(page, data=sent | {"extremes": "never"}).status_code == 409
    assert world.visitor("bartek").post(page, data=sent).status_code == 403
