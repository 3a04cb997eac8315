"""What the audit trail tells of accounts. Persons are named by their identifiers only."""

from dataclasses import dataclass
from uuid import UUID

from awards_app.audit import Event


@dataclass(frozen=True, kw_only=True)
class AccountCreated(Event):
    user: UUID


@dataclass(frozen=True, kw_only=True)
class SignedIn(Event):
    user: UUID


@dataclass(frozen=True, kw_only=True)
class SignedOut(Event):
    user: UUID
    everywhere: bool = False


@dataclass(frozen=True, kw_only=True)
class PasswordResetAsked(Event):
    user: UUID


@dataclass(frozen=True, kw_only=True)
class PasswordSet(Event):
    user: UUID


@dataclass(frozen=True, kw_only=True)
class ProfileChanged(Event):
    user: UUID
    fields: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class AdministratorMade(Event):
    user: UUID
