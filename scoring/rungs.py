"""The steps of the tie ladder: what each looks at, and how it cuts a tied group into tiers."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from itertools import groupby
from typing import TypeAlias

import numpy as np

from scoring.counted import Counted
from scoring.exact import Flags, Whole
from scoring.middle import from_the_middle, middle
from scoring.places import Group
from scoring.rules import Resolution

Values: TypeAlias = Mapping[int, Fraction]


@dataclass(frozen=True)
class Look:
    """What a step saw: each entry's value, and the group in tiers, best first (one tier: it saw no difference)."""

    values: Values
    tiers: tuple[Group, ...]


@dataclass(frozen=True)
class Rung:
    """A step by name; `criteria` are the keys it looks at; `again` when the tiers it makes are looked at once more."""

    name: str
    look: Callable[[Group], Look]
    criteria: tuple[str, ...] = ()
    again: bool = False


def by_value(values: Values, sign: int = 1) -> Look:
    """Equal values make a tier; the best first, which is the highest, or the lowest when `sign` is −1."""
    best_first = sorted(values, key=lambda entry: (-sign * values[entry], entry))
    return Look(values, tuple(tuple(tier) for _, tier in groupby(best_first, key=values.__getitem__)))


def criteria_rung(counted: Counted, numbers: Sequence[int]) -> Rung:
    """`criterion:<key>`: the higher mean mark. Criteria of one weight are looked at together, so that none goes first.

    The value of one criterion is its mean raw mark; that of several is Σ mean mark ÷ highest mark, which is
    what they contribute to the mean score, divided by their weight.
    """
    criteria = [counted.sheet.criteria[number] for number in numbers]
    tops = [criterion.highest if len(criteria) > 1 else Fraction(1) for criterion in criteria]
    units = [Fraction(1, c.units_per_point) / top for c, top in zip(criteria, tops, strict=True)]

    def value(entry: int) -> Fraction:
        # Summed as Python integers: a column of units may leave int64, and an entry's marks are few.
        sums = [sum(counted.sheet.marks[entry, :, number].tolist()) for number in numbers]
        return sum((s * unit for s, unit in zip(sums, units, strict=True)), Fraction(0)) / int(counted.ballots[entry])

    keys = tuple(sorted(criterion.key for criterion in criteria))
    name = "criterion:" + "+".join(keys)
    return Rung(name, lambda group: by_value({e: value(e) for e in group}, counted.sign), criteria=keys)


def median_rung(counted: Counted) -> Rung:
    """`median`: the higher median of the totals; of an even number of totals the mean of the middle two."""

    def value(entry: int) -> Fraction:
        return middle(counted.totals_of(entry), counted.totals.denominator)

    return Rung("median", lambda group: by_value({entry: value(entry) for entry in group}, counted.sign))


def firsts_rung(counted: Counted) -> Rung:
    """`firsts`: the number of jurors who gave the entry their single best total among all entries they scored.

    A juror whose best total went to several entries gives no first. An entry without a standing can take a first.
    """

    @cache
    def firsts() -> list[int]:
        totals = counted.sign * counted.totals.values
        lowest = totals.min(initial=0)
        best = np.where(counted.sheet.complete, totals, lowest).max(axis=0, initial=lowest)
        at_best: Flags = counted.sheet.complete & (totals == best).astype(np.bool_)
        single: Flags = at_best & (at_best.sum(axis=0) == 1)
        counts: list[int] = single.sum(axis=1).tolist()
        return counts

    return Rung("firsts", lambda group: by_value({entry: Fraction(firsts()[entry]) for entry in group}))


def head_to_head_rung(counted: Counted) -> Rung:
    """`head_to_head`: one entry beats another when, of the jurors who scored both, more put it higher than lower.

    A tier stands above the rest of the group when each of its entries beats each of the rest: nobody is put above
    an entry that they did not beat, and a circle (A beats B, B beats C, C beats A) stays tied. The value is the
    number of entries of the group that the entry beat.
    """

    def look(group: Group) -> Look:
        beats = _beats(counted, group)
        wins = beats.sum(axis=1).tolist()
        order = sorted(range(len(group)), key=lambda member: -wins[member])
        tiers: list[Group] = []
        start = 0
        for end in range(1, len(order) + 1):
            if beats[np.ix_(order[start:end], order[end:])].all():
                tiers.append(tuple(sorted(group[member] for member in order[start:end])))
                start = end
        return Look(dict(zip(group, map(Fraction, wins), strict=True)), tuple(tiers))

    return Rung("head_to_head", look)


def _beats(counted: Counted, group: Group) -> Flags:
    """beats[i, k]: of the jurors who scored both, more put group[i] above group[k] than below."""
    index = list(group)
    totals: Whole = counted.sign * counted.totals.values[index]
    complete = counted.sheet.complete[index]
    beats = np.zeros((len(index), len(index)), dtype=np.bool_)
    for member in range(len(index)):
        both = complete & complete[member]
        above = both & (totals[member] > totals).astype(np.bool_)
        below = both & (totals[member] < totals).astype(np.bool_)
        beats[member] = above.sum(axis=1) > below.sum(axis=1)
    return beats


def majority_rung(counted: Counted) -> Rung:
    """`majority`: the higher majority value of the totals (Balinski and Laraki, Majority Judgment, 2011).

    The majority value lists the worse of the middle totals, then the same of the totals left without it, and so on;
    it is compared from its beginning. Entries with different numbers of ballots are compared as if each ballot
    were copied until the numbers agree. The value shown is the first term on which the group differs.
    """

    def look(group: Group) -> Look:
        totals = {entry: counted.totals_of(entry) for entry in group}
        seen = Look({}, (group,))
        for position in from_the_middle({len(values) for values in totals.values()}):
            terms = {
                entry: Fraction(values[int(position * len(values))], counted.totals.denominator)
                for entry, values in totals.items()
            }
            seen = by_value(terms, counted.sign)
            if len(seen.tiers) > 1:
                break
        return seen

    return Rung("majority", look, again=True)


def resolution_rung(counted: Counted, resolutions: Sequence[Resolution]) -> Rung:
    """`resolution`: the chair's order, when one resolution orders the whole group. The value is the rank in it."""
    names = counted.sheet.entries

    def look(group: Group) -> Look:
        tied = {names[entry]: entry for entry in group}
        for resolution in resolutions:
            if tied.keys() <= set(resolution.order):
                order = [tied[name] for name in resolution.order if name in tied]
                ranks = {entry: Fraction(rank) for rank, entry in enumerate(order, 1)}
                return Look(ranks, tuple((entry,) for entry in order))
        return Look({}, (group,))

    return Rung("resolution", look)
