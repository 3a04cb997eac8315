"""The team of an edition, invitations, and the switch of roles."""

from uuid import UUID

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user, login_user

from awards_app.accounts import limits
from awards_app.accounts import queries as accounts
from awards_app.accounts import service as people
from awards_app.cities import queries as cities
from awards_app.clock import now
from awards_app.editions.models import Edition
from awards_app.errors import Refused
from awards_app.roles import Right, Role
from awards_app.team import queries, service
from awards_app.team.forms import AcceptForm, DeclineForm, InvitationForm
from awards_app.team.models import Invitation
from awards_app.web.access import act_as, allow, public, signed_in
from awards_app.web.addresses import absolute

bp = Blueprint("team", __name__)
TEAM = "/e/<edition>/team"


@bp.get(TEAM)
@allow(Role.ORGANISER, Role.AUDITOR)
def team(edition: Edition) -> ResponseReturnValue:
    """Who holds which role, and who is invited."""
    return _team(edition, InvitationForm(cities.find_city_by_full_name))


@bp.post(TEAM)
@allow(Role.ORGANISER)
def invite(edition: Edition) -> ResponseReturnValue:
    """Mail an invitation."""
    form = InvitationForm(cities.find_city_by_full_name)
    if not form.validate():
        return _team(edition, form), 422
    link = absolute("team.invitation", token="TOKEN")  # noqa: S106
    try:
        service.invite(edition, form.invited, link=link, by=current_user, at=now())
    except Refused as refused:
        form.email.errors = [str(refused)]
        return _team(edition, form), 409
    flash(_("The invitation for %(email)s is on its way.", email=form.email.data), "success")
    return redirect(url_for("team.team", edition=edition.slug))


@bp.post(f"{TEAM}/invitations/<uuid:invitation_id>/withdraw")
@allow(Role.ORGANISER)
def withdraw(edition: Edition, invitation_id: UUID) -> ResponseReturnValue:
    """Make an invitation's link worthless."""
    service.withdraw(queries.get_invitation(edition, invitation_id), by=current_user, at=now())
    flash(_("The invitation is withdrawn; its link no longer works."), "success")
    return redirect(url_for("team.team", edition=edition.slug))


@bp.post(f"{TEAM}/<uuid:grant_id>/revoke")
@allow(Role.ORGANISER)
def revoke(edition: Edition, grant_id: UUID) -> ResponseReturnValue:
    """Take a role away."""
    held = queries.get_grant(edition, grant_id)
    service.revoke(held, by=current_user, at=now())
    flash(_("%(name)s no longer holds this role.", name=held.user.name), "success")
    return redirect(url_for("team.team", edition=edition.slug))


@bp.post("/e/<edition>/role")
@signed_in
def switch_role(edition: Edition) -> ResponseReturnValue:
    """Act in another of one's roles."""
    held = {role.value: role for role in current_user.roles_in(edition.id)}
    role = held.get(request.form.get("role", ""))
    if role is None:
        abort(403)
    act_as(edition.id, role)
    return redirect(url_for("desk.home", edition=edition.slug))


@bp.get("/invitation/<token>")
@public
def invitation(token: str) -> ResponseReturnValue:
    """What the link offers; a person with an account signs in first."""
    found = queries.find_invitation(token, now())
    if found is None:
        return render_template("team/invitation_over.html"), 404
    return _invitation(found, AcceptForm(name=found.name))


@bp.post("/invitation/<token>")
@public
def accept(token: str) -> ResponseReturnValue:
    """Take up the role, with a new account or with one's own."""
    limits.spend({limits.LINK_PLACE: request.remote_addr or ""}, now())
    found = queries.find_invitation(token, now())
    if found is None:
        return render_template("team/invitation_over.html"), 404
    form = AcceptForm()
    if _is_new(found):
        if not form.validate():
            return _invitation(found, form), 422
        return _welcome(found, name=str(form.name.data), password=str(form.password.data))
    if not _is_mine(found):
        return _invitation(found, form), 409
    return _welcome(found, name=current_user.name, password=None)


@bp.post("/invitation/<token>/decline")
@public
def decline(token: str) -> ResponseReturnValue:
    """Say no, with a reason or without; whoever has the link may."""
    limits.spend({limits.LINK_PLACE: request.remote_addr or ""}, now())
    found = queries.find_invitation(token, now())
    if found is None:
        return render_template("team/invitation_over.html"), 404
    form = DeclineForm()
    if not form.validate():
        return _invitation(found, AcceptForm(formdata=None, name=found.name), form), 422
    service.decline(found, form.reason.data or "", at=now())
    return render_template("team/invitation_declined.html", edition=found.edition)


def _welcome(found: Invitation, *, name: str, password: str | None) -> ResponseReturnValue:
    user = service.accept(found, name=name, password=password, at=now())
    if current_user != user:
        login_user(people.sign_in(user, browser=request.user_agent.string, at=now()))
    act_as(found.edition_id, found.role)
    flash(_("Welcome. You now act as: %(role)s.", role=found.role.label), "success")
    return redirect(url_for("desk.home", edition=found.edition.slug))


def _invitation(found: Invitation, form: AcceptForm, declining: DeclineForm | None = None) -> str:
    page = {
        "declining": declining or DeclineForm(formdata=None),
        "is_new": _is_new(found),
        "is_mine": _is_mine(found),
        "elsewhere": _elsewhere(found),
    }
    return render_template("team/invitation.html", invitation=found, form=form, **page)


def _elsewhere(found: Invitation) -> str:
    """Why the person cannot take up the role: they speak for another city; empty when they can."""
    try:
        if found.role is Role.CITY:
            service.refuse_second_city(queries.find_representative(found.email, found.edition), found.city_id)
    except Refused as refused:
        return str(refused)
    return ""


def _is_new(found: Invitation) -> bool:
    return accounts.find_user_by_address(found.email) is None


def _is_mine(found: Invitation) -> bool:
    return bool(current_user.is_authenticated and current_user.email == found.email)


def _team(edition: Edition, form: InvitationForm) -> str:
    page = {"grants": queries.grants_in(edition), "invitations": queries.invitations_in(edition)}
    lists = {"cities": cities.all_cities(), "rights": list(Right)}
    return render_template("team/team.html", edition=edition, form=form, at=now(), **lists, **page)
