"""What the audit trail tells of people who ask for access. A reason is named by its checksum."""

from dataclasses import dataclass
from uuid import UUID

from awards_app.audit import Event
from awards_app.roles import Right


@dataclass(frozen=True, kw_only=True)
class AccessAsked(Event):
    request: UUID
    city: UUID


@dataclass(frozen=True, kw_only=True)
class AccessConfirmed(Event):
    request: UUID
    city: UUID


@dataclass(frozen=True, kw_only=True)
class AccessByDomain(Event):
    """`closed` are other requests of the same person, which need no decision any more."""

    request: UUID
    city: UUID
    right: Right
    closed: tuple[UUID, ...] = ()


@dataclass(frozen=True, kw_only=True)
class AccessApproved(Event):
    request: UUID
    city: UUID
    right: Right
    remembered: bool


@dataclass(frozen=True, kw_only=True)
class AccessRefused(Event):
    request: UUID
    city: UUID
    reason_sha256: str


@dataclass(frozen=True, kw_only=True)
class DomainRemembered(Event):
    city_domain: UUID
    city: UUID
    domain: str


@dataclass(frozen=True, kw_only=True)
class DomainForgotten(Event):
    city_domain: UUID
    city: UUID
    domain: str
