"""What the audit trail tells of questions about the call; texts are named by checksum."""

from dataclasses import dataclass
from uuid import UUID

from awards_app.audit import Event


@dataclass(frozen=True, kw_only=True)
class InquiryMade(Event):
    inquiry: UUID
    city: UUID | None
    sha256: str


@dataclass(frozen=True, kw_only=True)
class InquiryAnswered(Event):
    inquiry: UUID
    revision: int
    sha256: str
    published: bool
    mailed: bool


@dataclass(frozen=True, kw_only=True)
class InquiryDismissed(Event):
    inquiry: UUID


@dataclass(frozen=True, kw_only=True)
class InquiryTakenUp(Event):
    inquiry: UUID
