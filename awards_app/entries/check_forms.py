"""Forms of the formal check: shape only."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any, cast
from uuid import UUID

from flask_babel import lazy_gettext as _l
from flask_babel import ngettext
from wtforms import HiddenField, RadioField, SelectField, SelectMultipleField, widgets
from wtforms.validators import Optional

from awards_app.editions.models import Category
from awards_app.entries.checklist import Line, Looked
from awards_app.entries.correcting import DAYS, Wish
from awards_app.web.filters import moment
from awards_app.web.forms import Form, LongTextField, TextField, choice, length, required

PASSED, FAILED, OPEN = "passed", "failed", ""


class AcceptForm(Form):
    """Why an entry is accepted although not everything about it is in order."""

    remark = TextField(
        _l("Why it is accepted all the same"),
        (required(), length(500, 10)),
        description=_l("A sentence for the record. Organisers and auditors read it, the city does not."),
    )


class RejectForm(Form):
    """Why an entry is rejected."""

    reason = LongTextField(
        _l("Reason for the rejection"),
        (required(), length(2000, 10)),
        description=_l("The city reads it word for word. Say which rule is not met."),
        render_kw={"rows": 5},
    )


def reject_form(lines: Iterable[Line]) -> RejectForm:
    """An unsent form, begun with what the checklist found not in order."""
    failed = [
        f"– {line.item.text}" + (f": {line.tick.note}" if line.tick and line.tick.note else "")
        for line in lines
        if line.failed
    ]
    return RejectForm(formdata=None, data={"reason": "\n".join(failed)})


class _Boxes(SelectMultipleField):
    """Several of a list, as boxes to tick."""

    widget = widgets.ListWidget(prefix_label=False)
    option_widget = widgets.CheckboxInput()

    def __iter__(self) -> Iterator[Any]:
        """One of them is needed; a browser would take the mark on each box for a wish to have them all."""
        for option in super().__iter__():
            option.flags.required = False
            yield option


class ReturnForm(Form):
    """What to correct, why, and until when."""

    fields = _Boxes(_l("What may be corrected"), [required()], choices=[])
    message = LongTextField(
        _l("Message to the city"),
        (required(), length(3000, 10)),
        description=_l("The city reads it word for word, above the form and in the mail."),
        render_kw={"rows": 5},
    )
    days = RadioField(
        _l("Deadline"),
        [required()],
        coerce=int,
        choices=[],
        description=_l("Working days; Saturdays, Sundays and Polish public holidays do not count."),
    )

    def offer(self, fields: Sequence[tuple[str, str]], dates: Mapping[int, datetime]) -> "ReturnForm":
        """What can be named, and each deadline with its date."""
        self.fields.choices = [choice(key, label) for key, label in fields]
        self.days.choices = [choice(str(days), _in_words(days, date)) for days, date in dates.items()]
        if self.days.data is None and dates:
            self.days.data = min(DAYS, max(dates))
        return self

    def wish(self, seen: int | None) -> Wish:
        """For the service; `seen` is the version that the page showed."""
        return Wish(tuple(self.fields.data or ()), str(self.message.data), int(self.days.data or 0), seen)


def _in_words(days: int, date: datetime) -> str:
    return str(
        ngettext("%(num)d working day: until %(when)s", "%(num)d working days: until %(when)s", days, when=moment(date))
    )


class MoveForm(Form):
    """Where an entry should move, and why."""

    category = SelectField(_l("Category"), [required()], coerce=UUID, choices=[])
    # Named apart from the reason of a rejection, which stands on the same page.
    because = LongTextField(
        _l("Reason for the move"),
        (required(), length(2000, 10)),
        description=_l("The city reads it word for word and decides."),
        render_kw={"rows": 3},
    )

    def offer(self, categories: Iterable[Category]) -> "MoveForm":
        """Let the organiser choose among these categories."""
        self.category.choices = [choice(str(one.id), str(one.name)) for one in categories]
        return self


class TickForm(Form):
    """The checklist of an entry; the fields of its items are built."""

    def looked(self, lines: Iterable[Line]) -> dict[UUID, Looked]:
        """What was ticked, by the items."""
        verdicts = {PASSED: True, FAILED: False}
        return {
            line.item.id: Looked(
                verdicts.get(self[f"tick-{line.item.id}"].data or ""),
                self[f"note-{line.item.id}"].data or "",
                self[f"seen-{line.item.id}"].data or "",
            )
            for line in lines
        }


def tick_form(lines: Sequence[Line], *, sent: bool = True) -> TickForm:
    """A verdict, a note and what the page showed for each item: from what was sent, else as it is kept."""
    fields: dict[str, Any] = {}
    values: dict[str, str] = {}
    for line in lines:
        key, tick = line.item.id, line.tick
        fields[f"tick-{key}"] = RadioField(str(line.item.text), [Optional()], choices=_verdicts())
        fields[f"note-{key}"] = TextField(_l("Note"), (length(500),))
        fields[f"seen-{key}"] = HiddenField(_l("Note"))
        values[f"tick-{key}"] = OPEN if tick is None or line.is_open else PASSED if tick.passed else FAILED
        values[f"note-{key}"] = tick.note if tick else ""
        values[f"seen-{key}"] = line.mark
    return cast(
        TickForm, type("BuiltTickForm", (TickForm,), fields)(data=values, **({} if sent else {"formdata": None}))
    )


def _verdicts() -> list[Any]:
    return [choice(PASSED, _l("in order")), choice(FAILED, _l("not in order")), choice(OPEN, _l("not checked yet"))]
