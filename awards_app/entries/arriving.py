"""A file that comes in pieces: announced, sent from where it stopped, and attached once it is whole."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import BinaryIO
from uuid import UUID

from flask_babel import gettext as _

from awards_app.accounts.models import User
from awards_app.db import db
from awards_app.editions.models import MEGABYTE
from awards_app.entries import attachments, upload_queries, uploads
from awards_app.entries.attachments import Kept
from awards_app.entries.kinds import Kind, limits_of, require_size
from awards_app.entries.models import Entry
from awards_app.entries.spool import Source, spool
from awards_app.entries.upload_models import Upload
from awards_app.errors import BadFile, Refused, Stale

UNFINISHED_MOST = 3
UNFINISHED_KEPT = timedelta(days=7)


@dataclass(frozen=True)
class Announced:
    """What a browser knows of a file before it sends any of it; `modified` is in milliseconds since 1970."""

    name: str
    size: int
    modified: int


@dataclass(frozen=True)
class Unfinished:
    """A file that has come in part."""

    id: UUID
    name: str
    size: int
    received: int


@dataclass(frozen=True)
class Arrival:
    """All that is needed of an upload while no transaction is open."""

    id: UUID
    name: str
    size: int
    limits: dict[Kind, int]


def unfinished_of(user: User, entry: Entry) -> list[Unfinished]:
    """The person's files that wait for the rest; one of which nothing has come yet waits for nothing."""
    found = upload_queries.uploads_of(user, entry)
    listed = [Unfinished(one.id, one.name, one.size, spool().size(one.id)) for one in found]
    return [one for one in listed if one.received]


def begin(entry: Entry, announced: Announced, *, by: User, at: datetime) -> Upload:
    """The upload of this file: the one that was interrupted, or a new one."""
    attachments.require_open(entry, at)
    attachments.require_place(entry)
    _require_any_size(entry, announced.size)
    name = attachments.plain_name(announced.name)
    mine = upload_queries.uploads_of(by, entry)
    known = (name, announced.size, announced.modified)
    if found := next((one for one in mine if (one.name, one.size, one.modified) == known), None):
        return found
    sweep(at=at)
    if len(unfinished_of(by, entry)) >= UNFINISHED_MOST:
        raise Refused(_("Some of your files have come only in part. Finish or discard one of them first."))
    spool().require_room(announced.size)
    upload = Upload(entry=entry, user_id=by.id, name=name, size=announced.size, modified=announced.modified)
    upload.begun_at = at
    db.session.add(upload)
    db.session.flush()
    return upload


def _require_any_size(entry: Entry, size: int) -> None:
    """Before the content is known, refuse what no kind of file may have."""
    most = max(limits_of(entry.edition).values())
    if not size:
        raise BadFile(_("The file is empty. Choose another one."))
    if size > most:
        raise BadFile(_("This file is larger than %(most)d MB. Choose a smaller one.", most=most // MEGABYTE))


def append(upload: Upload, offset: int, source: Source, *, at: datetime) -> int:
    """Take one more piece; returns how much there is then.

    Nothing is written to the database and no transaction stays open, however slowly the piece comes. The first
    piece already tells what the file is: what will be refused in the end is refused now, and thrown away.
    """
    attachments.require_open(upload.entry, at)
    arrival = _arrival_of(upload)
    db.session.rollback()
    received = spool().append(arrival.id, offset, source, arrival.size)
    if offset == 0 and received >= min(uploads.HEAD, arrival.size):
        with _thrown_away_if_bad(arrival.id):
            found = uploads.format_of(spool().head(arrival.id, uploads.HEAD))
            require_size(found.kind, arrival.size, arrival.limits)
    return received


def examine(upload: Upload, *, at: datetime) -> Kept:
    """Open, scan and store the whole file, outside of any transaction: other writers do not wait for it.

    Raises Stale when some of it is still missing. A file that is not taken is thrown away; one that could not be
    examined or kept for a reason of ours waits to be finished again.
    """
    attachments.require_open(upload.entry, at)
    attachments.require_place(upload.entry)
    arrival = _arrival_of(upload)
    db.session.rollback()
    if spool().size(arrival.id) != arrival.size:
        raise Stale(_("Some of this file is still missing. Choose it again to go on."))
    with _thrown_away_if_bad(arrival.id), spool().open(arrival.id) as file:
        return attachments.keep(file, arrival.name, arrival.limits)


def receive(entry: Entry, source: BinaryIO, name: str, *, at: datetime) -> Kept:
    """As `examine`, for a file that came in one request with a form."""
    attachments.require_open(entry, at)
    attachments.require_place(entry)
    limits = limits_of(entry.edition)
    db.session.rollback()
    return attachments.keep(source, name, limits)


def drop(upload: Upload) -> None:
    """Forget an upload; its file goes once that is certain, by `spool().remove`."""
    db.session.delete(upload)


def sweep(*, at: datetime) -> int:
    """Throw away what nobody went on with for a week, and files without an upload; returns how many."""
    oldest = at - UNFINISHED_KEPT
    stale = [one for one in upload_queries.begun_before(oldest) if _is_left(one.id, oldest)]
    for one in stale:
        db.session.delete(one)
        spool().remove(one.id)
    db.session.flush()
    return len(stale) + spool().sweep(upload_queries.upload_ids(), at)


def _is_left(upload_id: UUID, oldest: datetime) -> bool:
    touched = spool().touched_at(upload_id)
    return touched is None or touched < oldest.timestamp()


def _arrival_of(upload: Upload) -> Arrival:
    return Arrival(upload.id, upload.name, upload.size, limits_of(upload.entry.edition))


@contextmanager
def _thrown_away_if_bad(upload_id: UUID) -> Iterator[None]:
    try:
        yield
    except BadFile:
        spool().remove(upload_id)
        raise
