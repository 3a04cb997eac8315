"""The additive model mark = entry + juror + rest by least squares: jurors' severity, and marks that stand out."""

from dataclasses import dataclass
from math import inf, sqrt

import numpy as np

from scoring.analytics.panel import Panel, Real

NOISE = 1e-13
"""Residuals below this share of the largest code are what floating point leaves of an exact zero."""

STUDENTISED_LIMIT = 3.0


@dataclass(frozen=True, eq=False)
class Additive:
    """The fit, in units of the panel's codes.

    `entries[e]` and `jurors[j]` add up to the expected mark; the jurors' effects add up to zero in each part of the
    panel. `inverse` is the jurors' covariance over the residual variance. `residuals` and `leverage` are shaped entries
    × jurors and zero where there is no mark. `freedom` is that of `squares`, the residual sum of squares.
    """

    entries: Real
    jurors: Real
    inverse: Real
    residuals: Real
    leverage: Real
    freedom: int
    squares: float

    @property
    def variance(self) -> float | None:
        """The residual variance; None without degrees of freedom."""
        return self.squares / self.freedom if self.freedom > 0 else None

    def standard_error(self, juror: int) -> float | None:
        """Of a juror's effect; None without degrees of freedom."""
        return None if self.variance is None else sqrt(max(0.0, self.inverse[juror, juror]) * self.variance)


@dataclass(frozen=True)
class Outlier:
    """A mark that stands out, by index; `expected` in units of the codes.

    `studentised` is the residual over its standard error, both as if this mark had not been given (Student's t); it is
    infinite when all other marks then fit without any rest.
    """

    entry: int
    juror: int
    expected: float
    studentised: float


def additive_fit(panel: Panel) -> Additive:
    """Entries are eliminated, which leaves one equation a juror: (diag(m) − A'N⁻¹A) b = A'(y − entry's mean), A the 0/1
    table of who marked what, m and N the marks of jurors and of entries. What it leaves undetermined, a constant in
    each part of the panel, is set by the generalised inverse.
    """
    given = panel.given.astype(np.float64)
    marks = given.sum(axis=1)
    means = panel.values.sum(axis=1) / marks
    shares = given / marks[:, None]
    inverse = np.linalg.pinv(np.diag(given.sum(axis=0)) - given.T @ shares, rcond=1e-10, hermitian=True)
    jurors = inverse @ (panel.values.sum(axis=0) - given.T @ means)
    jurors -= 0.0 if panel.parts > 1 else jurors.mean()
    entries = means - shares @ jurors
    residuals = np.where(panel.given, panel.values - entries[:, None] - jurors, 0.0)
    spread = shares @ inverse
    leverage = (1 / marks + (spread * shares).sum(axis=1))[:, None] + np.diag(inverse) - 2 * spread
    squares = float((residuals * residuals).sum())
    freedom = panel.marks - len(panel.entries) - len(panel.jurors) + panel.parts
    is_exact = squares <= (NOISE * panel.largest) ** 2 * panel.marks
    return Additive(entries, jurors, inverse, residuals, leverage * given, freedom, 0.0 if is_exact else squares)


def outliers(panel: Panel, fit: Additive) -> list[Outlier]:
    """Marks whose externally studentised residual is beyond 3, the farthest first (R. D. Cook and S. Weisberg, 1982).

    t = e √((f − 1) ÷ (S (1 − h) − e²)), with residual e, leverage h, residual sum of squares S and its degrees of
    freedom f. A mark that alone determines its entry or its juror (h = 1) cannot stand out.
    """
    if fit.freedom < 2 or not fit.squares:
        return []
    free = 1 - fit.leverage
    squares = fit.residuals**2
    left = fit.squares * free - squares
    judged = panel.given & (free > 1e-9)
    alone = left <= 1e-9 * fit.squares * free
    beyond = judged & (alone | (squares * (fit.freedom - 1) > STUDENTISED_LIMIT**2 * left))
    found = []
    for entry, juror in np.argwhere(beyond).tolist():
        expected = float(fit.entries[entry] + fit.jurors[juror])
        size = inf if alone[entry, juror] else sqrt((fit.freedom - 1) * squares[entry, juror] / left[entry, juror])
        found.append(Outlier(entry, juror, expected, size if fit.residuals[entry, juror] > 0 else -size))
    return sorted(found, key=lambda outlier: -abs(outlier.studentised))
