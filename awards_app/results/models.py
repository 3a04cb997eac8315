"""What the session decides, and the seal."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from awards_app.accounts.models import User
from awards_app.db import Model
from awards_app.editions.models import Edition, SizeClass


class Kind(StrEnum):
    """What a resolution decides."""

    ORDER = "order"
    SHARED = "shared"
    AWARD = "award"
    NO_AWARD = "no_award"


class Resolution(Model):
    """The chair's recorded decision, with its reason: the order of tied entries, or an award that is not scored.

    `entries` are identifiers, best first. A later decision on the same matter replaces an earlier one, which stays.
    """

    __tablename__ = "resolution"
    __table_args__ = (CheckConstraint("reason <> ''", name="reason_given"),)

    size_class_id: Mapped[UUID] = mapped_column(ForeignKey("size_class.id"), index=True)
    kind: Mapped[Kind]
    entries: Mapped[list[str]]
    reason: Mapped[str] = mapped_column(Text)
    by_id: Mapped[UUID] = mapped_column(ForeignKey("user.id"))
    made_at: Mapped[datetime]
    replaced_at: Mapped[datetime | None]

    size_class: Mapped[SizeClass] = relationship()
    by: Mapped[User] = relationship()


class Seal(Model):
    """The frozen result: a canonical document, its SHA-256 and a short code. A trigger refuses to change it."""

    __tablename__ = "seal"
    __table_args__ = (UniqueConstraint("edition_id", "number"),)

    edition_id: Mapped[UUID] = mapped_column(ForeignKey("edition.id"))
    number: Mapped[int]
    sealed_at: Mapped[datetime]
    by_id: Mapped[UUID] = mapped_column(ForeignKey("user.id"))
    document: Mapped[str] = mapped_column(Text)
    sha256: Mapped[str]
    code: Mapped[str]

    edition: Mapped[Edition] = relationship()
    by: Mapped[User] = relationship()
