"""Forms of the form builder: shape only; they hand back what the service wants."""

import re
from collections.abc import Iterable
from decimal import Decimal
from typing import Any, cast
from uuid import UUID

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, SelectField, SelectMultipleField, ValidationError
from wtforms.widgets import CheckboxInput, ListWidget

from awards_app.editions.models import Category
from awards_app.i18n import Localised
from awards_app.questionnaire.kinds import LONG_MOST, MEDIA, YES, BadAnswer, Kind, number_in
from awards_app.questionnaire.models import CheckItem, Question, Reveals, Section
from awards_app.questionnaire.service import Asked
from awards_app.web.forms import Form, LongTextField, TextField, WholeField, choice, length, required

OPTIONS_MOST = 40
LIMIT_MOST = 1000
COUNTED = {Kind.TEXT, Kind.LONG_TEXT, Kind.LINKS, Kind.METRICS, Kind.FILES}
CONDITIONAL = {Kind.CHOICE, Kind.CONSENT}


class SectionForm(Form):
    """The heading of a part of the form."""

    title_pl = TextField(_l("Heading in Polish"), (required(), length(120)))
    title_en = TextField(_l("Heading in English"), (length(120),))
    help_pl = LongTextField(_l("Help in Polish"), (length(1000),), render_kw={"rows": 2})
    help_en = LongTextField(_l("Help in English"), (length(1000),), render_kw={"rows": 2})

    @property
    def title(self) -> Localised:
        """The heading in both languages."""
        return Localised(str(self.title_pl.data), self.title_en.data or "")

    @property
    def help(self) -> Localised:
        """The help in both languages."""
        return Localised(self.help_pl.data or "", self.help_en.data or "")


def section_form(section: Section | None = None) -> SectionForm:
    """The form for a section, filled from it."""
    if section is None:
        return SectionForm()
    title, text = section.title, section.help
    return SectionForm(data={"title_pl": title.pl, "title_en": title.en, "help_pl": text.pl, "help_en": text.en})


