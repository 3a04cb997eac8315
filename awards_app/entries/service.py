"""Handing an entry in, and the formal check. Each verb asks the phase first."""

import json
from datetime import datetime
from hashlib import sha256

from flask_babel import gettext as _

from awards_app import audit
from awards_app.accounts.models import User
from awards_app.db import db
from awards_app.editions import frozen
from awards_app.editions import queries as editions
from awards_app.editions.gate import require, require_entering
from awards_app.editions.models import RulesVersion
from awards_app.editions.phases import Act
from awards_app.entries import letters, queries, readiness
from awards_app.entries.drafts import require_draft
from awards_app.entries.events import (
    DecisionUndone,
    EntryAccepted,
    EntryRejected,
    EntrySubmitted,
    EntryTakenBack,
)
from awards_app.entries.models import Entry, EntryVersion, Status
from awards_app.errors import NotReady, Refused, Stale
from awards_app.questionnaire import queries as forms
from awards_app.questionnaire.models import Question


def submit(entry: Entry, *, by: User, at: datetime, accepts: int | None = None) -> EntryVersion:
    """Hand the entry in: it gets its number and class, and the version is kept word for word.

    `accepts` is the version of the rules that the person was shown; raises Stale if another one is in force.
    """
    require_entering(entry.edition, entry.city_id, at, alone=True)
    db.session.refresh(entry, ["status"], with_for_update=True)
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
    version = _version(entry, questions, rules, at)
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


def _version(entry: Entry, questions: list[Question], rules: RulesVersion | None, at: datetime) -> EntryVersion:
    accepted = {"version": rules.number, "sha256": rules.sha256} if rules else None
    whole = {**_content(entry, questions), "rules": accepted}
    content = json.dumps(whole, ensure_ascii=False, sort_keys=True, indent=1)
    version = EntryVersion(
        entry=entry,
        number=len(entry.versions) + 1,
        rules=rules,
        submitted_at=at,
        content=content,
        sha256=sha256(content.encode()).hexdigest(),
    )
    db.session.add(version)
    return version


def _content(entry: Entry, questions: list[Question]) -> dict[str, object]:
    return {
        "category": entry.category.key,
        "city": {"teryt": entry.city.teryt, "name": entry.city.name, "voivodeship": entry.city.voivodeship},
        "population": entry.population,
        "title": entry.title,
        "answers": {one.key: entry.answers.get(one.key) for one in questions if one.is_asked(entry.answers)},
        "attachments": [[one.name, one.media_type, one.key, one.alt, one.question] for one in entry.attachments],
    }


def take_back(entry: Entry, *, by: User, at: datetime) -> None:
    """Make a submitted entry a draft again, before the deadline; its number and versions stay."""
    require_entering(entry.edition, entry.city_id, at)
    # A city with a deadline of its own may act while the organiser decides: one after the other.
    db.session.refresh(entry, ["status"], with_for_update=True)
    if entry.status not in {Status.SUBMITTED, Status.WITHDRAWN}:
        raise Refused(_("Only a submitted entry can be taken back."))
    entry.status = Status.DRAFT
    audit.record(EntryTakenBack(edition=entry.edition_id, entry=entry.id), by=by, at=at)


def accept(entry: Entry, *, by: User, at: datetime) -> None:
    """Formally in order: it goes to the jury."""
    _require_undecided(entry, at)
    entry.status = Status.ACCEPTED
    letters.decided(entry, at=at)
    audit.record(EntryAccepted(edition=entry.edition_id, entry=entry.id), by=by, at=at)


def reject(entry: Entry, reason: str, *, by: User, at: datetime) -> None:
    """Not in order, for a reason that the city reads."""
    _require_undecided(entry, at)
    entry.reason = reason
    entry.status = Status.REJECTED
    letters.decided(entry, at=at)
    audit.record(EntryRejected(edition=entry.edition_id, entry=entry.id, reason=reason), by=by, at=at)


def undo_decision(entry: Entry, *, by: User, at: datetime) -> None:
    """Take an acceptance or rejection back, while the check lasts; the city is told."""
    require(entry.edition, Act.CHECK, at)
    if entry.status not in {Status.ACCEPTED, Status.REJECTED}:
        raise Refused(_("There is no decision to undo."))
    audit.record(DecisionUndone(edition=entry.edition_id, entry=entry.id, before=entry.status), by=by, at=at)
    entry.status, entry.reason = Status.SUBMITTED, ""
    letters.reopened(entry, at=at)


def _require_undecided(entry: Entry, at: datetime) -> None:
    require(entry.edition, Act.CHECK, at)
    db.session.refresh(entry, ["status"], with_for_update=True)
    if entry.status is not Status.SUBMITTED:
        raise Refused(_("This entry is already decided. Undo the decision first."))
