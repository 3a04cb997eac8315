"""Krippendorff's alpha against the package of that name and against the definition, pair by pair."""

import warnings
from itertools import permutations

import krippendorff as oracle
import numpy as np
import pytest
from hypothesis import given, settings
from panels import Table, numbers_of, panel_of, random_table, tables

from scoring import Ballot, Criterion, Sheet
from scoring.analytics import alpha
from scoring.analytics.alpha import METRICS, krippendorff
from scoring.analytics.panel import Panel


def by_definition(table: Table) -> dict[str, float | None]:
    """Observed over expected disagreement, over all ordered pairs of marks, as the definition says."""
    units = [row[~np.isnan(row)] for row in table]
    units = [unit for unit in units if len(unit) > 1]
    pooled = np.concatenate([*units, []])
    result: dict[str, float | None] = {}
    for metric in METRICS:
        observed = sum(distance(c, k, pooled, metric) / (len(u) - 1) for u in units for c, k in permutations(u, 2))
        expected = sum(distance(c, k, pooled, metric) for c, k in permutations(pooled, 2)) / max(1, len(pooled) - 1)
        result[metric] = 1 - observed / expected if expected else None
    return result | ({"ratio": None} if len(pooled) and pooled.min() < 0 else {})


def distance(c: float, k: float, pooled: Table, metric: str) -> float:
    if metric == "ratio":
        return ((c - k) / (c + k)) ** 2 if c != k and c + k else 0.0
    if metric == "ordinal":
        low, high = min(c, k), max(c, k)
        between = ((pooled >= low) & (pooled <= high)).sum() - ((pooled == low).sum() + (pooled == high).sum()) / 2
        return float(between**2) if c != k else 0.0
    return float(c != k) if metric == "nominal" else (c - k) ** 2


@settings(max_examples=300)
@given(table=tables())
def test_alpha_is_what_the_definition_says(table: Table) -> None:
    assert krippendorff(panel_of(table)).values == {
        metric: None if value is None else pytest.approx(value, abs=1e-12)
        for metric, value in by_definition(table).items()
    }


@pytest.mark.parametrize("small_table", [0, 10_000], ids=["by_pairs", "by_table"])
@pytest.mark.parametrize("seed", range(6))
def test_alpha_is_that_of_the_package(seed: int, small_table: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(alpha, "SMALL_TABLE", small_table)
    # Few jurors, so that twice their number does not make a table small.
    table = np.abs(random_table(seed, entries=30, jurors=4, missing=0.3 * (seed % 2)))
    values = krippendorff(panel_of(table)).values
    for metric in METRICS:
        expected = oracle.alpha(reliability_data=table.T, level_of_measurement=metric)
        assert values[metric] == pytest.approx(expected, abs=1e-12)


def test_marks_far_from_zero_lose_no_digits() -> None:
    table = random_table(3, missing=0.2)
    near, far = (krippendorff(panel_of(table + shift)).values["interval"] for shift in (0, 900))
    assert near == pytest.approx(far, abs=1e-12)


def test_alpha_is_undefined_with_a_reason_where_the_package_warns_or_refuses() -> None:
    equal = np.full((3, 2), 7.0)
    found = krippendorff(panel_of(equal))
    assert set(found.values.values()) == {None}
    assert found.reasons["interval"] == "all marks are equal, so that no disagreement could be expected"
    with pytest.raises(ValueError, match="domain"), warnings.catch_warnings():
        # The package refuses a domain of one value.
        oracle.alpha(reliability_data=equal.T, level_of_measurement="interval")

    lonely = np.array([[1.0, np.nan], [np.nan, 2.0]])
    assert krippendorff(panel_of(lonely)).reasons["nominal"] == "no entry has marks of two jurors"


def test_the_ratio_metric_needs_marks_that_are_not_negative() -> None:
    found = krippendorff(panel_of(np.array([[-1.0, 2.0], [3.0, 3.0], [1.0, 2.0]])))
    assert found.values["ratio"] is None
    assert found.reasons == {"ratio": "there are negative marks"}
    assert found.values["interval"] is not None


def test_the_tables_of_the_tests_come_back_from_the_panel() -> None:
    table = random_table(1, missing=0.3)
    assert np.array_equal(numbers_of(panel_of(table)), table, equal_nan=True)


def coincidences(table: Table) -> Table:
    """Krippendorff's table, cell by cell: the pairs (c, k) in an entry of m marks, each counted 1 ÷ (m − 1)."""
    levels = np.unique(table[~np.isnan(table)])
    found = np.zeros((len(levels), len(levels)))
    for row in table:
        marks = np.searchsorted(levels, row[~np.isnan(row)])
        for one in range(len(marks)):
            for other in range(len(marks)):
                if one != other:
                    found[marks[one], marks[other]] += 1 / (len(marks) - 1)
    return found


@pytest.mark.parametrize("missing", [0.0, 0.3])
@pytest.mark.parametrize("seed", range(3))
def test_alpha_is_that_of_a_table_of_coincidences(seed: int, missing: float) -> None:
    table = np.abs(random_table(seed, missing=missing))
    o = coincidences(table)
    n, levels = o.sum(axis=1), np.unique(table[~np.isnan(table)])
    e = (np.outer(n, n) - np.diag(n)) / (n.sum() - 1)
    squares = {
        "nominal": 1 - np.eye(len(n)),
        "interval": np.subtract.outer(levels, levels) ** 2,
        "ordinal": np.array(
            [
                [(n[min(c, k) : max(c, k) + 1].sum() - (n[c] + n[k]) / 2) ** 2 for c in range(len(n))]
                for k in range(len(n))
            ]
        ),
    }
    values = krippendorff(panel_of(table)).values
    for metric, square in squares.items():
        assert values[metric] == pytest.approx(1 - (o * square).sum() / (e * square).sum(), abs=1e-12)


LARGE = 10**18 - 1


def panel_of_whole(rows: list[list[int | None]]) -> Panel:
    """Marks too large for floats to hold; None where there is none."""
    criterion = Criterion("score", 1, 0, LARGE)
    marks = [(f"J{j}", f"E{e}", mark) for e, row in enumerate(rows) for j, mark in enumerate(row) if mark is not None]
    return Panel.of(Sheet.of([criterion], [Ballot(juror, entry, {"score": mark}) for juror, entry, mark in marks]))


@pytest.mark.parametrize("lonely", [[], [[0, None, None]], [[None, LARGE // 3, None]]])
def test_marks_near_the_largest_agree_as_the_same_marks_near_zero_do(lonely: list[list[int | None]]) -> None:
    """Beyond 2⁵³ floats cannot tell neighbours apart; a lone mark far away is in no pair and changes nothing."""
    rows = [[0, 0, None], [0, 1, 1], [2, 1, None], [3, 3, 2]]
    far = [[None if mark is None else LARGE - 3 + mark for mark in row] for row in rows]
    near, found = krippendorff(panel_of_whole(rows)), krippendorff(panel_of_whole(far + lonely))
    for metric in ("nominal", "ordinal", "interval"):
        assert found.values[metric] == pytest.approx(near.values[metric], abs=1e-12)
    # Of almost equal large marks (c + k)² hardly differs, so that the ratio metric is the interval metric.
    assert found.values["ratio"] == pytest.approx(near.values["interval"], abs=1e-12)
    assert found.reasons == {}
