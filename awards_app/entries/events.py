"""What the audit trail tells of entries.

Texts of cities are named by checksum. The reason of a rejection is quoted: it is the ground of the decision.
"""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from awards_app.audit import Event


@dataclass(frozen=True, kw_only=True)
class EntryBegun(Event):
    entry: UUID
    city: UUID
    category: UUID


@dataclass(frozen=True, kw_only=True)
class EntryChanged(Event):
    entry: UUID
    revision: int
    fields: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class EntryRecategorised(Event):
    entry: UUID
    before: UUID
    after: UUID


@dataclass(frozen=True, kw_only=True)
class EntryCopied(Event):
    entry: UUID
    source: UUID


@dataclass(frozen=True, kw_only=True)
class EntryWithdrawn(Event):
    entry: UUID
    before: str


@dataclass(frozen=True, kw_only=True)
class EntryNominated(Event):
    entry: UUID
    city: UUID


@dataclass(frozen=True, kw_only=True)
class NominationAccepted(Event):
    entry: UUID


@dataclass(frozen=True, kw_only=True)
class NominationDeclined(Event):
    entry: UUID
    city: UUID


@dataclass(frozen=True, kw_only=True)
class EntryDeleted(Event):
    entry: UUID


@dataclass(frozen=True, kw_only=True)
class AttachmentAdded(Event):
    """`sha256` and `size` are of what is served, `original` is the checksum of the file as it came."""

    entry: UUID
    attachment: UUID
    sha256: str
    size: int
    original: str


@dataclass(frozen=True, kw_only=True)
class AttachmentDescribed(Event):
    entry: UUID
    attachment: UUID


@dataclass(frozen=True, kw_only=True)
class AttachmentMoved(Event):
    """Two neighbours changed places."""

    entry: UUID
    attachment: UUID
    other: UUID
    position: int


@dataclass(frozen=True, kw_only=True)
class AttachmentAssigned(Event):
    entry: UUID
    attachment: UUID
    question: str


@dataclass(frozen=True, kw_only=True)
class AttachmentRemoved(Event):
    entry: UUID
    attachment: UUID
    sha256: str


@dataclass(frozen=True, kw_only=True)
class EntrySubmitted(Event):
    entry: UUID
    number: int
    version: int
    sha256: str


@dataclass(frozen=True, kw_only=True)
class EntryTakenBack(Event):
    entry: UUID


@dataclass(frozen=True, kw_only=True)
class EntryAccepted(Event):
    """Items of the checklist that were not ticked or not in order, and required questions without an answer.

    Where there were any, the organiser said why it is accepted all the same.
    """

    entry: UUID
    open_items: int = 0
    failed_items: int = 0
    unanswered: int = 0
    reason_sha256: str = ""


@dataclass(frozen=True, kw_only=True)
class EntryRejected(Event):
    entry: UUID
    reason: str


@dataclass(frozen=True, kw_only=True)
class DecisionUndone(Event):
    entry: UUID
    before: str


@dataclass(frozen=True, kw_only=True)
class EntryReclassified(Event):
    entry: UUID
    before: UUID
    after: UUID


@dataclass(frozen=True, kw_only=True)
class EntryReturned(Event):
    entry: UUID
    correction: UUID
    version: int
    fields: tuple[str, ...]
    deadline: datetime
    message_sha256: str


@dataclass(frozen=True, kw_only=True)
class EntryCorrected(Event):
    """`changed` names the fields that differ from what was returned."""

    entry: UUID
    correction: UUID
    version: int
    sha256: str
    changed: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class CorrectionDropped(Event):
    """What the city wrote after the return and did not hand in was taken away again before the decision."""

    entry: UUID
    correction: UUID
    version: int
    attachments: tuple[UUID, ...]


@dataclass(frozen=True, kw_only=True)
class EntryChecked(Event):
    entry: UUID
    version: int
    passed: tuple[UUID, ...]
    failed: tuple[UUID, ...]
    cleared: tuple[UUID, ...]


@dataclass(frozen=True, kw_only=True)
class MoveProposed(Event):
    entry: UUID
    move: UUID
    before: UUID
    after: UUID
    reason_sha256: str


@dataclass(frozen=True, kw_only=True)
class MoveWithdrawn(Event):
    entry: UUID
    move: UUID


@dataclass(frozen=True, kw_only=True)
class MoveDeclined(Event):
    entry: UUID
    move: UUID


@dataclass(frozen=True, kw_only=True)
class MoveAccepted(Event):
    entry: UUID
    move: UUID
    before: UUID
    after: UUID
    version: int
    sha256: str


@dataclass(frozen=True, kw_only=True)
class EntriesCompared(Event):
    findings: int
