"""A new draft from an entry that is there: for another category, or from an earlier edition, nothing typed again."""

from dataclasses import replace
from datetime import datetime

from sqlalchemy import inspect

from awards_app import audit
from awards_app.accounts.models import User
from awards_app.db import db
from awards_app.editions.models import Category
from awards_app.entries import drafts
from awards_app.entries.drafts import Draft
from awards_app.entries.events import AttachmentAdded, EntryCopied
from awards_app.entries.models import Attachment, Entry
from awards_app.questionnaire import kinds
from awards_app.questionnaire import queries as forms
from awards_app.questionnaire.kinds import Answer, BadAnswer

OWN = {"id", "entry_id", "added_at"}


def copy(source: Entry, wanted: Draft, *, by: User, at: datetime) -> Entry:
    """A draft of the same city with what both forms ask for, and with the same files; the source stays as it is.

    `wanted` says where it belongs and what it is called; without a title it has that of the source.
    """
    filled = replace(wanted, title=wanted.title or source.title, answers=_answers(source, wanted.category))
    entry = drafts.begin(wanted.category.edition, source.city, filled, by=by, at=at)
    event = EntryCopied(edition=entry.edition_id, entry=entry.id, source=source.id)
    audit.record(event, by=by, at=at)
    for one in source.attachments:
        _attach(entry, one, by=by, at=at)
    return entry


def _answers(source: Entry, category: Category) -> dict[str, Answer]:
    """The answers that are answers to the questions of the other form, too."""
    kept: dict[str, Answer] = {}
    was = {question.key: question.kind for question in forms.questions_of(source.category)}
    for question in forms.questions_of(category):
        answer = source.answers.get(question.key)
        if was.get(question.key) is not question.kind or kinds.is_empty(answer):
            continue
        # A consent was given to another entry, maybe under other rules.
        if question.kind is kinds.Kind.CONSENT:
            continue
        try:
            kept[question.key] = question.read(kinds.typed(question.kind, answer))
        except BadAnswer:
            continue
    return kept


def _attach(entry: Entry, one: Attachment, *, by: User, at: datetime) -> None:
    """The content lies in the storage by its checksum, so that a copy costs a row."""
    columns = {column.key for column in inspect(Attachment).column_attrs} - OWN
    copied = Attachment(**{name: getattr(one, name) for name in columns}, added_at=at)
    entry.attachments.append(copied)
    db.session.flush()
    event = AttachmentAdded(
        edition=entry.edition_id,
        entry=entry.id,
        attachment=copied.id,
        sha256=copied.key,
        size=copied.size,
        original=copied.original or "",
    )
    audit.record(event, by=by, at=at)
