"""Intraclass correlations: the share of the marks' variance that is differences between entries."""

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from scoring.analytics.components import Components, one_way
from scoring.analytics.distributions import f_quantile
from scoring.analytics.panel import Panel
from scoring.exact import INT64_MAX, Whole

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
        by_entry, by_juror = (panel.codes.sum(axis=axis).tolist() for axis in (1, 0))
        mean = Fraction(sum(by_juror) ** 2, n * k)
        total = _sum_of_squares(panel) - mean
        entries = Fraction(sum(s * s for s in by_entry), k) - mean
        jurors = Fraction(sum(s * s for s in by_juror), n) - mean
        rest = (total - entries - jurors) / ((n - 1) * (k - 1))
        return cls(n, k, entries / (n - 1), jurors / (k - 1), rest, (total - entries) / (n * (k - 1)))


def _sum_of_squares(panel: Panel) -> int:
    codes: Whole = panel.codes.ravel()
    fits = panel.largest**2 * codes.size <= INT64_MAX
    return int(codes @ codes) if fits else sum(code * code for code in codes.tolist())


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
    limits = {key: LIMITS[key](s) if value is not None else None for key, value in values.items()}
    return Icc(values, limits, float(s.k), {key: reason for key, value in values.items() if value is None})


def _ratio_limits(above: Fraction, below: Fraction, freedom: tuple[int, int]) -> Limits:
    """Limits of the ratio of expected mean squares; both infinite when nothing stands below the line."""
    if not below:
        return float("inf"), float("inf")
    ratio, tail = float(above / below), (1 + CONFIDENCE) / 2
    return ratio / f_quantile(tail, *freedom), ratio * f_quantile(tail, freedom[1], freedom[0])


def _one_way_ratio(s: Squares) -> Limits:
    return _ratio_limits(s.entries, s.within, (s.n - 1, s.n * (s.k - 1)))


def _consistency_ratio(s: Squares) -> Limits:
    return _ratio_limits(s.entries, s.rest, (s.n - 1, (s.n - 1) * (s.k - 1)))


def _single(ratio: Callable[[Squares], Limits]) -> Callable[[Squares], Limits]:
    """(F − 1) ÷ (F + k − 1), written so that an infinite F gives one."""

    def limits(s: Squares) -> Limits:
        low, high = ((1 - 1 / f) / (1 + (s.k - 1) / f) if f else -1 / (s.k - 1) for f in ratio(s))
        return low, high

    return limits


def _average(ratio: Callable[[Squares], Limits]) -> Callable[[Squares], Limits]:
    """1 − 1 ÷ F."""

    def limits(s: Squares) -> Limits:
        low, high = (1 - 1 / f for f in ratio(s))
        return low, high

    return limits


def _agreement_single(s: Squares) -> Limits | None:
    """By the degrees of freedom that F. E. Satterthwaite gives to the mixture of the jurors' and the rest's squares."""
    entries, jurors, rest = float(s.entries), float(s.jurors), float(s.rest)
    above, below = s.entries - s.rest, s.entries + (s.k - 1) * s.rest + Fraction(s.k, s.n) * (s.jurors - s.rest)
    if above == below:
        return 1.0, 1.0
    odds = s.k * float(above / (below - above)) / s.n
    a, b = odds, 1 + odds * (s.n - 1)
    if a * jurors + b * rest == 0:
        return None
    freedom = (a * jurors + b * rest) ** 2 / ((a * jurors) ** 2 / (s.k - 1) + (b * rest) ** 2 / ((s.n - 1) * (s.k - 1)))
    tail = (1 + CONFIDENCE) / 2
    mixture = s.k * jurors + (s.k * s.n - s.k - s.n) * rest
    low, high = f_quantile(tail, s.n - 1, freedom), f_quantile(tail, freedom, s.n - 1)
    return (
        s.n * (entries - low * rest) / (low * mixture + s.n * entries),
        s.n * (high * entries - rest) / (mixture + s.n * high * entries),
    )


def _agreement_average(s: Squares) -> Limits | None:
    """Those of the single mark, stepped up by Spearman and Brown; the same as McGraw and Wong's own formula."""
    single = _agreement_single(s)
    if single is None or 1 + (s.k - 1) * single[0] < LEAST:
        return None
    return stepped_up(single[0], s.k), stepped_up(single[1], s.k)


def stepped_up(single: float, k: float) -> float:
    """The reliability of the mean of k marks from that of one (C. Spearman; W. Brown, 1910)."""
    return k * single / (1 + (k - 1) * single)


LIMITS: dict[str, Callable[[Squares], Limits | None]] = {
    "1,1": _single(_one_way_ratio),
    "A,1": _agreement_single,
    "C,1": _single(_consistency_ratio),
    "1,k": _average(_one_way_ratio),
    "A,k": _agreement_average,
    "C,k": _average(_consistency_ratio),
}


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
    values["1,1"] = _one_way_value(panel)
    if values["1,1"] is None:
        reasons |= dict.fromkeys(("1,1", "1,k"), "no entry has marks of two jurors")
    for kind in "1AC":
        single = values[f"{kind},1"]
        values[f"{kind},k"] = None if single is None else stepped_up(single, averaged)
    return Icc(values, dict.fromkeys(KEYS), averaged, reasons)


def _one_way_value(panel: Panel) -> float | None:
    if panel.marks == len(panel.entries):
        return None
    highest = panel.codes.max(axis=1, initial=0)[:, None]
    if (np.where(panel.given, panel.codes, highest) == highest).all():
        return 1.0
    found = one_way(panel)
    return None if found is None else found.entry / (found.entry + found.residual)
