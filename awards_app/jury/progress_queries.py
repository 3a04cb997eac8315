"""How far each entry of a round has come: what it may still get, and what it has. For those who run the edition."""

from dataclasses import dataclass
from fractions import Fraction
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Integer, Select, Subquery, and_, case, func, select, type_coerce, union_all

from awards_app.db import db
from awards_app.editions.models import Criterion, Edition, Weight
from awards_app.entries.models import Entry, Status
from awards_app.jury.completeness import is_whole, marks_given, marks_needed
from awards_app.jury.models import Ballot, Mark, Seat
from awards_app.jury.queries import still_judges
from awards_app.jury.round_models import Round, RoundWeight

HUNDREDTHS = 100


@dataclass(frozen=True)
class Cover:
    """One entry in one round: ballots that count now, and how many there are when all that may come have come."""

    round_id: UUID
    entry_id: UUID
    complete: int
    possible: int


def covers_in(edition: Edition) -> list[Cover]:
    """Every entry that somebody is seated before, in every round. One query, whatever the size.

    What counts is what `results` counts: complete, from a seat that is not recused, submitted where the edition asks.
    """
    query, counts, comes = _seats(edition)
    summed = query.with_only_columns(
        Seat.round_id, Seat.entry_id, func.sum(case((counts, 1), else_=0)), func.sum(case((comes, 1), else_=0))
    )
    return [Cover(*row) for row in db.session.execute(summed.group_by(Seat.round_id, Seat.entry_id))]


@dataclass(frozen=True)
class Place:
    """One seat of a round that is not recused: whether its ballot counts now, and whether it is still waited for."""

    entry_id: UUID
    juror_id: UUID
    counts: bool
    comes: bool
    begun: bool


def places_in(judged: Round) -> list[Place]:
    """The seats of one round, by what may become of them."""
    query, counts, comes = _seats(judged.edition)
    query = query.where(Seat.round_id == judged.id, Seat.recusal.is_(None))
    # Correlated by name: the query may join the ballots itself.
    begun = select(Ballot.id).where(Ballot.seat_id == Seat.id).correlate(Seat).exists()
    rows = db.session.execute(query.with_only_columns(Seat.entry_id, Seat.juror_id, counts, comes, begun))
    return [Place(row[0], row[1], *map(bool, row[2:])) for row in rows]


def _seats(edition: Edition) -> tuple[Select[Any], ColumnElement[bool], ColumnElement[bool]]:
    needed, given = marks_needed(), marks_given()
    full = and_(Seat.recusal.is_(None), func.coalesce(given.c.marks, 0) == needed.c.criteria)
    counts = full
    query = (
        select(Seat.id)
        .join(Entry, Entry.id == Seat.entry_id)
        .join(needed, needed.c.round_id == Seat.round_id)
        .outerjoin(given, given.c.seat_id == Seat.id)
        .where(Entry.edition_id == edition.id, Entry.status == Status.ACCEPTED)
    )
    if not edition.complete_drafts_count:
        query = query.outerjoin(Ballot, Ballot.seat_id == Seat.id)
        counts = and_(full, Ballot.submitted_at.is_not(None))
    return query, counts, case((counts, True), (Seat.recusal.is_(None), still_judges()), else_=False)


def spreads_in(edition: Edition, round_ids: set[UUID]) -> dict[tuple[UUID, UUID], Fraction]:
    """How far the totals of each entry's complete ballots lie apart, in points, by round and entry; exact.

    Added up by the database: a round of 300 entries has tens of thousands of marks.
    """
    scale, needed = _scale(), marks_needed()
    points = func.sum(type_coerce(Mark.value, Integer) * scale.c.value)
    query = (
        select(Seat.round_id, Seat.entry_id, Seat.id, Criterion.highest, points, func.count())
        .join(Entry, Entry.id == Seat.entry_id)
        .join(Ballot, Ballot.seat_id == Seat.id)
        .join(Mark, Mark.ballot_id == Ballot.id)
        .join(Criterion, Criterion.id == Mark.criterion_id)
        .join(scale, (scale.c.round_id == Seat.round_id) & (scale.c.criterion_id == Mark.criterion_id))
        .where(Seat.round_id.in_(round_ids), Seat.recusal.is_(None), Entry.status == Status.ACCEPTED, is_whole())
        .group_by(Seat.round_id, Seat.entry_id, Seat.id, Criterion.highest)
    )
    if not edition.complete_drafts_count:
        query = query.where(Ballot.submitted_at.is_not(None))
    criteria = dict(db.session.execute(select(needed.c.round_id, needed.c.criteria)).all())
    totals: dict[tuple[UUID, UUID, UUID], tuple[Fraction, int]] = {}
    for round_id, entry_id, seat_id, highest, sum_of, count in db.session.execute(query):
        total, marked = totals.get((round_id, entry_id, seat_id), (Fraction(0), 0))
        share = Fraction(int(sum_of), HUNDREDTHS) / Fraction(highest)
        totals[round_id, entry_id, seat_id] = total + share, marked + count
    found: dict[tuple[UUID, UUID], list[Fraction]] = {}
    for (round_id, entry_id, _seat), (total, marked) in totals.items():
        if marked == criteria[round_id]:
            found.setdefault((round_id, entry_id), []).append(total)
    return {key: max(each) - min(each) for key, each in found.items()}


def _scale() -> Subquery:
    """What each criterion weighs in each round: as the round has it, or else as its category."""
    own = select(RoundWeight.round_id, RoundWeight.criterion_id, RoundWeight.value)
    has_own = select(RoundWeight.id).where(RoundWeight.round_id == Round.id).exists()
    usual = select(Round.id, Weight.criterion_id, Weight.value).join(Weight, Weight.category_id == Round.category_id)
    return union_all(own, usual.where(~has_own)).subquery("scale")
