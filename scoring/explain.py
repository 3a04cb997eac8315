"""Why a score is what it is: the criteria's contributions, their mean marks, and the distance to the next place."""

from collections.abc import Mapping, Sequence
from fractions import Fraction
from itertools import pairwise

from scoring.counted import Counted
from scoring.places import Group
from scoring.scores import Scores


def contributions(counted: Counted, scores: Scores, entry: int) -> Mapping[str, Fraction]:
    """What each criterion added to the entry's score (mean: weight × mean mark ÷ highest mark).

    They add up to it exactly. Empty under a method whose score is no sum over the criteria.
    """
    if scores.parts is None:
        return {}
    parts = scores.parts[entry].tolist()
    return {
        criterion.key: Fraction(part, scores.denominator)
        for criterion, part in zip(counted.sheet.criteria, parts, strict=True)
    }


def mean_marks(counted: Counted, entry: int) -> Mapping[str, Fraction]:
    """The entry's mean mark on each criterion, in points of the criterion's own scale."""
    ballots = int(counted.ballots[entry])
    columns = counted.sheet.marks[entry].T.tolist()
    return {
        criterion.key: Fraction(sum(column), criterion.units_per_point * ballots)
        for criterion, column in zip(counted.sheet.criteria, columns, strict=True)
    }


def margins(scores: Scores, tiers: Sequence[Group]) -> list[Fraction | None]:
    """For each tier the distance of its score to the score of the next tier, never negative; None for the last."""
    if not tiers:
        return []
    of = [Fraction(int(scores.numerators[tier[0]]), scores.denominator) for tier in tiers]
    return [*(abs(this - following) for this, following in pairwise(of)), None]
