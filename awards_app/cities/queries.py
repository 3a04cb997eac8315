"""Cities of the register."""

from uuid import UUID

from sqlalchemy import func, select

from awards_app.cities.models import City
from awards_app.db import db


def find_city(name: str, voivodeship: str) -> City | None:
    """The city of that name in that voivodeship."""
    query = select(City).where(City.name == name, City.voivodeship == voivodeship)
    return db.session.scalars(query).one_or_none()


def find_city_by_full_name(full_name: str) -> City | None:
    """The city written as `Name (voivodeship)`, as the suggestions of a form write it."""
    name, _, rest = full_name.strip().rpartition(" (")
    return find_city(name, rest.removesuffix(")")) if name else None


def all_cities() -> list[City]:
    """The whole register in Polish alphabetical order."""
    return list(db.session.scalars(select(City).order_by(City.sort_key, City.voivodeship)))


def count_cities() -> int:
    """How many cities the register holds."""
    return db.session.scalar(select(func.count()).select_from(City)) or 0


def names_of(city_ids: set[UUID]) -> dict[UUID, str]:
    """Full names by identifier."""
    return {city.id: city.full_name for city in db.session.scalars(select(City).where(City.id.in_(city_ids)))}
