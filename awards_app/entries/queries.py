"""Entries, as far as the asker may see them."""

from collections.abc import Collection
from uuid import UUID

from flask import abort
from sqlalchemy import Select, case, func, select
from sqlalchemy.orm import joinedload, selectinload

from awards_app.accounts.models import User
from awards_app.cities.models import City
from awards_app.db import db, one_or_404
from awards_app.editions.models import Category, Edition
from awards_app.entries import representatives
from awards_app.entries.models import Attachment, Entry, Status
from awards_app.entries.standing import as_submitted
from awards_app.roles import Right, Role
from awards_app.team.models import Grant

EARLIER_MOST = 200


def _with_place(query: Select[Entry]) -> Select[Entry]:
    """City with its frozen population, category, class and a return come along: a list costs the same however long."""
    place = (joinedload(Entry.city), joinedload(Entry.frozen), joinedload(Entry.correction))
    return query.options(*place, joinedload(Entry.category), joinedload(Entry.size_class))


def _of(user: User, edition: Edition) -> Select[Entry]:
    """The entries of the city that the person represents in this edition."""
    return (
        select(Entry)
        .join(Grant, Grant.city_id == Entry.city_id)
        .where(
            Entry.edition_id == edition.id,
            Grant.edition_id == edition.id,
            Grant.user_id == user.id,
            Grant.role == Role.CITY,
            Grant.revoked_at.is_(None),
        )
    )


def entries_of(user: User, edition: Edition) -> list[Entry]:
    """All entries of the person's city, the last changed or submitted first."""
    touched_at = case((Entry.submitted_at > Entry.changed_at, Entry.submitted_at), else_=Entry.changed_at)
    return list(db.session.scalars(_with_place(_of(user, edition)).order_by(touched_at.desc(), Entry.id)))


def entry_of(user: User, edition: Edition, entry_id: UUID, right: Right) -> Entry:
    """One entry of the person's city, or 404. Raises NotAllowed where the person may see it, but no more than that."""
    return find_entry_of(user, edition, entry_id, right) or abort(404)


def find_entry_of(user: User, edition: Edition, entry_id: UUID, right: Right) -> Entry | None:
    """One entry of the person's city, or None. Raises NotAllowed where the person may see it, but no more than that."""
    query = _with_place(_of(user, edition).where(Entry.id == entry_id))
    whole = query.options(selectinload(Entry.attachments), selectinload(Entry.versions))
    if found := db.session.scalars(whole).one_or_none():
        representatives.require_right(user, edition, right)
    return found


def entries_of_city(city_id: UUID, editions: Collection[UUID] | None = None) -> list[Entry]:
    """The entries of a city over all editions, drafts too: for those who represent it.

    With `editions` those submitted in them, without drafts: for who may see all entries of an edition.
    """
    query = select(Entry).join(Entry.edition).where(Entry.city_id == city_id).options(joinedload(Entry.edition))
    if editions is not None:
        query = query.where(Entry.edition_id.in_(editions), Entry.status != Status.DRAFT)
    return list(db.session.scalars(_with_place(query).order_by(Edition.gala_at.desc(), Entry.number, Entry.title)))


def get_entry(edition: Edition, entry_id: UUID) -> Entry:
    """One submitted entry of the edition, or 404: for those who may see all; drafts are private."""
    query = select(Entry).where(Entry.edition_id == edition.id, Entry.id == entry_id, Entry.status != Status.DRAFT)
    return one_or_404(_with_place(query).options(selectinload(Entry.attachments), selectinload(Entry.versions)))


def get_submitted_attachment(entry: Entry, attachment_id: UUID) -> Attachment:
    """One attachment of what the city submitted last, also while it corrects the entry; or 404."""
    found = (one for one in as_submitted(entry).attachments if one.id == attachment_id)
    return next(found, None) or abort(404)


def get_attachment(entry: Entry, attachment_id: UUID) -> Attachment:
    """One attachment of an entry that the asker may see, or 404."""
    return one_or_404(select(Attachment).where(Attachment.entry_id == entry.id, Attachment.id == attachment_id))


