"""A board in the shapes that its page shows: criteria, jurors' totals, the ladder step by step. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from uuid import UUID

from flask_babel import get_locale
from flask_babel import gettext as _

import scoring
from awards_app.entries.models import Entry
from awards_app.jury.round_models import Weighs
from awards_app.results.boards import Board, Row
from awards_app.results.labels import step_label
from scoring import Step


@dataclass(frozen=True)
class CriterionColumn:
    """A criterion with the contributions to each row, in the order of the board."""

    weight: Weighs
    shown: tuple[str, ...]


@dataclass(frozen=True)
class Rung:
    """One walked ladder step of a tied group; `state` is `passed` or `decided`."""

    label: str
    detail: str
    state: str


@dataclass(frozen=True)
class Tie:
    """Entries that the score left equal, and the steps that were walked for them."""

    entries: tuple[Entry, ...]
    rungs: tuple[Rung, ...]
    is_open: bool


@dataclass(frozen=True)
class Matrix:
    """The jurors' totals: a line for each row of the board; a missing total is None."""

    jurors: tuple[str, ...]
    lines: tuple[tuple[str | None, ...], ...]


def shown(value: Fraction, places: int = 2) -> str:
    """An exact figure for a page, with the decimal mark of the language."""
    locale = get_locale()
    return scoring.display(value, places, "," if locale and locale.language == "pl" else ".")


def criteria_of(board: Board) -> list[CriterionColumn]:
    """The criteria in the order of the edition."""
    weights = board.weights
    return [
        CriterionColumn(weight, tuple(shown(row.standing.contributions[weight.criterion.key]) for row in board.rows))
        for weight in weights
    ]


def parts_of(row: Row, criteria: list[CriterionColumn]) -> list[tuple[float, int, str]]:
    """A row's bar: share of 100 points, colour, label."""
    found = []
    for number, column in enumerate(criteria):
        part = row.standing.contributions[column.weight.criterion.key]
        found.append((round(float(part), 3), number, f"{column.weight.criterion.name}: {shown(part)}"))
    return found


def matrix_of(board: Board) -> Matrix:
    """Jurors by number, not by name: the list is about entries."""
    jurors = sorted({juror for row in board.rows for juror in row.totals}, key=str)
    return Matrix(
        tuple(f"J{number}" for number, _juror in enumerate(jurors, 1)),
        tuple(tuple(_total(row.totals, juror) for juror in jurors) for row in board.rows),
    )


def _total(totals: Mapping[UUID, Fraction], juror: UUID) -> str | None:
    return shown(totals[juror], 1) if juror in totals else None


def steps_of(board: Board) -> list[Tie]:
    """Every tie by score, in the order of the places."""
    ties: dict[Fraction, list[Row]] = {}
    for row in board.rows:
        ties.setdefault(row.standing.score, []).append(row)
    return [_tie(board, rows) for rows in ties.values() if len(rows) > 1]


def _tie(board: Board, rows: list[Row]) -> Tie:
    walked: dict[str, Step] = {}
    for row in rows:
        for step in row.standing.steps:
            walked.setdefault(step.name, step)
    names = {str(row.entry.id): row.entry.city.full_name for row in rows}
    open_groups = [{str(entry.id) for entry in group} for group in board.unresolved]
    rungs = tuple(_rung(board, step, names) for step in walked.values())
    return Tie(tuple(row.entry for row in rows), rungs, any(group <= set(names) for group in open_groups))


def _rung(board: Board, step: Step, names: Mapping[str, str]) -> Rung:
    values = ", ".join(f"{names[key]} {_figure(value)}" for key, value in step.values.items() if key in names)
    decided = len(step.tiers) > 1
    return Rung(
        label=step_label(step.name, board.judged.weights),
        detail=values or _("nothing recorded yet"),
        state="decided" if decided else "passed",
    )


def _figure(value: Fraction) -> str:
    """A count without decimals, a mean with two."""
    return shown(value, 0 if value.denominator == 1 else 2)
