"""Chances of being first: against an integral on complete panels, against the written-out normal on others."""

import numpy as np
import pytest
from panels import Table, panel_of, random_table
from scipy import integrate, stats

from scoring.analytics.additive import additive_fit
from scoring.analytics.components import Components, two_way
from scoring.analytics.posterior import DRAWS, Chances, chances

FOUR_ERRORS = 4 * 0.5 / DRAWS**0.5


def found_of(table: Table, sign: int = 1) -> tuple[list[Chances], Components]:
    panel = panel_of(table)
    fit = additive_fit(panel)
    components = two_way(panel, fit).components
    assert components is not None
    return chances(panel, fit, components, sign, np.arange(len(panel.entries))), components


@pytest.mark.parametrize("seed", range(3))
def test_on_a_complete_panel_the_chances_are_those_of_an_integral(seed: int) -> None:
    """Entries are then independent, but for a constant: normal around their means, drawn towards the common mean."""
    table = random_table(seed, entries=6, jurors=5)
    found, variances = found_of(table)
    unit = 0.5
    entry, residual = variances.entry * unit**2, variances.residual * unit**2
    shrink = entry / (entry + residual / 5)
    means, width = shrink * table.mean(axis=1), np.sqrt(shrink * residual / 5)

    def first(number: int) -> float:
        others = np.delete(means, number)

        def density(x: float) -> float:
            return float(stats.norm.pdf(x, means[number], width) * stats.norm.cdf((x - others) / width).prod())

        return integrate.quad(density, means.min() - 9 * width, means.max() + 9 * width, limit=200)[0]

    assert [chance.first for chance in found] == pytest.approx([first(e) for e in range(6)], abs=FOUR_ERRORS)


def test_with_gaps_the_chances_are_those_of_the_joint_normal() -> None:
    table = random_table(8, entries=7, jurors=4, missing=0.35)
    found, variances = found_of(table)
    entry, juror = np.nonzero(~np.isnan(table))
    size = 0.25 * np.array([variances.entry, variances.juror, variances.residual])
    v = size[0] * (entry[:, None] == entry) + size[1] * (juror[:, None] == juror) + size[2] * np.eye(len(entry))
    inverse = np.linalg.inv(v)
    projection = inverse - np.outer(inverse.sum(axis=0), inverse.sum(axis=0)) / inverse.sum()
    between = size[0] * (np.arange(7)[:, None] == entry)
    # A flat prior on the common mean: it moves all levels alike, and its share of the covariance with them is kept.
    weight = (1 - between @ inverse.sum(axis=0)) / inverse.sum() ** 0.5
    mean = between @ projection @ table[entry, juror] + inverse.sum(axis=0) @ table[entry, juror] / inverse.sum()
    covariance = size[0] * np.eye(7) - between @ inverse @ between.T + np.outer(weight, weight)
    drawn = np.random.default_rng(1).multivariate_normal(mean, covariance, 100_000)
    order = (-drawn).argsort(axis=1)
    first = np.bincount(order[:, 0], minlength=7) / len(drawn)
    podium = np.bincount(order[:, :3].ravel(), minlength=7) / len(drawn)
    assert [chance.first for chance in found] == pytest.approx(first.tolist(), abs=1.5 * FOUR_ERRORS)
    assert [chance.podium for chance in found] == pytest.approx(podium.tolist(), abs=1.5 * FOUR_ERRORS)


def test_the_chances_add_up_and_are_the_same_every_time() -> None:
    table = random_table(2, missing=0.2)
    found, _ = found_of(table)
    assert found == found_of(table)[0]
    assert sum(chance.first for chance in found) == pytest.approx(1)
    assert sum(chance.podium for chance in found) == pytest.approx(3)


def test_low_marks_are_good_when_the_sign_says_so() -> None:
    table = random_table(2)
    high, low = found_of(table)[0], found_of(-table, sign=-1)[0]
    assert [chance.first for chance in low] == pytest.approx([chance.first for chance in high], abs=2 * FOUR_ERRORS)


def test_marks_without_chance_are_certain_and_equal_entries_share() -> None:
    found, _ = found_of(np.array([[9.0, 8], [9, 8], [4, 3], [2, 1], [2, 1]]))
    assert found == [Chances(0.5, 1), Chances(0.5, 1), Chances(0, 1), Chances(0, 0), Chances(0, 0)]


def test_equal_marks_give_everybody_the_same_chance() -> None:
    found, _ = found_of(np.full((4, 3), 5.0))
    assert found == [Chances(0.25, 0.75)] * 4


def test_two_entries_are_always_on_the_podium() -> None:
    found, _ = found_of(np.array([[9.0, 4, 3], [2, 8, 4]]))
    assert [chance.podium for chance in found] == [1, 1]


def test_far_entries_are_left_out_without_changing_anything() -> None:
    table = np.vstack([random_table(1, entries=5, jurors=6), np.full((3, 6), -900.0)])
    found, _ = found_of(table)
    assert [chance.podium for chance in found[5:]] == [0, 0, 0]
    assert sum(chance.first for chance in found[:5]) == pytest.approx(1)
