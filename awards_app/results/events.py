"""What the audit trail tells of results."""

from dataclasses import dataclass
from uuid import UUID

from awards_app.audit import Event


@dataclass(frozen=True, kw_only=True)
class MarksFrozen(Event):
    complete: int
    missing: int


@dataclass(frozen=True, kw_only=True)
class ResolutionMade(Event):
    resolution: UUID
    size_class: UUID
    kind: str
    entries: tuple[str, ...]
    reason: str


@dataclass(frozen=True, kw_only=True)
class ResolutionWithdrawn(Event):
    resolution: UUID
    size_class: UUID


@dataclass(frozen=True, kw_only=True)
class ResultSealed(Event):
    seal: UUID
    number: int
    code: str
    sha256: str


@dataclass(frozen=True, kw_only=True)
class LaureatesAnnounced(Event):
    seal: UUID
    code: str


@dataclass(frozen=True, kw_only=True)
class SealedResultSeen(Event):
    seal: UUID
    what: str
