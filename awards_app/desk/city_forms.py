"""The form by which a representative invites a colleague: shape only."""

from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import EmailField, RadioField

from awards_app.accounts.forms import EMAIL
from awards_app.roles import Right, Role
from awards_app.team.forms import right_choices
from awards_app.team.models import Grant
from awards_app.team.service import Invited
from awards_app.web.forms import Form, TextField, length, printable, required, tidy


class ColleagueForm(Form):
    """Who else is to represent the city."""

    email = EmailField(_l("E-mail"), [required(), length(254), EMAIL, printable], filters=[tidy])
    name = TextField(_l("First and last name"), (required(), length(120)))
    title = TextField(_l("Function"), (length(160),))
    right = RadioField(_l("Right"), [required()], coerce=Right, choices=[], default=Right.EDIT)

    def __init__(self, most: Right, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.right.choices = right_choices(most)

    def invited(self, own: Grant) -> Invited:
        """The form's values, for the service; the city is the inviter's own."""
        return Invited(
            str(self.email.data), str(self.name.data), Role.CITY, own.city_id, self.title.data or "", self.right.data
        )
