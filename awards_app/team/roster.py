"""Reads a table of people to invite, as spreadsheets write it; refuses what is no table. Pure."""

import codecs
import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass

from flask_babel import gettext as _

from awards_app.errors import BadFile

MOST_ROWS = 2000
DELIMITERS = ";,\t"
# What each column may be called, in Polish and in English.
NAMES = {
    "email": {"e-mail", "email", "mail", "adres e-mail", "adres email"},
    "name": {"imię i nazwisko", "imie i nazwisko", "nazwisko i imię", "name", "first and last name"},
    "city": {"miasto", "miasto lub teryt", "teryt", "city", "city or teryt"},
    "voivodeship": {"województwo", "wojewodztwo", "voivodeship"},
    "title": {"funkcja", "stanowisko", "function"},
    "right": {"prawo", "uprawnienie", "uprawnienia", "right"},
    # Some tables keep the two names of a person apart.
    "first": {"imię", "imie", "first name"},
    "last": {"nazwisko", "last name", "surname"},
}
NEEDED = ("email", "name", "city")
TEMPLATE = "e-mail;imię i nazwisko;miasto;funkcja;prawo\r\n"


@dataclass(frozen=True)
class Decoded:
    """The text of a file, and the encoding that it was in."""

    text: str
    encoding: str


@dataclass(frozen=True)
class Row:
    """One person as the table has them; `line` is where in the file, counted from 1."""

    line: int
    email: str
    name: str
    city: str
    title: str
    right: str


def decode(raw: bytes) -> Decoded:
    """The text of a file in UTF-8, in UTF-16 with its mark, or in the Windows-1250 of older Polish spreadsheets.

    Raises BadFile for what is not text.
    """
    if raw.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return _in_encoding(raw, "utf-16", "UTF-16")
    if b"\x00" in raw:
        raise BadFile(_("This is not a text file. Save the table as CSV and send it again."))
    try:
        return Decoded(raw.decode("utf-8-sig"), "UTF-8")
    except UnicodeDecodeError:
        return _in_encoding(raw, "cp1250", "Windows-1250")


def _in_encoding(raw: bytes, codec: str, name: str) -> Decoded:
    try:
        return Decoded(raw.decode(codec), name)
    except UnicodeDecodeError as error:
        raise BadFile(_("The letters of this file cannot be read. Save it as CSV in UTF-8.")) from error


def rows_of(text: str) -> list[Row]:
    """The people of the table, blank lines left out. Raises BadFile with a sentence for what is no such table."""
    records = list(_records(text.lstrip("\ufeff")))
    if not records:
        raise BadFile(_("The table is empty."))
    columns = _columns(records[0][1])
    if "first" in columns and "last" in columns:
        columns.setdefault("name", columns["first"])
    if missing := [name for name in NEEDED if name not in columns]:
        raise BadFile(_("The first line must name the columns. Missing: %(names)s.", names=_in_words(missing)))
    if len(records) == 1:
        raise BadFile(_("The table holds its headings only. Add a line for each person."))
    if len(records) - 1 > MOST_ROWS:
        raise BadFile(_("A table may have at most %(most)d people. Split it.", most=MOST_ROWS))
    return [_row(line, cells, columns) for line, cells in records[1:]]


def _records(text: str) -> Iterator[tuple[int, list[str]]]:
    """The lines with something in them, each with its number in the file."""
    head = next((line for line in text.splitlines() if line.strip()), "")
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=max(DELIMITERS, key=head.count), strict=True)
    line = 1
    try:
        for cells in reader:
            if any(cell.strip() for cell in cells):
                yield line, [cell.strip() for cell in cells]
            line = reader.line_num + 1
    except csv.Error as error:
        raise BadFile(
            _("Line %(line)d cannot be read: a quotation mark is not closed or misplaced.", line=line)
        ) from error


def _columns(head: list[str]) -> dict[str, int]:
    found: dict[str, int] = {}
    for position, cell in enumerate(head):
        for column, names in NAMES.items():
            if cell.casefold() in names:
                found.setdefault(column, position)
    return found


def _in_words(columns: list[str]) -> str:
    words = {"email": _("E-mail"), "name": _("First and last name"), "city": _("City")}
    return ", ".join(words[column] for column in columns)


def _row(line: int, cells: list[str], columns: dict[str, int]) -> Row:
    def cell(column: str) -> str:
        position = columns.get(column)
        return cells[position] if position is not None and position < len(cells) else ""

    name = cell("name")
    if "last" in columns and columns["name"] == columns.get("first"):
        name = f"{name} {cell('last')}".strip()
    city, voivodeship = cell("city"), cell("voivodeship")
    full_name = f"{city} ({voivodeship})" if city and voivodeship and "(" not in city and not city.isdigit() else city
    return Row(line, cell("email"), name, full_name, cell("title"), cell("right"))
