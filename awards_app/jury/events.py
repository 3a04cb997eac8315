"""What the audit trail tells of the jury. Comments are named by checksum: they may name people."""

from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

from awards_app.audit import Event


@dataclass(frozen=True, kw_only=True)
class PanelSet(Event):
    category: UUID
    jurors: tuple[UUID, ...]


@dataclass(frozen=True, kw_only=True)
class JurySeated(Event):
    seats: int
    recused: int


@dataclass(frozen=True, kw_only=True)
class OwnCityRecused(Event):
    user: UUID
    city: UUID
    seats: tuple[UUID, ...]


@dataclass(frozen=True, kw_only=True)
class MarksSaved(Event):
    seat: UUID
    revision: int
    before: dict[UUID, Decimal]
    after: dict[UUID, Decimal]
    comment_sha256: str = ""


@dataclass(frozen=True, kw_only=True)
class BallotSubmitted(Event):
    seat: UUID
    revision: int


@dataclass(frozen=True, kw_only=True)
class ConflictDeclared(Event):
    seat: UUID
    reason_sha256: str
