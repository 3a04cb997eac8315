"""Forms of the team: shape only."""

from collections.abc import Callable
from hashlib import sha256
from typing import Any

from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField
from werkzeug.datastructures import FileStorage
from wtforms import EmailField, HiddenField, PasswordField, SelectField, TextAreaField, ValidationError
from wtforms.validators import EqualTo

from awards_app.accounts.forms import EMAIL, new_password_field
from awards_app.cities.models import City
from awards_app.roles import Right, Role
from awards_app.team.service import Invited
from awards_app.web.forms import Form, LongTextField, TextField, choice, length, printable, required, tidy

INVITABLE = [role for role in Role if role is not Role.ADMINISTRATOR]


def _role(text: str) -> Role | str:
    return Role(text) if text else ""


def right_choices(most: Right = Right.SUBMIT) -> list[Any]:
    """The rights up to the one named, with what each lets a person do."""
    return [choice(right.value, f"{right.label}: {right.meaning}") for right in Right if most.covers(right)]


def _right(text: str | None) -> Right | str:
    return Right(text) if text else ""


class RightForm(Form):
    """What a representative may do from now on."""

    right = SelectField(_l("Right"), [required()], coerce=Right, choices=[])

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.right.choices = [choice(right.value, right.label) for right in Right]


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
    right = SelectField(_l("Right of a representative"), coerce=_right, choices=[], default="")

    def __init__(self, find_city: Callable[[str], City | None], **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self._find_city = find_city
        chosen = [choice(role.value, role.label) for role in INVITABLE]
        self.role.choices = [choice("", _l("Choose a role")), *chosen]
        usual = choice("", _l("as usual: the first person of a city submits, the next ones edit"))
        self.right.choices = [usual, *(choice(right.value, right.label) for right in Right)]

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
        right = (self.right.data or None) if self.role.data is Role.CITY else None
        return Invited(str(self.email.data), str(self.name.data), self.role.data, city, self.title.data or "", right)


class AcceptForm(Form):
    """A new person's name and password."""

    name = TextField(_l("First and last name"), (required(), length(120)))
    password = new_password_field(_l("Password"))
    again = PasswordField(_l("Password once more"), [required(), EqualTo("password", _l("The two passwords differ."))])


TABLE_MOST = 400_000


class DeclineForm(Form):
    """Why somebody says no to a role, if they want to tell."""

    reason = LongTextField(
        _l("Why you decline"), (length(1000),), description=_l("The organisers read it."), render_kw={"rows": 3}
    )


class RosterForm(Form):
    """A table of people: a file, or its text pasted. `checked` tells which text was looked over."""

    file = FileField(
        _l("CSV file"), description=_l("Columns divided by semicolons, commas or tabs; UTF-8 or Windows-1250.")
    )
    # Rows are judged one by one: one bad letter must not stop the others.
    table = TextAreaField(
        _l("The table as text"),
        [length(TABLE_MOST)],
        filters=[tidy],
        description=_l("Paste the table here instead of choosing a file, or correct it here and check it again."),
        render_kw={"rows": 12, "spellcheck": "false"},
    )
    checked = HiddenField()

    @property
    def sent_file(self) -> FileStorage | None:
        """The file, if one was chosen."""
        return self.file.data if isinstance(self.file.data, FileStorage) else None

    @property
    def is_checked(self) -> bool:
        """Whether what would be sent is what was looked over."""
        return self.sent_file is None and self.checked.data == self.mark

    @property
    def mark(self) -> str:
        """Tells one text of the table from another."""
        return sha256((self.table.data or "").encode("utf-8", "surrogatepass")).hexdigest()
