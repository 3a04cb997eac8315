"""What an edition knows of towns: the populations frozen for it, and who asked for a town that the register lacks."""

from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from flask_babel import lazy_gettext as _l
from sqlalchemy import CheckConstraint, ForeignKey, Index, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from awards_app.accounts.models import User
from awards_app.cities.models import City
from awards_app.db import Model
from awards_app.editions.models import Edition


class FrozenPopulation(Model):
    """What counts as a city's population in one edition, whatever the register says later.

    `frozen` is the figure that was taken over; `population` is another one only after a correction with its reason.
    """

    __tablename__ = "frozen_population"
    __table_args__ = (
        UniqueConstraint("edition_id", "city_id"),
        CheckConstraint("population > 0 AND frozen > 0", name="population_positive"),
        CheckConstraint("population = frozen OR reason <> ''", name="corrected_with_reason"),
    )

    edition_id: Mapped[UUID] = mapped_column(ForeignKey("edition.id", ondelete="CASCADE"))
    city_id: Mapped[UUID] = mapped_column(ForeignKey("city.id"), index=True)
    population: Mapped[int]
    frozen: Mapped[int]
    source: Mapped[str]
    of: Mapped[date | None]
    frozen_at: Mapped[datetime]
    reason: Mapped[str] = mapped_column(Text, default="")
    corrected_at: Mapped[datetime | None]
    corrected_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("user.id"))

    edition: Mapped[Edition] = relationship()
    city: Mapped[City] = relationship()
    corrected_by: Mapped[User | None] = relationship()


class Outcome(StrEnum):
    """What became of a request for a missing town."""

    WAITING = "waiting"
    ACCEPTED = "accepted"
    KNOWN = "known"
    REJECTED = "rejected"

    @property
    def label(self) -> str:
        """The outcome in the language of the answer."""
        return str(_OUTCOMES[self])

    @property
    def tone(self) -> str:
        """The kind of tag that shows it."""
        return {"waiting": "warn", "accepted": "good", "known": "info", "rejected": "bad"}[self.value]


_OUTCOMES = {
    Outcome.WAITING: _l("waits for a check"),
    Outcome.ACCEPTED: _l("in the register now"),
    Outcome.KNOWN: _l("was in the register"),
    Outcome.REJECTED: _l("refused"),
}


class TownRequest(Model):
    """“My town is not on the list”: what somebody says of it, and what the organiser found."""

    __tablename__ = "town_request"
    __table_args__ = (
        CheckConstraint("outcome NOT IN ('accepted', 'known') OR city_id IS NOT NULL", name="settled_with_city"),
        CheckConstraint("outcome <> 'rejected' OR reason <> ''", name="rejected_with_reason"),
        CheckConstraint("population > 0", name="population_positive"),
        Index("ix_town_request_edition_outcome", "edition_id", "outcome"),
    )

    edition_id: Mapped[UUID] = mapped_column(ForeignKey("edition.id", ondelete="CASCADE"))
    name: Mapped[str]
    voivodeship: Mapped[str]
    teryt: Mapped[str | None]
    population: Mapped[int]
    asker: Mapped[str]
    email: Mapped[str]
    locale: Mapped[str]
    note: Mapped[str] = mapped_column(Text, default="")
    asked_at: Mapped[datetime]
    outcome: Mapped[Outcome] = mapped_column(default=Outcome.WAITING)
    city_id: Mapped[UUID | None] = mapped_column(ForeignKey("city.id"))
    reason: Mapped[str] = mapped_column(Text, default="")
    decided_at: Mapped[datetime | None]
    decided_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("user.id"))

    edition: Mapped[Edition] = relationship()
    city: Mapped[City | None] = relationship()
    decided_by: Mapped[User | None] = relationship()
