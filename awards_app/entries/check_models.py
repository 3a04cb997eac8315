"""What the formal check keeps of an entry: ticks, a return for correction, a move to agree on, likeness to others."""

from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from flask_babel import lazy_gettext as _l
from sqlalchemy import CheckConstraint, ForeignKey, Index, LargeBinary, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from awards_app.accounts.models import User
from awards_app.db import Model
from awards_app.editions.models import Category
from awards_app.entries.models import Entry, EntryVersion
from awards_app.questionnaire.models import CheckItem


class CheckTick(Model):
    """How an item of the checklist came out for an entry, in the version that was looked at."""

    __tablename__ = "check_tick"
    __table_args__ = (UniqueConstraint("entry_id", "item_id"), CheckConstraint("version >= 1", name="version_counted"))

    entry_id: Mapped[UUID] = mapped_column(ForeignKey("entry.id", ondelete="CASCADE"))
    item_id: Mapped[UUID] = mapped_column(ForeignKey("check_item.id"), index=True)
    version: Mapped[int]
    passed: Mapped[bool]
    note: Mapped[str] = mapped_column(Text, default="")
    by_id: Mapped[UUID] = mapped_column(ForeignKey("user.id"))
    at: Mapped[datetime]

    entry: Mapped[Entry] = relationship()
    item: Mapped[CheckItem] = relationship()
    by: Mapped[User] = relationship()


class Correction(Model):
    """The one return of an entry: which fields to correct, until when, and why.

    `before` keeps the entry as it was submitted, since the city writes on the entry itself. Whether the deadline has
    passed is asked of the clock; `corrected_at` says when the city handed the correction in.
    """

    __tablename__ = "correction"
    __table_args__ = (
        CheckConstraint("message <> ''", name="message_said"),
        CheckConstraint("deadline > returned_at", name="deadline_ahead"),
    )

    entry_id: Mapped[UUID] = mapped_column(ForeignKey("entry.id", ondelete="CASCADE"), unique=True)
    fields: Mapped[list[str]]
    message: Mapped[str] = mapped_column(Text)
    deadline: Mapped[datetime]
    before: Mapped[dict[str, Any]]
    returned_at: Mapped[datetime]
    returned_by_id: Mapped[UUID] = mapped_column(ForeignKey("user.id"))
    corrected_at: Mapped[datetime | None]

    entry: Mapped[Entry] = relationship(back_populates="correction")


class Consent(StrEnum):
    """What became of a proposal to move an entry."""

    PROPOSED = "proposed"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"

    @property
    def label(self) -> str:
        """The answer in the language of the reader."""
        return str(_CONSENT[self])


_CONSENT = {
    Consent.PROPOSED: _l("the city has not answered yet"),
    Consent.ACCEPTED: _l("the city agreed"),
    Consent.DECLINED: _l("the city declined"),
    Consent.WITHDRAWN: _l("the organiser withdrew the proposal"),
}


class Move(Model):
    """The organiser's proposal to move an entry to another category; it needs the city's consent."""

    __tablename__ = "move"
    __table_args__ = (
        CheckConstraint("reason <> ''", name="reason_said"),
        CheckConstraint("from_category_id <> to_category_id", name="somewhere_else"),
        CheckConstraint("(consent = 'proposed') = (answered_at IS NULL)", name="answered_once"),
        Index(
            "ix_move_proposed",
            "entry_id",
            unique=True,
            sqlite_where=text("consent = 'proposed'"),
            postgresql_where=text("consent = 'proposed'"),
        ),
    )

    entry_id: Mapped[UUID] = mapped_column(ForeignKey("entry.id", ondelete="CASCADE"), index=True)
    from_category_id: Mapped[UUID] = mapped_column(ForeignKey("category.id"))
    to_category_id: Mapped[UUID] = mapped_column(ForeignKey("category.id"))
    reason: Mapped[str] = mapped_column(Text)
    consent: Mapped[Consent] = mapped_column(default=Consent.PROPOSED)
    proposed_at: Mapped[datetime]
    answered_at: Mapped[datetime | None]

    entry: Mapped[Entry] = relationship()
    from_category: Mapped[Category] = relationship(foreign_keys=[from_category_id])
    to_category: Mapped[Category] = relationship(foreign_keys=[to_category_id])


class Fingerprint(Model):
    """What is compared of a submitted version: its title, links, files and shingles of words, as short marks."""

    __tablename__ = "fingerprint"

    version_id: Mapped[UUID] = mapped_column(ForeignKey("entry_version.id", ondelete="CASCADE"), unique=True)
    title: Mapped[str]
    links: Mapped[list[str]]
    files: Mapped[list[str]]
    shingles: Mapped[bytes] = mapped_column(LargeBinary)

    version: Mapped[EntryVersion] = relationship()


class Finding(Model):
    """That two entries are alike: the one that was submitted later, and the other. It decides nothing.

    Shares are percents of what each of them says, that the other says word for word.
    """

    __tablename__ = "finding"
    __table_args__ = (
        UniqueConstraint("entry_id", "other_id"),
        CheckConstraint("entry_id <> other_id", name="not_of_itself"),
    )

    entry_id: Mapped[UUID] = mapped_column(ForeignKey("entry.id", ondelete="CASCADE"))
    other_id: Mapped[UUID] = mapped_column(ForeignKey("entry.id", ondelete="CASCADE"), index=True)
    same_title: Mapped[bool]
    links: Mapped[list[str]]
    files: Mapped[int]
    share: Mapped[int]
    other_share: Mapped[int]

    entry: Mapped[Entry] = relationship(foreign_keys=[entry_id])
    other: Mapped[Entry] = relationship(foreign_keys=[other_id])
