"""Editions with their parts."""

from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload

from awards_app.db import db, one_or_404
from awards_app.editions.models import Category, Edition, SizeClass, Weight
from awards_app.editions.phases import Phase


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


def categories_in(edition: Edition) -> list[Category]:
    """The categories with classes, criteria and weights, in the edition's order."""
    query = (
        select(Category)
        .where(Category.edition_id == edition.id)
        .options(selectinload(Category.classes), selectinload(Category.weights).joinedload(Weight.criterion))
        .order_by(Category.position)
    )
    return list(db.session.scalars(query))


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
