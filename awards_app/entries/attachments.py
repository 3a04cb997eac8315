"""Adding and removing files of a draft, and sending them to those who may see them."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import PurePath
from typing import BinaryIO

from flask import Response, send_file
from flask_babel import gettext as _

from awards_app import audit
from awards_app.accounts.models import User
from awards_app.db import db
from awards_app.editions.gate import require
from awards_app.editions.phases import Act
from awards_app.entries import uploads
from awards_app.entries.events import AttachmentAdded, AttachmentDescribed, AttachmentRemoved
from awards_app.entries.models import Attachment, Entry, Status
from awards_app.errors import Refused
from awards_app.storage import storage

MOST = 10
NAME_MOST = 120
# An uploaded file must never act as a page of this site, whatever a browser takes it for.
SANDBOX = "default-src 'none'; sandbox"


@dataclass(frozen=True)
class Sent:
    """A file as it came: its name, its bytes, and what an image shows."""

    name: str
    raw: bytes
    alt: str = ""


def add(entry: Entry, sent: Sent, *, by: User, at: datetime) -> Attachment:
    """Keep an image or a PDF with the draft; the name is only shown, the content decides."""
    _require_open(entry, at)
    if len(entry.attachments) >= MOST:
        raise Refused(_("An entry may have %(most)d attachments. Remove one first.", most=MOST))
    upload = uploads.read(sent.raw)
    position = max((one.position for one in entry.attachments), default=0) + 1
    attachment = Attachment(
        entry=entry,
        position=position,
        name=_plain_name(sent.name),
        media_type=upload.media_type,
        size=len(upload.content),
        key=storage().put(upload.content),
        alt=sent.alt,
        width=upload.width,
        height=upload.height,
        added_at=at,
    )
    db.session.add(attachment)
    db.session.flush()
    _touch(entry, at)
    event = AttachmentAdded(
        edition=entry.edition_id, entry=entry.id, attachment=attachment.id, sha256=attachment.key, size=attachment.size
    )
    audit.record(event, by=by, at=at)
    return attachment


def describe(attachment: Attachment, alt: str, *, by: User, at: datetime) -> None:
    """Say what an image shows, for people who cannot see it."""
    entry = attachment.entry
    _require_open(entry, at)
    attachment.alt = alt
    _touch(entry, at)
    event = AttachmentDescribed(edition=entry.edition_id, entry=entry.id, attachment=attachment.id)
    audit.record(event, by=by, at=at)


def remove(attachment: Attachment, *, by: User, at: datetime) -> None:
    """Take a file from the draft; its content stays in the storage for the versions that hold it."""
    entry = attachment.entry
    _require_open(entry, at)
    entry.attachments.remove(attachment)
    _touch(entry, at)
    event = AttachmentRemoved(edition=entry.edition_id, entry=entry.id, attachment=attachment.id, sha256=attachment.key)
    audit.record(event, by=by, at=at)


def send(attachment: Attachment) -> Response:
    """The file: an image in place, anything else as a download."""
    content: BinaryIO = storage().open(attachment.key)
    answer = send_file(
        content,
        mimetype=attachment.media_type,
        as_attachment=not attachment.is_image,
        download_name=attachment.name,
        etag=attachment.key,
        max_age=0,
    )
    answer.headers["Content-Security-Policy"] = SANDBOX
    answer.headers["Cache-Control"] = "private, no-cache"
    return answer


def _require_open(entry: Entry, at: datetime) -> None:
    require(entry.edition, Act.ENTER, at)
    if entry.status is not Status.DRAFT:
        raise Refused(_("This entry is submitted. Take it back first to change its attachments."))


def _touch(entry: Entry, at: datetime) -> None:
    entry.changed_at = at


def _plain_name(name: str) -> str:
    """The last part of the sender's file name, without what could mislead or break a header; never used as a path."""
    last = PurePath(name.replace("\\", "/")).name
    plain = "".join(character for character in last if character.isprintable()).strip(" .") or "file"
    ending = PurePath(plain).suffix[:11]
    return plain if len(plain) <= NAME_MOST else plain[: NAME_MOST - len(ending)] + ending
