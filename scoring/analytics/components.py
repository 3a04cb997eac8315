"""How much of the marks' variance is entries, jurors and rest: the Gaussian two-way model by restricted likelihood."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple, TypeAlias

import numpy as np

from scoring.analytics.additive import Additive
from scoring.analytics.panel import Panel, Real

Pair: TypeAlias = Real
"""Two numbers: of the entries and of the jurors (of the entries alone in the one-way model)."""

MOST_STEPS = 200
STEP = 1e-5
FLAT = 1e-10
LEAST_START = 0.01
"""The search does not start at zero, where the deviance is level whether it is a minimum or a maximum."""


@dataclass(frozen=True)
class Components:
    """Variances of mark = μ + entry + juror + rest, in squared units of the panel's codes; none is negative."""

    entry: float
    juror: float
    residual: float


class Slope(NamedTuple):
    """The deviance and its derivatives at one point."""

    deviance: float
    gradient: Pair


def shrunken_jurors(panel: Panel, fit: Additive, components: Components) -> Real:
    """The jurors' effects, drawn towards zero the more, the less the marks tell (C. R. Henderson's BLUP)."""
    if not components.residual:
        return fit.jurors
    ratios = np.sqrt(np.array([components.entry, components.juror]) / components.residual)
    effects: Real = ratios[1] * Model.at(Sums.of(panel), ratios).effects[1:]
    return effects


@dataclass(frozen=True, eq=False)
class Sums:
    """All that the likelihood needs of the marks, so that its cost does not grow with the number of entries.

    Columns are y, 1, and one indicator a juror (none in the one-way model). `within` is their cross product over all
    `marks`, each column measured from its mean in the entry. For entries with `counts[c]` marks, of which there are
    `entries[c]`, `by_entry[c]` is the cross product over entries of the entry's sums of those columns.
    """

    marks: int
    within: Real
    counts: Real
    entries: Real
    by_entry: Real

    @classmethod
    def of(cls, panel: Panel, *, jurors: bool = True) -> "Sums":
        given = panel.given.astype(np.float64)
        values = panel.values - panel.values.sum() / panel.marks * given
        marks = given.sum(axis=1)
        sums = np.column_stack([values.sum(axis=1), marks, given])[:, : None if jurors else 2]
        centred = values - (sums[:, 0] / marks)[:, None] * given
        within = np.zeros((sums.shape[1], sums.shape[1]))
        within[0, 0] = (centred * centred).sum()
        if jurors:
            within[0, 2:] = within[2:, 0] = centred.sum(axis=0)
            within[2:, 2:] = np.diag(given.sum(axis=0)) - given.T @ (given / marks[:, None])
        counts, entries = np.unique(marks, return_counts=True)
        groups = (sums[marks == count] for count in counts)
        by_entry = np.array([group.T @ group for group in groups])
        return cls(panel.marks, within, counts, entries.astype(np.float64), by_entry)


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
    sums = Sums.of(panel)
    ratios = _minimum(sums, _start(panel, fit))
    return NO_REST if ratios is None else Found(_components(sums, ratios))


def _start(panel: Panel, fit: Additive) -> Pair:
    """The ratios by the spread of the fitted effects less what chance gives to it: the solution on a complete panel.

    There the mean squares and the restricted likelihood agree wherever no variance would be negative.
    """
    residual = fit.squares / fit.freedom
    chance = np.array([(1 / panel.given.sum(axis=axis)).mean() for axis in (1, 0)])
    spread = np.array([effects.var(ddof=1) for effects in (fit.entries, fit.jurors)])
    ratios: Pair = np.sqrt(np.clip(spread / residual - chance, LEAST_START, None))
    return ratios


def one_way(panel: Panel) -> Components | None:
    """Components without jurors: what they differ in belongs to the residual, which must not be zero."""
    sums = Sums.of(panel, jurors=False)
    ratios = _minimum(sums, np.array([1.0]))
    return None if ratios is None else _components(sums, np.append(ratios, 0.0))


NO_REST = Found(None, "the search for the variance components did not come to rest")


def _components(sums: Sums, ratios: Pair) -> Components:
    """From ratios of standard deviations to the residual's, which the likelihood is profiled over."""
    model = Model.at(sums, ratios)
    residual = model.penalised / (sums.marks - 1)
    return Components(float(residual * ratios[0] ** 2), float(residual * ratios[1] ** 2), float(residual))


