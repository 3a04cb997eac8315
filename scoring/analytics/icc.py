"""Intraclass correlations: the share of the marks' variance that is differences between entries."""

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import numpy as np

from scoring.analytics.additive import NOISE
from scoring.analytics.components import NO_REST, Components, one_way
from scoring.analytics.distributions import f_quantile
from scoring.analytics.panel import Panel
from scoring.exact import FLOAT_EXACT, whole_type

KEYS = ("1,1", "A,1", "C,1", "1,k", "A,k", "C,k")
CONFIDENCE = 0.95
LEAST = 1e-12
"""Below it a reliability of one mark is so negative that there is none of a mean."""

Limits = tuple[float, float]


@dataclass(frozen=True)
class Icc:
    """The six correlations by the names of McGraw and Wong (1996), None where undefined, with the reason.

    `averaged` is the k of the lower three: the jurors of a complete panel, or the harmonic mean of the marks per entry.
    """

    values: dict[str, float | None]
    limits: dict[str, Limits | None]
    averaged: float
    reasons: dict[str, str]


@dataclass(frozen=True)
class Squares:
    """Mean squares of a complete panel, exactly, in squared units of its codes: of entries, jurors, rest and within."""

    n: int
    k: int
    entries: Fraction
    jurors: Fraction
    rest: Fraction
    within: Fraction

    @classmethod
    def of(cls, panel: Panel) -> "Squares":
        n, k = panel.codes.shape
        codes = _summed_exactly(panel)
        by_entry, by_juror = codes @ np.ones(k, codes.dtype), np.ones(n, codes.dtype) @ codes
        mean = Fraction(int(by_juror.sum()) ** 2, n * k)
        total = _sum_of_squares(codes.ravel()) - mean
        entries = Fraction(_sum_of_squares(by_entry), k) - mean
        jurors = Fraction(_sum_of_squares(by_juror), n) - mean
        rest = (total - entries - jurors) / ((n - 1) * (k - 1))
        return cls(n, k, entries / (n - 1), jurors / (k - 1), rest, (total - entries) / (n * (k - 1)))


def _summed_exactly(panel: Panel) -> Any:
    """The codes in a type in which the sums of them, and of the squares of these, are exact whatever the order.

    Floats hold every whole number up to 2⁵³ and are added many at a time; beyond it Python's integers take over.
    """
    n, k = panel.codes.shape
    largest = panel.largest**2 * n * k * max(n, k)
    return panel.values if largest <= FLOAT_EXACT else panel.codes.astype(whole_type(largest))


def _sum_of_squares(values: Any) -> int:
    return int(values @ values)


def icc(panel: Panel, components: Components | None, reason: str) -> Icc:
    """The correlations: by mean squares on a complete panel, by variance components where marks are missing.

    `components` are those of the two-way model, used where marks are missing; None for the `reason`.
    """
    if len(panel.entries) < 2 or len(panel.jurors) < 2:
        return _undefined(panel, "it takes at least two entries and two jurors")
    if not panel.largest:
        return _undefined(panel, "all marks are equal")
    return _of_squares(Squares.of(panel)) if panel.is_complete else _of_components(panel, components, reason)


def _undefined(panel: Panel, reason: str) -> Icc:
    return Icc(dict.fromkeys(KEYS), dict.fromkeys(KEYS), _averaged(panel), dict.fromkeys(KEYS, reason))


def _averaged(panel: Panel) -> float:
    counts = panel.given.sum(axis=1)
    return float(len(counts) / (1 / counts).sum()) if counts.size else 0.0


def _of_squares(s: Squares) -> Icc:
    """McGraw and Wong (1996), tables 4 and 7; in the names of Shrout and Fleiss (1979) A is 2 and C is 3."""
    fractions = {
        "1,1": (s.entries - s.within, s.entries + (s.k - 1) * s.within),
        "A,1": (s.entries - s.rest, s.entries + (s.k - 1) * s.rest + Fraction(s.k, s.n) * (s.jurors - s.rest)),
        "C,1": (s.entries - s.rest, s.entries + (s.k - 1) * s.rest),
        "1,k": (s.entries - s.within, s.entries),
        "A,k": (s.entries - s.rest, s.entries + (s.jurors - s.rest) / s.n),
        "C,k": (s.entries - s.rest, s.entries),
    }
    values = {key: float(above / below) if below > 0 else None for key, (above, below) in fractions.items()}
    reason = "the entries differ less than chance alone would make them differ"
    limits = {key: None if values[key] is None else found for key, found in _limits(s).items()}
    return Icc(values, limits, float(s.k), {key: reason for key, value in values.items() if value is None})


