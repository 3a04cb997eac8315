"""Forms of entries: shape only. What is asked is data, so the fields are built."""

from collections.abc import Callable, Container, Iterable, Sequence
from hashlib import sha256
from typing import Any, Self, cast
from uuid import UUID, uuid4, uuid5

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import Field, HiddenField, IntegerField, SelectField, ValidationError
from wtforms.validators import StopValidation

from awards_app.accounts.models import User
from awards_app.cities.models import City
from awards_app.editions.models import Category
from awards_app.entries.drafts import Edit, value_of
from awards_app.entries.models import Entry
from awards_app.entries.writing import TITLE
from awards_app.questionnaire import kinds
from awards_app.questionnaire.kinds import Answer, Kind
from awards_app.questionnaire.models import Question
from awards_app.web.forms import (
    CONTROL,
    REQUIRED,
    TOO_OLD,
    Form,
    LongTextField,
    TextField,
    choice,
    length,
    required,
    tidy,
)

TITLE_MOST = 200
REVISION_MOST = 2**31 - 1
# Kinds that are shown as several controls under one heading.
SEVERAL = {Kind.PERIOD, Kind.CHOICE, Kind.METRICS}


class _Revision(IntegerField):
    """Which save the writer began from. No person types it, so a wrong one came from nowhere."""

    def pre_validate(self, form: Any) -> None:
        if self.data is None or not 1 <= self.data <= REVISION_MOST:
            raise StopValidation(TOO_OLD)


class _Shape:
    """Tells the form macros what kind of control stands under a heading."""

    def __init__(self, several: bool) -> None:
        if several:
            self.html_tag = "div"
        else:
            self.input_type = "text"


class AnswerField(Field):
    """The answer to one question. `typed` is what its controls show, `data` the answer."""

    def __init__(self, question: Question, **kwargs: Any) -> None:
        super().__init__(str(question.label), description=str(question.help), **kwargs)
        self.question = question
        self.most = kinds.characters_most(question.kind, question.limits)
        self.typed: list[str] = []
        self.widget = _Shape(question.kind in SEVERAL)

    def process_data(self, value: Answer) -> None:
        """From the entry."""
        self.data = value
        self.typed = kinds.typed(self.question.kind, value)

    def process_formdata(self, valuelist: list[Any]) -> None:
        """From the page. What cannot be read stays on the page with the reason."""
        self.typed = [tidy(str(text)) or "" for text in valuelist]
        self.data = None
        if any(CONTROL.search(text) for text in self.typed):
            raise ValueError(_("Remove the invisible control characters from this text."))
        self.data = self.question.read(self.typed)


class CategoryForm(Form):
    """Another category for a draft."""

    category = SelectField(_l("Category"), [required()], coerce=UUID, choices=[])

    def offer(self, categories: Iterable[Category]) -> Self:
        """Let the person choose among these categories."""
        self.category.choices = [choice(str(category.id), str(category.name)) for category in categories]
        return self


class BeginForm(CategoryForm):
    """What a new draft needs: where it belongs, what it is called, and which entry it begins from, if any."""

    title = TextField(_l("Title of the campaign"), (length(TITLE_MOST),))
    source = SelectField(_l("Begin from"), choices=[], default="")
    # One for each opening of the page.
    once = HiddenField(_l("Begin from"), default=lambda: uuid4().hex)

    def key_for(self, user: User) -> UUID:
        """The identifier of the draft that is begun: the same only for the same wish, sent from the same page."""
        return _key(user, (self.once.data, str(self.category.data), self.title.data, self.source.data))

    def offer_sources(self, entries: Iterable[Entry]) -> Self:
        """Let the person begin from one of these entries instead of an empty form."""
        named = [choice(str(one.id), f"{one.title} · {one.category.name} · {one.edition.name}") for one in entries]
        self.source.choices = [choice("", _l("an empty form")), *named]
        return self

    def validate_title(self, field: TextField) -> None:
        """A copy has the title of its source unless it gets another one."""
        if not field.data and not self.source.data:
            raise ValidationError(REQUIRED)


