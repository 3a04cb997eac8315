"""The pages of the formal check: one entry with all that a decision needs, and two entries side by side."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from flask import render_template

from awards_app.clock import now
from awards_app.editions.models import Edition
from awards_app.editions.phases import Act, may
from awards_app.entries import (
    checklist,
    correcting,
    decisions,
    doubts,
    findings,
    likeness,
    moving,
    queue,
    standing,
    timeline,
)
from awards_app.entries.check_forms import AcceptForm, MoveForm, ReturnForm, TickForm, reject_form, tick_form
from awards_app.entries.check_models import CheckTick
from awards_app.entries.export import Checked, Table
from awards_app.entries.findings import Alike
from awards_app.entries.models import Entry
from awards_app.entries.pages import asked_about_move, named_fields
from awards_app.questionnaire import queries as forms
from awards_app.questionnaire.models import Question


def entry_page(edition: Edition, entry: Entry, **held: Any) -> str:
    """One entry as it was submitted, its checklist, findings and history, and the acts that are open.

    `held` are forms that were refused, by the names that the page gives them.
    """
    at, lines = now(), checklist.lines_of(entry)
    questions = forms.questions_of(entry.category)
    page = {
        "shown": standing.as_submitted(entry),
        "state": standing.state_of(entry, at),
        "questions": questions,
        "may_decide": may(edition, Act.CHECK, at),
        "lines": lines,
        "former": checklist.former_of(entry),
        "doubts": doubts.about(entry, lines),
        "changed": _labelled(correcting.changed_in(entry, questions), questions),
        "alike": findings.of_entry(entry),
        "steps": timeline.of_entry(entry, at, names=True),
        **asked_about_move(entry),
        "following": queue.next_waiting(edition, at, entry),
        "returned": named_fields(entry, questions),
        **_forms(entry, lines, questions, at),
    }
    return render_template("entries/check_entry.html", edition=edition, entry=entry, **page | held)


def _labelled(keys: Sequence[str], questions: Sequence[Question]) -> list[str]:
    labels = dict(correcting.fields_to_name(questions))
    return [labels.get(key, key) for key in keys]


def _forms(
    entry: Entry, lines: Sequence[checklist.Line], questions: Sequence[Question], at: datetime
) -> dict[str, Any]:
    dates = correcting.deadlines(entry, at)
    return {
        "accepting": AcceptForm(formdata=None),
        "rejecting": reject_form(lines),
        "returning": ReturnForm(formdata=None).offer(correcting.fields_to_name(questions), dates),
        "moving": MoveForm(formdata=None).offer(moving.open_to(entry)),
        "ticking": tick_form(lines, sent=False),
        "dates": dates,
    }


def ticked(form: TickForm, lines: Sequence[checklist.Line]) -> TickForm:
    """A refused form that now knows what others ticked, so that to save it once more is a choice."""
    for line in lines:
        field = form[f"seen-{line.item.id}"]
        field.process_data(line.mark)
        field.raw_data = None
    return form


def finding_page(edition: Edition, entry: Entry, alike: Alike) -> str:
    """The matched passages of two entries side by side."""
    contents = [likeness.content_of(one.versions[-1].content) for one in (entry, alike.other)]
    ours, theirs = likeness.side_by_side(*contents)
    sides = [
        {"entry": one, "title": content["title"], "texts": texts, "labels": _labels(one)}
        for one, content, texts in zip((entry, alike.other), contents, (ours, theirs), strict=True)
    ]
    return render_template("entries/check_finding.html", edition=edition, entry=entry, alike=alike, sides=sides)


def _labels(entry: Entry) -> dict[str, str]:
    return {one.key: str(one.label) for one in forms.questions_of(entry.category)}


def table_of(edition: Edition, entries: Sequence[Entry]) -> Table:
    """What the table of these entries is made from."""
    ticks = checklist.ticks_of(entries)
    return Table(
        questions=forms.questions_in(edition),
        ticks={one.id: [_checked(tick, one) for tick in ticks.get(one.id, ())] for one in entries},
        findings=findings.count_among(entries),
        moves=moving.moves_of(entries),
        decisions=decisions.of_entries(edition, entries),
        at=now(),
    )


def _checked(tick: CheckTick, entry: Entry) -> Checked:
    """What was ticked before the entry moved names the category whose list it was."""
    left = tick.item.category_id != entry.category_id
    item = f"{tick.item.category.name} · {tick.item.text}" if left else str(tick.item.text)
    return Checked(item, tick.passed, tick.note, tick.by.name, tick.at)
