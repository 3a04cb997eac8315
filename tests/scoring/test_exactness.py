"""Nothing is lost on the way: exact ties stay ties, dense arrays make the same sheet, large numbers do not overflow."""

from fractions import Fraction
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring import Ballot, Criterion, Ranking, Rules, ScoringError, Sheet, rank

FIVE = [Criterion(f"c{number}", weight) for number, weight in enumerate((30, 25, 20, 15, 10))]
RULES = Rules(ladder=("heaviest", "median", "firsts", "head_to_head", "majority", "shared"), minimum_ballots=1)
KEYS = ("a", "b")


def of_marks(criteria: list[Criterion], marks: dict[str, list[list[Any]]]) -> Sheet:
    """Entry → a list of marks by each juror."""
    keys = [criterion.key for criterion in criteria]
    return Sheet.of(
        criteria,
        [
            Ballot(f"J{number}", entry, dict(zip(keys, given_marks, strict=True)))
            for entry, ballots in marks.items()
            for number, given_marks in enumerate(ballots)
        ],
    )


def test_a_tie_that_floating_point_breaks_is_a_tie() -> None:
    one, other = [4, 3, 0, 10, 4], [5, 2, 4, 7, 0]
    naive = [sum(w * m for w, m in zip((0.30, 0.25, 0.20, 0.15, 0.10), marks, strict=True)) for marks in (one, other)]
    assert naive[0] != naive[1]
    sheet = of_marks(FIVE, {"A": [one] * 3, "B": [other] * 3})
    standings = rank(sheet, Rules(ladder=("shared",))).standings
    assert [(s.place, s.score) for s in standings] == [(1, Fraction("38.5"))] * 2


scaled_marks = st.dictionaries(
    st.sampled_from("ABCD"),
    st.lists(st.lists(st.integers(0, 3), min_size=2, max_size=2), min_size=1, max_size=4),
    min_size=1,
)


def outcome(ranking: Ranking) -> list[tuple[object, ...]]:
    return [
        (s.place, s.entry, s.score, s.decided_by, s.contributions, s.margin, s.edits, [step.tiers for step in s.steps])
        for s in ranking.standings
    ]


@given(marks=scaled_marks, scale=st.sampled_from([10**9, 10**17, Fraction(1, 10**9)]))
def test_a_scale_of_huge_or_tiny_units_gives_the_same_result(
    marks: dict[str, list[list[int]]], scale: int | Fraction
) -> None:
    small = [Criterion("a", 70, 0, 3), Criterion("b", 30, 0, 3)]
    large = [Criterion(c.key, c.weight, 0, 3 * scale, scale) for c in small]
    scaled = {entry: [[m * scale for m in ballot] for ballot in ballots] for entry, ballots in marks.items()}
    assert outcome(rank(of_marks(large, scaled), RULES)) == outcome(rank(of_marks(small, marks), RULES))


def test_integers_beyond_64_bits_are_held_as_python_integers() -> None:
    (criterion,) = huge = [Criterion("a", 10**12, 0, 10**18 - 1)]
    sheet = of_marks(huge, {"A": [[10**18 - 1]] * 7, "B": [[10**18 - 1]] * 6 + [[10**18 - 2]]})
    first, second = rank(sheet, RULES).standings
    assert (first.entry, first.score) == ("A", criterion.weight)
    assert first.margin == first.score - second.score == Fraction(criterion.weight, 7 * (10**18 - 1))


@pytest.mark.parametrize("kind", [np.int8, np.int16, np.int64, np.uint8])
def test_dense_arrays_make_the_same_sheet_as_ballots(kind: type) -> None:
    marks = np.array([[[7, 8], [0, 10]], [[3, 3], [5, 1]], [[9, 9], [2, 2]]], dtype=kind)
    complete = np.array([[True, True], [True, False], [False, True]])
    criteria = [Criterion("a", 60), Criterion("b", 40)]
    entries, jurors = ["C", "A", "B"], ["K", "J"]

    sheet = Sheet.of_arrays(criteria, entries, jurors, marks, complete)

    ballots = [
        Ballot(jurors[j], entries[e], dict(zip(KEYS, marks[e, j].tolist(), strict=True)))
        for e, j in zip(*np.nonzero(complete), strict=True)
    ]
    same = Sheet.of(criteria, ballots)
    assert (sheet.entries, sheet.jurors) == (same.entries, same.jurors)
    assert (sheet.marks == same.marks).all() and (sheet.complete == same.complete).all()
    assert rank(sheet, RULES) == rank(same, RULES)


@pytest.mark.parametrize(
    ("marks", "complete", "names", "sentence"),
    [
        (np.full((2, 1, 1), 11), np.ones((2, 1), bool), "AB", "criterion 'a': a mark is off the scale or the grid"),
        (np.full((2, 1, 1), 7), np.ones((2, 1), bool), "AB", "criterion 'a': a mark is off the scale or the grid"),
        (np.full((2, 1, 1), 7.0), np.ones((2, 1), bool), "AB", "marks must be whole numbers"),
        (np.full((2, 1, 1), 7, np.uint64), np.ones((2, 1), bool), "AB", "marks must be whole numbers"),
        (np.full((2, 1, 1), 8), np.ones((2, 1), int), "AB", "complete truth values"),
        (np.full((2, 1, 2), 8), np.ones((2, 1), bool), "AB", "marks must be shaped (2, 1, 1)"),
        (np.full((2, 1, 1), 8), np.ones((2, 1), bool), "AA", "an entry or a juror is named twice"),
    ],
)
def test_arrays_that_are_no_sheet_are_refused(marks: Any, complete: Any, names: str, sentence: str) -> None:
    with pytest.raises(ScoringError) as refused:
        Sheet.of_arrays([Criterion("a", 100, 0, 10, 2)], list(names), ["J"], marks, complete)
    assert sentence in str(refused.value)


def test_a_sheet_without_ballots_ranks_nobody_and_lists_everybody() -> None:
    ranking = rank(Sheet.of(FIVE, [], entries=["A", "B"]), RULES)
    assert (ranking.standings, ranking.unresolved) == ((), ())
    assert [(u.entry, u.ballots, u.reason) for u in ranking.unranked] == [
        ("A", 0, "complete ballots: 0, at least 1 needed"),
        ("B", 0, "complete ballots: 0, at least 1 needed"),
    ]
    assert rank(Sheet.of(FIVE, []), RULES).unranked == ()


def test_one_entry_has_no_margin_and_no_rival() -> None:
    (only,) = rank(of_marks(FIVE, {"A": [[5] * 5]}), RULES).standings
    assert (only.place, only.margin, only.edits, only.decided_by, only.steps) == (1, None, None, None, ())
