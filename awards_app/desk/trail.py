"""The audit trail in words: what each event is called, and names in place of the identifiers that prove it."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from awards_app.accounts import queries as accounts
from awards_app.audit import AuditEntry
from awards_app.cities import queries as cities
from awards_app.cities.models import FileKind
from awards_app.cities.plans import Kind
from awards_app.desk.trail_words import EVENTS, FACTS, FIELDS
from awards_app.editions import queries as editions
from awards_app.editions.judging import Extremes, Peers
from awards_app.editions.models import Edition
from awards_app.editions.phases import Phase
from awards_app.entries import queries as entries
from awards_app.jury import queries as jury
from awards_app.jury.paper_models import PaperState
from awards_app.questionnaire import queries as forms
from awards_app.questionnaire.kinds import Kind as Asked
from awards_app.roles import Right, Role
from awards_app.web.filters import short

_MARKS = ("before", "after")
_WITH_MARKS = {"MarksSaved", "PaperEntered", "PaperCounted"}
_KNOWN: Mapping[tuple[str, str], Callable[[Any], str]] = {
    ("QuestionAdded", "kind"): lambda value: Asked(value).label,
    ("", "role"): lambda value: Role(value).label,
    ("", "counts"): lambda value: ", ".join(f"{Kind(one).label}: {count}" for one, count in value.items()),
    ("RegisterFileReceived", "kind"): lambda value: FileKind(value).label,
    ("CityCorrected", "before"): lambda value: _city_facts(value),
    ("CityCorrected", "after"): lambda value: _city_facts(value),
    ("", "right"): lambda value: Right(value).label,
    ("RightChanged", "before"): lambda value: Right(value).label,
    ("RightChanged", "after"): lambda value: Right(value).label,
    ("PaperChecked", "outcome"): lambda value: PaperState(value).label,
    ("PaperEntered", "handed_over"): lambda value: short(datetime.fromisoformat(value)),
    ("PhaseMoved", "before"): lambda value: Phase(value).label,
    ("PhaseMoved", "after"): lambda value: Phase(value).label,
    ("EntryReturned", "deadline"): lambda value: short(datetime.fromisoformat(value)),
    ("DeadlineExtended", "before"): lambda value: short(datetime.fromisoformat(value)),
    ("CityDeadlineExtended", "until"): lambda value: short(datetime.fromisoformat(value)),
    ("DeadlineExtended", "after"): lambda value: short(datetime.fromisoformat(value)),
    ("JudgingRulesSet", "before"): lambda value: _rules_in_words(value),
    ("JudgingRulesSet", "after"): lambda value: _rules_in_words(value),
}


def _city_facts(facts: Mapping[str, Any]) -> str:
    """Name, code and population of a city, each with its word."""
    worded = {**{key: FACTS[key] for key in ("teryt", "population", "of", "source")}, "name": _l("Name of the town")}
    return ", ".join(f"{worded[key]}: {value}" for key, value in facts.items() if value)


def _rules_in_words(rules: Mapping[str, Any]) -> str:
    """The rules of judging, each with its word and its value."""
    known = {"peers": lambda value: Peers(value).label, "extremes": lambda value: Extremes(value).label}
    told = {key: known[key](value) if key in known else _("yes") if value else _("no") for key, value in rules.items()}
    return ", ".join(f"{FIELDS.get(key, key)}: {value}" for key, value in told.items())


# Free text of the same length must not be taken for one.
_IDENTIFIER = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")


class Line(NamedTuple):
    """One record for a reader. `facts` are pairs of what and which; whoever did it is None for the system."""

    seq: int
    at: datetime
    by: str | None
    event: str
    facts: tuple[tuple[str, str], ...]
    hash: str


def event_label(name: str) -> str:
    """The event in the reader's language."""
    return str(EVENTS.get(name, name))


def lines_of(records: Sequence[AuditEntry], edition: Edition | None) -> list[Line]:
    """The records of an edition, or of none, as lines.

    Marks stay hidden until judging is closed: nobody may add them up before.
    """
    reader = _Reader(records, edition)
    return [
        Line(
            record.seq,
            record.at,
            reader.names.get(str(record.by_id), str(_("unknown"))) if record.by_id else None,
            event_label(record.event),
            tuple(reader.facts(record)),
            record.hash,
        )
        for record in records
    ]


class _Reader:
    """Knows the names of everything that a page of records speaks of, by as many queries as there are kinds."""

    def __init__(self, records: Sequence[AuditEntry], edition: Edition | None) -> None:
        mentioned = set(_identifiers(record.facts for record in records))
        categories = editions.categories_in(edition) if edition else []
        people = mentioned | {record.by_id for record in records if record.by_id}
        found: dict[UUID, str] = accounts.names_of(people)
        found |= entries.titles_of(mentioned) | jury.seats_in_words(mentioned) | cities.names_of(mentioned)
        found |= forms.check_items_in_words(mentioned)
        for category in categories:
            found[category.id] = str(category.name)
            found |= {one.id: f"{category.name} {one.name}".strip() for one in category.classes}
            found |= {weight.criterion.id: str(weight.criterion.name) for weight in category.weights}
        self.names = {str(key): name for key, name in found.items()}
        asked = forms.questions_in(edition).values() if edition else []
        self._questions = {question.key: str(question.label) for form in asked for question in form}
        self._marks_are_hidden = edition is None or edition.phase.is_before(Phase.DELIBERATION)

    def facts(self, record: AuditEntry) -> Iterable[tuple[str, str]]:
        for key, value in record.facts.items():
            if record.event in _WITH_MARKS and key in _MARKS and self._marks_are_hidden:
                yield str(FACTS[key]), _("hidden until judging is closed")
            elif value not in (None, "", [], {}):
                known = _KNOWN.get((record.event, key)) or _KNOWN.get(("", key)) or self._in_words
                words = self._fields(record.event, value) if key == "fields" else known(value)
                yield str(FACTS.get(key, key)), words

    def _fields(self, event: str, value: Any) -> str:
        """An entry's fields are named by its questions, those of anything else by what they are."""
        labels = {**FIELDS, **self._questions} if event in {"EntryChanged", "EntryReturned"} else FIELDS
        return ", ".join(dict.fromkeys(str(labels.get(one, one)) for one in value))

    def _in_words(self, value: Any) -> str:
        if isinstance(value, bool):
            return str(_("yes") if value else _("no"))
        if isinstance(value, Mapping):
            return ", ".join(f"{self._in_words(key)}: {self._in_words(one)}" for key, one in value.items())
        if isinstance(value, list):
            return ", ".join(map(self._in_words, value))
        text = str(value)
        return str(self.names.get(text, text))


def _identifiers(value: Any) -> Iterable[UUID]:
    """Every identifier in nested facts."""
    if isinstance(value, str):
        if _IDENTIFIER.fullmatch(value):
            yield UUID(value)
    elif isinstance(value, Mapping):
        yield from _identifiers([*value.keys(), *value.values()])
    elif isinstance(value, Iterable):
        for one in value:
            yield from _identifiers(one)
