"""Conflicts of interest: who may not judge what, who said so, and what the organiser decided."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from flask_babel import lazy_gettext as _l
from sqlalchemy import CheckConstraint, ForeignKey, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from awards_app.accounts.models import User
from awards_app.cities.models import City
from awards_app.db import Model
from awards_app.editions.models import Category, Edition
from awards_app.entries.models import Entry


class Source(StrEnum):
    """Who named a conflict."""

    JUROR = "juror"
    CITY = "city"
    ORGANISER = "organiser"

    @property
    def label(self) -> str:
        """Who it was, in the language of the answer."""
        return str(_SOURCES[self])


class Ground(StrEnum):
    """What connects a juror with what they must not judge."""

    WORK = "work"
    CAMPAIGN = "campaign"
    FAMILY = "family"
    BUSINESS = "business"
    OTHER = "other"

    @property
    def label(self) -> str:
        """The ground in the language of the answer."""
        return str(_GROUNDS[self])


_SOURCES = {Source.JUROR: _l("the juror"), Source.CITY: _l("a city"), Source.ORGANISER: _l("the organiser")}
_GROUNDS = {
    Ground.WORK: _l("worked for the city or its bodies in the last three years"),
    Ground.CAMPAIGN: _l("took part in the campaign"),
    Ground.FAMILY: _l("family or a close tie"),
    Ground.BUSINESS: _l("business with the city or its contractor"),
    Ground.OTHER: _l("another reason, in words"),
}


class Conflict(Model):
    """A juror and an entry, a city or a whole category. `upheld` is None until the organiser has decided.

    What a juror says of themselves holds at once, and until it is dismissed; what a city says holds once it is upheld.
    """

    __tablename__ = "conflict"
    __table_args__ = (
        CheckConstraint(
            "(CASE WHEN entry_id IS NULL THEN 0 ELSE 1 END) + (CASE WHEN city_id IS NULL THEN 0 ELSE 1 END)"
            " + (CASE WHEN category_id IS NULL THEN 0 ELSE 1 END) = 1",
            name="about_one_thing",
        ),
        CheckConstraint("(upheld IS NULL) = (decided_at IS NULL)", name="decided_or_not"),
    )

    edition_id: Mapped[UUID] = mapped_column(ForeignKey("edition.id", ondelete="CASCADE"), index=True)
    juror_id: Mapped[UUID] = mapped_column(ForeignKey("user.id"), index=True)
    entry_id: Mapped[UUID | None] = mapped_column(ForeignKey("entry.id"))
    city_id: Mapped[UUID | None] = mapped_column(ForeignKey("city.id"))
    category_id: Mapped[UUID | None] = mapped_column(ForeignKey("category.id"))
    source: Mapped[Source]
    ground: Mapped[Ground]
    words: Mapped[str] = mapped_column(Text, default="")
    named_by_id: Mapped[UUID] = mapped_column(ForeignKey("user.id"))
    named_at: Mapped[datetime]
    upheld: Mapped[bool | None]
    decided_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("user.id"))
    decided_at: Mapped[datetime | None]

    edition: Mapped[Edition] = relationship()
    juror: Mapped[User] = relationship(foreign_keys=[juror_id])
    named_by: Mapped[User] = relationship(foreign_keys=[named_by_id])
    entry: Mapped[Entry | None] = relationship()
    city: Mapped[City | None] = relationship()
    category: Mapped[Category | None] = relationship()

    @property
    def holds(self) -> bool:
        """Whether the juror is kept from judging now."""
        return self.upheld is True or (self.upheld is None and self.source is not Source.CITY)

    def concerns(self, entry: Entry) -> bool:
        """Whether it is about this entry: by itself, by its city or by its category."""
        return (self.entry_id or self.city_id or self.category_id) in {entry.id, entry.city_id, entry.category_id}
