"""The organiser proposes a campaign of a city; it takes part only when the city agrees and submits it."""

from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID, uuid4

from flask_babel import gettext as _

from awards_app import audit
from awards_app.accounts.models import User
from awards_app.audit import AuditEntry
from awards_app.cities import queries as cities
from awards_app.cities.models import City
from awards_app.db import db
from awards_app.editions import queries as editions
from awards_app.editions.gate import require_entering
from awards_app.editions.models import Category, Edition
from awards_app.entries import drafts, letters
from awards_app.entries.drafts import Draft
from awards_app.entries.events import EntryNominated, NominationAccepted, NominationDeclined
from awards_app.entries.models import Entry
from awards_app.entries.writing import take_turn
from awards_app.errors import Refused
from awards_app.roles import Role
from awards_app.team import queries as team


@dataclass(frozen=True)
class Nomination:
    """What is proposed, and why, in words that the city reads."""

    city: City
    category: Category
    title: str
    reason: str
    key: UUID = field(default_factory=uuid4)


@dataclass(frozen=True)
class Declined:
    """A nomination that the city did not take up: its draft is gone, so the trail tells of it."""

    city: str
    category: str
    nominated_at: datetime
    declined_at: datetime


def nominate(edition: Edition, wish: Nomination, *, by: User, at: datetime) -> Entry:
    """Begin a draft on behalf of a city that has a representative, and ask the city for its consent."""
    if not any(grant.city_id == wish.city.id for grant in team.grants_in(edition, Role.CITY)):
        raise Refused(_("Nobody represents this city yet. Invite somebody first, then nominate."))
    draft = Draft(wish.category, wish.title, {}, wish.key)
    entry = drafts.begin(edition, wish.city, draft, by=by, at=at)
    entry.nominated_at, entry.nomination = at, wish.reason
    audit.record(EntryNominated(edition=edition.id, entry=entry.id, city=wish.city.id), by=by, at=at)
    letters.nominated(entry, at=at)
    return entry


def declined_in(edition: Edition) -> list[Declined]:
    """What the cities did not take up, the last answer first."""
    kinds = ("EntryBegun", "EntryNominated", "NominationDeclined")
    told: dict[str, dict[str, AuditEntry]] = {kind: {} for kind in kinds}
    for record in db.session.scalars(audit.entries_in(edition.id, kinds)):
        told[record.event][record.facts["entry"]] = record
    answers = told["NominationDeclined"]
    names = cities.names_of({UUID(one.facts["city"]) for one in answers.values()})
    categories = {str(one.id): str(one.name) for one in editions.categories_in(edition)}
    return [
        Declined(
            city=names[UUID(answer.facts["city"])],
            category=categories.get(told["EntryBegun"][key].facts["category"], ""),
            nominated_at=told["EntryNominated"][key].at,
            declined_at=answer.at,
        )
        for key, answer in answers.items()
    ]


def agree(entry: Entry, *, by: User, at: datetime) -> None:
    """The city takes the nomination up: from now on the draft is its own."""
    _require_open_question(entry, at)
    entry.consented_at = at
    audit.record(NominationAccepted(edition=entry.edition_id, entry=entry.id), by=by, at=at)


def decline(entry: Entry, *, by: User, at: datetime) -> None:
    """The city does not want it: the draft goes, the organiser is told."""
    _require_open_question(entry, at)
    audit.record(NominationDeclined(edition=entry.edition_id, entry=entry.id, city=entry.city_id), by=by, at=at)
    letters.nomination_declined(entry, at=at)
    db.session.delete(entry)


def _require_open_question(entry: Entry, at: datetime) -> None:
    require_entering(entry.edition, entry.city_id, at)
    take_turn(entry)
    if not entry.awaits_consent:
        raise Refused(_("There is no nomination to answer."))
