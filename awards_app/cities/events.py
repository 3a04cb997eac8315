"""What the audit trail tells of the register of cities.

An import tells how much it changed and the checksum of its file, which is kept; not thousands of identifiers.
"""

from dataclasses import dataclass
from uuid import UUID

from awards_app.audit import Event


@dataclass(frozen=True, kw_only=True)
class CitiesImported(Event):
    source: str
    sha256: str
    added: int
    changed: int
    unchanged: int


@dataclass(frozen=True, kw_only=True)
class RegisterFileReceived(Event):
    file: UUID
    kind: str
    sha256: str
    size: int


@dataclass(frozen=True, kw_only=True)
class RegisterFileDiscarded(Event):
    file: UUID


@dataclass(frozen=True, kw_only=True)
class TercImported(Event):
    file: UUID
    sha256: str
    of: str
    counts: dict[str, int]


@dataclass(frozen=True, kw_only=True)
class PopulationsImported(Event):
    file: UUID
    sha256: str
    source: str
    of: str
    counts: dict[str, int]


@dataclass(frozen=True, kw_only=True)
class CityAdded(Event):
    city: UUID
    teryt: str | None
    population: int
    source: str
    of: str


@dataclass(frozen=True, kw_only=True)
class CityCorrected(Event):
    city: UUID
    before: dict[str, str | int | None]
    after: dict[str, str | int | None]
    source: str
    of: str
