"""Totals → score: the official methods by name; each gives every ranked entry an exact score and a key."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np

from scoring.adjusted import severity_adjusted
from scoring.borda import borda
from scoring.counted import Counted
from scoring.edits import mean_edits
from scoring.edits_linear import adjusted_edits
from scoring.edits_own import own_edits
from scoring.edits_trial import trial_edits
from scoring.exact import whole_type
from scoring.middle import majority_judgment, median
from scoring.pairwise import copeland, schulze
from scoring.rules import Rules
from scoring.scores import Scores
from scoring.sheet import blocks
from scoring.trimmed import trimmed_mean


@dataclass(frozen=True)
class Method:
    """How a method scores, and the fewest single-mark edits that change each entry's place by its score.

    `is_sum` when the score is the sum of what the criteria contribute to it.
    """

    scores: Callable[[Counted, Rules], Scores]
    edits: Callable[[Counted, Scores, Rules], Mapping[int, int]]
    is_sum: bool = True


def mean(counted: Counted) -> Scores:
    """The arithmetic mean of the totals of the entry's complete ballots.

    Means of n ballots are compared as integers over D × L, where D is the totals' denominator and L the least common
    multiple of all n: Σ totals × (L ÷ n). The parts are the same sum taken criterion by criterion.
    """
    common = counted.common_count
    kind = whole_type(counted.totals.bound * max(1, len(counted.sheet.jurors)) * common)
    coefficients = np.array(counted.totals.coefficients, dtype=kind)
    marks = counted.sheet.marks
    sums = np.empty((marks.shape[0], marks.shape[2]), dtype=kind)
    for entries, some in blocks(marks, kind):
        # As a product with ones: four times as fast as the same sum over the middle axis.
        sums[entries] = np.ones(marks.shape[1], dtype=kind) @ some
    parts = sums * coefficients * counted.shares().astype(kind)[:, None]
    numerators = parts.sum(axis=1)
    return Scores(counted.sign * numerators, numerators, parts, counted.totals.denominator * common)


BY_NAME: dict[str, Method] = {
    "mean": Method(lambda counted, _: mean(counted), lambda counted, scores, _: mean_edits(counted, scores)),
    "trimmed_mean": Method(trimmed_mean, own_edits),
    "median": Method(lambda counted, _: median(counted), own_edits, is_sum=False),
    "majority_judgment": Method(lambda counted, _: majority_judgment(counted), own_edits, is_sum=False),
    "borda": Method(borda, trial_edits, is_sum=False),
    "copeland": Method(lambda counted, _: copeland(counted), trial_edits, is_sum=False),
    "schulze": Method(lambda counted, _: schulze(counted), trial_edits, is_sum=False),
    "severity_adjusted": Method(lambda counted, _: severity_adjusted(counted), adjusted_edits),
}
