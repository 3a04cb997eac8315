"""Where an entry stands in the formal check, by its rows and the clock; and what of it counts as submitted."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from flask_babel import lazy_gettext as _l

from awards_app.entries.check_models import Correction
from awards_app.entries.models import Attachment, Entry, Status

KEPT = ("position", "name", "media_type", "size", "key", "alt", "question", "width", "height") + (
    "original",
    "original_size",
    "medium",
    "small",
)


class State(StrEnum):
    """What a queue tells apart: a status, and for a returned entry what came of it."""

    WAITING = "waiting"
    CORRECTED = "corrected"
    LATE = "late"
    RETURNED = "returned"
    ACCEPTED = "accepted"
    REJECTED = "rejected"
    WITHDRAWN = "withdrawn"
    DRAFT = "draft"

    @property
    def label(self) -> str:
        """The state in the language of the answer."""
        return str(_LABELS[self])

    @property
    def tone(self) -> str:
        """The kind of tag that shows it."""
        return _TONES.get(self, "")

    @property
    def waits(self) -> bool:
        """Whether the organiser can decide about it now."""
        return self in WAITING


# Whatever the organiser's decision is awaited on.
WAITING = (State.WAITING, State.CORRECTED, State.LATE)
_LABELS = {
    State.WAITING: _l("to be checked"),
    State.CORRECTED: _l("corrected by the city"),
    State.LATE: _l("not corrected in time"),
    State.RETURNED: _l("returned for correction"),
    State.ACCEPTED: _l("accepted"),
    State.REJECTED: _l("rejected"),
    State.WITHDRAWN: _l("withdrawn"),
    State.DRAFT: _l("draft"),
}
_TONES = {
    State.WAITING: "info",
    State.CORRECTED: "info",
    State.LATE: "bad",
    State.RETURNED: "warn",
    State.ACCEPTED: "good",
    State.REJECTED: "bad",
}


def state_of(entry: Entry, at: datetime) -> State:
    """The state at a moment."""
    correction = entry.correction
    if entry.status is Status.RETURNED and correction is not None:
        return State.RETURNED if is_open(correction, at) else State.LATE
    if entry.status is Status.SUBMITTED:
        return State.CORRECTED if correction is not None else State.WAITING
    return State(entry.status.value)


def is_open(correction: Correction, at: datetime) -> bool:
    """Whether the city can still correct."""
    return correction.corrected_at is None and at <= correction.deadline


@dataclass(frozen=True)
class Submitted:
    """An entry as it was last submitted; pages read it like the entry itself."""

    id: UUID
    title: str
    answers: dict[str, Any]
    attachments: list[Attachment]


def as_submitted(entry: Entry) -> Entry | Submitted:
    """What counts: while a city corrects, the version before; what it writes meanwhile is its own."""
    correction = entry.correction
    if entry.status is not Status.RETURNED or correction is None:
        return entry
    before = correction.before
    return Submitted(entry.id, before["title"], before["answers"], [file_of(one) for one in before["attachments"]])


def snapshot_of(entry: Entry) -> dict[str, Any]:
    """What `as_submitted` and a fall back need, as plain values."""
    files = [
        {"id": str(one.id), "added_at": one.added_at.isoformat(), **{name: getattr(one, name) for name in KEPT}}
        for one in entry.attachments
    ]
    return {"title": entry.title, "answers": dict(entry.answers), "attachments": files}


def file_of(kept: dict[str, Any]) -> Attachment:
    """An attachment that stands by itself: no row, and of no entry."""
    return Attachment(
        id=UUID(kept["id"]),
        added_at=datetime.fromisoformat(kept["added_at"]),
        **{name: kept[name] for name in KEPT},
    )
