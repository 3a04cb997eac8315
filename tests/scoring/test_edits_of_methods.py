"""The fewest edits under every method, against trying out all of them with a naive reading of the method."""

from collections.abc import Iterator
from fractions import Fraction
from itertools import combinations, product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scoring import Ballot, Criterion, Rules, Sheet, edits_levels, rank
from scoring.edits_levels import all_totals, few_totals, new_standings
from tests.scoring.naive_methods import Panel, keys_of

ONE = (Criterion("a", 60, 0, 2),)
TWO = (Criterion("a", 60, 0, 1), Criterion("b", 40, 1, 3, 2))
Cell = tuple[str, str, str]

METHODS = {
    "by ballot": Rules("trimmed_mean", ("shared",)),
    "by criterion": Rules("trimmed_mean", ("shared",), trim="criterion", combine="sum", decimals=1),
    "median": Rules("median", ("shared",), 1),
    "majority": Rules("majority_judgment", ("shared",), 1),
    "adjusted": Rules("severity_adjusted", ("shared",), 1),
    "borda": Rules("borda", ("shared",), 1),
    "points": Rules("borda", ("shared",), 1, points=(5, 2), combine="sum"),
    "copeland": Rules("copeland", ("shared",), 1),
    "schulze": Rules("schulze", ("shared",), 1),
}


def marks_of(criterion: Criterion) -> list[Fraction]:
    steps = int((criterion.highest - criterion.lowest) / criterion.step)
    return [criterion.lowest + n * criterion.step for n in range(steps + 1)]


@st.composite
def panels(draw: st.DrawFn, trimmed: bool, connected: bool) -> tuple[tuple[Criterion, ...], Panel]:
    """Two or three entries; five ballots each where some are dropped, else few; the first juror scores everything."""
    criteria = draw(st.sampled_from([ONE, TWO]))
    panel: Panel = {}
    for entry in "ABC"[: draw(st.integers(2, 2 if trimmed else 3))]:
        for number, juror in enumerate("vwxyz" if trimmed else "wxy"):
            if (
                trimmed
                or draw(st.integers(0, 3))
                or (connected and not number)
                or (juror == "y" and entry not in panel)
            ):
                marks = {c.key: draw(st.sampled_from(marks_of(c))) for c in criteria}
                panel.setdefault(entry, {})[juror] = marks
    return criteria, panel


def edited(criteria: tuple[Criterion, ...], panel: Panel, count: int) -> Iterator[Panel]:
    marks = {c.key: marks_of(c) for c in criteria}
    cells = [(entry, juror, c.key) for entry, ballots in panel.items() for juror in ballots for c in criteria]
    for chosen in combinations(cells, count):
        for values in product(*(marks[key] for _, _, key in chosen)):
            copy = {entry: {juror: dict(m) for juror, m in ballots.items()} for entry, ballots in panel.items()}
            for (entry, juror, key), value in zip(chosen, values, strict=True):
                copy[entry][juror][key] = value
            yield copy


def places(criteria: tuple[Criterion, ...], panel: Panel, rules: Rules) -> dict[str, int]:
    keys = keys_of(criteria, panel, rules)
    return {entry: 1 + sum(key > keys[entry] for key in keys.values()) for entry in keys}


def fewest_by_trial(criteria: tuple[Criterion, ...], panel: Panel, rules: Rules, most: int) -> dict[str, int]:
    before = places(criteria, panel, rules)
    fewest: dict[str, int] = {}
    for count in range(1, most + 1):
        for after in edited(criteria, panel, count):
            for entry, place in places(criteria, after, rules).items():
                if place != before[entry]:
                    fewest.setdefault(entry, count)
            if len(fewest) == len(before):
                return fewest
    return fewest


@pytest.mark.parametrize("order", ["high", "low"])
@pytest.mark.parametrize("name", METHODS)
@settings(max_examples=25)
@given(data=st.data())
def test_fewest_edits_are_those_that_trying_all_of_them_finds(name: str, order: str, data: st.DataObject) -> None:
    rules = Rules(**{**vars(METHODS[name]), "order": order})
    criteria, panel = data.draw(panels(rules.method == "trimmed_mean", rules.method == "severity_adjusted"))
    ballots = [Ballot(juror, entry, marks) for entry, given_by in panel.items() for juror, marks in given_by.items()]

    ranking = rank(Sheet.of(criteria, ballots), rules)

    most = 2 if rules.method == "trimmed_mean" or len(criteria) > 1 else 3
    by_trial = fewest_by_trial(criteria, panel, rules, most)
    for standing in ranking.standings:
        if standing.entry in by_trial:
            assert standing.edits == by_trial[standing.entry]
        else:
            assert standing.edits is None or standing.edits > most


