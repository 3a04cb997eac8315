"""Returning an entry once for correction, and the city's correction: only the named fields, until the deadline."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from flask_babel import gettext as _

from awards_app import audit
from awards_app.accounts.models import User
from awards_app.db import db
from awards_app.editions.gate import require, require_alone
from awards_app.editions.phases import Act
from awards_app.entries import letters, moving, readiness, standing, versions
from awards_app.entries.check_models import Correction
from awards_app.entries.events import EntryCorrected, EntryReturned
from awards_app.entries.models import Entry, EntryVersion, Status
from awards_app.entries.workdays import deadline_after
from awards_app.entries.writing import ATTACHMENTS, TITLE, require_open_correction, take_turn
from awards_app.errors import NotReady, Refused
from awards_app.questionnaire import queries as forms
from awards_app.questionnaire.kinds import Answer, Kind, is_empty
from awards_app.questionnaire.models import Question

DAYS_MOST = 10
DAYS = 3


@dataclass(frozen=True)
class Wish:
    """What the organiser wants corrected, in how many working days, and the words to the city.

    `seen` is the version that they looked at.
    """

    fields: tuple[str, ...]
    message: str
    days: int
    seen: int | None = None


def deadlines(entry: Entry, at: datetime) -> dict[int, datetime]:
    """The deadlines that can be set now, by working days; none may pass the end of the formal check."""
    edition = entry.edition
    dates = {days: deadline_after(at, days, edition.timezone) for days in range(1, DAYS_MOST + 1)}
    return {days: date for days, date in dates.items() if date <= edition.checking_ends_at}


def return_once(entry: Entry, wish: Wish, *, by: User, at: datetime) -> Correction:
    """Send the entry back with named fields; a second return is refused."""
    require(entry.edition, Act.CHECK, at)
    take_turn(entry)
    _require_first(entry)
    versions.require_last(entry, wish.seen)
    moving.require_none_proposed(entry)
    possible = deadlines(entry, at)
    if wish.days not in possible:
        raise Refused(_("The deadline would pass the end of the formal check. Choose fewer working days."))
    correction = Correction(
        entry=entry,
        fields=list(_with_dependent(wish.fields, forms.questions_of(entry.category))),
        message=wish.message,
        deadline=possible[wish.days],
        before=standing.snapshot_of(entry),
        returned_at=at,
        returned_by_id=by.id,
    )
    db.session.add(correction)
    entry.status = Status.RETURNED
    db.session.flush()
    letters.returned(entry, correction, at=at)
    _record_return(entry, correction, by, at)
    return correction


def _require_first(entry: Entry) -> None:
    if entry.correction is not None:
        raise Refused(_("This entry was returned before. An entry is returned once only: accept it or reject it."))
    if entry.status is not Status.SUBMITTED:
        raise Refused(_("Only an entry that waits for a decision can be returned."))


def _with_dependent(fields: Iterable[str], questions: Sequence[Question]) -> Iterable[str]:
    """A question that another answer calls up must be open, too, or the correction could never be complete."""
    found = dict.fromkeys(fields)
    while more := [one.key for one in questions if one.only_if in found and one.key not in found]:
        found |= dict.fromkeys(more)
    if any(one.key in found for one in questions if one.kind is Kind.FILES):
        found |= {ATTACHMENTS: None}
    return found


def _record_return(entry: Entry, correction: Correction, by: User, at: datetime) -> None:
    event = EntryReturned(
        edition=entry.edition_id,
        entry=entry.id,
        correction=correction.id,
        version=entry.versions[-1].number,
        fields=tuple(correction.fields),
        deadline=correction.deadline,
        message_sha256=sha256(correction.message.encode()).hexdigest(),
    )
    audit.record(event, by=by, at=at)


def fields_to_name(questions: Sequence[Question]) -> list[tuple[str, str]]:
    """What can be named for correction: key and wording."""
    asked = [(one.key, str(one.label)) for one in questions if one.kind is not Kind.FILES]
    return [(TITLE, _("Title of the campaign")), *asked, (ATTACHMENTS, _("Attachments"))]


def resubmit(entry: Entry, *, by: User, at: datetime) -> EntryVersion:
    """Hand the correction in: a new version, and the entry waits for the organiser again."""
    require_alone(entry.edition, Act.CORRECT, at)
    take_turn(entry)
    correction = require_open_correction(entry, at)
    questions = forms.questions_of(entry.category)
    if missing := readiness.of_submission(entry, questions):
        raise NotReady(_("The correction cannot be handed in yet."), missing)
    changed = changed_in(entry, questions)
    correction.corrected_at = at
    entry.status, entry.submitted_at = Status.SUBMITTED, at
    version = versions.keep(entry, questions, versions.rules_of(entry), at)
    letters.corrected(entry, version, at=at)
    event = EntryCorrected(
        edition=entry.edition_id,
        entry=entry.id,
        correction=correction.id,
        version=version.number,
        sha256=version.sha256,
        changed=changed,
    )
    audit.record(event, by=by, at=at)
    return version


def changed_in(entry: Entry, questions: Sequence[Question]) -> tuple[str, ...]:
    """The fields of a correction that say something else than what was returned, in the order of the form."""
    if entry.correction is None:
        return ()
    before, after = entry.correction.before, standing.snapshot_of(entry)
    found = [TITLE] if before["title"] != after["title"] else []
    found += [one.key for one in questions if _differs(before["answers"].get(one.key), after["answers"].get(one.key))]
    return (*found, *((ATTACHMENTS,) if before["attachments"] != after["attachments"] else ()))


def _differs(before: Answer, after: Answer) -> bool:
    return before != after and not (is_empty(before) and is_empty(after))
