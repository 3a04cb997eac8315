"""The pages that several routes of a city answer with: the form of a draft, and the entry as the jury will read it."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID, uuid4

from flask import flash, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from awards_app.accounts import queries as people
from awards_app.clock import now
from awards_app.db import READS
from awards_app.editions import queries as editions
from awards_app.editions.models import Category, Edition
from awards_app.editions.phases import Act, may, why_not
from awards_app.entries import (
    correcting,
    drafts,
    holding,
    meanwhile,
    moving,
    readiness,
    standing,
    timeline,
    withdrawing,
)
from awards_app.entries.drafts import Overtaken, Trace
from awards_app.entries.files_part import files_part_of
from awards_app.entries.forms import CategoryForm, EntryForm, entry_form, held_by
from awards_app.entries.models import Entry, Status
from awards_app.entries.representatives import right_of
from awards_app.entries.standing import State
from awards_app.entries.wording import who_changed
from awards_app.entries.writing import ATTACHMENTS, TITLE, Deleted, fields_open_in
from awards_app.errors import Refused, TooLate
from awards_app.questionnaire import kinds
from awards_app.questionnaire import queries as forms
from awards_app.questionnaire.models import Question
from awards_app.roles import Right
from awards_app.web.errors import refused, wants_json

# The category whose form a page shows; no key of a question has a hyphen.
SHOWN_CATEGORY = "shown-category"


def scored(edition: Edition) -> list[Category]:
    """The categories that one can enter."""
    return [category for category in editions.categories_in(edition) if not category.by_resolution]


def may_edit(entry: Entry) -> bool:
    """Whether the city can write on the entry now: on a draft, or on the named fields of a returned one."""
    return fields_open_in(entry, now()) != set()


def may_attach(entry: Entry) -> bool:
    """Whether the city can change the files of the entry now."""
    keys = fields_open_in(entry, now())
    return keys is None or ATTACHMENTS in keys


def sent_form(entry: Entry) -> EntryForm:
    """The form as it was sent. A field that is not open is read too, so that it can be refused and is not lost.

    So is one that only another category asks for: the entry may have moved while the form was open.
    """
    keys, own = fields_open_in(entry, now()), forms.questions_of(entry.category)
    asked = {TITLE, *(one.key for one in own)} if keys is None else keys
    elsewhere = meanwhile.questions_elsewhere(entry, own, request.form, request.form.get(SHOWN_CATEGORY, ""))
    return entry_form(entry, [*own, *elsewhere], keys=asked | set(request.form))


def closed_to(edition: Edition, city_id: UUID | None) -> str:
    """Why a city cannot enter anything now, as a sentence; empty while it can."""
    return why_not(edition, Act.ENTER, now(), editions.due_for(edition, city_id).own)


def late_page(error: TooLate) -> ResponseReturnValue:
    """To whoever comes after the deadline: how late, what is kept, and whom to write to; to a script as JSON."""
    if wants_json():
        return jsonify(error=str(error), late=True), 409
    values = request.view_args or {}
    page = {"edition": values["edition"], "entry_id": values.get("entry_id"), "error": error}
    return render_template("entries/late.html", **page), 409


def deleted_page(error: Deleted) -> ResponseReturnValue:
    """To whoever writes on a draft that a colleague deleted: who did it; a page that is only read leads to the list."""
    if request.method not in READS:
        stays = (
            _("What this browser still holds of it you find under “My entries”.")
            if wants_json()
            else _("What you typed is still on the page before this one: go back to copy it.")
        )
        return refused(Deleted(f"{error} {stays}"))
    flash(str(error), "warning")
    return redirect(url_for("entries.mine", edition=(request.view_args or {})["edition"].slug))


def url_of(entry: Entry, endpoint: str) -> str:
    """The address of a page of the entry, such as `entries.show`."""
    return url_for(endpoint, edition=entry.edition.slug, entry_id=entry.id)


def form_page(entry: Entry, form: EntryForm | None = None, **more: Any) -> str:
    """The form with what was typed, else with what is saved; what is missing; the attachments."""
    keys = fields_open_in(entry, now())
    sections = forms.sections_of(entry.category)
    questions = [question for section in sections for question in section.questions]
    shown = form or entry_form(entry, questions, sent=False, keys=keys)
    known = {question.key for question in questions}
    categories = CategoryForm(formdata=None, data={"category": str(entry.category_id)}).offer(scored(entry.edition))
    page = {
        "sections": sections,
        # Typed into the form of the category that the entry was in before.
        "strays": [field for field in shown.answers if field.name not in known],
        "holdable": [one for one in holding.fields_of(entry) if one.key not in shown],
        "due": editions.due_for(entry.edition, entry.city_id),
        "asked": {question.key for question in readiness.asked(entry, questions)},
        "categories": categories,
        "part": files_part_of(entry),
        "files_open": keys is None or ATTACHMENTS in keys,
        "correction": entry.correction if entry.status is Status.RETURNED else None,
        "named": named_fields(entry, questions),
        "overtaken": {},
        "right": right_of(current_user, entry.edition),
        "page_key": uuid4().hex,
        "texts": texts(),
        **progress(entry, questions),
    }
    return render_template("entries/form.html", edition=entry.edition, entry=entry, form=shown, **page | more)


def named_fields(entry: Entry, questions: Sequence[Question]) -> list[str]:
    """What a returned entry's city may correct, as the form words it."""
    if entry.correction is None:
        return []
    labels = dict(correcting.fields_to_name(questions))
    return [labels.get(key, key) for key in entry.correction.fields]


