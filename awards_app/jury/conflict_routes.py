"""Conflicts of interest: jurors declare their own, cities name them, organisers decide and see what it does."""

from typing import Any
from uuid import UUID

from flask import Blueprint, abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from awards_app.accounts.models import User
from awards_app.cities import queries as cities
from awards_app.clock import now
from awards_app.editions import queries as editions
from awards_app.editions.models import Edition
from awards_app.editions.phases import Act, may
from awards_app.entries import queries as entries
from awards_app.errors import Refused
from awards_app.jury import conflict_queries as queries
from awards_app.jury import conflicts
from awards_app.jury.conflict_forms import AboutForm, NamingForm, OrganiserForm
from awards_app.jury.conflict_models import Source
from awards_app.jury.conflicts import About, Tie
from awards_app.roles import Right, Role
from awards_app.team import queries as team
from awards_app.web.access import allow

bp = Blueprint("conflicts", __name__, url_prefix="/e/<edition>")


@bp.get("/jury/conflicts")
@allow(Role.JUROR)
def mine(edition: Edition) -> ResponseReturnValue:
    """What the juror declared, and a form for a whole city or category."""
    return _mine(edition, _about_form(edition))


@bp.post("/jury/conflicts")
@allow(Role.JUROR)
def declare(edition: Edition) -> ResponseReturnValue:
    """Step back from a city or a category."""
    form = _about_form(edition)
    if not form.validate():
        return _mine(edition, form), 422
    try:
        tie = Tie(current_user, form.subject, form.reason)
        conflicts.name(edition, tie, by=current_user, at=now())
    except Refused as error:
        form.form_errors.append(str(error))
        return _mine(edition, form), 409
    flash(_("You no longer judge it. The organiser has been told."), "success")
    return redirect(url_for("conflicts.mine", edition=edition.slug))


def _about_form(edition: Edition) -> AboutForm:
    # All cities of the entries that take part would tell which ones do: every town of the register can be named.
    return AboutForm().offer(cities.all_cities(), _categories(edition))


def _categories(edition: Edition) -> list[Any]:
    return [one for one in editions.categories_in(edition) if not one.by_resolution]


def _mine(edition: Edition, form: AboutForm) -> str:
    page = {"declared": queries.conflicts_of(current_user.id, edition), "may_name": _may_name(edition)}
    return render_template("conflicts/mine.html", edition=edition, form=form, **page)


@bp.get("/city/conflicts")
@allow(Role.CITY)
def of_city(edition: Edition) -> ResponseReturnValue:
    """The jurors, and what the city named."""
    return _of_city(edition, NamingForm().offer(_jurors(edition)))


@bp.post("/city/conflicts")
@allow(Role.CITY)
def name(edition: Edition) -> ResponseReturnValue:
    """A city names a juror who has a tie to it."""
    grant = team.find_grant(current_user, edition, Role.CITY) or abort(404)
    if grant.city_id is None or grant.right is None or not grant.right.covers(Right.SUBMIT):
        abort(403)
    form = NamingForm().offer(_jurors(edition))
    if not form.validate():
        return _of_city(edition, form), 422
    juror, about = _juror(edition, str(form.juror.data)), About(city_id=grant.city_id)
    try:
        conflicts.name(edition, Tie(juror, about, form.reason, Source.CITY), by=current_user, at=now())
    except Refused as error:
        form.form_errors.append(str(error))
        return _of_city(edition, form), 409
    flash(_("The organiser decides; the juror is not told who named them."), "success")
    return redirect(url_for("conflicts.of_city", edition=edition.slug))


def _of_city(edition: Edition, form: NamingForm) -> str:
    grant = team.find_grant(current_user, edition, Role.CITY) or abort(404)
    named = queries.named_by_city(grant.city_id, edition) if grant.city_id else []
    may_submit = grant.right is not None and grant.right.covers(Right.SUBMIT)
    page = {"named": named, "city": grant.city, "may_name": may_submit and _may_name(edition)}
    return render_template("conflicts/city.html", edition=edition, form=form, **page)


@bp.get("/conflicts")
@allow(Role.ORGANISER, Role.AUDITOR)
def overview(edition: Edition) -> ResponseReturnValue:
    """All conflicts, those to decide first, and which entries have too few jurors because of them."""
    return _overview(edition, _organiser_form(edition))


@bp.post("/conflicts")
@allow(Role.ORGANISER)
def add(edition: Edition) -> ResponseReturnValue:
    """The organiser keeps a juror from something."""
    form = _organiser_form(edition)
    if not form.validate():
        return _overview(edition, form), 422
    juror = _juror(edition, str(form.juror.data))
    try:
        tie = Tie(juror, form.subject, form.reason, Source.ORGANISER)
        conflicts.name(edition, tie, by=current_user, at=now())
    except Refused as error:
        form.form_errors.append(str(error))
        return _overview(edition, form), 409
    flash(_("The juror is kept from it."), "success")
    return redirect(url_for("conflicts.overview", edition=edition.slug))


@bp.post("/conflicts/<uuid:conflict_id>/<verdict>")
@allow(Role.ORGANISER)
def decide(edition: Edition, conflict_id: UUID, verdict: str) -> ResponseReturnValue:
    """Uphold or dismiss it."""
    if verdict not in {"uphold", "dismiss"}:
        abort(404)
    found = queries.get_conflict(edition, conflict_id)
    conflicts.decide(found, verdict == "uphold", by=current_user, at=now())
    flash(_("The conflict is upheld.") if verdict == "uphold" else _("The conflict is dismissed."), "success")
    return redirect(url_for("conflicts.overview", edition=edition.slug))


def _organiser_form(edition: Edition) -> OrganiserForm:
    form = OrganiserForm()
    form.offer(_jurors(edition))
    accepted = entries.accepted_in(edition)
    entering = {entry.city_id: entry.city for entry in accepted}.values()
    return form.offer_subjects(sorted(entering, key=lambda one: one.sort_key), _categories(edition), accepted)


def _overview(edition: Edition, form: OrganiserForm) -> str:
    page = {
        "listed": queries.conflicts_in(edition),
        "effects": conflicts.effects_in(edition),
        "may_decide": Role.ORGANISER in current_user.roles_in(edition.id) and may(edition, Act.DECIDE_CONFLICT, now()),
    }
    return render_template("conflicts/overview.html", edition=edition, form=form, **page)


def _jurors(edition: Edition) -> list[User]:
    return [grant.user for grant in team.grants_in(edition, Role.JUROR)]


def _juror(edition: Edition, key: str) -> User:
    return next(one for one in _jurors(edition) if str(one.id) == key)


def _may_name(edition: Edition) -> bool:
    return may(edition, Act.NAME_CONFLICT, now())
