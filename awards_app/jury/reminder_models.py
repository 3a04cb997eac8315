"""Who was reminded when."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from awards_app.accounts.models import User
from awards_app.db import Model
from awards_app.editions.models import Edition


class Reminder(Model):
    """One mail that told a juror what is left. `day` is the day of the edition's clock on which it went by itself.

    It is None where an organiser sent it: so the database lets one go by itself on a day, and people send when they see
    a need.
    """

    __tablename__ = "reminder"
    __table_args__ = (
        UniqueConstraint("edition_id", "juror_id", "day"),
        CheckConstraint("ballots >= 1", name="something_to_do"),
        CheckConstraint("(day IS NULL) = (sent_by_id IS NOT NULL)", name="by_somebody_or_by_itself"),
    )

    edition_id: Mapped[UUID] = mapped_column(ForeignKey("edition.id", ondelete="CASCADE"))
    juror_id: Mapped[UUID] = mapped_column(ForeignKey("user.id"), index=True)
    day: Mapped[date | None]
    sent_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("user.id"))
    sent_at: Mapped[datetime]
    ballots: Mapped[int]

    edition: Mapped[Edition] = relationship()
    juror: Mapped[User] = relationship(foreign_keys=[juror_id])
    sent_by: Mapped[User | None] = relationship(foreign_keys=[sent_by_id])