def show_page(entry: Entry) -> str:
    """The entry as the jury will read it, its state and history, and the act that is next."""
    at, edition, questions = now(), entry.edition, forms.questions_of(entry.category)
    state, right = standing.state_of(entry, at), right_of(current_user, edition)
    writes = may_edit(entry) and right is not None and right.covers(Right.EDIT)
    page = {
        "questions": questions,
        "missing": readiness.of_submission(entry, questions),
        "closed": closed_to(edition, entry.city_id),
        "due": editions.due_for(edition, entry.city_id),
        "rules": editions.rules_of(edition),
        "right": right,
        "may_withdraw": entry.status in withdrawing.IN_THE_CONTEST and may(edition, Act.WITHDRAW, at),
        "state": state,
        "may_edit": may_edit(entry),
        "holdable": [] if writes else holding.fields_of(entry),
        "named": named_fields(entry, questions),
        # While it can be corrected, the city reads its own new text; afterwards what counts.
        "shown": standing.as_submitted(entry) if state is State.LATE else entry,
        **asked_about_move(entry),
        "may_answer": may(edition, Act.CORRECT, at),
        "steps": timeline.of_entry(entry, at, names=False),
    }
    return render_template("entries/show.html", edition=edition, entry=entry, **page)


def asked_about_move(entry: Entry) -> dict[str, Any]:
    """The proposal that waits for the city, and what the entry would leave unanswered there."""
    move = moving.find_proposed(entry)
    return {"move": move, "unanswered": moving.unanswered_in(entry, move.to_category) if move else []}


def texts() -> dict[str, str]:
    """What the script of the form says."""
    return {
        "saving": _("saving …"),
        "saved": _("saved {time}"),
        "offline": _("No connection. Changes that wait here: {count}"),
        "waiting": _("The server does not answer. Changes that wait here: {count}"),
        "signIn": _("Your session has ended. Sign in again in another window; what you typed stays here."),
        "signInLink": _("Sign in in a new window"),
        "refused": _("Not saved; the reason is beside each field. Fields that wait for you: {count}"),
        "long": _("This text is far too long to be saved. Shorten it, or attach it as a file."),
        "all": _("Everything is saved."),
        "mine": _("Keep my text"),
        "theirs": _("Take the other text"),
        "empty": _("(empty)"),
    }


def progress(entry: Entry, questions: Sequence[Any]) -> dict[str, Any]:
    """How far the entry is, for the card beside the form."""
    return {
        "missing": readiness.of_submission(entry, questions),
        "share": readiness.share_done(entry, questions),
    }


def progress_card(entry: Entry) -> str:
    """What that card says, for the script of the form."""
    return render_template(
        "entries/_progress.html",
        entry=entry,
        edition=entry.edition,
        right=right_of(current_user, entry.edition),
        **progress(entry, forms.questions_of(entry.category)),
    )


def refused_page(entry: Entry, form: EntryForm, error: Refused) -> str:
    """The form with all that was typed, and why it was not saved; beside an overtaken field stands the other text."""
    form.form_errors.append(str(error))
    if not isinstance(error, Overtaken):
        form.form_errors.append(_("What is typed below was not saved. Copy it if you need it."))
        return form_page(entry, form)
    questions = [field.question for field in form.answers]
    # From here on the page knows what the other wrote: saving once more is a choice.
    for field, value in ((form.revision, entry.revision), (form.was, held_by(entry, questions))):
        field.process_data(value)
        field.raw_data = None
    return form_page(entry, form, overtaken=others_of(entry, error.keys))


def others_of(entry: Entry, keys: Sequence[str]) -> dict[str, dict[str, Any]]:
    """For fields that somebody else changed: who and when, in a sentence, and what they wrote, as controls show it."""
    traces = {key: trace for key in keys if (trace := Trace.of(entry, key))}
    names = people.names_of({trace.by for trace in traces.values()})
    own = forms.questions_of(entry.category)
    kind = {one.key: one.kind for one in [*own, *meanwhile.questions_elsewhere(entry, own, traces)]}
    return {
        key: {
            "told": who_changed(names[trace.by], trace.at),
            "typed": kinds.typed(kind.get(key, kinds.Kind.TEXT), drafts.value_of(entry, key)),
        }
        for key, trace in traces.items()
    }
