"""CSV text → a table with named columns; refuses broken quotes, unknown or missing columns and uneven lines."""

import csv
import io
import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass

from scoring.errors import InputError, quoted

DELIMITERS = (",", ";", "\t")
_NAMES_DELIMITER = re.compile(r'"?sep=(?P<delimiter>.?)"?[,;\t]*', re.IGNORECASE)


@dataclass(frozen=True)
class Table:
    """The lines below the header: each the number of the line on which it begins, and its fields."""

    source: str
    delimiter: str
    columns: dict[str, int]
    lines: list[tuple[int, list[str]]]

    def error(self, line: int, column: str, sentence: str) -> InputError:
        """The error to raise about a field."""
        return InputError(self.source, line, f"{self.columns[column] + 1} ({column})", sentence)


def read_table(text: str, source: str, required: Collection[str], optional: Collection[str]) -> Table:
    """The table; columns may stand in any order, parted by commas, semicolons or tabs.

    That is what a first line `sep=;`, as Excel writes it, says, else whichever the header has most of. Blank lines are
    skipped, and empty fields behind the last column, as spreadsheets write them. Raises InputError.
    """
    delimiter, above = _delimiter(text, source)
    lines = _lines(text, source, delimiter, above)
    first, names = next(lines, (above + 1, []))
    columns = _columns(names, source, first, (*required, *optional))
    for name in required:
        if name not in columns:
            raise InputError(source, first, str(len(columns) + 1), f"the column {quoted(name)} is missing")
    table = Table(source, delimiter, columns, list(lines))
    for line, fields in table.lines:
        if len(fields) != len(columns):
            _check_width(fields, len(columns), source, line)
    return table


def _delimiter(text: str, source: str) -> tuple[str, int]:
    """What parts the columns, and how many lines stand above the header because they say so."""
    number, first = next((n, line) for n, line in enumerate(io.StringIO(text, newline=""), 1) if line.strip())
    named = _NAMES_DELIMITER.fullmatch(first.strip("\r\n "))
    if not named:
        return max(DELIMITERS, key=first.count), 0
    if named["delimiter"] not in DELIMITERS:
        raise InputError(source, number, "1", "'sep=' must name a comma, a semicolon or a tab")
    return named["delimiter"], number


def _lines(text: str, source: str, delimiter: str, above: int) -> Iterator[tuple[int, list[str]]]:
    """The lines that are not blank, each with its number in the file, of which so many `above` are passed over."""
    file = io.StringIO(text, newline="")
    for _ in range(above):
        file.readline()
    reader = csv.reader(file, delimiter=delimiter, strict=True)
    while True:
        begins = above + reader.line_num + 1
        try:
            fields = next(reader, None)
        except csv.Error as error:
            raise _unreadable(text, source, begins, delimiter, str(error)) from None
        if fields is None:
            return
        if "".join(fields).strip():
            yield begins, fields


def _unreadable(text: str, source: str, begins: int, delimiter: str, reason: str) -> InputError:
    rest = "".join(io.StringIO(text, newline="").readlines()[begins - 1 :])
    if "limit" in reason:
        most = csv.field_size_limit()
        return InputError(
            source, begins, _longer_than(most, rest, delimiter), f"the field is longer than {most} characters"
        )
    return InputError(source, begins, _last_quoted(rest, delimiter), f"the field cannot be read ({reason})")


def _longer_than(most: int, rest: str, delimiter: str) -> str:
    """The column of the first field that goes on for more than so many characters."""
    column, length, inside = 1, 0, False
    for character in rest:
        if character == '"':
            inside = not inside
        elif character == delimiter and not inside:
            column, length = column + 1, 0
        else:
            length += 1
        if length > most:
            break
    return str(column)


def _last_quoted(rest: str, delimiter: str) -> str:
    """The column of the last quote up to the line's end: the one that the reader stumbled over."""
    column, quote, inside = 1, 1, False
    for character in rest:
        if character == '"':
            inside = not inside
            quote = column
        elif character == delimiter and not inside:
            column += 1
        elif character in "\r\n" and not inside:
            break
    return str(quote)


def _columns(header: list[str], source: str, line: int, known: Collection[str]) -> dict[str, int]:
    """Column name → index. The header may be in capitals and may end in empty fields."""
    names = [name.strip().lower() for name in header]
    while names and not names[-1]:
        names.pop()
    columns: dict[str, int] = {}
    for number, name in enumerate(names):
        if name not in known:
            sentence = f"there is no column {quoted(name)}; the columns are {', '.join(known)}"
            raise InputError(source, line, str(number + 1), sentence)
        if name in columns:
            raise InputError(source, line, str(number + 1), f"the column {quoted(name)} is there twice")
        columns[name] = number
    return columns


def _check_width(fields: list[str], width: int, source: str, line: int) -> None:
    if len(fields) < width:
        raise InputError(source, line, str(len(fields) + 1), f"the line ends after {len(fields)} of {width} columns")
    for number in range(width, len(fields)):
        if fields[number].strip():
            raise InputError(source, line, str(number + 1), f"the header has only {width} columns")
