"""One year's contest: its calendar, categories with classes by size of city, criteria and weights."""

import json
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Text, UniqueConstraint, false
from sqlalchemy.orm import Mapped, mapped_column, relationship, validates

from awards_app.cities.models import City
from awards_app.db import Model
from awards_app.editions import phases
from awards_app.editions.judging import Extremes, Peers
from awards_app.editions.phases import Phase
from awards_app.i18n import Localised, LocalisedText

MEGABYTE = 1024 * 1024
REMINDER_DAYS = [7, 3, 1]
# What the organiser may set for attachments, each with the most that the platform can bear.
LIMITS = {"image_mb": 100, "pdf_mb": 100, "audio_mb": 1000, "video_mb": 1000, "attachments_most": 50}


def plain(level: Decimal) -> str:
    """A mark as people type it: `7`, `7.5`."""
    return f"{level.normalize():f}"


class Deadline(StrEnum):
    """A date by which people must have acted; its value is the column of the edition that holds it."""

    ENTRIES = "entries_close_at"
    JUDGING = "judging_closes_at"

    @property
    def phase(self) -> Phase:
        """The phase that the deadline ends."""
        return Phase.OPEN if self is Deadline.ENTRIES else Phase.JUDGING

    @property
    def following(self) -> str:
        """The column of the date that it must not pass."""
        return "checking_ends_at" if self is Deadline.ENTRIES else "session_at"


class Edition(Model):
    """A contest of one year. Times are moments; `timezone` says how to show them.

    For `grace_seconds` after the deadline entries are still taken; nobody but the organiser is told.
    """

    __tablename__ = "edition"
    __table_args__ = (
        CheckConstraint(
            "opens_at < entries_close_at AND entries_close_at <= checking_ends_at"
            " AND checking_ends_at <= judging_closes_at AND judging_closes_at <= session_at"
            " AND session_at <= seal_by AND seal_by <= gala_at",
            name="calendar_in_order",
        ),
        CheckConstraint("minimum_ballots >= 1", name="minimum_positive"),
        CheckConstraint("distinctions >= 0", name="distinctions_not_negative"),
        CheckConstraint("grace_seconds BETWEEN 0 AND 600", name="grace_is_short"),
        CheckConstraint("entries_per_city >= 1", name="entries_per_city_positive"),
        *(CheckConstraint(f"{name} BETWEEN 1 AND {most}", name=f"{name}_in_bounds") for name, most in LIMITS.items()),
    )

    slug: Mapped[str] = mapped_column(unique=True)
    name: Mapped[Localised] = mapped_column(LocalisedText)
    intro: Mapped[Localised] = mapped_column(LocalisedText)
    eligibility: Mapped[Localised] = mapped_column(LocalisedText)
    example: Mapped[bool] = mapped_column(default=False)
    contact: Mapped[str]
    timezone: Mapped[str] = mapped_column(default="Europe/Warsaw")
    phase: Mapped[Phase] = mapped_column(default=Phase.DRAFT)

    opens_at: Mapped[datetime]
    entries_close_at: Mapped[datetime]
    checking_ends_at: Mapped[datetime]
    judging_closes_at: Mapped[datetime]
    session_at: Mapped[datetime]
    seal_by: Mapped[datetime]
    gala_at: Mapped[datetime]
    grace_seconds: Mapped[int] = mapped_column(default=0)
    # The deadline for entries as it was announced, once it was moved: what is counted back from it stays.
    announced_close_at: Mapped[datetime | None]

    method: Mapped[str] = mapped_column(default="mean")
    ladder: Mapped[list[str]] = mapped_column(JSON)
    minimum_ballots: Mapped[int] = mapped_column(default=3)
    divergence: Mapped[int] = mapped_column(default=30)
    distinctions: Mapped[int] = mapped_column(default=2)
    entries_per_city: Mapped[int | None]
    complete_drafts_count: Mapped[bool] = mapped_column(default=True)

    # How many days before the end of a round its jurors are reminded of what is left; empty: never by itself.
    reminder_days: Mapped[list[int]] = mapped_column(
        JSON, default=lambda: [*REMINDER_DAYS], server_default=json.dumps(REMINDER_DAYS)
    )

    # What may be attached to an entry: megabytes of a file by its kind, and how many files.
    image_mb: Mapped[int] = mapped_column(default=20, server_default="20")
    pdf_mb: Mapped[int] = mapped_column(default=20, server_default="20")
    audio_mb: Mapped[int] = mapped_column(default=50, server_default="50")
    video_mb: Mapped[int] = mapped_column(default=200, server_default="200")
    attachments_most: Mapped[int] = mapped_column(default=10, server_default="10")

    # What jurors do not see of an entry, and of each other; at which marks they have to say why.
    hides_city: Mapped[bool] = mapped_column(default=False, server_default=false())
    hides_people: Mapped[bool] = mapped_column(default=False, server_default=false())
    peers: Mapped[Peers] = mapped_column(default=Peers.NEVER, server_default="never")
    calibration_peers: Mapped[bool] = mapped_column(default=False, server_default=false())
    extremes: Mapped[Extremes] = mapped_column(default=Extremes.NEVER, server_default="never")

    categories: Mapped[list["Category"]] = relationship(order_by="Category.position", back_populates="edition")
    criteria: Mapped[list["Criterion"]] = relationship(order_by="Criterion.position")

    @property
    def keeps_city(self) -> bool:
        """Whether jurors must not learn whose an entry is: until the laureates are announced."""
        return self.hides_city and self.phase.is_before(Phase.ANNOUNCED)

    @property
    def keeps_people(self) -> bool:
        """Whether jurors must not learn who stands behind an entry: until the laureates are announced."""
        return self.hides_people and self.phase.is_before(Phase.ANNOUNCED)

    @validates("phase")
    def _check_move(self, _name: str, to: Phase) -> Phase:
        if self.phase is not None and to is not self.phase:
            phases.check_move(self.phase, to)
        return to


