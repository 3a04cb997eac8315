"""Populations frozen for an edition: all towns when the call opens, later ones when their population becomes known.

The class of an entry follows from the frozen figure alone, so no import moves anybody in the middle of a contest.
"""

from collections.abc import Iterable
from datetime import datetime
from hashlib import sha256
from typing import Any
from uuid import UUID, uuid4

from flask_babel import gettext as _
from sqlalchemy import exists, insert, select
from sqlalchemy.orm import joinedload

from awards_app import audit
from awards_app.accounts.models import User
from awards_app.cities import queries as cities
from awards_app.cities.models import City
from awards_app.cities.service import population_known
from awards_app.db import db, one_or_404
from awards_app.editions import gate
from awards_app.editions.events import FrozenPopulationCorrected, PopulationFrozen, PopulationsFrozen
from awards_app.editions.models import Edition
from awards_app.editions.phases import Act, Phase
from awards_app.editions.town_models import FrozenPopulation
from awards_app.errors import Refused
from awards_app.web.paging import Page, page_of

# From the opening of judging on nobody enters any more, and classes stand.
_OPEN_TO_NEW_TOWNS = (Phase.OPEN, Phase.CHECKING)


def freeze_all(edition: Edition, *, by: audit.Actor | None, at: datetime) -> int:
    """Hold every town of the register to its present population; returns how many. Once in the life of an edition."""
    waiting = select(City).where(City.population > 0, ~_is_frozen(edition))
    return _freeze(edition, db.session.scalars(waiting), by=by, at=at)


def _is_frozen(edition: Edition) -> Any:
    return exists().where(FrozenPopulation.edition_id == edition.id, FrozenPopulation.city_id == City.id)


def _freeze(edition: Edition, towns: Iterable[City], *, by: audit.Actor | None, at: datetime) -> int:
    rows = [_row(edition, city, at) for city in towns]
    if rows:
        db.session.execute(insert(FrozenPopulation), rows)
        audit.record(PopulationsFrozen(edition=edition.id, cities=len(rows)), by=by, at=at)
    return len(rows)


def _row(edition: Edition, city: City, at: datetime) -> dict[str, Any]:
    figure = {"population": city.population, "frozen": city.population, "source": city.population_source}
    return {"id": uuid4(), "edition_id": edition.id, "city_id": city.id, **figure, "of": city.population_date} | {
        "frozen_at": at,
        "reason": "",
    }


@population_known.connect
def _freeze_new_towns(towns: list[City], *, by: audit.Actor | None, at: datetime) -> None:
    """Towns that come while editions are under way are held, in each of them, to the figure they come with."""
    under_way = select(Edition).where(Edition.phase.in_(_OPEN_TO_NEW_TOWNS)).order_by(Edition.id)
    for edition in db.session.scalars(under_way.with_for_update()):
        chosen = select(City).where(City.id.in_([city.id for city in towns]), City.population > 0, ~_is_frozen(edition))
        _freeze(edition, db.session.scalars(chosen), by=by, at=at)


def hold(edition: Edition, city: City, *, by: audit.Actor | None, at: datetime) -> int:
    """The population that counts for the city in this edition, as it is now; 0 where nobody knows it.

    Whoever asks holds the edition's row, so the figure cannot change before the commit.
    """
    query = select(FrozenPopulation).where(
        FrozenPopulation.edition_id == edition.id, FrozenPopulation.city_id == city.id
    )
    found = db.session.scalars(query, execution_options={"populate_existing": True}).one_or_none()
    if found is not None or not city.population:
        return found.population if found else 0
    db.session.add(FrozenPopulation(**_row(edition, city, at)))
    db.session.flush()
    audit.record(PopulationFrozen(edition=edition.id, city=city.id, population=city.population), by=by, at=at)
    return city.population


def correct(frozen: FrozenPopulation, population: int, reason: str, *, by: User, at: datetime) -> int:
    """Another population for one city in this edition only, for a reason; returns the one before.

    What it does to entries is the turn of whoever knows them: see `entries.classes`. Raises WrongPhase from the
    opening of judging on.
    """
    gate.require_alone(frozen.edition, Act.SET_POPULATION, at)
    db.session.refresh(frozen)
    before = frozen.population
    if population == before:
        raise Refused(_("This is the population that counts already."))
    frozen.population, frozen.reason = population, reason
    frozen.corrected_at, frozen.corrected_by = at, by
    event = FrozenPopulationCorrected(
        edition=frozen.edition_id,
        city=frozen.city_id,
        before=before,
        after=population,
        reason_sha256=sha256(reason.encode()).hexdigest(),
    )
    audit.record(event, by=by, at=at)
    return before


def frozen_in(edition: Edition, wish: str, voivodeship: str, number: int) -> Page[FrozenPopulation]:
    """A page of the figures that count in an edition, corrected ones first."""
    all_of_it = select(FrozenPopulation).join(FrozenPopulation.city).where(FrozenPopulation.edition_id == edition.id)
    query = cities.matching(all_of_it, wish, voivodeship).options(joinedload(FrozenPopulation.city))
    order = (FrozenPopulation.corrected_at.is_(None), City.sort_key, City.voivodeship, FrozenPopulation.id)
    return page_of(query.order_by(*order), number)


def get_frozen(edition: Edition, frozen_id: UUID) -> FrozenPopulation:
    """One figure of this edition, or 404."""
    query = select(FrozenPopulation).where(FrozenPopulation.edition_id == edition.id, FrozenPopulation.id == frozen_id)
    whole = (joinedload(FrozenPopulation.city), joinedload(FrozenPopulation.corrected_by))
    return one_or_404(query.options(*whole, joinedload(FrozenPopulation.edition)))


def find_frozen(edition: Edition, city: City) -> FrozenPopulation | None:
    """The figure that counts for a city in this edition."""
    query = select(FrozenPopulation).where(
        FrozenPopulation.edition_id == edition.id, FrozenPopulation.city_id == city.id
    )
    return db.session.scalars(query).one_or_none()