@dataclass(frozen=True, eq=False)
class Model:
    """The mixed model's equations at given ratios of standard deviations (Searle and others, Variance Components).

    With V = I + r² of the entries + s² of the jurors, entries are eliminated by V's inverse inside an entry of n marks,
    (I − J/n) + J/n ÷ (1 + r²n), J all ones: what differs inside it, and what is left of its mean. `inner` is then the
    matrix of the equations for μ and the jurors (scaled by s), `effects` its solution, `penalised` is y'Py, and
    `shrink[c]` is 1 ÷ (1 + r² counts[c]).
    """

    ratios: Pair
    inner: Real
    effects: Real
    penalised: float
    shrink: Real
    reduced: Real

    @classmethod
    def at(cls, sums: Sums, ratios: Pair) -> "Model":
        shrink = 1 / (1 + ratios[0] ** 2 * sums.counts)
        reduced = sums.within + np.tensordot(shrink / sums.counts, sums.by_entry, axes=1)
        scale = cls._scale(ratios, len(reduced))
        scaled = scale[:, None] * reduced * scale
        inner = scaled[1:, 1:] + np.diag([0.0, *[1.0] * (len(reduced) - 2)])
        effects = np.linalg.solve(inner, scaled[1:, 0])
        penalised = float(scaled[0, 0] - scaled[1:, 0] @ effects)
        return cls(ratios, inner, effects, penalised, shrink, reduced)

    @staticmethod
    def _scale(ratios: Pair, size: int) -> Real:
        return np.array([1.0, 1.0, *[ratios[-1]] * (size - 2)])

    def slope(self, sums: Sums) -> Slope:
        """−2 × the restricted log likelihood, up to a constant, and its gradient in the ratios."""
        freedom = sums.marks - 1
        _, size = np.linalg.slogdet(self.inner)
        deviance = freedom * np.log(self.penalised) - sums.entries @ np.log(self.shrink) + size
        gradient = [2 * r * g for r, g in zip(self.ratios, self._by_variance(sums, freedom), strict=True)]
        return Slope(float(deviance), np.array(gradient))

    def _by_variance(self, sums: Sums, freedom: int) -> Iterator[float]:
        """For each variance ratio with design Z: tr(P ZZ') − freedom × |Z'Py|² ÷ y'Py."""
        scale = self._scale(self.ratios, len(self.reduced))
        remainder = np.array([1.0, *-self.effects])
        squares = scale[:, None] * np.tensordot(self.shrink**2, sums.by_entry, axes=1) * scale
        trace = sums.entries @ (sums.counts * self.shrink) - np.trace(np.linalg.solve(self.inner, squares[1:, 1:]))
        yield float(trace - freedom * (remainder @ squares @ remainder) / self.penalised)
        if len(self.ratios) > 1:
            mixed = self.reduced[2:] * scale
            trace = np.trace(self.reduced[2:, 2:]) - np.trace(
                mixed[:, 1:] @ np.linalg.solve(self.inner, mixed[:, 1:].T)
            )
            scores = mixed @ remainder
            yield float(trace - freedom * (scores @ scores) / self.penalised)


def _minimum(sums: Sums, start: Pair) -> Pair | None:
    """The ratios of least deviance, by Newton's steps, damped; a ratio that comes to rest at zero is zero.

    The deviance is even in a ratio, so that zero needs no bound: it is a stationary point like others, left if it is a
    maximum and approached fast if it is a minimum.
    """
    ratios = start
    here = Model.at(sums, ratios).slope(sums)
    for _ in range(MOST_STEPS):
        step = _newton(sums, ratios, here.gradient)
        ratios, following = _shortened(sums, ratios, here, step)
        if following is None or (np.abs(step) <= FLAT * (1 + ratios)).all() or _is_flat(sums, following):
            return np.where(ratios < 1e-6, 0.0, ratios)
        here = following
    return None


def _is_flat(sums: Sums, there: Slope) -> bool:
    """Where a variance is exactly at the edge of being zero the deviance is so flat that steps shrink too slowly."""
    return bool(np.abs(there.gradient).max() < 1e-12 * sums.marks)


def _newton(sums: Sums, ratios: Pair, gradient: Pair) -> Pair:
    """Newton's step, along directions of negative curvature downhill; the curvature by differences of the gradient."""
    width = STEP * (1 + np.abs(ratios))
    rows = [
        Model.at(sums, ratios + move).slope(sums).gradient - Model.at(sums, ratios - move).slope(sums).gradient
        for move in np.diag(width)
    ]
    bent = np.array(rows) / (2 * width[:, None])
    curvature, axes = np.linalg.eigh((bent + bent.T) / 2)
    floor = max(1e-8, 1e-12 * float(np.abs(curvature).max()))
    step: Pair = -axes @ ((axes.T @ gradient) / np.maximum(np.abs(curvature), floor))
    longest = float(np.max(np.abs(step) / (0.5 + np.abs(ratios))))
    return step / max(1.0, longest)


def _shortened(sums: Sums, ratios: Pair, here: Slope, step: Pair) -> tuple[Pair, Slope | None]:
    """The step, halved until the deviance does not rise; the ratios as they are, and None, if nothing is left of it."""
    for halving in range(40):
        tried = _positive(ratios, step / 2**halving)
        there = Model.at(sums, tried).slope(sums)
        hoped = 1e-4 * here.gradient @ (tried - ratios)
        if there.deviance <= here.deviance + hoped + 1e-13 * abs(here.deviance):
            return tried, there
    return ratios, None


def _positive(ratios: Pair, step: Pair) -> Pair:
    """The ratios after the step; one that would jump over zero onto its mirror image comes close to zero instead."""
    moved = ratios + step
    return np.where((moved < 0) & (ratios > 1e-3), ratios / 10, np.abs(moved))
