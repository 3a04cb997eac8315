"""Keeping the register of cities: each change of a name or a population leaves what was before, and its source."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from blinker import Signal
from flask_babel import gettext as _

from awards_app import audit
from awards_app.cities import queries
from awards_app.cities.events import CitiesImported, CityAdded, CityCorrected
from awards_app.cities.models import City, FormerName, Origin, Place, PopulationFigure
from awards_app.cities.towns import SOURCE, Town, TownTable
from awards_app.db import db
from awards_app.errors import Refused
from awards_app.i18n import sort_key

population_known = Signal("Cities got their first population; receivers take the list with `by` and `at`.")


@dataclass(frozen=True)
class Figure:
    """A population, the day that it is of, and who says so."""

    population: int
    of: date | None
    source: str
    origin: Origin = Origin.CORRECTED


def import_towns(table: TownTable, *, by: audit.Actor | None, at: datetime) -> CitiesImported:
    """Bring the bundled towns into the register; importing the same table again changes nothing.

    Whatever came from the official register or from a person is kept.
    """
    known = _Known(queries.all_cities())
    fresh: list[City] = []
    changed = 0
    for town in table.towns:
        city = known.find(town)
        if city is None:
            fresh.append(_bundled(town, by=by, at=at))
        else:
            changed += _complete(city, town, by=by, at=at)
    unchanged = len(table.towns) - len(fresh) - changed
    report = CitiesImported(source=SOURCE, sha256=table.sha256, added=len(fresh), changed=changed, unchanged=unchanged)
    if fresh or changed:
        audit.record(report, by=by, at=at)
        tell_known(fresh, by=by, at=at)
    return report


class _Known:
    """The register by all that a bundled town may be known by."""

    def __init__(self, cities: Sequence[City]) -> None:
        self._by_id = {city.geonames_id: city for city in cities if city.geonames_id}
        bare = [city for city in cities if not city.geonames_id]
        self._by_gmina = {(city.gmina, city.name): city for city in bare if city.gmina}
        self._by_name = {(city.name, city.voivodeship): city for city in bare}

    def find(self, town: Town) -> City | None:
        """The city that the town is, if the register has it."""
        return (
            self._by_id.get(town.geonames_id)
            or self._by_gmina.get((town.teryt or "", town.name))
            or self._by_name.get((town.name, town.voivodeship))
        )


def _bundled(town: Town, *, by: audit.Actor | None, at: datetime) -> City:
    city = new_city(Place(town.name, town.voivodeship, town.teryt))
    city.geonames_id = town.geonames_id
    set_figure(city, Figure(town.population, None, SOURCE, Origin.BUNDLED), by=by, at=at)
    return city


def _complete(city: City, town: Town, *, by: audit.Actor | None, at: datetime) -> bool:
    """Fill in what the register lacks, and correct what came from an earlier bundled table and from nowhere else."""
    before = (city.geonames_id, city.name, city.voivodeship, city.teryt, city.population)
    city.geonames_id = town.geonames_id
    if not city.is_official and city.corrected_at is None:
        city.name, city.sort_key, city.voivodeship = town.name, sort_key(town.name), town.voivodeship
        city.teryt = town.teryt or city.teryt
    bundled = city.population_origin is Origin.BUNDLED
    if not city.population or (bundled and city.population != town.population):
        set_figure(city, Figure(town.population, None, SOURCE, Origin.BUNDLED), by=by, at=at)
    return before != (city.geonames_id, city.name, city.voivodeship, city.teryt, city.population)


def new_city(place: Place) -> City:
    """A city without a population; recording it is the caller's turn."""
    city = City(name=place.name, sort_key=sort_key(place.name), voivodeship=place.voivodeship, teryt=place.teryt)
    city.population, city.population_source, city.population_origin = 0, "", Origin.OFFICIAL
    db.session.add(city)
    db.session.flush()
    return city


def set_figure(city: City, figure: Figure, *, by: audit.Actor | None, at: datetime) -> None:
    """A population for the city, which joins those it had; recording it is the caller's turn."""
    city.population, city.population_date = figure.population, figure.of
    city.population_source, city.population_origin = figure.source, figure.origin
    row = PopulationFigure(
        city_id=city.id,
        population=figure.population,
        of=figure.of,
        source=figure.source,
        origin=figure.origin,
        noted_at=at,
        noted_by=by.id if by else None,
    )
    db.session.add(row)


def keep_former(city: City, source: str, *, by: audit.Actor | None, at: datetime) -> None:
    """Keep what the city is called before that changes because of `source`."""
    former = FormerName(city_id=city.id, name=city.name, voivodeship=city.voivodeship, teryt=city.teryt, source=source)
    former.until, former.noted_by = at, by.id if by else None
    db.session.add(former)


def set_place(city: City, place: Place) -> None:
    """Another name, voivodeship or code; keeping the former and recording it is the caller's turn."""
    city.name, city.sort_key = place.name, sort_key(place.name)
    city.voivodeship, city.teryt = place.voivodeship, place.teryt


def tell_known(cities: Sequence[City], *, by: audit.Actor | None, at: datetime) -> None:
    """Editions under way hold a city to its first population: see `editions.frozen`."""
    if cities:
        db.session.flush()
        population_known.send(list(cities), by=by, at=at)


def add_city(place: Place, figure: Figure, *, by: audit.Actor, at: datetime) -> City:
    """A town that no import brought. Refused where it would double one of the register."""
    _require_single(place)
    city = new_city(place)
    city.corrected_at = at
    set_figure(city, figure, by=by, at=at)
    event = CityAdded(
        city=city.id,
        teryt=place.teryt,
        population=figure.population,
        source=figure.source,
        of=str(figure.of),
    )
    audit.record(event, by=by, at=at)
    tell_known([city], by=by, at=at)
    return city


def correct(city: City, place: Place, figure: Figure, *, by: audit.Actor, at: datetime) -> bool:
    """Set name, code or population right by hand; returns whether anything changed.

    Editions whose call is open keep the population that was frozen for them.
    """
    before, source = _facts(city), figure.source
    was_known = bool(city.population)
    if renamed := place != city.place:
        _require_single(place, city)
        keep_former(city, source, by=by, at=at)
        set_place(city, place)
        city.corrected_at = at
    redated = (figure.of, source) != (city.population_date, city.population_source)
    # The source of a new name says nothing of a population that stays as it is.
    if figure.population != city.population or (redated and not renamed):
        set_figure(city, figure, by=by, at=at)
    after = _facts(city)
    if before == after:
        return False
    event = CityCorrected(city=city.id, before=before, after=after, source=source, of=str(figure.of))
    audit.record(event, by=by, at=at)
    tell_known([] if was_known else [city], by=by, at=at)
    return True


def _facts(city: City) -> dict[str, str | int | None]:
    of = str(city.population_date) if city.population_date else None
    facts = {"name": city.name, "teryt": city.teryt, "population": city.population, "of": of}
    return {**facts, "source": city.population_source}


def _require_single(place: Place, beside: City | None = None) -> None:
    double = queries.find_namesake(place, beside)
    if double is not None:
        raise Refused(_("The register has this city already: %(city)s.", city=double.full_name))
