"""What the part of a page about attachments shows: the files, their limits, what is on its way."""

from dataclasses import dataclass, field
from uuid import UUID

from flask import current_app
from flask_login import current_user

from awards_app.editions.models import MEGABYTE, Edition
from awards_app.entries import arriving
from awards_app.entries.answering_files import file_questions
from awards_app.entries.arriving import Unfinished
from awards_app.entries.attachment_forms import AttachmentForm, ImageDescriptionForm, TranscriptForm, description_form
from awards_app.entries.kinds import MEDIA_TYPES, Kind
from awards_app.entries.models import Attachment, Entry
from awards_app.questionnaire import queries as forms
from awards_app.questionnaire.models import Question


@dataclass(frozen=True)
class FilesPart:
    """All that the part of a page about attachments shows."""

    entry: Entry
    form: AttachmentForm
    unfinished: list[Unfinished]
    questions: list[Question] = field(default_factory=list)
    refused: dict[UUID, ImageDescriptionForm | TranscriptForm] = field(default_factory=dict)

    @property
    def edition(self) -> Edition:
        """Whose limits hold."""
        return self.entry.edition

    @property
    def kinds(self) -> list[tuple[str, str, int]]:
        """Each kind with its formats and its limit in megabytes."""
        return [(kind.label, kind.formats, kind.most(self.edition) // MEGABYTE) for kind in Kind]

    @property
    def accept(self) -> str:
        """What the browser's file dialog offers."""
        return ",".join(one for kind in Kind for one in MEDIA_TYPES[kind])

    @property
    def limits(self) -> dict[str, int]:
        """The most bytes by the beginning of a media type, for the script."""
        return {MEDIA_TYPES[kind][0].partition("/")[0]: kind.most(self.edition) for kind in Kind}

    @property
    def at_once_mb(self) -> int:
        """How large a file may be that comes in one request."""
        return int(current_app.config["MAX_UPLOAD_BYTES"]) // MEGABYTE

    @property
    def is_full(self) -> bool:
        """Whether no more files may be added."""
        return len(self.entry.attachments) >= self.edition.attachments_most

    def description(self, one: Attachment) -> ImageDescriptionForm | TranscriptForm:
        """The form for the words of a file, as it was refused or as it is kept."""
        return self.refused.get(one.id) or description_form(one)


def files_part_of(entry: Entry, form: AttachmentForm | None = None, **refused: object) -> FilesPart:
    """The part of a page for an entry, with an empty form unless one was refused."""
    unfinished = arriving.unfinished_of(current_user, entry)
    questions = file_questions(forms.questions_of(entry.category))
    return FilesPart(entry, form or AttachmentForm(formdata=None), unfinished, questions, **refused)  # type: ignore[arg-type]
