"""What the audit trail tells of the team."""

from dataclasses import dataclass
from uuid import UUID

from awards_app.audit import Event
from awards_app.roles import Right, Role


@dataclass(frozen=True, kw_only=True)
class RoleGranted(Event):
    user: UUID
    role: Role
    city: UUID | None
    right: Right | None = None


@dataclass(frozen=True, kw_only=True)
class RoleRevoked(Event):
    user: UUID
    role: Role


@dataclass(frozen=True, kw_only=True)
class RightChanged(Event):
    user: UUID
    city: UUID | None
    before: Right | None
    after: Right


@dataclass(frozen=True, kw_only=True)
class PersonInvited(Event):
    invitation: UUID
    role: Role
    city: UUID | None
    right: Right | None = None


@dataclass(frozen=True, kw_only=True)
class InvitationAccepted(Event):
    invitation: UUID
    user: UUID


@dataclass(frozen=True, kw_only=True)
class InvitationDeclined(Event):
    invitation: UUID
    reason_sha256: str = ""


@dataclass(frozen=True, kw_only=True)
class InvitationRevoked(Event):
    invitation: UUID
