"""Forms of reminders: shape only."""

from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, SelectMultipleField, ValidationError

from awards_app.web.forms import Form, TextField, length

EARLIEST = 60
MOST_DAYS = 10


class DaysForm(Form):
    """On which days before a deadline jurors are reminded, as people write it: `7, 3, 1`."""

    days = TextField(
        _l("Days before the end of a round"),
        (length(60),),
        description=_l(
            "Separated by commas. Empty: no reminder goes by itself. Each juror gets one mail a day at most, after "
            "eight in the morning, and only with ballots left."
        ),
        render_kw={"inputmode": "text"},
    )

    @classmethod
    def of(cls, days: list[int]) -> "DaysForm":
        """Filled with what is set."""
        return cls(formdata=None, data={"days": ", ".join(map(str, days))})

    def validate_days(self, field: TextField) -> None:
        """A few whole numbers in bounds."""
        words = [one.strip() for one in (field.data or "").split(",") if one.strip()]
        sound = all(one.isascii() and one.isdecimal() and len(one) <= 3 and int(one) <= EARLIEST for one in words)
        if not sound or any(int(one) < 1 for one in words):
            raise ValidationError(_l("Write whole numbers from 1 to 60, separated by commas."))
        if len({int(one) for one in words}) > MOST_DAYS:
            raise ValidationError(_l("Choose at most ten days."))

    @property
    def chosen(self) -> set[int]:
        """The days as numbers."""
        return {int(one) for one in (self.days.data or "").split(",") if one.strip()}


class RemindForm(Form):
    """Whom to remind, and the digest of what was seen of them."""

    juror = SelectMultipleField(_l("Juror"), coerce=str, validate_choice=False)
    read = HiddenField()

    def validate_juror(self, field: Any) -> None:
        """Somebody must be chosen."""
        if not field.data:
            raise ValidationError(_l("Choose at least one juror."))
