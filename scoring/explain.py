"""Why a score is what it is: the criteria's contributions, the marks behind them, the distance to the next place."""

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


def marks_behind(counted: Counted, scores: Scores, entry: int) -> Mapping[str, Fraction]:
    """Each contribution as a mark on the criterion's own scale: weight × that ÷ highest mark contributes to the score.

    So it is the mean mark; of a trimmed mean, the mean or sum of the marks that are left; the mark before an average
    juror where strictness is taken out. Where nothing is contributed it is the mean mark.
    """
    criteria = counted.sheet.criteria
    if entry in scores.marks:
        return {criterion.key: mark for criterion, mark in zip(criteria, scores.marks[entry], strict=True)}
    if scores.parts is None:
        return _mean_marks(counted, entry)
    parts = contributions(counted, scores, entry)
    return {criterion.key: parts[criterion.key] * criterion.highest / criterion.weight for criterion in criteria}


def _mean_marks(counted: Counted, entry: int) -> Mapping[str, Fraction]:
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
