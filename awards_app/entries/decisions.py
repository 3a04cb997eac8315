"""All decisions on entries as the trail tells them, those that were undone as well."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from flask_babel import lazy_gettext as _l

from awards_app import audit
from awards_app.accounts import queries as accounts
from awards_app.db import db
from awards_app.editions.models import Edition
from awards_app.entries.models import Entry

KINDS = {
    "EntryAccepted": _l("Accepted"),
    "EntryRejected": _l("Rejected"),
    "DecisionUndone": _l("The decision was taken back"),
}


@dataclass(frozen=True)
class Decided:
    """One decision. `reason` is empty where the trail holds its checksum only."""

    what: str
    reason: str
    by: str
    at: datetime


def of_entries(edition: Edition, entries: Iterable[Entry]) -> dict[UUID, list[Decided]]:
    """The decisions on each of the entries, the first one first."""
    wanted = {str(one.id): one.id for one in entries}
    records = db.session.scalars(audit.entries_in(edition.id, tuple(KINDS))).all()
    who = accounts.names_of({one.by_id for one in records if one.by_id})
    found: dict[UUID, list[Decided]] = {}
    for one in reversed(records):
        facts = one.facts
        if facts["entry"] in wanted:
            name = who.get(one.by_id, "") if one.by_id else ""
            decided = Decided(str(KINDS[one.event]), str(facts.get("reason", "")), name, one.at)
            found.setdefault(wanted[facts["entry"]], []).append(decided)
    return found
