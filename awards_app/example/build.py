"""Builds the example edition in any phase through the same services that people use, at times before the present."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import func, select

from awards_app.accounts import queries as accounts
from awards_app.accounts import service as people
from awards_app.accounts.models import User
from awards_app.accounts.secrets import hash_password
from awards_app.cities import queries as cities
from awards_app.cities import service as register
from awards_app.cities import towns
from awards_app.db import db
from awards_app.editions import models, queries
from awards_app.editions import service as editions
from awards_app.editions.phases import Phase
from awards_app.example import calendar, content, removal, rules, story
from awards_app.example.parts import CityRef, Example, Person
from awards_app.jury import rounds as planning
from awards_app.jury import seating
from awards_app.jury.rounds import Plan
from awards_app.questionnaire import service as questionnaire
from awards_app.roles import Role
from awards_app.team import service as team
from awards_app.team.service import Invited

PASSWORD = "zlote-lajki-2511"  # noqa: S105 - printed for everybody who tries the example


class World(NamedTuple):
    """The example while it is built: the edition, and people by their keys."""

    example: Example
    edition: models.Edition
    users: dict[str, User]


def is_there_any_edition() -> bool:
    """Whether the database holds an edition of any kind."""
    return bool(db.session.scalar(select(func.count()).select_from(models.Edition)))


def build(phase: Phase, *, at: datetime) -> models.Edition:
    """The example edition in `phase`; an earlier example edition is thrown away, people keep their accounts."""
    example = content.load()
    register.import_towns(towns.read(), by=None, at=at)
    db.session.flush()
    if earlier := queries.find_edition(example.edition.slug):
        removal.throw_away(earlier, at=at)
    dates = calendar.dates_for(example.edition.calendar, phase, at)
    edition = rules.edition_of(example, dates)
    begun = min(dates["opens"] - timedelta(days=14), at - timedelta(days=1))
    editions.create(edition, by=None, at=begun)
    questionnaire.begin_forms(edition, by=None, at=begun)
    editions.publish_rules(edition, rules.localised(example.edition.rules), by=None, at=begun)
    world = World(example, edition, _people(example, edition, begun))
    _panels(world, begun)
    story.tell(world, phase, until=at)
    db.session.flush()
    return edition


def accounts_of(example: Example) -> Iterator[tuple[str, Person]]:
    """One person for each role, and a juror who is not the chair, as (role, person)."""
    for role in ("organiser", "chair", "juror", "city", "producer", "auditor", "administrator"):
        holders = [person for person in example.people if role in person.roles]
        yield role, next((one for one in holders if one.roles == (role,) and not one.late), holders[0])


def account_lines() -> list[str]:
    """The example accounts as lines for a terminal."""
    lines = [f"  {role:<14}{person.email:<28}{person.name}" for role, person in accounts_of(content.load())]
    return [*lines, f"  password of all: {PASSWORD}"]


def _people(example: Example, edition: models.Edition, at: datetime) -> dict[str, User]:
    hashed = hash_password(PASSWORD)
    found = {}
    for person in example.people:
        user = _account(person, at)
        people.adopt_password(user, hashed, at=at)
        if "administrator" in person.roles:
            people.promote(user, at=at)
        _grant_all(edition, user, person, at)
        found[person.key] = user
    return found


def _account(person: Person, at: datetime) -> User:
    return accounts.find_user_by_address(person.email) or people.create_user(person.email, person.name, at=at)


def _grant_all(edition: models.Edition, user: User, person: Person, at: datetime) -> None:
    city_id = _city_id(person.city) if person.city else None
    for key in person.roles:
        if key != "administrator":
            invited = Invited(person.email, person.name, Role(key), city_id, person.function.pl)
            team.grant(user, edition, invited, by=None, at=at)


def _city_id(ref: CityRef) -> UUID:
    found = cities.find_city(ref.name, ref.voivodeship)
    if found is None:
        raise LookupError(f"the register has no {ref.name} in {ref.voivodeship}")
    return found.id


def _panels(world: World, at: datetime) -> None:
    for category in world.edition.categories:
        if category.by_resolution:
            continue
        judged = planning.plan_round(category, Plan(), by=None, at=at)
        members = [world.users[one.key] for one in world.example.jurors if one.judges(category.key)]
        seating.set_panel(judged, members, by=None, at=at)