class QuestionForm(Form):
    """A question with its limits; each kind looks at its own."""

    kind = SelectField(_l("What is asked for"), [required()], choices=[])
    label_pl = TextField(_l("Question in Polish"), (required(), length(300)))
    label_en = TextField(_l("Question in English"), (length(300),))
    help_pl = LongTextField(_l("Help in Polish"), (length(1000),), render_kw={"rows": 2})
    help_en = LongTextField(_l("Help in English"), (length(1000),), render_kw={"rows": 2})
    required = BooleanField(_l("Needed to submit"))
    blind = BooleanField(_l("Hidden from the jurors"))
    reveals = SelectField(
        _l("What the answer tells by itself"),
        choices=[],
        default=Reveals.NOTHING.value,
        description=_l("Where the edition hides cities or people from the jurors, it hides this answer and its files."),
    )
    least = WholeField(_l("At least so many characters"), 0, LONG_MOST)
    most = WholeField(
        _l("At most"),
        1,
        LONG_MOST,
        description=_l("Characters of a text, links, rows of indicators, or files."),
    )
    lowest = TextField(_l("Lowest number"), (length(20),))
    highest = TextField(_l("Highest number"), (length(20),))
    months = WholeField(
        _l("Months before the call closes"),
        1,
        120,
        description=_l("A period must lie inside them. Leave it empty for any period."),
    )
    several = BooleanField(_l("Several options may be chosen"))
    media = SelectMultipleField(
        _l("Which files"),
        choices=[choice(key, label) for key, label in MEDIA.items()],
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
        description=_l("None ticked: any file that an entry may have."),
    )
    options = LongTextField(
        _l("Options"),
        (length(8000),),
        description=_l("One a line: Polish | English. Keep the lines in their order: answers refer to them."),
        render_kw={"rows": 5},
    )
    only_if = SelectField(_l("Ask only if"), choices=[], default="")
    only_values = TextField(
        _l("has the answer"),
        (length(500),),
        description=_l("The numbers of the options, such as 1, 3; for a consent: 1."),
    )

    def offer(self, others: list[Question]) -> "QuestionForm":
        """The kinds, and the questions that a condition may name."""
        self.kind.choices = [choice(kind.value, kind.label) for kind in Kind]
        self.reveals.choices = [choice(one.value, one.label) for one in Reveals]
        self._conditions = {one.key: one for one in others if one.kind in CONDITIONAL}
        named = [choice(one.key, str(one.label)) for one in self._conditions.values()]
        self.only_if.choices = [choice("", _l("always")), *named]
        return self

    def validate_options(self, field: LongTextField) -> None:
        """A choice needs something to choose from."""
        lines = _lines(field.data)
        if self.kind.data == Kind.CHOICE and not 2 <= len(lines) <= OPTIONS_MOST:
            raise ValidationError(_("Write from 2 to %(most)d options.", most=OPTIONS_MOST))
        if any(not line.partition("|")[0].strip() for line in lines):
            raise ValidationError(_l("Each option needs its Polish wording."))

    def validate_lowest(self, field: TextField) -> None:
        """A number."""
        _number(field.data)

    def validate_highest(self, field: TextField) -> None:
        """A number, above the lowest."""
        low, high = _number(self.lowest.data, quiet=True), _number(field.data)
        if low is not None and high is not None and low > high:
            raise ValidationError(_l("The highest number must not be below the lowest."))

    def validate_only_values(self, field: TextField) -> None:
        """Numbers of options of the question that the condition names."""
        if self.only_if.data and not self._condition_values():
            raise ValidationError(_l("Say which options, by their numbers, such as 1, 3."))

    def _condition_values(self) -> list[str]:
        other = self._conditions.get(self.only_if.data or "")
        if other is None:
            return []
        keys = [YES] if other.kind is Kind.CONSENT else other.limits.keys
        numbers = {int(number) for number in re.findall(r"\d{1,3}", self.only_values.data or "")}
        return [key for number, key in enumerate(keys, 1) if number in numbers]

    def asked(self, before: Question | None) -> Asked:
        """The form's values, for the service; the options of a question that is there keep their keys."""
        return Asked(
            kind=Kind(self.kind.data),
            label=Localised(str(self.label_pl.data), self.label_en.data or ""),
            help=Localised(self.help_pl.data or "", self.help_en.data or ""),
            required=bool(self.required.data),
            blind=bool(self.blind.data),
            reveals=Reveals(self.reveals.data),
            settings=self._settings(before),
            only_if=self.only_if.data or "",
            only_values=tuple(self._condition_values()),
        )

    def _settings(self, before: Question | None) -> dict[str, Any]:
        """The limits that the kind looks at, as far as any are set."""
        kind = Kind(self.kind.data)
        bounds = {"least": Kind.LONG_TEXT, "months": Kind.PERIOD}
        found = {name: self[name].data for name, of in bounds.items() if kind is of}
        found |= {"most": self.most.data} if kind in COUNTED else {}
        found |= {name: _plain(self[name].data) for name in ("lowest", "highest") if kind is Kind.NUMBER}
        found |= {"media": [key for key in MEDIA if key in (self.media.data or ())]} if kind is Kind.FILES else {}
        if kind is Kind.CHOICE:
            found |= {"options": _options(self.options.data, before), "several": self.several.data}
        return {name: value for name, value in found.items() if value not in (None, False, [], "")}


def question_form(others: list[Question], question: Question | None = None) -> QuestionForm:
    """The form for a question, filled from it; `others` are those that a condition may name."""
    form = QuestionForm(data=_values(question, others) if question else {"kind": Kind.LONG_TEXT.value})
    return form.offer([one for one in others if question is None or one.id != question.id])


