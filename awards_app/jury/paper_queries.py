"""Reads of paper ballots, for those who print, enter and check them. Nobody who judges in a round gets any of it."""

from collections.abc import Collection
from uuid import UUID

from sqlalchemy import ColumnElement, Select, func, or_, select
from sqlalchemy.orm import contains_eager, joinedload, selectinload

from awards_app.accounts.models import User
from awards_app.db import db, one_or_404
from awards_app.editions.models import Edition
from awards_app.entries.models import Entry
from awards_app.jury.completeness import marks_given, marks_needed
from awards_app.jury.models import Ballot, Seat
from awards_app.jury.paper_models import PaperBallot, PaperState
from awards_app.jury.queries import still_judges
from awards_app.jury.round_models import PanelMember, Round
from awards_app.jury.round_queries import WITH_WEIGHTS


def seat_in(edition: Edition, seat_id: UUID) -> Seat:
    """A seat of the edition whose juror still judges and is not recused from the entry, or 404."""
    return one_or_404(_seats(edition).where(Seat.id == seat_id))


def seats_to_print(judged: Round, jurors: Collection[UUID]) -> list[Seat]:
    """The seats of these jurors in the round, by juror and number of the entry."""
    query = _seats(judged.edition).where(Seat.round_id == judged.id, Seat.juror_id.in_(jurors))
    return list(db.session.scalars(query.order_by(User.sort_key, User.id, Entry.number)))


def _seats(edition: Edition) -> Select[Seat]:
    return (
        select(Seat)
        .join(Seat.entry)
        .join(Seat.juror)
        .join(Seat.round)
        .where(Entry.edition_id == edition.id, Seat.recusal.is_(None), still_judges())
        .options(
            contains_eager(Seat.entry),
            contains_eager(Seat.juror),
            contains_eager(Seat.round).options(*WITH_WEIGHTS),
            joinedload(Seat.ballot).selectinload(Ballot.marks),
        )
    )


def paper_of(seat_id: UUID) -> PaperBallot | None:
    """What was entered from the paper of a seat, as it stands now."""
    query = select(PaperBallot).where(PaperBallot.seat_id == seat_id)
    query = query.options(
        selectinload(PaperBallot.marks), joinedload(PaperBallot.entered_by), joinedload(PaperBallot.checked_by)
    )
    return db.session.scalars(query, execution_options={"populate_existing": True}).one_or_none()


def disputed_of(seat: Seat) -> PaperBallot | None:
    """The paper that waits for the juror's word."""
    paper = paper_of(seat.id)
    return paper if paper and paper.state is PaperState.DISPUTED else None


def papers_in(edition: Edition) -> list[PaperBallot]:
    """All that were entered in an edition, those that wait first."""
    query = (
        select(PaperBallot)
        .join(PaperBallot.seat)
        .join(Seat.entry)
        .where(Entry.edition_id == edition.id, Seat.recusal.is_(None))
        .where(or_(PaperBallot.state != PaperState.ENTERED, still_judges()))
        .options(
            contains_eager(PaperBallot.seat).contains_eager(Seat.entry),
            contains_eager(PaperBallot.seat).joinedload(Seat.juror),
            contains_eager(PaperBallot.seat).joinedload(Seat.round).joinedload(Round.category),
            joinedload(PaperBallot.entered_by),
            joinedload(PaperBallot.checked_by),
        )
    )
    order = list(PaperState)
    found = db.session.scalars(query.order_by(PaperBallot.entered_at.desc(), PaperBallot.id))
    return sorted(found, key=lambda one: order.index(one.state))


def waiting_in(edition: Edition) -> dict[UUID, int]:
    """How many papers of each round were entered and wait for a second person; none of a juror who is out of it."""
    query = select(Seat.round_id, func.count(PaperBallot.id)).where(*_waiting(edition)).group_by(Seat.round_id)
    return dict(db.session.execute(query.join(PaperBallot.seat).join(Seat.entry)).all())


def waits_for(member: PanelMember) -> bool:
    """Whether a paper of this juror of a round waits for its second person."""
    query = select(PaperBallot.id).join(PaperBallot.seat).join(Seat.entry).where(*_waiting(member.round.edition))
    query = query.where(Seat.round_id == member.round_id, Seat.juror_id == member.juror_id)
    return db.session.scalars(query.limit(1)).first() is not None


def by_juror(edition: Edition, state: PaperState) -> dict[tuple[UUID, UUID], int]:
    """How many papers in this state there are, by round and juror; none of a juror who is out of it."""
    query = select(Seat.round_id, Seat.juror_id, func.count(PaperBallot.id)).where(*_waiting(edition, state))
    query = query.join(PaperBallot.seat).join(Seat.entry).group_by(Seat.round_id, Seat.juror_id)
    return {(round_id, juror_id): count for round_id, juror_id, count in db.session.execute(query)}


def incomplete_in(edition: Edition, state: PaperState) -> dict[tuple[UUID, UUID], int]:
    """How many ballots that are not complete on the screen lie on paper in this state, by round and juror."""
    given, needed = marks_given(), marks_needed()
    query = (
        select(Seat.round_id, Seat.juror_id, func.count(PaperBallot.id))
        .join(PaperBallot.seat)
        .join(Seat.entry)
        .join(needed, needed.c.round_id == Seat.round_id)
        .outerjoin(given, given.c.seat_id == Seat.id)
        .where(*_waiting(edition, state), func.coalesce(given.c.marks, 0) < needed.c.criteria)
        .group_by(Seat.round_id, Seat.juror_id)
    )
    return {(round_id, juror_id): count for round_id, juror_id, count in db.session.execute(query)}


def _waiting(edition: Edition, state: PaperState = PaperState.ENTERED) -> tuple[ColumnElement[bool], ...]:
    return (
        Entry.edition_id == edition.id,
        PaperBallot.state == state,
        Seat.recusal.is_(None),
        still_judges(),
    )
