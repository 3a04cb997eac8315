"""The organiser's board: per category how far judging has come and who holds it up. No rules of its own."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from awards_app.accounts import queries as accounts
from awards_app.editions.models import Edition
from awards_app.entries import queries as entries
from awards_app.entries import queue
from awards_app.entries.models import Status
from awards_app.jury import queries as jury
from awards_app.jury import round_queries as rounds
from awards_app.jury.queries import Load
from awards_app.jury.round_models import Round


@dataclass(frozen=True)
class Late:
    """A juror who still owes ballots."""

    name: str
    missing: int


@dataclass(frozen=True)
class RoundLine:
    """One round on the board: entries, ballots that are complete, and who is late."""

    round: Round
    entries: int
    seats: int
    complete: int
    recused: int
    late: tuple[Late, ...]

    @property
    def missing(self) -> int:
        """Ballots that are still to come."""
        return self.seats - self.complete


@dataclass(frozen=True)
class Board:
    """All that the organiser sees at a glance."""

    lines: tuple[RoundLine, ...]
    statuses: dict[Status, int]
    waiting: int
    cities: int
    jurors: int

    @property
    def submitted(self) -> int:
        """Entries that take part, whatever became of them in the formal check."""
        apart = (Status.DRAFT, Status.WITHDRAWN)
        return sum(number for status, number in self.statuses.items() if status not in apart)

    @property
    def seats(self) -> int:
        """Ballots that the jury owes in all."""
        return sum(line.seats for line in self.lines)

    @property
    def complete(self) -> int:
        """Ballots that are complete."""
        return sum(line.complete for line in self.lines)

    @property
    def recused(self) -> int:
        """Seats that must not be judged."""
        return sum(line.recused for line in self.lines)

    @property
    def late(self) -> list[Late]:
        """Who owes how many ballots over all categories, the most first."""
        owed: Counter[str] = Counter()
        for line in self.lines:
            for one in line.late:
                owed[one.name] += one.missing
        return [Late(name, missing) for name, missing in owed.most_common()]


def board_of(edition: Edition, at: datetime) -> Board:
    """The board of an edition; the same number of queries for any size."""
    loads = jury.loads_in(edition)
    by_round: dict[UUID, list[Load]] = defaultdict(list)
    for load in loads:
        by_round[load.round_id].append(load)
    names = accounts.names_of({load.juror_id for load in loads})
    counts = rounds.count_entries(edition)
    lines = [_line(one, counts.get(one.id, 0), by_round[one.id], names) for one in rounds.rounds_in(edition)]
    return Board(
        tuple(lines),
        entries.count_by_status(edition),
        queue.count_waiting(edition, at),
        entries.count_cities(edition),
        len({one.juror_id for one in loads}),
    )


def _line(judged: Round, count: int, loads: Iterable[Load], names: dict[UUID, str]) -> RoundLine:
    # Nobody is waited for in a round that is closed.
    listed = [replace(load, seats=load.complete) if judged.closed_at else load for load in loads]
    late = sorted(
        (Late(names[load.juror_id], load.missing) for load in listed if load.missing), key=lambda one: -one.missing
    )
    return RoundLine(
        round=judged,
        entries=count,
        seats=sum(load.seats for load in listed),
        complete=sum(load.complete for load in listed),
        recused=sum(load.recused for load in listed),
        late=tuple(late),
    )
