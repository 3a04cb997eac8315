"""Forms of the session: shape only."""

from collections.abc import Iterable
from typing import Any, cast
from uuid import UUID

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import Field, RadioField, SelectField, ValidationError

from awards_app.entries.models import Entry
from awards_app.results.models import Kind
from awards_app.results.service import Decision
from awards_app.web.forms import Form, LongTextField, TextField, choice, length, required

REASON_MOST = 2000
PLACE = "place-"


class TieForm(Form):
    """How one tie of a board is decided: the places of its entries, or that they share one. See `tie_form`."""

    group: tuple[Entry, ...] = ()
    kind = RadioField(
        _l("Decision"),
        [required()],
        choices=[
            choice(Kind.ORDER.value, _l("Set the order")),
            choice(Kind.SHARED.value, _l("Let them share the place: ex aequo")),
        ],
        default=Kind.ORDER.value,
    )
    reason = LongTextField(
        _l("Reason"),
        (required(), length(REASON_MOST, 5)),
        description=_l("It stands in the record and beside the place."),
        render_kw={"rows": 3},
    )

    @property
    def places(self) -> list[Field]:
        """The field of each entry of the group, in its order."""
        return [self[f"{PLACE}{entry.id}"] for entry in self.group]

    @property
    def order_errors(self) -> list[str]:
        """What is wrong with the numbers as a whole."""
        return [str(error) for error in self.form_errors]

    def is_of_this_tie(self, sent: Iterable[str]) -> bool:
        """Whether the names that were sent are those of this group: another tie may have moved up to its number."""
        prefix = f"{self._prefix}{PLACE}"
        return {name for name in sent if name.startswith(prefix)} == {field.name for field in self.places}

    def validate(self, extra_validators: Any = None) -> bool:
        """An order needs every number from 1 on, once."""
        valid = bool(super().validate(extra_validators))
        expected = [str(number + 1) for number in range(len(self.group))]
        if self.kind.data == Kind.ORDER.value and sorted(field.data or "" for field in self.places) != expected:
            self.form_errors.append(_("Give each entry its own number, from 1 for the best."))
            return False
        return valid

    @property
    def decision(self) -> Decision:
        """The form's values, for the service."""
        entries = self.group
        if self.kind.data == Kind.ORDER.value:
            typed = {entry.id: int(field.data) for entry, field in zip(self.group, self.places, strict=True)}
            entries = tuple(sorted(self.group, key=lambda entry: typed[entry.id]))
        return Decision(Kind(self.kind.data), tuple(entry.id for entry in entries), str(self.reason.data))


def tie_form(group: Iterable[Entry], number: int) -> TieForm:
    """The form for one group of tied entries; its number keeps the fields of several ties on a page apart."""
    entries = tuple(group)
    fields = {
        f"{PLACE}{entry.id}": TextField(
            f"{entry.city.full_name}: {entry.title}", (length(2),), render_kw={"inputmode": "numeric", "size": 3}
        )
        for entry in entries
    }
    form = cast(TieForm, type("BuiltTieForm", (TieForm,), fields)(prefix=f"tie{number}-"))
    form.group = entries
    return form


class AwardForm(Form):
    """Who wins an award that is not scored."""

    winner = SelectField(_l("Awarded to"), choices=[], render_kw={"required": True})
    reason = LongTextField(
        _l("Reason (“for …”)"),
        (required(), length(REASON_MOST, 5)),
        description=_l("It is read out with the award. For “no award”, say why."),
        render_kw={"rows": 3},
    )

    def offer(self, entries: Iterable[Entry]) -> "AwardForm":
        """Fill in the choices."""
        listed = [
            choice(str(entry.id), f"{entry.city.full_name}: {entry.title} ({entry.category.name})") for entry in entries
        ]
        self.winner.choices = [
            choice("", _l("Choose …")),
            choice(Kind.NO_AWARD.value, _l("No award")),
            *listed,
        ]
        return self

    def validate_winner(self, field: SelectField) -> None:
        """Something must be chosen; “no award” is a choice, an empty field is not."""
        if not field.data:
            raise ValidationError(_l("Choose an entry, or “No award”."))

    @property
    def decision(self) -> Decision:
        """The form's values, for the service."""
        if self.winner.data == Kind.NO_AWARD.value:
            return Decision(Kind.NO_AWARD, (), str(self.reason.data))
        return Decision(Kind.AWARD, (UUID(self.winner.data),), str(self.reason.data))
