"""What a juror has done and what is left, from their seats. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from uuid import UUID

from awards_app.editions.models import Category
from awards_app.jury.models import Seat
from awards_app.jury.totals import Sum, sum_of


@dataclass(frozen=True)
class Line:
    """One seat on the desk, with how far its ballot has come."""

    seat: Seat
    sum: Sum

    @property
    def is_submitted(self) -> bool:
        """Whether the juror said that the ballot is finished."""
        return self.seat.ballot is not None and self.seat.ballot.submitted_at is not None


@dataclass(frozen=True)
class Pile:
    """The seats of one category."""

    category: Category
    lines: tuple[Line, ...]

    @property
    def done(self) -> int:
        """How many ballots are complete."""
        return sum(line.sum.is_complete for line in self.lines)


@dataclass(frozen=True)
class Work:
    """All that a juror has to do in an edition."""

    piles: tuple[Pile, ...]

    @property
    def total(self) -> int:
        """How many entries there are to judge."""
        return sum(len(pile.lines) for pile in self.piles)

    @property
    def done(self) -> int:
        """How many ballots are complete."""
        return sum(pile.done for pile in self.piles)

    @property
    def next(self) -> UUID | None:
        """The first seat whose ballot is not complete."""
        waiting = (line.seat.id for pile in self.piles for line in pile.lines if not line.sum.is_complete)
        return next(waiting, None)


def of(seats: Sequence[Seat]) -> Work:
    """The work of these seats, which come in the order of the categories."""
    lines = [Line(seat, sum_of(seat.entry.category.weights, seat.marks)) for seat in seats]
    piles = groupby(lines, key=lambda line: line.seat.entry.category)
    return Work(tuple(Pile(category, tuple(group)) for category, group in piles))
