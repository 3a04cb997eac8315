"""Panels for the tests: from tables of whole numbers with gaps, and drawn at random."""

from fractions import Fraction
from typing import TypeAlias

import numpy as np
import numpy.typing as npt
from hypothesis import strategies as st

from scoring import Criterion, Sheet
from scoring.analytics.panel import Panel

Table: TypeAlias = npt.NDArray[np.float64]
"""Entries × jurors, NaN where there is no mark."""

CRITERION = Criterion("score", 1000, -1000, 1000, "0.5")


def names(letter: str, count: int) -> list[str]:
    return [f"{letter}{number:03}" for number in range(count)]


def sheet_of(table: Table) -> Sheet:
    given = ~np.isnan(table)
    units = (np.where(given, table, 0) * CRITERION.units_per_point).astype(np.int64)
    size = names("E", len(table)), names("J", table.shape[1])
    return Sheet.of_arrays([CRITERION], *size, units[:, :, None], given)


def panel_of(table: Table) -> Panel:
    return Panel.of(sheet_of(table))


def numbers_of(panel: Panel) -> Table:
    """The panel's numbers in marks again."""
    exact = panel.origin + panel.codes.astype(object) * Fraction(panel.unit)
    return np.where(panel.given, exact.astype(float), np.nan)


def random_table(seed: int, *, entries: int = 9, jurors: int = 5, missing: float = 0.0) -> Table:
    """Half marks with differences between entries and between jurors; every entry and juror has a mark."""
    generator = np.random.default_rng(seed)
    levels = 3 * generator.standard_normal((entries, 1)) + generator.standard_normal((1, jurors))
    table = np.round(2 * (12 + levels + 2 * generator.standard_normal((entries, jurors)))) / 2
    gaps = generator.random(table.shape) < missing
    gaps[np.arange(entries), np.arange(entries) % jurors] = False
    return np.where(gaps, np.nan, table)


@st.composite
def tables(draw: st.DrawFn) -> Table:
    """Small panels, mostly degenerate in some way: few values, many gaps, one juror or entry."""
    shape = draw(st.tuples(st.integers(1, 6), st.integers(1, 5)))
    mark = st.sampled_from([None, None, 0, 1, 2, 2, 7.5, -3])
    rows = draw(st.lists(st.lists(mark, min_size=shape[1], max_size=shape[1]), min_size=shape[0], max_size=shape[0]))
    return np.array(rows, dtype=float)
