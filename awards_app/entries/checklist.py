"""The checklist of one entry: each item with how it came out, and what is still open."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from awards_app import audit
from awards_app.accounts.models import User
from awards_app.db import db
from awards_app.editions.gate import require
from awards_app.editions.models import Category
from awards_app.editions.phases import Act
from awards_app.entries import versions
from awards_app.entries.check_models import CheckTick
from awards_app.entries.events import EntryChecked
from awards_app.entries.models import Entry
from awards_app.entries.writing import take_turn
from awards_app.errors import Stale
from awards_app.questionnaire import queries as forms
from awards_app.questionnaire.models import CheckItem


@dataclass(frozen=True)
class Looked:
    """What the organiser says of an item: passed, failed or (None) nothing yet. `seen` marks what the page showed."""

    passed: bool | None
    note: str
    seen: str


@dataclass(frozen=True)
class Line:
    """An item of the list for one entry."""

    item: CheckItem
    tick: CheckTick | None
    version: int

    @property
    def is_open(self) -> bool:
        """Not looked at, or failed in a version that was corrected since."""
        return self.tick is None or (not self.tick.passed and self.tick.version < self.version)

    @property
    def failed(self) -> bool:
        """Looked at and not in order."""
        return self.tick is not None and not self.tick.passed

    @property
    def mark(self) -> str:
        """Another one after each change."""
        return self.tick.at.isoformat() if self.tick else ""


def lines_of(entry: Entry) -> list[Line]:
    """The items of the entry's category, and what was retired from them since it was ticked."""
    ticks = {one.item_id: one for one in _ticks(entry) if one.item.category_id == entry.category_id}
    items = forms.checklist_of(entry.category)
    version = entry.versions[-1].number if entry.versions else 1
    listed = {item.id for item in items}
    lines = [Line(item, ticks.get(item.id), version) for item in items]
    return lines + [Line(one.item, one, version) for key, one in ticks.items() if key not in listed]


def former_of(entry: Entry) -> dict[Category, list[CheckTick]]:
    """What was ticked before the entry moved, by the categories that it left: to be read, it decides nothing."""
    found: dict[Category, list[CheckTick]] = {}
    for one in _ticks(entry):
        if one.item.category_id != entry.category_id:
            found.setdefault(one.item.category, []).append(one)
    return found


def _ticks(entry: Entry) -> list[CheckTick]:
    """All that was ticked for the entry, in the order of the lists."""
    item = joinedload(CheckTick.item)
    query = select(CheckTick).join(CheckTick.item).where(CheckTick.entry_id == entry.id)
    query = query.options(joinedload(CheckTick.by), item.joinedload(CheckItem.category))
    # The page that is answered read them before it held the entry.
    return list(db.session.scalars(query.order_by(CheckItem.position).execution_options(populate_existing=True)))


def tick(entry: Entry, looked: dict[UUID, Looked], *, seen: int | None = None, by: User, at: datetime) -> None:
    """Keep what changed.

    Raises Stale, and keeps nothing, if somebody else ticked one of the same items meanwhile, or if `seen`, the version
    that was looked at, is no longer the last one.
    """
    require(entry.edition, Act.CHECK, at)
    take_turn(entry)
    versions.require_last(entry, seen)
    changes = [(line, looked[line.item.id]) for line in lines_of(entry) if line.item.id in looked]
    changes = [(line, one) for line, one in changes if _differs(line, one)]
    if any(one.seen != line.mark for line, one in changes):
        raise Stale(
            _("Somebody else ticked the same items meanwhile. What you ticked is kept below; look and save again.")
        )
    for line, one in changes:
        _write(entry, line, one, by, at)
    if changes:
        _record(entry, changes, by, at)


def _differs(line: Line, one: Looked) -> bool:
    if line.tick is None:
        return one.passed is not None
    if line.is_open:
        # It was shown as not looked at: to leave it so changes nothing, the old verdict stays to be read.
        return one.passed is not None
    return (line.tick.passed, line.tick.note) != (one.passed, one.note)


def _write(entry: Entry, line: Line, one: Looked, by: User, at: datetime) -> None:
    kept = line.tick
    if one.passed is None:
        db.session.delete(kept)
        return
    if kept is None:
        kept = CheckTick(entry_id=entry.id, item_id=line.item.id)
        db.session.add(kept)
    kept.passed, kept.note, kept.version, kept.by_id, kept.at = one.passed, one.note, line.version, by.id, at


def _record(entry: Entry, changes: Iterable[tuple[Line, Looked]], by: User, at: datetime) -> None:
    sorted_out: dict[bool | None, list[UUID]] = {True: [], False: [], None: []}
    for line, one in changes:
        sorted_out[one.passed].append(line.item.id)
    event = EntryChecked(
        edition=entry.edition_id,
        entry=entry.id,
        version=entry.versions[-1].number,
        passed=tuple(sorted_out[True]),
        failed=tuple(sorted_out[False]),
        cleared=tuple(sorted_out[None]),
    )
    audit.record(event, by=by, at=at)


def ticks_of(entries: Iterable[Entry]) -> dict[UUID, list[CheckTick]]:
    """What was ticked for each of the entries: for its category in the order of the list, then for those it left."""
    query = (
        select(CheckTick)
        .join(CheckTick.item)
        .join(CheckTick.entry)
        .where(CheckTick.entry_id.in_([one.id for one in entries]))
        .options(joinedload(CheckTick.item).joinedload(CheckItem.category), joinedload(CheckTick.by))
        .order_by(CheckItem.category_id != Entry.category_id, CheckItem.category_id, CheckItem.position)
    )
    found: dict[UUID, list[CheckTick]] = {}
    for one in db.session.scalars(query):
        found.setdefault(one.entry_id, []).append(one)
    return found
