"""Keeping the register of cities."""

from datetime import datetime

from sqlalchemy import select

from awards_app import audit
from awards_app.cities.events import CitiesImported
from awards_app.cities.models import City
from awards_app.cities.towns import SOURCE, Town, TownTable
from awards_app.db import db
from awards_app.i18n import sort_key


def import_towns(table: TownTable, *, by: audit.Actor | None, at: datetime) -> CitiesImported:
    """Bring the register in line with the table; importing the same table again changes nothing.

    A population that somebody corrected by hand (another source) is kept.
    """
    known = {city.geonames_id: city for city in db.session.scalars(select(City))}
    added = changed = 0
    for town in table.towns:
        city = known.get(town.geonames_id)
        if city is None:
            db.session.add(_new(town))
            added += 1
        else:
            changed += _update(city, town)
    unchanged = len(table.towns) - added - changed
    report = CitiesImported(source=SOURCE, sha256=table.sha256, added=added, changed=changed, unchanged=unchanged)
    if added or changed:
        audit.record(report, by=by, at=at)
    return report


def _new(town: Town) -> City:
    return City(
        teryt=town.teryt,
        geonames_id=town.geonames_id,
        name=town.name,
        sort_key=sort_key(town.name),
        voivodeship=town.voivodeship,
        population=town.population,
        population_source=SOURCE,
    )


def _update(city: City, town: Town) -> bool:
    before = (city.name, city.voivodeship, city.teryt, city.population)
    city.name, city.sort_key, city.voivodeship = town.name, sort_key(town.name), town.voivodeship
    city.teryt = town.teryt or city.teryt
    if city.population_source == SOURCE:
        city.population = town.population
    return before != (city.name, city.voivodeship, city.teryt, city.population)
