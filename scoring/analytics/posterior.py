"""How firmly the marks of this jury put an entry first or on the podium, under the Gaussian two-way model."""

from typing import NamedTuple

import numpy as np

from scoring.analytics.additive import Additive
from scoring.analytics.components import Components
from scoring.analytics.likelihood import Model, Sums
from scoring.analytics.panel import Panel, Real
from scoring.exact import Whole

DRAWS = 20_000
AT_ONCE = 2_000_000
SEED = 1976
PODIUM = 3
ROUNDING = 6
FAR = 8.0
"""Standard deviations: an entry so far behind the podium is not drawn."""


class Chances(NamedTuple):
    """Shares of the draws in which the entry is first, and among the first three."""

    first: float
    podium: float


class Levels(NamedTuple):
    """Entries' levels given the marks: normal with these means minus `slopes` × (μ, jurors), and these deviations.

    `shared` are draws of (μ, jurors), one a row, on which all entries' levels depend.
    """

    means: Real
    slopes: Real
    deviations: Real
    shared: Real


def chances(panel: Panel, fit: Additive, components: Components, sign: int, candidates: Whole) -> list[Chances]:
    """For each of the candidates (indices of entries) its chances; `sign` is −1 when low marks are good.

    Entries and jurors are drawn from normal distributions with these variances, the marks around their sum; what is
    left uncertain about the entries' levels once the marks are known is drawn 20,000 times with a fixed seed, so that
    the standard error is at most 0.0036 and the same marks always give the same answer.
    """
    generator = np.random.Generator(np.random.PCG64(SEED))
    levels = _levels(panel, fit, components, generator)
    means = sign * (levels.means - levels.slopes @ levels.shared.mean(axis=0))
    close = candidates[_within_reach(means[candidates], levels, candidates)]
    first, podium = np.zeros(len(means)), np.zeros(len(means))
    size = max(1, AT_ONCE // len(close))
    for start in range(0, DRAWS, size):
        shared = levels.shared[start : start + size]
        drawn = levels.means[close] - shared @ levels.slopes[close].T
        drawn += levels.deviations[close] * generator.standard_normal(drawn.shape)
        _count(sign * drawn, close, first, podium)
    return [Chances(float(first[entry] / DRAWS), float(podium[entry] / DRAWS)) for entry in candidates.tolist()]


def _levels(panel: Panel, fit: Additive, components: Components, generator: np.random.Generator) -> Levels:
    """Given (μ, jurors), which have a joint normal distribution, the entries' levels are independent of each other."""
    if not components.residual:
        # What floating point leaves of equal levels must not part them.
        certain = np.round(fit.entries, ROUNDING)
        return Levels(certain, np.zeros((len(fit.entries), 1)), np.zeros(len(fit.entries)), np.zeros((DRAWS, 1)))
    ratios = np.sqrt(np.array([components.entry, components.juror]) / components.residual)
    model = Model.at(Sums.of(panel), ratios)
    scale = np.array([1.0, *[ratios[1]] * len(panel.jurors)])
    root = np.linalg.cholesky(np.linalg.inv(model.inner)) * np.sqrt(components.residual)
    normal = generator.standard_normal((DRAWS, len(scale)))
    given = panel.given.astype(np.float64)
    marks = given.sum(axis=1)
    shrink = ratios[0] ** 2 / (1 + ratios[0] ** 2 * marks)
    centred = panel.values.sum(axis=1) - marks * (panel.values.sum() / panel.marks)
    slopes = shrink[:, None] * np.column_stack([marks, given])
    return Levels(
        shrink * centred, slopes, np.sqrt(components.residual * shrink), (model.effects + normal @ root.T) * scale
    )


def _within_reach(means: Real, levels: Levels, candidates: Whole) -> Whole:
    """Positions among the candidates of those that are not hopelessly behind the third."""
    slopes = levels.slopes[candidates]
    common = np.atleast_2d(np.cov(levels.shared.T))
    reach = FAR * np.sqrt(levels.deviations[candidates] ** 2 + ((slopes @ common) * slopes).sum(axis=1))
    bar = np.sort(means - reach)[-min(PODIUM, len(means))]
    close: Whole = np.flatnonzero(means + reach >= bar)
    return close


def _count(drawn: Real, close: Whole, first: Real, podium: Real) -> None:
    """Adds the draws: who is best, who is among the best three; entries that are exactly equal share."""
    places = min(PODIUM, drawn.shape[1])
    for count, target in ((1, first), (places, podium)):
        bar = np.partition(drawn, -count, axis=1)[:, -count, None]
        above, level = drawn > bar, drawn == bar
        share = (count - above.sum(axis=1)) / level.sum(axis=1)
        target[close] += above.sum(axis=0) + share @ level
