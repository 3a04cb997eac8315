"""Writing a draft: whole or field by field, by several people at once, without overwriting each other."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, NamedTuple, Self
from uuid import UUID, uuid4

from flask_babel import gettext as _

from awards_app import audit
from awards_app.accounts.models import User
from awards_app.cities.models import City
from awards_app.db import db
from awards_app.editions.gate import require_entering
from awards_app.editions.models import Category, Edition
from awards_app.entries import letters
from awards_app.entries.events import EntryBegun, EntryChanged, EntryDeleted, EntryRecategorised, NominationDeclined
from awards_app.entries.models import Entry
from awards_app.entries.writing import TITLE, require_draft, require_writable, take_turn
from awards_app.errors import Refused, Stale
from awards_app.questionnaire.kinds import Answer


@dataclass(frozen=True)
class Draft:
    """A new entry: where it belongs, and what is written so far, by the keys of the questions.

    `key` becomes its identifier: the same form sent twice cannot begin two drafts.
    """

    category: Category
    title: str
    answers: Mapping[str, Answer]
    key: UUID = field(default_factory=uuid4)


@dataclass(frozen=True)
class Edit:
    """What a page wants to change. `base` is the revision that it read; `page` tells one opening of it from another."""

    changes: Mapping[str, Answer]
    base: int
    page: str = ""


class Trace(NamedTuple):
    """The last change of a field."""

    revision: int
    at: datetime
    by: UUID
    page: str = ""

    @classmethod
    def of(cls, entry: Entry, key: str) -> Self | None:
        """That of a field, or None if it was not changed since the entry began."""
        kept = entry.traces.get(key)
        return cls(kept[0], datetime.fromisoformat(kept[1]), UUID(kept[2]), kept[3]) if kept else None

    def stored(self) -> list[Any]:
        """As the table keeps it."""
        return [self.revision, self.at.isoformat(), str(self.by), self.page]


class Overtaken(Stale):
    """Somebody else changed some of the same fields meanwhile; `keys` names them. Nothing was saved."""

    def __init__(self, keys: tuple[str, ...]) -> None:
        super().__init__(
            _("Somebody changed the same fields meanwhile. Both texts are below; choose, then save again.")
        )
        self.keys = keys


class AlreadyBegun(Refused):
    """The same form was sent before, as by a double click; `entry` is what it began."""

    def __init__(self, entry: Entry) -> None:
        super().__init__(_("This draft is begun already."))
        self.entry = entry


def begin(edition: Edition, city: City, draft: Draft, *, by: User, at: datetime) -> Entry:
    """A new draft; private to its city until it is submitted. Raises AlreadyBegun for a key that was used before."""
    # Alone, so that the second of two clicks finds what the first one began.
    require_entering(edition, city.id, at, alone=True)
    if begun := db.session.get(Entry, draft.key):
        raise AlreadyBegun(begun)
    entry = Entry(
        id=draft.key,
        edition=edition,
        city=city,
        category=draft.category,
        created_at=at,
        changed_at=at,
        title=draft.title,
        answers=dict(draft.answers),
        traces={},
    )
    db.session.add(entry)
    db.session.flush()
    audit.record(EntryBegun(edition=edition.id, entry=entry.id, city=city.id, category=draft.category.id), by=by, at=at)
    return entry


def change(entry: Entry, edit: Edit, *, by: User, at: datetime) -> tuple[str, ...]:
    """Save the fields that differ; returns their keys. Raises Overtaken if somebody else changed one since `base`.

    Of a returned entry only the fields that the organiser named can be changed.
    """
    require_writable(entry, edit.changes, at)
    changed = tuple(key for key, value in edit.changes.items() if value_of(entry, key) != value)
    if overtaken := tuple(key for key in changed if _is_overtaken(entry, key, edit)):
        raise Overtaken(overtaken)
    if changed:
        _write(entry, {key: edit.changes[key] for key in changed}, Trace(entry.revision + 1, at, by.id, edit.page))
        event = EntryChanged(edition=entry.edition_id, entry=entry.id, revision=entry.revision, fields=changed)
        audit.record(event, by=by, at=at)
    return changed


def value_of(entry: Entry, key: str) -> Answer:
    """What stands in a field: the title, or an answer."""
    return entry.title if key == TITLE else entry.answers.get(key, "")


def _is_overtaken(entry: Entry, key: str, edit: Edit) -> bool:
    trace = Trace.of(entry, key)
    if trace is None or trace.revision <= edit.base:
        return False
    # A page that types on while its last save is under way meets only itself.
    return not edit.page or trace.page != edit.page


def _write(entry: Entry, changes: Mapping[str, Answer], trace: Trace) -> None:
    answers, traces = dict(entry.answers), dict(entry.traces)
    for key, value in changes.items():
        if key == TITLE:
            entry.title = value
        else:
            answers[key] = value
        traces[key] = trace.stored()
    entry.answers, entry.traces = answers, traces
    entry.revision, entry.changed_at = trace.revision, trace.at


def changed_since(entry: Entry, base: int, *, but: str) -> dict[str, Trace]:
    """The fields that were changed after revision `base`, by any page but that one."""
    traces = {key: trace for key in entry.traces if (trace := Trace.of(entry, key))}
    return {key: trace for key, trace in traces.items() if trace.revision > base and trace.page != but}


def recategorise(entry: Entry, category: Category, *, by: User, at: datetime) -> None:
    """Enter the draft in another category; answers that both forms ask for are kept, the others wait unseen."""
    require_entering(entry.edition, entry.city_id, at)
    take_turn(entry)
    require_draft(entry)
    if category.id == entry.category_id:
        return
    before, entry.category = entry.category_id, category
    entry.revision, entry.changed_at = entry.revision + 1, at
    event = EntryRecategorised(edition=entry.edition_id, entry=entry.id, before=before, after=category.id)
    audit.record(event, by=by, at=at)


def delete(entry: Entry, *, by: User, at: datetime) -> None:
    """Throw a draft away; one that was ever submitted stays, since its versions are evidence.

    To delete what the organiser nominated is to decline it.
    """
    require_entering(entry.edition, entry.city_id, at)
    take_turn(entry)
    require_draft(entry)
    if entry.versions:
        raise Refused(_("This entry was submitted before, so it cannot be deleted. Leave it as a draft."))
    if entry.nominated_at:
        # Whoever nominated it waits for it; that it is gone is an answer, too.
        audit.record(NominationDeclined(edition=entry.edition_id, entry=entry.id, city=entry.city_id), by=by, at=at)
        letters.nomination_declined(entry, at=at)
    audit.record(EntryDeleted(edition=entry.edition_id, entry=entry.id), by=by, at=at)
    db.session.delete(entry)