class NominationForm(CategoryForm):
    """Which campaign of which city is nominated, and why."""

    city = TextField(_l("City"), (required(), length(120)), render_kw={"list": "cities", "autocomplete": "off"})
    title = TextField(_l("Title of the campaign"), (required(), length(TITLE_MOST)))
    reason = LongTextField(
        _l("Why this campaign"),
        (required(), length(2000, 10)),
        description=_l("The city reads it word for word."),
        render_kw={"rows": 4},
    )
    # One for each opening of the page.
    once = HiddenField(_l("Nomination"), default=lambda: uuid4().hex)

    def __init__(self, find_city: Callable[[str], City | None], **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self._find_city = find_city

    def validate_city(self, field: TextField) -> None:
        """One of the register, never by its name alone."""
        found = self._find_city(field.data or "")
        if found is None:
            raise ValidationError(
                _("Choose a city from the list, with its voivodeship, such as Oleśnica (dolnośląskie).")
            )
        self.found = found

    def key_for(self, user: User) -> UUID:
        """The identifier of the draft: the same only for the same nomination, sent from the same page."""
        wish = (self.once.data, str(self.found.id), str(self.category.data), self.title.data, self.reason.data)
        return _key(user, wish)


def _key(user: User, wish: tuple[str | None, ...]) -> UUID:
    """A hash under the person's own identifier, so nobody can choose one that another person's draft has."""
    return uuid5(user.id, "\n".join(part or "" for part in wish)) if wish[0] else uuid4()


class EntryForm(Form):
    """The title and the answers. `was` says what each field held when the page was made: the rest was not touched."""

    title = TextField(_l("Title of the campaign"), (required(), length(TITLE_MOST)))
    revision = _Revision(_l("Revision"), default=1)
    was = HiddenField(_l("Revision"))

    @property
    def answers(self) -> list[AnswerField]:
        """The fields of the questions."""
        return [field for field in self if isinstance(field, AnswerField)]

    def edit(self) -> Edit:
        """What the person changed, as far as the page can tell."""
        held = dict(pair.split(":", 1) for pair in (self.was.data or "").split() if ":" in pair)
        values = {field.name: field.data for field in self.answers}
        if TITLE in self:
            values[TITLE] = self.title.data or ""
        # A kind that nobody can type into has nothing to say.
        fixed = {field.name for field in self.answers if field.question.kind is Kind.FILES}
        changes = {key: value for key, value in values.items() if key not in fixed and held.get(key) != mark_of(value)}
        return Edit(changes, int(self.revision.data or 0))


def entry_form(
    entry: Entry, questions: Sequence[Question], *, sent: bool = True, keys: Container[str] | None = None
) -> EntryForm:
    """The form of an entry, filled from what was sent, else from the entry (`sent` False: only from it).

    With `keys` it has only these fields.
    """
    fields: dict[str, Any] = {one.key: AnswerField(one) for one in questions if keys is None or one.key in keys}
    if keys is not None and TITLE not in keys:
        fields[TITLE] = None
    source = {} if sent else {"formdata": None}
    values = {"title": entry.title, "revision": entry.revision, "was": held_by(entry, questions), **entry.answers}
    return cast(EntryForm, type("BuiltEntryForm", (EntryForm,), fields)(data=values, **source))


def held_by(entry: Entry, questions: Sequence[Question]) -> str:
    """A short mark of what each field of an entry holds: `key:mark key:mark`."""
    keys = [TITLE, *(question.key for question in questions)]
    return " ".join(f"{key}:{mark_of(value_of(entry, key))}" for key in keys)


def mark_of(value: Answer) -> str:
    """Equal for equal answers; nothing and nothing yet are equal."""
    plain = "" if kinds.is_empty(value) else value
    return sha256(repr(plain).encode()).hexdigest()[:12]
