"""The official TERC file of Statistics Poland: its towns, with the names of their voivodeships. Pure."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from flask_babel import gettext as _

from awards_app.cities.reading import Cell, Row, rows_of, shown
from awards_app.errors import BadFile
from awards_app.web.forms import CONTROL, tidy

COLUMNS = ("WOJ", "POW", "GMI", "RODZ", "NAZWA", "NAZWA_DOD", "STAN_NA")
# 1 is a town that is a gmina by itself, 4 a town in a gmina of town and villages.
TOWNS = frozenset({"1", "4"})
KINDS = frozenset("1234589")
NAME_MOST = 100


@dataclass(frozen=True, slots=True)
class TercTown:
    """A town of the file; `teryt` has seven digits."""

    teryt: str
    name: str
    voivodeship: str

    @property
    def full_name(self) -> str:
        """The name with its voivodeship."""
        return f"{self.name} ({self.voivodeship})"

    @property
    def gmina(self) -> str:
        """The first six digits."""
        return self.teryt[:6]


@dataclass(frozen=True, slots=True)
class TercTable:
    """All towns of the file, and the day that it describes."""

    towns: tuple[TercTown, ...]
    of: date


def read(raw: bytes) -> TercTable:
    """The towns in the file. Raises BadFile with line and column of the first thing that is wrong."""
    voivodeships: dict[str, str] = {}
    rows: list[tuple[Row, str]] = []
    latest = date.min
    for row in rows_of(raw, COLUMNS, ";"):
        latest = max(latest, row["STAN_NA"].day())
        code = row["WOJ"].digits(2)
        if not row["POW"].text:
            _note_voivodeship(row, code, voivodeships)
        elif _is_town(row):
            rows.append((row, code + row["POW"].digits(2) + row["GMI"].digits(2) + row["RODZ"].text))
    if not rows:
        raise BadFile(_("The file names no town: there is no line with 1 or 4 in the column RODZ."))
    return TercTable(tuple(_towns(rows, voivodeships)), latest)


def _note_voivodeship(row: Row, code: str, voivodeships: dict[str, str]) -> None:
    for column in ("GMI", "RODZ"):
        if row[column].text:
            raise row[column].refuse(
                _("a voivodeship has no code here, found “%(found)s”.", found=shown(row[column].text))
            )
    if code in voivodeships:
        raise row["WOJ"].refuse(_("this voivodeship stands in the file twice."))
    voivodeships[code] = _name(row["NAZWA"]).lower()


def _is_town(row: Row) -> bool:
    """A district has no RODZ."""
    kind = row["RODZ"]
    if kind.text and kind.text not in KINDS:
        raise kind.refuse(_("expected one of 1, 2, 3, 4, 5, 8, 9, found “%(found)s”.", found=shown(kind.text)))
    return kind.text in TOWNS


def _towns(rows: list[tuple[Row, str]], voivodeships: dict[str, str]) -> Iterator[TercTown]:
    lines: dict[str, int] = {}
    for row, teryt in rows:
        if teryt[:6] in lines:
            raise row["GMI"].refuse(
                _("the town with this code stands in line %(line)d already.", line=lines[teryt[:6]])
            )
        lines[teryt[:6]] = row["GMI"].line
        voivodeship = voivodeships.get(teryt[:2])
        if voivodeship is None:
            raise row["WOJ"].refuse(_("the file has no line that names this voivodeship."))
        yield TercTown(teryt, _name(row["NAZWA"]), voivodeship)


def _name(cell: Cell) -> str:
    name = tidy(cell.text) or ""
    if not name or len(name) > NAME_MOST or "\n" in name or CONTROL.search(name):
        raise cell.refuse(_("expected a name, found “%(found)s”.", found=shown(cell.text)))
    return name
