"""Back to what was submitted: a correction that was not handed in does not count, and leaves the entry."""

from datetime import datetime
from typing import Any
from uuid import UUID

from awards_app import audit
from awards_app.accounts.models import User
from awards_app.db import db
from awards_app.entries import standing
from awards_app.entries.check_models import Correction
from awards_app.entries.events import CorrectionDropped
from awards_app.entries.models import Entry, Status


def drop_correction(entry: Entry, *, by: User, at: datetime) -> None:
    """Make a returned entry again what was submitted last: that is what is decided on, moved or withdrawn."""
    correction = entry.correction
    if entry.status is not Status.RETURNED or correction is None:
        return
    touched = {one.id for one in entry.attachments} | {one.id for one in standing.as_submitted(entry).attachments}
    _fall_back(entry, correction)
    event = CorrectionDropped(
        edition=entry.edition_id,
        entry=entry.id,
        correction=correction.id,
        version=entry.versions[-1].number,
        attachments=tuple(sorted(touched)),
    )
    audit.record(event, by=by, at=at)


def _fall_back(entry: Entry, correction: Correction) -> None:
    entry.title, entry.answers = correction.before["title"], dict(correction.before["answers"])
    kept = {UUID(one["id"]): one for one in correction.before["attachments"]}
    for attachment in [one for one in entry.attachments if one.id not in kept]:
        entry.attachments.remove(attachment)
    # What was added meanwhile may hold the places of the others, and goes first.
    db.session.flush()
    _restore(entry, kept)
    missing = kept.keys() - {one.id for one in entry.attachments}
    entry.attachments.extend(standing.file_of(kept[key]) for key in missing)
    db.session.flush()
    db.session.refresh(entry, ("attachments",))


def _restore(entry: Entry, kept: dict[UUID, dict[str, Any]]) -> None:
    """Words, questions and places of the files that stayed."""
    moved = [one for one in entry.attachments if one.position != kept[one.id]["position"]]
    for place, one in enumerate(moved, 1):
        # No two may stand at one place, not even for a moment.
        one.position = -place
    db.session.flush()
    for one in entry.attachments:
        was = kept[one.id]
        one.alt, one.question, one.position = was["alt"], was["question"], was["position"]
    db.session.flush()
