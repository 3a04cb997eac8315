"""The fewest single-mark edits that change a place by score, against trying out all of them."""

from collections.abc import Iterator
from fractions import Fraction
from itertools import combinations, product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scoring import Ballot, Criterion, Rules, Sheet, rank

ONE = (Criterion("a", 60, 0, 2),)
TWO = (Criterion("a", 60, 0, 2), Criterion("b", 40, 1, 3, 2))
Cell = tuple[str, str, str]


def marks_of(criterion: Criterion) -> list[Fraction]:
    steps = int((criterion.highest - criterion.lowest) / criterion.step)
    return [criterion.lowest + n * criterion.step for n in range(steps + 1)]


@st.composite
def small_panels(draw: st.DrawFn) -> tuple[tuple[Criterion, ...], dict[Cell, Fraction]]:
    criteria, jurors = draw(st.sampled_from([(ONE, (1, 4)), (TWO, (1, 2))]))
    cells: dict[Cell, Fraction] = {}
    for entry in "ABC"[: draw(st.integers(2, 3))]:
        for juror in "wxyz"[: draw(st.integers(*jurors))]:
            cells |= {(entry, juror, c.key): draw(st.sampled_from(marks_of(c))) for c in criteria}
    return criteria, cells


def score_places(criteria: tuple[Criterion, ...], cells: dict[Cell, Fraction], sign: int) -> dict[str, int]:
    entries = {entry for entry, _, _ in cells}
    scores = {}
    for entry in entries:
        jurors = {juror for e, juror, _ in cells if e == entry}
        points = (c.weight * cells[entry, juror, c.key] / c.highest for juror in jurors for c in criteria)
        scores[entry] = sign * sum(points, Fraction(0)) / len(jurors)
    return {entry: 1 + sum(score > scores[entry] for score in scores.values()) for entry in entries}


def edited(criteria: tuple[Criterion, ...], cells: dict[Cell, Fraction], count: int) -> Iterator[dict[Cell, Fraction]]:
    marks = {c.key: marks_of(c) for c in criteria}
    for chosen in combinations(cells, count):
        for values in product(*(marks[key] for _, _, key in chosen)):
            yield cells | dict(zip(chosen, values, strict=True))


def fewest_by_trial(criteria: tuple[Criterion, ...], cells: dict[Cell, Fraction], sign: int) -> dict[str, int]:
    before = score_places(criteria, cells, sign)
    fewest: dict[str, int] = {}
    for count in range(1, len(cells) + 1):
        for after in edited(criteria, cells, count):
            for entry, place in score_places(criteria, after, sign).items():
                if place != before[entry]:
                    fewest.setdefault(entry, count)
            if len(fewest) == len(before):
                return fewest
    return fewest


@pytest.mark.parametrize("order", ["high", "low"])
@settings(max_examples=40)
@given(panel=small_panels())
def test_fewest_edits_are_those_that_trying_all_of_them_finds(
    order: str, panel: tuple[tuple[Criterion, ...], dict[Cell, Fraction]]
) -> None:
    criteria, cells = panel
    pairs = sorted({(juror, entry) for entry, juror, _ in cells})
    ballots = [Ballot(j, e, {c.key: cells[e, j, c.key] for c in criteria}) for j, e in pairs]

    ranking = rank(Sheet.of(criteria, ballots), Rules(ladder=("shared",), minimum_ballots=1, order=order))

    by_trial = fewest_by_trial(criteria, cells, 1 if order == "high" else -1)
    assert {s.entry: s.edits for s in ranking.standings} == by_trial
