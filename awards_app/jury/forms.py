"""Forms of the jury: shape only. The criteria are data, so the fields are built."""

from collections import defaultdict
from collections.abc import Collection
from decimal import Decimal, InvalidOperation
from typing import Any, cast
from uuid import UUID

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from werkzeug.datastructures import MultiDict
from wtforms import HiddenField, IntegerField, RadioField, SelectMultipleField, ValidationError
from wtforms.validators import Optional, StopValidation

from awards_app.editions.models import Criterion, plain
from awards_app.i18n import Localised
from awards_app.jury.models import Seat
from awards_app.jury.receipts import BOOKMARK, COMMENT, MARK, NOTE, Given, fields_of
from awards_app.web.forms import TOO_OLD, Form, LongTextField, choice, length, required, tidy

SEEN = "seen-"
COMMENT_MOST = 3000
NOTE_MOST = 2000
REVISION_MOST = 2**31 - 1


class _Revision(IntegerField):
    """Which save the sheet was opened at. No person types it, so a wrong one came from nowhere."""

    def pre_validate(self, form: Any) -> None:
        if self.raw_data and (self.data is None or not 0 <= self.data <= REVISION_MOST):
            raise StopValidation(TOO_OLD)


class _Switch(HiddenField):
    """A check box that is sent either way: a hidden 0, and a 1 after it where it is ticked."""

    def process_formdata(self, valuelist: list[Any]) -> None:
        """The last value counts."""
        if valuelist and valuelist[-1] not in {"0", "1"}:
            raise ValueError(TOO_OLD)
        self.data = valuelist[-1] if valuelist else None


class _Change(HiddenField):
    """A device's own identifier of one change."""

    def process_formdata(self, valuelist: list[Any]) -> None:
        """No person types it, so a wrong one came from nowhere."""
        try:
            self.data = UUID(valuelist[0]) if valuelist else None
        except ValueError as error:
            raise ValueError(TOO_OLD) from error


class BallotForm(Form):
    """Marks on the criteria of a category with a note on each, and a comment for the city."""

    comment = LongTextField(
        _l("Comment for the city"),
        (length(COMMENT_MOST),),
        description=_l("The city may read it after the gala, without your name."),
        render_kw={"rows": 3},
    )

    bookmark = _Switch()
    revision = _Revision(_l("Revision"), [Optional()])
    change = _Change()

    @property
    def given(self) -> Given:
        """What was sent: only the fields that were, so that a single mark can be saved."""
        return Given(
            marks={key: Decimal(value) for key, value in self._sent(MARK).items()},
            comments={key: value or "" for key, value in self._sent(NOTE).items()},
            comment=(self.comment.data or "") if self.comment.raw_data else None,
            bookmarked=self.bookmark.data == "1" if self.bookmark.raw_data else None,
            seen={one: self[SEEN + one].data or "" for one in self.answers if self[SEEN + one].raw_data},
            change=self.change.data,
            revision=self.revision.data,
        )

    def _sent(self, prefix: str) -> dict[UUID, str]:
        names = (name for name in self.data if name.startswith(prefix) and self[name].raw_data)
        return {UUID(name.removeprefix(prefix)): self[name].data for name in names}

    @property
    def answers(self) -> list[str]:
        """The names of the fields that a juror fills in."""
        return [name for name in self.data if name.startswith((MARK, NOTE)) or name in (COMMENT, BOOKMARK)]

    @property
    def untouched(self) -> set[str]:
        """What was sent as it was shown."""
        given = self.given
        return {name for name, value in given.fields.items() if (given.seen or {}).get(name) == value}


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


def ballot_form(seat: Seat, sent: MultiDict[str, str] | None = None) -> BallotForm:
    """The form for the criteria of the seat's round, filled with what was given and then with what was sent."""
    criteria = [weight.criterion for weight in seat.round.weights]
    fields = {f"{MARK}{one.id}": _field(one) for one in criteria}
    fields |= {f"{NOTE}{one.id}": _note_field(one) for one in criteria}
    seen = {f"{SEEN}{name}": HiddenField(filters=(tidy,)) for name in (*fields, COMMENT, BOOKMARK)}
    stored = fields_of(seat.ballot)
    data = stored | {f"{SEEN}{name}": value for name, value in stored.items()}
    form = type("BuiltBallotForm", (BallotForm,), fields | seen)
    return cast(BallotForm, form(data=data) if sent is None else form(sent, data=data))


def merged_form(seat: Seat, form: BallotForm, sent: MultiDict[str, str]) -> BallotForm:
    """The sheet after a refusal: what the juror changed as they left it, all else as it stands now."""
    kept = form.untouched | {f"{SEEN}{name}" for name in form.answers}
    return ballot_form(seat, MultiDict([one for one in sent.items(multi=True) if one[0] not in kept]))


def _level(text: str | None) -> str | None:
    try:
        return plain(Decimal(text or ""))
    except InvalidOperation:
        return None


def _field(criterion: Criterion) -> Any:
    return MarkField(criterion, validate_choice=False)


def _note_field(criterion: Criterion) -> Any:
    label = _("Your comment on “%(criterion)s”", criterion=criterion.name)
    return LongTextField(label, (length(NOTE_MOST),), render_kw={"rows": 2})


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
