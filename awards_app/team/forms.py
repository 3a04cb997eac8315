"""Forms of the team: shape only."""

from collections.abc import Callable
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import EmailField, PasswordField, SelectField, ValidationError
from wtforms.validators import EqualTo

from awards_app.accounts.forms import EMAIL, new_password_field
from awards_app.cities.models import City
from awards_app.roles import Role
from awards_app.team.service import Invited
from awards_app.web.forms import Form, TextField, choice, length, printable, required, tidy

INVITABLE = [role for role in Role if role is not Role.ADMINISTRATOR]


def _role(text: str) -> Role | str:
    return Role(text) if text else ""


class InvitationForm(Form):
    """Whom to invite to which role."""

    email = EmailField(_l("E-mail"), [required(), length(254), EMAIL, printable], filters=[tidy])
    name = TextField(_l("First and last name"), (required(), length(120)))
    role = SelectField(_l("Role"), [required()], coerce=_role, choices=[])
    city = TextField(
        _l("City"),
        (length(120),),
        description=_l("For a representative: the city they speak for. For a juror: where they live or work."),
        render_kw={"list": "cities", "autocomplete": "off"},
    )
    title = TextField(_l("Function"), (length(160),))

    def __init__(self, find_city: Callable[[str], City | None], **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self._find_city = find_city
        chosen = [choice(role.value, role.label) for role in INVITABLE]
        self.role.choices = [choice("", _l("Choose a role")), *chosen]

    def validate_city(self, field: TextField) -> None:
        """A city is needed for a representative, and must be one of the register."""
        self.found = self._find_city(field.data) if field.data else None
        if field.data and self.found is None:
            raise ValidationError(
                _l("Choose a city from the list, with its voivodeship, such as Oleśnica (dolnośląskie).")
            )
        if not field.data and self.role.data is Role.CITY:
            raise ValidationError(_l("Choose the city that this person represents."))

    @property
    def invited(self) -> Invited:
        """The form's values, for the service."""
        city = self.found.id if self.found else None
        return Invited(str(self.email.data), str(self.name.data), self.role.data, city, self.title.data or "")


class AcceptForm(Form):
    """A new person's name and password."""

    name = TextField(_l("First and last name"), (required(), length(120)))
    password = new_password_field(_l("Password"))
    again = PasswordField(_l("Password once more"), [required(), EqualTo("password", _l("The two passwords differ."))])
