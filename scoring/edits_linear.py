"""The fewest edits under `severity_adjusted`, where every mark of the panel has a share in every score."""

from bisect import bisect_left
from dataclasses import replace
from itertools import accumulate
from math import lcm

import numpy as np

from scoring.adjusted import column_effects, row_effects
from scoring.counted import Counted
from scoring.edits import mean_edits
from scoring.exact import Whole
from scoring.rules import Rules
from scoring.scores import Scores

MOST_SHARES = 300_000
"""Marks × pairs of entries that are looked at for one panel: some seconds."""


def adjusted_edits(counted: Counted, scores: Scores, _: Rules) -> dict[int, int]:
    """Exactly the fewest edits by entry; missing where there is no rival, or where the panel is too large to look.

    The difference of two scores is a sum over all marks of the panel, each times its share in the difference. The
    largest swings first are the fewest that close it or turn it round.
    """
    there = counted.sheet.complete[counted.ranked]
    if there.all():
        unit = counted.totals.denominator * counted.common_count
        return mean_edits(counted, replace(scores, keys=scores.keys.astype(object) * unit // scores.denominator))
    pairs, ballots = len(there) ** 2, int(there.sum())
    if pairs * ballots * len(counted.sheet.criteria) > MOST_SHARES or there.size * ballots > MOST_SHARES:
        return {}
    shares, unit = _shares(counted)
    better, worse = (swings * scores.denominator for swings in _swings(counted))
    keys = [int(key) * unit * counted.totals.denominator for key in scores.keys[counted.ranked].tolist()]

    def fewest(own: int) -> int:
        rivals = [rival for rival in range(len(keys)) if rival != own]
        return min(_needed(shares[:, own] - shares[:, r], better, worse, keys[r] - keys[own]) for r in rivals)

    return {entry: fewest(own) for own, entry in enumerate(counted.ranked.tolist())} if len(keys) > 1 else {}


def _shares(counted: Counted) -> tuple[Whole, int]:
    """shares[ballot, entry] ÷ unit: what one point on a ballot adds to the score of each ranked entry."""
    jurors = np.flatnonzero(counted.sheet.complete[counted.ranked].any(axis=0))
    there = counted.sheet.complete[np.ix_(counted.ranked, jurors)]
    ballots = np.argwhere(there)
    ones = np.zeros((*there.shape, len(ballots)), dtype=object)
    ones[ballots[:, 0], ballots[:, 1], np.arange(len(ballots))] = 1
    effects = row_effects(there, ones, column_effects(there, ones))
    unit = lcm(*(share.denominator for row in effects for share in row))
    return np.array([[int(share * unit) for share in row] for row in effects], dtype=object).T, unit


def _swings(counted: Counted) -> tuple[Whole, Whole]:
    """By ballot and criterion how far an edit makes the total better, and how far it makes it worse."""
    marks = counted.sheet.marks[counted.ranked][counted.sheet.complete[counted.ranked]].astype(object)
    worth = np.array(counted.totals.coefficients, dtype=object)
    bounds = np.array([criterion.bounds for criterion in counted.sheet.criteria], dtype=object)
    lowest, highest = bounds.T
    upward, downward = (highest - marks) * worth, (marks - lowest) * worth
    return (upward, downward) if counted.sign > 0 else (downward, upward)


def _needed(shares: Whole, better: Whole, worse: Whole, gap: int) -> int:
    """The fewest edits after which the entry is level with a better rival, or a worse or equal one is above it.

    `shares` are those in the entry's score less those in the rival's, and `gap` is how far the rival is ahead.
    """
    toward = shares[:, None] if gap > 0 else -shares[:, None]
    gains = np.where(toward > 0, better, worse) * abs(toward)
    largest_first = sorted(gains.ravel().tolist(), reverse=True)
    return bisect_left(list(accumulate(largest_first)), gap if gap > 0 else 1 - gap) + 1
