"""Adding, ordering, describing and removing the files of a draft or of a correction."""

import io
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import PurePath
from typing import BinaryIO

from flask import Response
from flask_babel import gettext as _

from awards_app import audit
from awards_app.accounts.models import User
from awards_app.db import db
from awards_app.entries import media, uploads
from awards_app.entries.events import AttachmentAdded, AttachmentDescribed, AttachmentMoved, AttachmentRemoved
from awards_app.entries.formats.reading import size_of
from awards_app.entries.kinds import ALT_MOST, Kind, limits_of, require_size
from awards_app.entries.models import Attachment, Entry
from awards_app.entries.writing import ATTACHMENTS, require_writable, take_turn
from awards_app.errors import NoRoom, Refused
from awards_app.scanner import scanner
from awards_app.storage import storage

NAME_MOST = 120


@dataclass(frozen=True)
class Sent:
    """A small file as it came: its name, its bytes, and the words that stand for it."""

    name: str
    raw: bytes
    alt: str = ""


@dataclass(frozen=True)
class Kept:
    """A file that was found harmless and lies in the storage, before an entry holds it."""

    name: str
    upload: uploads.Upload
    key: str
    size: int
    original: str
    original_size: int
    medium: str | None = None
    small: str | None = None


def keep(file: BinaryIO, name: str, limits: Mapping[Kind, int]) -> Kept:
    """Scan, open and store a file; no transaction is needed, and none should wait for it.

    Raises BadFile for a file that is not taken, Unavailable without a verdict of the scanner, NoRoom on a full disk.
    """
    size = size_of(file)
    file.seek(0)
    require_size(uploads.format_of(file.read(uploads.HEAD)).kind, size, limits)
    scanner().require_clean(file)
    upload = uploads.read(file)
    require_size(upload.kind, size, limits)
    with room():
        original = storage().put(file)
        if not (picture := upload.picture):
            return Kept(plain_name(name), upload, original, size, original, size)
        keys = [storage().put(io.BytesIO(one)) for one in (picture.content, picture.medium, picture.small)]
    return Kept(plain_name(name), upload, keys[0], len(picture.content), original, size, *keys[1:])


@contextmanager
def room() -> Iterator[None]:
    """A full disk, or a store that is out of reach, is told in a sentence."""
    try:
        yield
    except OSError as error:
        raise NoRoom(_("The server cannot keep the file now. What you typed is safe; try again later.")) from error


def add(entry: Entry, sent: Sent, *, by: User, at: datetime) -> Attachment:
    """Keep a small file and hold it with the draft."""
    require_open(entry, at)
    return hold(entry, keep(io.BytesIO(sent.raw), sent.name, limits_of(entry.edition)), sent.alt, by=by, at=at)


def hold(entry: Entry, kept: Kept, alt: str, *, by: User, at: datetime) -> Attachment:
    """Let the draft hold a kept file; the name is only shown, the content decided."""
    require_open(entry, at)
    take_turn(entry)
    require_place(entry)
    _require_new(entry, kept)
    require_short(kept.upload.kind, alt)
    picture = kept.upload.picture
    attachment = Attachment(
        entry=entry,
        position=max((one.position for one in entry.attachments), default=0) + 1,
        name=kept.name,
        media_type=kept.upload.media_type,
        size=kept.size,
        key=kept.key,
        alt=alt,
        width=picture.width if picture else None,
        height=picture.height if picture else None,
        original=kept.original,
        original_size=kept.original_size,
        medium=kept.medium,
        small=kept.small,
        added_at=at,
    )
    db.session.add(attachment)
    _added(attachment, kept, by=by, at=at)
    return attachment


def _added(attachment: Attachment, kept: Kept, *, by: User, at: datetime) -> None:
    entry = attachment.entry
    db.session.flush()
    _touch(entry, at)
    event = AttachmentAdded(
        edition=entry.edition_id,
        entry=entry.id,
        attachment=attachment.id,
        sha256=kept.key,
        size=kept.size,
        original=kept.original,
    )
    audit.record(event, by=by, at=at)


