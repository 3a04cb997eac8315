"""What a juror reads of an entry: no question that is hidden from them, no name that a city gave a file, no city."""

import mimetypes
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from flask_babel import gettext as _

from awards_app.editions.models import Edition
from awards_app.entries.answering_files import shown_files
from awards_app.entries.models import Attachment, Entry
from awards_app.jury.masking import masked, names
from awards_app.questionnaire import queries as forms
from awards_app.questionnaire.kinds import Kind
from awards_app.questionnaire.models import Question


@dataclass(frozen=True)
class File:
    """A file as a juror sees it."""

    id: UUID
    name: str
    alt: str
    original: Attachment

    def __getattr__(self, name: str) -> Any:
        """Whatever else it is, its content decides."""
        return getattr(self.original, name)


@dataclass(frozen=True)
class Reading:
    """An entry as a juror reads it."""

    questions: Sequence[Question]
    answers: Mapping[str, Any]
    attachments: Sequence[File]


def reading_of(entry: Entry) -> Reading:
    """The questions that are shown, their answers and the files."""
    questions = [question for question in forms.questions_of(entry.category) if question.is_shown(entry.edition)]
    files = [_file(one) for one in shown_files(entry, questions)]
    if not entry.edition.keeps_city:
        return Reading(questions, entry.answers, files)
    kinds = {question.key: question.kind for question in questions}
    # The answers of hidden questions stay: a condition may ask for them.
    answers = {key: _without_city(value, kinds.get(key), entry.city.name) for key, value in entry.answers.items()}
    return Reading(questions, answers, files)


def _file(attachment: Attachment) -> File:
    entry = attachment.entry
    alt = masked(attachment.alt, entry.city.name) if entry.edition.keeps_city else attachment.alt
    return File(attachment.id, file_name(attachment), alt, attachment)


def _without_city(value: Any, kind: Kind | None, city: str) -> Any:
    """An answer without the name of its city; a link with the name in it is left out, since it leads there."""
    if isinstance(value, str):
        return masked(value, city) if kind not in {None, Kind.CHOICE} else value
    if isinstance(value, list) and kind is Kind.LINKS:
        return [one for one in value if not names(one, city)]
    if isinstance(value, list) and kind is Kind.METRICS:
        return [{part: masked(text, city) for part, text in row.items()} for row in value]
    return value


def file_name(attachment: Attachment) -> str:
    """The name of the file for a juror: its number where the edition hides the city or people."""
    if not _keeps_anything(attachment.entry.edition):
        return attachment.name
    ending = mimetypes.guess_extension(attachment.media_type) or ""
    return str(_("file %(number)d", number=attachment.position)) + ending


def _keeps_anything(edition: Edition) -> bool:
    return edition.keeps_city or edition.keeps_people
