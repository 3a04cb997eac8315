"""Rounds of judging: what is marked, by whom, until when, and who goes on."""

from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from flask_babel import lazy_gettext as _l
from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from awards_app.accounts.models import User
from awards_app.db import Model
from awards_app.editions.models import Category, Criterion, Edition, Weight
from awards_app.entries.models import Entry


class RoundKind(StrEnum):
    """What a round is for."""

    SCREENING = "screening"
    SCORING = "scoring"
    FINAL = "final"

    @property
    def label(self) -> str:
        """The kind in the language of the answer."""
        return str(_KINDS[self])


class Seating(StrEnum):
    """Who judges which entry: every juror all of them, or a number of jurors each, drawn."""

    ALL = "all"
    DRAWN = "drawn"

    @property
    def label(self) -> str:
        """The way of seating in the language of the answer."""
        return str(_SEATINGS[self])


class Cut(StrEnum):
    """Who goes on to the next round, in each class."""

    NONE = "none"
    BEST = "best"
    THRESHOLD = "threshold"
    SHARE = "share"
    JURORS = "jurors"

    @property
    def label(self) -> str:
        """The rule in the language of the answer."""
        return str(_CUTS[self])


_KINDS = {
    RoundKind.SCREENING: _l("screening (yes or no)"),
    RoundKind.SCORING: _l("scoring"),
    RoundKind.FINAL: _l("final"),
}
_SEATINGS = {
    Seating.ALL: _l("every juror of the panel judges every entry"),
    Seating.DRAWN: _l("each entry gets a number of jurors, drawn evenly"),
}
_CUTS = {
    Cut.NONE: _l("all entries"),
    Cut.BEST: _l("the best, by place"),
    Cut.THRESHOLD: _l("those with at least so many points"),
    Cut.SHARE: _l("a share of the entries, in percent"),
    Cut.JURORS: _l("those that at least so many jurors let through"),
}


class Round(Model):
    """One pass of judging in a category. The last one decides; the ones before it let entries through by their cut.

    What is None holds as the edition says: method, minimum of ballots, close. `opened_at` and `closed_at` are acts,
    the window is the clock's.
    """

    __tablename__ = "round"
    __table_args__ = (
        UniqueConstraint("category_id", "position"),
        CheckConstraint("minimum_ballots >= 1", name="minimum_positive"),
        CheckConstraint("per_entry >= 1 AND most_per_juror >= 1", name="seats_positive"),
        CheckConstraint("cut_value >= 1", name="cut_positive"),
        CheckConstraint("seating <> 'drawn' OR per_entry IS NOT NULL", name="drawn_for_a_number"),
        CheckConstraint("(cut = 'none') = (cut_value IS NULL)", name="cut_has_its_number"),
        CheckConstraint("opens_at < closes_at", name="window_not_empty"),
    )

    category_id: Mapped[UUID] = mapped_column(ForeignKey("category.id", ondelete="CASCADE"))
    position: Mapped[int] = mapped_column(default=1)
    kind: Mapped[RoundKind] = mapped_column(default=RoundKind.SCORING)
    method: Mapped[str | None]
    minimum_ballots: Mapped[int | None]

    opens_at: Mapped[datetime | None]
    closes_at: Mapped[datetime | None]
    opened_at: Mapped[datetime | None]
    closed_at: Mapped[datetime | None]

    seating: Mapped[Seating] = mapped_column(default=Seating.ALL)
    per_entry: Mapped[int | None]
    most_per_juror: Mapped[int | None]
    seed: Mapped[int | None]

    cut: Mapped[Cut] = mapped_column(default=Cut.NONE)
    cut_value: Mapped[int | None]
    nominated_at: Mapped[datetime | None]
    # The entry that every juror of the round completes first.
    calibration_id: Mapped[UUID | None] = mapped_column(ForeignKey("entry.id"))

    category: Mapped[Category] = relationship()
    calibration: Mapped[Entry | None] = relationship()
    panel: Mapped[list["PanelMember"]] = relationship(back_populates="round", cascade="all, delete-orphan")
    own_weights: Mapped[list["RoundWeight"]] = relationship(cascade="all, delete-orphan")

    @property
    def edition(self) -> Edition:
        """Whose round it is."""
        return self.category.edition

    @property
    def weights(self) -> Sequence["Weighs"]:
        """What is marked and how much it counts, in the edition's order: of its own, or as the category has it."""
        return sorted(self.own_weights or self.category.weights, key=lambda weight: weight.criterion.position)

    @property
    def minimum(self) -> int:
        """How many complete ballots an entry needs for a standing."""
        return self.minimum_ballots or self.edition.minimum_ballots

    @property
    def ends_at(self) -> datetime:
        """When marks can no longer be given: the round's own close, never later than the edition's."""
        last = self.edition.judging_closes_at
        return min(self.closes_at, last) if self.closes_at else last

    @property
    def is_running(self) -> bool:
        """Whether it was opened and is not closed; the window is another matter."""
        return self.opened_at is not None and self.closed_at is None


class RoundWeight(Model):
    """How much a criterion counts in a round that has criteria of its own; they add up to 100."""

    __tablename__ = "round_weight"
    __table_args__ = (
        UniqueConstraint("round_id", "criterion_id"),
        CheckConstraint("value > 0 AND value <= 100", name="value_is_a_share"),
    )

    round_id: Mapped[UUID] = mapped_column(ForeignKey("round.id", ondelete="CASCADE"))
    criterion_id: Mapped[UUID] = mapped_column(ForeignKey("criterion.id", ondelete="CASCADE"))
    value: Mapped[int]

    criterion: Mapped[Criterion] = relationship()


Weighs = Weight | RoundWeight


class PanelMember(Model):
    """A juror of a category in a round. A reserve is not seated; of whoever left, complete ballots count."""

    __tablename__ = "panel_member"
    __table_args__ = (UniqueConstraint("round_id", "juror_id"),)

    round_id: Mapped[UUID] = mapped_column(ForeignKey("round.id", ondelete="CASCADE"))
    juror_id: Mapped[UUID] = mapped_column(ForeignKey("user.id"))
    reserve: Mapped[bool] = mapped_column(default=False)
    left_at: Mapped[datetime | None]
    finished_at: Mapped[datetime | None]

    round: Mapped[Round] = relationship(back_populates="panel")
    juror: Mapped[User] = relationship()


class Admission(Model):
    """An entry that an earlier round let through to this one. To a category's first round all accepted entries come."""

    __tablename__ = "admission"
    __table_args__ = (UniqueConstraint("round_id", "entry_id"),)

    round_id: Mapped[UUID] = mapped_column(ForeignKey("round.id", ondelete="CASCADE"))
    entry_id: Mapped[UUID] = mapped_column(ForeignKey("entry.id"), index=True)

    round: Mapped[Round] = relationship()
    entry: Mapped[Entry] = relationship()
