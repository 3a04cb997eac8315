"""Forms of entries: shape only. The texts asked for are data, so the fields are built."""

from collections.abc import Iterable
from os import SEEK_END
from typing import Any, cast
from urllib.parse import urlsplit
from uuid import UUID

from flask import current_app
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField, FileRequired
from wtforms import DateField, IntegerField, SelectField, ValidationError
from wtforms.validators import Optional, StopValidation

from awards_app.editions.models import Category
from awards_app.entries.models import Entry
from awards_app.entries.questions import LINKS_MOST, QUESTIONS, TITLE_MOST
from awards_app.entries.service import Draft
from awards_app.web.forms import Form, LongTextField, Needed, TextField, choice, length, required

REVISION_MOST = 2**31 - 1
BAD_DATE = _l("Write the date as day, month and year.")


class _Date(DateField):
    def process_formdata(self, valuelist: list[Any]) -> None:
        try:
            super().process_formdata(valuelist)
        except ValueError as error:
            raise ValueError(BAD_DATE) from error


class _Revision(IntegerField):
    """Which save the writer began from. No person types it, so a wrong one came from nowhere."""

    def pre_validate(self, form: Any) -> None:
        if self.data is None or not 1 <= self.data <= REVISION_MOST:
            raise StopValidation(_l("Reload the page and enter your change again."))


class EntryForm(Form):
    """The whole text of an entry; a draft needs no more than a category and a title."""

    category = SelectField(_l("Category"), [required()], coerce=UUID, choices=[])
    title = TextField(_l("Title of the campaign"), (required(), length(TITLE_MOST)))
    period_from = _Date(_l("The campaign ran from"), [Needed(), Optional()])
    period_to = _Date(_l("to"), [Needed(), Optional()])
    links = LongTextField(
        _l("Links"),
        (length(4000),),
        description=_l("Posts, films, pages: one address a line, at most 10. Give a link or attach a file."),
        render_kw={"rows": 3},
    )
    revision = _Revision(_l("Revision"), default=1)

    def validate_links(self, field: LongTextField) -> None:
        """Only web addresses: anything else could run as a script when clicked."""
        lines = _lines(field.data)
        if len(lines) > LINKS_MOST:
            raise ValidationError(_l("At most 10 links."))
        for line in lines:
            if not _is_web_address(line):
                raise ValidationError(_l("Each line must be a full web address that begins with https://."))

    def validate_period_to(self, field: DateField) -> None:
        """An end before the beginning is a slip of the hand."""
        if field.data and self.period_from.data and field.data < self.period_from.data:
            raise ValidationError(_l("The campaign cannot end before it begins."))

    def draft(self, categories: Iterable[Category]) -> Draft:
        """The form's values, for the service."""
        chosen = next(category for category in categories if category.id == self.category.data)
        answers = {question.key: self[question.key].data or "" for question in QUESTIONS}
        links = tuple(_lines(self.links.data))
        return Draft(chosen, str(self.title.data), answers, links, self.period_from.data, self.period_to.data)


def entry_form(categories: Iterable[Category], entry: Entry | None = None, *, sent: bool = True) -> EntryForm:
    """The form for these categories, filled from what was sent, else from the entry (`sent` False: only from it)."""
    fields = {
        question.key: LongTextField(
            question.label,
            (length(question.most), *([Needed()] if question.needed else [])),
            description=question.help,
            render_kw={"rows": question.rows},
        )
        for question in QUESTIONS
    }
    source = {} if sent else {"formdata": None}
    form = cast(EntryForm, type("BuiltEntryForm", (EntryForm,), fields)(data=_values(entry), **source))
    form.category.choices = [choice(str(category.id), str(category.name)) for category in categories]
    return form


def _values(entry: Entry | None) -> dict[str, Any]:
    if entry is None:
        return {}
    return {
        "category": str(entry.category_id),
        "title": entry.title,
        "period_from": entry.period_from,
        "period_to": entry.period_to,
        "links": "\n".join(entry.links),
        "revision": entry.revision,
        **entry.answers,
    }


class DescriptionForm(Form):
    """What an image that is attached shows."""

    alt = TextField(_l("What the image shows"), (required(), length(300)))


class AttachmentForm(Form):
    """A file, and what an image shows."""

    file = FileField(_l("Image or PDF"), [FileRequired(_l("Choose a file."))])
    alt = TextField(
        _l("What the image shows"),
        (length(300),),
        description=_l("For people who cannot see it; needed for images before you submit."),
    )

    def validate_file(self, field: FileField) -> None:
        """A request may be a little larger than a file, so the server's own limit is not enough."""
        most = current_app.config["MAX_UPLOAD_BYTES"]
        size = field.data.stream.seek(0, SEEK_END)
        field.data.stream.seek(0)
        if size > most:
            raise ValidationError(_("This file is larger than %(most)d MB. Choose a smaller one.", most=most // 2**20))


class RejectForm(Form):
    """Why an entry is rejected."""

    reason = LongTextField(
        _l("Reason for the rejection"),
        (required(), length(2000, 10)),
        description=_l("The city reads it word for word. Say which rule is not met."),
        render_kw={"rows": 3},
    )


def _lines(text: str | None) -> list[str]:
    return [line.strip() for line in (text or "").splitlines() if line.strip()]


def _is_web_address(text: str) -> bool:
    if len(text) > 500 or any(character.isspace() for character in text):
        return False
    try:
        parts = urlsplit(text)
        return parts.scheme in {"http", "https"} and "." in (parts.hostname or "") and parts.port != 0
    except ValueError:
        return False
