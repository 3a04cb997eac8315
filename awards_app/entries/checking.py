"""The decision of the formal check: accept, reject, undo. A return for correction and a move stand beside."""

from datetime import datetime
from hashlib import sha256

from flask_babel import gettext as _

from awards_app import audit
from awards_app.accounts.models import User
from awards_app.editions.gate import require
from awards_app.editions.phases import Act
from awards_app.entries import checklist, fallback, letters, moving, standing
from awards_app.entries.events import DecisionUndone, EntryAccepted, EntryRejected
from awards_app.entries.models import Entry, Status
from awards_app.entries.writing import take_turn
from awards_app.errors import Refused

DECIDED = (Status.ACCEPTED, Status.REJECTED)


def accept(entry: Entry, remark: str = "", *, by: User, at: datetime) -> None:
    """Formally in order: it goes to the jury. With items of the checklist still open it needs a remark why."""
    _require_waiting(entry, at)
    waiting = checklist.count_open(entry)
    if waiting and not remark:
        raise Refused(
            _("Items of the checklist are still open. Say in a sentence why you accept the entry all the same.")
        )
    fallback.drop_correction(entry, by=by, at=at)
    entry.reason = remark if waiting else ""
    entry.status = Status.ACCEPTED
    letters.decided(entry, at=at)
    event = EntryAccepted(
        edition=entry.edition_id,
        entry=entry.id,
        open_items=waiting,
        reason_sha256=sha256(remark.encode()).hexdigest() if entry.reason else "",
    )
    audit.record(event, by=by, at=at)


def reject(entry: Entry, reason: str, *, by: User, at: datetime) -> None:
    """Not in order, for a reason that the city reads."""
    _require_waiting(entry, at)
    fallback.drop_correction(entry, by=by, at=at)
    entry.reason = reason
    entry.status = Status.REJECTED
    letters.decided(entry, at=at)
    audit.record(EntryRejected(edition=entry.edition_id, entry=entry.id, reason=reason), by=by, at=at)


def undo_decision(entry: Entry, *, by: User, at: datetime) -> None:
    """Take an acceptance or rejection back, while the check lasts; the city is told."""
    require(entry.edition, Act.CHECK, at)
    take_turn(entry)
    if entry.status not in DECIDED:
        raise Refused(_("There is no decision to undo."))
    audit.record(DecisionUndone(edition=entry.edition_id, entry=entry.id, before=entry.status), by=by, at=at)
    uncorrected = entry.correction is not None and entry.correction.corrected_at is None
    entry.status, entry.reason = Status.RETURNED if uncorrected else Status.SUBMITTED, ""
    letters.reopened(entry, at=at)


def _require_waiting(entry: Entry, at: datetime) -> None:
    require(entry.edition, Act.CHECK, at)
    take_turn(entry)
    state = standing.state_of(entry, at)
    if state is standing.State.RETURNED:
        raise Refused(_("The city can still correct this entry. Decide when it has, or when its deadline has passed."))
    if not state.waits:
        raise Refused(_("This entry is already decided. Undo the decision first."))
    moving.require_none_proposed(entry)
