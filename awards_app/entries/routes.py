"""A city enters: its entries, the form, attachments, submitting."""

from typing import Any
from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from awards_app.clock import now
from awards_app.editions import queries as editions
from awards_app.editions.models import Category, Edition
from awards_app.editions.phases import Act, why_not
from awards_app.entries import attachments, queries, readiness, service
from awards_app.entries.attachments import Sent
from awards_app.entries.forms import AttachmentForm, DescriptionForm, EntryForm, entry_form
from awards_app.entries.models import Entry
from awards_app.entries.questions import QUESTIONS
from awards_app.errors import BadFile, Refused, Stale
from awards_app.roles import Role
from awards_app.team import queries as team
from awards_app.web.access import allow

bp = Blueprint("entries", __name__, url_prefix="/e/<edition>/entries")
ONE = "/<uuid:entry_id>"


@bp.get("/")
@allow(Role.CITY)
def mine(edition: Edition) -> ResponseReturnValue:
    """All entries of the representative's city."""
    grant = team.find_grant(current_user, edition, Role.CITY)
    page = {"city": grant.city if grant else None, "closed": why_not(edition, Act.ENTER, now())}
    entries = queries.entries_of(current_user, edition)
    return render_template("entries/mine.html", edition=edition, entries=entries, share=readiness.share_done, **page)


@bp.get("/new")
@allow(Role.CITY)
def new(edition: Edition) -> ResponseReturnValue:
    """An empty form, or a sentence why none is to be had."""
    if reason := why_not(edition, Act.ENTER, now()):
        flash(reason, "warning")
        return redirect(url_for("entries.mine", edition=edition.slug))
    categories = _scored(edition)
    return _form(edition, None, entry_form(categories))


@bp.post("/new")
@allow(Role.CITY)
def begin(edition: Edition) -> ResponseReturnValue:
    """Keep a new draft."""
    categories = _scored(edition)
    form = entry_form(categories)
    if not form.validate():
        return _form(edition, None, form), 422
    grant = team.find_grant(current_user, edition, Role.CITY)
    if grant is None or grant.city is None:
        raise Refused(_("You no longer represent a city in this edition. Ask the organiser."))
    try:
        entry = service.begin(edition, grant.city, form.draft(categories), by=current_user, at=now())
    except Refused as error:
        return _kept(edition, None, form, error), 409
    flash(_("The draft is saved. Add images or a PDF, then submit it."), "success")
    return redirect(_url(entry, "edit"))


@bp.get(f"{ONE}/edit")
@allow(Role.CITY)
def edit(edition: Edition, entry_id: UUID) -> ResponseReturnValue:
    """The form with the entry's text; a submitted entry shows its page instead."""
    entry = queries.entry_of(current_user, edition, entry_id)
    if not _may_edit(entry):
        return redirect(_url(entry, "show"))
    return _form(edition, entry, entry_form(_scored(edition), entry))


@bp.post(f"{ONE}/edit")
@allow(Role.CITY)
def save(edition: Edition, entry_id: UUID) -> ResponseReturnValue:
    """Save the draft; when somebody else saved meanwhile, show what was typed and let the person decide."""
    entry = queries.entry_of(current_user, edition, entry_id)
    categories = _scored(edition)
    form = entry_form(categories, entry)
    if not form.validate():
        return _form(edition, entry, form), 422
    try:
        draft = form.draft(categories)
        service.change(entry, draft, revision=int(form.revision.data or 0), by=current_user, at=now())
    except Refused as error:
        if isinstance(error, Stale):
            form.revision.process_data(entry.revision)
            form.revision.raw_data = None
        return _kept(edition, entry, form, error), 409
    flash(_("The draft is saved."), "success")
    return redirect(_url(entry, "edit"))


@bp.get(ONE)
@allow(Role.CITY)
def show(edition: Edition, entry_id: UUID) -> ResponseReturnValue:
    """The entry as the jury will read it, what is missing, and the act that is next."""
    entry = queries.entry_of(current_user, edition, entry_id)
    missing = readiness.of_submission(entry)
    page = {"missing": missing, "closed": why_not(edition, Act.ENTER, now()), "questions": QUESTIONS}
    return render_template("entries/show.html", edition=edition, entry=entry, **page)


@bp.post(f"{ONE}/submit")
@allow(Role.CITY)
def submit(edition: Edition, entry_id: UUID) -> ResponseReturnValue:
    """Hand the entry in."""
    entry = queries.entry_of(current_user, edition, entry_id)
    version = service.submit(entry, by=current_user, at=now())
    told = _("Entry %(code)s is submitted (version %(version)d).", code=entry.code, version=version.number)
    flash(told + " " + _("The confirmation is also in your mail."), "success")
    return redirect(_url(entry, "show"))


