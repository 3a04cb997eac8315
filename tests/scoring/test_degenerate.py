"""Panels that leave little to score, or very much: every method gives a result or a sentence, never a warning."""

import warnings
from collections.abc import Callable
from fractions import Fraction

import numpy as np
import pytest

from scoring import METHODS, Ballot, Criterion, Rules, ScoringError, Sheet, rank
from scoring.certificate import certify

ONE = [Criterion("a", 100)]
OF_FIVE = {"trimmed_mean"}


def rules_of(method: str) -> Rules:
    return Rules(method, ("heaviest", "median", "firsts", "head_to_head", "majority", "shared"), 1)


def panel(marks: dict[str, list[int | None]]) -> Sheet:
    """Entry → its mark by each juror; None for no ballot."""
    rows = ((entry, number, mark) for entry, given in marks.items() for number, mark in enumerate(given))
    return Sheet.of(ONE, [Ballot(f"J{n:02}", e, {"a": m}) for e, n, m in rows if m is not None], entries=list(marks))


def places(sheet: Sheet, method: str) -> dict[str, int]:
    with warnings.catch_warnings(action="error"):
        return {standing.entry: standing.place for standing in rank(sheet, rules_of(method)).standings}


@pytest.mark.parametrize("method", METHODS)
def test_one_juror(method: str) -> None:
    expected = {} if method in OF_FIVE else {"B": 1, "A": 2, "C": 3}
    assert places(panel({"A": [5], "B": [9], "C": [0]}), method) == expected


@pytest.mark.parametrize("method", METHODS)
def test_one_entry(method: str) -> None:
    ranking = rank(panel({"A": [5, 7, 9, 1, 3]}), rules_of(method))
    (only,) = ranking.standings
    assert (only.place, only.margin, only.edits, only.decided_by) == (1, None, None, None)


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("mark", [0, 5, 10])
def test_equal_marks_everywhere(method: str, mark: int) -> None:
    ranking = rank(panel({"A": [mark] * 5, "B": [mark] * 5, "C": [mark] * 5}), rules_of(method))
    assert [(s.entry, s.place, s.decided_by) for s in ranking.standings] == [(e, 1, "shared") for e in "ABC"]


@pytest.mark.parametrize("method", METHODS)
def test_a_panel_that_hangs_together_nowhere(method: str) -> None:
    apart = panel({"A": [7] * 5 + [None] * 5, "B": [None] * 5 + [6] * 5})
    if method == "severity_adjusted":
        with pytest.raises(ScoringError, match="cannot compare 'A' with 'B': no chain of jurors"):
            places(apart, method)
    else:
        # Where nobody scored both, pairs are drawn and ranks are all first; marks still tell them apart.
        tied = {"A": 1, "B": 2}
        assert places(apart, method) == tied


@pytest.mark.parametrize("method", METHODS)
def test_no_complete_ballot_at_all(method: str) -> None:
    sheet = Sheet.of([*ONE, Criterion("b", 1)], [Ballot("J", "A", {"a": 5})], entries=["B"])
    ranking = rank(sheet, rules_of(method))
    assert (ranking.standings, [u.entry for u in ranking.unranked], len(ranking.incomplete)) == ((), ["A", "B"], 1)
    assert rank(Sheet.of(ONE, []), rules_of(method)).unranked == ()


@pytest.mark.parametrize("method", METHODS)
def test_a_juror_who_scored_nothing_changes_nothing(method: str) -> None:
    marks: dict[str, list[int | None]] = {"A": [5, 7, 9, 1, 3], "B": [6, 6, 6, 6, 6], "C": [1, 2, 3, 4, 5]}
    silent = Sheet.of(
        ONE, [*(Ballot(f"J{n:02}", e, {"a": m}) for e in marks for n, m in enumerate(marks[e])), Ballot("K", "A", {})]
    )
    assert silent.jurors[-1] == "K"
    assert places(silent, method) == places(panel(marks), method)
    assert rank(silent, rules_of(method)).incomplete == (("K", "A", ("a",)),)


@pytest.mark.parametrize("method", METHODS)
def test_weights_with_a_common_factor_are_the_same_weights(method: str) -> None:
    rng = np.random.default_rng(7)
    ballots = [
        Ballot(f"J{j}", f"E{e}", {"a": int(rng.integers(0, 11)), "b": int(rng.integers(0, 11))})
        for j in range(5)
        for e in range(6)
    ]
    small, large = (
        rank(Sheet.of([Criterion("a", 3 * f), Criterion("b", 2 * f)], ballots), rules_of(method)) for f in (1, 20)
    )
    assert [(s.entry, s.place, s.edits) for s in small.standings] == [
        (s.entry, s.place, s.edits) for s in large.standings
    ]


@pytest.mark.parametrize("method", METHODS)
def test_twenty_criteria(method: str) -> None:
    criteria = [Criterion(f"c{number:02}", 5) for number in range(20)]
    ballots = [
        Ballot(f"J{j}", entry, {c.key: (j + n + base) % 7 + base for n, c in enumerate(criteria)})
        for j in range(5)
        for base, entry in enumerate("ABC")
    ]
    ranking = rank(Sheet.of(criteria, ballots), rules_of(method))
    assert [standing.entry for standing in ranking.standings] == ["C", "B", "A"]
    assert len(ranking.standings[0].contributions) in (0, 20)


