"""A person asks to represent a city, and confirms the address."""

from flask import Blueprint, abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from awards_app.accounts import limits
from awards_app.cities import queries as cities
from awards_app.cities.models import City
from awards_app.clock import now
from awards_app.editions.models import Edition
from awards_app.editions.phases import Act, Phase, why_not
from awards_app.errors import TooMany
from awards_app.i18n import language
from awards_app.joining import queries, service
from awards_app.joining.forms import AskForm
from awards_app.joining.models import AccessRequest, Outcome
from awards_app.web.access import public
from awards_app.web.addresses import absolute

bp = Blueprint("joining", __name__)
ACCESS = "/e/<edition>/access"


@bp.get(ACCESS)
@public
def ask(edition: Edition) -> ResponseReturnValue:
    """The form, or a sentence why none is to be had. A draft is nobody's business yet."""
    if edition.phase is Phase.DRAFT:
        abort(404)
    return _form(edition, AskForm(cities.find_city_by_full_name))


@bp.post(ACCESS)
@public
def ask_now(edition: Edition) -> ResponseReturnValue:
    """Mail a link; the answer is the same whoever asks, and whatever is known of the address."""
    if edition.phase is Phase.DRAFT:
        abort(404)
    form = AskForm(cities.find_city_by_full_name)
    if not form.validate():
        return _form(edition, form), 422
    try:
        service.count_asking(str(form.email.data), place=request.remote_addr or "", at=now())
    except TooMany as error:
        form.form_errors.append(str(error))
        return _form(edition, form), 429, {"Retry-After": str(error.retry_after)}
    city = cities.find_city_by_full_name(str(form.city.data))
    asked = form.asked(city or abort(404), language())
    service.ask(edition, asked, link=absolute("joining.link", token="TOKEN"), at=now())  # noqa: S106
    return render_template("joining/asked.html", edition=edition, email=form.email.data, city=city)


@bp.get("/access/<token>")
@public
def link(token: str) -> ResponseReturnValue:
    """What the link confirms, or how the request stands."""
    found = queries.find_request(token, now())
    if found is None:
        return render_template("joining/link_over.html"), 404
    if found.outcome is Outcome.DOMAIN:
        return redirect(url_for("team.invitation", token=token))
    return _standing(found)


@bp.post("/access/<token>")
@public
def confirm(token: str) -> ResponseReturnValue:
    """The address is the asker's: they get in, or wait for the organiser."""
    limits.spend({limits.LINK_PLACE: request.remote_addr or ""}, now())
    found = queries.find_request(token, now(), hold=True)
    if found is None:
        return render_template("joining/link_over.html"), 404
    if service.confirm(found, token, at=now()):
        return redirect(url_for("team.invitation", token=token))
    return redirect(url_for("joining.link", token=token))


def _standing(found: AccessRequest) -> str:
    closed = why_not(found.edition, Act.ASK_ACCESS, now())
    return render_template("joining/link.html", asked=found, is_let_in=service.is_let_in(found), closed=closed)


def _form(edition: Edition, form: AskForm) -> str:
    listed: list[City] = cities.all_cities()
    closed = why_not(edition, Act.ASK_ACCESS, now())
    return render_template("joining/ask.html", edition=edition, form=form, cities=listed, closed=closed)
