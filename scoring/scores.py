"""What every method hands on: for each entry an exact score, its parts by criterion, and a key to place it by."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from math import lcm

import numpy as np

from scoring.counted import Counted
from scoring.exact import Whole, whole_type


@dataclass(frozen=True)
class Dropped:
    """`count` equal totals (or marks on `criterion`) that a trimmed mean left out.

    `value` is a total in points, or a mark on the criterion's scale. `jurors` are all who gave it: where more gave it
    than were left out, none of them is singled out.
    """

    value: Fraction
    count: int
    jurors: tuple[str, ...]
    criterion: str | None = None


@dataclass(frozen=True, eq=False)
class Scores:
    """What a method hands on, by entry of the sheet; entries that are not ranked have values without meaning.

    `keys[entry]` places the entries: the higher the better, equal means tied. The score is `numerators[entry]` ÷
    `denominator`; `parts[entry, criterion]` ÷ `denominator` is what each criterion contributed to it, or None where
    the score is no sum over criteria. `marks` are, by entry and criterion, the marks whose rounded multiples the parts
    are, where a method rounds. `values` are further figures of an entry by name, `dropped` what was left out of its
    score, `notes` sentences about the method on this panel, `juror_effects` how much more than the average
    juror each gives, in points, where a method took that out.
    """

    keys: Whole
    numerators: Whole
    parts: Whole | None
    denominator: int
    values: Mapping[int, Mapping[str, Fraction]] = field(default_factory=dict)
    dropped: Mapping[int, tuple[Dropped, ...]] = field(default_factory=dict)
    notes: tuple[str, ...] = ()
    juror_effects: Mapping[str, Fraction] = field(default_factory=dict)
    marks: Mapping[int, Sequence[Fraction]] = field(default_factory=dict)


def whole_array(numbers: Sequence[int]) -> Whole:
    """The integers as an array, of int64 where they fit with room for a sum of two."""
    return np.array(numbers, dtype=whole_type(2 * max(map(abs, numbers), default=0)))


def scores_of_values(counted: Counted, scores: Mapping[int, Fraction], sign: int) -> Scores:
    """Scores that are no sums over criteria, from the score of each ranked entry; `sign` is −1 when low is good."""
    denominator = lcm(*(score.denominator for score in scores.values()))
    listed = [scores.get(entry, Fraction(0)) * denominator for entry in range(len(counted.ballots))]
    numerators = whole_array([int(number) for number in listed])
    return Scores(sign * numerators, numerators, None, denominator)


def scores_of_parts(counted: Counted, parts: Mapping[int, Sequence[Fraction]]) -> Scores:
    """Scores that are the sums of their parts, from each ranked entry's parts in the order of the criteria."""
    denominator = lcm(*(part.denominator for row in parts.values() for part in row))
    nothing = [Fraction(0)] * len(counted.sheet.criteria)
    rows = [[int(part * denominator) for part in parts.get(entry, nothing)] for entry in range(len(counted.ballots))]
    kind = whole_type(max(largest_sum(rows), 1))
    table = np.array(rows, dtype=kind).reshape(len(rows), len(nothing))
    numerators = table.sum(axis=1)
    return Scores(counted.sign * numerators, numerators, table, denominator)


def largest_sum(rows: Iterable[Sequence[int]]) -> int:
    """A size that no partial sum of a row exceeds."""
    return max((sum(map(abs, row)) for row in rows), default=0)