@bp.post(f"{ONE}/take-back")
@allow(Role.CITY)
def take_back(edition: Edition, entry_id: UUID) -> ResponseReturnValue:
    """Back to a draft."""
    entry = queries.entry_of(current_user, edition, entry_id)
    service.take_back(entry, by=current_user, at=now())
    flash(_("The entry is a draft again. Remember to submit it before the deadline."), "warning")
    return redirect(_url(entry, "edit"))


@bp.post(f"{ONE}/delete")
@allow(Role.CITY)
def delete(edition: Edition, entry_id: UUID) -> ResponseReturnValue:
    """Throw a draft away."""
    service.delete(queries.entry_of(current_user, edition, entry_id), by=current_user, at=now())
    flash(_("The draft is deleted."), "success")
    return redirect(url_for("entries.mine", edition=edition.slug))


@bp.post(f"{ONE}/attachments")
@allow(Role.CITY)
def attach(edition: Edition, entry_id: UUID) -> ResponseReturnValue:
    """Keep a file with the draft."""
    entry = queries.entry_of(current_user, edition, entry_id)
    form = AttachmentForm()
    if form.validate():
        upload = form.file.data
        try:
            sent = Sent(upload.filename, upload.read(), form.alt.data or "")
            attachments.add(entry, sent, by=current_user, at=now())
        except BadFile as error:
            form.file.errors = [str(error)]
    if form.errors:
        return _form(edition, entry, entry_form(_scored(edition), entry, sent=False), form), 422
    flash(_("The file is attached."), "success")
    return redirect(_url(entry, "edit") + "#attachments")


@bp.post(f"{ONE}/attachments/<uuid:attachment_id>")
@allow(Role.CITY)
def describe(edition: Edition, entry_id: UUID, attachment_id: UUID) -> ResponseReturnValue:
    """Say what an image shows."""
    entry = queries.entry_of(current_user, edition, entry_id)
    found, form = queries.get_attachment(entry, attachment_id), DescriptionForm()
    if not form.validate():
        kept = entry_form(_scored(edition), entry, sent=False)
        return _form(edition, entry, kept, describing=found, describe=form), 422
    attachments.describe(found, str(form.alt.data), by=current_user, at=now())
    flash(_("The description is saved."), "success")
    return redirect(_url(entry, "edit") + "#attachments")


@bp.post(f"{ONE}/attachments/<uuid:attachment_id>/remove")
@allow(Role.CITY)
def detach(edition: Edition, entry_id: UUID, attachment_id: UUID) -> ResponseReturnValue:
    """Take a file from the draft."""
    entry = queries.entry_of(current_user, edition, entry_id)
    attachments.remove(queries.get_attachment(entry, attachment_id), by=current_user, at=now())
    flash(_("The file is removed."), "success")
    return redirect(_url(entry, "edit") + "#attachments")


@bp.get(f"{ONE}/attachments/<uuid:attachment_id>")
@allow(Role.CITY)
def attachment(edition: Edition, entry_id: UUID, attachment_id: UUID) -> ResponseReturnValue:
    """A file of one's own entry."""
    entry = queries.entry_of(current_user, edition, entry_id)
    return attachments.send(queries.get_attachment(entry, attachment_id))


def _scored(edition: Edition) -> list[Category]:
    return [category for category in editions.categories_in(edition) if not category.by_resolution]


def _may_edit(entry: Entry) -> bool:
    return entry.status.value == "draft" and not why_not(entry.edition, Act.ENTER, now())


def _url(entry: Entry, view: str) -> str:
    return url_for(f"entries.{view}", edition=entry.edition.slug, entry_id=entry.id)


def _kept(edition: Edition, entry: Entry | None, form: EntryForm, error: Refused) -> str:
    """The form with all that was typed, and why it was not saved."""
    form.form_errors.append(str(error))
    return _form(edition, entry, form, stale=isinstance(error, Stale))


def _form(
    edition: Edition, entry: Entry | None, form: EntryForm, attach: AttachmentForm | None = None, **more: Any
) -> str:
    missing = readiness.of_submission(entry) if entry else []
    page = {"missing": missing, "share": readiness.share_done(entry) if entry else 0, "questions": QUESTIONS}
    page |= {"attach": attach or AttachmentForm(formdata=None), "stale": False, "describing": None} | more
    return render_template("entries/form.html", edition=edition, entry=entry, form=form, **page)