def accepted_in(edition: Edition) -> list[Entry]:
    """All accepted entries, by category, class and city."""
    query = (
        select(Entry)
        .join(Entry.category)
        .join(Entry.city)
        .where(Entry.edition_id == edition.id, Entry.status == Status.ACCEPTED)
        .order_by(Category.position, City.sort_key, Entry.number)
    )
    return list(db.session.scalars(_with_place(query)))


def submitted_of(edition_id: UUID, city_id: UUID) -> list[Entry]:
    """All entries that a city has submitted in an edition, in the order of their numbers."""
    query = select(Entry).where(Entry.edition_id == edition_id, Entry.city_id == city_id, Entry.status != Status.DRAFT)
    classes = joinedload(Entry.category).selectinload(Category.classes)
    return list(db.session.scalars(_with_place(query).options(classes).order_by(Entry.number)))


def count_by_status(edition: Edition) -> dict[Status, int]:
    """How many entries stand where; every status is named."""
    query = select(Entry.status, func.count()).where(Entry.edition_id == edition.id).group_by(Entry.status)
    found = dict(db.session.execute(query).all())
    return {status: found.get(status, 0) for status in Status}


def count_cities(edition: Edition) -> int:
    """How many cities take part with a submitted entry."""
    query = select(func.count(Entry.city_id.distinct())).where(
        Entry.edition_id == edition.id, Entry.status.not_in((Status.DRAFT, Status.WITHDRAWN))
    )
    return db.session.scalar(query) or 0


def count_in_the_contest(entry: Entry, category: Category | None = None) -> tuple[int, int]:
    """How many other entries of its city take part: in the edition, and in that category (its own unless told)."""
    others = select(Entry.category_id, func.count()).where(
        Entry.edition_id == entry.edition_id,
        Entry.city_id == entry.city_id,
        Entry.id != entry.id,
        Entry.status.in_([Status.SUBMITTED, Status.RETURNED, Status.ACCEPTED]),
    )
    found = dict(db.session.execute(others.group_by(Entry.category_id)).all())
    return sum(found.values()), found.get((category or entry.category).id, 0)


def has_room(entry: Entry) -> bool:
    """Whether the limits of the edition and of the category let the entry take part beside the others of its city.

    Whoever acts on the answer holds the edition's row alone, so that two at once cannot both take the last place.
    """
    whole, here = count_in_the_contest(entry)
    limits = ((entry.edition.entries_per_city, whole), (entry.category.entries_per_city, here))
    return all(limit is None or count < limit for limit, count in limits)


def earlier_entries_of(city_id: UUID, but: Entry | None = None) -> list[Entry]:
    """What the city wrote in all editions, the last changed first: to begin another entry from."""
    query = select(Entry).where(Entry.city_id == city_id).options(joinedload(Entry.edition), joinedload(Entry.category))
    found = db.session.scalars(query.order_by(Entry.changed_at.desc(), Entry.id).limit(EARLIER_MOST))
    return [entry for entry in found if but is None or entry.id != but.id]


def nominated_in(edition: Edition) -> list[Entry]:
    """What the organiser nominated and the city has not submitted yet, or has."""
    query = select(Entry).where(Entry.edition_id == edition.id, Entry.nominated_at.is_not(None))
    return list(db.session.scalars(_with_place(query).order_by(Entry.nominated_at.desc(), Entry.id)))


def next_number(edition: Edition) -> int:
    """The number for the next entry that is submitted. Whoever asks holds the edition's row alone."""
    highest = db.session.scalar(select(func.max(Entry.number)).where(Entry.edition_id == edition.id))
    return (highest or 0) + 1


def titles_of(entry_ids: set[UUID]) -> dict[UUID, str]:
    """`014 Title` by identifier; what a city has never submitted stays its own and is left out."""
    query = select(Entry).where(Entry.id.in_(entry_ids), Entry.status != Status.DRAFT)
    found = db.session.scalars(query.options(joinedload(Entry.correction)))
    return {one.id: f"{one.code} {as_submitted(one).title}" for one in found}
