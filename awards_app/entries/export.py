"""The queue as a table: where each entry stands and why, versions, checklist, one column a question. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from awards_app.entries.check_models import Move
from awards_app.entries.decisions import Decided
from awards_app.entries.models import Entry
from awards_app.entries.standing import as_submitted, state_of
from awards_app.questionnaire.kinds import Kind, is_empty
from awards_app.questionnaire.models import Question
from awards_app.web.filters import short
from awards_app.web.tables import Cell

COLUMNS = (
    _l("Entry"),
    _l("Campaign"),
    _l("City"),
    _l("Voivodeship"),
    _l("TERYT code"),
    _l("Inhabitants"),
    _l("Category"),
    _l("Class"),
    _l("State"),
    _l("Submitted"),
    _l("Version"),
    _l("Checksum (SHA-256)"),
    _l("Versions"),
    _l("Reason"),
    _l("Returned"),
    _l("Deadline of the correction"),
    _l("Fields to correct"),
    _l("Message to the city"),
    _l("Corrected"),
    _l("Checklist"),
    _l("Findings"),
    _l("Moves to other categories"),
    _l("Decisions"),
)


@dataclass(frozen=True)
class Checked:
    """An item of the checklist that was ticked for an entry."""

    item: str
    passed: bool
    note: str
    by: str
    at: datetime


@dataclass(frozen=True)
class Table:
    """What the columns are made from, beside the entries: by category, and by entry."""

    questions: Mapping[UUID, Sequence[Question]]
    ticks: Mapping[UUID, Sequence[Checked]]
    findings: Mapping[UUID, int]
    moves: Mapping[UUID, Sequence[Move]]
    decisions: Mapping[UUID, Sequence[Decided]]
    at: datetime

    @property
    def asked(self) -> dict[str, str]:
        """Each question of any category once: key and wording. Where two are worded alike, the key tells them apart."""
        found: dict[str, str] = {}
        for question in (one for form in self.questions.values() for one in form if one.kind is not Kind.FILES):
            taken = str(question.label) in (label for key, label in found.items() if key != question.key)
            found.setdefault(question.key, f"{question.label} ({question.key})" if taken else str(question.label))
        return found


def columns_of(table: Table) -> list[str]:
    """The headings."""
    return [*map(str, COLUMNS), *table.asked.values(), str(_("Attachments"))]


def rows_of(entries: Iterable[Entry], table: Table) -> list[list[Cell]]:
    """A row for each entry, told as it was last submitted."""
    keys = list(table.asked)
    return [_row(entry, table) + _answers(entry, table, keys) for entry in entries]


def _row(entry: Entry, table: Table) -> list[Cell]:
    last = entry.versions[-1] if entry.versions else None
    return [
        # Worded, since 003 would lose its zeros.
        str(_("No. %(code)s", code=entry.code)),
        as_submitted(entry).title,
        entry.city.name,
        entry.city.voivodeship,
        f"TERYT {entry.city.teryt}" if entry.city.teryt else "",
        entry.population,
        str(entry.category.name),
        str(entry.size_class.name) if entry.size_class else "",
        state_of(entry, table.at).label,
        short(entry.submitted_at) if entry.submitted_at else "",
        last.number if last else None,
        last.sha256 if last else "",
        "\n".join(f"{one.number}: {short(one.submitted_at)}, {one.sha256}" for one in entry.versions),
        entry.reason,
        *_correction(entry, table),
        "\n".join(_checked(one) for one in table.ticks.get(entry.id, ())),
        table.findings.get(entry.id, 0),
        "\n".join(_moved(one) for one in table.moves.get(entry.id, ())),
        "\n".join(_decided(one) for one in table.decisions.get(entry.id, ())),
    ]


def _correction(entry: Entry, table: Table) -> list[Cell]:
    returned = entry.correction
    if returned is None:
        return [None] * 5
    labels = {**table.asked, "title": str(_("Title of the campaign")), "attachments": str(_("Attachments"))}
    return [
        short(returned.returned_at),
        short(returned.deadline),
        ", ".join(labels.get(key, key) for key in returned.fields),
        returned.message,
        short(returned.corrected_at) if returned.corrected_at else "",
    ]


def _checked(one: Checked) -> str:
    verdict = _("in order") if one.passed else _("not in order")
    note = f" ({one.note})" if one.note else ""
    return f"{one.item}: {verdict}{note}; {one.by}, {short(one.at)}"


def _moved(one: Move) -> str:
    answer = f", {short(one.answered_at)}" if one.answered_at else ""
    ways = f"{one.from_category.name} → {one.to_category.name}"
    return f"{short(one.proposed_at)}: {ways} ({one.reason}); {one.consent.label}{answer}"


def _decided(one: Decided) -> str:
    reason = f" ({one.reason})" if one.reason else ""
    return f"{short(one.at)}: {one.what}{reason}; {one.by}"


def _answers(entry: Entry, table: Table, keys: Sequence[str]) -> list[Cell]:
    shown = as_submitted(entry)
    asked = {one.key: one for one in table.questions.get(entry.category_id, ()) if one.is_asked(shown.answers)}
    cells = [in_words(asked[key], shown.answers.get(key)) if key in asked else None for key in keys]
    return [*cells, "\n".join(f"{one.name} ({one.key})" for one in shown.attachments)]


def in_words(question: Question, answer: Any) -> str:
    """An answer as one cell."""
    if is_empty(answer):
        return ""
    words = {
        Kind.CONSENT: lambda: str(_("yes")),
        Kind.PERIOD: lambda: f"{answer.get('from', '')} – {answer.get('to', '')}",
        Kind.LINKS: lambda: "\n".join(answer),
        Kind.METRICS: lambda: "\n".join(_metric(row) for row in answer),
        Kind.CHOICE: lambda: _chosen(question, answer),
    }
    return words.get(question.kind, lambda: str(answer))()


def _metric(row: Mapping[str, str]) -> str:
    return f"{row.get('name', '')}: {row.get('before', '')} → {row.get('after', '')} {row.get('unit', '')}".strip()


def _chosen(question: Question, answer: Any) -> str:
    chosen = answer if isinstance(answer, list) else [answer]
    return ", ".join(str(wording) for key, wording in question.options if key in chosen)
