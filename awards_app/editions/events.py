"""What the audit trail tells of editions."""

from dataclasses import dataclass
from datetime import datetime

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
