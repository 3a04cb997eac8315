"""Findings: which entries of this and of earlier editions are alike. Kept when a version is submitted."""

from array import array
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVarTuple
from uuid import UUID

from flask import abort
from sqlalchemy import ColumnElement, Select, and_, delete, func, or_, select
from sqlalchemy.orm import aliased, joinedload

from awards_app import audit
from awards_app.db import db, one_or_404
from awards_app.editions.gate import require_alone
from awards_app.editions.models import Edition
from awards_app.editions.phases import Act
from awards_app.entries import likeness
from awards_app.entries.check_models import Finding, Fingerprint
from awards_app.entries.events import EntriesCompared
from awards_app.entries.likeness import Likeness, Marks
from awards_app.entries.models import Entry, EntryVersion, Status

# The most telling ones; an entry that is like fifty others needs no longer list.
MOST = 20
Columns = TypeVarTuple("Columns")
PRIVATE = (Status.DRAFT, Status.WITHDRAWN)
_BOTH = tuple(
    joinedload(side).options(joinedload(Entry.city), joinedload(Entry.edition), joinedload(Entry.category))
    for side in (Finding.entry, Finding.other)
)
_TEXTS = tuple(joinedload(side).selectinload(Entry.versions) for side in (Finding.entry, Finding.other))


def compare(entry: Entry, version: EntryVersion) -> None:
    """Keep what the version shares with others. Whoever submits holds the edition alone, so no pair is missed."""
    mine = likeness.marks_of(likeness.content_of(version.content))
    db.session.add(_kept(version.id, mine))
    _forget(or_(Finding.entry_id == entry.id, Finding.other_id == entry.id))
    others = [(key, marks) for key, _edition, marks in _prints_beside(entry.edition) if key != entry.id]
    found = [(others[place][0], like) for _number, place, like in likeness.compare([mine], [one for _, one in others])]
    _keep(entry.id, found)


def compare_all(edition: Edition, *, by: audit.Actor, at: datetime) -> int:
    """Compare every submitted entry of the edition anew, as after an import of past ones; returns how many pairs."""
    require_alone(edition, Act.CHECK, at)
    prints = _prints_beside(edition)
    own = [(key, marks) for key, of, marks in prints if of == edition.id]
    place_of = {key: place for place, (key, _marks) in enumerate(own)}
    ours = select(Entry.id).where(Entry.edition_id == edition.id)
    _forget(Finding.entry_id.in_(ours))
    by_entry: dict[UUID, list[tuple[UUID, Likeness]]] = {}
    for number, place, like in likeness.compare([one for _, one in own], [one for _key, _of, one in prints]):
        other = prints[place][0]
        # Of a pair within the edition one direction is enough.
        if place_of.get(other, len(own)) > number:
            by_entry.setdefault(own[number][0], []).append((other, like))
    for key, found in by_entry.items():
        _keep(key, found)
    pairs = sum(min(MOST, len(found)) for found in by_entry.values())
    audit.record(EntriesCompared(edition=edition.id, findings=pairs), by=by, at=at)
    return pairs


def _keep(entry_id: UUID, found: Iterable[tuple[UUID, Likeness]]) -> None:
    strongest = sorted(found, key=lambda one: one[1].weight, reverse=True)[:MOST]
    db.session.add_all(
        Finding(
            entry_id=entry_id,
            other_id=other,
            same_title=like.same_title,
            links=list(like.links),
            files=like.files,
            share=like.share,
            other_share=like.other_share,
        )
        for other, like in strongest
    )


def _forget(which: ColumnElement[bool]) -> None:
    db.session.execute(delete(Finding).where(which).execution_options(synchronize_session=False))


def _kept(version_id: UUID, marks: Marks) -> Fingerprint:
    return Fingerprint(
        version_id=version_id,
        title=marks.title,
        links=sorted(marks.links),
        files=sorted(marks.files),
        shingles=marks.shingles.tobytes(),
    )


def _prints_beside(edition: Edition) -> list[tuple[UUID, UUID, Marks]]:
    """Entry, edition and marks of the last version of all that is submitted in this and in earlier editions."""
    _make_missing(edition)
    columns = (Fingerprint.title, Fingerprint.links, Fingerprint.files, Fingerprint.shingles)
    query = _last_versions(select(Entry.id, Entry.edition_id, *columns), edition)
    rows = db.session.execute(query.join(Fingerprint, Fingerprint.version_id == EntryVersion.id))
    return [
        (key, of, Marks(title, frozenset(links), frozenset(files), array("I", shingles)))
        for key, of, title, links, files, shingles in rows
    ]


