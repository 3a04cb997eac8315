"""Moving an edition through its life. A verb that concerns a higher feature lives there and calls `move`."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from flask_babel import gettext as _

from awards_app import audit
from awards_app.db import db
from awards_app.editions import frozen, gate, phases, readiness
from awards_app.editions.events import DeadlineExtended, EditionCreated, EntryLimitsSet, LimitsSet, PhaseMoved
from awards_app.editions.models import LIMITS, Deadline, Edition
from awards_app.editions.phases import Act, Phase
from awards_app.errors import NotReady, Refused


def create(edition: Edition, *, by: audit.Actor | None, at: datetime) -> Edition:
    """Store a new edition with all its parts; its life begins as a draft."""
    db.session.add(edition)
    db.session.flush()
    audit.record(EditionCreated(edition=edition.id, slug=edition.slug, example=edition.example), by=by, at=at)
    return edition


def move(edition: Edition, to: Phase, *, by: audit.Actor | None, at: datetime, early: bool = False) -> None:
    """Enter the next phase; raises WrongPhase where the life of an edition has no such step."""
    gate.lock(edition)
    before = edition.phase
    phases.check_move(before, to)
    edition.phase = to
    audit.record(PhaseMoved(edition=edition.id, before=before, after=to, early=early), by=by, at=at)


def open_call(edition: Edition, *, by: audit.Actor | None, at: datetime) -> None:
    """From draft to open; the rules must be complete. The populations of all towns are frozen for the edition."""
    if problems := readiness.of_opening(edition):
        raise NotReady(_("The call cannot be opened yet."), problems)
    move(edition, Phase.OPEN, by=by, at=at)
    frozen.freeze_all(edition, by=by, at=at)


def close_call(edition: Edition, *, by: audit.Actor | None, at: datetime) -> None:
    """From open to the formal check; drafts that were not submitted stay drafts."""
    move(edition, Phase.CHECKING, by=by, at=at, early=at < edition.entries_close_at)


def limit_entries(
    edition: Edition, whole: int | None, by_category: Mapping[UUID, int | None], *, by: audit.Actor, at: datetime
) -> None:
    """How many entries a city may submit in all and in each category; None sets no limit."""
    gate.require_alone(edition, Act.EDIT_RULES, at)
    edition.entries_per_city = whole
    for category in edition.categories:
        category.entries_per_city = by_category.get(category.id)
    limits = {str(category.id): category.entries_per_city for category in edition.categories}
    audit.record(EntryLimitsSet(edition=edition.id, limits={str(edition.id): whole} | limits), by=by, at=at)


def extend(edition: Edition, deadline: Deadline, to: datetime, *, by: audit.Actor | None, at: datetime) -> None:
    """Move the deadline of the present phase to a later moment; the dates after it must still come after it."""
    gate.lock(edition)
    if edition.phase is not deadline.phase:
        raise Refused(_("This deadline belongs to another phase of the edition."))
    before: datetime = getattr(edition, deadline.value)
    if to <= max(before, at):
        raise Refused(_("A deadline can only be moved to a later time that is still ahead."))
    if to > getattr(edition, deadline.following):
        raise Refused(_("The new deadline would come after the next date of the calendar."))
    setattr(edition, deadline.value, to)
    event = DeadlineExtended(edition=edition.id, deadline=deadline.value, before=before, after=to)
    audit.record(event, by=by, at=at)


def set_limits(edition: Edition, limits: Mapping[str, int], *, by: audit.Actor, at: datetime) -> None:
    """Say how large and how many the attachments of an entry may be; what is attached already stays."""
    gate.require_alone(edition, Act.SET_LIMITS, at)
    before = {name: int(getattr(edition, name)) for name in LIMITS}
    after = {name: limits[name] for name in LIMITS}
    if before == after:
        return
    for name, value in after.items():
        setattr(edition, name, value)
    changed = [name for name in LIMITS if before[name] != after[name]]
    event = LimitsSet(
        edition=edition.id, before={one: before[one] for one in changed}, after={one: after[one] for one in changed}
    )
    audit.record(event, by=by, at=at)
