"""A city's own page, and what its representatives and the organiser change there."""

from typing import Any
from uuid import UUID

from flask import Blueprint, abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from awards_app.cities import queries as cities
from awards_app.clock import now
from awards_app.desk.city import page_for_organiser, page_for_representative
from awards_app.desk.city_forms import ColleagueForm
from awards_app.editions.models import Edition
from awards_app.entries import representatives
from awards_app.entries.representatives import require_right
from awards_app.errors import Refused
from awards_app.roles import Right, Role
from awards_app.team import queries as team
from awards_app.team import service as roles
from awards_app.team.forms import RightForm
from awards_app.team.models import Grant
from awards_app.web.access import allow
from awards_app.web.addresses import absolute

bp = Blueprint("city", __name__, url_prefix="/e/<edition>")
ONE = "/city/people/<uuid:grant_id>"


@bp.get("/city")
@allow(Role.CITY)
def own(edition: Edition) -> ResponseReturnValue:
    """The page of the city that the person represents."""
    held = require_right(current_user, edition, Right.VIEW)
    return _own(edition, held, ColleagueForm(held.right or Right.VIEW))


@bp.get("/city/<uuid:city_id>")
@allow(Role.ORGANISER, Role.AUDITOR)
def show(edition: Edition, city_id: UUID) -> ResponseReturnValue:
    """The same for those who oversee the edition, to read."""
    page = page_for_organiser(cities.get_city(city_id), edition, current_user)
    return render_template("desk/city.html", edition=edition, page=page, own=None, at=now())


@bp.post("/city/people")
@allow(Role.CITY)
def invite(edition: Edition) -> ResponseReturnValue:
    """Invite a colleague to the same city."""
    held = require_right(current_user, edition, Right.SUBMIT)
    form = ColleagueForm(held.right or Right.VIEW)
    if not form.validate():
        return _own(edition, held, form), 422
    link = absolute("team.invitation", token="TOKEN")  # noqa: S106
    try:
        roles.invite(edition, form.invited(held), link=link, by=current_user, at=now())
    except Refused as refused:
        form.email.errors = [str(refused)]
        return _own(edition, held, form), 409
    flash(_("The invitation for %(email)s is on its way.", email=form.email.data), "success")
    return _back(edition)


@bp.post("/city/invitations/<uuid:invitation_id>/withdraw")
@allow(Role.CITY)
def withdraw(edition: Edition, invitation_id: UUID) -> ResponseReturnValue:
    """Make the link of an invitation to the same city worthless."""
    held = require_right(current_user, edition, Right.SUBMIT)
    invited = team.invitations_of_city(held.city_id or abort(404), edition)
    found = next((one for one in invited if one.id == invitation_id), None)
    roles.withdraw(found or abort(404), by=current_user, at=now())
    flash(_("The invitation is withdrawn; its link no longer works."), "success")
    return _back(edition)


@bp.post(f"{ONE}/right")
@allow(Role.CITY)
def change_right(edition: Edition, grant_id: UUID) -> ResponseReturnValue:
    """Let a colleague do more or less."""
    held = require_right(current_user, edition, Right.SUBMIT)
    _change(representatives.colleague_of(held, grant_id))
    return _back(edition)


@bp.post(f"{ONE}/end")
@allow(Role.CITY)
def end(edition: Edition, grant_id: UUID) -> ResponseReturnValue:
    """End a colleague's access, or one's own."""
    held = require_right(current_user, edition, Right.VIEW)
    if held.id != grant_id:
        require_right(current_user, edition, Right.SUBMIT)
    found = representatives.colleague_of(held, grant_id)
    representatives.end(found, by=current_user, at=now())
    if found.user_id == current_user.id:
        flash(_("You no longer represent %(city)s.", city=found.city.full_name if found.city else ""), "success")
        return redirect(url_for("public.edition", edition=edition.slug))
    flash(_("%(name)s no longer has access.", name=found.user.name), "success")
    return _back(edition)


@bp.post("/team/<uuid:grant_id>/right")
@allow(Role.ORGANISER)
def set_right(edition: Edition, grant_id: UUID) -> ResponseReturnValue:
    """The organiser lets a representative do more or less."""
    _change(team.get_grant(edition, grant_id))
    return redirect(url_for("team.team", edition=edition.slug))


def _change(found: Grant) -> None:
    form = RightForm()
    if not form.validate():
        abort(422)
    representatives.change_right(found, form.right.data, by=current_user, at=now())
    flash(_("%(name)s has the right: %(right)s.", name=found.user.name, right=form.right.data.label), "success")


def _own(edition: Edition, held: Grant, form: ColleagueForm) -> str:
    page: dict[str, Any] = {"own": held, "form": form, "rights": list(Right), "at": now()}
    found = page_for_representative(held.city or abort(404), edition, current_user)
    return render_template("desk/city.html", edition=edition, page=found, **page)


def _back(edition: Edition) -> ResponseReturnValue:
    return redirect(url_for("city.own", edition=edition.slug))
