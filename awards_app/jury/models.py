"""Seats and ballots."""

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from uuid import UUID

from flask_babel import lazy_gettext as _l
from sqlalchemy import CheckConstraint, ForeignKey, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from awards_app.accounts.models import User
from awards_app.db import Model
from awards_app.editions.models import Criterion
from awards_app.entries.models import Entry
from awards_app.jury.masking import masked
from awards_app.jury.round_models import Round


class Recusal(StrEnum):
    """Why a seat must not be judged."""

    OWN_CITY = "own_city"
    DECLARED = "declared"

    @property
    def label(self) -> str:
        """The reason in the language of the answer."""
        return str(_LABELS[self])


_LABELS = {
    Recusal.OWN_CITY: _l("the juror's own city"),
    Recusal.DECLARED: _l("conflict of interest"),
}


class Seat(Model):
    """One juror with one entry in one round. With a recusal, nothing of the entry may reach the juror.

    `given_at` is when the juror got it, or got it back: what a letter calls new follows from it.
    """

    __tablename__ = "seat"
    __table_args__ = (UniqueConstraint("round_id", "entry_id", "juror_id"),)

    round_id: Mapped[UUID] = mapped_column(ForeignKey("round.id", ondelete="CASCADE"))
    entry_id: Mapped[UUID] = mapped_column(ForeignKey("entry.id"), index=True)
    juror_id: Mapped[UUID] = mapped_column(ForeignKey("user.id"), index=True)
    recusal: Mapped[Recusal | None]
    recusal_reason: Mapped[str] = mapped_column(Text, default="")
    given_at: Mapped[datetime | None]

    round: Mapped[Round] = relationship()
    entry: Mapped[Entry] = relationship()
    juror: Mapped[User] = relationship()
    ballot: Mapped["Ballot | None"] = relationship(back_populates="seat")

    @property
    def marks(self) -> dict[UUID, Decimal]:
        """The marks given so far, by criterion."""
        return self.ballot.values if self.ballot else {}

    @property
    def comments(self) -> dict[UUID, str]:
        """What was written about criteria so far, by criterion."""
        return self.ballot.words if self.ballot else {}

    @property
    def title(self) -> str:
        """The title as the juror may read it."""
        return masked(self.entry.title, self.entry.city.name) if self.entry.edition.keeps_city else self.entry.title

    @property
    def city(self) -> str:
        """The city as the juror may read it: empty where the edition hides it."""
        return "" if self.entry.edition.keeps_city else self.entry.city.full_name


class Ballot(Model):
    """What a juror gives from a seat. `revision` counts the saves and is printed on each receipt.

    `paper_revision` is the save by which it was taken from paper, if it was; a later one is the juror's own change.
    """

    __tablename__ = "ballot"
    __table_args__ = (
        CheckConstraint("revision >= 1", name="revision_positive"),
        CheckConstraint("paper_revision <= revision", name="paper_was_saved"),
    )

    seat_id: Mapped[UUID] = mapped_column(ForeignKey("seat.id", ondelete="CASCADE"), unique=True)
    comment: Mapped[str] = mapped_column(Text, default="")
    bookmarked: Mapped[bool] = mapped_column(default=False)
    revision: Mapped[int] = mapped_column(default=1)
    saved_at: Mapped[datetime]
    submitted_at: Mapped[datetime | None]
    paper_revision: Mapped[int | None]

    seat: Mapped[Seat] = relationship(back_populates="ballot")
    marks: Mapped[list["Mark"]] = relationship(back_populates="ballot", cascade="all, delete-orphan")
    comments: Mapped[list["Comment"]] = relationship(back_populates="ballot", cascade="all, delete-orphan")

    @property
    def values(self) -> dict[UUID, Decimal]:
        """The marks, by criterion."""
        return {mark.criterion_id: mark.value for mark in self.marks}

    @property
    def words(self) -> dict[UUID, str]:
        """The comments that say something, by criterion."""
        return {comment.criterion_id: comment.text for comment in self.comments if comment.text}

    @classmethod
    def begin(cls, seat: Seat, at: datetime) -> "Ballot":
        """An empty one, which its first save makes the first revision."""
        return cls(seat=seat, revision=0, comment="", saved_at=at, marks=[], comments=[])

    def give(self, marks: Mapping[UUID, Decimal]) -> None:
        """Set marks; those on criteria that are not named stay."""
        existing = {mark.criterion_id: mark for mark in self.marks}
        for criterion_id, value in marks.items():
            if mark := existing.get(criterion_id):
                mark.value = value
            else:
                self.marks.append(Mark(criterion_id=criterion_id, value=value))

    def say(self, words: Mapping[UUID, str]) -> None:
        """Set comments; those on criteria that are not named stay."""
        existing = {comment.criterion_id: comment for comment in self.comments}
        for criterion_id, text in words.items():
            if comment := existing.get(criterion_id):
                comment.text = text
            elif text:
                self.comments.append(Comment(criterion_id=criterion_id, text=text))


class Receipt(Model):
    """What a save was answered with. Its identifier is the device's own: what is sent twice is saved once."""

    __tablename__ = "receipt"
    __table_args__ = (UniqueConstraint("ballot_id", "revision"),)

    ballot_id: Mapped[UUID] = mapped_column(ForeignKey("ballot.id", ondelete="CASCADE"))
    revision: Mapped[int]
    saved_at: Mapped[datetime]
    fields: Mapped[list[str]]

    ballot: Mapped[Ballot] = relationship()


class Mark(Model):
    """One number on one criterion, an exact decimal."""

    __tablename__ = "mark"
    __table_args__ = (UniqueConstraint("ballot_id", "criterion_id"),)

    ballot_id: Mapped[UUID] = mapped_column(ForeignKey("ballot.id", ondelete="CASCADE"))
    criterion_id: Mapped[UUID] = mapped_column(ForeignKey("criterion.id"))
    value: Mapped[Decimal]

    ballot: Mapped[Ballot] = relationship(back_populates="marks")
    criterion: Mapped[Criterion] = relationship()


class Comment(Model):
    """What a juror notes about one criterion, for themselves and the session; empty where they took it back."""

    __tablename__ = "comment"
    __table_args__ = (UniqueConstraint("ballot_id", "criterion_id"),)

    ballot_id: Mapped[UUID] = mapped_column(ForeignKey("ballot.id", ondelete="CASCADE"))
    criterion_id: Mapped[UUID] = mapped_column(ForeignKey("criterion.id"))
    text: Mapped[str] = mapped_column(Text)

    ballot: Mapped[Ballot] = relationship(back_populates="comments")
    criterion: Mapped[Criterion] = relationship()