class RulesVersion(Model):
    """The rules as they stood from one moment on, in limited Markdown, with their checksum. Never changed."""

    __tablename__ = "rules_version"
    __table_args__ = (UniqueConstraint("edition_id", "number"),)

    edition_id: Mapped[UUID] = mapped_column(ForeignKey("edition.id", ondelete="CASCADE"), index=True)
    number: Mapped[int]
    text: Mapped[Localised] = mapped_column(LocalisedText)
    sha256: Mapped[str]
    published_at: Mapped[datetime]

    edition: Mapped[Edition] = relationship()


class Extension(Model):
    """A later deadline for the entries of one city, and why. Never changed; the latest one counts."""

    __tablename__ = "extension"
    __table_args__ = (CheckConstraint("reason <> ''", name="reason_given"),)

    edition_id: Mapped[UUID] = mapped_column(ForeignKey("edition.id", ondelete="CASCADE"), index=True)
    city_id: Mapped[UUID] = mapped_column(ForeignKey("city.id"), index=True)
    until: Mapped[datetime]
    reason: Mapped[str] = mapped_column(Text)
    granted_at: Mapped[datetime]

    edition: Mapped[Edition] = relationship()
    city: Mapped[City] = relationship()


class Category(Model):
    """What an award is given for. It has one class or more; `by_resolution` means that it is not scored.

    `entries_per_city` limits how many entries of a city may be submitted here; the edition's limits those in all.
    """

    __tablename__ = "category"
    __table_args__ = (
        UniqueConstraint("edition_id", "position"),
        UniqueConstraint("edition_id", "key"),
        CheckConstraint("entries_per_city >= 1", name="entries_per_city_positive"),
    )

    edition_id: Mapped[UUID] = mapped_column(ForeignKey("edition.id", ondelete="CASCADE"))
    position: Mapped[int]
    key: Mapped[str]
    name: Mapped[Localised] = mapped_column(LocalisedText)
    description: Mapped[Localised] = mapped_column(LocalisedText)
    by_resolution: Mapped[bool] = mapped_column(default=False)
    entries_per_city: Mapped[int | None]

    edition: Mapped[Edition] = relationship(back_populates="categories")
    classes: Mapped[list["SizeClass"]] = relationship(order_by="SizeClass.position", back_populates="category")
    weights: Mapped[list["Weight"]] = relationship(back_populates="category")

    def class_for(self, population: int) -> "SizeClass | None":
        """The class that a city of this population competes in."""
        return next((one for one in self.classes if one.holds(population)), None)


