"""Reads of conflicts of interest. Only those who run the edition get what names an entry."""

from uuid import UUID

from sqlalchemy import func, or_, select
from sqlalchemy.orm import joinedload

from awards_app.db import db, one_or_404
from awards_app.editions.models import Category, Edition
from awards_app.entries.models import Entry, Status
from awards_app.jury.conflict_models import Conflict, Source
from awards_app.jury.models import Seat

HOLDS = or_(Conflict.upheld.is_(True), Conflict.upheld.is_(None) & (Conflict.source != Source.CITY))


def conflicts_in(edition: Edition) -> list[Conflict]:
    """All of an edition: those that wait for a decision first, then the latest."""
    query = select(Conflict).where(Conflict.edition_id == edition.id)
    query = query.options(
        joinedload(Conflict.juror),
        joinedload(Conflict.named_by),
        joinedload(Conflict.entry).joinedload(Entry.city),
        joinedload(Conflict.city),
        joinedload(Conflict.category),
    )
    return list(
        db.session.scalars(query.order_by(Conflict.decided_at.is_not(None), Conflict.named_at.desc(), Conflict.id))
    )


def count_waiting(edition: Edition) -> int:
    """How many wait for the organiser's decision."""
    query = select(func.count(Conflict.id)).where(Conflict.edition_id == edition.id, Conflict.upheld.is_(None))
    return db.session.scalar(query) or 0


def waiting_by_category(edition: Edition) -> dict[UUID, int]:
    """How many of those touch an entry of each category, or the whole of it."""
    touches = (
        select(Entry.id)
        .where(Entry.category_id == Category.id, Entry.status == Status.ACCEPTED)
        .where(or_(Entry.id == Conflict.entry_id, Entry.city_id == Conflict.city_id))
        .exists()
    )
    query = (
        select(Category.id, func.count(Conflict.id))
        .join(Conflict, Conflict.edition_id == Category.edition_id)
        .where(Category.edition_id == edition.id, Conflict.upheld.is_(None))
        .where(or_(Conflict.category_id == Category.id, touches))
        .group_by(Category.id)
    )
    return dict(db.session.execute(query).all())


def get_conflict(edition: Edition, conflict_id: UUID) -> Conflict:
    """One conflict of this edition, or 404."""
    return one_or_404(select(Conflict).where(Conflict.id == conflict_id, Conflict.edition_id == edition.id))


def conflicts_of(juror_id: UUID, edition: Edition) -> list[Conflict]:
    """What a juror said of themselves. About an entry, the page must not say which: they learn nothing more of it."""
    query = select(Conflict).where(Conflict.edition_id == edition.id, Conflict.juror_id == juror_id)
    query = query.where(Conflict.source == Source.JUROR).options(
        joinedload(Conflict.city), joinedload(Conflict.category)
    )
    return list(db.session.scalars(query.order_by(Conflict.named_at.desc(), Conflict.id)))


def named_by_city(city_id: UUID, edition: Edition) -> list[Conflict]:
    """What the people of a city named, the latest first."""
    query = select(Conflict).where(Conflict.edition_id == edition.id, Conflict.source == Source.CITY)
    query = query.where(Conflict.city_id == city_id).options(joinedload(Conflict.juror))
    return list(db.session.scalars(query.order_by(Conflict.named_at.desc(), Conflict.id)))


def holding_in(edition: Edition) -> list[Conflict]:
    """Those that keep jurors from judging now."""
    return list(db.session.scalars(select(Conflict).where(Conflict.edition_id == edition.id, HOLDS)))


def seats_about(conflict: Conflict) -> list[Seat]:
    """The juror's seats before what the conflict is about, recused or not."""
    about = [
        Entry.id == conflict.entry_id if conflict.entry_id else None,
        Entry.city_id == conflict.city_id if conflict.city_id else None,
        Entry.category_id == conflict.category_id if conflict.category_id else None,
    ]
    query = select(Seat).join(Seat.entry).where(Entry.edition_id == conflict.edition_id)
    query = query.where(Seat.juror_id == conflict.juror_id, *(one for one in about if one is not None))
    return list(db.session.scalars(query.options(joinedload(Seat.entry))))
