"""Requests for access, and the domains of city halls."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from sqlalchemy import Select, func, select
from sqlalchemy.orm import joinedload
from sqlalchemy.sql.base import ExecutableOption

from awards_app.accounts.secrets import digest
from awards_app.cities.models import City
from awards_app.db import db, one_or_404
from awards_app.editions.models import Edition
from awards_app.joining.models import AccessRequest, CityDomain, Outcome
from awards_app.web.paging import Page, page_of


def find_request(token: str, at: datetime, *, hold: bool = False) -> AccessRequest | None:
    """The request of a mailed link: confirmed, or still to be. `hold` it until the commit to change it."""
    query = select(AccessRequest).where(AccessRequest.token_hash == digest(token))
    if hold:
        query = query.with_for_update()
    found = db.session.scalars(query).one_or_none()
    return found if found and (found.confirmed_at or at < found.expires_at) else None


def get_request(edition: Edition, request_id: UUID, *, hold: bool = False) -> AccessRequest:
    """One confirmed request of this edition, or 404: what nobody confirmed is nobody's yet."""
    query = select(AccessRequest).where(
        AccessRequest.id == request_id,
        AccessRequest.edition_id == edition.id,
        AccessRequest.confirmed_at.is_not(None),
    )
    return one_or_404(query.with_for_update() if hold else query.options(*_shown()))


def _shown() -> tuple[ExecutableOption, ...]:
    return joinedload(AccessRequest.city), joinedload(AccessRequest.decided_by)


def _waiting(edition: Edition) -> Select[AccessRequest]:
    return select(AccessRequest).where(
        AccessRequest.edition_id == edition.id,
        AccessRequest.confirmed_at.is_not(None),
        AccessRequest.outcome.is_(None),
    )


def waiting_in(edition: Edition) -> list[AccessRequest]:
    """The confirmed requests that nobody has decided on, whoever waits longest first."""
    query = _waiting(edition).options(*_shown()).order_by(AccessRequest.confirmed_at, AccessRequest.id)
    return list(db.session.scalars(query))


def waiting_of(edition: Edition, email: str, city_id: UUID) -> list[AccessRequest]:
    """Those of one person for one city."""
    query = _waiting(edition).where(AccessRequest.email == email, AccessRequest.city_id == city_id)
    return list(db.session.scalars(query))


def waiting_for(city_id: UUID, edition: Edition) -> list[AccessRequest]:
    """Those for one city."""
    return list(
        db.session.scalars(
            _waiting(edition).where(AccessRequest.city_id == city_id).order_by(AccessRequest.confirmed_at)
        )
    )


def next_waiting(edition: Edition) -> UUID | None:
    """The request that waits longest."""
    db.session.flush()
    query = _waiting(edition).order_by(AccessRequest.confirmed_at, AccessRequest.id).limit(1)
    found = db.session.scalars(query).first()
    return found.id if found else None


def decided_in(edition: Edition, number: int) -> Page[AccessRequest]:
    """A page of the requests that were decided on, the latest first."""
    query = (
        select(AccessRequest)
        .where(AccessRequest.edition_id == edition.id, AccessRequest.outcome.is_not(None))
        .options(*_shown())
        .order_by(AccessRequest.decided_at.desc(), AccessRequest.id)
    )
    return page_of(query, number)


def was_refused(edition: Edition, email: str, city_id: UUID) -> bool:
    """Whether an organiser said no to this person for this city, and never yes since."""
    query = (
        select(AccessRequest.outcome)
        .where(AccessRequest.edition_id == edition.id, AccessRequest.email == email)
        .where(AccessRequest.city_id == city_id, AccessRequest.outcome != Outcome.DOMAIN)
        .order_by(AccessRequest.decided_at.desc())
    )
    return db.session.scalars(query.limit(1)).first() is Outcome.REJECTED


def find_domain(domain: str, city_id: UUID) -> CityDomain | None:
    """The remembered domain of the city."""
    return db.session.scalars(
        select(CityDomain).where(CityDomain.domain == domain, CityDomain.city_id == city_id)
    ).one_or_none()


def get_domain(domain_id: UUID) -> CityDomain:
    """One remembered domain, or 404."""
    return one_or_404(select(CityDomain).where(CityDomain.id == domain_id))


def cities_of(domains: Iterable[str]) -> dict[str, list[City]]:
    """The cities that each of the domains is remembered for, in alphabetical order."""
    query = (
        select(CityDomain)
        .join(CityDomain.city)
        .where(CityDomain.domain.in_(set(domains)))
        .options(joinedload(CityDomain.city))
        .order_by(City.sort_key, City.voivodeship)
    )
    found: dict[str, list[City]] = defaultdict(list)
    for one in db.session.scalars(query):
        found[one.domain].append(one.city)
    return found


def domains_of(city_id: UUID) -> list[str]:
    """The remembered domains of one city."""
    query = select(CityDomain.domain).where(CityDomain.city_id == city_id).order_by(CityDomain.domain)
    return list(db.session.scalars(query))


def remembered(number: int) -> Page[CityDomain]:
    """A page of all remembered domains, by city."""
    query = (
        select(CityDomain)
        .join(CityDomain.city)
        .options(joinedload(CityDomain.city), joinedload(CityDomain.approved_by))
        .order_by(City.sort_key, City.voivodeship, CityDomain.domain)
    )
    return page_of(query, number)


def count_remembered() -> int:
    """How many domains are remembered."""
    return db.session.scalar(select(func.count()).select_from(CityDomain)) or 0
