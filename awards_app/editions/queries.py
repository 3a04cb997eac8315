"""Editions with their parts."""

from datetime import datetime, timedelta
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload, selectinload

from awards_app.cities.models import City
from awards_app.db import db, one_or_404
from awards_app.editions.models import Category, Criterion, Edition, Extension, RulesVersion, SizeClass, Weight
from awards_app.editions.phases import Phase, due_of


def find_edition(slug: str) -> Edition | None:
    """The edition of that address, or None."""
    return db.session.scalars(select(Edition).where(Edition.slug == slug)).one_or_none()


def public_editions() -> list[Edition]:
    """Editions whose call anybody may read, the latest first."""
    return list(
        db.session.scalars(select(Edition).where(Edition.phase != Phase.DRAFT).order_by(Edition.gala_at.desc()))
    )


def all_editions() -> list[Edition]:
    """Every edition, the latest first."""
    return list(db.session.scalars(select(Edition).order_by(Edition.gala_at.desc())))


def editions_in(phase: Phase) -> list[Edition]:
    """The editions that stand in a phase."""
    return list(db.session.scalars(select(Edition).where(Edition.phase == phase).order_by(Edition.slug)))


def categories_in(edition: Edition) -> list[Category]:
    """The categories with classes, criteria and weights, in the edition's order."""
    query = (
        select(Category)
        .where(Category.edition_id == edition.id)
        .options(selectinload(Category.classes), selectinload(Category.weights).joinedload(Weight.criterion))
        .order_by(Category.position)
    )
    return list(db.session.scalars(query))


def weights_of(category: Category) -> list[Weight]:
    """The weights of one category with their criteria, in the edition's order."""
    query = select(Weight).join(Weight.criterion).where(Weight.category_id == category.id)
    return list(db.session.scalars(query.options(joinedload(Weight.criterion)).order_by(Criterion.position)))


def classes_in(edition: Edition) -> list[SizeClass]:
    """All classes of all categories, in the edition's order."""
    query = (
        select(SizeClass)
        .join(SizeClass.category)
        .where(Category.edition_id == edition.id)
        .options(joinedload(SizeClass.category))
        .order_by(Category.position, SizeClass.position)
    )
    return list(db.session.scalars(query))


def get_class(edition: Edition, class_id: UUID) -> SizeClass:
    """One class of this edition, or 404."""
    query = (
        select(SizeClass)
        .join(SizeClass.category)
        .where(SizeClass.id == class_id, Category.edition_id == edition.id)
        .options(joinedload(SizeClass.category).selectinload(Category.weights).joinedload(Weight.criterion))
    )
    return one_or_404(query)


class Due(NamedTuple):
    """The deadline for entries of one city; with its own, later one also the reason it was given."""

    at: datetime
    own: datetime | None = None
    reason: str = ""


def due_for(edition: Edition, city_id: UUID | None) -> Due:
    """Until when a city may enter; without a city what holds for all."""
    query = (
        select(Extension.until, Extension.reason)
        .where(Extension.edition_id == edition.id, Extension.city_id == city_id)
        .order_by(Extension.until.desc())
        .limit(1)
    )
    held = db.session.execute(query).first() if city_id else None
    if held is None or held.until <= edition.entries_close_at:
        return Due(edition.entries_close_at)
    return Due(due_of(edition, held.until), held.until, held.reason)


def extensions_in(edition: Edition) -> list[Extension]:
    """All deadlines that were moved for one city, by its name, its latest first."""
    query = (
        select(Extension)
        .join(Extension.city)
        .where(Extension.edition_id == edition.id)
        .options(joinedload(Extension.city))
        .order_by(City.sort_key, City.voivodeship, Extension.until.desc())
    )
    return list(db.session.scalars(query))


def running_extensions(edition: Edition, at: datetime) -> list[Extension]:
    """For each city that may still enter after the deadline of all: its latest extension, by name."""
    least = max(edition.entries_close_at, at - timedelta(seconds=edition.grace_seconds))
    latest: dict[UUID, Extension] = {}
    for one in extensions_in(edition):
        if one.until > least:
            latest.setdefault(one.city_id, one)
    return list(latest.values())


def rules_of(edition: Edition) -> RulesVersion | None:
    """The rules that are in force, or None where none were written."""
    query = select(RulesVersion).where(RulesVersion.edition_id == edition.id)
    return db.session.scalars(query.order_by(RulesVersion.number.desc()).limit(1)).first()


def rules_versions(edition: Edition) -> list[RulesVersion]:
    """All versions of the rules, the latest first."""
    query = select(RulesVersion).where(RulesVersion.edition_id == edition.id)
    return list(db.session.scalars(query.order_by(RulesVersion.number.desc())))


def get_rules(edition: Edition, number: int) -> RulesVersion:
    """One version of the rules, or 404."""
    return one_or_404(select(RulesVersion).where(RulesVersion.edition_id == edition.id, RulesVersion.number == number))


def next_rules_number(edition: Edition) -> int:
    """The number for the next version of the rules. Whoever asks holds the edition's row alone."""
    highest = db.session.scalar(select(func.max(RulesVersion.number)).where(RulesVersion.edition_id == edition.id))
    return (highest or 0) + 1
