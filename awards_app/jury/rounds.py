"""Planning the rounds of a category, and opening them; what jurors began under can no longer change."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import datetime
from uuid import UUID

from flask_babel import gettext as _
from sqlalchemy import func, select

from awards_app import audit
from awards_app.db import db
from awards_app.editions import gate
from awards_app.editions.models import Category, Criterion, Edition
from awards_app.editions.phases import Act, Phase
from awards_app.editions.readiness import FULL_WEIGHT
from awards_app.errors import NotReady, Refused
from awards_app.i18n import Localised
from awards_app.jury import readiness, seating
from awards_app.jury import round_queries as queries
from awards_app.jury.events import RoundOpened, RoundPlanned, RoundRemoved
from awards_app.jury.models import Seat
from awards_app.jury.round_models import Cut, Round, RoundKind, RoundWeight, Seating
from awards_app.jury.totals import YES_OR_NO

ORDER = list(RoundKind)
# Methods whose scores are points of 100; of the others some are better when they are lower.
OF_A_HUNDRED = frozenset({"mean", "trimmed_mean", "median", "severity_adjusted"})


@dataclass(frozen=True)
class Plan:
    """What an organiser says of a round. None: as the edition has it. No weights: those of the category."""

    kind: RoundKind = RoundKind.SCORING
    method: str | None = None
    minimum_ballots: int | None = None
    opens_at: datetime | None = None
    closes_at: datetime | None = None
    seating: Seating = Seating.ALL
    per_entry: int | None = None
    most_per_juror: int | None = None
    seed: int | None = None
    cut: Cut = Cut.NONE
    cut_value: int | None = None
    calibration_id: UUID | None = None
    weights: Mapping[UUID, int] = field(default_factory=dict)

    @classmethod
    def of(cls, judged: Round) -> "Plan":
        """As the round is planned now."""
        names = [name for name in cls.__dataclass_fields__ if name != "weights"]
        weights = {one.criterion_id: one.value for one in judged.own_weights}
        return cls(**{name: getattr(judged, name) for name in names}, weights=weights)


def plan_round(category: Category, plan: Plan, *, by: audit.Actor | None, at: datetime) -> Round:
    """One more round: screenings come first, then scoring, then finals; its panel begins as that of a neighbour."""
    gate.require_alone(category.edition, Act.PLAN_ROUNDS, at)
    _require_sound(category.edition, plan)
    others = queries.rounds_of(category)
    place = sum(ORDER.index(one.kind) <= ORDER.index(plan.kind) for one in others)
    if any(one.opened_at for one in others[place:]) or any(one.closed_at for one in others[:place][-1:]):
        raise Refused(_("A later round has been opened already, so this one would come too late."))
    if plan.calibration_id:
        raise Refused(_("Plan the round first; then choose its calibration entry among those that take part."))
    planned = Round(category=category, position=0)
    db.session.add(planned)
    db.session.flush()
    _number([*others[:place], planned, *others[place:]])
    _write(planned, plan, by, at)
    if others:
        neighbour = others[max(0, place - 1)]
        there = [one for one in neighbour.panel if one.left_at is None]
        sitting, reserves = ([one.juror for one in there if one.reserve is kind] for kind in (False, True))
        seating.set_panel(planned, sitting, reserves, by=by, at=at)
    return planned


def _number(rounds: list[Round]) -> None:
    """In two steps: no two of a category may have one position, not even for a moment."""
    for step in (-1, 1):
        for position, one in enumerate(rounds, 1):
            one.position = step * position
        db.session.flush()


def change_round(judged: Round, plan: Plan, *, by: audit.Actor | None, at: datetime) -> None:
    """Plan it anew. Of a round that was opened only close and minimum can change, and the cut until a ballot."""
    gate.require_alone(judged.edition, Act.PLAN_ROUNDS, at)
    db.session.refresh(judged, ("opened_at", "closed_at", "cut", "cut_value"))
    _require_sound(judged.edition, plan)
    if judged.closed_at:
        raise Refused(_("This round is closed; its plan can no longer change."))
    if plan.kind is not judged.kind:
        raise Refused(_("A round keeps its kind. Add another round and remove this one."))
    if judged.opened_at and _fixed(plan) != _fixed(Plan.of(judged)):
        raise Refused(_("This round has been opened: only its close, minimum and cut can still change."))
    _require_kept_cut(judged, plan)
    if plan.calibration_id != judged.calibration_id and not _takes_part(judged, plan.calibration_id):
        raise Refused(_("The calibration entry must be one of the entries of the round."))
    _write(judged, plan, by, at)


def _require_kept_cut(judged: Round, plan: Plan) -> None:
    """A line that moves while there are marks would tell, close by close, where the averages lie."""
    kept = (plan.cut, plan.cut_value) == (judged.cut, judged.cut_value)
    if not kept and judged.opened_at and queries.has_ballots(judged):
        raise Refused(_("Jurors have begun to judge in this round, so its cut can no longer change."))


def _takes_part(judged: Round, entry_id: UUID | None) -> bool:
    return entry_id is None or any(entry.id == entry_id for entry in queries.entries_in(judged))


def _fixed(plan: Plan) -> tuple[object, ...]:
    """What jurors began under."""
    drawn = (plan.seating, plan.per_entry, plan.most_per_juror, plan.seed)
    # What a screening asks is not the organiser's to weigh.
    weights = {} if plan.kind is RoundKind.SCREENING else dict(plan.weights)
    return (plan.kind, plan.method, plan.opens_at, *drawn, plan.calibration_id, weights)


def _require_sound(edition: Edition, plan: Plan) -> None:
    """Dates inside the time for judging, and weights that add up."""
    ends = edition.judging_closes_at
    if any(moment and moment > ends for moment in (plan.opens_at, plan.closes_at)):
        raise Refused(_("The round must end before judging closes. Move the deadline of judging first."))
    if plan.opens_at and plan.opens_at >= (plan.closes_at or ends):
        raise Refused(_("The round must open before it closes."))
    if plan.weights and sum(plan.weights.values()) != FULL_WEIGHT:
        raise Refused(_("The weights add up to %(total)d, not to 100.", total=sum(plan.weights.values())))
    _require_sound_cut(edition, plan)


def _require_sound_cut(edition: Edition, plan: Plan) -> None:
    """A rule for who goes on that its numbers can answer."""
    if plan.cut is Cut.SHARE and (plan.cut_value or 0) > FULL_WEIGHT:
        raise Refused(_("A share of the entries is at most 100 percent."))
    if plan.cut is Cut.THRESHOLD and (plan.method or edition.method) not in OF_A_HUNDRED:
        raise Refused(_("Only a mean or a median gives points of 100 for a threshold. Choose another rule."))
    if plan.cut is Cut.JURORS and plan.kind is not RoundKind.SCREENING:
        raise Refused(_("Only in a screening do jurors let entries through with yes or no."))


def _write(judged: Round, plan: Plan, by: audit.Actor | None, at: datetime) -> None:
    for name in (key for key in Plan.__dataclass_fields__ if key != "weights"):
        setattr(judged, name, getattr(plan, name))
    weights = plan.weights
    if plan.kind is RoundKind.SCREENING:
        weights = {_yes_or_no(judged.edition).id: FULL_WEIGHT}
    judged.own_weights.clear()
    # The old ones must be gone before the new ones come: a criterion has one weight in a round.
    db.session.flush()
    judged.own_weights += [RoundWeight(criterion_id=key, value=value) for key, value in weights.items()]
    db.session.flush()
    told = {key: _told(value) for key, value in asdict(plan).items() if key != "weights"}
    event = RoundPlanned(
        edition=judged.edition.id, category=judged.category_id, round=judged.id, plan=told, weights=dict(weights)
    )
    audit.record(event, by=by, at=at)


def _told(value: object) -> str | int | None:
    return value if value is None or isinstance(value, int | str) else str(value)


def _yes_or_no(edition: Edition) -> Criterion:
    """The one criterion of screenings: 0 for no, 1 for yes."""
    query = select(Criterion).where(Criterion.edition_id == edition.id, Criterion.key == YES_OR_NO)
    if found := db.session.scalars(query).one_or_none():
        return found
    last = db.session.scalar(select(func.max(Criterion.position)).where(Criterion.edition_id == edition.id)) or 0
    made = Criterion(
        edition_id=edition.id,
        position=last + 1,
        key=YES_OR_NO,
        name=Localised("Czy zgłoszenie przechodzi dalej?", "Does the entry go on?"),
        description=Localised("", ""),
        lowest=0,
        highest=1,
        step=1,
        anchors={"0": {"pl": "Nie przechodzi.", "en": "It does not."}, "1": {"pl": "Przechodzi.", "en": "It does."}},
    )
    db.session.add(made)
    db.session.flush()
    return made


def remove_round(judged: Round, *, by: audit.Actor, at: datetime) -> None:
    """Take a round that was not opened out of the plan; a category keeps at least one."""
    gate.require_alone(judged.edition, Act.PLAN_ROUNDS, at)
    db.session.refresh(judged, ("opened_at",))
    others = [one for one in queries.rounds_of(judged.category) if one.id != judged.id]
    if judged.opened_at:
        raise Refused(_("This round has been opened and cannot be removed."))
    if not others:
        raise Refused(_("A category that is scored keeps at least one round."))
    if queries.admitted_to(judged):
        raise Refused(_("Entries have come through to this round, so it cannot be removed."))
    event = RoundRemoved(edition=judged.edition.id, category=judged.category_id, round=judged.id)
    db.session.delete(judged)
    db.session.flush()
    _number(others)
    audit.record(event, by=by, at=at)


def open_round(judged: Round, *, by: audit.Actor | None, at: datetime) -> list[Seat]:
    """Seat the panel before the entries that take part; marks are taken from the moment that the window says."""
    gate.lock(judged.edition)
    db.session.refresh(judged, ("opened_at", "closed_at"))
    if judged.edition.phase is not Phase.JUDGING or judged.opened_at is not None:
        raise Refused(_("This round cannot be opened now."))
    before = queries.preceding(judged)
    if before is not None and before.closed_at is None:
        raise Refused(_("The round before this one is not closed yet."))
    if before is not None and at >= judged.ends_at:
        raise Refused(_("This round would end before it begins. Move its close or the deadline of judging first."))
    if before is not None and not queries.entries_in(judged):
        raise Refused(_("No entry has come through to this round."))
    if problems := readiness.of_round(judged):
        raise NotReady(_("The round cannot be opened yet."), problems)
    judged.opened_at = at
    event = RoundOpened(edition=judged.edition.id, round=judged.id, entries=len(queries.entries_in(judged)))
    audit.record(event, by=by, at=at)
    return seating.seat_round(judged, by=by, at=at)
