"""The formal check of one entry: its checklist, the decision, a return for correction, a move, findings."""

from typing import Any
from uuid import UUID

from flask import Blueprint, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from awards_app.clock import now
from awards_app.editions.models import Edition
from awards_app.entries import attachments, checking, checklist, correcting, doubts, findings, moving, queries, queue
from awards_app.entries import check_pages as pages
from awards_app.entries.check_forms import AcceptForm, MoveForm, RejectForm, ReturnForm, tick_form
from awards_app.entries.models import Entry
from awards_app.entries.version_pages import ORGANISER, versions_page
from awards_app.errors import Refused, Stale
from awards_app.questionnaire import queries as forms
from awards_app.roles import Role
from awards_app.web.access import allow

bp = Blueprint("check", __name__, url_prefix="/e/<edition>/check")
ONE = "/<uuid:entry_id>"


@bp.get(ONE)
@allow(Role.ORGANISER, Role.AUDITOR)
def entry(edition: Edition, entry_id: UUID) -> ResponseReturnValue:
    """One entry as it was submitted, and the decision on it."""
    return pages.entry_page(edition, queries.get_entry(edition, entry_id))


@bp.post(f"{ONE}/checklist")
@allow(Role.ORGANISER)
def tick(edition: Edition, entry_id: UUID) -> ResponseReturnValue:
    """Keep what was looked at."""
    found = queries.get_entry(edition, entry_id)
    lines = checklist.lines_of(found)
    form = tick_form(lines)
    if not form.validate():
        return pages.entry_page(edition, found, ticking=form), 422
    try:
        checklist.tick(found, form.looked(lines), seen=_seen(), by=current_user, at=now())
    except Stale as error:
        form.form_errors.append(str(error))
        return pages.entry_page(edition, found, ticking=pages.ticked(form, checklist.lines_of(found))), 409
    flash(_("The checklist is saved."), "success")
    return redirect(_url(found) + "#checklist")


@bp.post(f"{ONE}/accept")
@allow(Role.ORGANISER)
def accept(edition: Edition, entry_id: UUID) -> ResponseReturnValue:
    """Formally in order."""
    found, form = queries.get_entry(edition, entry_id), AcceptForm()
    if doubts.about(found) and not form.validate():
        return pages.entry_page(edition, found, accepting=form), 422
    try:
        checking.accept(found, form.remark.data or "", seen=_seen(), by=current_user, at=now())
    except Refused as error:
        return _refused(found, error, accepting=form)
    flash(_("Entry %(code)s is accepted; the city has been told.", code=found.code), "success")
    return _onward(edition, found)


@bp.post(f"{ONE}/reject")
@allow(Role.ORGANISER)
def reject(edition: Edition, entry_id: UUID) -> ResponseReturnValue:
    """Not in order, for a reason."""
    found, form = queries.get_entry(edition, entry_id), RejectForm()
    if not form.validate():
        return pages.entry_page(edition, found, rejecting=form), 422
    try:
        checking.reject(found, str(form.reason.data), seen=_seen(), by=current_user, at=now())
    except Refused as error:
        return _refused(found, error, rejecting=form)
    flash(_("Entry %(code)s is rejected; the city has been told why.", code=found.code), "success")
    return _onward(edition, found)


@bp.post(f"{ONE}/undo")
@allow(Role.ORGANISER)
def undo(edition: Edition, entry_id: UUID) -> ResponseReturnValue:
    """Take the decision back."""
    found = queries.get_entry(edition, entry_id)
    checking.undo_decision(found, by=current_user, at=now())
    flash(_("The decision on entry %(code)s is undone; the city has been told.", code=found.code), "success")
    return redirect(_url(found))