class SizeClass(Model):
    """Cities of a size that compete with each other. A category without classes has a single, nameless one."""

    __tablename__ = "size_class"
    __table_args__ = (
        UniqueConstraint("category_id", "position"),
        CheckConstraint("population_from >= 0", name="population_not_negative"),
        CheckConstraint("population_below IS NULL OR population_below > population_from", name="band_not_empty"),
    )

    category_id: Mapped[UUID] = mapped_column(ForeignKey("category.id", ondelete="CASCADE"))
    position: Mapped[int]
    name: Mapped[Localised] = mapped_column(LocalisedText)
    population_from: Mapped[int] = mapped_column(default=0)
    population_below: Mapped[int | None]

    category: Mapped[Category] = relationship(back_populates="classes")

    def holds(self, population: int) -> bool:
        """Whether a city of this population belongs here."""
        return self.population_from <= population and (
            self.population_below is None or population < self.population_below
        )

    @property
    def full_name(self) -> str:
        """The category's name, with the class where there is one."""
        return f"{self.category.name}: {self.name}" if self.name else str(self.category.name)


class Criterion(Model):
    """What is marked, on which scale, with a worded anchor for each level."""

    __tablename__ = "criterion"
    __table_args__ = (
        UniqueConstraint("edition_id", "position"),
        UniqueConstraint("edition_id", "key"),
        CheckConstraint("lowest < highest", name="scale_not_empty"),
        CheckConstraint("step > 0", name="step_positive"),
    )

    edition_id: Mapped[UUID] = mapped_column(ForeignKey("edition.id", ondelete="CASCADE"))
    position: Mapped[int]
    key: Mapped[str]
    name: Mapped[Localised] = mapped_column(LocalisedText)
    description: Mapped[Localised] = mapped_column(LocalisedText)
    lowest: Mapped[Decimal]
    highest: Mapped[Decimal]
    step: Mapped[Decimal]
    anchors: Mapped[dict[str, Any]] = mapped_column(JSON)

    def levels(self) -> list[Decimal]:
        """All marks that can be given, lowest first."""
        count = int((self.highest - self.lowest) / self.step) + 1
        return [self.lowest + self.step * number for number in range(count)]

    def anchor(self, level: Decimal) -> Localised:
        """What a level means, in words."""
        return Localised(**self.anchors.get(plain(level), {}))

    def wording(self) -> dict[str, str]:
        """Each level as it is typed, with its meaning in the language of the answer."""
        return {plain(level): str(self.anchor(level)) for level in self.levels()}


class Weight(Model):
    """How much a criterion counts in a category; a category's weights add up to 100."""

    __tablename__ = "weight"
    __table_args__ = (
        UniqueConstraint("category_id", "criterion_id"),
        CheckConstraint("value > 0 AND value <= 100", name="value_is_a_share"),
    )

    category_id: Mapped[UUID] = mapped_column(ForeignKey("category.id", ondelete="CASCADE"))
    criterion_id: Mapped[UUID] = mapped_column(ForeignKey("criterion.id", ondelete="CASCADE"))
    value: Mapped[int]

    category: Mapped[Category] = relationship(back_populates="weights")
    criterion: Mapped[Criterion] = relationship()
