"""Intraclass correlations and their limits against pingouin, and against variance components of statsmodels."""

import warnings

import numpy as np
import pandas as pd
import pingouin
import pytest
from panels import Table, panel_of, random_table
from scipy import stats

from scoring.analytics.additive import additive_fit
from scoring.analytics.components import two_way
from scoring.analytics.icc import KEYS, Icc, Squares, icc


def found_of(table: Table) -> Icc:
    panel = panel_of(table)
    return icc(panel, *two_way(panel, additive_fit(panel)))


def by_pingouin(table: Table) -> tuple[dict[str, float], dict[str, tuple[float, float]]]:
    long = pd.DataFrame([(e, j, mark) for (e, j), mark in np.ndenumerate(table)], columns=["entry", "juror", "mark"])
    with warnings.catch_warnings():
        # It uses what pandas is about to drop.
        warnings.simplefilter("ignore")
        rows = pingouin.intraclass_corr(long, targets="entry", raters="juror", ratings="mark")
    keys = [str(name)[4:-1] for name in rows["Type"]]
    # pingouin prints its limits to two decimals.
    return dict(zip(keys, rows["ICC"], strict=True)), dict(zip(keys, map(tuple, rows["CI95"]), strict=True))


@pytest.mark.parametrize("seed", range(6))
def test_the_six_correlations_and_their_limits_are_those_of_pingouin(seed: int) -> None:
    table = random_table(seed, entries=6 + seed, jurors=3 + seed % 4)
    values, limits = by_pingouin(table)
    found = found_of(table)
    assert found.values == {key: pytest.approx(values[key], rel=1e-10) for key in KEYS}
    assert found.limits == {key: pytest.approx(limits[key], abs=0.00501) for key in KEYS}


@pytest.mark.parametrize("seed", range(4))
def test_the_limits_are_those_of_the_f_distribution_of_scipy(seed: int) -> None:
    """McGraw and Wong's table 7 once more, with SciPy's quantiles, to all digits."""
    table = random_table(seed, entries=8, jurors=4)
    s, found = Squares.of(panel_of(table)), found_of(table)
    n, k = table.shape
    ratio = float(s.entries / s.within)
    low = ratio / stats.f.ppf(0.975, n - 1, n * (k - 1))
    high = ratio * stats.f.ppf(0.975, n * (k - 1), n - 1)
    assert found.limits["1,1"] == pytest.approx(((low - 1) / (low + k - 1), (high - 1) / (high + k - 1)))
    assert found.limits["1,k"] == pytest.approx((1 - 1 / low, 1 - 1 / high))

    r, entries, jurors, rest = found.values["A,k"], float(s.entries), float(s.jurors), float(s.rest)
    assert r is not None
    c, d = r / (n * (1 - r)), 1 + r * (n - 1) / (n * (1 - r))
    v = (c * jurors + d * rest) ** 2 / ((c * jurors) ** 2 / (k - 1) + (d * rest) ** 2 / ((n - 1) * (k - 1)))
    low, high = stats.f.ppf(0.975, n - 1, v), stats.f.ppf(0.975, v, n - 1)
    assert found.limits["A,k"] == pytest.approx(
        (
            n * (entries - low * rest) / (low * (jurors - rest) + n * entries),
            n * (high * entries - rest) / (jurors - rest + n * high * entries),
        )
    )


@pytest.mark.parametrize("seed", [0, 2, 4, 5])
def test_on_a_complete_panel_mean_squares_and_restricted_likelihood_agree(seed: int) -> None:
    """Unless an estimate by mean squares is negative, which a variance cannot be; these panels have none."""
    panel = panel_of(random_table(seed, entries=12, jurors=4))
    components, squares = two_way(panel, additive_fit(panel)).components, Squares.of(panel)
    assert components is not None
    assert min(squares.entries, squares.jurors) > squares.rest
    agreement = components.entry / (components.entry + components.juror + components.residual)
    assert icc(panel, components, "").values["A,1"] == pytest.approx(agreement, rel=1e-7)


def test_where_marks_are_missing_the_correlations_come_from_the_variance_components() -> None:
    table = random_table(5, entries=14, jurors=5, missing=0.3)
    panel = panel_of(table)
    components = two_way(panel, additive_fit(panel)).components
    found = found_of(table)
    assert components is not None
    whole = components.entry + components.juror + components.residual
    assert found.values["A,1"] == pytest.approx(components.entry / whole)
    assert found.values["C,1"] == pytest.approx(components.entry / (whole - components.juror))
    counts = (~np.isnan(table)).sum(axis=1)
    assert found.averaged == pytest.approx(stats.hmean(counts))
    single = found.values["C,1"]
    assert found.values["C,k"] == pytest.approx(found.averaged * single / (1 + (found.averaged - 1) * single))
    assert set(found.limits.values()) == {None}


def test_perfect_agreement_is_one_with_limits_of_one() -> None:
    found = found_of(np.array([[1.0, 1, 1], [5, 5, 5], [7, 7, 7]]))
    assert set(found.values.values()) == {1.0}
    assert set(found.limits.values()) == {(1.0, 1.0)}


def test_a_constant_shift_of_a_juror_is_disagreement_but_no_inconsistency() -> None:
    found = found_of(np.array([[1.0, 3], [5, 7], [7, 9], [2, 4]]))
    assert found.values["C,1"] == found.values["C,k"] == 1.0
    assert found.limits["C,1"] == (1.0, 1.0)
    assert found.values["A,1"] is not None
    assert found.values["A,1"] < 1
    assert found.limits["A,1"] is not None


@pytest.mark.parametrize(
    ("table", "key", "reason"),
    [
        ([[1.0, 2.0]], "A,1", "it takes at least two entries and two jurors"),
        ([[1.0], [2.0]], "1,k", "it takes at least two entries and two jurors"),
        ([[4.0, 4.0], [4.0, 4.0]], "C,1", "all marks are equal"),
        ([[1.0, 2.0], [2.0, 1.0]], "C,k", "the entries differ less than chance alone would make them differ"),
        ([[1.0, np.nan], [np.nan, 2.0]], "1,1", "no entry has marks of two jurors"),
        ([[1.0, np.nan], [3.0, 2.0]], "A,1", "there are too few marks to tell entries, jurors and chance apart"),
    ],
)
def test_what_is_undefined_has_a_reason(table: list[list[float]], key: str, reason: str) -> None:
    found = found_of(np.array(table))
    assert (found.values[key], found.limits[key], found.reasons[key]) == (None, None, reason)


def test_large_marks_with_small_differences_lose_no_digits() -> None:
    table = random_table(2)
    assert found_of(table).values == found_of(table + 900).values
