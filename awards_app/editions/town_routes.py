"""“My town is not on the list”: the public form of an edition, and the organiser's queue."""

from uuid import UUID

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from awards_app.cities import queries as cities
from awards_app.clock import now
from awards_app.editions import requests
from awards_app.editions.models import Edition
from awards_app.editions.phases import Act, may
from awards_app.editions.town_forms import KnownTownForm, MissingTownForm, RefusalForm, TownForm
from awards_app.editions.town_models import TownRequest
from awards_app.errors import Refused
from awards_app.roles import Role
from awards_app.web.access import allow, public
from awards_app.web.paging import asked_page

bp = Blueprint("towns", __name__, url_prefix="/e/<edition>")
QUEUE = "/missing-towns"
ONE = f"{QUEUE}/<uuid:request_id>"


@bp.get("/missing-town")
@public
def missing(edition: Edition) -> ResponseReturnValue:
    """The form; who is signed in need not type their name."""
    _require_public(edition)
    person = {"asker": current_user.name, "email": getattr(current_user, "email", "")}
    return render_template("towns/missing.html", edition=edition, form=MissingTownForm(data=person))


@bp.post("/missing-town")
@public
def ask(edition: Edition) -> ResponseReturnValue:
    """Put the town before the organiser."""
    _require_public(edition)
    form = MissingTownForm()
    if not form.validate():
        return render_template("towns/missing.html", edition=edition, form=form), 422
    requests.ask(edition, form.asked(), network=request.remote_addr or "", at=now())
    return redirect(url_for("towns.asked", edition=edition.slug))


@bp.get("/missing-town/thanks")
@public
def asked(edition: Edition) -> ResponseReturnValue:
    """What happens next."""
    _require_public(edition)
    return render_template("towns/asked.html", edition=edition)


def _require_public(edition: Edition) -> None:
    """A draft is nobody's business yet, but for those who prepare it."""
    if not may(edition, Act.READ_CALL, now()) and not current_user.roles_in(edition.id):
        abort(404)


@bp.get(QUEUE)
@allow(Role.ORGANISER, Role.AUDITOR, Role.ADMINISTRATOR)
def queue(edition: Edition) -> ResponseReturnValue:
    """All requests, those that wait first."""
    page = requests.requests_in(edition, asked_page())
    return render_template("towns/queue.html", edition=edition, page=page, waiting=requests.count_waiting(edition))


@bp.get(ONE)
@allow(Role.ORGANISER, Role.AUDITOR, Role.ADMINISTRATOR)
def one(edition: Edition, request_id: UUID) -> ResponseReturnValue:
    """One request, with the three ways to settle it."""
    return _one(edition, requests.get_request(edition, request_id))


@bp.post(f"{ONE}/accept")
@allow(Role.ORGANISER, Role.ADMINISTRATOR)
def accept(edition: Edition, request_id: UUID) -> ResponseReturnValue:
    """The town joins the register."""
    found, form = requests.get_request(edition, request_id), TownForm(now().date())
    if not form.validate():
        return _one(edition, found, town=form), 422
    try:
        city = requests.accept(found, form.place(), form.figure(), by=current_user, at=now())
    except Refused as error:
        form.form_errors.append(str(error))
        return _one(edition, found, town=form), 409
    flash(_("%(city)s is in the register; the asker has been told.", city=city.full_name), "success")
    return redirect(url_for("towns.queue", edition=edition.slug))


@bp.post(f"{ONE}/known")
@allow(Role.ORGANISER, Role.ADMINISTRATOR)
def identify(edition: Edition, request_id: UUID) -> ResponseReturnValue:
    """The town was there all along."""
    found, form = requests.get_request(edition, request_id), KnownTownForm(cities.find_city_by_full_name)
    if not form.validate() or form.found is None:
        return _one(edition, found, known=form), 422
    requests.identify(found, form.found, by=current_user, at=now())
    flash(_("The asker has been told to choose %(city)s.", city=form.found.full_name), "success")
    return redirect(url_for("towns.queue", edition=edition.slug))


@bp.post(f"{ONE}/reject")
@allow(Role.ORGANISER, Role.ADMINISTRATOR)
def reject(edition: Edition, request_id: UUID) -> ResponseReturnValue:
    """The town is not added."""
    found, form = requests.get_request(edition, request_id), RefusalForm()
    if not form.validate():
        return _one(edition, found, refusal=form), 422
    requests.reject(found, str(form.reason.data), by=current_user, at=now())
    flash(_("The request is refused; the asker has been told why."), "success")
    return redirect(url_for("towns.queue", edition=edition.slug))


def _one(edition: Edition, found: TownRequest, **sent: TownForm | KnownTownForm | RefusalForm) -> str:
    """The page of a request; the forms that were not sent are filled from it."""
    alike = cities.cities_like(found.name, "", 1).rows
    said = {"name": found.name, "voivodeship": found.voivodeship, "teryt": found.teryt, "population": found.population}
    meant = {"city": alike[0].full_name if len(alike) == 1 else ""}
    forms = {
        "town": TownForm(now().date(), formdata=None, data=said),
        "known": KnownTownForm(cities.find_city_by_full_name, formdata=None, data=meant),
        "refusal": RefusalForm(formdata=None),
    }
    page = {"alike": alike, "cities": cities.all_cities(), "refused": next(iter(sent.values()), None)}
    return render_template("towns/request.html", edition=edition, request_=found, **page, **forms | sent)
