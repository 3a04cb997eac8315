"""Forms about missing towns and populations of an edition: shape only."""

from collections.abc import Callable
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import EmailField, ValidationError

from awards_app.accounts.forms import EMAIL
from awards_app.cities.forms import (
    DatedForm,
    day_field,
    name_field,
    population_field,
    source_field,
    teryt_field,
    voivodeship_field,
)
from awards_app.cities.models import City, Place
from awards_app.cities.service import Figure
from awards_app.editions.requests import Asked
from awards_app.web.forms import Form, LongTextField, TextField, length, printable, required, tidy

REASON_MOST = 1000


class MissingTownForm(Form):
    """A town that somebody does not find, and who asks for it."""

    name = name_field()
    voivodeship = voivodeship_field()
    teryt = teryt_field()
    population = population_field()
    asker = TextField(_l("Your first and last name"), (required(), length(120)), render_kw={"autocomplete": "name"})
    email = EmailField(
        _l("Your e-mail"),
        [required(), length(254), EMAIL, printable],
        filters=[tidy],
        render_kw={"autocomplete": "email"},
    )
    note = LongTextField(
        _l("Note"),
        (length(1000),),
        description=_l("Since when it is a town, where the population stands, whom to ask."),
        render_kw={"rows": 3},
    )

    def asked(self) -> Asked:
        """The form's values, for the service."""
        place = Place(str(self.name.data), str(self.voivodeship.data), self.teryt.data or None)
        return Asked(
            place, int(self.population.data or 0), str(self.asker.data), str(self.email.data), self.note.data or ""
        )


class TownForm(DatedForm):
    """The town as the organiser found it in a source."""

    name = name_field()
    voivodeship = voivodeship_field()
    teryt = teryt_field()
    population = population_field()
    of = day_field()
    source = source_field()

    def place(self) -> Place:
        """What tells the town from all others."""
        return Place(str(self.name.data), str(self.voivodeship.data), self.teryt.data or None)

    def figure(self) -> Figure:
        """Its population, by hand."""
        return Figure(int(self.population.data or 0), self.of.data, str(self.source.data))


class KnownTownForm(Form):
    """Which city of the register is meant."""

    city = TextField(
        _l("City of the register"), (required(), length(140)), render_kw={"list": "cities", "autocomplete": "off"}
    )

    def __init__(self, find_city: Callable[[str], City | None], **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self._find_city = find_city
        self.found: City | None = None

    def validate_city(self, field: TextField) -> None:
        """One of the register, with its voivodeship."""
        self.found = self._find_city(field.data)
        if self.found is None:
            raise ValidationError(
                _l("Choose a city from the list, with its voivodeship, such as Oleśnica (dolnośląskie).")
            )


class RefusalForm(Form):
    """Why the town is not added."""

    reason = LongTextField(
        _l("Reason"),
        (required(), length(REASON_MOST)),
        description=_l("The asker reads it word for word."),
        render_kw={"rows": 3},
    )


class CountedPopulationForm(Form):
    """Another population for one city in one edition."""

    population = population_field(_l("Population that counts"))
    reason = LongTextField(
        _l("Reason"),
        (required(), length(REASON_MOST)),
        description=_l("It stays on record, and the city reads it if its class changes."),
        render_kw={"rows": 3},
    )
