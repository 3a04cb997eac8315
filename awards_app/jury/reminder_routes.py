"""Reminders: whom they would reach, who was reminded when, and the days on which they go by themselves."""

from contextlib import suppress
from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext
from flask_login import current_user

from awards_app.clock import now
from awards_app.editions.models import Edition
from awards_app.editions.phases import Act, may
from awards_app.errors import Stale
from awards_app.jury import reminder_queries as queries
from awards_app.jury import reminding
from awards_app.jury import round_queries as rounds
from awards_app.jury.reminder_forms import DaysForm, RemindForm
from awards_app.jury.round_models import Round
from awards_app.roles import Role
from awards_app.web.access import allow

bp = Blueprint("reminders", __name__, url_prefix="/e/<edition>/reminders")
SHOWN = 50


@bp.get("")
@allow(Role.ORGANISER, Role.AUDITOR)
def overview(edition: Edition) -> ResponseReturnValue:
    """Who has something to do, and what each would be told; of one round, where the address names it."""
    return _page(edition, RemindForm(formdata=None), DaysForm.of(edition.reminder_days))


@bp.post("")
@allow(Role.ORGANISER)
def remind(edition: Edition) -> ResponseReturnValue:
    """Send the reminders that were seen."""
    form = RemindForm()
    if not form.validate():
        return _page(edition, form, DaysForm.of(edition.reminder_days)), 422
    try:
        told = reminding.remind(edition, _chosen(form), str(form.read.data), by=current_user, at=now())
    except Stale as error:
        form.form_errors.append(str(error))
        return _page(edition, form, DaysForm.of(edition.reminder_days)), 409
    flash(ngettext("%(num)d juror is reminded.", "%(num)d jurors are reminded.", len(told)), "success")
    return redirect(url_for("reminders.overview", edition=edition.slug))


@bp.post("/days")
@allow(Role.ORGANISER)
def set_days(edition: Edition) -> ResponseReturnValue:
    """On which days they go by themselves."""
    form = DaysForm()
    if not form.validate():
        return _page(edition, RemindForm(formdata=None), form), 422
    reminding.set_days(edition, form.chosen, by=current_user, at=now())
    flash(_("The days of reminders are saved."), "success")
    return redirect(url_for("reminders.overview", edition=edition.slug, _anchor="automatic"))


def _chosen(form: RemindForm) -> set[UUID]:
    chosen = set()
    for one in form.juror.data or []:
        with suppress(ValueError):
            chosen.add(UUID(one))
    return chosen


def _page(edition: Edition, form: RemindForm, days: DaysForm) -> str:
    judged = _asked_round(edition)
    owing = [one for one in queries.owing_in(edition, now()) if queries.holds_up(one, judged)]
    organises = Role.ORGANISER in current_user.roles_in(edition.id)
    page = {
        "owing": owing,
        "round": judged,
        "digest": queries.digest_of(owing),
        "digests": {one.juror.id: queries.digest_of([one]) for one in owing},
        "history": queries.reminders_in(edition, SHOWN),
        "may_remind": organises and may(edition, Act.SCORE, now()),
        "may_set": organises and may(edition, Act.SET_REMINDERS, now()),
    }
    return render_template("reminders/overview.html", edition=edition, form=form, days=days, **page)


def _asked_round(edition: Edition) -> Round | None:
    with suppress(ValueError):
        return rounds.get_round(edition, UUID(request.args["round"])) if request.args.get("round") else None
    return None
