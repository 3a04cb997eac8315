"""Columns of numbers give the very sheet that ballots give, and the very scores and places."""

from collections.abc import Callable
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scoring import Ballot, Criterion, Rows, Rules, ScoringError, Sheet, places_by_score, rank, sheet_of_rows

CRITERIA = [Criterion("a", 30, 0, 10, "0.5"), Criterion("b", 25, -2, 4), Criterion("c", 10, 0, 20, 5)]
ENTRIES, JURORS = ["Żuraw", "Bis", "Alfa", "Bez"], ["w", "u", "v"]

Cell = tuple[int, int, int]


def rows_of(marks: dict[Cell, int], kind: type = np.int64) -> Rows:
    columns = np.array([(*place, units) for place, units in marks.items()], dtype=kind).reshape(-1, 4)
    return Rows(*(column.copy() for column in columns.T))


def by_ballots(marks: dict[Cell, int]) -> Sheet:
    given: dict[tuple[int, int], dict[str, Fraction]] = {}
    for (entry, juror, number), units in marks.items():
        criterion = CRITERIA[number]
        given.setdefault((entry, juror), {})[criterion.key] = Fraction(units, criterion.units_per_point)
    ballots = [Ballot(JURORS[juror], ENTRIES[entry], values) for (entry, juror), values in given.items()]
    return Sheet.of(CRITERIA, ballots, entries=ENTRIES)


def cells(least: int) -> st.SearchStrategy[dict[Cell, int]]:
    every = [(entry, juror, number) for entry in range(4) for juror in range(3) for number in range(3)]
    units = {0: st.integers(0, 20), 1: st.integers(-2, 4), 2: st.sampled_from([0, 5, 10, 20])}
    whole = st.fixed_dictionaries({cell: units[cell[2]] for cell in every})
    gone = st.sets(st.sampled_from(every), max_size=36 - least)
    shuffled = st.permutations(every)
    return st.builds(lambda w, g, order: {cell: w[cell] for cell in order if cell not in g}, whole, gone, shuffled)


@settings(max_examples=300)
@given(marks=cells(1) | cells(36), kind=st.sampled_from([np.int64, np.int32, np.int16, np.int8]))
def test_rows_in_any_order_give_the_sheet_of_the_ballots(marks: dict[Cell, int], kind: type) -> None:
    expected, jurors = by_ballots(marks), sorted({juror for _, juror, _ in marks})
    renumbered = {(entry, jurors.index(juror), number): units for (entry, juror, number), units in marks.items()}
    found = sheet_of_rows(CRITERIA, ENTRIES, [JURORS[juror] for juror in jurors], rows_of(renumbered, kind))
    assert (found.entries, found.jurors) == (expected.entries, expected.jurors)
    assert (found.criteria, found.incomplete) == (expected.criteria, expected.incomplete)
    assert found.marks.dtype == expected.marks.dtype
    assert np.array_equal(found.marks, expected.marks)
    assert np.array_equal(found.complete, expected.complete)


@pytest.mark.parametrize("largest", [2**63 - 1, 0], ids=["int64", "python_integers"])
@settings(max_examples=150)
@given(marks=cells(1), minimum=st.integers(1, 3), order=st.sampled_from(["high", "low"]))
def test_scores_and_places_are_those_of_the_readable_path(
    largest: int, marks: dict[Cell, int], minimum: int, order: str
) -> None:
    rules = Rules(ladder=("shared",), minimum_ballots=minimum, order=order)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("scoring.exact.INT64_MAX", largest)
        sheet = sheet_of_rows(CRITERIA, ENTRIES, JURORS, rows_of(marks))
        placing, ranking = places_by_score(sheet, rules), rank(sheet, rules)
    by_name = dict(zip(sheet.entries, placing.places.tolist(), strict=True))
    scores = {
        name: Fraction(int(numerator), placing.denominator)
        for name, numerator in zip(sheet.entries, placing.numerators.tolist(), strict=True)
    }
    assert {s.entry: (s.place, s.score) for s in ranking.standings} == {
        name: (place, scores[name]) for name, place in by_name.items() if place
    }
    assert {unranked.entry for unranked in ranking.unranked} == {name for name, place in by_name.items() if not place}


GOOD = {(0, 0, 0): 4, (0, 0, 1): 1, (0, 0, 2): 5}


