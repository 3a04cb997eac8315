"""Whether one step on one mark changes the first place: every such step of the leading entries is tried out."""

from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction

import numpy as np

from scoring.errors import ScoringError, quoted
from scoring.exact import plain
from scoring.leaders import leaders
from scoring.ranking import Ranking
from scoring.rules import Rules
from scoring.sheet import Sheet

MOST_TRIALS = 4000
"""Rankings that are computed; what goes beyond is not looked at."""

Nudge = tuple[int, int, int, int]
"""Entry, juror, criterion, and the units that are added to the mark."""


def one_step_changes(sheet: Sheet, rules: Rules, ranking: Ranking) -> str | None:
    """The first step found, in words, after which others lead by score; None when there is none.

    Looked at are the marks of the entries on the first two places, up and down by one step of their criterion.
    """
    places = sorted({standing.place for standing in ranking.standings})[:2]
    front = [sheet.entries.index(s.entry) for s in ranking.standings if s.place in places]
    before = _leaders(sheet, rules)
    for number, nudge in enumerate(_nudges(sheet, front)):
        if number >= MOST_TRIALS:
            return None
        if _leaders(_nudged(sheet, nudge), rules) != before:
            return _worded(sheet, nudge)
    return None


def _nudges(sheet: Sheet, entries: list[int]) -> Iterator[Nudge]:
    for entry in entries:
        for juror in np.flatnonzero(sheet.complete[entry]).tolist():
            for number, criterion in enumerate(sheet.criteria):
                step = int(criterion.step * criterion.units_per_point)
                mark = int(sheet.marks[entry, juror, number])
                for units in (-step, step):
                    if criterion.bounds[0] <= mark + units <= criterion.bounds[1]:
                        yield entry, juror, number, units


def _nudged(sheet: Sheet, nudge: Nudge) -> Sheet:
    entry, juror, number, units = nudge
    marks = sheet.marks.copy()
    marks[entry, juror, number] += units
    return replace(sheet, marks=marks)


def _leaders(sheet: Sheet, rules: Rules) -> tuple[int, ...]:
    try:
        return leaders(sheet, rules)
    except ScoringError:
        return ()


def _worded(sheet: Sheet, nudge: Nudge) -> str:
    entry, juror, number, units = nudge
    criterion = sheet.criteria[number]
    mark = int(sheet.marks[nudge[:3]])
    old, new = (plain(Fraction(value, criterion.units_per_point)) for value in (mark, mark + units))
    where = f"juror {quoted(sheet.jurors[juror])} on {quoted(sheet.entries[entry])}, {quoted(criterion.key)}"
    return f"{where}: {new} instead of {old}"
