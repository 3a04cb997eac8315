"""Who goes on from a round: the cut, class by class. A tie at the line lets all in. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction

from awards_app.entries.models import Entry
from awards_app.jury.round_models import Cut, Round
from awards_app.results.boards import Board, Row

FULL = 100


@dataclass(frozen=True)
class Outcome:
    """What the cut does to a class: who goes on, and who does not."""

    board: Board
    through: tuple[Entry, ...]
    out: tuple[Entry, ...]


def outcome_of(board: Board) -> Outcome:
    """Apply the cut of the board's round. Where nobody reaches its line, the best of the class go on."""
    judged = board.judged
    passing = {row.entry.id for row in _passing(judged, board.rows) or _best(board.rows)}
    ranked = [row.entry for row in board.rows]
    # Whoever has too few ballots has no standing: a round with such an entry cannot be closed.
    listed = [*ranked, *(one.entry for one in board.unranked)]
    through = tuple(entry for entry in listed if judged.cut is Cut.NONE or entry.id in passing)
    return Outcome(board, through, tuple(entry for entry in listed if entry not in through))


def places_for(judged: Round, entries: int) -> int | None:
    """How many the rule wants, where it wants a number: a share is rounded up, so that a class is never empty."""
    if judged.cut is Cut.BEST:
        return min(entries, judged.cut_value or 0)
    if judged.cut is Cut.SHARE:
        return -(-entries * (judged.cut_value or 0) // FULL)
    return None


def _passing(judged: Round, rows: Iterable[Row]) -> list[Row]:
    listed, value = list(rows), judged.cut_value or 0
    wanted = places_for(judged, len(listed))
    if wanted is not None:
        return [row for row in listed if row.standing.place <= wanted]
    if judged.cut is Cut.THRESHOLD:
        return [row for row in listed if row.standing.score >= value]
    return [row for row in listed if _yeses(row) >= value]


def _best(rows: Iterable[Row]) -> list[Row]:
    return [row for row in rows if row.standing.place == 1]


def _yeses(row: Row) -> int:
    """Jurors who said yes: in a screening a total is 0 or 100."""
    return sum(total == Fraction(FULL) for total in row.totals.values())
