"""Forms of the session: shape only."""

from collections.abc import Iterable
from uuid import UUID

from flask_babel import lazy_gettext as _l
from wtforms import RadioField, SelectField, StringField, ValidationError

from awards_app.entries.models import Entry
from awards_app.results.models import Kind
from awards_app.results.service import Decision
from awards_app.web.forms import Form, LongTextField, choice, length, required

REASON_MOST = 2000


class TieForm(Form):
    """How a tie is decided: the places of its entries, or that they share one."""

    kind = RadioField(
        _l("Decision"),
        [required()],
        choices=[
            choice(Kind.ORDER.value, _l("Set the order")),
            choice(Kind.SHARED.value, _l("Let them share the place: ex aequo")),
        ],
        default=Kind.ORDER.value,
    )
    order = StringField(_l("Order"))
    reason = LongTextField(
        _l("Reason"),
        (required(), length(REASON_MOST, 5)),
        description=_l("It stands in the record and beside the place."),
        render_kw={"rows": 3},
    )

    def decision(self, group: Iterable[Entry], places: dict[str, str]) -> Decision:
        """The decision on this group; `places` are the numbers typed, by the entry's identifier."""
        entries = list(group)
        if self.kind.data == Kind.SHARED.value:
            return Decision(Kind.SHARED, tuple(entry.id for entry in entries), str(self.reason.data))
        wanted = {entry: places.get(str(entry.id), "").strip() for entry in entries}
        if sorted(wanted.values()) != [str(number + 1) for number in range(len(entries))]:
            raise ValidationError(_l("Give each entry its own number, from 1 for the best."))
        ordered = sorted(entries, key=lambda entry: int(wanted[entry]))
        return Decision(Kind.ORDER, tuple(entry.id for entry in ordered), str(self.reason.data))


class AwardForm(Form):
    """Who wins an award that is not scored."""

    winner = SelectField(_l("Awarded to"), choices=[])
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
