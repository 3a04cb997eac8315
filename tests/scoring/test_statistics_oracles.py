"""The official statistics against SciPy and statsmodels, which compute in floats what we compute in fractions."""

from fractions import Fraction

import numpy as np
import pandas as pd
import pytest
import statsmodels.formula.api as smf
from scipy import stats

from scoring import Ballot, Criterion, Rules, Sheet, rank

CRITERIA = (Criterion("a", 60, 0, 10, "0.5"), Criterion("b", 40, 0, 20))
Marks = dict[tuple[str, str], tuple[Fraction, int]]


def marks_of(seed: int, missing: float, jurors: int = 9) -> Marks:
    """Entry and juror → marks on a and b; the first juror scores every entry, which connects the panel."""
    generator = np.random.default_rng(seed)
    found = {}
    for entry in "ABCDEFG":
        for number in range(jurors):
            if number == 0 or generator.random() >= missing:
                found[entry, f"J{number}"] = (
                    Fraction(int(generator.integers(0, 21)), 2),
                    int(generator.integers(0, 21)),
                )
    return found


def scores(marks: Marks, rules: Rules) -> dict[str, float]:
    ballots = [Ballot(juror, entry, {"a": a, "b": b}) for (entry, juror), (a, b) in marks.items()]
    return {s.entry: float(s.score) for s in rank(Sheet.of(CRITERIA, ballots), rules).standings}


def totals(marks: Marks) -> pd.DataFrame:
    rows = [(entry, juror, float(60 * a / 10 + Fraction(40 * b, 20))) for (entry, juror), (a, b) in marks.items()]
    return pd.DataFrame(rows, columns=["entry", "juror", "total"])


@pytest.mark.parametrize("drop", [1, 2, 3])
@pytest.mark.parametrize("seed", range(3))
def test_the_trimmed_mean_is_that_of_scipy(seed: int, drop: int) -> None:
    """SciPy trims a share of each end and rounds the number down, so the share asked for is a little more than ours."""
    marks = marks_of(seed, 0.1)
    given = {entry: part["total"] for entry, part in totals(marks).groupby("entry")}
    expected = {
        e: stats.trim_mean(t, (drop + 0.01) / len(t)) for e, t in given.items() if len(t) >= max(5, 2 * drop + 1)
    }
    assert scores(marks, Rules("trimmed_mean", ("shared",), drop=drop)) == pytest.approx(expected)


@pytest.mark.parametrize("drop", [1, 2])
def test_the_trimmed_mean_by_criterion_is_that_of_scipy(drop: int) -> None:
    marks = marks_of(7, 0.0)
    expected = {
        entry: sum(
            weight
            * stats.trim_mean([float(m[n]) for (e, _), m in marks.items() if e == entry], (drop + 0.01) / 9)
            / top
            for n, (weight, top) in enumerate([(60, 10), (40, 20)])
        )
        for entry in "ABCDEFG"
    }
    assert scores(marks, Rules("trimmed_mean", ("shared",), drop=drop, trim="criterion")) == pytest.approx(expected)


@pytest.mark.parametrize("missing", [0.0, 0.3, 0.6])
@pytest.mark.parametrize("seed", range(3))
def test_the_severity_adjusted_score_is_the_least_squares_of_statsmodels(seed: int, missing: float) -> None:
    """Dummies for every entry, and for the jurors such that their effects add up to zero, as ours do.

    With the usual dummies, which set the first juror's effect to zero, all scores would be those before that juror, and
    differ from ours by that juror's effect.
    """
    marks = marks_of(seed, missing)
    fit = smf.ols("total ~ 0 + C(entry) + C(juror, Sum)", totals(marks)).fit()
    expected = {entry: fit.params[f"C(entry)[{entry}]"] for entry in "ABCDEFG"}
    assert scores(marks, Rules("severity_adjusted", ("shared",), 1)) == pytest.approx(expected)

    first = smf.ols("total ~ 0 + C(entry) + C(juror)", totals(marks)).fit()
    ours, theirs = np.array([*expected.values()]), [first.params[f"C(entry)[{entry}]"] for entry in "ABCDEFG"]
    assert np.ptp(ours - theirs) == pytest.approx(0, abs=1e-9)


@pytest.mark.parametrize("seed", range(3))
def test_median_and_borda_are_those_of_numpy_and_of_ranks_by_scipy(seed: int) -> None:
    marks = marks_of(seed, 0.3)
    table = totals(marks).pivot(index="entry", columns="juror", values="total")
    median = np.nanmedian(table, axis=1)
    assert scores(marks, Rules("median", ("shared",), 1)) == pytest.approx(dict(zip("ABCDEFG", median, strict=True)))
    ranks = stats.rankdata(-table, axis=0, nan_policy="omit")
    borda = dict(zip("ABCDEFG", np.nanmean(ranks, axis=1), strict=True))
    assert scores(marks, Rules("borda", ("shared",), 1)) == pytest.approx(borda)
