"""Cities of the register, what they were before, and the files that changed them."""

from uuid import UUID

from sqlalchemy import Select, false, func, or_, select

from awards_app.cities.folding import folded
from awards_app.cities.models import City, FormerName, Place, PopulationFigure, RegisterFile
from awards_app.db import Row, db, one_or_404
from awards_app.web.paging import Page, page_of


def find_city(name: str, voivodeship: str) -> City | None:
    """The city of that name in that voivodeship; None where there is none, or more than one."""
    query = select(City).where(City.name == name, City.voivodeship == voivodeship).limit(2)
    found = list(db.session.scalars(query))
    return found[0] if len(found) == 1 else None


def find_city_by_full_name(full_name: str) -> City | None:
    """The city written as `Name (voivodeship)`, as the suggestions of a form write it."""
    name, _, rest = full_name.strip().rpartition(" (")
    return find_city(name, rest.removesuffix(")")) if name else None


def find_namesake(place: Place, beside: City | None = None) -> City | None:
    """A city that one of this name, voivodeship and code would double; `beside` is left out."""
    same_name = (City.search_key == folded(place.name)) & (City.voivodeship == place.voivodeship)
    same_gmina = [func.substr(City.teryt, 1, 6) == place.teryt[:6]] if place.teryt else []
    query = select(City).where(or_(same_name, *same_gmina))
    return db.session.scalars((query.where(City.id != beside.id) if beside else query).limit(1)).first()


def get_city(city_id: UUID) -> City:
    """One city, or 404."""
    return one_or_404(select(City).where(City.id == city_id))


def all_cities() -> list[City]:
    """The whole register in Polish alphabetical order."""
    return list(db.session.scalars(select(City).order_by(City.sort_key, City.voivodeship)))


def cities_like(wish: str, voivodeship: str, number: int) -> Page[City]:
    """A page of the register; `wish` is part of a name in whatever spelling, or the beginning of a code."""
    query = matching(select(City), wish, voivodeship)
    return page_of(query.order_by(City.sort_key, City.voivodeship, City.id), number)


def matching(query: Select[Row], wish: str, voivodeship: str) -> Select[Row]:
    """Narrows a query that knows cities to those that a search asks for."""
    key = folded(wish)
    if key.isdigit():
        query = query.where(City.teryt.startswith(key, autoescape=True))
    elif wish:
        # What has no letter at all is no name.
        query = query.where(City.search_key.contains(key, autoescape=True) if key else false())
    return query.where(City.voivodeship == voivodeship) if voivodeship else query


def voivodeships() -> list[str]:
    """The voivodeships that have a city, by name."""
    return sorted(db.session.scalars(select(City.voivodeship).distinct()))


def count_cities() -> int:
    """How many cities the register holds."""
    return db.session.scalar(select(func.count()).select_from(City)) or 0


def count_unknown() -> int:
    """How many cities have no population yet."""
    return db.session.scalar(select(func.count()).select_from(City).where(City.population == 0)) or 0


def names_of(city_ids: set[UUID]) -> dict[UUID, str]:
    """Full names by identifier."""
    return {city.id: city.full_name for city in db.session.scalars(select(City).where(City.id.in_(city_ids)))}


def figures_of(city: City) -> list[PopulationFigure]:
    """All populations that the city had in the register, the latest noted first."""
    query = select(PopulationFigure).where(PopulationFigure.city_id == city.id)
    return list(db.session.scalars(query.order_by(PopulationFigure.noted_at.desc(), PopulationFigure.of.desc())))


def former_names_of(city: City) -> list[FormerName]:
    """What the city was called before, the latest first."""
    query = select(FormerName).where(FormerName.city_id == city.id).order_by(FormerName.until.desc())
    return list(db.session.scalars(query))


def get_file(file_id: UUID) -> RegisterFile:
    """One file that was sent, or 404."""
    return one_or_404(select(RegisterFile).where(RegisterFile.id == file_id))


def files(number: int) -> Page[RegisterFile]:
    """The files that were sent, the newest first, without their reports."""
    query = select(RegisterFile).order_by(RegisterFile.received_at.desc(), RegisterFile.id)
    return page_of(query, number)


def latest_day(file: RegisterFile) -> RegisterFile | None:
    """The imported file of the same kind that describes the latest day."""
    query = select(RegisterFile).where(
        RegisterFile.kind == file.kind, RegisterFile.applied_at.is_not(None), RegisterFile.id != file.id
    )
    return db.session.scalars(query.order_by(RegisterFile.of.desc()).limit(1)).first()
