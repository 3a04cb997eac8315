"""From shuffled rows to exact places: ours, and the same with floats in pandas and polars."""

import numpy as np
import pandas as pd
import polars as pl

from benchmarks.panels import CRITERIA, Shuffled
from benchmarks.timing import against, milliseconds, peak_bytes, table
from scoring import Rules, places_by_score

RULES = Rules(ladder=("shared",))
WORTH = np.array([c.weight / float(c.highest) / c.units_per_point for c in CRITERIA])
MILLION = 1_000_000


def ours(panel: Shuffled) -> np.ndarray:
    return places_by_score(panel.sheet(), RULES).places


def by_pandas(frame: pd.DataFrame) -> pd.Series:
    """Totals of the complete ballots, their mean, and places; in floats, so that ties may break."""
    parts = frame.assign(part=frame["units"] * WORTH[frame["criterion"].to_numpy()])
    totals = parts.groupby(["entry", "juror"])["part"].agg(["sum", "count"])
    means = totals.loc[totals["count"] == len(CRITERIA), "sum"].groupby("entry").mean()
    return means.rank(ascending=False, method="min")


def by_polars(frame: pl.DataFrame, worth: pl.DataFrame) -> pl.DataFrame:
    """The same."""
    totals = (
        frame.join(worth, on="criterion")
        .group_by("entry", "juror")
        .agg((pl.col("units") * pl.col("worth")).sum().alias("total"), pl.len().alias("count"))
    )
    means = totals.filter(pl.col("count") == len(CRITERIA)).group_by("entry").agg(pl.col("total").mean())
    return means.with_columns(pl.col("total").rank("min", descending=True).alias("place"))


def compare() -> str:
    panel = Shuffled.of(MILLION)
    columns = vars(panel.rows)
    frame, polar = pd.DataFrame(columns), pl.DataFrame(columns)
    worth = pl.DataFrame({"criterion": np.arange(len(CRITERIA)), "worth": WORTH})
    dense = panel.sheet().marks
    mine = milliseconds(lambda: ours(panel), 25)
    rows = [["", "ms", "ours is faster by"], ["ours, exact", f"{mine:.2f}", ""]]
    for name, theirs in (
        ("pandas groupby", milliseconds(lambda: by_pandas(frame))),
        ("polars group_by", milliseconds(lambda: by_polars(polar, worth))),
        ("reading the marks once (floor)", milliseconds(dense.sum, 25)),
    ):
        rows.append([name, f"{theirs:.2f}", against(mine, theirs)])
    return table(f"From {MILLION:,} shuffled rows (10,000 × 20 × 5) to places", rows) + memory(panel)


def memory(panel: Shuffled) -> str:
    beyond = peak_bytes(lambda: ours(panel)) / MILLION
    given = sum(column.itemsize for column in vars(panel.rows).values())
    least = 4 + 1 + 1 + 2
    return (
        f"Memory: {beyond:.1f} bytes a mark beyond the rows; with them {beyond + given:.1f} as int64, "
        f"{beyond + least:.1f} in the smallest types that hold them\n"
    )
