"""The form of a category."""

from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload, selectinload

from awards_app.db import db, one_or_404
from awards_app.editions.models import Category, Edition
from awards_app.questionnaire.models import Question, Section


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
