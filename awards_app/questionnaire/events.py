"""What the audit trail tells of the forms of an edition. Wording is named by checksum."""

from dataclasses import dataclass
from uuid import UUID

from awards_app.audit import Event


@dataclass(frozen=True, kw_only=True)
class SectionAdded(Event):
    category: UUID
    section: UUID


@dataclass(frozen=True, kw_only=True)
class SectionChanged(Event):
    category: UUID
    section: UUID
    sha256: str


@dataclass(frozen=True, kw_only=True)
class SectionRemoved(Event):
    category: UUID
    section: UUID
    questions: tuple[UUID, ...] = ()


@dataclass(frozen=True, kw_only=True)
class QuestionAdded(Event):
    category: UUID
    section: UUID
    question: UUID
    key: str
    kind: str


@dataclass(frozen=True, kw_only=True)
class QuestionChanged(Event):
    category: UUID
    question: UUID
    fields: tuple[str, ...]
    sha256: str


@dataclass(frozen=True, kw_only=True)
class QuestionRemoved(Event):
    category: UUID
    question: UUID
    key: str


@dataclass(frozen=True, kw_only=True)
class FormReordered(Event):
    category: UUID
    order: tuple[UUID, ...]


@dataclass(frozen=True, kw_only=True)
class FormCopied(Event):
    category: UUID
    source: str
    sections: tuple[UUID, ...]
    questions: tuple[UUID, ...]


@dataclass(frozen=True, kw_only=True)
class ChecklistBegun(Event):
    category: UUID
    items: tuple[UUID, ...]


@dataclass(frozen=True, kw_only=True)
class CheckItemAdded(Event):
    category: UUID
    item: UUID
    sha256: str


@dataclass(frozen=True, kw_only=True)
class CheckItemChanged(Event):
    category: UUID
    item: UUID
    sha256: str


@dataclass(frozen=True, kw_only=True)
class CheckItemRemoved(Event):
    category: UUID
    item: UUID
    retired: bool


@dataclass(frozen=True, kw_only=True)
class ChecklistReordered(Event):
    category: UUID
    order: tuple[UUID, ...]
