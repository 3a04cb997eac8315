"""The organiser proposes a campaign of a city; it takes part only when the city agrees and submits it."""

from dataclasses import dataclass
from datetime import datetime

from flask_babel import gettext as _

from awards_app import audit
from awards_app.accounts.models import User
from awards_app.cities.models import City
from awards_app.db import db
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


def nominate(edition: Edition, wish: Nomination, *, by: User, at: datetime) -> Entry:
    """Begin a draft on behalf of a city that has a representative, and ask the city for its consent."""
    if not any(grant.city_id == wish.city.id for grant in team.grants_in(edition, Role.CITY)):
        raise Refused(_("Nobody represents this city yet. Invite somebody first, then nominate."))
    entry = drafts.begin(edition, wish.city, Draft(wish.category, wish.title, {}), by=by, at=at)
    entry.nominated_at, entry.nomination = at, wish.reason
    audit.record(EntryNominated(edition=edition.id, entry=entry.id, city=wish.city.id), by=by, at=at)
    letters.nominated(entry, at=at)
    return entry


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
