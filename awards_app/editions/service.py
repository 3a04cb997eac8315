"""Moving an edition through its life. A verb that concerns a higher feature lives there and calls `move`."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from uuid import UUID

from flask_babel import gettext as _

from awards_app import audit
from awards_app.cities.models import City
from awards_app.db import db
from awards_app.editions import frozen, gate, phases, queries, readiness
from awards_app.editions.events import (
    CallReworded,
    CityDeadlineExtended,
    DeadlineExtended,
    EditionCreated,
    EntryLimitsSet,
    GraceSet,
    JudgingRulesSet,
    LimitsSet,
    PhaseMoved,
    RulesPublished,
)
from awards_app.editions.judging import JUDGING, JudgingRules
from awards_app.editions.models import LIMITS, Deadline, Edition, Extension, RulesVersion
from awards_app.editions.phases import Act, Phase
from awards_app.errors import NotReady, Refused, Stale
from awards_app.i18n import Localised


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
    if deadline is Deadline.ENTRIES:
        edition.announced_close_at = edition.announced_close_at or before
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


def set_judging(edition: Edition, rules: JudgingRules, *, by: audit.Actor, at: datetime) -> None:
    """Say what jurors see and which marks need words; what they began under can no longer change."""
    gate.require_alone(edition, Act.SET_JUDGING, at)
    db.session.refresh(edition, JUDGING)
    changed = [name for name in JUDGING if getattr(edition, name) != getattr(rules, name)]
    if not changed:
        return
    before = {name: getattr(edition, name) for name in changed}
    for name in changed:
        setattr(edition, name, getattr(rules, name))
    after = {name: getattr(rules, name) for name in changed}
    audit.record(JudgingRulesSet(edition=edition.id, before=before, after=after), by=by, at=at)


@dataclass(frozen=True)
class More:
    """More time, and why."""

    until: datetime
    reason: str


def extend_for(edition: Edition, city: City, more: More, *, by: audit.Actor | None, at: datetime) -> Extension:
    """Give one city a later deadline, for a reason; also while the others are checked."""
    gate.require_alone(edition, Act.EXTEND_CITY, at)
    if more.until <= max(queries.due_for(edition, city.id).at, at):
        raise Refused(_("A deadline can only be moved to a later time that is still ahead."))
    if more.until > edition.checking_ends_at:
        raise Refused(_("The new deadline would come after the next date of the calendar."))
    given = Extension(edition=edition, city=city, until=more.until, reason=more.reason, granted_at=at)
    db.session.add(given)
    db.session.flush()
    event = CityDeadlineExtended(
        edition=edition.id, extension=given.id, city=city.id, until=more.until, reason=more.reason
    )
    audit.record(event, by=by, at=at)
    return given


def set_grace(edition: Edition, seconds: int, *, by: audit.Actor | None, at: datetime) -> None:
    """How long after the deadline entries are still taken without a word."""
    gate.require_alone(edition, Act.EDIT_WORDING, at)
    if seconds == edition.grace_seconds:
        return
    before, edition.grace_seconds = edition.grace_seconds, seconds
    audit.record(GraceSet(edition=edition.id, before=before, after=seconds), by=by, at=at)


@dataclass(frozen=True)
class Wording:
    """What the organiser writes on the page of the call."""

    intro: Localised
    eligibility: Localised
    contact: str
    rules: Localised

    @classmethod
    def of(cls, edition: Edition) -> "Wording":
        """As it stands."""
        rules = queries.rules_of(edition)
        return cls(edition.intro, edition.eligibility, edition.contact, rules.text if rules else Localised())

    @property
    def sha256(self) -> str:
        """The checksum of all texts."""
        texts = [[text.pl, text.en] for text in (self.intro, self.eligibility, self.rules)]
        return _checksum([*texts, self.contact])


def reword(edition: Edition, wording: Wording, was: str, *, by: audit.Actor | None, at: datetime) -> tuple[str, ...]:
    """Change texts of the call; changed rules become a new version. Returns what was changed.

    `was` is the checksum of the texts that the writer began from: raises Stale when others stand there by now.
    """
    gate.require_alone(edition, Act.EDIT_WORDING, at)
    db.session.refresh(edition, ["intro", "eligibility", "contact"])
    before = Wording.of(edition)
    if was != before.sha256:
        raise Stale(_("Somebody else changed these texts meanwhile. Compare them with yours below, then save again."))
    changed = tuple(
        name for name in ("intro", "eligibility", "contact") if getattr(wording, name) != getattr(before, name)
    )
    for name in changed:
        setattr(edition, name, getattr(wording, name))
    if changed:
        audit.record(CallReworded(edition=edition.id, fields=changed, sha256=wording.sha256), by=by, at=at)
    if wording.rules == before.rules:
        return changed
    publish_rules(edition, wording.rules, by=by, at=at)
    return (*changed, "rules")


def publish_rules(edition: Edition, text: Localised, *, by: audit.Actor | None, at: datetime) -> RulesVersion:
    """The rules from now on; the versions before stay as they are."""
    gate.require_alone(edition, Act.EDIT_WORDING, at)
    version = RulesVersion(
        edition=edition,
        number=queries.next_rules_number(edition),
        text=text,
        sha256=_checksum({"pl": text.pl, "en": text.en}),
        published_at=at,
    )
    db.session.add(version)
    db.session.flush()
    event = RulesPublished(edition=edition.id, rules=version.id, version=version.number, sha256=version.sha256)
    audit.record(event, by=by, at=at)
    return version


def _checksum(what: object) -> str:
    return sha256(json.dumps(what, ensure_ascii=False, sort_keys=True).encode()).hexdigest()
