"""A city writes: a new draft, the form saved whole or field by field, another category."""

import json
from typing import Any
from uuid import UUID

from flask import Blueprint, abort, flash, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from awards_app.cities.models import City
from awards_app.clock import now
from awards_app.editions import queries as editions
from awards_app.editions.models import Edition
from awards_app.entries import copies, drafts, meanwhile, pages, queries
from awards_app.entries.drafts import AlreadyBegun, Draft, Edit, Overtaken
from awards_app.entries.forms import TITLE_MOST, BeginForm, CategoryForm
from awards_app.entries.models import Entry
from awards_app.entries.representatives import require_right
from awards_app.entries.writing import TITLE, Deleted
from awards_app.errors import Refused, TooLate
from awards_app.questionnaire import queries as forms
from awards_app.questionnaire.kinds import Answer, BadAnswer, Kind, Limits, read
from awards_app.roles import Right, Role
from awards_app.web.access import allow
from awards_app.web.filters import time_of_day
from awards_app.web.forms import CONTROL, TOO_OLD, tidy

bp = Blueprint("drafts", __name__, url_prefix="/e/<edition>/entries")
ONE = "/<uuid:entry_id>"
# One field, with all its controls, as JSON; the longest text there is, and its escapes.
FIELD_MOST = 200_000
bp.register_error_handler(TooLate, pages.late_page)
bp.register_error_handler(Deleted, pages.deleted_page)


@bp.get("/new")
@allow(Role.CITY)
def new(edition: Edition) -> ResponseReturnValue:
    """Choose a category, name the campaign; or a sentence why nothing can be entered."""
    if reason := pages.closed_to(edition, _city_in(edition).id):
        flash(reason, "warning")
        return redirect(url_for("entries.mine", edition=edition.slug))
    return _new(edition, BeginForm(data={"source": request.args.get("source", "")}))


@bp.post("/new")
@allow(Role.CITY)
def begin(edition: Edition) -> ResponseReturnValue:
    """Keep a new draft."""
    categories, city = pages.scored(edition), _city_in(edition)
    form = BeginForm().offer(categories).offer_sources(queries.earlier_entries_of(city.id))
    if not form.validate():
        return _new(edition, form), 422
    chosen = next(category for category in categories if category.id == form.category.data)
    draft = Draft(chosen, form.title.data or "", {}, form.key_for(current_user))
    try:
        entry = _begun(edition, city, draft, form)
    except AlreadyBegun as error:
        entry = error.entry
    except Refused as error:
        form.form_errors.append(str(error))
        return _new(edition, form), 409
    flash(_("The draft is begun. From now on everything that you write is saved at once."), "success")
    return redirect(pages.url_of(entry, "drafts.edit"))


def _city_in(edition: Edition) -> City:
    return require_right(current_user, edition, Right.EDIT).city or abort(404)


def _begun(edition: Edition, city: City, draft: Draft, form: BeginForm) -> Entry:
    if not form.source.data:
        return drafts.begin(edition, city, draft, by=current_user, at=now())
    source = next(one for one in queries.earlier_entries_of(city.id) if str(one.id) == form.source.data)
    return copies.copy(source, draft, by=current_user, at=now())


def _new(edition: Edition, form: BeginForm) -> str:
    city = _city_in(edition)
    form.offer(pages.scored(edition)).offer_sources(queries.earlier_entries_of(city.id))
    page = {"form": form, "due": editions.due_for(edition, city.id)}
    return render_template("entries/new.html", edition=edition, **page)


@bp.get(f"{ONE}/edit")
@allow(Role.CITY)
def edit(edition: Edition, entry_id: UUID) -> ResponseReturnValue:
    """The form with the entry's text; what cannot be written on shows its page instead."""
    entry = meanwhile.entry_of(current_user, edition, entry_id, Right.EDIT)
    if not pages.may_edit(entry):
        return redirect(pages.url_of(entry, "entries.show"))
    return pages.form_page(entry)


@bp.post(f"{ONE}/edit")
@allow(Role.CITY)
def save(edition: Edition, entry_id: UUID) -> ResponseReturnValue:
    """Save what was changed; where somebody else changed the same, show both and let the person decide."""
    entry = meanwhile.entry_of(current_user, edition, entry_id, Right.EDIT)
    form = pages.sent_form(entry)
    if not form.validate():
        return pages.form_page(entry, form), 422
    try:
        drafts.change(entry, form.edit(), by=current_user, at=now())
    except Deleted:
        raise
    except Refused as error:
        return pages.refused_page(entry, form, error), 409
    flash(_("Everything is saved."), "success")
    if told := meanwhile.told_of_move(entry, request.form.get(pages.SHOWN_CATEGORY, "")):
        flash(told, "warning")
    return redirect(pages.url_of(entry, "drafts.edit"))


