"""Questions about the call, and what the organiser answered."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from flask_babel import lazy_gettext as _l
from sqlalchemy import CheckConstraint, ForeignKey, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from awards_app.cities.models import City
from awards_app.db import Model
from awards_app.editions.models import Edition
from awards_app.i18n import Localised, LocalisedText


class State(StrEnum):
    """What became of an inquiry."""

    WAITING = "waiting"
    ANSWERED = "answered"
    PUBLISHED = "published"
    DISMISSED = "dismissed"

    @property
    def label(self) -> str:
        """The state in the language of the answer."""
        return str(_LABELS[self])

    @property
    def tone(self) -> str:
        """The kind of tag that shows it."""
        return {State.WAITING: "warn", State.PUBLISHED: "good", State.ANSWERED: "info"}.get(self, "")


_LABELS = {
    State.WAITING: _l("waits for an answer"),
    State.ANSWERED: _l("answered, not published"),
    State.PUBLISHED: _l("answered and published"),
    State.DISMISSED: _l("put aside"),
}


class Inquiry(Model):
    """A question about the call: `asked` word for word, `question` and `answer` as the organiser words them.

    `email` is where the answer goes, empty for what the organiser added; nobody but the organiser sees it. Published
    ones stand under their `topic`, those with a lower `position` first, then the newest.
    """

    __tablename__ = "inquiry"
    __table_args__ = (
        CheckConstraint("published_at IS NULL OR answered_at IS NOT NULL", name="published_with_answer"),
        CheckConstraint("dismissed_at IS NULL OR published_at IS NULL", name="dismissed_is_not_published"),
    )

    edition_id: Mapped[UUID] = mapped_column(ForeignKey("edition.id", ondelete="CASCADE"), index=True)
    city_id: Mapped[UUID | None] = mapped_column(ForeignKey("city.id"))
    email: Mapped[str] = mapped_column(default="")
    locale: Mapped[str] = mapped_column(default="pl")
    asked: Mapped[str] = mapped_column(Text, default="")
    asked_at: Mapped[datetime]
    topic: Mapped[Localised] = mapped_column(LocalisedText, default=Localised)
    question: Mapped[Localised] = mapped_column(LocalisedText)
    answer: Mapped[Localised] = mapped_column(LocalisedText, default=Localised)
    position: Mapped[int] = mapped_column(default=0)
    revision: Mapped[int] = mapped_column(default=1)
    answered_at: Mapped[datetime | None]
    published_at: Mapped[datetime | None]
    dismissed_at: Mapped[datetime | None]

    edition: Mapped[Edition] = relationship()
    city: Mapped[City | None] = relationship()

    @property
    def state(self) -> State:
        """Where it stands."""
        if self.dismissed_at:
            return State.DISMISSED
        if self.published_at:
            return State.PUBLISHED
        return State.ANSWERED if self.answered_at else State.WAITING
