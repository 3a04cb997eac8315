"""Forms of asking for access and deciding on it: shape only."""

from collections.abc import Callable
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, EmailField, RadioField, ValidationError

from awards_app.accounts.forms import EMAIL
from awards_app.cities.models import City
from awards_app.joining.service import Approval, Asked
from awards_app.roles import Right
from awards_app.team.forms import right_choices
from awards_app.web.forms import Form, LongTextField, TextField, length, printable, required, tidy


class AskForm(Form):
    """Who asks to represent which city."""

    city = TextField(
        _l("City"),
        (required(), length(120)),
        description=_l("Begin to write and choose from the list: some names belong to two towns."),
        render_kw={"list": "cities", "autocomplete": "off"},
    )
    name = TextField(_l("First and last name"), (required(), length(120)))
    title = TextField(
        _l("Function"),
        (required(), length(160)),
        description=_l("What you do in the city hall, such as press officer."),
    )
    email = EmailField(
        _l("E-mail"),
        [required(), length(254), EMAIL, printable],
        filters=[tidy],
        description=_l(
            "Your address at the city hall. With an address of a free mail service the organiser always decides."
        ),
    )

    def __init__(self, find_city: Callable[[str], City | None], **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self._find_city = find_city

    def validate_city(self, field: TextField) -> None:
        """One town of the register, with its voivodeship: a name alone may belong to two."""
        self.found = self._find_city(field.data)
        if self.found is None:
            raise ValidationError(
                _l("Choose a city from the list, with its voivodeship, such as Oleśnica (dolnośląskie).")
            )

    def asked(self, city: City, locale: str) -> Asked:
        """The form's values, for the service."""
        return Asked(str(self.email.data), str(self.name.data), str(self.title.data), city, locale)


class ApproveForm(Form):
    """What the organiser gives."""

    right = RadioField(_l("Right"), [required()], coerce=Right, choices=[])
    remember = BooleanField(_l("Remember the domain for this city"))

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.right.choices = right_choices()

    @property
    def approval(self) -> Approval:
        """The form's values, for the service."""
        return Approval(self.right.data, bool(self.remember.data))


class RefuseForm(Form):
    """Why not."""

    reason = LongTextField(
        _l("Reason"),
        (required(), length(1000)),
        description=_l("The person reads it word for word."),
        render_kw={"rows": 3},
    )
