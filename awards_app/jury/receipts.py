"""What a save is answered with, and what it may not overwrite unseen: the juror's own marks from another device."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from decimal import Decimal
from uuid import UUID, uuid4

from flask_babel import gettext as _
from sqlalchemy import select

from awards_app.db import db
from awards_app.editions.models import plain
from awards_app.errors import Stale
from awards_app.jury.models import Ballot, Receipt, Seat
from awards_app.web.filters import time_of_day

MARK, NOTE, COMMENT, BOOKMARK = "mark-", "note-", "comment", "bookmark"


@dataclass(frozen=True)
class Given:
    """What a save carries: marks and comments by criterion, the comment, whether to see it again; None is not touched.

    `seen` is what the device showed in a field before, by the name of the field. `change` is the device's own
    identifier of one change, the same however often it is sent; a whole sheet has none. `revision` is the last save
    that the device knows of.
    """

    marks: Mapping[UUID, Decimal]
    comment: str | None = None
    bookmarked: bool | None = None
    comments: Mapping[UUID, str] = field(default_factory=dict)
    seen: Mapping[str, str] | None = None
    change: UUID | None = None
    revision: int | None = None

    @property
    def fields(self) -> dict[str, str]:
        """What is given, by the name of its field, as a page shows it."""
        found = {f"{MARK}{key}": plain(value) for key, value in self.marks.items()}
        found |= {f"{NOTE}{key}": text for key, text in self.comments.items()}
        if self.comment is not None:
            found[COMMENT] = self.comment
        if self.bookmarked is not None:
            found[BOOKMARK] = str(int(self.bookmarked))
        return found

    def only(self, names: frozenset[str]) -> "Given":
        """The same without the fields that are not among the names."""
        marks = {key: value for key, value in self.marks.items() if f"{MARK}{key}" in names}
        comments = {key: text for key, text in self.comments.items() if f"{NOTE}{key}" in names}
        comment = self.comment if COMMENT in names else None
        bookmarked = self.bookmarked if BOOKMARK in names else None
        return replace(self, marks=marks, comments=comments, comment=comment, bookmarked=bookmarked)


@dataclass(frozen=True)
class Standing:
    """What stands in a field, and since when."""

    value: str
    at: datetime

    @property
    def told(self) -> str:
        """Where it came from, as a sentence."""
        return str(_("Saved at %(time)s on another device or in another window:", time=time_of_day(self.at)))


class Overtaken(Stale):
    """What is given would overwrite what was saved elsewhere meanwhile. `stands` has that by field."""

    def __init__(self, stands: Mapping[str, Standing]) -> None:
        super().__init__(
            _("You changed the same thing on another device or in another window. Nothing is lost: choose what holds.")
        )
        self.stands = stands


def fields_of(ballot: Ballot | None) -> dict[str, str]:
    """What stands in each field of a ballot; a field without a mark is not there."""
    if ballot is None:
        return {COMMENT: "", BOOKMARK: "0"}
    marks = {f"{MARK}{mark.criterion_id}": plain(mark.value) for mark in ballot.marks}
    marks |= {f"{NOTE}{key}": text for key, text in ballot.words.items()}
    return marks | {COMMENT: ballot.comment, BOOKMARK: str(int(ballot.bookmarked))}


def find(seat: Seat, change: UUID | None) -> Receipt | None:
    """The receipt that the change was answered with when it came before."""
    if change is None:
        return None
    query = select(Receipt).join(Receipt.ballot).where(Receipt.id == change, Ballot.seat_id == seat.id)
    return db.session.scalars(query).one_or_none()


def last_of(ballot: Ballot) -> Receipt | None:
    """The receipt of the last save."""
    query = select(Receipt).where(Receipt.ballot_id == ballot.id).order_by(Receipt.revision.desc()).limit(1)
    return db.session.scalars(query).one_or_none()


def make(ballot: Ballot, given: Given) -> Receipt:
    """The receipt of a save that is being made."""
    receipt = Receipt(
        id=given.change or uuid4(),
        ballot=ballot,
        revision=ballot.revision,
        saved_at=ballot.saved_at,
        fields=sorted(given.fields),
    )
    db.session.add(receipt)
    return receipt


def changed_in(ballot: Ballot | None, given: Given) -> Given:
    """What the juror changed: of a whole sheet, only what they did not leave as it was shown to them.

    Raises Overtaken where a field was changed both here and, since it was shown, elsewhere.
    """
    seen, wanted, stands = given.seen or {}, given.fields, fields_of(ballot)
    changed = frozenset(name for name, value in wanted.items() if given.change or seen.get(name) != value)
    lost = [name for name in changed if name in seen and stands.get(name, "") not in (seen[name], wanted[name])]
    if lost and ballot is not None:
        since = {name: at for at, names in _saves_of(ballot) for name in names}
        raise Overtaken({one: Standing(stands.get(one, ""), since.get(one, ballot.saved_at)) for one in lost})
    return given.only(changed)


def elsewhere(receipt: Receipt, given: Given) -> dict[str, str]:
    """What other devices changed since the save that this one knows of."""
    if given.revision is None or (receipt.id == given.change and receipt.revision == given.revision + 1):
        return {}
    query = select(Receipt.fields).where(Receipt.ballot_id == receipt.ballot_id, Receipt.revision > given.revision)
    names = {name for fields in db.session.scalars(query) for name in fields}
    stands = fields_of(receipt.ballot)
    return {name: stands.get(name, "") for name in sorted(names - given.fields.keys())}


def _saves_of(ballot: Ballot) -> list[tuple[datetime, list[str]]]:
    query = select(Receipt.saved_at, Receipt.fields).where(Receipt.ballot_id == ballot.id).order_by(Receipt.revision)
    return [(at, fields) for at, fields in db.session.execute(query)]
