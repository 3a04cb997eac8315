"""Forms of the board: shape only."""

from datetime import datetime
from zoneinfo import ZoneInfo

from flask_babel import lazy_gettext as _l
from wtforms import DateTimeLocalField
from wtforms.validators import InputRequired

from awards_app.web.forms import Form


class DeadlineForm(Form):
    """A later moment for a deadline, on the edition's clock."""

    until = DateTimeLocalField(_l("New deadline"), [InputRequired(_l("Choose a day and a time."))])

    def moment(self, timezone: str) -> datetime:
        """The chosen moment with the edition's zone."""
        local: datetime = self.until.data
        return local.replace(tzinfo=ZoneInfo(timezone))
