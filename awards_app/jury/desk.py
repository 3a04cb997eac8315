"""What a juror has done and what is left, from their seats. Pure."""

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from uuid import UUID

from awards_app.editions.models import plain
from awards_app.jury import windows
from awards_app.jury.models import Seat
from awards_app.jury.round_models import Round, RoundKind
from awards_app.jury.totals import Sum, sum_of

FEW = 12


@dataclass(frozen=True)
class Line:
    """One seat on the desk, with how far its ballot has come."""

    seat: Seat
    sum: Sum

    @property
    def is_first(self) -> bool:
        """Whether it is the calibration entry, which its round begins with."""
        return self.seat.round.calibration_id == self.seat.entry_id

    @property
    def is_submitted(self) -> bool:
        """Whether the juror said that the ballot is finished."""
        return self.seat.ballot is not None and self.seat.ballot.submitted_at is not None


@dataclass(frozen=True)
class Pile:
    """The seats of one round."""

    round: Round
    lines: tuple[Line, ...]
    closed: str

    @property
    def done(self) -> int:
        """How many ballots are complete."""
        return sum(line.sum.is_complete for line in self.lines)

    @property
    def left(self) -> int:
        """How many are not."""
        return len(self.lines) - self.done

    @property
    def first(self) -> Line | None:
        """The calibration entry, while its ballot is still to be completed: the others open after it."""
        waiting = (line for line in self.lines if line.is_first and not line.sum.is_complete)
        return None if self.closed else next(waiting, None)

    def waits(self, line: Line) -> bool:
        """Whether the line opens only after the calibration entry."""
        return self.first not in (None, line) and line.seat.ballot is None

    @property
    def next(self) -> UUID | None:
        """The seat to go on with: the calibration entry, else the first whose ballot is not complete."""
        waiting = (line for line in self.lines if not line.sum.is_complete)
        found = self.first or next(waiting, None)
        return found.seat.id if found else None


@dataclass(frozen=True)
class Work:
    """All that a juror has to do in an edition."""

    piles: tuple[Pile, ...]
    by_total: bool = False

    @property
    def open(self) -> list[Pile]:
        """The piles that take marks now."""
        return [pile for pile in self.piles if not pile.closed]

    @property
    def left(self) -> int:
        """How many ballots can still be completed."""
        return sum(pile.left for pile in self.open)

    @property
    def incomplete(self) -> int:
        """How many ballots are not complete, also where none can be given now."""
        return sum(pile.left for pile in self.piles)

    def finished(self, said: Collection[UUID]) -> set[UUID]:
        """Of the rounds of which the juror said that they have finished, those in which it is still so."""
        return {pile.round.id for pile in self.piles if pile.round.id in said and not pile.left}

    def to_finish(self, finished: Collection[UUID]) -> Round | None:
        """With nothing left: a round of which the juror has not said yet that they have finished."""
        if self.left:
            return None
        return next((pile.round for pile in self.open if pile.round.id not in finished), None)

    @property
    def urgent(self) -> Pile | None:
        """The pile with something left that closes first."""
        return min((pile for pile in self.open if pile.left), key=lambda pile: pile.round.ends_at, default=None)

    @property
    def next(self) -> UUID | None:
        """The seat to judge next: of what closes first."""
        return self.urgent.next if self.urgent else None


def of(seats: Sequence[Seat], at: datetime, *, by_total: bool = False) -> Work:
    """The work of these seats, which come in the order of the rounds; why a round takes no marks, where it does not."""
    lines = [Line(seat, sum_of(seat.round, seat.ballot)) for seat in seats]
    piles = groupby(lines, key=lambda line: line.seat.round)
    found = [Pile(judged, _ordered(group, by_total), windows.why_not(judged, at)) for judged, group in piles]
    return Work(tuple(found), by_total)


def _ordered(lines: Iterable[Line], by_total: bool) -> tuple[Line, ...]:
    """By one's own total, the highest first, to see whether one was consistent; what is not complete comes last."""
    listed = list(lines)
    if by_total:
        listed.sort(key=lambda line: (not line.sum.is_complete, -line.sum.total))
    return tuple(listed)


@dataclass(frozen=True)
class Habit:
    """How a juror uses the scale: how often each mark was given, and between which two most of them lie."""

    counts: tuple[tuple[str, int], ...]
    low: str
    high: str


def habit_of(seats: Sequence[Seat]) -> Habit | None:
    """From all marks but the yes and no of screenings; None below a dozen, from which nothing can be read."""
    marks = sorted(mark for seat in seats if seat.round.kind is not RoundKind.SCREENING for mark in seat.marks.values())
    if len(marks) < FEW:
        return None
    # The middle two thirds: the sixth from either end.
    cut = len(marks) // 6
    counts = Counter(marks)
    return Habit(
        tuple((plain(mark), counts[mark]) for mark in sorted(counts)), plain(marks[cut]), plain(marks[-1 - cut])
    )
