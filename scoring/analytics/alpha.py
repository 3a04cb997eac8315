"""Krippendorff's alpha: 1 − observed ÷ expected disagreement, on four scales of measurement, with missing marks."""

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations
from typing import Any

import numpy as np

from scoring.analytics.panel import Panel, Real
from scoring.exact import Whole

METRICS = ("nominal", "ordinal", "interval", "ratio")
SMALL_TABLE = 64
"""So many different marks make a table of coincidences cheaper than going through the pairs of jurors."""


@dataclass(frozen=True)
class Alpha:
    """Alpha by metric, None where it is undefined, with the reason."""

    values: dict[str, float | None]
    reasons: dict[str, str]


@dataclass(frozen=True, eq=False)
class Marks:
    """The marks of the entries that have at least two, since others cannot be paired.

    `category[entry, juror]` is the index of the mark in `levels`, −1 where there is none; `levels` are the different
    marks, ascending, in units above the lowest of them, taken away exactly before they became floats: marks near 10¹⁸
    that differ by one would be equal otherwise. `lowest` is that mark, in units. `frequencies` counts each level;
    `share[entry]` is 1 ÷ (marks of the entry − 1).
    """

    category: Whole
    levels: Real
    lowest: Fraction
    frequencies: Real
    share: Real


def krippendorff(panel: Panel) -> Alpha:
    """Alpha of the panel (K. Krippendorff, Computing Krippendorff's alpha-reliability, 2011).

    δ² of two marks c and k: nominal 1 unless equal; ordinal (number of marks from c to k, those at the two ends counted
    half)²; interval (c − k)²; ratio ((c − k) ÷ (c + k))², which needs marks that are not negative.
    """
    marks = _pairable(panel)
    if marks is None:
        return _undefined(METRICS, "no entry has marks of two jurors")
    if len(marks.levels) < 2:
        return _undefined(METRICS, "all marks are equal, so that no disagreement could be expected")
    reasons = {"ratio": "there are negative marks"} if marks.lowest < 0 else {}
    metrics = [metric for metric in METRICS if metric not in reasons]
    few = len(marks.levels) <= max(SMALL_TABLE, 2 * len(panel.jurors))
    observed = _by_table(marks, metrics) if few else _by_pairs(marks, metrics)
    values: dict[str, float | None] = dict.fromkeys(METRICS)
    for metric in metrics:
        expected = _expected(marks, metric)
        if expected > 0:
            values[metric] = 1 - float(marks.frequencies.sum() - 1) * observed[metric] / expected
        else:
            reasons[metric] = "the marks differ too little to be told apart"
    return Alpha(values, reasons)


def _undefined(metrics: tuple[str, ...], reason: str) -> Alpha:
    return Alpha(dict.fromkeys(metrics), dict.fromkeys(metrics, reason))


def _pairable(panel: Panel) -> Marks | None:
    counts = panel.given.sum(axis=1)
    rows = counts > 1
    if not rows.any():
        return None
    codes, given = (panel.codes, panel.given) if rows.all() else (panel.codes[rows], panel.given[rows])
    category, levels, frequencies = _levels(codes, given, panel.largest)
    lowest = int(levels[0])
    above = (levels - lowest).astype(np.float64)
    share = 1 / (counts[rows] - 1.0)
    return Marks(category, above, panel.origin / panel.unit + lowest, frequencies.astype(np.float64), share)


def _levels(codes: Whole, given: Whole, largest: int) -> tuple[Whole, Whole, Whole]:
    """Category of each mark, the different marks, and how often each was given."""
    complete = bool(given.all())
    present = codes.ravel() if complete else codes[given]
    if largest < 4 * present.size + 1024:
        counted = np.bincount(present.astype(np.int64, copy=False), minlength=largest + 1)
        levels = np.flatnonzero(counted)
        index = np.full(largest + 1, -1)
        index[levels] = np.arange(len(levels))
        category, frequencies = index[codes.astype(np.int64, copy=False)], counted[levels]
    else:
        levels, inverse, frequencies = np.unique(present, return_inverse=True, return_counts=True)
        category = np.zeros(codes.shape, dtype=np.int64)
        category[given] = inverse
    return category if complete else np.where(given, category, -1), levels, frequencies


def _positions(marks: Marks, metric: str) -> Any:
    """For metrics that are squared distances: where each level stands on a line."""
    ordinal = np.cumsum(marks.frequencies) - marks.frequencies / 2
    position = marks.levels if metric == "interval" else ordinal
    # Measured from the mean of all marks, whose squares then add up without anything being taken away again.
    return position - marks.frequencies @ position / marks.frequencies.sum()


def _squared_distances(marks: Marks, metric: str, one: Whole, other: Whole) -> Any:
    """δ² of categories, element by element."""
    if metric == "nominal":
        return (one != other).astype(np.float64)
    if metric == "ratio":
        sums = 2 * float(marks.lowest) + marks.levels[one] + marks.levels[other]
        # Only two zeros add up to zero, and they do not differ.
        return ((marks.levels[one] - marks.levels[other]) / np.where(sums == 0, 1, sums)) ** 2
    position = _positions(marks, metric)
    return (position[one] - position[other]) ** 2


def _blocks(marks: Marks) -> Iterator[tuple[Whole, Whole]]:
    """Categories against all categories, a few rows at a time."""
    every = np.arange(len(marks.levels))
    for start in range(0, len(every), 1024):
        yield every[start : start + 1024, None], every[None, :]


def _expected(marks: Marks, metric: str) -> float:
    """Σ n_c n_k δ² over all ordered pairs of marks."""
    n = marks.frequencies
    if metric == "nominal":
        return float(n.sum() ** 2 - (n * n).sum())
    if metric != "ratio":
        position = _positions(marks, metric)
        return float(2 * n.sum() * (n * position**2).sum())
    return float(sum((n[one[:, 0]] @ _squared_distances(marks, metric, one, all_) @ n for one, all_ in _blocks(marks))))


def _by_table(marks: Marks, metrics: list[str]) -> dict[str, float]:
    """Σ o_ck δ² from the table of coincidences o_ck."""
    levels = len(marks.levels)
    rows = np.arange(len(marks.category))[:, None] * levels
    at = (rows + marks.category)[marks.category >= 0] if marks.category.min() < 0 else (rows + marks.category).ravel()
    counts = np.bincount(at, minlength=len(marks.category) * levels).reshape(-1, levels).astype(np.float64)
    table = (counts * marks.share[:, None]).T @ counts - np.diag(marks.share @ counts)
    every = np.arange(levels)
    one, other = every[:, None], every[None, :]
    return {metric: float((table * _squared_distances(marks, metric, one, other)).sum()) for metric in metrics}


def _by_pairs(marks: Marks, metrics: list[str]) -> dict[str, float]:
    """The same sums, going through the pairs of jurors: for totals, which take many different values."""
    columns = np.ascontiguousarray(marks.category.T)
    observed = dict.fromkeys(metrics, 0.0)
    for one, other in combinations(columns, 2):
        both = (one >= 0) & (other >= 0)
        weight = 2 * marks.share[both]
        for metric in metrics:
            observed[metric] += float(weight @ _squared_distances(marks, metric, one[both], other[both]))
    return observed
