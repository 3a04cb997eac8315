"""Two entries of one round side by side, with the juror's own marks. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

from awards_app.editions.models import Criterion
from awards_app.jury.models import Seat
from awards_app.jury.totals import Sum, sum_of


@dataclass(frozen=True)
class Row:
    """One criterion: both marks, by how much they differ, and what the juror noted about each."""

    criterion: Criterion
    weight: int
    marks: tuple[Decimal | None, Decimal | None]
    notes: tuple[str, str]

    @property
    def difference(self) -> Decimal | None:
        """The second mark less the first; None while one is missing."""
        first, second = self.marks
        return None if first is None or second is None else second - first


@dataclass(frozen=True)
class Comparison:
    """Both sides, and the criteria one by one."""

    seats: tuple[Seat, Seat]
    sums: tuple[Sum, Sum]
    rows: tuple[Row, ...]

    @property
    def difference(self) -> Decimal | None:
        """The second total less the first, as they are shown; None while a mark is missing."""
        first, second = self.sums
        return None if first.unmarked or second.unmarked else second.shown - first.shown


def compare(first: Seat, second: Seat) -> Comparison:
    """Two seats of one juror in one round."""
    seats = (first, second)
    rows = [
        Row(
            weight.criterion,
            weight.value,
            (first.marks.get(weight.criterion_id), second.marks.get(weight.criterion_id)),
            (first.comments.get(weight.criterion_id, ""), second.comments.get(weight.criterion_id, "")),
        )
        for weight in first.round.weights
    ]
    return Comparison(seats, (sum_of(first.round, first.ballot), sum_of(second.round, second.ballot)), tuple(rows))


def choose(seats: Sequence[Seat], wanted: Sequence[UUID | None]) -> list[Seat | None]:
    """The wanted seats among these, where one was named; raises LookupError for one that is not there."""
    known = {seat.id: seat for seat in seats}
    return [known[key] if key else None for key in wanted]
