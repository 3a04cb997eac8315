"""A city takes its entry out of the contest before the jury begins; what was submitted stays as evidence."""

from datetime import datetime

from flask_babel import gettext as _

from awards_app import audit
from awards_app.accounts.models import User
from awards_app.editions.gate import require
from awards_app.editions.phases import Act
from awards_app.entries import fallback, letters, moving
from awards_app.entries.events import EntryWithdrawn
from awards_app.entries.models import Entry, Status
from awards_app.entries.writing import take_turn
from awards_app.errors import Refused

IN_THE_CONTEST = (Status.SUBMITTED, Status.RETURNED, Status.ACCEPTED)


def withdraw(entry: Entry, *, by: User, at: datetime) -> None:
    """Out of the contest, for good once the call is closed; before, it can still be taken back to a draft.

    Of a returned entry the version that was submitted last stays; a proposal to move it is answered with no.
    """
    require(entry.edition, Act.WITHDRAW, at)
    take_turn(entry)
    if entry.status not in IN_THE_CONTEST:
        raise Refused(_("Only an entry that was submitted can be withdrawn."))
    moving.close(entry, by=by, at=at)
    fallback.drop_correction(entry, by=by, at=at)
    before, entry.status = entry.status, Status.WITHDRAWN
    audit.record(EntryWithdrawn(edition=entry.edition_id, entry=entry.id, before=before), by=by, at=at)
    letters.withdrawn(entry, at=at)
