"""The populations that count in an edition, and the correction of one with its effect on entries shown first."""

from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext
from flask_login import current_user

from awards_app.cities import queries as cities
from awards_app.clock import now
from awards_app.editions import frozen
from awards_app.editions.models import Edition
from awards_app.editions.phases import Act, why_not
from awards_app.editions.town_forms import CountedPopulationForm
from awards_app.editions.town_models import FrozenPopulation
from awards_app.entries import classes
from awards_app.errors import Refused
from awards_app.roles import Role
from awards_app.web.access import allow
from awards_app.web.paging import asked_page, asked_words

bp = Blueprint("populations", __name__, url_prefix="/e/<edition>/populations")
ONE = "/<uuid:frozen_id>"


@bp.get("/")
@allow(Role.ORGANISER, Role.AUDITOR, Role.ADMINISTRATOR)
def counted(edition: Edition) -> ResponseReturnValue:
    """The figures that count in this edition, corrected ones first."""
    wish, chosen = asked_words(), request.args.get("voivodeship", "")
    places = cities.voivodeships()
    chosen = chosen if chosen in places else ""
    page = {"wish": wish, "chosen": chosen, "places": places, "closed": why_not(edition, Act.SET_POPULATION, now())}
    rows = frozen.frozen_in(edition, wish, chosen, asked_page())
    return render_template("populations/counted.html", edition=edition, page=rows, **page)


@bp.get(ONE)
@allow(Role.ORGANISER, Role.AUDITOR, Role.ADMINISTRATOR)
def one(edition: Edition, frozen_id: UUID) -> ResponseReturnValue:
    """One figure, the entries that depend on it, and the form for another one."""
    found = frozen.get_frozen(edition, frozen_id)
    return _one(edition, found, CountedPopulationForm(formdata=None))


@bp.post(ONE)
@allow(Role.ORGANISER, Role.ADMINISTRATOR)
def correct(edition: Edition, frozen_id: UUID) -> ResponseReturnValue:
    """First show what another figure would do; then, sent once more, do it."""
    found, form = frozen.get_frozen(edition, frozen_id), CountedPopulationForm()
    if not form.validate():
        return _one(edition, found, form), 422
    population, reason = int(form.population.data or 0), str(form.reason.data)
    if request.form.get("shown") != str(population):
        return _one(edition, found, form, wish=population)
    try:
        moved = classes.correct_population(found, population, reason, by=current_user, at=now())
    except Refused as error:
        form.form_errors += [str(error), *map(str, getattr(error, "problems", ()))]
        return _one(edition, found, form), 409
    told = ngettext("%(num)d entry changed its class.", "%(num)d entries changed their class.", len(moved))
    flash(f"{_('The population is corrected for this edition.')} {told}", "success")
    return redirect(url_for("populations.one", edition=edition.slug, frozen_id=frozen_id))


def _one(edition: Edition, found: FrozenPopulation, form: CountedPopulationForm, wish: int = 0) -> str:
    page = {
        "effects": classes.effects_of(found, wish or found.population),
        "wish": wish,
        "closed": why_not(edition, Act.SET_POPULATION, now()),
    }
    return render_template("populations/one.html", edition=edition, figure=found, form=form, **page)
