"""`trimmed_mean`: the highest and lowest totals of an entry, or its highest and lowest marks, are left out."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from fractions import Fraction
from typing import NamedTuple

from scoring.counted import Counted
from scoring.criteria import Criterion
from scoring.rounding import half_up
from scoring.rules import Rules
from scoring.scores import Dropped, Scores, scores_of_parts


def trimmed_mean(counted: Counted, rules: Rules) -> Scores:
    """The mean, or the sum, of what is left without the `drop` highest and the `drop` lowest.

    By ballot: whole totals are left out. By criterion: single marks, on each criterion for itself, as in figure skating
    (ISU Special Regulations, rule 353: the highest and the lowest mark are deleted and the rest averaged).
    """
    of = _by_criterion if rules.trim == "criterion" else _by_ballot
    found = {entry: of(counted, rules, entry) for entry in counted.ranked.tolist()}
    scores = scores_of_parts(counted, {entry: trimmed.parts for entry, trimmed in found.items()})
    marks = {entry: trimmed.marks for entry, trimmed in found.items() if trimmed.marks}
    return replace(scores, dropped={entry: trimmed.dropped for entry, trimmed in found.items()}, marks=marks)


class Trimmed(NamedTuple):
    """What is left of an entry: its parts by criterion, what was dropped, and, by criterion, the trimmed marks."""

    parts: list[Fraction]
    dropped: tuple[Dropped, ...]
    marks: tuple[Fraction, ...] = ()


def shares_kept(values: Sequence[int], drop: int) -> Mapping[int, Fraction]:
    """For each value, how much of every item with that value is kept: between 0 and 1.

    Where only some of several equal items are dropped, all of them are kept in part, so that no juror is preferred.
    """
    kept = Counter(sorted(values)[drop : len(values) - drop])
    return {value: Fraction(kept[value], count) for value, count in Counter(values).items()}


def _by_ballot(counted: Counted, rules: Rules, entry: int) -> Trimmed:
    given = counted.sheet.complete[entry]
    totals: list[int] = counted.totals.values[entry][given].tolist()
    shares = shares_kept(totals, rules.drop)
    divisor = counted.totals.denominator * (len(totals) - 2 * rules.drop if rules.combine == "mean" else 1)
    columns = counted.sheet.marks[entry][given].T.tolist()
    parts = [
        sum((shares[total] * mark for total, mark in zip(totals, column, strict=True)), Fraction(0)) * worth / divisor
        for worth, column in zip(counted.totals.coefficients, columns, strict=True)
    ]
    return Trimmed(parts, tuple(_dropped(counted, entry, totals, rules.drop, (counted.totals.denominator, None))))


def _by_criterion(counted: Counted, rules: Rules, entry: int) -> Trimmed:
    columns = counted.sheet.marks[entry][counted.sheet.complete[entry]].T.tolist()
    marks: list[Fraction] = []
    dropped: list[Dropped] = []
    for criterion, column in zip(counted.sheet.criteria, columns, strict=True):
        marks.append(mark_of(criterion, column, rules))
        dropped += _dropped(counted, entry, column, rules.drop, (criterion.units_per_point, criterion.key))
    parts = [part_of(criterion, mark, rules) for criterion, mark in zip(counted.sheet.criteria, marks, strict=True)]
    return Trimmed(parts, tuple(dropped), tuple(marks))


def mark_of(criterion: Criterion, units: Sequence[int], rules: Rules) -> Fraction:
    """The mean, or the sum, of the marks that are kept, in points; rounded if the rules say so."""
    kept = sorted(units)[rules.drop : len(units) - rules.drop]
    divisor = criterion.units_per_point * (len(kept) if rules.combine == "mean" else 1)
    return _rounded(Fraction(sum(kept), divisor), rules.decimals)


def part_of(criterion: Criterion, mark: Fraction, rules: Rules) -> Fraction:
    """What a trimmed mark contributes: weight × mark ÷ highest mark; rounded if the rules say so."""
    return _rounded(criterion.weight * mark / criterion.highest, rules.decimals)


def _rounded(value: Fraction, decimals: int | None) -> Fraction:
    return value if decimals is None else half_up(value, decimals)


def _dropped(
    counted: Counted, entry: int, values: Sequence[int], drop: int, unit: tuple[int, str | None]
) -> Iterator[Dropped]:
    """What was dropped, lowest first; equal values together."""
    given = counted.sheet.complete[entry].tolist()
    jurors = [juror for juror, there in zip(counted.sheet.jurors, given, strict=True) if there]
    in_order = sorted(values)
    for value, count in sorted(Counter(in_order[:drop] + in_order[len(values) - drop :]).items()):
        named = tuple(juror for juror, own in zip(jurors, values, strict=True) if own == value)
        yield Dropped(Fraction(value, unit[0]), count, named, unit[1])
