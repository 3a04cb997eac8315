"""What colleagues did to an entry while somebody had its form open: moved it to another category, or deleted it."""

from collections.abc import Iterable, Sequence
from uuid import UUID

from flask import abort
from flask_babel import gettext as _

from awards_app import audit
from awards_app.accounts import queries as accounts
from awards_app.accounts.models import User
from awards_app.audit import AuditEntry
from awards_app.editions.models import Edition
from awards_app.entries import queries
from awards_app.entries.models import Entry
from awards_app.entries.representatives import require_right
from awards_app.entries.wording import who_deleted, who_moved
from awards_app.entries.writing import TITLE, Deleted
from awards_app.questionnaire import queries as forms
from awards_app.questionnaire.models import Question
from awards_app.roles import Right

BEGUN, GONE = ("EntryBegun", "EntryNominated"), ("EntryDeleted", "NominationDeclined")
MOVED = ("EntryRecategorised", "MoveAccepted")


def entry_of(user: User, edition: Edition, entry_id: UUID, right: Right) -> Entry:
    """As `queries.entry_of`. Raises Deleted, saying who did it, where a draft of the person's own city is gone."""
    found = queries.find_entry_of(user, edition, entry_id, right)
    if found is None:
        _refuse_deleted(user, edition, entry_id)
    return found or abort(404)


def _refuse_deleted(user: User, edition: Edition, entry_id: UUID) -> None:
    own = require_right(user, edition, Right.VIEW)
    records = audit.entries_naming(edition.id, (*BEGUN, *GONE), entry_id)
    begun = [one for one in records if one.event in BEGUN and one.facts["city"] == str(own.city_id)]
    gone = [one for one in records if one.event in GONE and one.facts["entry"] == str(entry_id)]
    if begun and gone:
        name = _name(gone[-1])
        raise Deleted(who_deleted(name, gone[-1].at) if name else "")


def told_of_move(entry: Entry, shown: str) -> str:
    """Who moved the entry and where, if the page was made for another category; else nothing."""
    if not shown or shown == str(entry.category_id):
        return ""
    records = audit.entries_naming(entry.edition_id, MOVED, entry.id)
    who = [who_moved(_name(one), one.at, str(entry.category.name)) for one in records[-1:]]
    stays = _("What is typed here is kept with the entry. Reload the page to see what that category asks.")
    return " ".join([*who, stays])


def _name(record: AuditEntry) -> str:
    return accounts.names_of({record.by_id}).get(record.by_id, "") if record.by_id else ""


def questions_elsewhere(entry: Entry, own: Sequence[Question], keys: Iterable[str], first: str = "") -> list[Question]:
    """Those of the keys that only forms of other categories of the edition ask: `first`, if it does, else any."""
    missing = set(keys) - {one.key for one in own} - {TITLE}
    if not missing:
        return []
    by_category = forms.questions_in(entry.edition)
    found: dict[str, Question] = {}
    for category in sorted(by_category, key=lambda one: str(one) != first):
        for one in by_category[category]:
            found.setdefault(one.key, one)
    return [one for key, one in found.items() if key in missing]
