"""What a browser may still hold of the forms of entries, to be shown and copied wherever it is not asked."""

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from flask_babel import gettext as _

from awards_app.editions.models import Edition
from awards_app.entries.models import Entry
from awards_app.entries.writing import TITLE
from awards_app.questionnaire import queries as forms
from awards_app.questionnaire.kinds import METRIC_PARTS, Kind
from awards_app.questionnaire.models import Question


class Held(NamedTuple):
    """A field: its label, the wording of its options, and of how many cells a row is."""

    key: str
    label: str
    wordings: Mapping[str, str]
    cells: int = 1


def fields_of(entry: Entry) -> list[Held]:
    """The title, what the entry's category asks, and what only others ask: the entry may have been in one of them."""
    asked = forms.questions_in(entry.edition)
    own = asked.pop(entry.category_id, [])
    return _fields([*own, *(one for form in asked.values() for one in form)])


def fields_in(edition: Edition) -> list[Held]:
    """The title, and what any category of the edition asks."""
    return _fields(one for form in forms.questions_in(edition).values() for one in form)


def _fields(questions: Iterable[Question]) -> list[Held]:
    """Each key once, as it is asked first."""
    found = {TITLE: Held(TITLE, _("Title of the campaign"), {})}
    for one in questions:
        if one.kind is not Kind.FILES:
            wordings = {option: str(wording) for option, wording in one.options}
            cells = len(METRIC_PARTS) if one.kind is Kind.METRICS else 1
            found.setdefault(one.key, Held(one.key, str(one.label), wordings, cells))
    return list(found.values())