def _limits(s: Squares) -> dict[str, Limits | None]:
    """Of F, the ratio of expected mean squares: (F − 1) ÷ (F + k − 1) for one mark, 1 − 1 ÷ F for the mean of k."""
    found: dict[str, Limits | None] = dict.fromkeys(KEYS)
    for kind, below, freedom in (("1", s.within, s.n * (s.k - 1)), ("C", s.rest, (s.n - 1) * (s.k - 1))):
        if inverses := _inverse_ratio(s.entries, below, (s.n - 1, freedom)):
            found[f"{kind},1"] = _pair((1 - f) / (1 + (s.k - 1) * f) for f in inverses)
            found[f"{kind},k"] = _pair(1 - f for f in inverses)
    found["A,1"] = single = _agreement_limits(s)
    if single and 1 + (s.k - 1) * single[0] > LEAST:
        found["A,k"] = _pair(stepped_up(value, s.k) for value in single)
    return found


def _pair(values: Iterable[float]) -> Limits:
    low, high = values
    return low, high


def _inverse_ratio(above: Fraction, below: Fraction, freedom: tuple[int, int]) -> Limits | None:
    """One over the limits of the ratio, so that nothing below the line gives zeros; None with nothing above it."""
    if not above:
        return None
    inverse, tail = float(below / above), (1 + CONFIDENCE) / 2
    return inverse * f_quantile(tail, *freedom), inverse / f_quantile(tail, freedom[1], freedom[0])


def _agreement_limits(s: Squares) -> Limits | None:
    """By the degrees of freedom that F. E. Satterthwaite gives to the mixture of the jurors' and the rest's squares.

    Those of the mean are the same stepped up, which is McGraw and Wong's own formula. None where there is no mixture.
    """
    entries, jurors, rest = float(s.entries), float(s.jurors), float(s.rest)
    above, below = s.entries - s.rest, s.entries + (s.k - 1) * s.rest + Fraction(s.k, s.n) * (s.jurors - s.rest)
    if above == below:
        return 1.0, 1.0
    odds = s.k * float(above / (below - above)) / s.n
    a, b = odds * jurors, (1 + odds * (s.n - 1)) * rest
    if a + b == 0:
        return None
    freedom = (a + b) ** 2 / (a**2 / (s.k - 1) + b**2 / ((s.n - 1) * (s.k - 1)))
    tail = (1 + CONFIDENCE) / 2
    mixture = s.k * jurors + (s.k * s.n - s.k - s.n) * rest
    low, high = f_quantile(tail, s.n - 1, freedom), f_quantile(tail, freedom, s.n - 1)
    return (
        s.n * (entries - low * rest) / (low * mixture + s.n * entries),
        s.n * (high * entries - rest) / (mixture + s.n * high * entries),
    )


def stepped_up(single: float, k: float) -> float:
    """The reliability of the mean of k marks from that of one (C. Spearman; W. Brown, 1910)."""
    return k * single / (1 + (k - 1) * single)


def _of_components(panel: Panel, two_way: Components | None, reason: str) -> Icc:
    """The same ratios of variances, estimated by restricted likelihood, which needs no complete table."""
    averaged = _averaged(panel)
    values: dict[str, float | None] = dict.fromkeys(KEYS)
    reasons = {key: reason for key in ("A,1", "C,1", "A,k", "C,k") if two_way is None}
    if two_way is not None:
        values["A,1"] = two_way.entry / (two_way.entry + two_way.juror + two_way.residual)
        consistent = two_way.entry + two_way.residual
        values["C,1"] = two_way.entry / consistent if consistent else None
        reasons |= {} if consistent else dict.fromkeys(("C,1", "C,k"), "the entries do not differ")
    values["1,1"], why = _one_way_value(panel)
    reasons |= dict.fromkeys(("1,1", "1,k"), why) if why else {}
    for kind in "1AC":
        single = values[f"{kind},1"]
        values[f"{kind},k"] = None if single is None else stepped_up(single, averaged)
    return Icc(values, dict.fromkeys(KEYS), averaged, reasons)


def _one_way_value(panel: Panel) -> tuple[float | None, str]:
    """The correlation, or None and the reason."""
    if panel.marks == len(panel.entries):
        return None, "no entry has marks of two jurors"
    highest = panel.values.max(axis=1, initial=0)[:, None]
    # What floats cannot tell apart beside the largest difference is no difference: there is then no rest.
    if (np.where(panel.given, highest - panel.values, 0) <= NOISE * panel.largest).all():
        return 1.0, ""
    found = one_way(panel)
    return (None, NO_REST.reason) if found is None else (found.entry / (found.entry + found.residual), "")
