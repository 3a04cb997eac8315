"""`severity_adjusted`: means corrected for the strictness of the jurors whom an entry happened to have, exactly."""

from collections.abc import Mapping
from dataclasses import replace
from fractions import Fraction
from math import lcm

import numpy as np

from scoring.counted import Counted
from scoring.errors import ScoringError, quoted
from scoring.exact import Flags, Whole
from scoring.linear import solved
from scoring.scores import Scores, scores_of_parts

LARGEST_SYSTEM = 300
"""Jurors or entries, whichever are fewer: exact elimination takes minutes beyond."""

Effects = list[list[Fraction]]


def severity_adjusted(counted: Counted) -> Scores:
    """The score that the additive model total = entry + juror gives an entry before a juror of average strictness.

    Least squares over the complete ballots of the ranked entries (two-way layout without interaction, Searle, Linear
    Models, 1971, chapter 7), solved in rationals; the jurors' effects add up to zero. The model is solved for each
    criterion's part of the totals, which by linearity add up to the score. On a panel in which every juror scored
    every entry it is the mean. Raises ScoringError where the ballots do not connect all entries and jurors.
    """
    jurors = np.flatnonzero(counted.sheet.complete[counted.ranked].any(axis=0))
    there: Flags = counted.sheet.complete[np.ix_(counted.ranked, jurors)]
    if not len(there):
        return scores_of_parts(counted, {})
    _check_connected(counted, there, jurors.tolist())
    if min(there.shape) > LARGEST_SYSTEM:
        raise ScoringError(f"severity_adjusted is solved exactly for up to {LARGEST_SYSTEM} jurors or entries")
    marks = counted.sheet.marks[np.ix_(counted.ranked, jurors)].astype(object)
    parts = marks * np.array(counted.totals.coefficients, dtype=object) * there[:, :, None]
    severity = column_effects(there, parts)
    found = row_effects(there, parts, severity)
    unit = counted.totals.denominator
    rows = {e: [value / unit for value in row] for e, row in zip(counted.ranked.tolist(), found, strict=True)}
    effects = {counted.sheet.jurors[j]: sum(row, Fraction(0)) / unit for j, row in zip(jurors, severity, strict=True)}
    notes = ("every juror scored every entry: the severity-adjusted score is the mean",) if there.all() else ()
    return replace(scores_of_parts(counted, rows), values=_values(counted, rows), notes=notes, juror_effects=effects)


def column_effects(there: Flags, parts: Whole) -> Effects:
    """The columns' effects for each of the parts, adding up to zero over the columns.

    The normal equations are solved for the rows or the columns, whichever are fewer, after the others are eliminated.
    """
    if there.shape[1] <= there.shape[0]:
        return _reduced(there, parts)
    rows = _reduced(there.T, parts.transpose(1, 0, 2))
    free = row_effects(there.T, parts.transpose(1, 0, 2), rows)
    means = [sum(column, Fraction(0)) / len(free) for column in zip(*free, strict=True)]
    return [[value - mean for value, mean in zip(row, means, strict=True)] for row in free]


def _reduced(there: Flags, parts: Whole) -> Effects:
    """Columns' effects b from n_j b_j − Σ_rows (Σ_k b_k) ÷ n_row = Σ_rows (y − mean of the row), times lcm of n_row.

    The matrix is singular by the constant vector; one is added to each of its elements, which makes the effects
    add up to zero, since the right-hand sides do.
    """
    counts = there.sum(axis=1).tolist()
    common = lcm(*counts)
    shares = np.array([common // count for count in counts], dtype=object)
    flags = there.astype(int).astype(object)
    matrix = np.diag(flags.sum(axis=0) * common) - (flags * shares[:, None]).T @ flags + 1
    sums = parts.sum(axis=1)
    right = parts.sum(axis=0) * common - flags.T @ (sums * shares[:, None])
    return solved(matrix.tolist(), right.tolist())


def row_effects(there: Flags, parts: Whole, effects: Effects) -> Effects:
    """For each row the mean of what is left of its parts without the columns' effects."""
    # Over one denominator, since whole numbers are added up many times as fast as fractions.
    unit = lcm(*(effect.denominator for row in effects for effect in row))
    whole = [[int(effect * unit) for effect in row] for row in effects]
    found = []
    for flags, row in zip(there.tolist(), parts.sum(axis=1).tolist(), strict=True):
        own = [effect for effect, given in zip(whole, flags, strict=True) if given]
        columns = zip(row, zip(*own, strict=True), strict=True)
        found.append([Fraction(part * unit - sum(column), len(own) * unit) for part, column in columns])
    return found


def _values(counted: Counted, rows: Mapping[int, list[Fraction]]) -> Mapping[int, Mapping[str, Fraction]]:
    values = {}
    for entry, row in rows.items():
        totals = counted.totals_of(entry)
        mean = Fraction(sum(totals), len(totals) * counted.totals.denominator)
        values[entry] = {"mean": mean, "adjustment": sum(row, Fraction(0)) - mean}
    return values


def _check_connected(counted: Counted, there: Flags, jurors: list[int]) -> None:
    reached = np.zeros(len(there), dtype=np.bool_)
    grown = reached.copy()
    grown[0] = True
    while (grown != reached).any():
        reached = grown
        grown = reached | there[:, there[reached].any(axis=0)].any(axis=1)
    if reached.all():
        return
    names = [counted.sheet.entries[entry] for entry in counted.ranked]
    one, other = (quoted(names[int(np.flatnonzero(flags)[0])]) for flags in (reached, ~reached))
    groups = f"{int(reached.sum())} of the {len(reached)} entries"
    raise ScoringError(
        f"severity_adjusted cannot compare {one} with {other}: no chain of jurors who scored the same entries leads "
        f"from one to the other ({groups} hang together with the first)"
    )
