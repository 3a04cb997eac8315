"""Entering a campaign, and the formal check. Each verb asks the phase first."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from hashlib import sha256

from flask_babel import gettext as _

from awards_app import audit
from awards_app.accounts.models import User
from awards_app.cities.models import City
from awards_app.db import db
from awards_app.editions.gate import require, require_alone
from awards_app.editions.models import Category, Edition
from awards_app.editions.phases import Act
from awards_app.entries import letters, queries, readiness
from awards_app.entries.events import (
    DecisionUndone,
    EntryAccepted,
    EntryBegun,
    EntryChanged,
    EntryDeleted,
    EntryRejected,
    EntrySubmitted,
    EntryTakenBack,
)
from awards_app.entries.models import Entry, EntryVersion, Status
from awards_app.errors import NotReady, Refused, Stale


@dataclass(frozen=True)
class Draft:
    """What a form gives: the whole text of an entry."""

    category: Category
    title: str
    answers: Mapping[str, str]
    links: tuple[str, ...]
    period_from: date | None
    period_to: date | None


def begin(edition: Edition, city: City, draft: Draft, *, by: User, at: datetime) -> Entry:
    """A new draft; private to its city until it is submitted."""
    require(edition, Act.ENTER, at)
    entry = Entry(edition=edition, city=city, category=draft.category, created_at=at, changed_at=at, title=draft.title)
    _write(entry, draft)
    db.session.add(entry)
    db.session.flush()
    audit.record(EntryBegun(edition=edition.id, entry=entry.id, city=city.id, category=draft.category.id), by=by, at=at)
    return entry


def change(entry: Entry, draft: Draft, *, revision: int, by: User, at: datetime) -> None:
    """Save a draft. Raises Stale when somebody saved another one since `revision` was read."""
    require(entry.edition, Act.ENTER, at)
    _require_draft(entry)
    if revision != entry.revision:
        raise Stale(_("Somebody saved this entry meanwhile. Your text is below; compare it before you save again."))
    changed = _write(entry, draft)
    if not changed:
        return
    entry.revision += 1
    entry.changed_at = at
    event = EntryChanged(edition=entry.edition_id, entry=entry.id, revision=entry.revision, fields=changed)
    audit.record(event, by=by, at=at)


def _write(entry: Entry, draft: Draft) -> tuple[str, ...]:
    """Copy the draft into the entry; returns the names of what changed."""
    new = {
        "category": draft.category,
        "title": draft.title,
        "answers": dict(draft.answers),
        "links": list(draft.links),
        "period_from": draft.period_from,
        "period_to": draft.period_to,
    }
    changed = tuple(field for field, value in new.items() if getattr(entry, field) != value)
    for field in changed:
        setattr(entry, field, new[field])
    return changed


def delete(entry: Entry, *, by: User, at: datetime) -> None:
    """Throw a draft away; one that was ever submitted stays, since its versions are evidence."""
    require(entry.edition, Act.ENTER, at)
    _require_draft(entry)
    if entry.versions:
        raise Refused(_("This entry was submitted before, so it cannot be deleted. Leave it as a draft."))
    audit.record(EntryDeleted(edition=entry.edition_id, entry=entry.id), by=by, at=at)
    db.session.delete(entry)


def submit(entry: Entry, *, by: User, at: datetime) -> EntryVersion:
    """Hand the entry in: it gets its number and class, and the version is kept word for word."""
    require_alone(entry.edition, Act.ENTER, at)
    _require_draft(entry)
    if missing := readiness.of_submission(entry):
        raise NotReady(_("The entry cannot be submitted yet."), missing)
    entry.number = entry.number or queries.next_number(entry.edition)
    entry.size_class = entry.category.class_for(entry.city.population)
    entry.status, entry.submitted_at = Status.SUBMITTED, at
    version = _version(entry, at)
    letters.submitted(entry, version, at=at)
    event = EntrySubmitted(
        edition=entry.edition_id, entry=entry.id, number=entry.number, version=version.number, sha256=version.sha256
    )
    audit.record(event, by=by, at=at)
    return version


def _version(entry: Entry, at: datetime) -> EntryVersion:
    content = json.dumps(_content(entry), ensure_ascii=False, sort_keys=True, indent=1)
    version = EntryVersion(
        entry=entry,
        number=len(entry.versions) + 1,
        submitted_at=at,
        content=content,
        sha256=sha256(content.encode()).hexdigest(),
    )
    db.session.add(version)
    return version


def _content(entry: Entry) -> dict[str, object]:
    return {
        "category": entry.category.key,
        "city": {"teryt": entry.city.teryt, "name": entry.city.name, "voivodeship": entry.city.voivodeship},
        "population": entry.city.population,
        "title": entry.title,
        "answers": entry.answers,
        "links": entry.links,
        "period": [str(entry.period_from), str(entry.period_to)],
        "attachments": [[one.name, one.media_type, one.key, one.alt] for one in entry.attachments],
    }


def take_back(entry: Entry, *, by: User, at: datetime) -> None:
    """Make a submitted entry a draft again, before the deadline; its number and versions stay."""
    require(entry.edition, Act.ENTER, at)
    if entry.status is not Status.SUBMITTED:
        raise Refused(_("Only a submitted entry can be taken back."))
    entry.status = Status.DRAFT
    audit.record(EntryTakenBack(edition=entry.edition_id, entry=entry.id), by=by, at=at)


def accept(entry: Entry, *, by: User, at: datetime) -> None:
    """Formally in order: it goes to the jury."""
    _require_undecided(entry, at)
    entry.status = Status.ACCEPTED
    letters.decided(entry, at=at)
    audit.record(EntryAccepted(edition=entry.edition_id, entry=entry.id), by=by, at=at)


def reject(entry: Entry, reason: str, *, by: User, at: datetime) -> None:
    """Not in order, for a reason that the city reads."""
    _require_undecided(entry, at)
    entry.reason = reason
    entry.status = Status.REJECTED
    letters.decided(entry, at=at)
    audit.record(EntryRejected(edition=entry.edition_id, entry=entry.id, reason=reason), by=by, at=at)


def undo_decision(entry: Entry, *, by: User, at: datetime) -> None:
    """Take an acceptance or rejection back, while the check lasts; the city is told."""
    require(entry.edition, Act.CHECK, at)
    if entry.status not in {Status.ACCEPTED, Status.REJECTED}:
        raise Refused(_("There is no decision to undo."))
    audit.record(DecisionUndone(edition=entry.edition_id, entry=entry.id, before=entry.status), by=by, at=at)
    entry.status, entry.reason = Status.SUBMITTED, ""
    letters.reopened(entry, at=at)


def _require_draft(entry: Entry) -> None:
    if entry.status is not Status.DRAFT:
        raise Refused(_("This entry is submitted. Take it back first to change it."))


def _require_undecided(entry: Entry, at: datetime) -> None:
    require(entry.edition, Act.CHECK, at)
    if entry.status is not Status.SUBMITTED:
        raise Refused(_("This entry is already decided. Undo the decision first."))
