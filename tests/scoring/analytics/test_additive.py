"""Severity and outliers against the least squares of statsmodels."""

import numpy as np
import pandas as pd
import pytest
import statsmodels.formula.api as smf
from panels import Table, panel_of, random_table

from scoring.analytics.additive import additive_fit, outliers


def by_statsmodels(table: Table) -> object:
    rows = [(f"E{e:03}", f"J{j:03}", mark) for (e, j), mark in np.ndenumerate(table) if not np.isnan(mark)]
    data = pd.DataFrame(rows, columns=["entry", "juror", "mark"])
    return smf.ols("mark ~ 0 + C(entry) + C(juror, Sum)", data).fit()


@pytest.mark.parametrize("seed", range(5))
def test_severity_and_its_standard_error_are_those_of_statsmodels(seed: int) -> None:
    table = random_table(seed, entries=8, jurors=4, missing=0.25 * (seed % 2))
    panel, fit = panel_of(table), by_statsmodels(table)
    found = additive_fit(panel)
    unit = float(panel.unit)
    assert unit * found.jurors[:3] == pytest.approx(fit.params.iloc[-3:].to_numpy())
    assert [unit * found.standard_error(j) for j in range(3)] == pytest.approx(fit.bse.iloc[-3:].to_numpy())
    assert (found.freedom, unit**2 * found.squares) == (fit.df_resid, pytest.approx(fit.ssr))
    assert unit * found.residuals[panel.given] == pytest.approx(fit.resid.to_numpy(), abs=1e-12)
    assert found.leverage[panel.given] == pytest.approx(fit.get_influence().hat_matrix_diag)


@pytest.mark.parametrize("missing", [0.0, 0.2])
def test_outliers_are_the_external_studentised_residuals_beyond_3(missing: float) -> None:
    table = random_table(11, entries=12, jurors=6, missing=missing)
    table[0, 0] += 20
    table[5, 5] -= 15
    panel, fit = panel_of(table), by_statsmodels(table)
    studentised = np.full(table.shape, np.nan)
    studentised[panel.given] = fit.get_influence().resid_studentized_external
    expected = {(e, j): t for (e, j), t in np.ndenumerate(studentised) if abs(t) > 3}
    found = outliers(panel, additive_fit(panel))
    assert {(o.entry, o.juror): o.studentised for o in found} == pytest.approx(expected)
    assert {(0, 0), (5, 5)} <= expected.keys()
    assert (found[0].entry, found[0].juror) == max(expected, key=lambda place: abs(expected[place]))


def test_on_a_complete_panel_severity_is_the_jurors_mean_above_the_mean() -> None:
    table = random_table(1)
    panel = panel_of(table)
    assert float(panel.unit) * additive_fit(panel).jurors == pytest.approx(table.mean(axis=0) - table.mean())


def test_a_single_odd_mark_among_marks_that_fit_exactly_is_found_without_a_number() -> None:
    table = np.add.outer(np.arange(5.0), np.arange(4.0))
    table[2, 1] += 6
    (odd,) = outliers(panel_of(table), additive_fit(panel_of(table)))
    assert (odd.entry, odd.juror, odd.studentised) == (2, 1, np.inf)


def test_equal_marks_have_no_severity_and_no_outliers() -> None:
    panel = panel_of(np.full((4, 3), 6.5))
    fit = additive_fit(panel)
    assert fit.jurors.tolist() == [0, 0, 0]
    assert fit.standard_error(0) == 0
    assert outliers(panel, fit) == []


def test_marks_that_fit_exactly_leave_exactly_nothing() -> None:
    table = np.add.outer(np.array([0.5, 3, 7, 2.5]), np.array([0.5, 1, 900]))
    table[3, 0] = np.nan
    assert additive_fit(panel_of(table)).squares == 0


def test_a_mark_that_alone_determines_its_juror_does_not_stand_out() -> None:
    table = random_table(4, entries=8, jurors=4)
    lonely = np.column_stack([table, [900.0, *[np.nan] * 7]])
    assert all(outlier.juror != 4 for outlier in outliers(panel_of(lonely), additive_fit(panel_of(lonely))))


def test_parts_that_share_nothing_are_counted() -> None:
    nothing = np.nan
    table = np.array([[1, 2, nothing], [3, 5, nothing], [nothing, nothing, 7], [nothing, nothing, 9]])
    panel = panel_of(table)
    assert panel.parts == 2
    assert additive_fit(panel).freedom == 6 - 4 - 3 + 2
