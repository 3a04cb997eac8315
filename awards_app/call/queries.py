"""Questions about the call: the published ones for everybody, all for the organiser; whom a deadline concerns."""

from collections.abc import Iterable
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import joinedload

from awards_app.call.models import Inquiry, State
from awards_app.cities.models import City
from awards_app.db import db, one_or_404
from awards_app.editions.models import Edition
from awards_app.entries.models import Entry
from awards_app.i18n import Localised, sort_key
from awards_app.team.models import Grant
from awards_app.web.paging import Page, page_of

_ASIDE = Inquiry.dismissed_at.is_not(None)
_WHERE: dict[State, tuple[ColumnElement[bool], ...]] = {
    State.WAITING: (Inquiry.answered_at.is_(None), ~_ASIDE),
    State.ANSWERED: (Inquiry.answered_at.is_not(None), Inquiry.published_at.is_(None), ~_ASIDE),
    State.PUBLISHED: (Inquiry.published_at.is_not(None),),
    State.DISMISSED: (_ASIDE,),
}


class Topic(NamedTuple):
    """Published questions under one heading; the nameless group holds the rest."""

    name: Localised
    inquiries: list[Inquiry]


def published_in(edition: Edition) -> list[Topic]:
    """What everybody may read, by topic: named topics in alphabetical order, then the rest."""
    query = select(Inquiry).where(Inquiry.edition_id == edition.id, Inquiry.published_at.is_not(None))
    order = (Inquiry.position, Inquiry.published_at.desc(), Inquiry.id)
    topics: dict[str, Topic] = {}
    for one in db.session.scalars(query.order_by(*order)):
        topics.setdefault(_key(one.topic), Topic(one.topic, [])).inquiries.append(one)
    return sorted(topics.values(), key=lambda topic: (not topic.name, _key(topic.name)))


def _key(topic: Localised) -> str:
    return sort_key(str(topic))


def inquiries_in(edition: Edition, state: State | None, number: int) -> Page[Inquiry]:
    """All, or those in one state, a page of them, the newest first."""
    query = select(Inquiry).where(Inquiry.edition_id == edition.id, *(_WHERE[state] if state else ()))
    return page_of(query.options(joinedload(Inquiry.city)).order_by(Inquiry.asked_at.desc(), Inquiry.id), number)


def count_by_state(edition: Edition) -> dict[State, int]:
    """How many stand where."""
    counts = [
        select(func.count()).select_from(Inquiry).where(Inquiry.edition_id == edition.id, *where).scalar_subquery()
        for where in _WHERE.values()
    ]
    return dict(zip(_WHERE, db.session.execute(select(*counts)).one(), strict=True))


def get_inquiry(edition: Edition, inquiry_id: UUID) -> Inquiry:
    """One question of this edition, or 404."""
    query = select(Inquiry).where(Inquiry.edition_id == edition.id, Inquiry.id == inquiry_id)
    return one_or_404(query.options(joinedload(Inquiry.city)))


def topics_in(edition: Edition) -> list[Localised]:
    """The topics that are in use, for suggestions."""
    query = select(Inquiry.topic).where(Inquiry.edition_id == edition.id)
    return sorted({topic for topic in db.session.scalars(query) if topic}, key=_key)


def cities_in(edition: Edition) -> list[City]:
    """The cities of an edition: those with a representative or with an entry, in Polish alphabetical order."""
    represented = select(Grant.city_id).where(Grant.edition_id == edition.id, Grant.revoked_at.is_(None))
    entered = select(Entry.city_id).where(Entry.edition_id == edition.id)
    query = select(City).where(City.id.in_(represented.where(Grant.role == "city")) | City.id.in_(entered))
    return list(db.session.scalars(query.order_by(City.sort_key, City.voivodeship)))


def titles_of(inquiry_ids: Iterable[UUID]) -> dict[UUID, str]:
    """The beginning of each question by its identifier."""
    query = select(Inquiry.id, Inquiry.question).where(Inquiry.id.in_(list(inquiry_ids)))
    return {key: f"„{str(question)[:60]}”" for key, question in db.session.execute(query)}
