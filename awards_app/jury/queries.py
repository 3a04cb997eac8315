"""Reads of the jury. A query that takes a juror returns nothing of the entries that they are recused from."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import Exists, Select, case, func, or_, select
from sqlalchemy.orm import contains_eager, joinedload
from sqlalchemy.orm.attributes import set_committed_value

from awards_app.accounts.models import User
from awards_app.db import db, one_or_404
from awards_app.editions.models import Category, Edition
from awards_app.entries.models import Entry
from awards_app.jury.completeness import marks_given, marks_needed
from awards_app.jury.models import Ballot, Seat
from awards_app.jury.round_models import PanelMember, Round
from awards_app.jury.round_queries import WITH_WEIGHTS, WITH_WORDS
from awards_app.jury.statement_queries import has_made
from awards_app.roles import Role
from awards_app.team.models import Grant

# The order of the desk: in each round, what everybody judges first comes first.
DESK = (
    Category.position,
    Round.position,
    case((Entry.id == Round.calibration_id, 0), else_=1),
    Entry.number,
)


def _seats_of(juror: User, edition: Edition) -> Select[Seat]:
    return (
        select(Seat)
        .join(Seat.entry)
        .join(Seat.round)
        .join(Grant, (Grant.user_id == Seat.juror_id) & (Grant.edition_id == Entry.edition_id))
        .join(PanelMember, (PanelMember.round_id == Seat.round_id) & (PanelMember.juror_id == Seat.juror_id))
        .where(
            Seat.juror_id == juror.id,
            Entry.edition_id == edition.id,
            Seat.recusal.is_(None),
            Grant.role == Role.JUROR,
            Grant.revoked_at.is_(None),
            PanelMember.left_at.is_(None),
            has_made(juror.id, edition),
        )
    )


def seats_of(juror: User, edition: Edition) -> list[Seat]:
    """All seats of the juror in an edition with what they gave, by category and number of the entry."""
    query = (
        _seats_of(juror, edition)
        .join(Entry.category)
        .options(
            joinedload(Seat.entry).joinedload(Entry.city),
            contains_eager(Seat.round).options(*WITH_WEIGHTS),
            joinedload(Seat.entry).joinedload(Entry.size_class),
            joinedload(Seat.ballot).options(*WITH_WORDS),
        )
        .order_by(*DESK)
    )
    return list(db.session.scalars(query))


def seat_of(juror: User, edition: Edition, seat_id: UUID) -> Seat:
    """One seat of the juror with what they gave, or 404; a recused one is not there for them."""
    query = _seats_of(juror, edition).where(Seat.id == seat_id)
    return one_or_404(
        query.options(
            joinedload(Seat.entry).joinedload(Entry.city),
            contains_eager(Seat.round).options(*WITH_WEIGHTS),
            joinedload(Seat.entry).joinedload(Entry.size_class),
        )
    )


def find_calibration_seat(seat: Seat) -> Seat | None:
    """The juror's seat before the calibration entry of the same round; None for whoever is recused from it."""
    query = (
        select(Seat)
        .where(Seat.round_id == seat.round_id, Seat.juror_id == seat.juror_id, Seat.recusal.is_(None))
        .where(Seat.entry_id == seat.round.calibration_id)
        .options(joinedload(Seat.entry), joinedload(Seat.ballot).options(*WITH_WORDS))
    )
    return db.session.scalars(query, execution_options={"populate_existing": True}).one_or_none()


def is_theirs(juror: User, seat: Seat) -> bool:
    """Whether the seat is still the juror's own, as it stands now."""
    return db.session.scalar(_seats_of(juror, seat.round.edition).where(Seat.id == seat.id)) is not None


