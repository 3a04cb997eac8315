"""Tables as files: CSV and XLSX that no program takes for formulas, links or something else than they say. Pure."""

import csv
import io
from collections.abc import Iterable, Sequence

import xlsxwriter

BOM = "\ufeff"
# Spreadsheets run a cell that begins with one of these.
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")
# What a cell of Excel can hold.
CELL_MOST = 32_767
WIDTH_MOST = 60
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
OPTIONS = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
Cell = str | int | float | None


def harmless(cell: Cell) -> Cell:
    """A text that a spreadsheet would run gets an apostrophe."""
    if isinstance(cell, str) and cell.startswith(FORMULA):
        return f"'{cell}"
    return "" if cell is None else cell


def as_csv(columns: Sequence[str], rows: Iterable[Sequence[Cell]], separator: str = ";") -> bytes:
    """UTF-8 with a byte order mark, so that Excel shows ę and ł."""
    out = io.StringIO()
    writer = csv.writer(out, delimiter=separator)
    writer.writerow([harmless(column) for column in columns])
    writer.writerows([harmless(cell) for cell in row] for row in rows)
    return (BOM + out.getvalue()).encode()


def as_xlsx(columns: Sequence[str], rows: Sequence[Sequence[Cell]], title: str) -> bytes:
    """A workbook with a frozen header and filters; numbers are numbers, and all else is text."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, OPTIONS) as book:
        sheet = book.add_worksheet(title[:31])
        bold = book.add_format({"bold": True, "bottom": 1})
        for column, name in enumerate(columns):
            sheet.write_string(0, column, name, bold)
        for number, row in enumerate(rows, 1):
            _write_row(sheet, number, row)
        sheet.freeze_panes(1, 0)
        sheet.autofilter(0, 0, max(1, len(rows)), len(columns) - 1)
        for column, name in enumerate(columns):
            longest = max((len(str(row[column] or "")) for row in rows), default=0)
            sheet.set_column(column, column, min(WIDTH_MOST, max(len(name), longest) + 2))
    return out.getvalue()


def _write_row(sheet: xlsxwriter.worksheet.Worksheet, number: int, row: Sequence[Cell]) -> None:
    for column, cell in enumerate(row):
        if isinstance(cell, int | float):
            sheet.write_number(number, column, cell)
        elif cell:
            sheet.write_string(number, column, cell[:CELL_MOST])
