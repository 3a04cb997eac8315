"""The organiser's board: per category how far judging has come and who holds it up. No rules of its own."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from awards_app.accounts import queries as accounts
from awards_app.accounts.models import User
from awards_app.desk import proposals
from awards_app.desk.proposals import Proposal
from awards_app.editions.models import Edition
from awards_app.editions.phases import Phase
from awards_app.entries import queries as entries
from awards_app.entries import queue
from awards_app.entries.models import Status
from awards_app.jury import queries as jury
from awards_app.jury import readiness, windows
from awards_app.jury import reminder_queries as reminders
from awards_app.jury import round_queries as rounds
from awards_app.jury.queries import Load
from awards_app.jury.round_models import Round
from awards_app.results import health
from awards_app.results.health import Health


@dataclass(frozen=True)
class Late:
    """A juror who still owes ballots."""

    juror_id: UUID
    name: str
    missing: int
    reminded: datetime | None = None


@dataclass(frozen=True)
class RoundLine:
    """One round on the board: entries, ballots that are complete, who is late, its health, and the act that is next."""

    round: Round
    entries: int
    seats: int
    complete: int
    recused: int
    late: tuple[Late, ...]
    health: Health = Health()
    closed: str = ""
    problems: int = 0
    proposal: Proposal | None = None

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
        owed: Counter[UUID] = Counter()
        known: dict[UUID, Late] = {}
        for one in (late for line in self.lines for late in line.late):
            owed[one.juror_id] += one.missing
            known[one.juror_id] = one
        return [replace(known[key], missing=missing) for key, missing in owed.most_common()]

    @property
    def ties(self) -> int:
        """Ties that wait for the chair, once judging is closed."""
        return sum(line.health.ties or 0 for line in self.lines)


def board_of(edition: Edition, reader: User, at: datetime) -> Board:
    """The board of an edition for one of those who run it; the same number of queries for any size."""
    loads, listed = jury.loads_in(edition), rounds.rounds_in(edition)
    by_round: dict[UUID, list[Load]] = defaultdict(list)
    for load in loads:
        by_round[load.round_id].append(load)
    names, counts = accounts.names_of({load.juror_id for load in loads}), rounds.count_entries(edition)
    known, reminded = health.health_in(edition, listed, reader.id), reminders.last_by_juror(edition)
    planned = readiness.of_planned(edition, drawn=False) if edition.phase.is_before(Phase.JUDGING) else {}
    lines = []
    for one in listed:
        line = _line(one, by_round[one.id], names, reminded)
        stated = replace(line, entries=counts.get(one.id, 0), health=known[one.id], closed=windows.why_not(one, at))
        lines.append(replace(stated, problems=len(planned.get(one.id, ()))))
    return Board(
        tuple(replace(one, proposal=proposals.proposal_for(one, lines)) for one in lines),
        entries.count_by_status(edition),
        queue.count_waiting(edition, at),
        entries.count_cities(edition),
        len({one.juror_id for one in loads}),
    )


def line_of(judged: Round, reader: User, at: datetime) -> RoundLine:
    """One round of the board, with what is known of it."""
    return next(one for one in board_of(judged.edition, reader, at).lines if one.round.id == judged.id)


def _line(judged: Round, loads: Iterable[Load], names: dict[UUID, str], reminded: dict[UUID, datetime]) -> RoundLine:
    # Nobody is waited for in a round that is closed.
    listed = [replace(load, seats=load.complete) if judged.closed_at else load for load in loads]
    late = [
        Late(load.juror_id, names[load.juror_id], load.missing, reminded.get(load.juror_id))
        for load in listed
        if load.missing
    ]
    return RoundLine(
        round=judged,
        entries=0,
        seats=sum(load.seats for load in listed),
        complete=sum(load.complete for load in listed),
        recused=sum(load.recused for load in listed),
        late=tuple(sorted(late, key=lambda one: (-one.missing, one.name))),
    )