def given_from(juror: User, round_ids: Collection[UUID]) -> list[Seat]:
    """The seats of these rounds from which the juror gave something, also if they left since; never a recused one."""
    query = (
        select(Seat)
        .join(Seat.ballot)
        .join(Seat.entry)
        .join(Seat.round)
        .join(Entry.category)
        .where(Seat.juror_id == juror.id, Seat.round_id.in_(round_ids), Seat.recusal.is_(None))
        .options(
            joinedload(Seat.entry).joinedload(Entry.city),
            contains_eager(Seat.round).options(*WITH_WEIGHTS),
            contains_eager(Seat.ballot).options(*WITH_WORDS),
        )
    )
    return list(db.session.scalars(query.order_by(*DESK)))


def given_since(juror: User, edition: Edition, since: datetime) -> list[Seat]:
    """The juror's seats that they got, or got back, at that moment or later, in rounds that are not closed.

    Also before they made the statement: a letter tells how many there are, and none of them.
    """
    query = (
        select(Seat)
        .join(Seat.entry)
        .join(Seat.round)
        .where(Seat.juror_id == juror.id, Entry.edition_id == edition.id, Seat.given_at >= since)
        .where(Seat.recusal.is_(None), Round.closed_at.is_(None))
        .options(contains_eager(Seat.round).joinedload(Round.category))
    )
    return list(db.session.scalars(query))


def is_still_judged(seat: Seat) -> bool:
    """Whether the juror of a seat holds the role and did not leave the panel, as it stands now."""
    query = select(Seat.id).join(Seat.entry).where(Seat.id == seat.id, Seat.recusal.is_(None), still_judges())
    return db.session.scalar(query) is not None


def hold(seat: Seat) -> None:
    """Whoever else wants to write what is given from this seat waits until the commit."""
    db.session.execute(select(Seat.id).where(Seat.id == seat.id).with_for_update())


def held_ballot(seat: Seat) -> Ballot | None:
    """The seat's ballot as it stands now, with the seat locked until the commit: saves of one seat come one by one."""
    hold(seat)
    query = select(Ballot).where(Ballot.seat_id == seat.id).options(*WITH_WORDS)
    ballot = db.session.scalars(query, execution_options={"populate_existing": True}).one_or_none()
    set_committed_value(seat, "ballot", ballot)
    return ballot


def seat_ids_of(juror: User, edition: Edition) -> list[UUID]:
    """The seats of the juror in the order of the desk, for walking through them."""
    query = _seats_of(juror, edition).join(Entry.category).order_by(*DESK)
    return list(db.session.scalars(query.with_only_columns(Seat.id)))


def next_unjudged(ids: Sequence[UUID], present: UUID, at: datetime) -> UUID | None:
    """The seat after the present one, round the corner, whose ballot lacks something and still may be completed.

    `ids` are the juror's seats. Where the calibration entry of a round is not complete, it is the only one of its round
    that can be next.
    """
    given, needed = marks_given(Ballot.seat_id.in_(ids)), marks_needed()
    query = (
        select(Seat.id, Seat.round_id, Seat.entry_id == Round.calibration_id)
        .join(Seat.round)
        .join(needed, needed.c.round_id == Seat.round_id)
        .outerjoin(given, given.c.seat_id == Seat.id)
        .where(Seat.id.in_(ids), Round.closed_at.is_(None))
        .where(
            or_(Round.opens_at.is_(None), Round.opens_at <= at), or_(Round.closes_at.is_(None), Round.closes_at > at)
        )
        .where(func.coalesce(given.c.marks, 0) < needed.c.criteria)
    )
    waiting = {seat_id: (round_id, first) for seat_id, round_id, first in db.session.execute(query)}
    firsts = {round_id for round_id, first in waiting.values() if first}
    start = ids.index(present) + 1
    following = (one for one in (*ids[start:], *ids[: start - 1]) if one in waiting)
    return next((one for one in following if waiting[one][1] or waiting[one][0] not in firsts), None)


@dataclass(frozen=True)
class Load:
    """How far one juror has come in one round."""

    round_id: UUID
    juror_id: UUID
    seats: int
    recused: int
    complete: int

    @property
    def missing(self) -> int:
        """Ballots that are still to come."""
        return self.seats - self.complete


