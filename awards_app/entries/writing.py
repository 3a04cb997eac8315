"""Who may write on an entry now, and on which of its fields: a draft before the deadline, or a return's named ones."""

from collections.abc import Iterable
from datetime import datetime

from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.exc import InvalidRequestError

from awards_app.db import db
from awards_app.editions import queries as editions
from awards_app.editions.gate import require, require_entering
from awards_app.editions.phases import Act, why_not
from awards_app.entries.check_models import Correction
from awards_app.entries.models import Attachment, Entry, EntryVersion, Status
from awards_app.entries.standing import is_open
from awards_app.errors import Refused, Stale

TITLE = "title"
ATTACHMENTS = "attachments"
# What a save reads before it writes, so that of two at once the second sees the first.
WRITTEN = ("title", "answers", "traces", "revision", "status")
# All that other acts write on the row, and the rows that hang on it.
WHOLE = (*WRITTEN, "category_id", "size_class_id", "number", "reason", "submitted_at", "consented_at")
RELATED = ("category", "size_class", "frozen", "attachments", "versions", "correction")


class Deleted(Stale):
    """The draft is not there any more; nothing of it can be shown. `told` says who deleted it, where that is known."""

    def __init__(self, told: str = "") -> None:
        super().__init__(told or _("Somebody has deleted this draft meanwhile."))


def take_turn(entry: Entry) -> None:
    """Hold the entry alone until the commit, and read anew all that an act decides by and a version keeps.

    A page loads its entry before it has the lock; what others committed in between counts, not what was read then.
    """
    _lock(entry, WHOLE)
    db.session.expire(entry, RELATED)
    for rows in (Attachment, EntryVersion, Correction):
        query = select(rows).where(rows.entry_id == entry.id).execution_options(populate_existing=True)
        db.session.scalars(query).all()
    if entry.frozen:
        db.session.refresh(entry.frozen)


def _lock(entry: Entry, names: tuple[str, ...]) -> None:
    db.session.flush()
    try:
        db.session.refresh(entry, names, with_for_update=True)
    except InvalidRequestError as error:
        raise Deleted from error


def require_writable(entry: Entry, keys: Iterable[str], at: datetime) -> None:
    """Refuse a change of these fields unless the entry is a draft in time, or was returned for just them."""
    corrects = entry.status is Status.RETURNED
    if corrects:
        require(entry.edition, Act.CORRECT, at)
    else:
        require_entering(entry.edition, entry.city_id, at)
    _lock(entry, WRITTEN)
    if not corrects:
        require_draft(entry)
        return
    correction = require_open_correction(entry, at)
    if set(keys) - set(correction.fields):
        raise Refused(_("Only the fields that the organiser named can be corrected; the others stay as they were."))


def require_draft(entry: Entry) -> None:
    """Refuse to touch what was submitted."""
    if entry.status is not Status.DRAFT:
        raise Refused(_("This entry is submitted. Take it back first to change it."))


def require_open_correction(entry: Entry, at: datetime) -> Correction:
    """The return that the city answers. Raises Refused when there is none, or no time left."""
    db.session.refresh(entry, ("correction",))
    correction = entry.correction
    if entry.status is not Status.RETURNED or correction is None:
        raise Refused(_("This entry was not returned for correction."))
    if not is_open(correction, at):
        raise Refused(_("The deadline for the correction has passed. The version that you submitted last counts."))
    return correction


def fields_open_in(entry: Entry, at: datetime) -> set[str] | None:
    """The fields that the city can write on; None stands for all of them."""
    if entry.status is Status.DRAFT:
        own = editions.due_for(entry.edition, entry.city_id).own
        return None if not why_not(entry.edition, Act.ENTER, at, own) else set()
    correction = entry.correction
    if entry.status is Status.RETURNED and correction and is_open(correction, at):
        return set(correction.fields) if not why_not(entry.edition, Act.CORRECT, at) else set()
    return set()
