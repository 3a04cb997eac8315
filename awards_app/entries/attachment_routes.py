"""The files of a draft: adding one with a form, describing, ordering, removing."""

from uuid import UUID

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from awards_app.clock import now
from awards_app.editions import queries as editions
from awards_app.editions.models import Edition
from awards_app.entries import answering_files, arriving, attachments, pages, queries
from awards_app.entries.answering_files import file_questions
from awards_app.entries.attachment_forms import AttachmentForm, description_form
from awards_app.entries.files_part import FilesPart, files_part_of
from awards_app.entries.models import Attachment, Entry
from awards_app.errors import Refused, TooLate
from awards_app.questionnaire import queries as forms
from awards_app.roles import Right, Role
from awards_app.web.access import allow
from awards_app.web.errors import status_of

bp = Blueprint("attachments", __name__, url_prefix="/e/<edition>/entries/<uuid:entry_id>/files")
bp.register_error_handler(TooLate, pages.late_page)
ONE = "/<uuid:attachment_id>"


@bp.get("/")
@allow(Role.CITY)
def page(edition: Edition, entry_id: UUID) -> ResponseReturnValue:
    """The files alone, without the text of the entry."""
    entry = queries.entry_of(current_user, edition, entry_id, Right.EDIT)
    if not pages.may_attach(entry):
        return redirect(url_for("entries.show", edition=edition.slug, entry_id=entry_id))
    return _page(files_part_of(entry))


@bp.post("/")
@allow(Role.CITY)
def attach(edition: Edition, entry_id: UUID) -> ResponseReturnValue:
    """Keep a file with the draft, sent in one request by a browser without scripts."""
    entry, form = queries.entry_of(current_user, edition, entry_id, Right.EDIT), AttachmentForm()
    if not form.validate():
        return _page(files_part_of(entry, form)), 422
    try:
        sent = form.file.data
        kept = arriving.receive(entry, sent.stream, sent.filename, at=now())
        entry = queries.entry_of(current_user, edition, entry_id, Right.EDIT)
        attachments.hold(entry, kept, form.alt.data or "", by=current_user, at=now())
    except Refused as error:
        form.file.errors = [str(error)]
        entry = queries.entry_of(current_user, edition, entry_id, Right.EDIT)
        return _page(files_part_of(entry, form)), status_of(error)
    flash(_("The file is attached."), "success")
    return _back(edition, entry_id)


@bp.post(ONE)
@allow(Role.CITY)
def describe(edition: Edition, entry_id: UUID, attachment_id: UUID) -> ResponseReturnValue:
    """Say in words what a file shows or says."""
    entry, found = _found(edition, entry_id, attachment_id)
    form = description_form(found, sent=True)
    if not form.validate():
        return _page(files_part_of(entry, refused={found.id: form})), 422
    attachments.describe(found, str(form.alt.data), by=current_user, at=now())
    flash(_("The description is saved."), "success")
    return _back(edition, entry_id, found)


@bp.post(f"{ONE}/question")
@allow(Role.CITY)
def assign(edition: Edition, entry_id: UUID, attachment_id: UUID) -> ResponseReturnValue:
    """Say which question of the form the file answers."""
    entry, found = _found(edition, entry_id, attachment_id)
    wish = request.form.get("question", "")
    questions = {one.key: one for one in file_questions(forms.questions_of(entry.category))}
    if wish and wish not in questions:
        abort(404)
    try:
        answering_files.assign(found, questions.get(wish), by=current_user, at=now())
    except Refused as error:
        flash(str(error), "error")
        return _back(edition, entry_id, found)
    flash(_("Saved: what the file “%(name)s” is for.", name=found.name), "success")
    return _back(edition, entry_id, found)


@bp.post(f"{ONE}/move")
@allow(Role.CITY)
def move(edition: Edition, entry_id: UUID, attachment_id: UUID) -> ResponseReturnValue:
    """One place up or down."""
    _entry, found = _found(edition, entry_id, attachment_id)
    attachments.move(found, up="up" in request.form, by=current_user, at=now())
    return _back(edition, entry_id, found)


@bp.post(f"{ONE}/remove")
@allow(Role.CITY)
def detach(edition: Edition, entry_id: UUID, attachment_id: UUID) -> ResponseReturnValue:
    """Take a file from the draft."""
    _entry, found = _found(edition, entry_id, attachment_id)
    attachments.remove(found, by=current_user, at=now())
    flash(_("The file is removed."), "success")
    return _back(edition, entry_id)


def _found(edition: Edition, entry_id: UUID, attachment_id: UUID) -> tuple[Entry, Attachment]:
    entry = queries.entry_of(current_user, edition, entry_id, Right.EDIT)
    return entry, queries.get_attachment(entry, attachment_id)


def _page(part: FilesPart) -> str:
    due = editions.due_for(part.edition, part.entry.city_id)
    return render_template("entries/attachments.html", edition=part.edition, entry=part.entry, part=part, due=due)


def _back(edition: Edition, entry_id: UUID, found: Attachment | None = None) -> ResponseReturnValue:
    """To the form, at the file that was changed: a keyboard goes on from there."""
    place = f"file-{found.id}" if found else "attachments"
    return redirect(url_for("drafts.edit", edition=edition.slug, entry_id=entry_id, _anchor=place))