def require_place(entry: Entry) -> None:
    """Refuse one file too many."""
    most = entry.edition.attachments_most
    if len(entry.attachments) >= most:
        raise Refused(_("An entry may have %(most)d attachments. Remove one first.", most=most))


def _require_new(entry: Entry, kept: Kept) -> None:
    twin = next((one for one in entry.attachments if one.original == kept.original), None)
    if twin is not None:
        raise Refused(_("This file is already attached, as “%(name)s”. Nothing was added twice.", name=twin.name))


def require_short(kind: Kind, alt: str) -> None:
    """Refuse an essay where a screen reader would read it at every glance; a recording may need thousands of words."""
    if kind is Kind.IMAGE and len(alt) > ALT_MOST:
        raise Refused(_("Describe an image in at most %(most)d characters.", most=ALT_MOST))


def describe(attachment: Attachment, alt: str, *, by: User, at: datetime) -> None:
    """Say what an image shows, or what is said or shown in a recording, for people who cannot see or hear it."""
    entry = attachment.entry
    require_open(entry, at)
    require_there(attachment)
    if attachment.alt == alt:
        return
    attachment.alt = alt
    _touch(entry, at)
    event = AttachmentDescribed(edition=entry.edition_id, entry=entry.id, attachment=attachment.id)
    audit.record(event, by=by, at=at)


def move(attachment: Attachment, *, up: bool, by: User, at: datetime) -> None:
    """Change places with the file before or after; at the end of the list nothing happens."""
    entry = attachment.entry
    require_open(entry, at)
    require_there(attachment)
    listed = list(entry.attachments)
    place = listed.index(attachment) + (-1 if up else 1)
    if not 0 <= place < len(listed):
        return
    other = listed[place]
    mine, theirs = attachment.position, other.position
    # No two may stand at one place, not even for a moment.
    for one, position in ((attachment, -1), (other, mine), (attachment, theirs)):
        one.position = position
        db.session.flush()
    _touch(entry, at)
    event = AttachmentMoved(
        edition=entry.edition_id, entry=entry.id, attachment=attachment.id, other=other.id, position=theirs
    )
    audit.record(event, by=by, at=at)


def remove(attachment: Attachment, *, by: User, at: datetime) -> None:
    """Take a file from the draft; its content stays in the storage for the versions that hold it."""
    entry = attachment.entry
    require_open(entry, at)
    require_there(attachment)
    entry.attachments.remove(attachment)
    _touch(entry, at)
    event = AttachmentRemoved(edition=entry.edition_id, entry=entry.id, attachment=attachment.id, sha256=attachment.key)
    audit.record(event, by=by, at=at)


def require_there(attachment: Attachment) -> None:
    """Refuse to act on a file that somebody else has removed since the page was shown."""
    take_turn(attachment.entry)
    if attachment not in attachment.entry.attachments:
        raise Refused(_("Somebody else has removed this file meanwhile. Reload the page."))


def send(attachment: Attachment, name: str = "") -> Response:
    """The file for whoever may see it, under another name where its own would tell too much."""
    return media.answer(attachment, name)


def require_open(entry: Entry, at: datetime) -> None:
    """Refuse a change of the files of an entry that is submitted, after the deadline, or returned for other fields."""
    require_writable(entry, (ATTACHMENTS,), at)


def _touch(entry: Entry, at: datetime) -> None:
    entry.changed_at = at


def plain_name(name: str) -> str:
    """The last part of the sender's file name, without what could mislead or break a header; never used as a path."""
    last = PurePath(name.replace("\\", "/")).name
    plain = "".join(character for character in last if character.isprintable()).strip(" .") or "file"
    ending = PurePath(plain).suffix[:11]
    return plain if len(plain) <= NAME_MOST else plain[: NAME_MOST - len(ending)] + ending
