"""Forms of attachments: shape only; the content of a file is judged elsewhere."""

from os import SEEK_END
from typing import Any

from flask import current_app
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField, FileRequired
from wtforms import IntegerField, StringField, ValidationError
from wtforms.validators import InputRequired, Length, NumberRange

from awards_app.editions.models import MEGABYTE
from awards_app.entries.kinds import ALT_MOST, TRANSCRIPT_MOST
from awards_app.entries.models import Attachment
from awards_app.web.forms import Form, LongTextField, length, required

# The last moment that a JavaScript date can tell, in milliseconds.
LAST_MOMENT = 8_640_000_000_000_000
NAME_MOST = 1000


class AttachmentForm(Form):
    """A file, and the words that stand for it."""

    file = FileField(_l("File"), [FileRequired(_l("Choose a file."))])
    alt = LongTextField(
        _l("What the image shows, or what is said or shown in the recording"),
        (length(TRANSCRIPT_MOST),),
        description=_l("For people who cannot see or hear it; needed before you submit, and can be added later."),
        render_kw={"rows": 2},
    )

    def validate_file(self, field: FileField) -> None:
        """A request may be a little larger than a file, so the server's own limit is not enough."""
        most = current_app.config["MAX_UPLOAD_BYTES"]
        size = field.data.stream.seek(0, SEEK_END)
        field.data.stream.seek(0)
        if size > most:
            large = _("This file is larger than %(most)d MB. Choose a smaller one.", most=most // MEGABYTE)
            raise ValidationError(large)


class ImageDescriptionForm(Form):
    """What an image that is attached shows."""

    alt = LongTextField(_l("What the image shows"), (required(), length(ALT_MOST)), render_kw={"rows": 2})


class TranscriptForm(Form):
    """What is said or shown in a recording that is attached."""

    alt = LongTextField(
        _l("What is said or shown"),
        (required(), length(TRANSCRIPT_MOST)),
        description=_l("The spoken words, and what must be seen to understand the film."),
        render_kw={"rows": 6},
    )


def description_form(attachment: Attachment, *, sent: bool = False) -> ImageDescriptionForm | TranscriptForm:
    """The form for the words of this file, filled from what was sent, else with what is kept."""
    kind = ImageDescriptionForm if attachment.is_image else TranscriptForm
    source: dict[str, Any] = {} if sent else {"formdata": None}
    # Several of them stand on one page; each needs identifiers of its own, while the name that is sent stays.
    form = kind(data={"alt": attachment.alt}, **source)
    form.alt.id = f"alt-{attachment.id}"
    form.alt.label.field_id = form.alt.id
    return form


class AnnouncementForm(Form):
    """What a browser knows of a file before it sends any of it."""

    name = StringField(validators=[InputRequired(), Length(max=NAME_MOST)])
    size = IntegerField(validators=[NumberRange(0, 2**40)])
    modified = IntegerField(validators=[NumberRange(-LAST_MOMENT, LAST_MOMENT)])


class FinishForm(Form):
    """The words that stand for a file that has come whole."""

    alt = LongTextField(validators=(length(TRANSCRIPT_MOST),), label="")
