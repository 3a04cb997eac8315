"""A city enters: its entries, attachments, submitting."""

from typing import Any
from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from awards_app.clock import now
from awards_app.editions import queries as editions
from awards_app.editions.models import Edition
from awards_app.entries import (
    attachments,
    correcting,
    drafts,
    holding,
    meanwhile,
    moving,
    pages,
    queries,
    readiness,
    service,
    withdrawing,
)
from awards_app.entries.models import Entry, EntryVersion, Status
from awards_app.entries.standing import state_of
from awards_app.entries.version_pages import CITY, receipt_file, versions_page
from awards_app.entries.writing import Deleted
from awards_app.errors import Refused, TooLate
from awards_app.questionnaire import queries as forms
from awards_app.roles import Right, Role
from awards_app.team import queries as team
from awards_app.web.access import allow

bp = Blueprint("entries", __name__, url_prefix="/e/<edition>/entries")
ONE = "/<uuid:entry_id>"
bp.register_error_handler(TooLate, pages.late_page)
bp.register_error_handler(Deleted, pages.deleted_page)


@bp.get("/")
@allow(Role.CITY)
def mine(edition: Edition) -> ResponseReturnValue:
    """All entries of the representative's city."""
    grant = team.find_grant(current_user, edition, Role.CITY)
    at = now()
    city = grant.city if grant else None
    key = city.id if city else None
    page: dict[str, Any] = {
        "city": city,
        "closed": pages.closed_to(edition, key),
        "due": editions.due_for(edition, key),
    }
    page["right"] = grant.right if grant else Right.VIEW
    asked = forms.questions_in(edition)

    def share(entry: Entry) -> int:
        return readiness.share_done(entry, asked.get(entry.category_id, []))

    entries = queries.entries_of(current_user, edition)
    page["holdable"] = holding.fields_in(edition)
    page |= {"states": {one.id: state_of(one, at) for one in entries}, "moves": moving.proposed_among(entries)}
    return render_template("entries/mine.html", edition=edition, entries=entries, share=share, **page)


@bp.get(ONE)
@allow(Role.CITY)
def show(edition: Edition, entry_id: UUID) -> ResponseReturnValue:
    """The entry as the jury will read it, what is missing, and the act that is next."""
    return pages.show_page(meanwhile.entry_of(current_user, edition, entry_id, Right.VIEW))


@bp.post(f"{ONE}/submit")
@allow(Role.CITY)
def submit(edition: Edition, entry_id: UUID) -> ResponseReturnValue:
    """Hand the entry in, or its correction."""
    entry = queries.entry_of(current_user, edition, entry_id, Right.SUBMIT)
    try:
        version = _handed_in(entry)
    except Deleted:
        raise
    except Refused:
        # Sent twice, as by a double click: the first one did it, and its receipt is the answer to both.
        if entry.status is not Status.SUBMITTED:
            raise
        version = entry.versions[-1]
    told = _("Entry %(code)s is submitted (version %(version)d).", code=entry.code, version=version.number)
    flash(told + " " + _("The confirmation is also in your mail."), "success")
    return redirect(pages.url_of(entry, "entries.show"))


def _handed_in(entry: Entry) -> EntryVersion:
    if entry.status is Status.RETURNED:
        return correcting.resubmit(entry, by=current_user, at=now())
    return service.submit(entry, by=current_user, at=now(), accepts=request.form.get("rules", type=int))


@bp.post(f"{ONE}/take-back")
@allow(Role.CITY)
def take_back(edition: Edition, entry_id: UUID) -> ResponseReturnValue:
    """Back to a draft."""
    entry = queries.entry_of(current_user, edition, entry_id, Right.SUBMIT)
    service.take_back(entry, by=current_user, at=now())
    flash(_("The entry is a draft again. Remember to submit it before the deadline."), "warning")
    return redirect(pages.url_of(entry, "drafts.edit"))


@bp.post(f"{ONE}/withdraw")
@allow(Role.CITY)
def withdraw(edition: Edition, entry_id: UUID) -> ResponseReturnValue:
    """Out of the contest."""
    entry = queries.entry_of(current_user, edition, entry_id, Right.SUBMIT)
    withdrawing.withdraw(entry, by=current_user, at=now())
    flash(_("Entry %(code)s is withdrawn; it no longer takes part.", code=entry.code), "success")
    return redirect(pages.url_of(entry, "entries.show"))


@bp.get(f"{ONE}/versions")
@allow(Role.CITY)
def versions(edition: Edition, entry_id: UUID) -> ResponseReturnValue:
    """The submitted versions, and what changed from one to another."""
    return versions_page(queries.entry_of(current_user, edition, entry_id, Right.VIEW), CITY)


@bp.get(f"{ONE}/receipt/<int:number>.pdf")
@allow(Role.CITY)
def receipt(edition: Edition, entry_id: UUID, number: int) -> ResponseReturnValue:
    """The confirmation of a submitted version as PDF, in the language of the page."""
    return receipt_file(queries.entry_of(current_user, edition, entry_id, Right.VIEW), number)


@bp.post(f"{ONE}/move/accept")
@allow(Role.CITY)
def accept_move(edition: Edition, entry_id: UUID) -> ResponseReturnValue:
    """Agree that the entry moves to the proposed category."""
    entry = queries.entry_of(current_user, edition, entry_id, Right.SUBMIT)
    moving.accept(entry, request.args.get("move", type=UUID), by=current_user, at=now())
    flash(_("The entry is now in the category “%(category)s”.", category=entry.category.name), "success")
    return redirect(pages.url_of(entry, "entries.show"))


@bp.post(f"{ONE}/move/decline")
@allow(Role.CITY)
def decline_move(edition: Edition, entry_id: UUID) -> ResponseReturnValue:
    """The entry stays where it is."""
    entry = queries.entry_of(current_user, edition, entry_id, Right.SUBMIT)
    moving.decline(entry, request.args.get("move", type=UUID), by=current_user, at=now())
    flash(_("The entry stays in its category; the organiser sees your answer."), "success")
    return redirect(pages.url_of(entry, "entries.show"))


@bp.post(f"{ONE}/delete")
@allow(Role.CITY)
def delete(edition: Edition, entry_id: UUID) -> ResponseReturnValue:
    """Throw a draft away."""
    drafts.delete(queries.entry_of(current_user, edition, entry_id, Right.SUBMIT), by=current_user, at=now())
    flash(_("The draft is deleted."), "success")
    return redirect(url_for("entries.mine", edition=edition.slug))


@bp.get(f"{ONE}/attachments/<uuid:attachment_id>")
@allow(Role.CITY)
def attachment(edition: Edition, entry_id: UUID, attachment_id: UUID) -> ResponseReturnValue:
    """A file of one's own entry."""
    entry = queries.entry_of(current_user, edition, entry_id, Right.VIEW)
    return attachments.send(queries.get_attachment(entry, attachment_id))
