"""The formal check: the organiser's list of entries, and the decision on each."""

from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from awards_app.clock import now
from awards_app.editions.models import Edition
from awards_app.editions.phases import Act, may
from awards_app.entries import attachments, pages, queries, service
from awards_app.entries.forms import RejectForm
from awards_app.entries.models import Entry, Status
from awards_app.questionnaire import queries as forms
from awards_app.roles import Role
from awards_app.web.access import allow
from awards_app.web.paging import asked_page

bp = Blueprint("check", __name__, url_prefix="/e/<edition>/check")
ONE = "/<uuid:entry_id>"
SHOWN = (Status.SUBMITTED, Status.ACCEPTED, Status.REJECTED)


@bp.get("/")
@allow(Role.ORGANISER, Role.AUDITOR)
def entries(edition: Edition) -> ResponseReturnValue:
    """Submitted entries, all or those with one status."""
    wish = request.args.get("status", "")
    chosen = [status for status in SHOWN if status.value == wish] or list(SHOWN)
    page = queries.submitted_in(edition, chosen, asked_page())
    counts = queries.count_by_status(edition)
    statuses = {"shown": SHOWN, "counts": counts, "wish": wish if len(chosen) == 1 else ""}
    return render_template("entries/check_list.html", edition=edition, page=page, **statuses)


@bp.get(ONE)
@allow(Role.ORGANISER, Role.AUDITOR)
def entry(edition: Edition, entry_id: UUID) -> ResponseReturnValue:
    """One entry as it was submitted, and the decision on it."""
    return _entry(edition, queries.get_entry(edition, entry_id), RejectForm())


@bp.post(f"{ONE}/accept")
@allow(Role.ORGANISER)
def accept(edition: Edition, entry_id: UUID) -> ResponseReturnValue:
    """Formally in order."""
    found = queries.get_entry(edition, entry_id)
    service.accept(found, by=current_user, at=now())
    flash(_("Entry %(code)s is accepted; the city has been told.", code=found.code), "success")
    return _onward(edition, found)


@bp.post(f"{ONE}/reject")
@allow(Role.ORGANISER)
def reject(edition: Edition, entry_id: UUID) -> ResponseReturnValue:
    """Not in order, for a reason."""
    found = queries.get_entry(edition, entry_id)
    form = RejectForm()
    if not form.validate():
        return _entry(edition, found, form), 422
    service.reject(found, str(form.reason.data), by=current_user, at=now())
    flash(_("Entry %(code)s is rejected; the city has been told why.", code=found.code), "success")
    return _onward(edition, found)


@bp.post(f"{ONE}/undo")
@allow(Role.ORGANISER)
def undo(edition: Edition, entry_id: UUID) -> ResponseReturnValue:
    """Take the decision back."""
    found = queries.get_entry(edition, entry_id)
    service.undo_decision(found, by=current_user, at=now())
    flash(_("The decision on entry %(code)s is undone; the city has been told.", code=found.code), "success")
    return redirect(url_for("check.entry", edition=edition.slug, entry_id=entry_id))


@bp.get(f"{ONE}/versions")
@allow(Role.ORGANISER, Role.AUDITOR)
def versions(edition: Edition, entry_id: UUID) -> ResponseReturnValue:
    """What changed from one submitted version to the next."""
    found = queries.get_entry(edition, entry_id)
    return pages.versions_page(found, url_for("check.entry", edition=edition.slug, entry_id=entry_id))


@bp.get(f"{ONE}/attachments/<uuid:attachment_id>")
@allow(Role.ORGANISER, Role.AUDITOR)
def attachment(edition: Edition, entry_id: UUID, attachment_id: UUID) -> ResponseReturnValue:
    """A file of a submitted entry."""
    found = queries.get_entry(edition, entry_id)
    return attachments.send(queries.get_attachment(found, attachment_id))


def _onward(edition: Edition, decided: Entry) -> ResponseReturnValue:
    """To the next entry that waits, so that a queue can be worked off without going back to the list."""
    waiting = queries.next_waiting(edition, decided)
    if waiting is None:
        return redirect(url_for("check.entries", edition=edition.slug))
    return redirect(url_for("check.entry", edition=edition.slug, entry_id=waiting))


def _entry(edition: Edition, found: Entry, form: RejectForm) -> str:
    page = {"form": form, "questions": forms.questions_of(found.category), "may_decide": may(edition, Act.CHECK, now())}
    return render_template("entries/check_entry.html", edition=edition, entry=found, **page)