@bp.post(f"{ONE}/return")
@allow(Role.ORGANISER)
def send_back(edition: Edition, entry_id: UUID) -> ResponseReturnValue:
    """Back to the city, once, with named fields and a deadline."""
    found = queries.get_entry(edition, entry_id)
    fields = correcting.fields_to_name(forms.questions_of(found.category))
    form = ReturnForm().offer(fields, correcting.deadlines(found, now()))
    if not form.validate():
        return pages.entry_page(edition, found, returning=form), 422
    try:
        correcting.return_once(found, form.wish(_seen()), by=current_user, at=now())
    except Refused as error:
        return _refused(found, error, returning=form)
    flash(_("Entry %(code)s is returned; the city has been told what to correct.", code=found.code), "success")
    return _onward(edition, found)


@bp.post(f"{ONE}/move")
@allow(Role.ORGANISER)
def propose_move(edition: Edition, entry_id: UUID) -> ResponseReturnValue:
    """Ask the city whether the entry may move."""
    found = queries.get_entry(edition, entry_id)
    categories = moving.open_to(found)
    form = MoveForm().offer(categories)
    if not form.validate():
        return pages.entry_page(edition, found, moving=form), 422
    chosen = next(one for one in categories if one.id == form.category.data)
    try:
        moving.propose(found, chosen, str(form.because.data), by=current_user, at=now())
    except Refused as error:
        return _refused(found, error, moving=form)
    flash(_("The city has been asked whether the entry may move."), "success")
    if missing := moving.unanswered_in(found, chosen):
        asked = "; ".join(map(str, missing))
        told = _("That category also asks what this entry does not answer: %(questions)s.", questions=asked)
        flash(told, "warning")
    return redirect(_url(found))


@bp.post(f"{ONE}/move/withdraw")
@allow(Role.ORGANISER)
def withdraw_move(edition: Edition, entry_id: UUID) -> ResponseReturnValue:
    """No longer ask the city."""
    found = queries.get_entry(edition, entry_id)
    moving.withdraw(found, by=current_user, at=now())
    flash(_("The proposal is withdrawn; the city has been told."), "success")
    return redirect(_url(found))


@bp.get(f"{ONE}/findings/<uuid:finding_id>")
@allow(Role.ORGANISER, Role.AUDITOR)
def finding(edition: Edition, entry_id: UUID, finding_id: UUID) -> ResponseReturnValue:
    """What two entries have in common, side by side."""
    found = queries.get_entry(edition, entry_id)
    return pages.finding_page(edition, found, findings.get_of_entry(found, finding_id))


@bp.get(f"{ONE}/versions")
@allow(Role.ORGANISER, Role.AUDITOR)
def versions(edition: Edition, entry_id: UUID) -> ResponseReturnValue:
    """The submitted versions, and what changed from one to another."""
    return versions_page(queries.get_entry(edition, entry_id), ORGANISER)


@bp.get(f"{ONE}/attachments/<uuid:attachment_id>")
@allow(Role.ORGANISER, Role.AUDITOR)
def attachment(edition: Edition, entry_id: UUID, attachment_id: UUID) -> ResponseReturnValue:
    """A file of a submitted entry."""
    found = queries.get_entry(edition, entry_id)
    return attachments.send(queries.get_submitted_attachment(found, attachment_id))


def _seen() -> int | None:
    """The version that the page showed."""
    return request.form.get("version", type=int)


def _refused(found: Entry, error: Refused, **form: Any) -> ResponseReturnValue:
    for one in form.values():
        one.form_errors.append(str(error))
    return pages.entry_page(found.edition, found, **form), 409


def _url(found: Entry) -> str:
    return url_for("check.entry", edition=found.edition.slug, entry_id=found.id)


def _onward(edition: Edition, decided: Entry) -> ResponseReturnValue:
    """To the next entry that waits, so that a queue can be worked off without going back to the list."""
    waiting = queue.next_waiting(edition, now(), decided)
    if waiting is None:
        return redirect(url_for("queue.entries", edition=edition.slug))
    return redirect(url_for("check.entry", edition=edition.slug, entry_id=waiting))
