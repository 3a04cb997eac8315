"""Sends the content of an attachment: whole, in the size a page asks for, or the part that a player asks for."""

from collections.abc import Iterator
from urllib.parse import quote

from flask import Response, abort, request
from werkzeug.datastructures import ContentRange

from awards_app.entries.models import Attachment
from awards_app.storage import storage

# An uploaded file must never act as a page of this site, whatever a browser takes it for.
SANDBOX = "default-src 'none'; sandbox"
SIZES = ("small", "medium")


def answer(attachment: Attachment, name: str = "") -> Response:
    """The file, under its name or another. `?size=small` or `medium` asks for a smaller image, Range for a part.

    A PDF is a download: under the sandbox, which it must not leave, no browser opens its viewer.
    """
    key, in_place = _key(attachment), attachment.needs_words
    try:
        sent = _part(key, storage().size(key))
    except FileNotFoundError:
        abort(404)
    sent.content_type = attachment.media_type
    sent.set_etag(key)
    sent.headers["Content-Disposition"] = _disposition("inline" if in_place else "attachment", name or attachment.name)
    sent.headers["Content-Security-Policy"] = SANDBOX
    sent.headers["Cross-Origin-Resource-Policy"] = "same-origin"
    sent.headers["Cache-Control"] = "private, no-cache"
    if sent.status_code == 200:
        sent.make_conditional(request)
    return sent


def _key(attachment: Attachment) -> str:
    wish = request.args.get("size")
    found = getattr(attachment, wish) if wish in SIZES else None
    return found or attachment.key


def _part(key: str, size: int) -> Response:
    """The whole file, or the one part that is asked for; several parts at once are answered by the whole."""
    start, stop, status = 0, size, 200
    asked = request.range if request.method == "GET" and _is_the_same(key) else None
    if asked is not None and asked.units == "bytes" and len(asked.ranges) == 1:
        span = asked.range_for_length(size)
        if span is None:
            unmet = Response(status=416)
            unmet.headers["Content-Range"] = f"bytes */{size}"
            return unmet
        (start, stop), status = span, 206
    # A HEAD needs the length and nothing else.
    content: Iterator[bytes] = iter(()) if request.method == "HEAD" else storage().read(key, start, stop)
    sent = Response(content, status=status)
    sent.content_length = stop - start
    sent.headers["Accept-Ranges"] = "bytes"
    if status == 206:
        sent.content_range = ContentRange("bytes", start, stop, size)
    return sent


def _is_the_same(key: str) -> bool:
    """A part fits only the file that the asker has the rest of."""
    condition = request.if_range
    return condition.etag in {None, key} and condition.date is None


def _disposition(kind: str, name: str) -> str:
    """The name for old and new browsers; quotes and the like could end it early."""
    plain = "".join(one if one.isascii() and one.isprintable() and one not in '"\\%' else "_" for one in name)
    return f"{kind}; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}"
