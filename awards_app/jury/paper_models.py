"""Ballots that came on paper: what one person typed in, and what became of it. None of it counts by itself."""

from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from uuid import UUID

from flask_babel import lazy_gettext as _l
from sqlalchemy import CheckConstraint, ForeignKey, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from awards_app.accounts.models import User
from awards_app.db import Model
from awards_app.jury.models import Seat


class PaperState(StrEnum):
    """How far a paper ballot has come."""

    ENTERED = "entered"
    DISPUTED = "disputed"
    COUNTED = "counted"
    DECLINED = "declined"

    @property
    def label(self) -> str:
        """The state in the language of the answer."""
        return str(_STATES[self])


_STATES = {
    PaperState.ENTERED: _l("waits for a second person"),
    PaperState.DISPUTED: _l("waits for the juror"),
    PaperState.COUNTED: _l("counts"),
    PaperState.DECLINED: _l("the juror kept their own marks"),
}


class PaperBallot(Model):
    """The paper of a seat as it was typed in last. It counts once somebody else read the same from the paper.

    Where the juror gave marks on the screen that say something else, it waits for the juror.
    """

    __tablename__ = "paper_ballot"
    __table_args__ = (
        CheckConstraint("entered_by_id <> checked_by_id", name="checked_by_another_person"),
        CheckConstraint("(checked_by_id IS NULL) = (checked_at IS NULL)", name="checked_or_not"),
        CheckConstraint("(state = 'entered') = (checked_by_id IS NULL)", name="nothing_counts_unchecked"),
        CheckConstraint("handed_over_at <= entered_at", name="handed_over_before_it_was_entered"),
    )

    seat_id: Mapped[UUID] = mapped_column(ForeignKey("seat.id", ondelete="CASCADE"), unique=True)
    state: Mapped[PaperState] = mapped_column(default=PaperState.ENTERED)
    comment: Mapped[str] = mapped_column(Text, default="")
    handed_over_at: Mapped[datetime]
    entered_by_id: Mapped[UUID] = mapped_column(ForeignKey("user.id"))
    entered_at: Mapped[datetime]
    checked_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("user.id"))
    checked_at: Mapped[datetime | None]

    seat: Mapped[Seat] = relationship()
    entered_by: Mapped[User] = relationship(foreign_keys=[entered_by_id])
    checked_by: Mapped[User | None] = relationship(foreign_keys=[checked_by_id])
    marks: Mapped[list["PaperMark"]] = relationship(back_populates="paper", cascade="all, delete-orphan")

    @property
    def given(self) -> dict[UUID, Decimal]:
        """The marks on the paper, by criterion."""
        return {mark.criterion_id: mark.value for mark in self.marks}

    @property
    def words(self) -> dict[UUID, str]:
        """The comments on the paper that say something, by criterion."""
        return {mark.criterion_id: mark.comment for mark in self.marks if mark.comment}


class PaperMark(Model):
    """One mark as it was read from the paper, and what is written about it."""

    __tablename__ = "paper_mark"
    __table_args__ = (UniqueConstraint("paper_id", "criterion_id"),)

    paper_id: Mapped[UUID] = mapped_column(ForeignKey("paper_ballot.id", ondelete="CASCADE"))
    criterion_id: Mapped[UUID] = mapped_column(ForeignKey("criterion.id"))
    value: Mapped[Decimal]
    comment: Mapped[str] = mapped_column(Text, default="")

    paper: Mapped[PaperBallot] = relationship(back_populates="marks")
