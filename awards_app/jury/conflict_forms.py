"""Forms of conflicts of interest: shape only."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from flask_babel import lazy_gettext as _l
from wtforms import RadioField, SelectField, ValidationError

from awards_app.accounts.models import User
from awards_app.cities.models import City
from awards_app.editions.models import Category
from awards_app.entries.models import Entry
from awards_app.jury.conflict_models import Ground
from awards_app.jury.conflicts import About, Reason
from awards_app.web.forms import Form, LongTextField, choice, length, required

CITY, CATEGORY, ENTRY = "city:", "category:", "entry:"


class ReasonForm(Form):
    """Why a juror must not judge: a ground from the list, and words."""

    ground = RadioField(_l("What the tie is"), [required()], choices=[choice(one.value) for one in Ground])
    words = LongTextField(
        _l("In words"),
        (length(2000),),
        description=_l("The organiser and the auditor read it, not the juror's colleagues. Needed for another reason."),
        render_kw={"rows": 3},
    )

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.ground.choices = [(one.value, one.label) for one in Ground]

    def validate_words(self, field: LongTextField) -> None:
        """A reason that is not on the list is told in words."""
        if self.ground.data == Ground.OTHER.value and not field.data:
            raise ValidationError(_l("Say in words what the reason is."))

    @property
    def reason(self) -> Reason:
        """What was entered."""
        return Reason(Ground(self.ground.data), self.words.data or "")


class AboutForm(ReasonForm):
    """A reason, and the city or the category that it is about."""

    about = SelectField(_l("City or category"), [required()], choices=[])

    def offer(self, cities: Iterable[City], categories: Iterable[Category]) -> "AboutForm":
        """What can be named: a whole city or a whole category; an entry is named from its ballot."""
        self.about.choices = [
            ("", ""),
            *((f"{CATEGORY}{one.id}", str(one.name)) for one in categories),
            *((f"{CITY}{one.id}", one.full_name) for one in cities),
        ]
        return self

    @property
    def subject(self) -> About:
        """What was chosen."""
        return about_of(str(self.about.data))


class NamingForm(ReasonForm):
    """A reason, and the juror whom it is about."""

    juror = SelectField(_l("Juror"), [required()], choices=[])

    def offer(self, jurors: Iterable[User]) -> "NamingForm":
        """The jurors of the edition."""
        self.juror.choices = [("", ""), *((str(one.id), one.name) for one in jurors)]
        return self


class OrganiserForm(NamingForm):
    """A juror, and the city, category or entry that the organiser keeps them from."""

    about = SelectField(_l("City, category or entry"), [required()], choices=[])

    def offer_subjects(
        self, cities: Iterable[City], categories: Iterable[Category], entries: Iterable[Entry]
    ) -> "OrganiserForm":
        """What can be named."""
        self.about.choices = [
            ("", ""),
            *((f"{CATEGORY}{one.id}", str(one.name)) for one in categories),
            *((f"{CITY}{one.id}", one.full_name) for one in cities),
            *((f"{ENTRY}{one.id}", f"{one.code} · {one.title}") for one in entries),
        ]
        return self

    @property
    def subject(self) -> About:
        """What was chosen."""
        return about_of(str(self.about.data))


def about_of(chosen: str) -> About:
    """The value of an option, read."""
    kind, _colon, key = chosen.partition(":")
    return About(**{f"{kind}_id": UUID(key)})
