"""The organiser plans the rounds of each category: what is marked, by whom, until when, and who goes on."""

from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from awards_app.clock import now
from awards_app.editions import service as editions
from awards_app.editions.models import Category, Criterion, Edition
from awards_app.editions.phases import Act, may
from awards_app.errors import Refused
from awards_app.jury import drawing, letters, readiness, rounds, seating, windows
from awards_app.jury import round_queries as queries
from awards_app.jury.models import Seat
from awards_app.jury.round_forms import PREFIX, PlanForm, plan_form
from awards_app.jury.round_models import Round, Seating
from awards_app.jury.rule_forms import RulesForm
from awards_app.jury.totals import YES_OR_NO
from awards_app.questionnaire import queries as forms
from awards_app.roles import Role
from awards_app.web.access import allow

bp = Blueprint("rounds", __name__, url_prefix="/e/<edition>/rounds")
ONE = "/<uuid:round_id>"


@bp.get("/")
@allow(Role.ORGANISER, Role.AUDITOR)
def overview(edition: Edition) -> ResponseReturnValue:
    """The sequence of rounds of each category, and the rules that hold in all of them."""
    return _overview(edition, RulesForm.of(edition))


@bp.post("/")
@allow(Role.ORGANISER)
def set_rules(edition: Edition) -> ResponseReturnValue:
    """What jurors see, and which marks need words."""
    form = RulesForm()
    if not form.validate():
        return _overview(edition, form), 422
    editions.set_judging(edition, form.rules, by=current_user, at=now())
    flash(_("The rules of judging are saved."), "success")
    return redirect(url_for("rounds.overview", edition=edition.slug))


def _overview(edition: Edition, form: RulesForm) -> str:
    listed = queries.rounds_in(edition)
    page = {
        "rounds": listed,
        "counts": queries.count_entries(edition),
        "windows": {one.id: windows.why_not(one, now()) for one in listed},
        "may_plan": _may_plan(edition),
        "form": form,
        "may_rule": _may_plan(edition) and may(edition, Act.SET_JUDGING, now()),
    }
    return render_template("rounds/overview.html", edition=edition, **page)


@bp.route("/<category>/new", methods=["GET", "POST"])
@allow(Role.ORGANISER)
def new(edition: Edition, category: str) -> ResponseReturnValue:
    """One more round of a category."""
    found = forms.get_category(edition, category)
    form = plan_form(edition, _criteria(found))
    if not form.is_submitted():
        return _new(edition, found, form)
    if not form.validate():
        return _new(edition, found, form), 422
    try:
        planned = rounds.plan_round(found, form.plan(edition), by=current_user, at=now())
    except Refused as error:
        form.form_errors.append(str(error))
        return _new(edition, found, form), 409
    flash(_("The round is planned. Choose its panel next."), "success")
    return redirect(url_for("rounds.show", edition=edition.slug, round_id=planned.id))


def _new(edition: Edition, category: Category, form: PlanForm) -> str:
    return render_template("rounds/new.html", edition=edition, category=category, form=form, prefix=PREFIX)


@bp.get(ONE)
@allow(Role.ORGANISER, Role.AUDITOR)
def show(edition: Edition, round_id: UUID) -> ResponseReturnValue:
    """One round: its plan, its panel, what the draw would give, and the act that is next."""
    judged = queries.get_round(edition, round_id)
    return _show(edition, judged, _plan_form(edition, judged))


@bp.post(ONE)
@allow(Role.ORGANISER)
def change(edition: Edition, round_id: UUID) -> ResponseReturnValue:
    """Plan it anew."""
    judged = queries.get_round(edition, round_id)
    form = _plan_form(edition, judged)
    if not form.validate():
        return _show(edition, judged, form), 422
    try:
        rounds.change_round(judged, form.plan(edition), by=current_user, at=now())
    except Refused as error:
        form.form_errors.append(str(error))
        return _show(edition, judged, form), 409
    flash(_("The round is saved."), "success")
    return redirect(url_for("rounds.show", edition=edition.slug, round_id=judged.id))


@bp.post(f"{ONE}/remove")
@allow(Role.ORGANISER)
def remove(edition: Edition, round_id: UUID) -> ResponseReturnValue:
    """Out of the plan."""
    rounds.remove_round(queries.get_round(edition, round_id), by=current_user, at=now())
    flash(_("The round is removed."), "success")
    return redirect(url_for("rounds.overview", edition=edition.slug))


