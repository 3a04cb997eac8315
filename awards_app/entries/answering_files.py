"""Which question of the form a file answers: what no juror may see stays with the question that hides it."""

from collections.abc import Sequence
from datetime import datetime

from flask_babel import gettext as _

from awards_app import audit
from awards_app.accounts.models import User
from awards_app.entries.attachments import require_open, require_there
from awards_app.entries.events import AttachmentAssigned
from awards_app.entries.kinds import Kind, kind_of
from awards_app.entries.models import Attachment, Entry
from awards_app.errors import Refused
from awards_app.questionnaire import kinds
from awards_app.questionnaire.models import Question


def file_questions(questions: Sequence[Question]) -> list[Question]:
    """The questions that are answered by files."""
    return [question for question in questions if question.kind is kinds.Kind.FILES]


def assign(attachment: Attachment, question: Question | None, *, by: User, at: datetime) -> None:
    """Let the file answer a question, or none; refused where the question takes no such file, or no more."""
    entry = attachment.entry
    require_open(entry, at)
    require_there(attachment)
    key = question.key if question else ""
    if key == attachment.question:
        return
    if question:
        _require_fit(entry, attachment, question)
    attachment.question, entry.changed_at = key, at
    event = AttachmentAssigned(edition=entry.edition_id, entry=entry.id, attachment=attachment.id, question=key)
    audit.record(event, by=by, at=at)


def _require_fit(entry: Entry, attachment: Attachment, question: Question) -> None:
    limits = question.limits
    kind = kind_of(attachment.media_type)
    if limits.media and kind.value not in limits.media:
        wanted = ", ".join(Kind(one).label for one in limits.media)
        raise Refused(_("This question takes other files: %(kinds)s.", kinds=wanted))
    held = sum(one.question == question.key for one in entry.attachments)
    if limits.most and held >= limits.most:
        raise Refused(_("This question takes %(most)d files at most.", most=limits.most))


def shown_files(entry: Entry, questions: Sequence[Question]) -> list[Attachment]:
    """The files that somebody who sees these questions may see."""
    keys = {"", *(question.key for question in questions)}
    return [one for one in entry.attachments if one.question in keys]
