"""The laureate list as CSV, XLSX and JSON. Pure: lines of the seal in, bytes out."""

import csv
import io
import json
from collections.abc import Callable, Iterable, Sequence

import xlsxwriter
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from awards_app.results.labels import step_in_words
from awards_app.results.laureates import Award, Line
from awards_app.web.tables import BOM, Cell, harmless

SEPARATORS = {"comma": ",", "semicolon": ";"}
COLUMNS = (
    _l("Category"),
    _l("Class"),
    _l("Laurel"),
    _l("Place"),
    _l("City"),
    _l("Voivodeship"),
    _l("TERYT code"),
    _l("Campaign"),
    _l("Entry"),
    _l("Score"),
    _l("Exact score"),
    _l("Ballots"),
    _l("Decided by"),
    _l("Reason"),
)
NUMERIC = {3, 11}
TERYT, ENTRY, SCORE, EXACT, DECIDED = 6, 8, 9, 10, 12


def rows_of(awards: Iterable[Award], laurels: dict[str, str], *, winners_only: bool) -> list[list[Cell]]:
    """A row for each line; `laurels` names the laurels in the reader's language."""
    found: list[list[Cell]] = []
    for award in awards:
        found += [_row(line, laurels) for line in (award.winners if winners_only else award.lines)]
        if award.is_withheld:
            found.append(_row_of_none(award))
    return found


def _row_of_none(award: Award) -> list[Cell]:
    row: list[Cell] = [None] * len(COLUMNS)
    row[0], row[1], row[2] = str(award.category), str(award.size_class), str(_("no award"))
    row[DECIDED] = step_in_words("resolution", {}) if award.reason else None
    row[-1] = award.reason
    return row


def _row(line: Line, laurels: dict[str, str]) -> list[Cell]:
    return [
        str(line.category),
        str(line.size_class),
        laurels.get(line.laurel or "", ""),
        line.place,
        line.city,
        line.voivodeship,
        line.teryt,
        line.title,
        line.entry,
        line.score,
        line.exact,
        line.ballots,
        step_in_words(line.decided_by if line.place else "resolution", line.criteria),
        line.reason,
    ]


def as_csv(rows: Iterable[Sequence[Cell]], separator: str, decimal: str) -> bytes:
    """UTF-8 with a byte order mark, so that Excel shows ę and ł; formulas are made harmless by an apostrophe.

    Codes and fractions are worded so that no program which opens the file takes them for a number or a date.
    """
    out = io.StringIO()
    writer = csv.writer(out, delimiter=separator)
    writer.writerow([str(column) for column in COLUMNS])
    writer.writerows([harmless(cell) for cell in _worded(row, decimal)] for row in rows)
    return (BOM + out.getvalue()).encode()


def _worded(row: Sequence[Cell], decimal: str) -> list[Cell]:
    """The cells that a spreadsheet would misread: 003 loses its zeros, and 1/12 is the first of December."""
    cells = list(row)
    worded: dict[int, Callable[[str], str]] = {
        TERYT: lambda code: f"TERYT {code}",
        ENTRY: lambda code: str(_("No. %(code)s", code=code)),
        SCORE: lambda score: score.replace(".", decimal),
        EXACT: lambda fraction: fraction.replace("/", " ÷ "),
    }
    for column, words in worded.items():
        if cells[column]:
            cells[column] = words(str(cells[column]))
    return cells


def as_xlsx(rows: Sequence[Sequence[Cell]], title: str) -> bytes:
    """A workbook with typed cells, a frozen header and filters; no text is ever taken for a formula or a link."""
    out = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(out, options) as book:
        sheet = book.add_worksheet(title[:31])
        bold, score = book.add_format({"bold": True, "bottom": 1}), book.add_format({"num_format": "0.00####"})
        sheet.write_row(0, 0, [str(column) for column in COLUMNS], bold)
        for number, row in enumerate(rows, 1):
            for column, cell in enumerate(row):
                if column == SCORE and cell is not None:
                    sheet.write_number(number, column, float(cell), score)
                elif column in NUMERIC and cell is not None:
                    sheet.write_number(number, column, float(cell))
                elif cell is not None:
                    sheet.write_string(number, column, str(cell))
        sheet.freeze_panes(1, 0)
        sheet.autofilter(0, 0, max(1, len(rows)), len(COLUMNS) - 1)
        sheet.autofit()
    return out.getvalue()


def as_json(awards: Iterable[Award], code: str, sha256: str, *, winners_only: bool) -> bytes:
    """The list for programs: texts in both languages, scores also as exact fractions."""
    content = {
        "format": "awards-laureates/1",
        "seal": {"code": code, "sha256": sha256},
        "awards": [_award(award, winners_only=winners_only) for award in awards],
    }
    return json.dumps(content, ensure_ascii=False, indent=2).encode()


def _award(award: Award, *, winners_only: bool) -> dict[str, object]:
    lines = award.winners if winners_only else award.lines
    return {
        "category": {"pl": award.category.pl, "en": award.category.en},
        "class": {"pl": award.size_class.pl, "en": award.size_class.en},
        "reason": award.reason,
        "lines": [_line(line) for line in lines],
    }


def _line(line: Line) -> dict[str, object]:
    names = (
        "laurel",
        "place",
        "city",
        "voivodeship",
        "teryt",
        "title",
        "entry",
        "score",
        "exact",
        "ballots",
        "decided_by",
        "reason",
    )
    return {name: getattr(line, name) for name in names}


def sheet_title() -> str:
    """The name of the workbook's sheet."""
    return str(_("Laureates"))
