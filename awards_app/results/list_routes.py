"""The sealed laureate list: page, exports, announcing. Before the gala every look is recorded."""

from flask import Blueprint, Response, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from awards_app.clock import now
from awards_app.editions.models import Edition
from awards_app.editions.phases import Act, may, require
from awards_app.i18n import language
from awards_app.results import export, labels, laureates, queries, service
from awards_app.results.models import Seal
from awards_app.roles import Role
from awards_app.web.access import allow
from awards_app.web.tables import Cell

bp = Blueprint("laureates", __name__, url_prefix="/e/<edition>/laureates")
KEEPERS = (Role.PRODUCER, Role.CHAIR, Role.ORGANISER, Role.AUDITOR)
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@bp.get("/")
@allow(*KEEPERS)
def show(edition: Edition) -> ResponseReturnValue:
    """The list, the seal, and what can be taken from it."""
    sealed = _seen(edition, "list")
    page = {"awards": laureates.awards_in(sealed), "may_announce": may(edition, Act.ANNOUNCE, now())}
    return render_template("results/laureates.html", edition=edition, seal=sealed, labels=labels, **page)


@bp.get("/export.csv")
@allow(*KEEPERS)
def export_csv(edition: Edition) -> ResponseReturnValue:
    """For spreadsheets; the separator is a comma or a semicolon."""
    separator = export.SEPARATORS.get(request.args.get("separator", "semicolon")) or abort(400)
    sealed = _seen(edition, "csv")
    # A comma that separates cells cannot also part decimals.
    decimal = "," if language() == "pl" and separator == ";" else "."
    return _file(edition, sealed, export.as_csv(_rows(sealed), separator, decimal), "csv", "text/csv; charset=utf-8")


@bp.get("/export.xlsx")
@allow(*KEEPERS)
def export_xlsx(edition: Edition) -> ResponseReturnValue:
    """For Excel, with typed cells."""
    sealed = _seen(edition, "xlsx")
    return _file(edition, sealed, export.as_xlsx(_rows(sealed), export.sheet_title()), "xlsx", XLSX)


@bp.get("/export.json")
@allow(*KEEPERS)
def export_json(edition: Edition) -> ResponseReturnValue:
    """For programs."""
    sealed = _seen(edition, "json")
    content = export.as_json(laureates.awards_in(sealed), sealed.code, sealed.sha256, winners_only=_winners_only())
    return _file(edition, sealed, content, "json", "application/json")


@bp.get("/seal.json")
@allow(*KEEPERS)
def seal_json(edition: Edition) -> ResponseReturnValue:
    """The sealed document itself, byte for byte: its SHA-256 is the seal."""
    sealed = _seen(edition, "seal")
    return _file(edition, sealed, sealed.document.encode(), "seal.json", "application/json")


@bp.post("/announce")
@allow(Role.ORGANISER)
def announce(edition: Edition) -> ResponseReturnValue:
    """Show the laureates to everybody."""
    service.announce(edition, by=current_user, at=now())
    flash(_("The laureates are public."), "success")
    return redirect(url_for("public.edition", edition=edition.slug))


def _seen(edition: Edition, what: str) -> Seal:
    require(edition, Act.READ_SEAL, now())
    sealed = queries.find_seal(edition) or abort(404)
    service.note_look(edition, sealed, what, by=current_user, at=now())
    return sealed


def _winners_only() -> bool:
    return request.args.get("all") != "1"


def _rows(sealed: Seal) -> list[list[Cell]]:
    names = {laurel.value: str(label) for laurel, label in labels.LAURELS.items()}
    return export.rows_of(laureates.awards_in(sealed), names, winners_only=_winners_only())


def _file(edition: Edition, sealed: Seal, content: bytes, ending: str, media_type: str) -> Response:
    answer = Response(content, content_type=media_type)
    name = f"{edition.slug}-laureates-{sealed.code}.{ending}"
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer
