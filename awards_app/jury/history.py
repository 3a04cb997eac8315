"""The history of a ballot, read from the audit trail: what stood there before each save, what after, who and when."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from flask_babel import gettext as _

from awards_app import audit
from awards_app.accounts import queries as accounts
from awards_app.audit import AuditEntry
from awards_app.editions.models import Criterion, plain
from awards_app.jury.models import Seat

Checksum = Callable[[Mapping[str, Any]], str | None]


@dataclass(frozen=True)
class Change:
    """One save of one field. `before` and `after` are marks; both are empty where only words were changed."""

    at: datetime
    by: str
    before: str = ""
    after: str = ""


@dataclass(frozen=True)
class Story:
    """What happened to one field of the ballot: the mark on a criterion, the note on it, or the comment."""

    title: str
    changes: tuple[Change, ...]


def of(seat: Seat) -> list[Story]:
    """The stories of the fields that were ever saved, in the order of the sheet. The trail keeps no words."""
    saves = audit.entries_naming(seat.entry.edition_id, ("MarksSaved", "PaperCounted"), seat.id)
    names = accounts.names_of({one.by_id for one in saves if one.by_id})
    criteria = [weight.criterion for weight in seat.round.weights]
    found = [story for one in criteria for story in (_of_marks(one, saves, names), _of_notes(one, saves, names))]
    found.append(Story(_("Comment for the city"), _of_words(saves, names, lambda facts: facts.get("comment_sha256"))))
    return [story for story in found if story.changes]


def _of_marks(criterion: Criterion, saves: Sequence[AuditEntry], names: dict[UUID, str]) -> Story:
    key, told = str(criterion.id), []
    for save in saves:
        facts = save.facts
        if key in facts["after"] and facts["before"].get(key) != facts["after"][key]:
            before = facts["before"].get(key)
            after = plain(Decimal(facts["after"][key]))
            told.append(Change(save.at, _who(save, names), plain(Decimal(before)) if before else "", after))
    return Story(str(criterion.name), tuple(told))


def _of_notes(criterion: Criterion, saves: Sequence[AuditEntry], names: dict[UUID, str]) -> Story:
    title = _("Your comment on “%(criterion)s”", criterion=criterion.name)
    return Story(title, _of_words(saves, names, lambda facts: facts.get("comments_sha256", {}).get(str(criterion.id))))


def _of_words(saves: Sequence[AuditEntry], names: dict[UUID, str], checksum_in: Checksum) -> tuple[Change, ...]:
    """The saves after which the words were others than before."""
    told, last = [], None
    for save in saves:
        checksum = checksum_in(save.facts)
        if checksum and checksum != last:
            told.append(Change(save.at, _who(save, names)))
        last = checksum or last
    return tuple(told)


def _who(save: AuditEntry, names: dict[UUID, str]) -> str:
    return names.get(save.by_id, "") if save.by_id else ""
