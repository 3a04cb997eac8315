"""Entries: one campaign of one city in one category, with its attachments and submitted versions."""

from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Any
from uuid import UUID

from flask_babel import lazy_gettext as _l
from sqlalchemy import CheckConstraint, ForeignKey, Index, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from awards_app.cities.models import City
from awards_app.db import Model
from awards_app.editions.models import Category, Edition, RulesVersion, SizeClass
from awards_app.editions.town_models import FrozenPopulation

if TYPE_CHECKING:
    from awards_app.entries.check_models import Correction


class Status(StrEnum):
    """Where an entry stands in the formal check."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    RETURNED = "returned"
    ACCEPTED = "accepted"
    REJECTED = "rejected"
    WITHDRAWN = "withdrawn"

    @property
    def label(self) -> str:
        """The status in the language of the answer."""
        return str(_LABELS[self])

    @property
    def tone(self) -> str:
        """The kind of tag that shows it."""
        return _TONES.get(self, "")


_LABELS = {
    Status.DRAFT: _l("draft"),
    Status.SUBMITTED: _l("submitted"),
    Status.RETURNED: _l("returned for correction"),
    Status.ACCEPTED: _l("accepted"),
    Status.REJECTED: _l("rejected"),
    Status.WITHDRAWN: _l("withdrawn"),
}
_TONES = {Status.SUBMITTED: "info", Status.RETURNED: "warn", Status.ACCEPTED: "good", Status.REJECTED: "bad"}


class Entry(Model):
    """A campaign. `answers` are kept by the keys of the category's questions.

    `revision` grows with each save; `traces` tell of each field when, by whom and in which revision it was changed
    last, so that two editors cannot overwrite each other unseen.
    """

    __tablename__ = "entry"
    __table_args__ = (
        UniqueConstraint("edition_id", "number"),
        CheckConstraint(
            "status = 'draft' OR (number IS NOT NULL AND size_class_id IS NOT NULL)", name="submitted_whole"
        ),
        CheckConstraint("status <> 'rejected' OR reason <> ''", name="rejected_with_reason"),
    )

    edition_id: Mapped[UUID] = mapped_column(ForeignKey("edition.id", ondelete="CASCADE"), index=True)
    category_id: Mapped[UUID] = mapped_column(ForeignKey("category.id"), index=True)
    size_class_id: Mapped[UUID | None] = mapped_column(ForeignKey("size_class.id"), index=True)
    city_id: Mapped[UUID] = mapped_column(ForeignKey("city.id"), index=True)
    number: Mapped[int | None]
    title: Mapped[str]
    answers: Mapped[dict[str, Any]]
    traces: Mapped[dict[str, Any]]
    status: Mapped[Status] = mapped_column(default=Status.DRAFT)
    reason: Mapped[str] = mapped_column(Text, default="")
    revision: Mapped[int] = mapped_column(default=1)
    created_at: Mapped[datetime]
    changed_at: Mapped[datetime]
    submitted_at: Mapped[datetime | None]
    nominated_at: Mapped[datetime | None]
    nomination: Mapped[str] = mapped_column(Text, default="")
    consented_at: Mapped[datetime | None]

    edition: Mapped[Edition] = relationship()
    category: Mapped[Category] = relationship()
    size_class: Mapped[SizeClass | None] = relationship()
    city: Mapped[City] = relationship()
    frozen: Mapped[FrozenPopulation | None] = relationship(
        primaryjoin="and_(foreign(Entry.edition_id) == FrozenPopulation.edition_id,"
        " foreign(Entry.city_id) == FrozenPopulation.city_id)",
        viewonly=True,
    )
    attachments: Mapped[list["Attachment"]] = relationship(
        order_by="Attachment.position", back_populates="entry", cascade="all, delete-orphan"
    )
    versions: Mapped[list["EntryVersion"]] = relationship(order_by="EntryVersion.number", back_populates="entry")
    correction: Mapped["Correction | None"] = relationship(back_populates="entry", passive_deletes=True)

    @property
    def awaits_consent(self) -> bool:
        """Whether the organiser nominated it and the city has not answered yet."""
        return self.nominated_at is not None and self.consented_at is None

    @property
    def touched_at(self) -> datetime:
        """When the city wrote on it last, or handed it in, whichever came later."""
        return max(self.changed_at, self.submitted_at or self.changed_at)

    @property
    def submitted_title(self) -> str:
        """The title that was submitted last: what a city writes while it corrects an entry is its own."""
        returned = self.correction if self.status is Status.RETURNED else None
        return returned.before["title"] if returned else self.title

    @property
    def population(self) -> int:
        """The population that counts in this edition; 0 where nobody knows it."""
        return self.frozen.population if self.frozen else self.city.population

    @property
    def code(self) -> str:
        """The number as people quote it: `014`; empty for a draft that was never submitted."""
        return f"{self.number:03d}" if self.number else ""


class Attachment(Model):
    """A file of an entry; its content lies in the storage under `key`.

    `original` is the SHA-256 of the file as it came, and its key in the storage: None for images attached before
    originals were kept. `medium` and `small` are the keys of the smaller pictures of an image. `alt` stands for the
    content where it cannot be seen or heard: what an image shows, what is said or shown in a recording.
    """

    __tablename__ = "attachment"
    __table_args__ = (
        UniqueConstraint("entry_id", "position"),
        Index("uq_attachment_entry_id_original", "entry_id", "original", unique=True),
        CheckConstraint("size > 0", name="size_positive"),
    )

    entry_id: Mapped[UUID] = mapped_column(ForeignKey("entry.id", ondelete="CASCADE"), index=True)
    position: Mapped[int]
    name: Mapped[str]
    media_type: Mapped[str]
    size: Mapped[int]
    key: Mapped[str]
    alt: Mapped[str] = mapped_column(Text, default="")
    # The key of the question that the file answers; empty for the entry as a whole.
    question: Mapped[str] = mapped_column(default="", server_default="")
    width: Mapped[int | None]
    height: Mapped[int | None]
    original: Mapped[str | None]
    original_size: Mapped[int | None]
    medium: Mapped[str | None]
    small: Mapped[str | None]
    added_at: Mapped[datetime]

    entry: Mapped[Entry] = relationship(back_populates="attachments")

    @property
    def is_image(self) -> bool:
        """Whether a page can show it in place."""
        return self.media_type.startswith("image/")

    @property
    def is_audio(self) -> bool:
        """Whether a page can play it, without a picture."""
        return self.media_type.startswith("audio/")

    @property
    def is_video(self) -> bool:
        """Whether a page can play it, with a picture."""
        return self.media_type.startswith("video/")

    @property
    def needs_words(self) -> bool:
        """Whether somebody who cannot see or hear it needs words in its place."""
        return self.is_image or self.is_audio or self.is_video


class EntryVersion(Model):
    """What was submitted at one time, word for word, its checksum, and the rules accepted with it. Never changed."""

    __tablename__ = "entry_version"
    __table_args__ = (UniqueConstraint("entry_id", "number"),)

    entry_id: Mapped[UUID] = mapped_column(ForeignKey("entry.id", ondelete="CASCADE"), index=True)
    number: Mapped[int]
    submitted_at: Mapped[datetime]
    content: Mapped[str] = mapped_column(Text)
    sha256: Mapped[str]
    rules_id: Mapped[UUID | None] = mapped_column(ForeignKey("rules_version.id"))

    entry: Mapped[Entry] = relationship(back_populates="versions")
    rules: Mapped[RulesVersion | None] = relationship()
