"""The form of a round's plan: shape only; what follows from the dates and weights is asked of the service."""

import secrets
from collections.abc import Iterable
from datetime import datetime
from typing import Any, cast
from uuid import UUID
from zoneinfo import ZoneInfo

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import DateTimeLocalField, RadioField, SelectField
from wtforms.validators import Optional

from awards_app.editions.models import Criterion, Edition
from awards_app.editions.readiness import FULL_WEIGHT
from awards_app.entries.models import Entry
from awards_app.jury.round_models import Cut, Round, RoundKind, Seating
from awards_app.jury.rounds import Plan
from awards_app.web.forms import Form, WholeField, choice, on_the_clock, required
from scoring import METHODS

PREFIX = "weight-"
SEEDS = 10**9
JURORS_MOST = 500
ENTRIES_MOST = 10_000

METHOD_LABELS = {
    "mean": _l("mean of the jurors' totals"),
    "trimmed_mean": _l("trimmed mean: without the extreme totals"),
    "median": _l("median of the jurors' totals"),
    "borda": _l("Borda count"),
    "copeland": _l("Copeland: duels won"),
    "schulze": _l("Schulze: strongest paths"),
    "majority_judgment": _l("majority judgment"),
    "severity_adjusted": _l("mean adjusted for severe and lenient jurors"),
}


class PlanForm(Form):
    """A round: kind, window, seating, minimum and cut."""

    kind = RadioField(_l("Kind"), [required()], choices=[choice(one.value) for one in RoundKind])
    opens_at = DateTimeLocalField(_l("Opens"), [Optional()])
    closes_at = DateTimeLocalField(_l("Closes"), [Optional()])
    seating = RadioField(_l("Who judges which entry"), [required()], default=Seating.ALL.value)
    per_entry = WholeField(_l("Jurors for each entry"), 1, JURORS_MOST)
    most_per_juror = WholeField(_l("Entries for a juror at most"), 1, ENTRIES_MOST)
    seed = WholeField(
        _l("Seed of the draw"),
        0,
        SEEDS - 1,
        description=_l("The same seed draws the same seats; it is recorded, so that anybody can repeat the draw."),
    )
    minimum_ballots = WholeField(_l("Ballots that an entry needs"), 1, JURORS_MOST)
    method = SelectField(_l("How marks become a ranking"))
    cut = RadioField(_l("Who goes on to the next round"), [required()], default=Cut.NONE.value)
    cut_value = WholeField(_l("How many"), 1, ENTRIES_MOST)
    calibration = SelectField(_l("Calibration entry"), choices=[], default="")

    def offer(self, edition: Edition, entries: Iterable[Entry] = ()) -> "PlanForm":
        """With choices in the language of the answer, and what the edition says where a field stays empty."""
        self.kind.choices = [(one.value, one.label) for one in RoundKind]
        self.seating.choices = [(one.value, one.label) for one in Seating]
        self.cut.choices = [(one.value, one.label) for one in Cut]
        usual = _("as in the edition: %(method)s", method=METHOD_LABELS[edition.method])
        named = [(str(one.id), f"{one.code} {one.title} ({one.city.full_name})") for one in entries]
        self.calibration.choices = [("", _("none")), *named]
        self.method.choices = [("", usual), *((one, str(METHOD_LABELS[one])) for one in METHODS)]
        return self

    def validate(self, extra_validators: Any = None) -> bool:
        """A draw, and each rule but “all”, needs its number."""
        sound = bool(super().validate(extra_validators))
        needed = [(self.seating.data == Seating.DRAWN.value, self.per_entry, _("Say how many jurors each entry gets."))]
        needed += [(self.cut.data != Cut.NONE.value, self.cut_value, _("Give the number for the rule that you chose."))]
        for is_needed, field, told in needed:
            if is_needed and not field.data and not field.errors:
                field.errors = [told]
                sound = False
        return sound

    def plan(self, edition: Edition) -> Plan:
        """What was entered."""
        drawn, cut = self.seating.data == Seating.DRAWN.value, Cut(self.cut.data)
        return Plan(
            kind=RoundKind(self.kind.data),
            method=self.method.data or None,
            minimum_ballots=self.minimum_ballots.data,
            opens_at=_moment(self.opens_at, edition),
            closes_at=_moment(self.closes_at, edition),
            seating=Seating(self.seating.data),
            per_entry=self.per_entry.data if drawn else None,
            most_per_juror=self.most_per_juror.data if drawn else None,
            seed=self._seed() if drawn else None,
            cut=cut,
            cut_value=None if cut is Cut.NONE else self.cut_value.data,
            calibration_id=UUID(self.calibration.data) if self.calibration.data else None,
            weights=self._weights(),
        )

    def _seed(self) -> int:
        return secrets.randbelow(SEEDS) if self.seed.data is None else int(self.seed.data)

    def _weights(self) -> dict[UUID, int]:
        """Criteria of the round's own; none are given where all fields are empty."""
        given = {name: self[name].data for name in self.data if name.startswith(PREFIX)}
        return {UUID(name.removeprefix(PREFIX)): value for name, value in given.items() if value}


def _moment(field: DateTimeLocalField, edition: Edition) -> datetime | None:
    return on_the_clock(field.data, edition.timezone) if field.data else None


def plan_form(
    edition: Edition, criteria: Iterable[Criterion], judged: Round | None = None, entries: Iterable[Entry] = ()
) -> PlanForm:
    """The form with a weight for each criterion that a round may mark, filled with a round's plan or empty.

    `entries` are those that take part in the round: one of them may be the calibration entry.
    """
    fields = {f"{PREFIX}{one.id}": _weight_field(one) for one in criteria}
    built = cast(PlanForm, type("BuiltPlanForm", (PlanForm,), fields)(data=_data(edition, judged)))
    return built.offer(edition, entries)


def _weight_field(criterion: Criterion) -> WholeField:
    return WholeField(str(criterion.name), 0, FULL_WEIGHT)


def _data(edition: Edition, judged: Round | None) -> dict[str, Any]:
    if judged is None:
        return {"kind": RoundKind.SCORING.value, "seating": Seating.ALL.value, "cut": Cut.NONE.value, "method": ""}
    plan, zone = Plan.of(judged), ZoneInfo(edition.timezone)
    data: dict[str, Any] = {
        name: getattr(plan, name) for name in ("minimum_ballots", "per_entry", "most_per_juror", "seed", "cut_value")
    }
    data |= {"kind": plan.kind.value, "seating": plan.seating.value, "cut": plan.cut.value, "method": plan.method or ""}
    data["calibration"] = str(plan.calibration_id or "")
    for name in ("opens_at", "closes_at"):
        moment = getattr(plan, name)
        data[name] = moment.astimezone(zone).replace(tzinfo=None) if moment else None
    if plan.kind is not RoundKind.SCREENING:
        data |= {f"{PREFIX}{key}": value for key, value in plan.weights.items()}
    return data