def _values(question: Question, others: list[Question]) -> dict[str, Any]:
    settings = question.settings
    other = next((one for one in others if one.key == question.only_if), None)
    keys = [] if other is None else [YES] if other.kind is Kind.CONSENT else other.limits.keys
    numbers = [str(number) for number, key in enumerate(keys, 1) if key in question.only_values]
    wordings = [" | ".join(filter(None, (text.pl, text.en))) for _key, text in question.options]
    return {
        "kind": question.kind.value,
        "label_pl": question.label.pl,
        "label_en": question.label.en,
        "help_pl": question.help.pl,
        "help_en": question.help.en,
        "required": question.required,
        "blind": question.blind,
        "reveals": question.reveals.value,
        **{name: settings.get(name) for name in ("least", "most", "months", "several")},
        "media": settings.get("media", []),
        "lowest": str(settings.get("lowest", "")),
        "highest": str(settings.get("highest", "")),
        "options": "\n".join(wordings),
        "only_if": question.only_if,
        "only_values": ", ".join(numbers),
    }


def _options(text: str | None, before: Question | None) -> list[Any]:
    """Key and wording of each line; a line keeps the key that its wording or else its place had."""
    held = before.options if before else []
    by_words = {wording.pl: key for key, wording in held}
    found: list[Any] = []
    for place, line in enumerate(_lines(text)):
        polish, _bar, english = (part.strip() for part in line.partition("|"))
        taken = {key for key, _wording in found}
        wishes = [by_words.get(polish), held[place][0] if place < len(held) else None, f"o{place + 1}"]
        free = (f"o{number}" for number in range(1, 2 * OPTIONS_MOST))
        reserved = {key for words, key in by_words.items() if words != polish and words in (text or "")}
        key = next(one for one in [*wishes, *free] if one and one not in taken | reserved)
        found.append([key, {"pl": polish, "en": english}])
    return found


def _lines(text: str | None) -> list[str]:
    return [line.strip() for line in (text or "").splitlines() if line.strip()]


def _number(text: str | None, *, quiet: bool = False) -> Decimal | None:
    if not text:
        return None
    try:
        return number_in(text)
    except BadAnswer as error:
        if quiet:
            return None
        raise ValidationError(str(error)) from error


class LimitsForm(Form):
    """How many entries a city may submit; empty means any number."""

    whole = WholeField(_l("In all categories together"), 1, LIMIT_MOST)

    def limits(self) -> dict[UUID, int | None]:
        """By the identifiers of the categories."""
        return {UUID(field.name): field.data for field in self if field.name not in {"whole", "csrf_token"}}


def limits_form(whole: int | None, categories: Iterable[Category]) -> LimitsForm:
    """One field for the edition, one for each category."""
    listed = list(categories)
    fields = {str(one.id): WholeField(str(one.name), 1, LIMIT_MOST) for one in listed}
    held = {"whole": whole, **{str(one.id): one.entries_per_city for one in listed}}
    return cast(LimitsForm, type("BuiltLimitsForm", (LimitsForm,), fields)(data=held))


def _plain(text: str | None) -> str | None:
    value = _number(text)
    return None if value is None else f"{value:f}"


class CopyForm(Form):
    """Whose form to take over."""

    source = SelectField(_l("Take the form over from"), choices=[])

    def offer(self, categories: list[tuple[str, str]]) -> "CopyForm":
        """The default form, or that of one of these categories (key, name)."""
        self.source.choices = [choice("", _l("the default form")), *(choice(key, name) for key, name in categories)]
        return self


class CheckItemForm(Form):
    """One thing that the formal check looks at."""

    text_pl = TextField(_l("Item in Polish"), (required(), length(300)))
    text_en = TextField(_l("Item in English"), (length(300),))

    @property
    def text(self) -> Localised:
        """The wording in both languages."""
        return Localised(str(self.text_pl.data), self.text_en.data or "")


def check_item_form(item: CheckItem) -> CheckItemForm:
    """The form of an item, filled from it."""
    return CheckItemForm(data={"text_pl": item.text.pl, "text_en": item.text.en})
