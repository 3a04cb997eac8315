"""Forms of the board: shape only."""

from datetime import datetime
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import DateTimeLocalField, HiddenField, IntegerField
from wtforms.validators import InputRequired, NumberRange

from awards_app.editions.models import LIMITS
from awards_app.web.forms import Form, on_the_clock


class DeadlineForm(Form):
    """A later moment for a deadline, on the edition's clock."""

    until = DateTimeLocalField(_l("New deadline"), [InputRequired(_l("Choose a day and a time."))])

    def moment(self, timezone: str) -> datetime:
        """The chosen moment with the edition's zone. Raises Refused for a time that is none, or two."""
        return on_the_clock(self.until.data, timezone)


class _Limit(IntegerField):
    """A whole number from 1 to what the platform can bear."""

    def __init__(self, label: Any, most: int, **kwargs: Any) -> None:
        words = _l("Write a whole number from 1 to %(most)d.", most=most)
        super().__init__(label, [InputRequired(words), NumberRange(1, most, words)], **kwargs)

    def process_formdata(self, valuelist: list[Any]) -> None:
        """A text that is no number is told as one out of bounds."""
        try:
            super().process_formdata(valuelist)
        except ValueError as error:
            raise ValueError(self.validators[0].message) from error


class LimitsForm(Form):
    """How large and how many the attachments of an entry may be."""

    image_mb = _Limit(_l("An image, in MB"), LIMITS["image_mb"])
    pdf_mb = _Limit(_l("A PDF, in MB"), LIMITS["pdf_mb"])
    audio_mb = _Limit(_l("An audio recording, in MB"), LIMITS["audio_mb"])
    video_mb = _Limit(_l("A video, in MB"), LIMITS["video_mb"])
    attachments_most = _Limit(_l("Attachments of one entry"), LIMITS["attachments_most"])

    @property
    def limits(self) -> dict[str, int]:
        """The numbers by their names."""
        return {name: int(self[name].data) for name in LIMITS}


class WithoutForm(Form):
    """The digest of the effect that was read."""

    read = HiddenField()
