"""The register of cities."""

from datetime import date

from sqlalchemy import CheckConstraint
from sqlalchemy.orm import Mapped, mapped_column

from awards_app.db import Model, SortKey


class City(Model):
    """A town, keyed by the TERYT code of its gmina. Some names belong to two towns: never look one up by name alone."""

    __tablename__ = "city"
    __table_args__ = (CheckConstraint("population >= 0", name="population_not_negative"),)

    teryt: Mapped[str | None] = mapped_column(unique=True)
    geonames_id: Mapped[int | None] = mapped_column(unique=True)
    name: Mapped[str]
    sort_key: Mapped[str] = mapped_column(SortKey, index=True)
    voivodeship: Mapped[str]
    population: Mapped[int]
    population_source: Mapped[str]
    population_date: Mapped[date | None]

    @property
    def full_name(self) -> str:
        """The name with its voivodeship: `Oleśnica (dolnośląskie)`."""
        return f"{self.name} ({self.voivodeship})"
