"""The certificate's three words, its reasons, and the command that prints it."""

import json
from pathlib import Path

import pytest

from scoring import Ballot, Criterion, Rules, Sheet
from scoring.certificate import CLOSE, ROOM, SAFE, certify
from scoring.cli import main

CASES = Path(__file__).parent / "cases"
FIVE = [Criterion(key, 20) for key in "abcde"]


def panel(marks: dict[str, list[int]], criteria: list[Criterion] = FIVE) -> Sheet:
    """Entry → its mark by each juror, on every criterion."""
    ballots = (
        Ballot(f"J{number:02}", entry, dict.fromkeys([c.key for c in criteria], mark))
        for entry, given in marks.items()
        for number, mark in enumerate(given)
    )
    return Sheet.of(criteria, ballots)


def test_a_winner_whom_nothing_moves_is_safe() -> None:
    found = certify(panel({"A": [9] * 7, "B": [5] * 7, "C": [4] * 7}), Rules())
    assert (found.verdict, found.reasons, found.winners) == (SAFE, (), ("A",))
    assert found.bootstrap.first == {"A": 1, "B": 0, "C": 0}


def test_a_tie_is_for_the_room_whatever_the_ladder_says() -> None:
    tied = certify(panel({"A": [7, 7, 7], "B": [7, 7, 7]}), Rules(ladder=("shared",)))
    assert [(r.verdict, r.sentence) for r in tied.reasons] == [(ROOM, "'A' and 'B' are tied for the first place")]
    by_ladder = certify(panel({"A": [9, 7, 5], "B": [8, 8, 5]}), Rules(ladder=("median", "shared")))
    assert by_ladder.verdict == ROOM
    assert by_ladder.reasons[0].sentence == "the method ties the first place; the ladder step 'median' decided it"


def test_a_single_step_is_for_the_room() -> None:
    one = [Criterion("a", 100)]
    found = certify(panel({"A": [9] * 12, "B": [9] * 11 + [8]}, one), Rules())
    assert found.verdict == ROOM
    sentence = "one mark, one step different, would change the first place: juror 'J00' on 'A', 'a': 8 instead of 9"
    assert found.reasons[0].sentence == sentence


def test_one_juror_on_whom_it_hangs_makes_it_close() -> None:
    found = certify(panel({"A": [10, 6, 6, 6, 6, 6], "B": [4, 7, 6, 6, 6, 7]}), Rules())
    assert found.verdict in (CLOSE, ROOM)
    assert "without juror 'J00' the first place goes to 'B'" in [reason.sentence for reason in found.reasons]


def test_a_weight_and_a_method_are_named() -> None:
    criteria = [Criterion("a", 51), Criterion("b", 49)]
    ballots = [Ballot(f"J{n}", e, m) for n in range(5) for e, m in (("A", {"a": 9, "b": 5}), ("B", {"a": 5, "b": 9}))]
    sentences = [reason.sentence for reason in certify(Sheet.of(criteria, ballots), Rules()).reasons]
    assert "'B' is ahead if 'a' weighs less than 49.00" in sentences
    assert "'B' is ahead if 'b' weighs more than 51.00" in sentences
    paris = certify(panel({"A": [10, 10, 1, 1, 1], "B": [4, 4, 4, 4, 4]}), Rules())
    assert "under median the first place goes to 'B'" in [reason.sentence for reason in paris.reasons]


def test_one_entry_or_none() -> None:
    only = certify(panel({"A": [7, 7, 7]}), Rules())
    assert (only.verdict, only.reasons, only.flips) == (SAFE, (), ())
    nobody = certify(panel({"A": [7, 7]}), Rules())
    assert (nobody.verdict, nobody.reasons[0].sentence) == (ROOM, "no entry has 3 complete ballots")
    empty = certify(Sheet.of(FIVE, [], entries=["A"]), Rules())
    assert (empty.verdict, empty.leave_one_out, empty.bootstrap.nobody) == (ROOM, (), 1)


def command(case: str, *more: str) -> list[str]:
    folder = CASES / case
    return ["certify", "--ballots", str(folder / "ballots.csv"), "--rules", str(folder / "rules.toml"), *more]


def test_the_command_tells_paris_to_decide_in_the_room(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(command("paris1976", "--format", "json")) == 0
    report = json.loads(capsys.readouterr().out)
    assert (report["verdict"], report["winners"]) == (ROOM, ["Stag's Leap Wine Cellars 1973"])
    assert (report["margin"], report["edits"], report["bootstrap"]["exact"]) == ("5/22", 1, True)
    assert report["methods"]["majority_judgment"]["winners"] == ["Chateau Mouton-Rothschild 1970"]
    assert main(command("paris1976")) == 0
    assert capsys.readouterr().out.startswith("verdict: decide in the room\n")


def test_an_unresolved_tie_ends_with_status_1(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(command("unresolved_tie")) == 1
    assert "'A' and 'B' are tied for the first place" in capsys.readouterr().out


@pytest.mark.parametrize("seed", ["-1", "x", "1.5", "9" * 40, "²"])
def test_a_seed_that_is_none_is_refused(seed: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(command("paris1976", f"--seed={seed}")) == 2
    assert "the seed must be a whole number" in capsys.readouterr().err


def ranked_cases() -> list[str]:
    """The golden cases of `rank`; those of a hundred voters take too long here."""
    files = sorted(CASES.glob("*/expected.json"))
    ranks = [file for file in files if json.loads(file.read_text(encoding="utf-8")).get("command", "rank") == "rank"]
    return [file.parent.name for file in ranks if "tennessee" not in file.parent.name]


@pytest.mark.parametrize("case", ranked_cases())
def test_every_golden_case_has_a_certificate(case: str, capsys: pytest.CaptureFixture[str]) -> None:
    status = main(command(case, "--format", "json"))
    report = json.loads(capsys.readouterr().out)
    assert status == json.loads((CASES / case / "expected.json").read_text(encoding="utf-8"))["status"]
    assert report["verdict"] in (SAFE, CLOSE, ROOM)
    assert bool(report["reasons"]) == (report["verdict"] != SAFE)
