"""Agreement and the two-way model: ours and the libraries that compute the same."""

import warnings
from collections.abc import Callable

import krippendorff as oracle
import numpy as np
import pandas as pd
import pingouin
import statsmodels.formula.api as smf

from benchmarks.panels import marks_table, sheet_of_table
from benchmarks.timing import against, milliseconds, table
from scoring.analytics.additive import additive_fit
from scoring.analytics.alpha import METRICS, krippendorff
from scoring.analytics.components import two_way
from scoring.analytics.icc import icc
from scoring.analytics.panel import Panel
from scoring.sheet import Sheet

ENTRIES = 10_000
SMALL = 100
"""Entries for mixed models of statsmodels, whose cost grows with the cube."""


def long(marks: np.ndarray) -> pd.DataFrame:
    entry, juror = (index.ravel() for index in np.indices(marks.shape))
    return pd.DataFrame({"entry": entry, "juror": juror, "mark": marks.ravel(), "all": 1})


def our_icc(sheet: Sheet) -> None:
    icc(Panel.of(sheet), None, "")


def our_model(sheet: Sheet) -> None:
    panel = Panel.of(sheet)
    two_way(panel, additive_fit(panel))


def their_model(frame: pd.DataFrame) -> None:
    parts = {"entry": "0 + C(entry)", "juror": "0 + C(juror)"}
    smf.mixedlm("mark ~ 1", frame, groups="all", re_formula="0", vc_formula=parts).fit(reml=True)


def quietly(work: Callable[[], object]) -> float:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return milliseconds(work, 3)


def compare() -> str:
    marks, small = marks_table(ENTRIES), marks_table(SMALL, 8)
    sheet, small_sheet, frame = sheet_of_table(marks), sheet_of_table(small), long(small)
    whole, reliability = long(marks), marks.T.astype(float)
    rows = [
        pair(
            "six ICC with limits, pingouin",
            milliseconds(lambda: our_icc(sheet), 25),
            quietly(lambda: pingouin.intraclass_corr(whole, targets="entry", raters="juror", ratings="mark")),
        )
    ]
    four = milliseconds(lambda: krippendorff(Panel.of(sheet)))
    theirs = {
        metric: quietly(lambda m=metric: oracle.alpha(reliability_data=reliability, level_of_measurement=m))
        for metric in METRICS
    }
    rows.append(pair("alpha in four metrics, krippendorff", four, sum(theirs.values())))
    rows += [pair(f"alpha in four metrics, theirs {metric} alone", four, value) for metric, value in theirs.items()]
    rows.append(["two-way model with severity", f"{milliseconds(lambda: our_model(sheet)):.2f}", "", ""])
    mine = milliseconds(lambda: our_model(small_sheet))
    rows.append(pair(f"… of {SMALL} × 8 marks, statsmodels", mine, quietly(lambda: their_model(frame))))
    title = f"Analytics of {marks.size:,} marks ({ENTRIES:,} × {marks.shape[1]})"
    return table(title, [["", "ours, ms", "theirs, ms", "faster by"], *rows])


def pair(name: str, mine: float, theirs: float) -> list[str]:
    return [name, f"{mine:.2f}", f"{theirs:.2f}", against(mine, theirs)]
