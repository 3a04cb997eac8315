"""Forms of accounts: shape only."""

from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import EmailField, HiddenField, PasswordField, RadioField
from wtforms.validators import Email, EqualTo

from awards_app.web.forms import Form, TextField, choice, length, printable, required, tidy

EMAIL = Email(_l("Write an e-mail address, such as name@city.example."))
PASSWORD_LEAST, PASSWORD_MOST = 10, 200


def new_password_field(label: Any) -> PasswordField:
    """A password to be set; long rather than clever."""
    hint = _l("At least 10 characters. Several words together are easy to remember.")
    return PasswordField(label, [required(), length(PASSWORD_MOST, PASSWORD_LEAST)], description=hint)


class SignInForm(Form):
    """Address and password."""

    email = EmailField(_l("E-mail"), [required(), length(254), printable], filters=[tidy])
    password = PasswordField(_l("Password"), [required(), length(PASSWORD_MOST)])
    next = HiddenField()


class ForgotForm(Form):
    """The address that wants a new password."""

    email = EmailField(_l("E-mail"), [required(), length(254), EMAIL, printable], filters=[tidy])


class NewPasswordForm(Form):
    """A new password, typed twice."""

    password = new_password_field(_l("New password"))
    again = PasswordField(
        _l("New password once more"), [required(), EqualTo("password", _l("The two passwords differ."))]
    )


class ChangePasswordForm(NewPasswordForm):
    """A new password, allowed by the present one."""

    present = PasswordField(_l("Present password"), [required(), length(PASSWORD_MOST)])


class ProfileForm(Form):
    """Name and language."""

    name = TextField(_l("First and last name"), (required(), length(120)))
    locale = RadioField(_l("Language"), [required()], choices=[choice("pl", "Polski"), choice("en", "English")])
