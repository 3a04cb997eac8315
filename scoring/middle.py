"""`median` and `majority_judgment`: methods that look at the middle of an entry's totals."""

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import replace
from fractions import Fraction
from itertools import pairwise

from scoring.counted import Counted
from scoring.scores import Scores, scores_of_values, whole_array

Terms = tuple[int, ...]


def middle(totals: Sequence[int], denominator: int) -> Fraction:
    """The median of sorted totals: the middle one, or the mean of the middle two."""
    return Fraction(totals[(len(totals) - 1) // 2] + totals[len(totals) // 2], 2 * denominator)


def median(counted: Counted) -> Scores:
    """The median of the totals of the entry's complete ballots; of an even number, the mean of the middle two."""
    scores = {e: middle(counted.totals_of(e), counted.totals.denominator) for e in counted.ranked.tolist()}
    return scores_of_values(counted, scores, counted.sign)


def majority_judgment(counted: Counted) -> Scores:
    """The order of the majority values (Balinski and Laraki, Majority Judgment, 2011); the score is the first term.

    That is the middle total, the worse of the middle two where their number is even. Entries with the same score are
    not tied yet: the rest of their majority values places them.
    """
    totals = {entry: counted.totals_of(entry) for entry in counted.ranked.tolist()}
    terms = majority_terms({len(values) for values in totals.values()}, counted.sign)
    values = {entry: terms(own) for entry, own in totals.items()}
    ranks = {value: rank for rank, value in enumerate(sorted(set(values.values())))}
    keys = whole_array([ranks[values[e]] if e in values else 0 for e in range(len(counted.ballots))])
    grades = {entry: Fraction(own[len(own) // 2], counted.totals.denominator) for entry, own in totals.items()}
    return replace(scores_of_values(counted, grades, counted.sign), keys=keys)


def majority_terms(counts: Collection[int], sign: int) -> Callable[[Sequence[int]], Terms]:
    """Totals, best first → majority value, higher when better; to be compared among entries with these ballot counts.

    Entries with different numbers of ballots are compared as if every ballot were copied until the numbers agree.
    """
    positions = list(from_the_middle(counts))
    at = {count: [int(position * count) for position in positions] for count in counts}
    return lambda totals: tuple([sign * totals[index] for index in at[len(totals)]])


def from_the_middle(counts: Collection[int]) -> Iterator[Fraction]:
    """Positions in a list of totals, best first, from 0 to 1: outwards from the middle, the worse side first.

    Between neighbouring borders of the lists' items each list has one item, so one position there stands for all.
    """
    half = Fraction(1, 2)
    borders = {half - Fraction(item, count) for count in counts for item in range(count // 2 + 1)} | {Fraction(0)}
    for near, far in pairwise(sorted(borders)):
        distance = (near + far) / 2
        yield half + distance
        yield half - distance
