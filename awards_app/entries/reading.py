"""A submitted version as a person reads it: categories, questions and options by name instead of by key."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask_babel import gettext as _

from awards_app.editions import queries as editions
from awards_app.entries.models import Entry, EntryVersion
from awards_app.questionnaire import queries as forms
from awards_app.questionnaire.kinds import METRIC_PARTS, Answer, Kind, is_empty
from awards_app.questionnaire.models import Question
from awards_app.web.filters import day, number


@dataclass(frozen=True)
class Passage:
    """What a version says in one place. `question` and `value` are those of an answer, if the form still asks it."""

    key: str
    label: str
    text: str
    question: Question | None = None
    value: Answer = None


@dataclass(frozen=True)
class Reading:
    """A version with its passages, in the order of the form that its category had."""

    version: EntryVersion
    passages: tuple[Passage, ...]
    # What each file is, by the line that names it: its content decides, not its name.
    files: Mapping[str, str]


def readings_of(entry: Entry, versions: Sequence[EntryVersion]) -> list[Reading]:
    """These versions of the entry. A moved entry's versions are each read with the form of their own category."""
    categories = {category.key: category for category in editions.categories_in(entry.edition)}
    contents = [json.loads(version.content) for version in versions]
    needed = {key for content in contents if (key := content["category"]) in categories}
    asked = {key: forms.questions_of(categories[key]) for key in needed}
    names = {key: str(category.name) for key, category in categories.items()}
    return [
        _reading(version, content, names.get(content["category"], content["category"]), asked)
        for version, content in zip(versions, contents, strict=True)
    ]


def _reading(
    version: EntryVersion, content: Mapping[str, Any], category: str, asked: Mapping[str, Sequence[Question]]
) -> Reading:
    files = {" — ".join(filter(None, (name, alt))): key for name, _type, key, alt, *_rest in content["attachments"]}
    frame = [
        Passage("title", _("Title"), str(content["title"])),
        Passage("category", _("Category"), category),
        Passage("city", _("City"), "{name} ({voivodeship})".format(**content["city"])),
        Passage("population", _("Inhabitants"), number(content["population"])),
    ]
    answers = _answers(content["answers"], asked.get(content["category"], []))
    ends = [Passage("attachments", _("Attachments"), "\n".join(files))] if files else []
    if content.get("rules"):
        ends.append(Passage("rules", _("Accepted rules"), _("Version %(number)d", number=content["rules"]["version"])))
    return Reading(version, (*frame, *answers, *ends), files)


def _answers(answers: Mapping[str, Answer], questions: Sequence[Question]) -> Iterator[Passage]:
    known = {question.key: question for question in questions}
    for key, question in known.items():
        value = answers.get(key)
        if not is_empty(value):
            yield Passage(key, str(question.label), "\n".join(lines_of(question, value)), question, value)
    for key in answers.keys() - known.keys():
        if not is_empty(answers[key]):
            yield Passage(key, _("A question that is no longer in the form"), _plain(answers[key]))


def lines_of(question: Question, answer: Answer) -> list[str]:
    """An answer as lines of text, in the words of its question."""
    if question.kind is Kind.CONSENT:
        return [_("yes")]
    if question.kind is Kind.CHOICE:
        wanted = answer if isinstance(answer, list) else [answer]
        return [str(wording) for key, wording in question.options if key in wanted]
    if question.kind is Kind.PERIOD:
        return [" – ".join(day(date.fromisoformat(end)) for end in (answer["from"], answer["to"]) if end)]
    if question.kind is Kind.METRICS:
        return [_metric(row) for row in answer]
    return [str(line) for line in (answer if isinstance(answer, list) else [answer])]


def _metric(row: Mapping[str, str]) -> str:
    name, before, after, unit = (row.get(part, "") for part in METRIC_PARTS)
    return f"{name}: {before} → {after} {unit}".strip()


def _plain(value: Answer) -> str:
    if isinstance(value, list):
        return "\n".join(map(_plain, value))
    if isinstance(value, dict):
        return " · ".join(_plain(part) for part in value.values() if part)
    return _("yes") if value is True else str(value)
