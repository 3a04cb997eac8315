"""The register of cities: for organisers and auditors inside their edition, for administrators beside all of them."""

from uuid import UUID

from flask import Blueprint, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext
from flask_login import current_user

from awards_app.cities import imports, queries, service
from awards_app.cities.forms import CorrectionForm, PopulationsForm, TercForm
from awards_app.cities.models import City, FileKind
from awards_app.cities.plans import Kind
from awards_app.clock import now
from awards_app.errors import BadFile, Refused, Stale
from awards_app.roles import Role
from awards_app.web.access import allow
from awards_app.web.paging import asked_page, asked_words, page_through

bp = Blueprint("cities", __name__)
REGISTER, ADMIN, IMPORTS = "/e/<edition>/cities/", "/admin/cities/", "/admin/cities/imports/"
ONE, FILE = "<uuid:city_id>", f"{IMPORTS}<uuid:file_id>"
READERS = (Role.ORGANISER, Role.AUDITOR, Role.ADMINISTRATOR)


@bp.get(REGISTER)
@bp.get(ADMIN)
@allow(*READERS)
def register(edition: object = None) -> ResponseReturnValue:
    """All cities, or those that a search asks for."""
    wish, chosen = asked_words(), request.args.get("voivodeship", "")
    places = queries.voivodeships()
    chosen = chosen if chosen in places else ""
    search = {"wish": wish, "chosen": chosen, "places": places}
    counts = {"unknown": queries.count_unknown(), "total": queries.count_cities()}
    page = queries.cities_like(wish, chosen, asked_page())
    return render_template("cities/register.html", edition=edition, page=page, **search, **counts)


@bp.get(REGISTER + ONE)
@bp.get(ADMIN + ONE)
@allow(*READERS)
def city(city_id: UUID, edition: object = None) -> ResponseReturnValue:
    """One city with all the populations and names it had, and the form that sets them right."""
    found = queries.get_city(city_id)
    return _city(found, _filled(found))


@bp.post(REGISTER + ONE)
@bp.post(ADMIN + ONE)
@allow(Role.ORGANISER, Role.ADMINISTRATOR)
def correct(city_id: UUID, edition: object = None) -> ResponseReturnValue:
    """Set name, code or population right, with date and source."""
    found, form = queries.get_city(city_id), CorrectionForm(now().date())
    if not form.validate():
        return _city(found, form), 422
    try:
        changed = service.correct(found, form.place(found), form.figure(), by=current_user, at=now())
    except Refused as error:
        form.form_errors.append(str(error))
        return _city(found, form), 409
    flash(_("The register is corrected.") if changed else _("Nothing was changed."), "success" if changed else "info")
    # An address without an edition leaves it out.
    here = g.edition.slug if edition else None
    return redirect(url_for("cities.city", city_id=city_id, edition=here))


def _filled(found: City) -> CorrectionForm:
    """What the register says now; a correction brings its own date and source."""
    return CorrectionForm(
        now().date(), data={"name": found.name, "teryt": found.teryt, "population": found.population or None}
    )


def _city(found: City, form: CorrectionForm) -> str:
    history = {"figures": queries.figures_of(found), "former": queries.former_names_of(found)}
    return render_template("cities/city.html", edition=g.get("edition"), city=found, form=form, **history)


@bp.get(IMPORTS)
@allow(Role.ADMINISTRATOR)
def files() -> ResponseReturnValue:
    """The files that were imported, and the forms for new ones."""
    return _files(TercForm(formdata=None), PopulationsForm(now().date(), formdata=None))


@bp.post(f"{IMPORTS}terc")
@allow(Role.ADMINISTRATOR)
def send_terc() -> ResponseReturnValue:
    """Take the official file in and show what it would change."""
    form = TercForm()
    return _receive(form) or (_files(form, PopulationsForm(now().date(), formdata=None)), 422)


@bp.post(f"{IMPORTS}populations")
@allow(Role.ADMINISTRATOR)
def send_populations() -> ResponseReturnValue:
    """Take a table of populations in and show what it would change."""
    form = PopulationsForm(now().date())
    return _receive(form) or (_files(TercForm(formdata=None), form), 422)


def _receive(form: TercForm | PopulationsForm) -> ResponseReturnValue | None:
    """To the preview; None where the form or the file is refused, which the form then says."""
    if not form.validate():
        return None
    try:
        file = imports.receive(form.sent(), by=current_user, at=now())
    except BadFile as error:
        form.file.errors = [str(error)]
        return None
    return redirect(url_for("cities.file", file_id=file.id))


def _files(terc: TercForm, populations: PopulationsForm) -> str:
    page = queries.files(asked_page())
    return render_template("cities/imports.html", page=page, terc=terc, populations=populations)


@bp.get(FILE)
@allow(Role.ADMINISTRATOR)
def file(file_id: UUID) -> ResponseReturnValue:
    """What a file would change, or did."""
    return _file(file_id)


@bp.post(f"{FILE}/import")
@allow(Role.ADMINISTRATOR)
def confirm(file_id: UUID) -> ResponseReturnValue:
    """Do what the preview showed; a preview that is no longer true is shown anew."""
    found = queries.get_file(file_id)
    try:
        plan = imports.apply(found, request.form.get("shown", ""), by=current_user, at=now())
    except Stale as error:
        return _file(file_id, str(error)), 409
    told = ngettext("Imported: %(num)d city changed.", "Imported: %(num)d cities changed.", plan.changes)
    flash(told, "success")
    return redirect(url_for("cities.file", file_id=file_id))


@bp.post(f"{FILE}/discard")
@allow(Role.ADMINISTRATOR)
def discard(file_id: UUID) -> ResponseReturnValue:
    """Put the file aside."""
    imports.discard(queries.get_file(file_id), by=current_user, at=now())
    flash(_("The file is put aside; nothing was imported."), "success")
    return redirect(url_for("cities.files"))


def _file(file_id: UUID, refused: str = "") -> str:
    found = queries.get_file(file_id)
    plan = imports.plan_of(found)
    wish = request.args.get("kind", "")
    kind = next((one for one in Kind if one.value == wish), None)
    steps = page_through(plan.of_kind(kind), asked_page())
    newer = queries.latest_day(found)
    page = {"plan": plan, "page": steps, "kind": kind, "is_terc": found.kind is FileKind.TERC, "refused": refused}
    return render_template(
        "cities/file.html", file=found, newer=newer if newer and newer.of > found.of else None, **page
    )
