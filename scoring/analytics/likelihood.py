"""The restricted likelihood of the Gaussian two-way model, at the price of the number of jurors, not of entries."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple, TypeAlias

import numpy as np

from scoring.analytics.panel import Panel, Real

Pair: TypeAlias = Real
"""Two numbers: of the entries and of the jurors (of the entries alone in the one-way model)."""


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


class Slope(NamedTuple):
    """The deviance and its derivatives at one point."""

    deviance: float
    gradient: Pair


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

    def deviance(self, sums: Sums) -> float:
        """−2 × the restricted log likelihood, up to a constant."""
        _, size = np.linalg.slogdet(self.inner)
        return float((sums.marks - 1) * np.log(self.penalised) - sums.entries @ np.log(self.shrink) + size)

    def slope(self, sums: Sums) -> Slope:
        """The deviance and its gradient in the ratios."""
        by_variance = self._by_variance(sums, sums.marks - 1)
        gradient = [2 * r * g for r, g in zip(self.ratios, by_variance, strict=True)]
        return Slope(self.deviance(sums), np.array(gradient))

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
