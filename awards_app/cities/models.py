"""The register of cities: the towns, what their populations and names were before, and the files that changed them."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from flask_babel import lazy_gettext as _l
from sqlalchemy import JSON, CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, validates

from awards_app.cities.folding import folded
from awards_app.db import Model, SortKey

TERYT_FULL, TERYT_GMINA = 7, 6


class Origin(StrEnum):
    """How a population came into the register; it decides what may replace it."""

    BUNDLED = "bundled"
    OFFICIAL = "official"
    CORRECTED = "corrected"

    @property
    def label(self) -> str:
        """The origin in the language of the answer."""
        return str(_ORIGINS[self])


_ORIGINS = {
    Origin.BUNDLED: _l("bundled table"),
    Origin.OFFICIAL: _l("official import"),
    Origin.CORRECTED: _l("entered by hand"),
}


@dataclass(frozen=True)
class Place:
    """What tells a city from all others; the code may be unknown."""

    name: str
    voivodeship: str
    teryt: str | None


class City(Model):
    """A town, keyed by its TERYT code: seven digits from the official register, or the six of its gmina until then.

    Some names belong to two towns: never look one up by name alone. A population of 0 is one that nobody knows yet.
    """

    __tablename__ = "city"
    __table_args__ = (CheckConstraint("population >= 0", name="population_not_negative"),)

    teryt: Mapped[str | None] = mapped_column(unique=True)
    geonames_id: Mapped[int | None] = mapped_column(unique=True)
    name: Mapped[str]
    sort_key: Mapped[str] = mapped_column(SortKey, index=True)
    search_key: Mapped[str] = mapped_column(SortKey, index=True)
    voivodeship: Mapped[str]
    population: Mapped[int]
    population_source: Mapped[str]
    population_date: Mapped[date | None]
    population_origin: Mapped[Origin] = mapped_column(default=Origin.CORRECTED)
    corrected_at: Mapped[datetime | None]

    @validates("name")
    def _fold(self, _key: str, name: str) -> str:
        self.search_key = folded(name)
        return name

    @property
    def place(self) -> Place:
        """What tells the city from all others."""
        return Place(self.name, self.voivodeship, self.teryt)

    @property
    def full_name(self) -> str:
        """The name with its voivodeship: `Oleśnica (dolnośląskie)`."""
        return f"{self.name} ({self.voivodeship})"

    @property
    def gmina(self) -> str | None:
        """The six digits that the codes of the bundled table and of the official register share."""
        return self.teryt[:TERYT_GMINA] if self.teryt else None

    @property
    def is_official(self) -> bool:
        """Whether name and code came from the official register."""
        return self.teryt is not None and len(self.teryt) == TERYT_FULL


class PopulationFigure(Model):
    """One population of a city, with the day it is of and the source; rows are only added."""

    __tablename__ = "population_figure"
    __table_args__ = (CheckConstraint("population > 0", name="population_positive"),)

    city_id: Mapped[UUID] = mapped_column(ForeignKey("city.id", ondelete="CASCADE"), index=True)
    population: Mapped[int]
    of: Mapped[date | None]
    source: Mapped[str]
    origin: Mapped[Origin]
    noted_at: Mapped[datetime]
    noted_by: Mapped[UUID | None]


class FormerName(Model):
    """What a city was called, where it lay or which code it had until `until`; `source` says why that ended."""

    __tablename__ = "former_name"

    city_id: Mapped[UUID] = mapped_column(ForeignKey("city.id", ondelete="CASCADE"), index=True)
    name: Mapped[str]
    voivodeship: Mapped[str]
    teryt: Mapped[str | None]
    source: Mapped[str]
    until: Mapped[datetime]
    noted_by: Mapped[UUID | None]


class FileKind(StrEnum):
    """What a file brings to the register."""

    TERC = "terc"
    POPULATIONS = "populations"

    @property
    def label(self) -> str:
        """The kind in the language of the answer."""
        return str(_FILES[self])


_FILES = {FileKind.TERC: _l("TERC file"), FileKind.POPULATIONS: _l("populations")}


class RegisterFile(Model):
    """A file that an administrator sent: kept as it came until it is imported or put aside, with what it did."""

    __tablename__ = "register_file"
    __table_args__ = (CheckConstraint("applied_at IS NULL OR discarded_at IS NULL", name="one_end"),)

    kind: Mapped[FileKind]
    name: Mapped[str]
    key: Mapped[str]
    size: Mapped[int]
    source: Mapped[str] = mapped_column(default="")
    of: Mapped[date]
    received_at: Mapped[datetime] = mapped_column(index=True)
    applied_at: Mapped[datetime | None]
    discarded_at: Mapped[datetime | None]
    report: Mapped[dict[str, Any] | None] = mapped_column(JSON, default=None, deferred=True)

    @property
    def waits(self) -> bool:
        """Whether it is neither imported nor put aside yet."""
        return self.applied_at is None and self.discarded_at is None
