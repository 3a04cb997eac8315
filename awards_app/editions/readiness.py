"""What still stands in the way of an act: lists of problems, shown as checklists and required empty by the verbs."""

from dataclasses import dataclass

from flask_babel import gettext as _
from flask_babel import ngettext

from awards_app.editions import queries
from awards_app.editions.models import Category, Criterion, Edition

FULL_WEIGHT = 100


@dataclass(frozen=True)
class Problem:
    """One thing to mend, and the address where it is mended."""

    text: str
    url: str = ""

    def __str__(self) -> str:
        return self.text


def of_opening(edition: Edition) -> list[Problem]:
    """What keeps the call from being opened."""
    categories = queries.categories_in(edition)
    problems = [] if categories else [Problem(_("The edition has no category."))]
    for category in categories:
        problems += _of_category(category)
    for criterion in edition.criteria:
        problems += _of_criterion(criterion)
    return problems


def _of_category(category: Category) -> list[Problem]:
    problems = []
    total = sum(weight.value for weight in category.weights)
    if not category.by_resolution and total != FULL_WEIGHT:
        problems.append(
            Problem(
                _("%(category)s: the weights add up to %(total)d, not to 100.", category=category.name, total=total)
            )
        )
    if not category.classes:
        problems.append(Problem(_("%(category)s: there is no class of cities.", category=category.name)))
    return problems


def _of_criterion(criterion: Criterion) -> list[Problem]:
    missing = sum(1 for level in criterion.levels() if not criterion.anchor(level))
    if not missing:
        return []
    text = ngettext(
        "%(criterion)s: %(num)d level has no wording.",
        "%(criterion)s: %(num)d levels have no wording.",
        missing,
        criterion=criterion.name,
    )
    return [Problem(text)]
