"""The queue of the formal check: the organiser's list of entries, the same as a table, and comparing all anew."""

from flask import Blueprint, Response, abort, flash, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from awards_app.clock import now
from awards_app.editions import queries as editions
from awards_app.editions.models import Edition
from awards_app.editions.phases import Act, may
from awards_app.entries import check_pages as pages
from awards_app.entries import export, findings, moving, queue
from awards_app.entries.queue import ORDERS, SHOWN, Wish
from awards_app.entries.standing import WAITING, as_submitted, state_of
from awards_app.roles import Role
from awards_app.web import tables
from awards_app.web.access import allow
from awards_app.web.paging import asked_page

bp = Blueprint("queue", __name__, url_prefix="/e/<edition>/check")


@bp.get("/")
@allow(Role.ORGANISER, Role.AUDITOR)
def entries(edition: Edition) -> ResponseReturnValue:
    """Submitted entries, all or those that the filters name."""
    at, wish = now(), Wish.of(request.args)
    found = queue.page(edition, wish, asked_page(), at)
    counts = queue.count(edition, at)
    page = {
        "page": found,
        "wish": wish,
        "shown": SHOWN,
        "counts": counts,
        "waiting": sum(counts[one] for one in WAITING),
        "states": {one.id: state_of(one, at) for one in found.rows},
        "titles": {one.id: as_submitted(one).title for one in found.rows},
        "alike": findings.count_among(found.rows),
        "moves": moving.proposed_among(found.rows),
        "categories": [one for one in editions.categories_in(edition) if not one.by_resolution],
        "classes": [one for one in editions.classes_in(edition) if one.name],
        "orders": ORDERS,
        "following": queue.next_waiting(edition, at),
        "may_check": may(edition, Act.CHECK, at),
    }
    return render_template("entries/check_list.html", edition=edition, **page)


@bp.get("/entries.<kind>")
@allow(Role.ORGANISER, Role.AUDITOR)
def table(edition: Edition, kind: str) -> ResponseReturnValue:
    """What the filters show, all pages of it, for a spreadsheet."""
    if kind not in {"csv", "xlsx"}:
        abort(404)
    found = queue.entries(edition, Wish.of(request.args), now())
    facts = pages.table_of(edition, found)
    columns, rows = export.columns_of(facts), export.rows_of(found, facts)
    if kind == "csv":
        return _file(tables.as_csv(columns, rows), "text/csv; charset=utf-8", f"{edition.slug}-entries.csv")
    return _file(tables.as_xlsx(columns, rows, _("Entries")), tables.XLSX, f"{edition.slug}-entries.xlsx")


@bp.post("/compare")
@allow(Role.ORGANISER)
def compare(edition: Edition) -> ResponseReturnValue:
    """Compare all entries anew, as after an import of past editions."""
    findings.compare_all(edition, by=current_user, at=now())
    flash(_("All entries are compared with each other and with those of past editions."), "success")
    return redirect(url_for("queue.entries", edition=edition.slug, alike=1))


def _file(content: bytes, media_type: str, name: str) -> Response:
    answer = make_response(content)
    answer.headers["Content-Type"] = media_type
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer
