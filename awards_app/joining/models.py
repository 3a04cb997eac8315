"""Who asks to represent a city, and which domains belong to which city hall."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from flask_babel import lazy_gettext as _l
from sqlalchemy import CheckConstraint, ForeignKey, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from awards_app.accounts.models import User
from awards_app.cities.models import City
from awards_app.db import Model
from awards_app.editions.models import Edition
from awards_app.joining.domains import domain_of


class Outcome(StrEnum):
    """How a request ended: by the organiser, or by a domain that is remembered for the city."""

    APPROVED = "approved"
    REJECTED = "rejected"
    DOMAIN = "domain"

    @property
    def label(self) -> str:
        """The outcome in the language of the answer."""
        return str(_LABELS[self])

    @property
    def tone(self) -> str:
        """The kind of tag that shows it."""
        return {"approved": "good", "rejected": "bad", "domain": "info"}[self.value]


_LABELS = {
    Outcome.APPROVED: _l("approved"),
    Outcome.REJECTED: _l("refused"),
    Outcome.DOMAIN: _l("let in by the domain"),
}


class AccessRequest(Model):
    """A person asks to represent a city. It waits for the organiser once the address is confirmed."""

    __tablename__ = "access_request"
    __table_args__ = (
        CheckConstraint("(outcome IS NULL) = (decided_at IS NULL)", name="decided_whole"),
        CheckConstraint("outcome IS NULL OR confirmed_at IS NOT NULL", name="confirmed_first"),
        CheckConstraint("outcome <> 'rejected' OR reason <> ''", name="rejected_with_reason"),
    )

    edition_id: Mapped[UUID] = mapped_column(ForeignKey("edition.id", ondelete="CASCADE"), index=True)
    city_id: Mapped[UUID] = mapped_column(ForeignKey("city.id"), index=True)
    email: Mapped[str] = mapped_column(index=True)
    name: Mapped[str]
    title: Mapped[str]
    locale: Mapped[str]
    token_hash: Mapped[str] = mapped_column(unique=True)
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    confirmed_at: Mapped[datetime | None]
    outcome: Mapped[Outcome | None]
    decided_at: Mapped[datetime | None]
    decided_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("user.id", ondelete="SET NULL"))
    reason: Mapped[str] = mapped_column(Text, default="")

    edition: Mapped[Edition] = relationship()
    city: Mapped[City] = relationship()
    decided_by: Mapped[User | None] = relationship()

    @property
    def domain(self) -> str:
        """The domain of the address."""
        return domain_of(self.email)

    @property
    def is_waiting(self) -> bool:
        """Whether the organiser has to decide."""
        return self.confirmed_at is not None and self.outcome is None


class CityDomain(Model):
    """A domain whose addresses belong to a city hall: who confirms one of them may represent the city.

    It is remembered over all editions. A domain may serve several cities, each approved by an organiser.
    """

    __tablename__ = "city_domain"
    __table_args__ = (
        UniqueConstraint("city_id", "domain"),
        CheckConstraint("domain = lower(domain) AND domain <> ''", name="domain_lower"),
    )

    city_id: Mapped[UUID] = mapped_column(ForeignKey("city.id"))
    domain: Mapped[str] = mapped_column(index=True)
    confirmed_at: Mapped[datetime]
    approved_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("user.id", ondelete="SET NULL"))

    city: Mapped[City] = relationship()
    approved_by: Mapped[User | None] = relationship()
