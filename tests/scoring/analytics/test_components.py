"""The variance components against statsmodels, and against a likelihood written out and searched by SciPy."""

import warnings

import numpy as np
import pandas as pd
import pytest
import statsmodels.formula.api as smf
from hypothesis import given, settings
from hypothesis import strategies as st
from panels import Table, panel_of, random_table
from scipy import optimize
from statsmodels.stats.anova import anova_lm

from scoring.analytics.additive import additive_fit
from scoring.analytics.components import Components, one_way, shrunken_jurors, two_way
from scoring.analytics.icc import icc


def in_marks(components: Components | None, unit: float) -> tuple[float, float, float]:
    assert components is not None
    return components.entry * unit**2, components.juror * unit**2, components.residual * unit**2


def found_of(table: Table) -> tuple[float, float, float]:
    panel = panel_of(table)
    return in_marks(two_way(panel, additive_fit(panel)).components, float(panel.unit))


def long(table: Table) -> pd.DataFrame:
    rows = [(f"E{e}", f"J{j}", mark, 1) for (e, j), mark in np.ndenumerate(table) if not np.isnan(mark)]
    return pd.DataFrame(rows, columns=["entry", "juror", "mark", "all"])


class Written:
    """The restricted likelihood as it stands in the books, with the whole covariance matrix."""

    def __init__(self, table: Table, *, jurors: bool = True) -> None:
        entry, juror = np.nonzero(~np.isnan(table))
        self.marks = table[entry, juror]
        self.same_entry = (entry[:, None] == entry).astype(float)
        self.same_juror = (juror[:, None] == juror).astype(float) * jurors

    def deviance(self, ratios: Table) -> tuple[float, float]:
        n = len(self.marks)
        v = np.eye(n) + ratios[0] ** 2 * self.same_entry + ratios[1] ** 2 * self.same_juror
        inverse, one = np.linalg.inv(v), np.ones(n)
        information = one @ inverse @ one
        residual = self.marks - one @ inverse @ self.marks / information
        squares = float(residual @ inverse @ residual)
        return (n - 1) * np.log(squares) + np.linalg.slogdet(v)[1] + np.log(information), squares / (n - 1)

    def deviances(self, ratios: Table) -> Table:
        """The deviance at many points at once."""
        squares = ratios[:, :, None, None] ** 2
        v = np.eye(len(self.marks)) + squares[:, 0] * self.same_entry + squares[:, 1] * self.same_juror
        inverse = np.linalg.inv(v)
        weights, information = inverse.sum(axis=1), inverse.sum(axis=(1, 2))
        residual = self.marks - (weights @ self.marks / information)[:, None]
        squares = np.einsum("pi,pij,pj->p", residual, inverse, residual)
        return (len(self.marks) - 1) * np.log(squares) + np.linalg.slogdet(v)[1] + np.log(information)

    def least(self) -> float:
        """The least deviance: of a fine grid with its edges, its best points polished by SciPy."""
        axis = np.append(0, np.geomspace(0.03, 30, 17))
        points = np.stack(np.meshgrid(axis, axis), axis=-1).reshape(-1, 2)
        best = points[np.argsort(self.deviances(points))[:24:8]]
        found = (
            optimize.minimize(lambda r: self.deviance(r)[0], start, method="L-BFGS-B", bounds=[(0, None)] * 2)
            for start in best
        )
        return min(result.fun for result in found)

    def at(self, components: tuple[float, float, float]) -> float:
        return self.deviance(np.sqrt(np.array(components[:2]) / components[2]))[0]

    def components(self) -> tuple[float, float, float]:
        starts = ([1, 1], [0.1, 0.1], [3, 0.1], [0.1, 3])
        options = {"xatol": 1e-9, "fatol": 1e-12, "maxiter": 5000, "maxfev": 5000}
        found = [
            optimize.minimize(lambda r: self.deviance(r)[0], start, method="Nelder-Mead", options=options)
            for start in starts
        ]
        best = min(found, key=lambda result: result.fun).x
        residual = self.deviance(best)[1]
        return best[0] ** 2 * residual, best[1] ** 2 * residual, residual


