"""Ballots out of a CSV table `juror,entry,criterion,mark`; refuses whatever is not plainly a mark and says where."""

from collections.abc import Sequence
from fractions import Fraction
from functools import cache
from typing import NamedTuple

from scoring.ballots import Ballot
from scoring.criteria import HEAVIEST_WEIGHT, Criterion, without_scale
from scoring.csv_table import Table, read_table
from scoring.errors import InputError, ScoringError, quoted
from scoring.exact import exact, plain
from scoring.sheet import LARGEST_SHEET, check_size
from scoring.text_file import clean_name, decoded

REQUIRED = ("juror", "entry", "mark")
OPTIONAL = ("criterion",)


class Row(NamedTuple):
    """One mark as written; `criterion` is empty when the table has no such column, `mark` when there is no mark."""

    line: int
    juror: str
    entry: str
    criterion: str
    mark: str


class Ballots(NamedTuple):
    """What the file holds; `criteria` are those of the rules, or the one that the marks imply where there are none."""

    criteria: tuple[Criterion, ...]
    ballots: tuple[Ballot, ...]


def read_ballots(data: bytes, source: str, criteria: Sequence[Criterion] = ()) -> Ballots:
    """The ballots in a CSV file; `source` is its name for errors.

    UTF-8 with or without a byte order mark; columns in any order, parted by commas, semicolons or tabs; where it is not
    commas a mark may have a decimal comma. An empty mark is no mark. The column `criterion` may be missing when there
    is one criterion or none; without criteria the marks are those of a single one, with the name in the column, or
    `score`. Raises InputError, also for more entries × jurors × criteria than a sheet holds.
    """
    table = read_table(decoded(data, source), source, REQUIRED, OPTIONAL)
    if not table.lines:
        raise InputError(source, 1, "1", "there are no ballots below the header")
    rows = _rows(table)
    criteria = tuple(criteria) or (_implied(table, rows),)
    if len(criteria) > 1 and "criterion" not in table.columns:
        sentence = "the column 'criterion' is missing, and the rules have several criteria"
        raise InputError(source, 1, str(len(table.columns) + 1), sentence)
    _check_size(table, rows, len(criteria))
    return Ballots(criteria, tuple(_ballots(table, rows, criteria)))


def _check_size(table: Table, rows: list[Row], criteria: int) -> None:
    """Refused where the juror or the entry is first named that makes the sheet too large."""
    jurors, entries = {row.juror for row in rows}, {row.entry for row in rows}
    if len(jurors) * len(entries) * criteria <= LARGEST_SHEET:
        return
    jurors, entries = set(), set()
    for row in rows:
        column = "entry" if row.juror in jurors else "juror"
        jurors.add(row.juror)
        entries.add(row.entry)
        try:
            check_size(len(entries), len(jurors), criteria)
        except ScoringError as error:
            raise table.error(row.line, column, str(error)) from None


def _rows(table: Table) -> list[Row]:
    rows = []
    clean = cache(clean_name)
    places = [table.columns.get(name) for name in ("juror", "entry", "criterion", "mark")]
    for line, fields in table.lines:
        juror, entry, criterion, mark = ["" if place is None else clean(fields[place]) for place in places]
        rows.append(Row(line, juror, entry, criterion, mark if table.delimiter == "," else mark.replace(",", ".")))
        if not (juror and entry) or (not criterion and "criterion" in table.columns):
            missing = next(name for name in ("juror", "entry", "criterion") if not getattr(rows[-1], name))
            raise table.error(line, missing, f"the {missing} is missing")
    return rows


def _implied(table: Table, rows: list[Row]) -> Criterion:
    """The one criterion that is marked, under the name that the table has for it."""
    _check_single(table, rows)
    marks = [_free_mark(table, row) for row in rows if row.mark]
    try:
        scale = without_scale(marks)
        return Criterion(rows[0].criterion or scale.key, scale.weight, scale.lowest, scale.highest, scale.step)
    except ScoringError as error:
        raise table.error(rows[0].line, "mark", str(error)) from None


def _check_single(table: Table, rows: list[Row]) -> None:
    first = rows[0].criterion
    for row in rows:
        if row.criterion != first:
            both = f"{quoted(first)} and {quoted(row.criterion)}"
            sentence = f"{both} are several criteria: rules are needed that say how much each weighs"
            raise table.error(row.line, "criterion", sentence)


def _free_mark(table: Table, row: Row) -> Fraction:
    """A mark without a scale. Without one it may not be larger than the heaviest weight, which stands in for it."""
    try:
        mark = exact(row.mark)
    except ScoringError as error:
        raise table.error(row.line, "mark", str(error)) from None
    if abs(mark) > HEAVIEST_WEIGHT:
        sentence = f"without rules that name a scale a mark may be at most {HEAVIEST_WEIGHT}, not {plain(mark)}"
        raise table.error(row.line, "mark", sentence)
    return mark


def _ballots(table: Table, rows: list[Row], criteria: Sequence[Criterion]) -> list[Ballot]:
    by_key = {criterion.key: criterion for criterion in criteria}
    given: dict[tuple[str, str], dict[str, str]] = {}
    fine: set[tuple[str, str]] = set()
    for row in rows:
        _, juror, entry, key, mark = row
        key = key or criteria[0].key
        marks = given.setdefault((juror, entry), {})
        if key in marks:
            raise _marked_twice(table, rows, row)
        if (key, mark) not in fine:
            _check(table, row, by_key.get(key))
            fine.add((key, mark))
        marks[key] = mark
    return [
        Ballot(juror, entry, {key: mark for key, mark in marks.items() if mark})
        for (juror, entry), marks in given.items()
    ]


def _marked_twice(table: Table, rows: list[Row], again: Row) -> InputError:
    before = next(row.line for row in rows if row[1:4] == again[1:4])
    on = f" on criterion {quoted(again.criterion)}" if again.criterion else ""
    sentence = f"juror {quoted(again.juror)} already marked entry {quoted(again.entry)}{on} on line {before}"
    return table.error(again.line, "mark", sentence)


def _check(table: Table, row: Row, criterion: Criterion | None) -> None:
    if criterion is None:
        raise table.error(row.line, "criterion", f"the rules have no criterion {quoted(row.criterion)}")
    try:
        if row.mark:
            criterion.units(row.mark)
    except ScoringError as error:
        who = f"juror {quoted(row.juror)}, entry {quoted(row.entry)}, criterion {quoted(criterion.key)}"
        raise table.error(row.line, "mark", f"{who}: {error}") from None
