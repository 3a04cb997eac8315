"""Agreement on the order alone: Kendall's W of all jurors, and each juror's rank correlation with the rest."""

from dataclasses import dataclass

import numpy as np

from scoring.analytics.distributions import chi2_upper
from scoring.analytics.panel import Panel, Real
from scoring.exact import Whole

ROUNDING = 12
"""Decimals of a mean rank position that count: equal ones must be seen as equal whatever the order of the sum."""


@dataclass(frozen=True)
class Concordance:
    """Kendall's W over the `entries` that all jurors marked, χ² with entries − 1 degrees of freedom, and its p."""

    w: float | None
    chi2: float | None
    p: float | None
    entries: int
    reason: str = ""


def kendall_w(panel: Panel) -> Concordance:
    """Kendall's coefficient of concordance with the correction for ties (Rank Correlation Methods, 1948).

    W = (12 Σ Rᵢ² − 3 m² n (n+1)²) ÷ (m² (n³ − n) − m Σ (t³ − t)), with m jurors, n entries, Rᵢ the sum of an entry's
    ranks and t the sizes of the groups of entries that a juror gave one mark; χ² = m (n − 1) W. All sums are whole.
    """
    shared = np.all(panel.given, axis=1)
    n, m = int(shared.sum()), len(panel.jurors)
    if m < 2:
        return Concordance(None, None, None, n, "it takes at least two jurors")
    if n < 2:
        return Concordance(None, None, None, n, "fewer than two entries were marked by all jurors")
    codes = panel.codes if n == len(shared) else panel.codes[shared]
    ranked = [_doubled_ranks(column) for column in codes.T]
    # Ranks are doubled, hence 3 Σ (2R)² for 12 Σ R².
    sums = np.sum([ranks for ranks, _ in ranked], axis=0).tolist()
    above = 3 * sum(r * r for r in sums) - 3 * m * m * n * (n + 1) ** 2
    below = m * m * (n**3 - n) - m * sum(ties for _, ties in ranked)
    if not below:
        return Concordance(None, None, None, n, "every juror gave all entries the same mark")
    w = above / below
    chi2 = m * (n - 1) * above / below
    return Concordance(w, chi2, chi2_upper(chi2, n - 1), n)


def versus_rest(panel: Panel) -> list[float | None]:
    """For each juror Spearman's correlation of the own marks with the mean rank position that the others gave.

    A juror's rank position of an entry is (rank − ½) ÷ number of entries marked, ties sharing their mean rank; on a
    complete panel the mean position orders the entries as the sum of ranks does. Only entries count that the juror and
    someone else marked. None where either side does not differ between at least two entries.
    """
    positions = np.zeros(panel.given.shape)
    for juror, column in enumerate(panel.given.T):
        ranks, _ = _doubled_ranks(panel.codes[column, juror])
        positions[column, juror] = (ranks - 1) / (2 * len(ranks))
    sums, counts = positions.sum(axis=1), panel.given.sum(axis=1)
    return [_against(panel, juror, sums - positions[:, juror], counts) for juror in range(len(panel.jurors))]


def _against(panel: Panel, juror: int, sums: Real, counts: Whole) -> float | None:
    rows = panel.given[:, juror] & (counts > 1)
    others = np.round(sums[rows] / (counts[rows] - 1), ROUNDING)
    return _correlation(_doubled_ranks(panel.codes[rows, juror])[0], _doubled_ranks(others)[0])


def _correlation(one: Whole, other: Whole) -> float | None:
    """Pearson's correlation of whole numbers; None when one side is constant or empty."""
    if len(one) < 2 or (one == one[0]).all() or (other == other[0]).all():
        return None
    # The mean of doubled ranks 2 × 1 to 2 × n is n + 1, ties or not.
    x, y = (ranks.astype(np.float64) - (len(one) + 1) for ranks in (one, other))
    return min(1.0, max(-1.0, float(x @ y / np.sqrt((x @ x) * (y @ y)))))


def _doubled_ranks(values: Whole) -> tuple[Whole, int]:
    """Twice each value's rank from the lowest, ties sharing the mean; and Σ (t³ − t) over the groups of ties."""
    _, inverse, counts = np.unique(values, return_inverse=True, return_counts=True)
    ranks = 2 * np.cumsum(counts) - counts + 1
    return ranks[inverse], sum(t**3 - t for t in counts[counts > 1].tolist())
