"""One submitted version of an entry, for its city and for those who check it."""

from uuid import UUID

from flask import Blueprint
from flask.typing import ResponseReturnValue
from flask_login import current_user

from awards_app.editions.models import Edition
from awards_app.entries import queries
from awards_app.entries import version_pages as pages
from awards_app.roles import Right, Role
from awards_app.web.access import allow

bp = Blueprint("versions", __name__, url_prefix="/e/<edition>")
ENTERED, CHECKED = "/entries/<uuid:entry_id>/versions/<int:number>", "/check/<uuid:entry_id>/versions/<int:number>"


@bp.get(ENTERED)
@allow(Role.CITY)
def one(edition: Edition, entry_id: UUID, number: int) -> ResponseReturnValue:
    """A version of one's own entry, word for word."""
    entry = queries.entry_of(current_user, edition, entry_id, Right.VIEW)
    return pages.version_page(entry, number, pages.CITY)


@bp.get(CHECKED)
@allow(Role.ORGANISER, Role.AUDITOR)
def checked(edition: Edition, entry_id: UUID, number: int) -> ResponseReturnValue:
    """A version of a submitted entry, word for word."""
    return pages.version_page(queries.get_entry(edition, entry_id), number, pages.ORGANISER)


@bp.get(f"{CHECKED}.pdf")
@allow(Role.ORGANISER, Role.AUDITOR)
def checked_receipt(edition: Edition, entry_id: UUID, number: int) -> ResponseReturnValue:
    """The confirmation that the city has of this version."""
    return pages.receipt_file(queries.get_entry(edition, entry_id), number)
