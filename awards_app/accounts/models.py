"""People, their sessions, their one-time links, and the attempts that are counted against guessing."""

from collections.abc import Mapping
from datetime import datetime
from types import MappingProxyType
from uuid import UUID

from flask_login import UserMixin
from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column, relationship

from awards_app.db import Model, SortKey
from awards_app.roles import Role


class User(UserMixin, Model):
    """A person. The address is kept in one form (see `addresses.normal`), so that it is unique."""

    __tablename__ = "user"
    __allow_unmapped__ = True
    __table_args__ = (CheckConstraint("email = lower(email)", name="email_lower"),)

    email: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    sort_key: Mapped[str] = mapped_column(SortKey)
    password_hash: Mapped[str | None]
    locale: Mapped[str] = mapped_column(default="pl")
    administrator: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[datetime]

    # Known only while a request of this person's browser is answered: its session's secret, and the roles by edition.
    token: str = ""
    roles: Mapping[UUID, list[Role]] = MappingProxyType({})

    def get_id(self) -> str:
        """What the browser's cookie carries: the session's secret, never the person's identifier."""
        return self.token

    def roles_in(self, edition_id: UUID | None) -> list[Role]:
        """The roles held in an edition; an administrator is one in all and outside of them."""
        held = self.roles.get(edition_id, []) if edition_id else []
        return [*held, Role.ADMINISTRATOR] if self.administrator else list(held)


class SignIn(Model):
    """One browser's session. Only a hash of its secret is stored; once ended, every copy of the cookie is worthless."""

    __tablename__ = "sign_in"

    user_id: Mapped[UUID] = mapped_column(ForeignKey("user.id", ondelete="CASCADE"), index=True)
    token_hash: Mapped[str] = mapped_column(unique=True)
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    browser: Mapped[str] = mapped_column(default="")

    user: Mapped[User] = relationship()


class PasswordReset(Model):
    """A link by which a person sets a new password, once and within its time."""

    __tablename__ = "password_reset"

    user_id: Mapped[UUID] = mapped_column(ForeignKey("user.id", ondelete="CASCADE"), index=True)
    token_hash: Mapped[str] = mapped_column(unique=True)
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]

    user: Mapped[User] = relationship()


class Attempt(Model):
    """A try that counts towards a limit; `key` is a hash of what is limited."""

    __tablename__ = "attempt"
    __table_args__ = (Index("ix_attempt_key_at", "key", "at"),)

    key: Mapped[str]
    at: Mapped[datetime]
