"""Who leads when jurors vote several times or not at all, where an entry's score comes from its own ballots alone."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import partial
from math import lcm
from typing import TypeAlias, cast

import numpy as np

from scoring.counted import Counted
from scoring.criteria import Criterion
from scoring.exact import Flags, Whole, whole_type
from scoring.leads_mean import contenders
from scoring.middle import from_the_middle
from scoring.rules import Rules

PASSES = 12
"""Passes over the numbers that a term takes, about: running sums, what is kept of them, their products."""


@dataclass(frozen=True, eq=False)
class Column:
    """What some jurors gave an entry, the best first: totals, or units of a mark on the criterion."""

    jurors: Whole
    worth: Whole
    criterion: Criterion | None


Term: TypeAlias = Callable[[Column, Whole], Whole]
"""What a method compares, by draw, the higher the better: from a column and, a draw a row, running sums of its votes.

The terms of an entry's columns add up. Where entries are level by one term the next is looked at.
"""


@dataclass(frozen=True, eq=False)
class Own:
    """The `entries` that may lead, their columns, the method's terms, and the number of votes that an entry needs."""

    entries: Whole
    columns: Sequence[Sequence[Column]]
    terms: Sequence[Term]
    least: int

    @property
    def cells(self) -> int:
        """What one draw costs, in numbers that are looked at."""
        return PASSES * sum(len(column.jurors) for columns in self.columns for column in columns)

    def leads(self, votes: Whole) -> Flags:
        """leads[draw, entry]: it has votes enough, and no other that has is better; `votes` by draw and juror."""
        given = [votes[:, columns[0].jurors].sum(axis=1) for columns in self.columns]
        leads: Flags = np.stack(given, axis=1) >= self.least
        for term in self.terms:
            tied = np.flatnonzero(np.count_nonzero(leads, axis=1) > 1)
            if not tied.size:
                break
            values = np.stack([_value(term, columns, votes[tied]) for columns in self.columns], axis=1)
            values = np.where(leads[tied], values, np.iinfo(np.int64).min)
            leads[tied] &= values == values.max(axis=1, keepdims=True)
        return leads


def _value(term: Term, columns: Sequence[Column], votes: Whole) -> Whole:
    values: Whole = np.zeros(len(votes), dtype=np.int64)
    for column in columns:
        values += term(column, np.cumsum(votes[:, column.jurors], axis=1))
    return values


def own(counted: Counted, rules: Rules) -> Own | None:
    """None under other methods, and where 64 bits may not hold what is compared."""
    if rules.method not in TERMS or whole_type(_largest(counted, rules)) is np.object_:
        return None
    by_criterion = rules.method == "trimmed_mean" and rules.trim == "criterion"
    marks = counted.sheet.marks.astype(np.int64, copy=False)
    worth: Whole = counted.sign * (marks if by_criterion else counted.totals.values[:, :, None])
    there = counted.sheet.complete
    entries = counted.ranked
    if rules.decimals is None:  # which would make different marks equal
        entries = entries[contenders(worth[entries], there[entries])]
    criteria = counted.sheet.criteria if by_criterion else (None,)
    columns = [list(_columns(worth[entry], np.flatnonzero(there[entry]), criteria)) for entry in entries.tolist()]
    return Own(entries, columns, TERMS[rules.method](counted, rules), replace(rules, minimum_ballots=1).least_ballots)


def _columns(worth: Whole, jurors: Whole, criteria: Sequence[Criterion | None]) -> Iterator[Column]:
    for number, criterion in enumerate(criteria):
        best_first = jurors[np.argsort(-worth[jurors, number], kind="stable")]
        yield Column(best_first, worth[best_first, number], criterion)


def _votes_of(counted: Counted) -> range:
    """How many votes an entry may have in a draw in which it has any."""
    jurors = max(1, len(counted.sheet.jurors))
    return range(jurors if counted.sheet.complete[counted.ranked].all() else 1, jurors + 1)


def _largest(counted: Counted, rules: Rules) -> int:
    """A size that nothing that is added up or multiplied exceeds."""
    jurors = max(1, len(counted.sheet.jurors))
    if rules.method != "trimmed_mean":
        return 4 * jurors * counted.totals.bound
    if rules.decimals is None:
        return 4 * jurors * counted.totals.bound * _common(counted, rules)
    each = (
        max(map(abs, c.bounds)) * c.weight * c.highest.denominator * c.units_per_point for c in counted.sheet.criteria
    )
    return 4 * jurors * sum(each) * int(10**rules.decimals)


def _common(counted: Counted, rules: Rules) -> int:
    """Over this the means of what is left are whole numbers."""
    return lcm(*(max(1, votes - 2 * rules.drop) for votes in _votes_of(counted)))


def _trimmed(counted: Counted, rules: Rules) -> list[Term]:
    common = _common(counted, rules)

    def kept(column: Column, upto: Whole) -> Whole:
        votes = upto[:, -1]
        sums = _without(rules.drop, column, upto)
        if column.criterion is not None and rules.decimals is not None:
            return _rounded_part(column.criterion, rules, sums, votes)
        factor = 1 if column.criterion is None else worth[column.criterion.key]
        return sums * factor * (common // np.maximum(1, votes - 2 * rules.drop) if rules.combine == "mean" else 1)

    keys = [criterion.key for criterion in counted.sheet.criteria]
    worth = dict(zip(keys, counted.totals.coefficients, strict=True))
    return [kept]


def _without(drop: int | Whole, column: Column, upto: Whole) -> Whole:
    """The sum of what is left without so many of the best and of the worst."""
    votes = upto[:, -1:]
    within = np.clip(upto, np.minimum(drop, votes - drop), votes - drop)
    kept: Whole = np.diff(within, axis=1, prepend=np.minimum(drop, votes - drop)) @ column.worth
    return kept


def _rounded_part(criterion: Criterion, rules: Rules, sums: Whole, votes: Whole) -> Whole:
    """The part of a rounded mark, rounded, in units of its last decimal."""
    unit = 10 ** (rules.decimals or 0)
    count = np.maximum(1, votes - 2 * rules.drop) if rules.combine == "mean" else 1
    mark = _half_up(sums * unit, criterion.units_per_point * count)
    share = criterion.weight / criterion.highest
    return _half_up(mark * share.numerator, share.denominator)


def _half_up(above: Whole, below: Whole | int) -> Whole:
    """The quotients as whole numbers; a half goes away from zero."""
    rounded: Whole = np.sign(above) * ((2 * np.abs(above) + below) // (2 * below))
    return rounded


def _medians(_: Counted, __: Rules) -> list[Term]:
    """Twice the median: a trimmed mean that keeps one or two."""

    def twice(column: Column, upto: Whole) -> Whole:
        votes = upto[:, -1:]
        return cast(Whole, _without((votes - 1) // 2, column, upto) * (1 + votes[:, 0] % 2))

    return [twice]


def _majority(counted: Counted, _: Rules) -> list[Term]:
    def term(position: Fraction, column: Column, upto: Whole) -> Whole:
        at = position.numerator * upto[:, -1:] // position.denominator
        found: Whole = column.worth[np.argmax(upto > at, axis=1)]
        return found

    return [partial(term, position) for position in from_the_middle(_votes_of(counted))]


TERMS: dict[str, Callable[[Counted, Rules], list[Term]]] = {
    "trimmed_mean": _trimmed,
    "median": _medians,
    "majority_judgment": _majority,
}