@pytest.mark.parametrize("seed", range(5))
def test_the_components_are_those_of_statsmodels(seed: int) -> None:
    """Crossed effects in statsmodels are variance components inside one group that holds all marks.

    Its search ends a little before the optimum, hence three digits; on panel 2, whose jurors do not differ, it ends far
    from it (a deviance of 255.67 where 254.09 can be had), so that there ours only has to be better.
    """
    table = random_table(seed, entries=12, jurors=5, missing=0.25)
    parts = {"entry": "0 + C(entry)", "juror": "0 + C(juror)"}
    model = smf.mixedlm("mark ~ 1", long(table), groups="all", re_formula="0", vc_formula=parts)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        fit = model.fit(reml=True, method=["lbfgs", "powell", "bfgs"])
    theirs = (*fit.vcomp, fit.scale)
    ours, written = found_of(table), Written(table)
    behind = written.at(theirs) - written.at(ours)
    assert behind > -1e-9
    assert (behind > 1) == (seed == 2)
    if seed != 2:
        assert ours == pytest.approx(theirs, rel=2e-3, abs=2e-4)


def by_mixedlm(table: Table, formula: dict[str, str]) -> tuple[tuple[float, ...], float]:
    """Variance components, and that of the residual."""
    model = smf.mixedlm("mark ~ 1", long(table), groups="all", re_formula="0", vc_formula=formula)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        fit = model.fit(reml=True, method=["lbfgs", "powell", "bfgs"])
    return tuple(fit.vcomp), fit.scale


@pytest.mark.parametrize("seed", range(4))
def test_on_complete_panels_the_components_are_those_of_statsmodels_and_of_its_mean_squares(seed: int) -> None:
    """Where no mean square lies below the rest's, the mixed model and the analysis of variance give the same."""
    table = random_table(seed, entries=10, jurors=4)
    vcomp, scale = by_mixedlm(table, {"entry": "0 + C(entry)", "juror": "0 + C(juror)"})
    assert found_of(table) == pytest.approx((*vcomp, scale), rel=5e-3, abs=5e-4)

    squares = anova_lm(smf.ols("mark ~ C(entry) + C(juror)", long(table)).fit())["mean_sq"]
    rest = squares["Residual"]
    by_squares = ((squares["C(entry)"] - rest) / 4, (squares["C(juror)"] - rest) / 10, rest)
    assert (found_of(table) == pytest.approx(by_squares)) == (min(by_squares) >= 0)


@pytest.mark.parametrize("seed", range(6))
def test_the_correlations_of_panels_with_gaps_are_those_of_statsmodels(seed: int) -> None:
    """One mark of whichever juror: a random intercept for each entry. The two others: entries and jurors crossed."""
    table = random_table(seed + 40, entries=12, jurors=5, missing=0.25)
    panel = panel_of(table)
    values = icc(panel, *two_way(panel, additive_fit(panel))).values
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        one = smf.mixedlm("mark ~ 1", long(table), groups="entry").fit(reml=True)
    between = float(one.cov_re.iloc[0, 0])
    assert values["1,1"] == pytest.approx(between / (between + one.scale), abs=1e-4)

    (entry, juror), rest = by_mixedlm(table, {"entry": "0 + C(entry)", "juror": "0 + C(juror)"})
    # Its search ends where the deviance is higher by some 1e-9, hence three digits.
    assert values["A,1"] == pytest.approx(entry / (entry + juror + rest), abs=1e-3)
    assert values["C,1"] == pytest.approx(entry / (entry + rest), abs=1e-3)


