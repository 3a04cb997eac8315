"""Who somebody is, and which sessions and links are alive."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from awards_app.accounts.models import PasswordReset, SignIn, User
from awards_app.accounts.secrets import digest
from awards_app.db import db


def normal(address: str) -> str:
    """The one form in which an address is stored and compared."""
    return address.strip().casefold()


def find_user_by_address(address: str) -> User | None:
    """The person with this e-mail address."""
    return db.session.scalars(select(User).where(User.email == normal(address))).one_or_none()


def find_user(user_id: UUID) -> User | None:
    """The person with this identifier."""
    return db.session.get(User, user_id)


def find_session(token: str, at: datetime) -> SignIn | None:
    """The session of a cookie, if it is still alive."""
    alive = select(SignIn).where(SignIn.token_hash == digest(token), SignIn.ended_at.is_(None), SignIn.expires_at > at)
    return db.session.scalars(alive.options(joinedload(SignIn.user))).one_or_none()


def sessions_of(user: User, at: datetime) -> list[SignIn]:
    """The living sessions of a person, newest first."""
    alive = select(SignIn).where(SignIn.user_id == user.id, SignIn.ended_at.is_(None), SignIn.expires_at > at)
    return list(db.session.scalars(alive.order_by(SignIn.created_at.desc())))


def find_reset(token: str, at: datetime) -> PasswordReset | None:
    """An unused link for a new password that has not expired."""
    alive = select(PasswordReset).where(
        PasswordReset.token_hash == digest(token), PasswordReset.used_at.is_(None), PasswordReset.expires_at > at
    )
    return db.session.scalars(alive.options(joinedload(PasswordReset.user))).one_or_none()


def names_of(user_ids: set[UUID]) -> dict[UUID, str]:
    """Names by identifier, for pages that show who did something."""
    return dict(db.session.execute(select(User.id, User.name).where(User.id.in_(user_ids))).all())


def locales_of(addresses: Collection[str]) -> dict[str, str]:
    """The language of each of the addresses that has an account."""
    return dict(db.session.execute(select(User.email, User.locale).where(User.email.in_(addresses))).all())
