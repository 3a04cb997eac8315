"""Kendall's W and a juror against the rest: against SciPy's Friedman test and rank correlation."""

import warnings

import numpy as np
import pandas as pd
import pingouin
import pytest
from panels import Table, panel_of, random_table
from scipy import stats

from scoring.analytics.concordance import kendall_w, versus_rest


def w_by_definition(table: Table) -> float:
    """Without ties: 12 × the squared deviations of the rank sums ÷ (m² (n³ − n))."""
    ranks = stats.rankdata(table, axis=0).sum(axis=1)
    n, m = table.shape
    return float(12 * ((ranks - ranks.mean()) ** 2).sum() / (m**2 * (n**3 - n)))


@pytest.mark.parametrize("seed", range(8))
def test_w_is_friedmans_test(seed: int) -> None:
    """χ² of Friedman's test, corrected for ties, is m (n − 1) W."""
    table = random_table(seed, entries=7, jurors=3 + seed % 3)
    expected = stats.friedmanchisquare(*table)
    found = kendall_w(panel_of(table))
    assert (found.chi2, found.p) == (pytest.approx(expected.statistic), pytest.approx(expected.pvalue))
    assert found.w == pytest.approx(expected.statistic / (table.shape[1] * (len(table) - 1)))


@pytest.mark.parametrize("seed", range(6))
def test_w_is_that_of_pingouin(seed: int) -> None:
    """Half marks on a short scale bring many ties, for which both correct."""
    table = np.round(random_table(seed, entries=8, jurors=3 + seed % 4) / 3)
    rows = [(entry, juror, mark) for (entry, juror), mark in np.ndenumerate(table)]
    long = pd.DataFrame(rows, columns=["entry", "juror", "mark"])
    with warnings.catch_warnings():
        # It uses what pandas is about to drop.
        warnings.simplefilter("ignore")
        expected = pingouin.friedman(long, dv="mark", within="entry", subject="juror").iloc[0]
    found = kendall_w(panel_of(table))
    assert (found.w, found.chi2) == (pytest.approx(expected["W"]), pytest.approx(expected["Q"]))


def test_w_without_ties_is_the_mean_rank_correlation_of_the_jurors() -> None:
    """W = ((m − 1) r + 1) ÷ m, r the mean of Spearman's correlation over all pairs of the m jurors (Kendall 1948)."""
    generator = np.random.default_rng(2)
    table = np.column_stack([generator.permutation(9) for _ in range(6)]).astype(float)
    pairs = stats.spearmanr(table).statistic[np.triu_indices(6, 1)]
    assert kendall_w(panel_of(table)).w == pytest.approx((5 * pairs.mean() + 1) / 6)


def test_w_without_ties_is_the_textbook_formula() -> None:
    generator = np.random.default_rng(1)
    table = np.column_stack([generator.permutation(12) for _ in range(5)]).astype(float)
    assert kendall_w(panel_of(table)).w == pytest.approx(w_by_definition(table), rel=1e-14)


def test_w_looks_at_the_entries_that_all_jurors_marked() -> None:
    table = random_table(2, entries=8, jurors=4)
    gaps = np.vstack([table, [np.nan, 1, 2, 3], [5, 6, np.nan, 7]])
    whole, part = kendall_w(panel_of(table)), kendall_w(panel_of(gaps))
    assert part == whole
    assert part.entries == 8


@pytest.mark.parametrize(
    ("table", "reason"),
    [
        ([[1.0], [2.0]], "it takes at least two jurors"),
        ([[1.0, 2.0]], "fewer than two entries were marked by all jurors"),
        ([[1.0, 2.0], [np.nan, 3.0], [4.0, np.nan]], "fewer than two entries were marked by all jurors"),
        ([[1.0, 2.0], [1.0, 2.0]], "every juror gave all entries the same mark"),
    ],
)
def test_w_is_undefined_with_a_reason(table: list[list[float]], reason: str) -> None:
    found = kendall_w(panel_of(np.array(table)))
    assert (found.w, found.chi2, found.p, found.reason) == (None, None, None, reason)


@pytest.mark.parametrize("seed", range(5))
def test_a_juror_against_the_rest_is_spearmans_correlation_with_the_others_rank_sums(seed: int) -> None:
    table = random_table(seed, entries=8, jurors=5)
    ranks = stats.rankdata(table, axis=0)
    expected = [stats.spearmanr(table[:, j], np.delete(ranks, j, axis=1).sum(axis=1)).statistic for j in range(5)]
    assert versus_rest(panel_of(table)) == pytest.approx(expected, abs=1e-12)


def test_a_juror_against_the_rest_with_gaps_looks_at_the_entries_that_others_marked_too() -> None:
    table = np.array([[1, 5, 3], [2, np.nan, 4], [3, 7, np.nan], [9, np.nan, np.nan], [np.nan, 6, 5.0]])
    first, second, third = ([row[j] for row in table if not np.isnan(row[j])] for j in range(3))
    place = [lambda v, of=of: (stats.rankdata(of)[of.index(v)] - 0.5) / len(of) for of in (first, second, third)]
    others = [(place[1](5) + place[2](3)) / 2, place[2](4), place[1](7)]
    assert versus_rest(panel_of(table))[0] == pytest.approx(stats.spearmanr([1, 2, 3], others).statistic)


@pytest.mark.parametrize(
    "table", [[[1.0, 1.0], [1.0, 2.0]], [[1.0, np.nan], [np.nan, 2.0]], [[1.0, 2.0]], [[1.0], [2.0]]]
)
def test_a_juror_whose_marks_or_whose_rest_do_not_differ_has_no_correlation(table: list[list[float]]) -> None:
    assert set(versus_rest(panel_of(np.array(table)))) == {None}