def test_a_search_that_is_given_up_is_said() -> None:
    criterion = Criterion("score", 100, 0, 100)
    ballots = [Ballot(f"J{j}", f"E{e:02}", {"score": 50 + e}) for j in range(11) for e in range(40)]
    ranking = rank(Sheet.of([criterion], ballots), Rules("schulze"))
    assert {standing.edits for standing in ranking.standings} == {None}
    assert "the fewest edits are not given for 40 of 40 entries: the search was given up" in ranking.notes


RANKINGS = [name for name, rules in METHODS.items() if rules.method in ("borda", "copeland", "schulze")]
FINER = (Criterion("a", 60, -2, 4),)
COARSE_AND_FINE = (Criterion("a", 60, 0, 1), Criterion("b", 50, 0, 2, "0.5"))


@pytest.mark.parametrize("order", ["high", "low"])
@pytest.mark.parametrize("name", RANKINGS)
@settings(max_examples=30)
@given(data=st.data())
def test_levels_that_are_passed_over_would_have_changed_nothing(name: str, order: str, data: st.DataObject) -> None:
    rules = Rules(**{**vars(METHODS[name]), "order": order})
    criteria, entries, jurors = data.draw(
        st.sampled_from([(FINER, "AB", "xy"), (FINER, "ABC", "x"), (COARSE_AND_FINE, "AB", "x")])
    )
    panel: Panel = {
        e: {j: {c.key: data.draw(st.sampled_from(marks_of(c))) for c in criteria} for j in jurors} for e in entries
    }
    ballots = [Ballot(juror, entry, marks) for entry, given_by in panel.items() for juror, marks in given_by.items()]

    ranking = rank(Sheet.of(criteria, ballots), rules)

    assert {s.entry: s.edits for s in ranking.standings} == fewest_by_trial(criteria, panel, rules, 4)


@given(
    others=st.lists(st.integers(-3, 15), max_size=6),
    lowest=st.integers(-2, 4),
    step=st.integers(1, 4),
    most=st.integers(1, 12),
    now=st.integers(0, 12),
)
def test_each_standing_among_the_others_is_tried_once(
    others: list[int], lowest: int, step: int, most: int, now: int
) -> None:
    cell = edits_levels.Cell(0, 0, lowest + min(now, most) * step, lowest, step, most)

    def standing(total: int) -> tuple[int, int]:
        return sum(other < total for other in others), sum(other > total for other in others)

    totals = new_standings(cell, sorted([*others, cell.total]))

    assert sorted(map(standing, totals)) == sorted({standing(t) for t in all_totals(cell)} - {standing(cell.total)})
    assert set(totals) <= set(all_totals(cell)) and len(totals) <= 2 * len(others) + 1


def test_of_each_gap_as_many_levels_are_tried_as_marks_are_edited_together() -> None:
    cell = edits_levels.Cell(0, 0, 500, 0, 1, 1000)
    assert few_totals(cell, [500, 700, 701], 1) == [0, 501, 700, 701, 702]
    assert few_totals(cell, [500, 700, 701], 2) == [0, 1, 501, 502, 700, 701, 702, 703]
    assert len(list(all_totals(cell))) == 1000


@pytest.mark.parametrize("name", RANKINGS)
@pytest.mark.parametrize("step", ["1", "0.000000001"])
def test_a_scale_of_a_great_many_levels_is_no_hindrance(name: str, step: str) -> None:
    fine = [Criterion("a", 100, 0, 10**8, step), Criterion("b", 50, 0, 10**8, step)]
    marks = {("x", "A"): 12, ("x", "B"): 13, ("y", "A"): 1, ("y", "B"): 2, ("z", "A"): 1, ("z", "B"): 2}
    ballots = [Ballot(juror, entry, {"a": mark, "b": 7}) for (juror, entry), mark in marks.items()]

    of_two, of_one = (
        rank(
            Sheet.of(criteria, [Ballot(b.juror, b.entry, {c.key: b.marks[c.key] for c in criteria}) for b in ballots]),
            METHODS[name],
        )
        for criteria in (fine, fine[:1])
    )

    assert {s.edits for s in of_one.standings} == {2}
    assert {s.edits for s in of_two.standings} == {None}
