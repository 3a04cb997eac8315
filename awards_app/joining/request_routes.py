"""The organiser's queue of requests for access, and the domains that are remembered."""

from typing import Any
from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from awards_app.clock import now
from awards_app.editions.models import Edition
from awards_app.errors import Refused
from awards_app.joining import queries, service
from awards_app.joining.domains import is_free
from awards_app.joining.forms import ApproveForm, RefuseForm
from awards_app.joining.models import AccessRequest
from awards_app.roles import Role
from awards_app.team import queries as team
from awards_app.team.service import usual_right
from awards_app.web.access import allow
from awards_app.web.addresses import absolute
from awards_app.web.paging import asked_page

bp = Blueprint("requests", __name__, url_prefix="/e/<edition>/access")
ONE = "/requests/<uuid:request_id>"


@bp.get("/requests")
@allow(Role.ORGANISER, Role.AUDITOR)
def waiting(edition: Edition) -> ResponseReturnValue:
    """Who waits for a decision, and what was decided."""
    found, decided = queries.waiting_in(edition), queries.decided_in(edition, asked_page())
    page = {"waiting": found, "decided": decided, "domains": queries.count_remembered()}
    known = queries.cities_of(one.domain for one in found)
    return render_template("joining/requests.html", edition=edition, known=known, is_free=is_free, **page)


@bp.get(ONE)
@allow(Role.ORGANISER, Role.AUDITOR)
def show(edition: Edition, request_id: UUID) -> ResponseReturnValue:
    """One request, and the decision on it."""
    found = queries.get_request(edition, request_id)
    others = _others(found)
    proposed = {
        "right": usual_right(edition, found.city_id, now()),
        "remember": not others and not is_free(found.domain),
    }
    return _page(edition, found, ApproveForm(data=proposed), RefuseForm(), others=others)


@bp.post(f"{ONE}/approve")
@allow(Role.ORGANISER)
def approve(edition: Edition, request_id: UUID) -> ResponseReturnValue:
    """Let the person in."""
    found = queries.get_request(edition, request_id, hold=True)
    form = ApproveForm()
    if not form.validate():
        return _page(edition, found, form, RefuseForm(formdata=None)), 422
    link = absolute("team.invitation", token="TOKEN")  # noqa: S106
    try:
        service.approve(found, form.approval, link=link, by=current_user, at=now())
    except Refused as refused:
        form.form_errors.append(str(refused))
        return _page(edition, found, form, RefuseForm(formdata=None)), 409
    flash(_("%(name)s is let in; the link is on its way.", name=found.name), "success")
    return _onward(edition)


@bp.post(f"{ONE}/refuse")
@allow(Role.ORGANISER)
def refuse(edition: Edition, request_id: UUID) -> ResponseReturnValue:
    """Say no, for a reason."""
    found = queries.get_request(edition, request_id, hold=True)
    form = RefuseForm()
    if not form.validate():
        return _page(edition, found, ApproveForm(formdata=None), form), 422
    service.refuse(found, str(form.reason.data), by=current_user, at=now())
    flash(_("The request of %(name)s is refused; they have been told why.", name=found.name), "success")
    return _onward(edition)


@bp.get("/domains")
@allow(Role.ORGANISER, Role.AUDITOR)
def domains(edition: Edition) -> ResponseReturnValue:
    """Which domain lets in for which city."""
    return render_template("joining/domains.html", edition=edition, page=queries.remembered(asked_page()))


@bp.post("/domains/<uuid:domain_id>/forget")
@allow(Role.ORGANISER)
def forget(edition: Edition, domain_id: UUID) -> ResponseReturnValue:
    """A domain lets nobody in any more."""
    found = queries.get_domain(domain_id)
    service.forget(found, edition, by=current_user, at=now())
    flash(_("The domain %(domain)s is forgotten.", domain=found.domain), "success")
    return redirect(url_for("requests.domains", edition=edition.slug))


def _others(found: AccessRequest) -> list[str]:
    """The other cities that the domain lets in for."""
    listed = queries.cities_of([found.domain]).get(found.domain, [])
    return [city.full_name for city in listed if city.id != found.city_id]


def _page(edition: Edition, found: AccessRequest, approving: ApproveForm, refusing: RefuseForm, **more: Any) -> str:
    page = {
        "asked": found,
        "others": _others(found),
        "is_free": is_free(found.domain),
        "is_known": queries.find_domain(found.domain, found.city_id) is not None,
        "people": team.representatives_of(found.city_id, edition),
        "held": team.find_representative(found.email, edition),
        "lost": team.find_lost_grant(found.email, edition),
    } | more
    return render_template("joining/request.html", edition=edition, approving=approving, refusing=refusing, **page)


def _onward(edition: Edition) -> ResponseReturnValue:
    """To the next who waits, so that a queue can be worked off without going back to the list."""
    following = queries.next_waiting(edition)
    if following is None:
        return redirect(url_for("requests.waiting", edition=edition.slug))
    return redirect(url_for("requests.show", edition=edition.slug, request_id=following))
