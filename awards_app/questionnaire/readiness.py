"""What keeps a form from being filled in."""

from flask_babel import gettext as _

from awards_app.editions import queries as editions
from awards_app.editions.models import Category, Edition
from awards_app.editions.readiness import Problem
from awards_app.questionnaire import queries
from awards_app.questionnaire.kinds import Kind
from awards_app.questionnaire.models import Question


def of_opening(edition: Edition) -> list[Problem]:
    """What keeps the call from being opened."""
    forms = queries.questions_in(edition)
    problems = []
    for category in editions.categories_in(edition):
        if not category.by_resolution:
            problems += _of_form(category, forms.get(category.id, []))
    return problems


def _of_form(category: Category, questions: list[Question]) -> list[Problem]:
    if not questions:
        return [Problem(_("%(category)s: the entry form asks nothing.", category=category.name))]
    conditions = {question.key: _values_of(question) for question in questions}
    return [
        Problem(
            _(
                "%(category)s: “%(question)s” can never be asked; mend its condition.",
                category=category.name,
                question=question.label,
            )
        )
        for question in questions
        if question.only_if and not set(question.only_values) & conditions.get(question.only_if, set())
    ]


def _values_of(question: Question) -> set[str]:
    """The values that a condition may name."""
    if question.kind is Kind.CONSENT:
        return {"yes"}
    return set(question.limits.keys) if question.kind is Kind.CHOICE else set()
