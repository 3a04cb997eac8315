"""Handing an entry in, and taking it back, before the deadline. Each verb asks the phase first."""

from datetime import datetime

from flask_babel import gettext as _

from awards_app import audit
from awards_app.accounts.models import User
from awards_app.editions import frozen
from awards_app.editions import queries as editions
from awards_app.editions.gate import require_entering
from awards_app.entries import letters, moving, queries, readiness, versions
from awards_app.entries.events import EntrySubmitted, EntryTakenBack
from awards_app.entries.models import Entry, EntryVersion, Status
from awards_app.entries.writing import require_draft, take_turn
from awards_app.errors import NotReady, Refused, Stale
from awards_app.questionnaire import queries as forms


def submit(entry: Entry, *, by: User, at: datetime, accepts: int | None = None) -> EntryVersion:
    """Hand the entry in: it gets its number and class, and the version is kept word for word.

    `accepts` is the version of the rules that the person was shown; raises Stale if another one is in force.
    """
    require_entering(entry.edition, entry.city_id, at, alone=True)
    take_turn(entry)
    require_draft(entry)
    population = frozen.hold(entry.edition, entry.city, by=by, at=at)
    rules = editions.rules_of(entry.edition)
    if rules and accepts not in (None, rules.number):
        raise Stale(
            _("The rules have changed: version %(number)d is in force. Read it, then submit.", number=rules.number)
        )
    questions = forms.questions_of(entry.category)
    if missing := readiness.of_submission(entry, questions):
        raise NotReady(_("The entry cannot be submitted yet."), missing)
    if not queries.has_room(entry):
        raise Refused(_("Your city has already submitted as many entries as it may here. Take one back first."))
    entry.number = entry.number or queries.next_number(entry.edition)
    entry.size_class = entry.category.class_for(population)
    entry.status, entry.submitted_at = Status.SUBMITTED, at
    version = versions.keep(entry, questions, rules, at)
    letters.submitted(entry, version, at=at)
    event = EntrySubmitted(
        edition=entry.edition_id, entry=entry.id, number=entry.number, version=version.number, sha256=version.sha256
    )
    audit.record(event, by=by, at=at)
    return version


def take_back(entry: Entry, *, by: User, at: datetime) -> None:
    """Make a submitted entry a draft again, before the deadline; its number and versions stay.

    Refused for one that was returned: as a draft it could be changed beyond the fields that were named.
    """
    require_entering(entry.edition, entry.city_id, at)
    # A city with a deadline of its own may act while the organiser decides: one after the other.
    take_turn(entry)
    if entry.status not in {Status.SUBMITTED, Status.WITHDRAWN}:
        raise Refused(_("Only a submitted entry can be taken back."))
    if entry.correction is not None:
        raise Refused(
            _("This entry was returned for correction, and only the named fields of it can be changed: not taken back.")
        )
    entry.status = Status.DRAFT
    audit.record(EntryTakenBack(edition=entry.edition_id, entry=entry.id), by=by, at=at)
    moving.close(entry, by=by, at=at)