def still_judges() -> Exists:
    """Whether the juror of a seat holds the role and did not leave the panel."""
    return (
        select(Grant.id)
        .join(PanelMember, (PanelMember.juror_id == Grant.user_id) & (PanelMember.round_id == Seat.round_id))
        .where(Grant.user_id == Seat.juror_id, Grant.edition_id == Entry.edition_id, Grant.role == Role.JUROR)
        .where(Grant.revoked_at.is_(None), PanelMember.left_at.is_(None))
        .exists()
    )


def loads_in(edition: Edition) -> list[Load]:
    """For every round and juror: seats, recusals and complete ballots. One query, whatever the size.

    Whoever lost the role or left the panel is not waited for: of theirs, only the complete ballots are there.
    """
    needed, given, judges = marks_needed(), marks_given(), still_judges()
    full = func.coalesce(given.c.marks, 0) == needed.c.criteria
    active = Seat.recusal.is_(None) & (judges | full)
    complete = active & full
    query = (
        select(
            Seat.round_id,
            Seat.juror_id,
            func.sum(case((active, 1), else_=0)),
            func.sum(case((Seat.recusal.is_(None), 0), else_=1)),
            func.sum(case((complete, 1), else_=0)),
        )
        .select_from(Seat)
        .join(Entry, Entry.id == Seat.entry_id)
        .join(needed, needed.c.round_id == Seat.round_id)
        .outerjoin(given, given.c.seat_id == Seat.id)
        .where(Entry.edition_id == edition.id)
        .group_by(Seat.round_id, Seat.juror_id)
    )
    return [Load(*row) for row in db.session.execute(query)]


def rounds_judged_by(user_id: UUID, edition: Edition) -> set[UUID]:
    """The rounds in which the person has a seat, recused or not."""
    query = select(Seat.round_id).join(Seat.entry).where(Seat.juror_id == user_id, Entry.edition_id == edition.id)
    return set(db.session.scalars(query.distinct()))


def seats_before(judged: Round, entry_id: UUID) -> list[Seat]:
    """All seats of a round before one entry from which somebody may judge, with what was given from them."""
    query = select(Seat).where(Seat.round_id == judged.id, Seat.entry_id == entry_id, Seat.recusal.is_(None))
    return list(db.session.scalars(query.options(joinedload(Seat.ballot).options(*WITH_WORDS))))


def find_unfinished(judged: Round, entry_id: UUID) -> UUID | None:
    """A seat before the entry whose juror still judges, and whose ballot is not complete."""
    needed, given = marks_needed(), marks_given()
    query = (
        select(Seat.id)
        .join(Entry, Entry.id == Seat.entry_id)
        .join(needed, needed.c.round_id == Seat.round_id)
        .outerjoin(given, given.c.seat_id == Seat.id)
        .where(Seat.round_id == judged.id, Seat.entry_id == entry_id, Seat.recusal.is_(None), still_judges())
        .where(func.coalesce(given.c.marks, 0) < needed.c.criteria)
    )
    return db.session.scalars(query.limit(1)).first()


def recused_in(edition: Edition) -> list[Seat]:
    """All recused seats of an edition, for those who run it."""
    query = (
        select(Seat)
        .join(Seat.entry)
        .join(Seat.juror)
        .where(Entry.edition_id == edition.id, Seat.recusal.is_not(None))
        .options(
            joinedload(Seat.juror),
            joinedload(Seat.entry).joinedload(Entry.city),
            joinedload(Seat.entry).joinedload(Entry.category),
        )
        .order_by(User.sort_key, Entry.number)
    )
    return list(db.session.scalars(query))


def seats_in_words(seat_ids: set[UUID]) -> dict[UUID, str]:
    """`Juror, 014 Title` by identifier."""
    query = select(Seat.id, User.name, Entry.number, Entry.title).join(Seat.juror).join(Seat.entry)
    found = db.session.execute(query.where(Seat.id.in_(seat_ids)))
    return {key: f"{juror}, {number or 0:03d} {title}" for key, juror, number, title in found}
