"""Form base and fields: text arrives trimmed, in one Unicode form, and free of control characters."""

import re
import unicodedata
from datetime import UTC, datetime
from typing import Any, ClassVar
from zoneinfo import ZoneInfo

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import Field, IntegerField, StringField, TextAreaField, ValidationError
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length, Optional, StopValidation

from awards_app.errors import Refused

# Halves of a pair that stand alone belong to no text either: no database can store them.
CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
# Letters and symbols by their class, which show nothing.
EMPTY_SIGNS = frozenset("\u115f\u1160\u2800\u3164\uffa0\ufffc")
REQUIRED = _l("Fill in this field.")
# Of what no person types: only a page from before a change of the program, or no page of ours, sends it.
TOO_OLD = _l("This page is too old to be saved. Copy what you typed, then reload the page and enter it again.")


class Form(FlaskForm):
    """Base of all forms. `invalid` marks a form that the server refused, for the error summary."""


def tidy(text: str | None) -> str | None:
    """Trim, normalise to NFC and use plain newlines. What shows nothing at all is nothing."""
    if text is None:
        return None
    plain = unicodedata.normalize("NFC", text).replace("\r\n", "\n").replace("\r", "\n").strip()
    # What a control character hides is refused by name, and not taken for an empty field.
    return plain if CONTROL.search(plain) or any(_shows(one) for one in plain) else ""


def _shows(character: str) -> bool:
    """Whether something is seen of the character when it stands alone: a letter, number, sign or symbol."""
    return unicodedata.category(character)[0] in "LNPS" and character not in EMPTY_SIGNS


def printable(_form: Any, field: Field) -> None:
    """Refuse characters that no keyboard types: PostgreSQL cannot store NUL, and direction marks can forge a name."""
    if field.data and CONTROL.search(field.data):
        raise ValidationError(_l("Remove the invisible control characters from this text."))


def one_line(_form: Any, field: Field) -> None:
    """Refuse a line break where a name or a title is asked for."""
    if field.data and "\n" in field.data:
        raise ValidationError(_l("Write this in one line."))


def length(most: int, least: int = 0) -> Length:
    """At most (and at least) so many characters, said with the numbers."""
    if least:
        return Length(min=least, max=most, message=_l("Write between %(min)d and %(max)d characters."))
    return Length(max=most, message=_l("Write at most %(max)d characters."))


class _Filled(InputRequired):
    """Asks for something to be sent, and for more than blanks."""

    def __call__(self, form: Any, field: Field) -> None:
        super().__call__(form, field)
        if isinstance(field.data, str) and not field.data.strip():
            field.errors = []
            raise StopValidation(REQUIRED)


def required() -> InputRequired:
    """The field must not be empty."""
    return _Filled(REQUIRED)


class Needed:
    """Says on the page that the field may stay empty for now, and is needed in the end. Checks nothing."""

    field_flags: ClassVar = {"needed": True}

    def __call__(self, _form: Any, _field: Field) -> None:
        """A draft may lack anything."""


def choice(value: str, label: Any = None) -> Any:
    """One option of a select or radio field; without a label it shows its value."""
    return SelectChoice(value, label)


class WholeField(IntegerField):
    """A whole number between two bounds; empty is None."""

    def __init__(self, label: Any, least: int, most: int, **kwargs: Any) -> None:
        super().__init__(label, [Optional()], **kwargs)
        self.least, self.most = least, most

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Bounds are held before anything counts with the number, however long it is."""
        text = str(valuelist[0]).strip() if valuelist else ""
        if not text:
            self.data = None
            return
        if not (text.isascii() and text.isdecimal() and len(text) <= 9 and self.least <= int(text) <= self.most):
            raise ValueError(_("Write a whole number between %(low)d and %(high)d.", low=self.least, high=self.most))
        self.data = int(text)


def on_the_clock(local: datetime, zone: str) -> datetime:
    """The moment at which a clock of the zone shows this time.

    Raises Refused for one that the nights of changing clocks skip or show twice: a deadline must not need a lawyer.
    """
    place = ZoneInfo(zone)
    try:
        first, second = (local.replace(tzinfo=place, fold=fold) for fold in (0, 1))
        shown = first.astimezone(UTC).astimezone(place).replace(tzinfo=None)
    except OverflowError as error:
        raise Refused(_("Choose a day and a time.")) from error
    if shown != local:
        raise Refused(_("The clocks are put forward that night, and this time is left out. Choose another one."))
    if first.utcoffset() != second.utcoffset():
        raise Refused(_("The clocks are put back that night, and show this time twice. Choose another one."))
    return first


class TextField(StringField):
    """One line of text."""

    def __init__(self, label: Any, validators: tuple[Any, ...] = (), **kwargs: Any) -> None:
        super().__init__(label, (*validators, printable, one_line), filters=(tidy,), **kwargs)


class LongTextField(TextAreaField):
    """Several lines of text."""

    def __init__(self, label: Any, validators: tuple[Any, ...] = (), **kwargs: Any) -> None:
        super().__init__(label, (*validators, printable), filters=(tidy,), **kwargs)
