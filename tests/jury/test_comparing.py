"""A juror looks at their own work: two entries side by side, the history of marks, and the jury's averages later."""

import re
from uuid import uuid4

import pytest

from awards_app.editions import service as editions
from awards_app.editions.judging import JudgingRules, Peers
from awards_app.editions.phases import Phase
from awards_app.jury import conflicts
from awards_app.jury import round_queries as rounds
from awards_app.jury.conflict_models import Ground
from awards_app.jury.conflicts import About, Reason, Tie
from tests.world import JURORS

J = "/e/gala/jury"
JSON = {"Accept": "application/json"}
LEGNICA, KALISZ, RUMIA = "Kampania Legnica", "Kampania Kalisz", "Kampania Rumia"


def rule(world, peers):
    with world.at_work():
        editions.set_judging(world.edition, JudgingRules(peers=peers), by=world.user("alicja"), at=world.now())


@pytest.fixture
def judging(world):
    world.in_phase(Phase.JUDGING)
    world.mark("bartek", KALISZ, 8, 5)
    world.mark("bartek", RUMIA, 6, 9)
    return world


def seat(world, title, juror="bartek"):
    with world.app.app_context():
        return world.seat(juror, title).id


def page(world, **sides):
    with world.app.app_context():
        address = f"{J}/rounds/{rounds.rounds_in(world.edition)[0].id}/compare"
    return address + "?" + "&".join(f"{side}={key}" for side, key in sides.items())


def cells(text):
    """The figures of each row of the first table, without its head."""
    rows = re.findall(r"<tr>(.*?)</tr>", text.partition("<tbody>")[2].partition("</tbody>")[0], re.DOTALL)
    return [
        [re.sub(r"<[^>]+>", "", one).strip() for one in re.findall(r'<td class="num".*?</td>', row)] for row in rows
    ]


def test_two_entries_stand_side_by_side_with_marks_differences_and_words(judging):
    bartek = judging.visitor("bartek")
    with judging.app.app_context():
        note = f"note-{judging.edition.criteria[0].id}"
    bartek.post(f"{J}/{seat(judging, KALISZ)}", data={note: "Świeży pomysł", "comment": "Brawo!"}, headers=JSON)
    text = bartek.get(page(judging, first=seat(judging, KALISZ), second=seat(judging, RUMIA))).text
    assert cells(text) == [["8", "6", "−2"], ["5", "9", "+4"], ["68,00", "72,00", "+4,00"]]
    for told in ("Świeży pomysł", "Brawo!", f"{J}/{seat(judging, KALISZ)}", f"{J}/{seat(judging, RUMIA)}"):
        assert told in text
    assert text.count("goal: treść") == 2


def test_an_entry_without_marks_can_be_compared_too(judging):
    text = judging.visitor("bartek").get(page(judging, first=seat(judging, LEGNICA), second=seat(judging, RUMIA))).text
    assert cells(text) == [["–", "6", "–"], ["–", "9", "–"], ["–", "72,00", "–"]]
    assert "Bez oceny: pomysł, dialog." in text


def test_it_is_reached_from_the_desk_and_from_the_ballot(judging):
    bartek = judging.visitor("bartek")
    assert page(judging).rstrip("?") in bartek.get(f"{J}/").text
    one = seat(judging, KALISZ)
    assert page(judging, first=one) in bartek.get(f"{J}/{one}").text
    assert f'<option value="{one}" selected>' in bartek.get(page(judging, first=one)).text
    assert "Wybierz dwa różne zgłoszenia." in bartek.get(page(judging, first=one, second=one)).text


