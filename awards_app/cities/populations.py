"""A table of populations by TERYT code: `teryt,population`, with commas or semicolons. Pure."""

from dataclasses import dataclass

from flask_babel import gettext as _

from awards_app.cities.reading import Cell, rows_of, shown

COLUMNS = ("teryt", "population")
MOST = 10_000_000


@dataclass(frozen=True, slots=True)
class PopulationTable:
    """Populations by code; all codes have seven digits, or all have the six of the gmina."""

    figures: dict[str, int]


def read(raw: bytes) -> PopulationTable:
    """The figures in the file. Raises BadFile with line and column of the first thing that is wrong."""
    figures: dict[str, int] = {}
    lines: dict[str, int] = {}
    length = 0
    for row in rows_of(raw, COLUMNS, ";,"):
        cell = row["teryt"]
        code = cell.digits(6, 7)
        length = length or len(code)
        if len(code) != length:
            why = _("%(found)d digits, while the lines above have %(wanted)d.", found=len(code), wanted=length)
            raise cell.refuse(f"{why} {_('A spreadsheet may have dropped a zero at the beginning.')}")
        if code in lines:
            raise cell.refuse(_("the code stands in line %(line)d already.", line=lines[code]))
        lines[code], figures[code] = cell.line, _count(row["population"])
    return PopulationTable(figures)


def _count(cell: Cell) -> int:
    text = cell.text
    if any(character.isspace() for character in text):
        raise cell.refuse(_("write the number without spaces, found “%(found)s”.", found=shown(text)))
    if not (text.isascii() and text.isdigit()) or len(text) > 9 or not 1 <= int(text) <= MOST:
        raise cell.refuse(
            _("expected a whole number from 1 to %(most)d, found “%(found)s”.", most=MOST, found=shown(text))
        )
    return int(text)
