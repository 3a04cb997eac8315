"""Append-only record of who did what, each entry chained to the one before by a hash.

Entries hold identifiers, marks and other plain values; names and addresses of people stand in tables of their own, so
that erasing a person breaks nothing. Texts that people write are named by checksum, but for two, each being the ground
of a decision that must be provable from the chain alone: the reasons of EntryRejected and of ResolutionMade are quoted.
"""

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from decimal import Decimal
from enum import Enum
from hashlib import sha256
from typing import Any, NamedTuple, Protocol
from uuid import UUID

from sqlalchemy import Index, Select, Text, event, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from awards_app.db import Model, db

GENESIS = "0" * 64
HEAD = 1
_PENDING = "audit_pending"


class Actor(Protocol):
    """Whoever did it; only the identifier is kept."""

    @property
    def id(self) -> UUID: ...


@dataclass(frozen=True, kw_only=True)
class Event:
    """What happened. Each feature derives its own, with the identifiers and values that prove it."""

    edition: UUID | None = None


class AuditEntry(Model):
    """One link of the chain. A database trigger refuses to change or delete it."""

    __tablename__ = "audit_entry"
    __table_args__ = (Index("ix_audit_entry_edition_seq", "edition_id", "seq"),)

    seq: Mapped[int] = mapped_column(unique=True)
    at: Mapped[datetime]
    by_id: Mapped[UUID | None]
    edition_id: Mapped[UUID | None]
    event: Mapped[str]
    data: Mapped[str] = mapped_column(Text)
    hash: Mapped[str]

    @property
    def facts(self) -> dict[str, Any]:
        """The event's own fields."""
        found: dict[str, Any] = json.loads(self.data)
        return found


class AuditHead(Model):
    """Where the chain ends: one row, locked by whoever appends. It betrays a truncated tail."""

    __tablename__ = "audit_head"

    number: Mapped[int] = mapped_column(unique=True)
    seq: Mapped[int]
    hash: Mapped[str]


class Link(NamedTuple):
    """What an entry's hash covers, in this order."""

    seq: int
    at: datetime
    by: UUID | None
    edition: UUID | None
    event: str
    data: str

    def digest(self, previous: str) -> str:
        """SHA-256 of the previous hash and of this link as a JSON list, in hexadecimal."""
        at = self.at.astimezone(UTC).isoformat(timespec="microseconds")
        by, edition = (str(key) if key else None for key in (self.by, self.edition))
        return sha256(json.dumps([previous, self.seq, at, by, edition, self.event, self.data]).encode()).hexdigest()


@dataclass(frozen=True)
class Verdict:
    """What a verification of the chain found. `broken_at` is the first bad sequence number, or None."""

    entries: int
    head: str
    broken_at: int | None = None
    reason: str = ""

    @property
    def holds(self) -> bool:
        return self.broken_at is None


def record(what: Event, *, by: Actor | None, at: datetime, session: Session | None = None) -> None:
    """Note `what`; it is written with the transaction of the session (the request's, unless named), or not at all."""
    present = session or db.session
    # With a transaction under way a rollback is heard, and the record is forgotten with its change.
    present.connection()
    present.info.setdefault(_PENDING, []).append((what, by.id if by else None, at))


@event.listens_for(Session, "before_commit")
def _append_pending(session: Session) -> None:
    """Chained last of all writes, so that the lock on the head is held for the shortest time and never inside out."""
    pending = session.info.pop(_PENDING, [])
    if not pending:
        return
    session.flush()
    locked = select(AuditHead).where(AuditHead.number == HEAD).with_for_update()
    head = session.scalars(locked, execution_options={"populate_existing": True}).one()
    for what, by, at in pending:
        _append(session, head, Link(head.seq + 1, at, by, what.edition, type(what).__name__, _canonical(what)))
    session.flush()


@event.listens_for(Session, "after_rollback")
def _forget_pending(session: Session) -> None:
    session.info.pop(_PENDING, None)


def _append(session: Session, head: AuditHead, link: Link) -> None:
    digest = link.digest(head.hash)
    session.add(
        AuditEntry(
            seq=link.seq,
            at=link.at,
            by_id=link.by,
            edition_id=link.edition,
            event=link.event,
            data=link.data,
            hash=digest,
        )
    )
    head.seq, head.hash = link.seq, digest


def _canonical(what: Event) -> str:
    facts = {key: value for key, value in asdict(what).items() if key != "edition"}
    return json.dumps(_plain(facts), sort_keys=True, ensure_ascii=False, separators=(",", ":"))


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {str(key): _plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [_plain(item) for item in value]
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    if isinstance(value, Decimal):
        return f"{value.normalize():f}"
    return str(value) if isinstance(value, UUID) else value


def verify() -> Verdict:
    """Walk the whole chain and compare every hash; any edit, deletion, insertion, reordering or truncation shows."""
    head = db.session.scalars(select(AuditHead).where(AuditHead.number == HEAD)).one()
    previous, expected = GENESIS, 1
    for link, stored in _links():
        if link.seq != expected:
            return Verdict(expected - 1, head.hash, expected, "an entry is missing or out of order")
        if link.digest(previous) != stored:
            return Verdict(expected - 1, head.hash, link.seq, "the entry does not match its hash")
        previous, expected = stored, expected + 1
    if (head.seq, head.hash) != (expected - 1, previous):
        return Verdict(expected - 1, head.hash, expected, "the chain ends before its recorded head")
    return Verdict(expected - 1, head.hash)


def _links() -> Iterator[tuple[Link, str]]:
    columns = AuditEntry.__table__.c
    wanted = (columns.seq, columns.at, columns.by_id, columns.edition_id, columns.event, columns.data, columns.hash)
    for *fields, stored in db.session.execute(select(*wanted).order_by(columns.seq)).yield_per(5000):
        yield Link(*fields), stored


def entries_in(edition_id: UUID | None, kinds: Iterable[str] = ()) -> Select[AuditEntry]:
    """The entries of an edition, newest first; `kinds` narrows them to some events."""
    query = select(AuditEntry).where(AuditEntry.edition_id == edition_id).order_by(AuditEntry.seq.desc())
    chosen = list(kinds)
    return query.where(AuditEntry.event.in_(chosen)) if chosen else query


def entries_naming(edition_id: UUID, kinds: Sequence[str], key: UUID) -> list[AuditEntry]:
    """The events of these kinds that name a thing by its identifier, the earliest first."""
    query = select(AuditEntry).where(AuditEntry.edition_id == edition_id, AuditEntry.event.in_(kinds))
    return list(db.session.scalars(query.where(AuditEntry.data.contains(str(key))).order_by(AuditEntry.seq)))


def kinds_in(edition_id: UUID | None) -> list[str]:
    """The names of the events that an edition has seen."""
    query = select(AuditEntry.event).where(AuditEntry.edition_id == edition_id).distinct().order_by(AuditEntry.event)
    return list(db.session.scalars(query))
