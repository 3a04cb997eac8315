"""Reads a file for the register to its last line, or refuses it in a sentence with line and column. Pure."""

import csv
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from flask_babel import gettext as _

from awards_app.errors import BadFile

MOST_BYTES = 5_000_000
MOST_ROWS = 100_000
MOST_SHOWN = 40


class Reader(Protocol):
    """What `csv.reader` gives."""

    line_num: int

    def __iter__(self) -> Iterator[list[str]]: ...


@dataclass(frozen=True)
class Cell:
    """One value with the place where it stands in the file."""

    text: str
    line: int
    column: int
    header: str

    def refuse(self, why: str) -> BadFile:
        """The refusal of the whole file because of this cell."""
        place = _(
            "Line %(line)d, column %(column)d (%(header)s):", line=self.line, column=self.column, header=self.header
        )
        return BadFile(f"{place} {why}")

    def digits(self, *lengths: int) -> str:
        """The text, which must be digits of one of these lengths."""
        if not (self.text.isascii() and self.text.isdigit() and len(self.text) in lengths):
            wanted = _(" or ").join(str(one) for one in lengths)
            raise self.refuse(_("expected %(count)s digits, found “%(found)s”.", count=wanted, found=shown(self.text)))
        return self.text

    def day(self) -> date:
        """The text as a day, written 2026-01-31."""
        try:
            return date.fromisoformat(self.text)
        except ValueError as error:
            raise self.refuse(
                _("expected a day such as 2026-01-01, found “%(found)s”.", found=shown(self.text))
            ) from error


@dataclass(frozen=True)
class Row:
    """One line of the file, by the names of its columns."""

    cells: dict[str, Cell]

    def __getitem__(self, name: str) -> Cell:
        return self.cells[name]


def shown(text: str) -> str:
    """A foreign text, short and printable enough for a sentence."""
    plain = "".join(character if character.isprintable() else "\N{REPLACEMENT CHARACTER}" for character in text)
    return plain if len(plain) <= MOST_SHOWN else plain[:MOST_SHOWN] + "…"


def rows_of(raw: bytes, columns: Sequence[str], separators: str) -> Iterator[Row]:
    """The rows under a header that names exactly these columns. Raises BadFile for the first thing that is wrong."""
    text = _text(raw)
    first = text.split("\n", 1)[0].rstrip("\r")
    separator = next((one for one in separators if one in first), separators[0])
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    _check_header(next(_lines(reader), (1, []))[1], columns, separator)
    count = 0
    for line, values in _lines(reader):
        count += 1
        if count > MOST_ROWS:
            raise BadFile(_("The file has more than %(most)d lines; this is not the right file.", most=MOST_ROWS))
        yield _row(line, values, columns)
    if not count:
        raise BadFile(_("The file has a header and no line under it; nothing can be imported."))


def _text(raw: bytes) -> str:
    if not raw.strip():
        raise BadFile(_("The file is empty. Choose another one."))
    if len(raw) > MOST_BYTES:
        sizes = {"size": f"{len(raw) / 1e6:.1f}", "most": f"{MOST_BYTES / 1e6:.0f}"}
        raise BadFile(
            _("The file has %(size)s MB; at most %(most)s MB is accepted. This is not the right file.", **sizes)
        )
    if raw.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise BadFile(_("The file is in UTF-16. Save it as CSV in UTF-8 and send it again."))
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line, column = _place(raw[: error.start].decode("utf-8", "replace"))
        sentence = _("Line %(line)d, character %(column)d: the file is not in UTF-8.", line=line, column=column)
        raise BadFile(f"{sentence} {_('Save it as CSV in UTF-8 and send it again.')}") from error
    if "\0" in text:
        line, column = _place(text[: text.index("\0")])
        raise BadFile(_("Line %(line)d, character %(column)d: a NUL; this is no text.", line=line, column=column))
    return text


def _place(before: str) -> tuple[int, int]:
    """Line and character of what follows this text."""
    return before.count("\n") + 1, len(before) - (before.rfind("\n") + 1) + 1


def _lines(reader: "Reader") -> Iterator[tuple[int, list[str]]]:
    """Each line that is not blank, with its number."""
    begins = reader.line_num + 1
    try:
        for values in reader:
            if any(value.strip() for value in values):
                yield begins, [value.strip() for value in values]
            begins = reader.line_num + 1
    except csv.Error as error:
        why = _("Line %(line)d: a quotation mark is not closed or stands in a wrong place.", line=begins)
        raise BadFile(why) from error


def _check_header(found: list[str], columns: Sequence[str], separator: str) -> None:
    if [one.casefold() for one in found] == [one.casefold() for one in columns]:
        return
    number = next(
        (n for n, pair in enumerate(zip(found, columns, strict=False)) if pair[0].casefold() != pair[1].casefold()),
        None,
    )
    number = min(len(found), len(columns)) if number is None else number
    there = shown(found[number]) if number < len(found) else ""
    raise BadFile(
        _(
            "Line 1, column %(column)d: the header must be “%(wanted)s”; found “%(found)s”.",
            column=number + 1,
            wanted=separator.join(columns),
            found=there,
        )
    )


def _row(line: int, values: list[str], columns: Sequence[str]) -> Row:
    if len(values) != len(columns):
        numbers = {"line": line, "wanted": len(columns), "found": len(values)}
        raise BadFile(_("Line %(line)d: expected %(wanted)d columns, found %(found)d.", **numbers))
    return Row(
        {
            name: Cell(value, line, number, name)
            for number, (name, value) in enumerate(zip(columns, values, strict=True), 1)
        }
    )