@bp.post(f"{ONE}/autosave")
@allow(Role.CITY)
def autosave(edition: Edition, entry_id: UUID) -> ResponseReturnValue:
    """Save one field while its writer goes on; answers with a receipt, and with what others changed meanwhile."""
    entry = meanwhile.entry_of(current_user, edition, entry_id, Right.EDIT)
    try:
        key, sent = _sent_field()
        value = _read_field(entry, key, sent)
        change = Edit({key: value}, sent["base"], sent["page"])
        drafts.change(entry, change, by=current_user, at=now())
    except BadAnswer as error:
        return jsonify(error=str(error)), 422
    except Overtaken as error:
        other = pages.others_of(entry, error.keys)
        return jsonify(error=other[key]["told"], revision=entry.revision, **other[key]), 409
    return jsonify(_receipt(entry, sent))


def _sent_field() -> tuple[str, dict[str, Any]]:
    """The name of the field that came, and what it holds."""
    fields = [name for name in request.form if name != "csrf_token"]
    try:
        raw = request.form[fields[0]]
        if len(fields) != 1 or len(raw) > FIELD_MOST:
            raise ValueError
        sent = json.loads(raw)
        typed = [tidy(text) or "" for text in sent["typed"]]
        page = str(sent["page"])[:40]
        if CONTROL.search(page):
            raise ValueError
        found = {"typed": typed, "base": int(sent["base"]), "page": page, "category": str(sent.get("category", ""))}
    except (IndexError, KeyError, TypeError, ValueError, AttributeError, OverflowError, RecursionError) as error:
        raise BadAnswer(str(TOO_OLD)) from error
    return fields[0], found


def _read_field(entry: Entry, key: str, sent: dict[str, Any]) -> Answer:
    """The answer in what was typed, or the title. Raises BadAnswer.

    What only another category asks is kept, too: the page may be older than a move, and back there it is needed.
    """
    typed = sent["typed"]
    if any(CONTROL.search(text) for text in typed):
        raise BadAnswer(_("Remove the invisible control characters from this text."))
    if key == TITLE:
        title = read(Kind.TEXT, Limits(most=TITLE_MOST), typed)
        if not title:
            raise BadAnswer(_("Fill in this field."))
        return title
    own = forms.questions_of(entry.category)
    known = [*own, *meanwhile.questions_elsewhere(entry, own, [key], sent["category"])]
    question = next((one for one in known if one.key == key), None)
    if question is None or question.kind is Kind.FILES:
        raise BadAnswer(str(TOO_OLD))
    return question.read(typed)


def _receipt(entry: Entry, sent: dict[str, Any]) -> dict[str, Any]:
    others = drafts.changed_since(entry, sent["base"], but=sent["page"])
    return {
        "saved_at": time_of_day(now()),
        "revision": entry.revision,
        "others": pages.others_of(entry, list(others)),
        "progress": pages.progress_card(entry),
        "moved": meanwhile.told_of_move(entry, sent["category"]),
    }


@bp.get(f"{ONE}/progress")
@allow(Role.CITY)
def progress(edition: Edition, entry_id: UUID) -> ResponseReturnValue:
    """The card beside the form anew, after a file was attached to an entry that the form has open."""
    return pages.progress_card(queries.entry_of(current_user, edition, entry_id, Right.EDIT))


@bp.post(f"{ONE}/category")
@allow(Role.CITY)
def recategorise(edition: Edition, entry_id: UUID) -> ResponseReturnValue:
    """Enter the draft in another category."""
    entry = queries.entry_of(current_user, edition, entry_id, Right.EDIT)
    categories = pages.scored(edition)
    form = CategoryForm().offer(categories)
    if not form.validate():
        return pages.form_page(entry, categories=form), 422
    chosen = next(category for category in categories if category.id == form.category.data)
    drafts.recategorise(entry, chosen, by=current_user, at=now())
    flash(_("The draft is now in the category “%(category)s”.", category=chosen.name), "success")
    return redirect(pages.url_of(entry, "drafts.edit"))
