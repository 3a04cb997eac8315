"""Nominations: the organiser proposes an entry of a city, the city agrees or declines."""

from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from awards_app.cities import queries as cities
from awards_app.clock import now
from awards_app.editions.models import Edition
from awards_app.editions.phases import Act, why_not
from awards_app.entries import nominations, pages, queries
from awards_app.entries.drafts import AlreadyBegun
from awards_app.entries.forms import NominationForm
from awards_app.entries.nominations import Nomination
from awards_app.errors import Refused, TooLate
from awards_app.roles import Right, Role
from awards_app.web.access import allow

bp = Blueprint("nominations", __name__, url_prefix="/e/<edition>/nominations")
bp.register_error_handler(TooLate, pages.late_page)


@bp.get("/")
@allow(Role.ORGANISER, Role.AUDITOR)
def overview(edition: Edition) -> ResponseReturnValue:
    """What was nominated, and what the cities answered."""
    page = {"entries": queries.nominated_in(edition), "declined": nominations.declined_in(edition)}
    closed = why_not(edition, Act.ENTER, now())
    return render_template("entries/nominations.html", edition=edition, closed=closed, **page)


@bp.get("/new")
@allow(Role.ORGANISER)
def new(edition: Edition) -> ResponseReturnValue:
    """Propose an entry."""
    return _new(edition, NominationForm(cities.find_city_by_full_name))


@bp.post("/new")
@allow(Role.ORGANISER)
def nominate(edition: Edition) -> ResponseReturnValue:
    """Begin the draft and ask the city."""
    categories = pages.scored(edition)
    form = NominationForm(cities.find_city_by_full_name).offer(categories)
    if not form.validate():
        return _new(edition, form), 422
    chosen = next(category for category in categories if category.id == form.category.data)
    wish = Nomination(form.found, chosen, str(form.title.data), str(form.reason.data), form.key_for(current_user))
    try:
        nominations.nominate(edition, wish, by=current_user, at=now())
    except AlreadyBegun:
        pass  # Sent twice, as by a double click: the first one asked the city.
    except Refused as error:
        form.form_errors.append(str(error))
        return _new(edition, form), 409
    flash(_("%(city)s has been asked for its consent.", city=form.found.full_name), "success")
    return redirect(url_for("nominations.overview", edition=edition.slug))


@bp.post("/<uuid:entry_id>/agree")
@allow(Role.CITY)
def agree(edition: Edition, entry_id: UUID) -> ResponseReturnValue:
    """The city takes the nomination up."""
    entry = queries.entry_of(current_user, edition, entry_id, Right.SUBMIT)
    nominations.agree(entry, by=current_user, at=now())
    flash(_("You agreed to the nomination. Complete the entry and submit it before the deadline."), "success")
    return redirect(pages.url_of(entry, "drafts.edit"))


@bp.post("/<uuid:entry_id>/decline")
@allow(Role.CITY)
def decline(edition: Edition, entry_id: UUID) -> ResponseReturnValue:
    """The city does not want it."""
    nominations.decline(queries.entry_of(current_user, edition, entry_id, Right.SUBMIT), by=current_user, at=now())
    flash(_("You declined the nomination; the organiser has been told."), "success")
    return redirect(url_for("entries.mine", edition=edition.slug))


def _new(edition: Edition, form: NominationForm) -> str:
    shown = form.offer(pages.scored(edition))
    return render_template("entries/nominate.html", edition=edition, form=shown, cities=cities.all_cities())
