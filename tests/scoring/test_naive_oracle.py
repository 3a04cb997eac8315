"""A second, naive implementation in fractions agrees with the integers, in int64 and in Python integers alike."""

from collections.abc import Callable, Iterator
from fractions import Fraction
from functools import partial
from itertools import combinations
from math import lcm
from statistics import median
from typing import TypeAlias

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scoring import Ballot, Criterion, Ranking, Rules, Sheet, rank

Table: TypeAlias = dict[str, dict[str, dict[str, Fraction]]]
"""Entry → juror → criterion → mark."""

Step: TypeAlias = Callable[[list[str]], list[list[str]]]
"""A group → its tiers, best first."""

LADDER_STEPS = ["criterion:a", "heaviest", "median", "firsts", "head_to_head", "majority"]


class Naive:
    """The rules as the documentation tells them, with no thought of speed."""

    def __init__(self, criteria: list[Criterion], table: Table, sign: int) -> None:
        self.criteria, self.table, self.sign = criteria, table, sign
        self.totals = {
            entry: {
                juror: sum((c.weight * marks[c.key] / c.highest for c in criteria), Fraction(0))
                for juror, marks in ballots.items()
            }
            for entry, ballots in table.items()
        }

    def score(self, entry: str) -> Fraction:
        totals = self.totals[entry].values()
        return sum(totals, Fraction(0)) / len(totals)

    def places(self, minimum: int, ladder: list[str]) -> dict[str, int]:
        ranked = [entry for entry, totals in self.totals.items() if len(totals) >= minimum]
        places, before = {}, 0
        for tier in self.walk(ranked, [self.by(self.score), *self.steps(ladder)]):
            places.update(dict.fromkeys(tier, before + 1))
            before += len(tier)
        return places

    def walk(self, group: list[str], steps: list[Step]) -> Iterator[list[str]]:
        if not steps or len(group) < 2:
            yield from [group] if group else []
            return
        for tier in steps[0](group):
            yield from self.walk(tier, steps[1:])

    def by(self, value: Callable[[str], Fraction], sign: int | None = None) -> Step:
        def cut(group: list[str]) -> list[list[str]]:
            values = sorted({value(e) for e in group}, reverse=(sign or self.sign) > 0)
            return [[e for e in group if value(e) == v] for v in values]

        return cut

    def steps(self, ladder: list[str]) -> Iterator[Step]:
        one_step = {
            "criterion:a": self.by(lambda entry: self.mean_mark(entry, "a")),
            "median": self.by(lambda entry: median(self.totals[entry].values())),
            "firsts": self.by(self.firsts, sign=1),
            "head_to_head": self.head_to_head,
            "majority": self.majority,
        }
        for step in ladder:
            if step == "heaviest":
                for weight in sorted({c.weight for c in self.criteria}, reverse=True):
                    yield self.by(partial(self.joint, weight))
            else:
                yield one_step[step]

    def mean_mark(self, entry: str, key: str) -> Fraction:
        ballots = self.table[entry].values()
        return sum((marks[key] for marks in ballots), Fraction(0)) / len(ballots)

    def joint(self, weight: int, entry: str) -> Fraction:
        same = [c for c in self.criteria if c.weight == weight]
        return sum((self.mean_mark(entry, c.key) / c.highest for c in same), Fraction(0))

    def firsts(self, entry: str) -> Fraction:
        count = 0
        for juror, total in self.totals[entry].items():
            others = [t[juror] for e, t in self.totals.items() if e != entry and juror in t]
            count += all(self.sign * total > self.sign * other for other in others)
        return Fraction(count)

    def beats(self, one: str, other: str) -> bool:
        both = self.totals[one].keys() & self.totals[other].keys()
        differences = [self.sign * (self.totals[one][j] - self.totals[other][j]) for j in both]
        return sum(d > 0 for d in differences) > sum(d < 0 for d in differences)

    def head_to_head(self, group: list[str]) -> list[list[str]]:
        for size in range(1, len(group)):
            for top in combinations(group, size):
                rest = [entry for entry in group if entry not in top]
                if all(self.beats(one, other) for one in top for other in rest):
                    return [list(top), *self.head_to_head(rest)]
        return [group]

    def majority(self, group: list[str]) -> list[list[str]]:
        copies = lcm(*(len(self.totals[entry]) for entry in group))
        values = {}
        for entry in group:
            totals = [t for t in self.totals[entry].values() for _ in range(copies // len(self.totals[entry]))]
            left, values[entry] = sorted(self.sign * t for t in totals), []
            while left:
                values[entry].append(left.pop((len(left) - 1) // 2))
        best_first = sorted({tuple(value) for value in values.values()}, reverse=True)
        return [[entry for entry in group if tuple(values[entry]) == value] for value in best_first]


@st.composite
def panels(draw: st.DrawFn) -> tuple[list[Criterion], Table]:
    """Few jurors and short scales, so that ties abound."""
    scales = st.sampled_from([(0, 2, 1), (0, 1, "0.5"), (1, 3, 1), (-1, 2, 1)])
    weights = st.sampled_from([10, 30, 30, 60])
    criteria = [Criterion(key, draw(weights), *draw(scales)) for key in draw(st.sampled_from(["a", "ab", "abc"]))]
    table: Table = {}
    for entry in "ABCDE"[: draw(st.integers(1, 5))]:
        for juror in "wxyz":
            if draw(st.integers(0, 5)):
                marks = {c.key: c.lowest + draw(st.integers(0, 2)) * c.step for c in criteria}
                table.setdefault(entry, {})[juror] = marks
    return criteria, table


def ranked(criteria: list[Criterion], table: Table, rules: Rules) -> Ranking:
    ballots = [Ballot(juror, entry, marks) for entry, given_by in table.items() for juror, marks in given_by.items()]
    return rank(Sheet.of(criteria, ballots), rules)


@pytest.mark.parametrize("largest", [2**63 - 1, 0], ids=["int64", "python_integers"])
@settings(max_examples=400)
@given(
    panel=panels(),
    ladder=st.lists(st.sampled_from(LADDER_STEPS), unique=True, max_size=4),
    minimum=st.integers(1, 3),
    order=st.sampled_from(["high", "low"]),
)
def test_places_and_scores_are_those_of_the_naive_reading(
    largest: int, panel: tuple[list[Criterion], Table], ladder: list[str], minimum: int, order: str
) -> None:
    criteria, table = panel
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("scoring.exact.INT64_MAX", largest)
        ranking = ranked(criteria, table, Rules(ladder=tuple(ladder), minimum_ballots=minimum, order=order))

    naive = Naive(criteria, table, 1 if order == "high" else -1)
    assert {s.entry: s.place for s in ranking.standings} == naive.places(minimum, ladder)
    assert all(s.score == naive.score(s.entry) for s in ranking.standings)
    assert all(
        s.contributions_raw[c.key] == naive.mean_mark(s.entry, c.key) for s in ranking.standings for c in criteria
    )
