"""The decision of the formal check: accept, reject, undo. A return for correction and a move stand beside."""

from datetime import datetime
from hashlib import sha256

from flask_babel import gettext as _

from awards_app import audit
from awards_app.accounts.models import User
from awards_app.editions.gate import require, require_alone
from awards_app.editions.phases import Act
from awards_app.entries import doubts, fallback, letters, moving, queries, standing, versions
from awards_app.entries.events import DecisionUndone, EntryAccepted, EntryRejected
from awards_app.entries.models import Entry, Status
from awards_app.entries.writing import take_turn
from awards_app.errors import Refused

DECIDED = (Status.ACCEPTED, Status.REJECTED)


def accept(entry: Entry, remark: str = "", *, seen: int | None = None, by: User, at: datetime) -> None:
    """Formally in order: it goes to the jury. While something speaks against it, it needs a remark why.

    `seen` is the version that the organiser looked at; raises Stale if it is no longer the last one.
    """
    _require_waiting(entry, at)
    versions.require_last(entry, seen)
    against = doubts.about(entry)
    if against and not remark:
        raise Refused(
            _("Not everything about this entry is in order. Say in a sentence why you accept it all the same.")
        )
    fallback.drop_correction(entry, by=by, at=at)
    entry.reason = remark if against else ""
    entry.status = Status.ACCEPTED
    letters.decided(entry, at=at)
    event = EntryAccepted(
        edition=entry.edition_id,
        entry=entry.id,
        open_items=against.open_items,
        failed_items=against.failed_items,
        unanswered=len(against.unanswered),
        reason_sha256=sha256(remark.encode()).hexdigest() if entry.reason else "",
    )
    audit.record(event, by=by, at=at)


def reject(entry: Entry, reason: str, *, seen: int | None = None, by: User, at: datetime) -> None:
    """Not in order, for a reason that the city reads. `seen` as in `accept`."""
    _require_waiting(entry, at)
    versions.require_last(entry, seen)
    fallback.drop_correction(entry, by=by, at=at)
    entry.reason = reason
    entry.status = Status.REJECTED
    letters.decided(entry, at=at)
    audit.record(EntryRejected(edition=entry.edition_id, entry=entry.id, reason=reason), by=by, at=at)


def undo_decision(entry: Entry, *, by: User, at: datetime) -> None:
    """Take an acceptance or rejection back, while the check lasts; the city is told.

    A rejection is only undone while the limits of the city have a place for the entry.
    """
    # Alone, as submitting is: the city may be taking the last place at this moment.
    require_alone(entry.edition, Act.CHECK, at)
    take_turn(entry)
    if entry.status not in DECIDED:
        raise Refused(_("There is no decision to undo."))
    if entry.status is Status.REJECTED and not queries.has_room(entry):
        raise Refused(
            _(
                "The rejection cannot be undone: the city has as many other entries in the contest as it may. "
                "It can withdraw one of them first."
            )
        )
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
