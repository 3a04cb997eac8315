"""The juror bootstrap: ours, exact down to the shared first place, and the same with floats in SciPy and in numpy."""

import numpy as np
from scipy import stats

from benchmarks.panels import marks_table, sheet_of_table
from benchmarks.timing import against, milliseconds, table
from scoring import Rules
from scoring.analytics.panel import Real
from scoring.bootstrap import SAMPLES, bootstrap

ENTRIES, JURORS = 300, 15
RULES = Rules(ladder=("shared",))


def by_scipy(marks: Real) -> Real:
    """How often each entry leads, ties going to the first of them: `stats.bootstrap` hands out the resampled means."""
    found = stats.bootstrap(
        (marks,), np.mean, axis=1, n_resamples=SAMPLES, batch=1000, method="percentile", vectorized=True, rng=1
    )
    return np.bincount(found.bootstrap_distribution.argmax(axis=0), minlength=len(marks))


def by_product(marks: Real) -> Real:
    """The same as one product of matrices, which is the floor: the draws' counts by the marks."""
    picked = np.random.default_rng(1).multinomial(JURORS, np.full(JURORS, 1 / JURORS), SAMPLES)
    return np.bincount((picked.astype(np.float64) @ marks.T).argmax(axis=1), minlength=len(marks))


def compare() -> str:
    marks = marks_table(ENTRIES, JURORS)
    sheet, floats = sheet_of_table(marks), marks.astype(np.float64)
    mine = milliseconds(lambda: bootstrap(sheet, RULES))
    rows = [["", "ms", "ours is faster by"], ["ours, exact", f"{mine:.1f}", ""]]
    for name, theirs in (
        ("scipy.stats.bootstrap", milliseconds(lambda: by_scipy(floats), 2)),
        ("one product of matrices (floor)", milliseconds(lambda: by_product(floats))),
    ):
        rows.append([name, f"{theirs:.1f}", against(mine, theirs)])
    return table(f"Bootstrap of {SAMPLES:,} draws × {ENTRIES} entries × {JURORS} jurors", rows)
