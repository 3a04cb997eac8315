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
    _require_room(entry)
    entry.number = entry.number or queries.next_number(entry.edition)
    entry.size_class = entry.category.class_for(population)
    entry.status, entry.submitted_at = Status.SUBMITTED, at
    if entry.correction and entry.correction.corrected_at is None:
        # Taken back and submitted anew after a return, with more time for the city: that is its correction.
        entry.correction.corrected_at = at
    version = versions.keep(entry, questions, rules, at)
    letters.submitted(entry, version, at=at)
    event = EntrySubmitted(
        edition=entry.edition_id, entry=entry.id, number=entry.number, version=version.number, sha256=version.sha256
    )
    audit.record(event, by=by, at=at)
    return version


def _require_room(entry: Entry) -> None:
    """Whoever asks holds the edition's row alone, so that two at once cannot both take the last place."""
    whole, here = queries.count_in_the_contest(entry)
    limits = ((entry.edition.entries_per_city, whole), (entry.category.entries_per_city, here))
    if any(limit is not None and count >= limit for limit, count in limits):
        raise Refused(_("Your city has already submitted as many entries as it may here. Take one back first."))


def take_back(entry: Entry, *, by: User, at: datetime) -> None:
    """Make a submitted entry a draft again, before the deadline; its number and versions stay."""
    require_entering(entry.edition, entry.city_id, at)
    # A city with a deadline of its own may act while the organiser decides: one after the other.
    take_turn(entry)
    if entry.status not in {Status.SUBMITTED, Status.WITHDRAWN}:
        raise Refused(_("Only a submitted entry can be taken back."))
    entry.status = Status.DRAFT
    audit.record(EntryTakenBack(edition=entry.edition_id, entry=entry.id), by=by, at=at)
    moving.close(entry, by=by, at=at)
