"""Forms of the jury: shape only. The criteria are data, so the fields are built."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from decimal import Decimal, InvalidOperation
from typing import Any, cast
from uuid import UUID

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, IntegerField, RadioField, SelectMultipleField, ValidationError
from wtforms.validators import Optional, StopValidation

from awards_app.editions.models import Criterion, plain
from awards_app.i18n import Localised
from awards_app.jury.models import Seat
from awards_app.jury.round_models import Weighs
from awards_app.jury.service import Given
from awards_app.web.forms import Form, LongTextField, choice, length, required

PREFIX = "mark-"
COMMENT_MOST = 3000
REVISION_MOST = 2**31 - 1


class _Revision(IntegerField):
    """Which save the sheet was opened at. No person types it, so a wrong one came from nowhere."""

    def pre_validate(self, form: Any) -> None:
        if self.raw_data and (self.data is None or not 0 <= self.data <= REVISION_MOST):
            raise StopValidation(_l("Reload the page and enter your change again."))


class _Switch(HiddenField):
    """A check box that is sent either way: a hidden 0, and a 1 after it where it is ticked."""

    def process_formdata(self, valuelist: list[Any]) -> None:
        """The last value counts."""
        if valuelist and valuelist[-1] not in {"0", "1"}:
            raise ValueError(_("Reload the page and enter your change again."))
        self.data = valuelist[-1] if valuelist else None


class BallotForm(Form):
    """Marks on the criteria of a category, and a comment for the city."""

    comment = LongTextField(
        _l("Comment for the city"),
        (length(COMMENT_MOST),),
        description=_l("The city may read it after the gala, without your name."),
        render_kw={"rows": 3},
    )

    bookmark = _Switch()
    revision = _Revision(_l("Revision"), [Optional()])

    @property
    def given(self) -> Given:
        """What was sent: only the fields that were, so that a single mark can be saved."""
        sent = {name: self[name].data for name in self.data if name.startswith(PREFIX) and self[name].raw_data}
        marks = {UUID(name.removeprefix(PREFIX)): Decimal(value) for name, value in sent.items()}
        comment = (self.comment.data or "") if self.comment.raw_data else None
        bookmarked = self.bookmark.data == "1" if self.bookmark.raw_data else None
        return Given(marks, comment, bookmarked, self.revision.data)


class MarkField(RadioField):
    """A level of the scale, or nothing yet."""

    def __init__(self, criterion: Criterion, **kwargs: Any) -> None:
        levels = [plain(level) for level in criterion.levels()]
        super().__init__(str(criterion.name), choices=[choice(level) for level in levels], **kwargs)
        self._levels = levels

    def pre_validate(self, form: Any) -> None:
        """A missing mark is no error; a mark off the scale is."""
        if self.raw_data and _level(self.data) not in self._levels:
            raise ValidationError(
                _("Choose one of the marks from %(low)s to %(high)s.", low=self._levels[0], high=self._levels[-1])
            )


def ballot_form(weights: Iterable[Weighs], seat: Seat) -> BallotForm:
    """The form for the criteria of the seat's category, filled with what was given."""
    fields = {f"{PREFIX}{weight.criterion_id}": _field(weight.criterion) for weight in weights}
    data = {f"{PREFIX}{key}": plain(value) for key, value in seat.marks.items()}
    comment = seat.ballot.comment if seat.ballot else ""
    return cast(BallotForm, type("BuiltBallotForm", (BallotForm,), fields)(data=data | {"comment": comment}))


def _level(text: str | None) -> str | None:
    try:
        return plain(Decimal(text or ""))
    except InvalidOperation:
        return None


def _field(criterion: Criterion) -> Any:
    return MarkField(criterion, validate_choice=False)


class StatementForm(Form):
    """The wording of the statement in both languages."""

    pl = LongTextField(_l("In Polish"), (required(), length(8000)), render_kw={"rows": 12})
    en = LongTextField(_l("In English"), (length(8000),), render_kw={"rows": 12})
    number = HiddenField(default="0")

    @classmethod
    def of(cls, text: Localised, number: int) -> "StatementForm":
        """Filled from what stands there."""
        return cls(formdata=None, data={"pl": text.pl, "en": text.en, "number": str(number)})

    @property
    def text(self) -> Localised:
        """What was written."""
        return Localised(self.pl.data or "", self.en.data or "")

    @property
    def base(self) -> int:
        """The version that the writer began from; -1, which none is, for what no page sends."""
        sent = self.number.data or ""
        return int(sent) if sent.isascii() and sent.isdigit() and len(sent) < 10 else -1


class PanelForm(Form):
    """The panels as a grid of check boxes, each worth `<round>:<juror>`."""

    seats = SelectMultipleField(_l("Panels"), validate_choice=False)
    # What the browser showed: a form cut short, or a grid that has changed since, must not empty the panels.
    shown = SelectMultipleField(_l("Panels"), validate_choice=False)

    def __init__(self, places: Collection[str] = (), **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self._places = set(places)

    def validate_shown(self, field: SelectMultipleField) -> None:
        """The grid that was sent is the grid that there is, and nothing beside it is ticked."""
        if set(field.data or []) != self._places or not set(self.seats.data or []) <= self._places:
            raise ValidationError(_l("Jurors or categories have changed meanwhile. Reload the page and choose again."))

    def jurors_by_round(self) -> dict[str, set[str]]:
        """Identifiers of the chosen jurors, by the identifier of the round."""
        found: dict[str, set[str]] = defaultdict(set)
        for pair in self.seats.data or []:
            round_id, _colon, juror_id = pair.partition(":")
            found[round_id].add(juror_id)
        return found
