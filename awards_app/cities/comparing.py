"""Compares a file with the register: the plan of a TERC file, the plan of a table of populations. Pure."""

from collections.abc import Iterable, Iterator
from datetime import date

from awards_app.cities.matching import match
from awards_app.cities.models import City, Origin
from awards_app.cities.plans import Kind, Plan, Step, plan_of
from awards_app.cities.populations import PopulationTable
from awards_app.cities.terc import TercTable, TercTown


def plan_terc(table: TercTable, register: list[City]) -> Plan:
    """What the file would add, rename, move and complete. Towns that it does not name are left alone."""
    found = match(table.towns, register)
    steps = [Step(Kind.ADDED, None, town.teryt, town.full_name, after=_said(town)) for town in found.new]
    steps += [Step(Kind.UNCLEAR, None, town.teryt, town.full_name, after=_said(town)) for town in found.unclear]
    steps += [_compared(town, city) for town, city in found.pairs]
    steps += [_of(Kind.ABSENT, city, _said(city), "") for city in found.absent]
    return plan_of(steps)


def _said(one: TercTown | City) -> str:
    return f"{one.full_name} {one.teryt or ''}".strip()


def _of(kind: Kind, city: City, before: str, after: str) -> Step:
    return Step(kind, str(city.id), city.teryt, city.full_name, before, after)


def _compared(town: TercTown, city: City) -> Step:
    if city.name != town.name:
        kind = Kind.RENAMED
    elif city.voivodeship != town.voivodeship or (city.gmina and city.gmina != town.gmina):
        kind = Kind.MOVED
    else:
        kind = Kind.UNCHANGED if city.teryt == town.teryt else Kind.CODED
    return Step(kind, str(city.id), town.teryt, city.full_name, _said(city), _said(town))


def plan_populations(table: PopulationTable, of: date, source: str, register: list[City]) -> Plan:
    """Populations before and after; what is of a later day than the file stays."""
    return plan_of(_population_steps(table, of, source, register))


def _population_steps(table: PopulationTable, of: date, source: str, register: Iterable[City]) -> Iterator[Step]:
    left = dict(table.figures)
    for city in register:
        figure = next((left.pop(code) for code in _codes(city) if code in left), None)
        if figure is None:
            yield _of(Kind.ABSENT, city, _figure(city), "")
        else:
            yield _of(_fate(city, figure, of, source), city, _figure(city), str(figure))
    for code, figure in left.items():
        yield Step(Kind.UNKNOWN, None, code, "", after=str(figure))


def _codes(city: City) -> list[str]:
    """How the file may name the city: as the register does, by the gmina alone, or as the town in a known gmina."""
    if city.teryt is None:
        return []
    return [city.teryt, city.teryt[:6]] if city.is_official else [city.teryt, city.teryt + "1", city.teryt + "4"]


def _figure(city: City) -> str:
    return str(city.population) if city.population else ""


def _fate(city: City, figure: int, of: date, source: str) -> Kind:
    """What becomes of a city's population; one corrected by hand gives way to nothing but a later official figure."""
    same = city.population == figure
    if not city.population:
        kind = Kind.FIRST
    elif same and (city.population_date, city.population_source) == (of, source):
        kind = Kind.UNCHANGED
    elif not _is_newer(city, of):
        kind = Kind.KEPT
    elif same:
        kind = Kind.REDATED
    else:
        kind = Kind.OVERWRITTEN if city.population_origin is Origin.CORRECTED else Kind.CHANGED
    return kind


def _is_newer(city: City, of: date) -> bool:
    if city.population_origin is Origin.BUNDLED or city.population_date is None:
        return True
    return of > city.population_date or (of == city.population_date and city.population_origin is Origin.OFFICIAL)
