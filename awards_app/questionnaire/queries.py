"""The form of a category."""

from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload, selectinload

from awards_app.db import db, one_or_404
from awards_app.editions.models import Category, Edition
from awards_app.questionnaire.models import CheckItem, Question, Section


def sections_of(category: Category) -> list[Section]:
    """The sections with their questions, in order."""
    query = select(Section).where(Section.category_id == category.id).options(selectinload(Section.questions))
    return list(db.session.scalars(query.order_by(Section.position)))


def questions_of(category: Category) -> list[Question]:
    """All questions of a category, in the order of the form."""
    return [question for section in sections_of(category) for question in section.questions]


def questions_in(edition: Edition) -> dict[UUID, list[Question]]:
    """The questions of every category by its identifier, in the order of the forms."""
    query = (
        select(Question)
        .join(Question.section)
        .join(Section.category)
        .where(Category.edition_id == edition.id)
        .order_by(Section.position, Question.position)
    )
    found: dict[UUID, list[Question]] = {}
    for question in db.session.scalars(query):
        found.setdefault(question.category_id, []).append(question)
    return found


def count_questions(edition: Edition) -> dict[UUID, int]:
    """How many questions each category asks; a category without any is not named."""
    query = (
        select(Question.category_id, func.count())
        .join(Category, Category.id == Question.category_id)
        .where(Category.edition_id == edition.id)
        .group_by(Question.category_id)
    )
    return dict(db.session.execute(query).all())


def get_category(edition: Edition, key: str) -> Category:
    """The category of that key whose entries are scored, or 404."""
    query = select(Category).where(
        Category.edition_id == edition.id, Category.key == key, Category.by_resolution.is_(False)
    )
    return one_or_404(query)


def get_section(category: Category, section_id: UUID) -> Section:
    """One section of this category, or 404."""
    query = select(Section).where(Section.category_id == category.id, Section.id == section_id)
    return one_or_404(query.options(selectinload(Section.questions)))


def get_question(category: Category, question_id: UUID) -> Question:
    """One question of this category, or 404."""
    query = select(Question).where(Question.category_id == category.id, Question.id == question_id)
    return one_or_404(query.options(joinedload(Question.section).selectinload(Section.questions)))


def checklist_of(category: Category) -> list[CheckItem]:
    """What the formal check looks at in this category, in order; without what was retired."""
    query = select(CheckItem).where(CheckItem.category_id == category.id, CheckItem.retired.is_(False))
    return list(db.session.scalars(query.order_by(CheckItem.position)))


def count_check_items(edition: Edition) -> dict[UUID, int]:
    """How long each category's checklist is; a category without any is not named."""
    query = (
        select(CheckItem.category_id, func.count())
        .join(CheckItem.category)
        .where(Category.edition_id == edition.id, CheckItem.retired.is_(False))
        .group_by(CheckItem.category_id)
    )
    return dict(db.session.execute(query).all())


def get_check_item(category: Category, item_id: UUID) -> CheckItem:
    """One item of this category's checklist, or 404."""
    query = select(CheckItem).where(
        CheckItem.category_id == category.id, CheckItem.id == item_id, CheckItem.retired.is_(False)
    )
    return one_or_404(query.options(joinedload(CheckItem.category)))


def last_place_in_checklist(category: Category) -> int:
    """The highest place that any item has or had; 0 for none."""
    query = select(func.max(CheckItem.position)).where(CheckItem.category_id == category.id)
    return db.session.scalar(query) or 0


def check_items_in_words(item_ids: set[UUID]) -> dict[UUID, str]:
    """The wording of items by identifier, retired ones too."""
    found = db.session.scalars(select(CheckItem).where(CheckItem.id.in_(item_ids)))
    return {item.id: str(item.text) for item in found}