@settings(max_examples=25)
@given(seed=st.integers(0, 10_000), missing=st.sampled_from([0.0, 0.2, 0.4]))
def test_the_components_are_at_the_highest_likelihood(seed: int, missing: float) -> None:
    table = random_table(seed, entries=6, jurors=4, missing=missing)
    assert found_of(table) == pytest.approx(Written(table).components(), rel=1e-5, abs=1e-5)


def sparse_table(seed: int) -> Table:
    """Few marks for many levels, as where every juror reads a part of the entries."""
    generator = np.random.default_rng(seed)
    shape = {"entries": int(generator.integers(3, 9)), "jurors": int(generator.integers(2, 6))}
    return random_table(seed, **shape, missing=float(generator.choice([0.3, 0.5, 0.65])))


@pytest.mark.parametrize("seeds", [range(1000 * share, 1000 * share + 100) for share in range(3)])
def test_no_other_components_are_likelier_on_sparse_panels(seeds: range) -> None:
    """The likelihood of such panels can have several summits: a search from one point ended on a lower one."""
    compared = 0
    for seed in [*seeds, *SEVERAL]:
        panel = panel_of(table := sparse_table(seed))
        found = two_way(panel, additive_fit(panel)).components
        if found is not None and found.residual:
            written = Written(table)
            assert written.at(in_marks(found, float(panel.unit))) <= written.least() + 1e-6, seed
            compared += 1
    assert compared >= len(seeds) / 2


SEVERAL = (63, 156, 356, 383)


@pytest.mark.parametrize("seed", range(4))
def test_one_way_components_leave_the_jurors_in_the_residual(seed: int) -> None:
    table = random_table(seed, entries=7, jurors=4, missing=0.2)
    panel = panel_of(table)
    entry, juror, residual = in_marks(one_way(panel), float(panel.unit))
    assert juror == 0
    expected = Written(table, jurors=False).components()
    assert (entry, residual) == pytest.approx((expected[0], expected[2]), rel=1e-5)


def test_a_variance_that_mean_squares_would_put_below_zero_is_zero() -> None:
    table = np.array([[1.0, 2, 3], [2, 3, 1], [3, 1, 2], [1, 3, 2]])
    entry, juror, residual = found_of(table)
    assert (entry, juror) == (0, 0)
    assert residual == pytest.approx(np.var(table, ddof=1))


def test_without_any_rest_the_components_are_the_variances_of_the_levels() -> None:
    table = np.array([[1.0, 3, np.nan], [5, 7, 6], [np.nan, 9, 8]])
    assert found_of(table) == pytest.approx((np.var([1, 5, 7], ddof=1), np.var([0, 2, 1], ddof=1), 0))


def test_the_shrunken_effects_are_the_conditional_means_of_the_written_model() -> None:
    table = random_table(7, entries=8, jurors=4, missing=0.2)
    panel = panel_of(table)
    fit = additive_fit(panel)
    components = two_way(panel, fit).components
    assert components is not None
    written, units = Written(table), in_marks(components, float(panel.unit))
    v = units[0] * written.same_entry + units[1] * written.same_juror + units[2] * np.eye(len(written.marks))
    inverse = np.linalg.inv(v)
    residual = written.marks - inverse.sum(axis=0) @ written.marks / inverse.sum()
    indicator = np.eye(4)[np.nonzero(~np.isnan(table))[1]]
    expected = units[1] * indicator.T @ inverse @ residual
    assert float(panel.unit) * shrunken_jurors(panel, fit, components) == pytest.approx(expected, abs=1e-8)


def test_shrunken_effects_lie_between_zero_and_the_effects_of_a_complete_panel() -> None:
    panel = panel_of(random_table(3))
    fit = additive_fit(panel)
    components = two_way(panel, fit).components
    assert components is not None
    share = shrunken_jurors(panel, fit, components) / fit.jurors
    expected = components.juror / (components.juror + components.residual / len(panel.entries))
    assert share == pytest.approx(np.full(len(share), expected))
