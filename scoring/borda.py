"""`borda`: each juror's totals are read as that juror's own ranking; its ranks, or points for them, are averaged."""

from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction
from itertools import accumulate
from math import lcm

import numpy as np

from scoring.counted import Counted
from scoring.exact import Whole
from scoring.rules import Rules
from scoring.scores import Scores, scores_of_values, whole_array


def borda(counted: Counted, rules: Rules) -> Scores:
    """The mean rank of the entry in the rankings of the jurors who scored it, the lowest best; or the mean points.

    Among n entries a mean rank r is the same as a mean of n − r Borda points (Borda 1781). Entries that a juror gave
    equal totals share the mean of their ranks. With `points` each rank earns its points instead, the most best. The
    ranking of a juror takes in every entry that the juror scored, also one that has no standing.
    """
    worth, unit = worth_by_juror(counted, rules.points)
    sums = worth.sum(axis=1).tolist()
    ranked = counted.ranked.tolist()
    counts = counted.ballots.tolist()
    scores = {e: Fraction(sums[e], unit * (counts[e] if rules.combine == "mean" else 1)) for e in ranked}
    name = "points" if rules.points else "ranks"
    values = {e: {f"mean_{name}": Fraction(sums[e], unit * counts[e]), name: Fraction(sums[e], unit)} for e in ranked}
    found = scores_of_values(counted, scores, 1 if rules.points else -1)
    return replace(found, values=values, notes=tuple(_notes(counted)))


def worth_by_juror(counted: Counted, points: Sequence[int]) -> tuple[Whole, int]:
    """What each juror's ranking gives each entry, zero where there is no ballot, as integers over the unit returned.

    Without points that is the rank itself. Entries from place p on that share it with n in all get the mean of the
    ranks or points of the places p to p + n − 1.
    """
    places, ties = _places(counted)
    if not points:
        return np.where(counted.sheet.complete, 2 * places + ties - 1, 0), 2
    unit = lcm(*range(1, int(ties.max(initial=1)) + 1))
    sums = whole_array([unit * value for value in (0, *accumulate(points))])
    last = len(points)
    earned = sums[np.minimum(places + ties - 1, last)] - sums[np.minimum(places - 1, last)]
    return np.where(counted.sheet.complete, earned // np.maximum(ties, 1), 0), unit


def _places(counted: Counted) -> tuple[Whole, Whole]:
    """By entry and juror the place in the juror's own ranking, and how many share it; 1 and 1 where there is none."""
    there = counted.sheet.complete.T
    levels = counted.levels().T
    best = int(levels.max(initial=0))
    # One integer for juror and level, so that one sort ranks all ballots, juror by juror and the best first.
    ballots = np.nonzero(there)[0] * (best + 1) + best - levels[there]
    _, which, counts = np.unique(ballots, return_inverse=True, return_counts=True)
    before = np.cumsum(there.sum(axis=1)) - there.sum(axis=1)
    places: Whole = np.ones(there.shape, dtype=np.int64)
    ties: Whole = np.ones_like(places)
    places[there] = (np.cumsum(counts) - counts)[which] - np.repeat(before, there.sum(axis=1)) + 1
    ties[there] = counts[which]
    return places.T, ties.T


def _notes(counted: Counted) -> list[str]:
    sizes = counted.sheet.complete.sum(axis=0)
    sizes = sizes[sizes > 0]
    if not sizes.size or sizes.min() == sizes.max():
        return []
    return [
        f"the jurors ranked between {sizes.min()} and {sizes.max()} entries: a rank in a short list is a low number"
    ]
