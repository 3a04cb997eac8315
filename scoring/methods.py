"""Totals → score: the official methods by name; each gives every ranked entry an exact score and a key."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from scoring.counted import Counted
from scoring.edits import mean_edits
from scoring.exact import whole_type
from scoring.scores import Scores


@dataclass(frozen=True)
class Method:
    """How a method scores, and the fewest single-mark edits that change each entry's place by its score."""

    scores: Callable[[Counted], Scores]
    edits: Callable[[Counted, Scores], dict[int, int]]


def mean(counted: Counted) -> Scores:
    """The arithmetic mean of the totals of the entry's complete ballots.

    Means of n ballots are compared as integers over D × L, where D is the totals' denominator and L the least common
    multiple of all n: Σ totals × (L ÷ n). The parts are the same sum taken criterion by criterion.
    """
    common = counted.common_count
    kind = whole_type(counted.totals.bound * max(1, len(counted.sheet.jurors)) * common)
    coefficients = np.array(counted.totals.coefficients, dtype=kind)
    marks = counted.sheet.marks.astype(kind, copy=False)
    # As a product with ones: four times as fast as the same sum over the middle axis.
    sums = np.ones(marks.shape[1], dtype=kind) @ marks
    parts = sums * coefficients * counted.shares().astype(kind)[:, None]
    numerators = parts.sum(axis=1)
    return Scores(counted.sign * numerators, numerators, parts, counted.totals.denominator * common)


METHODS: dict[str, Method] = {"mean": Method(scores=mean, edits=mean_edits)}