@pytest.mark.parametrize(
    ("marks", "sentence"),
    [
        ({(0, 0, 0): 21}, "criterion 'a': a mark is off the scale or the grid"),
        ({(0, 0, 1): -3}, "criterion 'b': a mark is off the scale or the grid"),
        ({(0, 0, 2): 7}, "criterion 'c': a mark is off the scale or the grid"),
        ({(4, 0, 0): 1}, "a row names an entry or a juror that there is none of"),
        ({(0, -1, 0): 1}, "a row names an entry or a juror that there is none of"),
        ({(0, 0, 3): 1}, "a row names a criterion that there is none of"),
        ({(1, 1, 0): -(2**63)}, "which cannot be held"),
    ],
)
@pytest.mark.parametrize("rest", [{}, GOOD], ids=["alone", "with_others"])
def test_rows_that_cannot_be_marks_are_refused(marks: dict[Cell, int], rest: dict[Cell, int], sentence: str) -> None:
    with pytest.raises(ScoringError, match=sentence):
        sheet_of_rows(CRITERIA, ENTRIES, JURORS, rows_of(rest | marks))


def test_a_full_sheet_is_checked_too() -> None:
    full = {(entry, juror, number): 0 for entry in range(4) for juror in range(3) for number in range(3)}
    with pytest.raises(ScoringError, match="criterion 'b': a mark is off the scale"):
        sheet_of_rows(CRITERIA, ENTRIES, JURORS, rows_of(full | {(3, 2, 1): 5}))


@pytest.mark.parametrize("units", [2**32 + 7, -(2**31), 2**31 - 1, -(2**32) + 7])
@pytest.mark.parametrize("rest", [{}, GOOD], ids=["alone", "with_others"])
def test_what_a_small_type_cannot_hold_is_refused_and_not_cut_short(units: int, rest: dict[Cell, int]) -> None:
    with pytest.raises(ScoringError, match="off the scale"):
        sheet_of_rows(CRITERIA, ENTRIES, JURORS, rows_of({**rest, (1, 1, 0): units}))
    marks, complete = np.full((4, 3, 3), units), np.ones((4, 3), dtype=np.bool_)
    with pytest.raises(ScoringError, match="off the scale"):
        Sheet.of_arrays(CRITERIA, ENTRIES, JURORS, marks, complete)


@pytest.mark.parametrize("highest", [2**30 - 1, 2**30, 2**31, 2**40])
def test_scales_around_the_bounds_of_a_type_give_the_exact_score(highest: int) -> None:
    criteria = [Criterion("a", 1, 0, highest)]
    marks = {(entry, juror, 0): highest - entry for entry in range(4) for juror in range(3)}
    sheet = sheet_of_rows(criteria, ENTRIES, JURORS, rows_of(marks))
    placing = places_by_score(sheet, Rules())
    scores = {sheet.entries[n]: Fraction(int(one), placing.denominator) for n, one in enumerate(placing.numerators)}
    assert scores == {name: Fraction(highest - entry, highest) for entry, name in enumerate(ENTRIES)}


def test_a_second_mark_is_refused_by_name() -> None:
    twice = Rows(*(np.array(column) for column in ([1, 0, 1], [2, 0, 2], [0, 0, 0], [5, 5, 6])))
    with pytest.raises(ScoringError, match="juror 'v', entry 'Bis', criterion 'a': there are two marks"):
        sheet_of_rows(CRITERIA, ENTRIES, JURORS, twice)


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (lambda rows: Rows(rows.entry[1:], rows.juror, rows.criterion, rows.units), "must have one length"),
        (lambda rows: Rows(rows.entry, rows.juror, rows.criterion, rows.units / 2), "must be whole numbers"),
        (lambda rows: Rows(rows.entry, rows.juror, rows.criterion, rows.units.astype(np.uint64)), "must be whole"),
    ],
)
def test_columns_must_be_whole_numbers_of_one_length(change: Callable[[Rows], Rows], sentence: str) -> None:
    with pytest.raises(ScoringError, match=sentence):
        sheet_of_rows(CRITERIA, ENTRIES, JURORS, change(rows_of(GOOD)))


def test_names_must_differ_and_be_few_enough() -> None:
    with pytest.raises(ScoringError, match="named twice"):
        sheet_of_rows(CRITERIA, ["A", "A"], JURORS, rows_of(GOOD))
    many = [f"E{number}" for number in range(6_000_000)]
    with pytest.raises(ScoringError, match="too many to score at once"):
        sheet_of_rows(CRITERIA, many, JURORS, rows_of(GOOD))
