"""One round of the board: who holds it up, and the acts that bring it on, each with its effect before it is done."""

from contextlib import suppress
from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext
from flask_login import current_user

from awards_app.accounts import queries as accounts
from awards_app.clock import now
from awards_app.desk.board import line_of
from awards_app.desk.forms import WithoutForm
from awards_app.editions.models import Edition
from awards_app.editions.phases import Phase
from awards_app.errors import Stale
from awards_app.jury import conflicts
from awards_app.jury import queries as jury
from awards_app.jury import round_queries as rounds
from awards_app.jury.round_models import Round
from awards_app.results import readiness, without
from awards_app.roles import Role
from awards_app.web.access import allow

bp = Blueprint("board", __name__, url_prefix="/e/<edition>/board/<uuid:round_id>")


@bp.get("")
@allow(Role.ORGANISER, Role.AUDITOR)
def one(edition: Edition, round_id: UUID) -> ResponseReturnValue:
    """The state of the round, and the three ways on: remind, reseat, go on without."""
    judged = rounds.get_round(edition, round_id)
    page = {
        "line": line_of(judged, current_user, now()),
        "following": rounds.following(judged),
        "disputed": readiness.disputed(edition, judged) if judged.is_running else 0,
        "lost": [effect for effect in conflicts.effects_in(edition) if effect.judged.id == judged.id],
        "reserves": [member for member in judged.panel if member.reserve and member.left_at is None],
        "may_act": _may_act(edition, judged),
    }
    return render_template("desk/round.html", edition=edition, round=judged, **page)


@bp.get("/without")
@allow(Role.ORGANISER)
def effect(edition: Edition, round_id: UUID) -> ResponseReturnValue:
    """What letting these jurors go would do; without any named, all who hold the round up."""
    return _effect(edition, rounds.get_round(edition, round_id), _jurors(request.args.getlist("juror")), WithoutForm())


@bp.post("/without")
@allow(Role.ORGANISER)
def let_go(edition: Edition, round_id: UUID) -> ResponseReturnValue:
    """Go on without them, if it does what was read."""
    judged, form = rounds.get_round(edition, round_id), WithoutForm()
    jurors = _jurors(request.form.getlist("juror"))
    try:
        done = without.let_go(judged, jurors, str(form.read.data or ""), by=current_user, at=now())
    except Stale as error:
        form.form_errors.append(str(error))
        return _effect(edition, judged, jurors, form), 409
    told = ngettext(
        "The round goes on without %(num)d juror.", "The round goes on without %(num)d jurors.", len(done.gone)
    )
    flash(told + " " + _("What they gave in full counts."), "success")
    return redirect(url_for("board.one", edition=edition.slug, round_id=judged.id))


def _effect(edition: Edition, judged: Round, jurors: set[UUID], form: WithoutForm) -> str:
    late = {load.juror_id for load in jury.loads_in(edition) if load.round_id == judged.id and load.missing}
    found = without.of_leaving(judged, jurors or late)
    names = accounts.names_of({*found.gone, *late})
    page = {
        "effect": found,
        "digest": without.digest_of([found]),
        "gone": sorted((names[juror], counts) for juror, counts in found.gone.items()),
        "late": sorted((names[juror], juror) for juror in late),
        "early": now() < judged.ends_at,
        "may_act": _may_act(edition, judged),
    }
    return render_template("desk/without.html", edition=edition, round=judged, form=form, **page)


def _jurors(sent: list[str]) -> set[UUID]:
    found = set()
    for text in sent:
        with suppress(ValueError):
            found.add(UUID(text))
    return found


def _may_act(edition: Edition, judged: Round) -> bool:
    organises = Role.ORGANISER in current_user.roles_in(edition.id)
    return organises and judged.is_running and edition.phase is Phase.JUDGING
