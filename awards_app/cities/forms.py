"""Forms of the register: shape only."""

from datetime import date
from typing import Any

from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField, FileRequired
from wtforms import DateField, IntegerField, SelectField, ValidationError
from wtforms.validators import StopValidation

from awards_app.cities.imports import Sent
from awards_app.cities.models import City, FileKind, Place
from awards_app.cities.populations import MOST
from awards_app.cities.service import Figure
from awards_app.web.forms import REQUIRED, Form, TextField, choice, length, required

NAME_MOST, SOURCE_MOST, FILE_NAME_MOST = 100, 200, 120
VOIVODESHIPS = (
    "dolnośląskie",
    "kujawsko-pomorskie",
    "lubelskie",
    "lubuskie",
    "łódzkie",
    "małopolskie",
    "mazowieckie",
    "opolskie",
    "podkarpackie",
    "podlaskie",
    "pomorskie",
    "śląskie",
    "świętokrzyskie",
    "warmińsko-mazurskie",
    "wielkopolskie",
    "zachodniopomorskie",
)
SOURCE_HELP = _l("Where the figure stands, so that anybody can check it: “GUS, BDL, 31 December 2025”.")


class DayField(DateField):
    """A day that has come already."""

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Refuse what is no day, in the reader's language."""
        try:
            super().process_formdata(valuelist)
        except ValueError as error:
            raise ValueError(_l("Write the date as day, month and year.")) from error


class CountField(IntegerField):
    """A number of inhabitants; spaces between thousands are how people type it."""

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Take digits alone."""
        self.data = None
        if not valuelist:
            return
        typed = "".join(valuelist[0].split())
        if not typed:
            raise ValueError(REQUIRED)
        if not (typed.isascii() and typed.isdigit() and len(typed) < 10):
            raise ValueError(_l("Write a whole number, such as 38000."))
        self.data = int(typed)

    def pre_validate(self, form: Any) -> None:
        """A town has inhabitants, and fewer than ten million."""
        if self.data is not None and not 1 <= self.data <= MOST:
            raise StopValidation(_l("Write a number of inhabitants between 1 and 10,000,000."))


class TerytField(TextField):
    """A TERYT code, where it is known."""

    def pre_validate(self, form: Any) -> None:
        """Six or seven digits, or nothing."""
        text = self.data or ""
        if text and not (text.isascii() and text.isdigit() and len(text) in {6, 7}):
            raise StopValidation(_l("A TERYT code has 7 digits, or the 6 of the gmina."))


def past(_form: Any, field: DateField) -> None:
    """No figure is of a day that is still to come; the form says which day it is."""
    if field.data and field.data > _form.today:
        raise ValidationError(_l("This day is still to come."))


def population_field(label: Any = None) -> CountField:
    """How many people live in the town."""
    return CountField(label or _l("Inhabitants"), [required()], render_kw={"inputmode": "numeric"})


def day_field() -> DayField:
    """The day that a population is of."""
    return DayField(_l("As of"), [required(), past])


def source_field() -> TextField:
    """Who says so."""
    return TextField(_l("Source"), (required(), length(SOURCE_MOST)), description=SOURCE_HELP)


def name_field() -> TextField:
    """The name of a town."""
    return TextField(_l("Name of the town"), (required(), length(NAME_MOST)))


def teryt_field() -> TerytField:
    """Its code."""
    help_text = _l("Seven digits from the register TERC of Statistics Poland; the six of the gmina will do.")
    return TerytField(_l("TERYT code"), description=help_text, render_kw={"inputmode": "numeric"})


def voivodeship_field() -> SelectField:
    """One of the sixteen."""
    chosen = [choice("", _l("Choose a voivodeship")), *(choice(one) for one in VOIVODESHIPS)]
    return SelectField(_l("Voivodeship"), [required()], choices=chosen)


class DatedForm(Form):
    """A form that knows which day it is."""

    def __init__(self, today: date, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.today = today


class CorrectionForm(DatedForm):
    """A city's name, code and population set right."""

    name = name_field()
    teryt = teryt_field()
    population = population_field()
    of = day_field()
    source = source_field()

    def place(self, city: City) -> Place:
        """The city as it shall be; its voivodeship is the official register's matter."""
        return Place(str(self.name.data), city.voivodeship, self.teryt.data or None)

    def figure(self) -> Figure:
        """The population, by hand."""
        return Figure(int(self.population.data or 0), self.of.data, str(self.source.data))


class TercForm(Form):
    """The official file."""

    file = FileField(_l("TERC file (CSV)"), [FileRequired(_l("Choose a file."))], id="terc-file")

    def sent(self) -> Sent:
        """The file for the service."""
        return Sent(FileKind.TERC, _name_of(self.file), self.file.data.read())


class PopulationsForm(DatedForm):
    """A table of populations, with what it does not say itself."""

    file = FileField(_l("Populations (CSV)"), [FileRequired(_l("Choose a file."))], id="populations-file")
    of = day_field()
    source = source_field()

    def sent(self) -> Sent:
        """The file for the service."""
        name = _name_of(self.file)
        return Sent(FileKind.POPULATIONS, name, self.file.data.read(), self.of.data, str(self.source.data))


def _name_of(field: FileField) -> str:
    """The sender's file name, to be shown and never used as a path."""
    last = str(field.data.filename or "").replace("\\", "/").rpartition("/")[2]
    return "".join(one for one in last if one.isprintable())[:FILE_NAME_MOST] or "file.csv"
