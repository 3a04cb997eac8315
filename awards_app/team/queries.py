"""Who is who in an edition."""

from collections import defaultdict
from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import joinedload

from awards_app.accounts.models import User
from awards_app.accounts.secrets import digest
from awards_app.db import db, one_or_404
from awards_app.editions.models import Edition
from awards_app.roles import Right, Role
from awards_app.team.models import Grant, Invitation


def grants_of(user: User) -> list[Grant]:
    """The living roles of a person in all editions, the latest edition first."""
    query = (
        select(Grant)
        .join(Grant.edition)
        .where(Grant.user_id == user.id, Grant.revoked_at.is_(None))
        .options(joinedload(Grant.edition), joinedload(Grant.city))
        .order_by(Edition.gala_at.desc(), Grant.granted_at)
    )
    return list(db.session.scalars(query))


def grants_in(edition: Edition, *roles: Role) -> list[Grant]:
    """The living roles in an edition (all, or those named), by name."""
    query = (
        select(Grant)
        .join(Grant.user)
        .where(Grant.edition_id == edition.id, Grant.revoked_at.is_(None))
        .options(joinedload(Grant.user), joinedload(Grant.city))
        .order_by(Grant.role, User.sort_key)
    )
    return list(db.session.scalars(query.where(Grant.role.in_(roles)) if roles else query))


def own_cities_in(edition: Edition) -> dict[UUID, set[UUID]]:
    """The cities of each person: whichever role ties them to one, as its resident or as its representative."""
    query = select(Grant.user_id, Grant.city_id).where(Grant.edition_id == edition.id, Grant.revoked_at.is_(None))
    found: dict[UUID, set[UUID]] = defaultdict(set)
    for user_id, city_id in db.session.execute(query):
        if city_id is not None:
            found[user_id].add(city_id)
    return found


def own_cities_of(user_id: UUID, edition: Edition) -> set[UUID]:
    """The same of one person."""
    query = select(Grant.city_id).where(Grant.edition_id == edition.id, Grant.user_id == user_id)
    return set(db.session.scalars(query.where(Grant.revoked_at.is_(None), Grant.city_id.is_not(None))))


def representatives_of(city_id: UUID, edition: Edition) -> list[Grant]:
    """Who speaks for the city in an edition, by name."""
    query = (
        select(Grant)
        .join(Grant.user)
        .where(*_of_city(city_id, edition))
        .options(joinedload(Grant.user), joinedload(Grant.city))
        .order_by(User.sort_key, User.email)
    )
    return list(db.session.scalars(query))


def hold_representatives(city_id: UUID, edition: Edition) -> list[Grant]:
    """The same, held until the commit: whoever asks goes on to change who may do what."""
    query = select(Grant).where(*_of_city(city_id, edition)).order_by(Grant.id)
    return list(db.session.scalars(query.with_for_update().execution_options(populate_existing=True)))


def has_submitter(city_id: UUID | None, edition: Edition, at: datetime) -> bool:
    """Whether somebody can submit for the city in an edition, or is invited to."""
    held = select(Grant.id).where(*_of_city(city_id, edition), Grant.right == Right.SUBMIT)
    invited = select(Invitation.id).where(
        Invitation.edition_id == edition.id,
        Invitation.city_id == city_id,
        Invitation.role == Role.CITY,
        Invitation.right == Right.SUBMIT,
        Invitation.accepted_at.is_(None),
        Invitation.revoked_at.is_(None),
        Invitation.declined_at.is_(None),
        Invitation.expires_at > at,
    )
    return any(db.session.scalars(query.limit(1)).first() for query in (held, invited))


def _of_city(city_id: UUID | None, edition: Edition) -> tuple[ColumnElement[bool], ...]:
    return (
        Grant.edition_id == edition.id,
        Grant.city_id == city_id,
        Grant.role == Role.CITY,
        Grant.revoked_at.is_(None),
    )


def find_lost_grant(email: str, edition: Edition) -> Grant | None:
    """The representative's role that was taken away from the person with this address."""
    query = (
        select(Grant)
        .join(Grant.user)
        .where(User.email == email, Grant.edition_id == edition.id, Grant.role == Role.CITY)
        .where(Grant.revoked_at.is_not(None))
    )
    return db.session.scalars(query).one_or_none()


def find_representative(email: str, edition: Edition) -> Grant | None:
    """The living role of whoever has this address and speaks for a city."""
    query = (
        select(Grant)
        .join(Grant.user)
        .where(User.email == email, Grant.edition_id == edition.id, Grant.role == Role.CITY)
        .where(Grant.revoked_at.is_(None))
    )
    return db.session.scalars(query.options(joinedload(Grant.user), joinedload(Grant.city))).one_or_none()


def find_grant(user: User, edition: Edition, role: Role) -> Grant | None:
    """The person's living role in an edition."""
    query = select(Grant).where(
        Grant.user_id == user.id, Grant.edition_id == edition.id, Grant.role == role, Grant.revoked_at.is_(None)
    )
    return db.session.scalars(query.options(joinedload(Grant.city))).one_or_none()


def get_grant(edition: Edition, grant_id: UUID) -> Grant:
    """One living role of this edition, or 404."""
    query = select(Grant).where(Grant.id == grant_id, Grant.edition_id == edition.id, Grant.revoked_at.is_(None))
    return one_or_404(query.options(joinedload(Grant.user)))


def invitations_in(edition: Edition) -> list[Invitation]:
    """Invitations that were not taken up or withdrawn, the newest first."""
    query = (
        select(Invitation)
        .where(Invitation.edition_id == edition.id, Invitation.accepted_at.is_(None), Invitation.revoked_at.is_(None))
        .options(joinedload(Invitation.city))
        .order_by(Invitation.created_at.desc(), Invitation.email)
    )
    return list(db.session.scalars(query))


def invitations_of_city(city_id: UUID, edition: Edition) -> list[Invitation]:
    """The invitations to speak for a city that were not taken up or withdrawn, the newest first."""
    query = (
        select(Invitation)
        .where(Invitation.edition_id == edition.id, Invitation.city_id == city_id, Invitation.role == Role.CITY)
        .where(Invitation.accepted_at.is_(None), Invitation.revoked_at.is_(None))
        .order_by(Invitation.created_at.desc(), Invitation.email)
    )
    return list(db.session.scalars(query))


def invitations_to(edition: Edition, email: str, role: Role) -> list[Invitation]:
    """Those of an address to a role that were not taken up or withdrawn."""
    return invitations_to_any(edition, {email}, role)


def invitations_to_any(edition: Edition, emails: Collection[str], role: Role) -> list[Invitation]:
    """Those of any of the addresses."""
    query = select(Invitation).where(
        Invitation.edition_id == edition.id,
        Invitation.email.in_(emails),
        Invitation.role == role,
        Invitation.accepted_at.is_(None),
        Invitation.revoked_at.is_(None),
    )
    return list(db.session.scalars(query))


def get_invitation(edition: Edition, invitation_id: UUID) -> Invitation:
    """One invitation of this edition, or 404."""
    return one_or_404(select(Invitation).where(Invitation.id == invitation_id, Invitation.edition_id == edition.id))


def find_invitation(token: str, at: datetime) -> Invitation | None:
    """The invitation of a link that still works."""
    query = select(Invitation).where(Invitation.token_hash == digest(token))
    found = db.session.scalars(query.options(joinedload(Invitation.edition), joinedload(Invitation.city))).one_or_none()
    return found if found and found.is_alive(at) else None