@bp.post(f"{ONE}/panel/<uuid:juror_id>/reserve")
@allow(Role.ORGANISER)
def reserve(edition: Edition, round_id: UUID, juror_id: UUID) -> ResponseReturnValue:
    """Into the reserve, before the round opens."""
    judged = queries.get_round(edition, round_id)
    seating.stand_by(queries.get_member(judged, juror_id), True, by=current_user, at=now())
    flash(_("The juror stands by and is not seated until called in."), "success")
    return redirect(url_for("rounds.show", edition=edition.slug, round_id=judged.id, _anchor="panel"))


@bp.post(f"{ONE}/panel/<uuid:juror_id>/call-in")
@allow(Role.ORGANISER)
def call_in(edition: Edition, round_id: UUID, juror_id: UUID) -> ResponseReturnValue:
    """Out of the reserve; in a round that runs the juror is seated at once and told."""
    judged = queries.get_round(edition, round_id)
    seats = seating.stand_by(queries.get_member(judged, juror_id), False, by=current_user, at=now())
    letters.seats_given(edition, seats, at=now())
    flash(_("The juror is called in. New seats: %(num)d.", num=len(seats)), "success")
    return redirect(url_for("rounds.show", edition=edition.slug, round_id=judged.id, _anchor="panel"))


@bp.post(f"{ONE}/panel/<uuid:juror_id>/leave")
@allow(Role.ORGANISER)
def leave(edition: Edition, round_id: UUID, juror_id: UUID) -> ResponseReturnValue:
    """Let a juror go; what they gave in full counts, and a draw is topped up."""
    judged = queries.get_round(edition, round_id)
    free = seating.leave(queries.get_member(judged, juror_id), by=current_user, at=now())
    seated = _draw_missing(judged) if judged.seating is Seating.DRAWN else []
    told = _("The juror no longer judges in this round. Seats that are free: %(free)d, drawn anew: %(drawn)d.")
    flash(told % {"free": free, "drawn": len(seated)}, "success")
    return redirect(url_for("rounds.show", edition=edition.slug, round_id=judged.id))


@bp.post(f"{ONE}/top-up")
@allow(Role.ORGANISER)
def top_up(edition: Edition, round_id: UUID) -> ResponseReturnValue:
    """Draw the seats that a conflict or somebody who left has made missing; whoever gets one is told."""
    judged = queries.get_round(edition, round_id)
    seated = _draw_missing(judged)
    flash(_("Seats drawn: %(num)d. Those who got one have been told.", num=len(seated)), "success")
    return redirect(url_for("rounds.show", edition=edition.slug, round_id=judged.id))


def _draw_missing(judged: Round) -> list[Seat]:
    seated = seating.top_up(judged, by=current_user, at=now())
    letters.seats_given(judged.edition, seated, at=now())
    return seated


def _show(edition: Edition, judged: Round, form: PlanForm) -> str:
    following = queries.following(judged)
    forecast = drawing.forecast_of(judged) if _is_drawn(judged) else None
    page = {
        "round": judged,
        "form": form,
        "prefix": PREFIX,
        "entries": queries.entries_in(judged),
        "following": following,
        "before": queries.preceding(judged),
        "admitted": queries.admitted_to(following) if following and judged.closed_at else [],
        "forecast": forecast,
        "problems": readiness.of_round(judged, forecast),
        "closed": windows.why_not(judged, now()),
        "may_plan": _may_plan(edition) and not judged.closed_at,
    }
    return render_template("rounds/show.html", edition=edition, **page)


def _plan_form(edition: Edition, judged: Round) -> PlanForm:
    return plan_form(edition, _criteria(judged.category), judged, queries.entries_in(judged))


def _is_drawn(judged: Round) -> bool:
    return judged.seating is Seating.DRAWN and judged.closed_at is None


def _may_plan(edition: Edition) -> bool:
    return Role.ORGANISER in current_user.roles_in(edition.id) and may(edition, Act.PLAN_ROUNDS, now())


def _criteria(category: Category) -> list[Criterion]:
    """What a round of its own may mark: the edition's criteria, but the yes and no of screenings."""
    return [one for one in category.edition.criteria if one.key != YES_OR_NO]
