"""Who holds which role in which edition, and who is invited to one."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from awards_app.accounts.models import User
from awards_app.cities.models import City
from awards_app.db import Model
from awards_app.editions.models import Edition
from awards_app.roles import Right, Role

CITY_KNOWN = "role <> 'city' OR city_id IS NOT NULL"
# A right is held by representatives, by each of them, and by nobody else.
RIGHT_KNOWN = "(role = 'city') = (\"right\" IS NOT NULL)"


class Grant(Model):
    """One role of one person in one edition.

    `city` is the city that a representative speaks for, or the one a juror lives in or works for: a juror never
    judges it.
    """

    __tablename__ = "grant"
    __table_args__ = (
        CheckConstraint(CITY_KNOWN, name="representative_has_city"),
        CheckConstraint(RIGHT_KNOWN, name="representative_has_right"),
        UniqueConstraint("user_id", "edition_id", "role"),
    )

    user_id: Mapped[UUID] = mapped_column(ForeignKey("user.id", ondelete="CASCADE"), index=True)
    edition_id: Mapped[UUID] = mapped_column(ForeignKey("edition.id", ondelete="CASCADE"), index=True)
    role: Mapped[Role]
    city_id: Mapped[UUID | None] = mapped_column(ForeignKey("city.id"))
    right: Mapped[Right | None]
    title: Mapped[str] = mapped_column(default="")
    granted_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]

    user: Mapped[User] = relationship()
    edition: Mapped[Edition] = relationship()
    city: Mapped[City | None] = relationship()


class Invitation(Model):
    """A link by which a person takes up a role, within its time and once."""

    __tablename__ = "invitation"
    __table_args__ = (
        CheckConstraint(CITY_KNOWN, name="representative_has_city"),
        CheckConstraint(RIGHT_KNOWN, name="representative_has_right"),
    )

    email: Mapped[str]
    name: Mapped[str]
    edition_id: Mapped[UUID] = mapped_column(ForeignKey("edition.id", ondelete="CASCADE"), index=True)
    role: Mapped[Role]
    city_id: Mapped[UUID | None] = mapped_column(ForeignKey("city.id"))
    right: Mapped[Right | None]
    title: Mapped[str] = mapped_column(default="")
    token_hash: Mapped[str] = mapped_column(unique=True)
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    accepted_at: Mapped[datetime | None]
    revoked_at: Mapped[datetime | None]
    declined_at: Mapped[datetime | None]
    decline_reason: Mapped[str] = mapped_column(Text, default="")

    edition: Mapped[Edition] = relationship()
    city: Mapped[City | None] = relationship()

    def is_alive(self, at: datetime) -> bool:
        """Whether the link still works."""
        ended = (self.accepted_at, self.revoked_at, self.declined_at)
        return all(moment is None for moment in ended) and at < self.expires_at