@pytest.mark.parametrize("method", METHODS)
def test_three_thousand_entries(method: str) -> None:
    entries, jurors = 3000, 15
    rng = np.random.default_rng(3)
    marks = np.clip(
        rng.integers(-3, 4, (entries, jurors, 2)) + np.arange(entries)[:, None, None] * 20 // entries, 0, 20
    )
    complete = rng.random((entries, jurors)) < 0.8
    sheet = Sheet.of_arrays(
        [Criterion("a", 60, 0, 20), Criterion("b", 40, 0, 20)],
        [f"E{number:04}" for number in range(entries)],
        [f"J{number:02}" for number in range(jurors)],
        marks * complete[:, :, None],
        complete,
    )
    with warnings.catch_warnings(action="error"):
        ranking = rank(sheet, rules_of(method))
    assert len(ranking.standings) + len(ranking.unranked) == entries
    assert ranking.standings[0].entry > "E2500" and ranking.standings[-1].entry < "E0500"


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize(
    "marks", [{"A": [5]}, {"A": [5], "B": [5]}, {"A": [None], "B": [None]}, {"A": [9, None], "B": [None, 3]}, {}]
)
def test_a_certificate_of_little(method: str, marks: dict[str, list[int | None]]) -> None:
    try:
        found = certify(panel(marks), rules_of(method))
    except ScoringError as error:
        assert method == "severity_adjusted" and "no chain of jurors" in str(error)
        return
    assert sum(found.bootstrap.first.values(), found.bootstrap.nobody) == Fraction(1)
    assert bool(found.reasons) == (found.verdict != "safe")


DIGITS_18 = 10**18 - 1


@pytest.mark.parametrize("method", METHODS)
def test_totals_beyond_64_bits_are_ranked_and_certified(method: str) -> None:
    """The same panel on a scale to 10 and to eighteen digits: the same places, edits and verdict."""
    marks = {"A": [9, 8, 7, 9, 6], "B": [5, 9, 6, 2, 7], "C": [1, 3, 9, 2, 2]}
    found = []
    for step in (1, DIGITS_18 // 9):
        criteria = [Criterion("a", 99, 0, 9 * step, step), Criterion("b", 70, 0, 9 * step, step)]
        ballots = [
            Ballot(f"J{n}", entry, {"a": mark * step, "b": (mark + n) % 10 * step})
            for entry, given in marks.items()
            for n, mark in enumerate(given)
        ]
        with warnings.catch_warnings(action="error"):
            found.append(certify(Sheet.of(criteria, ballots), rules_of(method)))
    small, large = found
    assert large.ranking.standings[0].place == 1
    assert [(s.entry, s.place, s.score, s.edits) for s in large.ranking.standings] == [
        (s.entry, s.place, s.score, s.edits) for s in small.ranking.standings
    ]
    assert (large.verdict, large.reasons[-1:]) == (small.verdict, small.reasons[-1:])
    assert large.bootstrap == small.bootstrap


@pytest.mark.parametrize("method", METHODS)
def test_steps_as_fine_as_the_scale_is_long_are_ranked_and_certified(method: str) -> None:
    criteria = [Criterion("a", 100, 0, DIGITS_18), Criterion("b", 7, 0, DIGITS_18)]
    ballots = [
        Ballot(f"J{n}", entry, {"a": DIGITS_18 - n - base, "b": n * base})
        for n in range(5)
        for base, entry in enumerate("ABC")
    ]
    with warnings.catch_warnings(action="error"):
        found = certify(Sheet.of(criteria, ballots), rules_of(method))
    assert [s.entry for s in found.ranking.standings] == ["A", "B", "C"]


@pytest.mark.parametrize(
    "test",
    [
        test_one_juror,
        test_one_entry,
        test_a_panel_that_hangs_together_nowhere,
        test_no_complete_ballot_at_all,
        test_a_juror_who_scored_nothing_changes_nothing,
        test_weights_with_a_common_factor_are_the_same_weights,
        test_twenty_criteria,
    ],
)
@pytest.mark.parametrize("method", METHODS)
def test_with_python_integers_everywhere(
    method: str, test: Callable[[str], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    """As if nothing fitted 64 bits."""
    monkeypatch.setattr("scoring.exact.INT64_MAX", -1)
    test(method)


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("mark", [0, 5, 10])
def test_equal_marks_everywhere_with_python_integers(method: str, mark: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("scoring.exact.INT64_MAX", -1)
    test_equal_marks_everywhere(method, mark)
    test_a_certificate_of_little(method, {"A": [9, None], "B": [None, 3]})
    test_a_certificate_of_little(method, {"A": [5, 6, 7, 8, 8], "B": [5, 6, 7, 8, 9], "C": [None, 1, 2, 3, 4]})
