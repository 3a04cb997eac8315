"""How much of the marks' variance is entries, jurors and rest: the Gaussian two-way model by restricted likelihood."""

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from scoring.analytics.additive import Additive
from scoring.analytics.likelihood import Model, Pair, Sums
from scoring.analytics.panel import Panel, Real
from scoring.analytics.search import LEAST_START, least


@dataclass(frozen=True)
class Components:
    """Variances of mark = μ + entry + juror + rest, in squared units of the panel's codes; none is negative."""

    entry: float
    juror: float
    residual: float


def shrunken_jurors(panel: Panel, fit: Additive, components: Components) -> Real:
    """The jurors' effects, drawn towards zero the more, the less the marks tell (C. R. Henderson's BLUP)."""
    if not components.residual:
        return fit.jurors
    ratios = np.sqrt(np.array([components.entry, components.juror]) / components.residual)
    effects: Real = ratios[1] * Model.at(Sums.of(panel), ratios).effects[1:]
    return effects


class Found(NamedTuple):
    """The components, or None and the reason why there are none."""

    components: Components | None
    reason: str = ""


def two_way(panel: Panel, fit: Additive) -> Found:
    """The components of the panel, of which `fit` is the additive model."""
    if len(panel.entries) < 2 or len(panel.jurors) < 2:
        return Found(None, "it takes at least two entries and two jurors")
    if fit.freedom < 1:
        return Found(None, "there are too few marks to tell entries, jurors and chance apart")
    if not fit.squares:
        # No rest at all: the likelihood has no maximum, and the levels of entries and jurors are known.
        return Found(Components(float(fit.entries.var(ddof=1)), float(fit.jurors.var(ddof=1)), 0.0))
    if panel.is_complete:
        return Found(_of_squares(panel, fit))
    sums = Sums.of(panel)
    ratios = least(sums, _guess(panel, fit))
    return NO_REST if ratios is None else Found(_components(sums, ratios))


def _of_squares(panel: Panel, fit: Additive) -> Components:
    """The components of a complete panel, by mean squares (Searle and others, Variance Components, 1992, chapter 4).

    The restricted likelihood is there a sum over three mean squares, of entries, jurors and rest, and has one maximum:
    each expected square is the square itself, save that one below the rest's, whose variance would be negative, is
    pooled with it, the smallest first, by their degrees of freedom (W. A. Thompson, 1962).
    """
    n, k = panel.given.shape
    entries, jurors = k * float(fit.entries.var(ddof=1)), n * float(fit.jurors.var(ddof=1))
    rest, freedom = fit.squares / fit.freedom, fit.freedom
    for square, own in sorted([(entries, n - 1), (jurors, k - 1)]):
        if square < rest:
            rest, freedom = (rest * freedom + square * own) / (freedom + own), freedom + own
    return Components(max(0.0, entries - rest) / k, max(0.0, jurors - rest) / n, rest)


def _guess(panel: Panel, fit: Additive) -> Pair:
    """The ratios by the spread of the fitted effects less what chance gives to it."""
    residual = fit.squares / fit.freedom
    chance = np.array([(1 / panel.given.sum(axis=axis)).mean() for axis in (1, 0)])
    spread = np.array([effects.var(ddof=1) for effects in (fit.entries, fit.jurors)])
    ratios: Pair = np.sqrt(np.clip(spread / residual - chance, LEAST_START, None))
    return ratios


def one_way(panel: Panel) -> Components | None:
    """Components without jurors: what they differ in belongs to the residual, which must not be zero."""
    sums = Sums.of(panel, jurors=False)
    ratios = least(sums, np.array([1.0]))
    return None if ratios is None else _components(sums, np.append(ratios, 0.0))


NO_REST = Found(None, "the search for the variance components did not come to rest")


def _components(sums: Sums, ratios: Pair) -> Components:
    """From ratios of standard deviations to the residual's, which the likelihood is profiled over."""
    model = Model.at(sums, ratios)
    residual = model.penalised / (sums.marks - 1)
    return Components(float(residual * ratios[0] ** 2), float(residual * ratios[1] ** 2), float(residual))