@pytest.mark.parametrize("side", ["first", "second"])
def test_a_recused_a_foreign_and_a_missing_seat_are_the_same_404(judging, side):
    own = seat(judging, KALISZ)
    with judging.at_work():
        tie = Tie(judging.user("bartek"), About(entry_id=judging.entry(RUMIA).id), Reason(Ground.WORK))
        conflicts.name(judging.edition, tie, by=judging.user("bartek"), at=judging.now())
    other = "second" if side == "first" else "first"
    bartek = judging.visitor("bartek")
    answers = []
    for key in (seat(judging, RUMIA), seat(judging, KALISZ, "edyta"), uuid4(), "x", "0" * 400):
        answer = bartek.get(page(judging, **{other: own, side: key}))
        answers.append((answer.status_code, RUMIA in answer.text))
    assert set(answers) == {(404, False)}
    assert RUMIA not in bartek.get(page(judging)).text


def test_who_has_no_seat_in_the_round_finds_no_page(judging):
    with judging.at_work():
        tie = Tie(judging.user("bartek"), About(category_id=judging.edition.categories[0].id), Reason(Ground.WORK))
        conflicts.name(judging.edition, tie, by=judging.user("bartek"), at=judging.now())
    assert judging.visitor("bartek").get(page(judging)).status_code == 404
    assert judging.visitor("edyta").get(f"{J}/rounds/{uuid4()}/compare").status_code == 404


def test_the_history_tells_each_change_with_what_stood_before_and_after(judging):
    bartek, one = judging.visitor("bartek"), seat(judging, KALISZ)
    history = f"{J}/{one}/history"
    assert history in bartek.get(f"{J}/{one}").text
    judging.clock.shift(90)
    judging.mark("bartek", KALISZ, 3)
    judging.mark("bartek", KALISZ, 3)
    bartek.post(f"{J}/{one}", data={"comment": "Po namyśle inaczej."}, headers=JSON)
    text = bartek.get(history).text
    assert "pierwsza ocena: 8" in text
    assert "8 → 3" in text
    # What was saved once more as it stood is no change.
    assert text.count("→ 3") == 1
    assert "14:01:30" in text
    assert "Bartek Testowa" in text
    assert "zapisano tekst" in text
    assert "Po namyśle" not in text


def test_the_history_is_the_juror_s_own(judging):
    one = seat(judging, KALISZ)
    assert judging.visitor("edyta").get(f"{J}/{one}/history").status_code == 404
    assert judging.visitor("alicja").get(f"{J}/{one}/history").status_code == 403
    with judging.at_work():
        tie = Tie(judging.user("bartek"), About(entry_id=judging.entry(KALISZ).id), Reason(Ground.WORK))
        conflicts.name(judging.edition, tie, by=judging.user("bartek"), at=judging.now())
    assert judging.visitor("bartek").get(f"{J}/{one}/history").status_code == 404


@pytest.mark.parametrize(
    ("peers", "sees", "all_marks"),
    [(Peers.NEVER, False, False), (Peers.AVERAGES, True, False), (Peers.MARKS, True, True)],
)
def test_what_the_jury_gave_is_shown_after_the_close_as_far_as_the_edition_says(world, peers, sees, all_marks):
    rule(world, peers)
    world.in_phase(Phase.JUDGING)
    for number, juror in enumerate(JURORS):
        world.mark(juror, KALISZ, 2 * number, 9)
        world.mark(juror, RUMIA, 7, 7)
        if juror != "celina":
            world.mark(juror, LEGNICA, 7, 7)
    bartek, url = world.visitor("bartek"), f"{J}/{seat(world, KALISZ)}"
    assert "Oceny jury" not in bartek.get(url).text
    world.close()
    text = bartek.get(url).text
    assert ("Oceny jury" in text, "3,00" in text, "0 · 2 · 4 · 6" in text) == (sees, sees, all_marks)
    assert "Danuta" not in text


def test_an_incomplete_ballot_is_not_in_the_averages(world):
    rule(world, Peers.AVERAGES)
    world.in_phase(Phase.JUDGING)
    world.mark_all()
    with world.at_work():
        world.edition.complete_drafts_count = True
        world.edition.minimum_ballots = 3
        first = world.seat("edyta", KALISZ).ballot
        first.marks.pop()
    world.close()
    text = world.visitor("bartek").get(f"{J}/{seat(world, KALISZ)}").text
    assert "3 pełne karty" in text