def _make_missing(edition: Edition) -> None:
    """Versions that were submitted before there were fingerprints get theirs."""
    query = _last_versions(select(EntryVersion.id, EntryVersion.content), edition)
    bare = query.outerjoin(Fingerprint, Fingerprint.version_id == EntryVersion.id).where(Fingerprint.id.is_(None))
    for key, content in db.session.execute(bare).all():
        db.session.add(_kept(key, likeness.marks_of(likeness.content_of(content))))
    db.session.flush()


def _last_versions(query: Select[*Columns], edition: Edition) -> Select[*Columns]:
    """Invented editions are compared with invented ones, real ones with real ones."""
    last = (
        select(EntryVersion.entry_id, func.max(EntryVersion.number).label("number"))
        .group_by(EntryVersion.entry_id)
        .subquery()
    )
    return (
        query.select_from(Entry)
        .join(Edition, Edition.id == Entry.edition_id)
        .join(last, last.c.entry_id == Entry.id)
        .join(EntryVersion, (EntryVersion.entry_id == Entry.id) & (EntryVersion.number == last.c.number))
        .where(
            Entry.status.not_in(PRIVATE),
            Edition.example.is_(edition.example),
            or_(Edition.id == edition.id, Edition.entries_close_at < edition.entries_close_at),
        )
        .order_by(Edition.entries_close_at.desc(), Entry.number)
    )


@dataclass(frozen=True)
class Alike:
    """A finding as it is read from one of the two: how much of it is in the other, and how much of the other in it."""

    id: UUID
    other: Entry
    same_title: bool
    links: list[str]
    files: int
    share: int
    other_share: int


def of_entry(entry: Entry) -> list[Alike]:
    """What the entry shares with others, the most telling first. Later editions are not told to earlier ones."""
    query = select(Finding).where(_concerns(entry.id, entry.edition_id)).options(*_BOTH)
    found = [_seen_from(entry.id, one) for one in db.session.scalars(query)]
    open_to_read = [one for one in found if one.other.status not in PRIVATE]
    return sorted(open_to_read, key=lambda one: (-one.files, -max(one.share, one.other_share), -len(one.links)))


def get_of_entry(entry: Entry, finding_id: UUID) -> Alike:
    """One of them, or 404."""
    query = select(Finding).where(_concerns(entry.id, entry.edition_id), Finding.id == finding_id)
    found = _seen_from(entry.id, one_or_404(query.options(*_BOTH, *_TEXTS)))
    return abort(404) if found.other.status in PRIVATE else found


def _seen_from(entry_id: UUID, finding: Finding) -> Alike:
    """Turned round where the other was submitted later."""
    first = finding.entry_id == entry_id
    shares = (finding.share, finding.other_share)
    return Alike(
        id=finding.id,
        other=finding.other if first else finding.entry,
        same_title=finding.same_title,
        links=finding.links,
        files=finding.files,
        share=shares[not first],
        other_share=shares[first],
    )


def _concerns(entry_id: Any, edition_id: Any) -> ColumnElement[bool]:
    """The findings of an entry; the later of the two must belong to the same edition."""
    later = aliased(Entry)
    of_same = select(later.id).where(later.id == Finding.entry_id, later.edition_id == edition_id).exists()
    return or_(Finding.entry_id == entry_id, and_(Finding.other_id == entry_id, of_same))


def is_alike() -> ColumnElement[bool]:
    """The condition on entries of having a finding that their organiser may read."""
    mate = aliased(Entry)
    return select(Finding.id).join(mate, _pairs(mate)).where(mate.status.not_in(PRIVATE)).correlate(Entry).exists()


def count_among(entries: Sequence[Entry]) -> dict[UUID, int]:
    """How many findings each of these entries has; one without any is not named."""
    keys = [entry.id for entry in entries]
    mate = aliased(Entry)
    query = (
        select(Entry.id, func.count())
        .join(Finding, or_(Finding.entry_id == Entry.id, Finding.other_id == Entry.id))
        .join(mate, _pairs(mate))
        .where(Entry.id.in_(keys), mate.status.not_in(PRIVATE))
        .group_by(Entry.id)
    )
    return dict(db.session.execute(query).all())


def _pairs(mate: Any) -> ColumnElement[bool]:
    """The condition of a finding between an entry and its mate that the entry's organiser may read."""
    return or_(
        and_(Finding.entry_id == Entry.id, Finding.other_id == mate.id),
        and_(Finding.other_id == Entry.id, Finding.entry_id == mate.id, mate.edition_id == Entry.edition_id),
    )
