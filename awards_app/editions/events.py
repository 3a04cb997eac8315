"""What the audit trail tells of editions."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from awards_app.audit import Event


@dataclass(frozen=True, kw_only=True)
class EditionCreated(Event):
    slug: str
    example: bool


@dataclass(frozen=True, kw_only=True)
class PhaseMoved(Event):
    before: str
    after: str
    early: bool = False


@dataclass(frozen=True, kw_only=True)
class EntryLimitsSet(Event):
    limits: dict[str, int | None]


@dataclass(frozen=True, kw_only=True)
class DeadlineExtended(Event):
    deadline: str
    before: datetime
    after: datetime


@dataclass(frozen=True, kw_only=True)
class PopulationsFrozen(Event):
    cities: int


@dataclass(frozen=True, kw_only=True)
class PopulationFrozen(Event):
    city: UUID
    population: int


@dataclass(frozen=True, kw_only=True)
class FrozenPopulationCorrected(Event):
    city: UUID
    before: int
    after: int
    reason_sha256: str


@dataclass(frozen=True, kw_only=True)
class TownAsked(Event):
    request: UUID


@dataclass(frozen=True, kw_only=True)
class TownAccepted(Event):
    request: UUID
    city: UUID


@dataclass(frozen=True, kw_only=True)
class TownIdentified(Event):
    request: UUID
    city: UUID


@dataclass(frozen=True, kw_only=True)
class TownRejected(Event):
    request: UUID
    reason_sha256: str


@dataclass(frozen=True, kw_only=True)
class LimitsSet(Event):
    before: dict[str, int]
    after: dict[str, int]


@dataclass(frozen=True, kw_only=True)
class CityDeadlineExtended(Event):
    extension: UUID
    city: UUID
    until: datetime
    reason: str


@dataclass(frozen=True, kw_only=True)
class GraceSet(Event):
    before: int
    after: int


@dataclass(frozen=True, kw_only=True)
class CallReworded(Event):
    fields: tuple[str, ...]
    sha256: str


@dataclass(frozen=True, kw_only=True)
class RulesPublished(Event):
    rules: UUID
    version: int
    sha256: str


@dataclass(frozen=True, kw_only=True)
class JudgingRulesSet(Event):
    before: dict[str, str | bool]
    after: dict[str, str | bool]
