"""PDF: opened for real and walked through; whatever could act by itself is refused, never cut out.

A document that was cut would no longer be the one that the city sent, nor have its checksum.
"""

from collections.abc import Iterator
from typing import Any, BinaryIO

from flask_babel import gettext as _
from pypdf import PdfReader
from pypdf.generic import IndirectObject

from awards_app.entries.formats.reading import size_of
from awards_app.errors import BadFile

MEDIA_TYPE = "application/pdf"
PAGES_MOST = 500
OBJECTS_MOST = 200_000
# How long a chain of references to one name is followed; an honest file has one link.
REFERENCES_MOST = 8
# The end mark stands in the last bytes; behind it only blanks.
END, TAIL = b"%%EOF", 1024
MARKUP = (b"<html", b"<script", b"<svg", b"<!doctype")
ACTING = frozenset(
    {"/JavaScript", "/Launch", "/SubmitForm", "/ImportData", "/GoToE", "/GoToR", "/RichMediaExecute", "/Rendition"}
)
ACTING_KEYS = frozenset({"/JS", "/JavaScript", "/EmbeddedFiles", "/EF", "/XFA", "/RichMediaContent"})
CARRYING = frozenset({"/FileAttachment", "/RichMedia", "/Movie", "/Sound", "/Screen", "/3D"})


def check(file: BinaryIO) -> str:
    """The media type of a harmless PDF; raises BadFile with a sentence for the sender."""
    _require_whole(file)
    try:
        file.seek(0)
        reader = PdfReader(file)
        protected = reader.is_encrypted
        pages = 0 if protected else len(reader.pages)
        active = not protected and any(_is_active(one) for one in _dictionaries(reader))
    # Hostile bytes make a parser fail in ways that it does not document.
    except Exception as error:
        raise _damaged() from error
    if protected:
        raise BadFile(_("This PDF is protected by a password. Save it without one and send it again."))
    if active:
        raise BadFile(
            _(
                "This PDF holds a script, a form that sends, or other files. "
                "Print it to a new PDF (“Save as PDF”) and send that one."
            )
        )
    if not 1 <= pages <= PAGES_MOST:
        raise BadFile(_("A PDF may have from 1 to %(most)d pages.", most=PAGES_MOST))
    return MEDIA_TYPE


def _damaged() -> BadFile:
    return BadFile(_("This PDF is damaged and cannot be opened. Save it anew and send it again."))


def _require_whole(file: BinaryIO) -> None:
    """Refuse what is cut off, and what is a web page at its beginning or something else behind its end."""
    file.seek(0)
    head = file.read(TAIL).lower()
    file.seek(max(0, size_of(file) - TAIL))
    before, found, after = file.read().rpartition(END)
    if not found:
        raise _damaged()
    if after.strip(b"\r\n\t \0") or any(mark in head for mark in MARKUP):
        raise BadFile(
            _("This PDF is also a file of another kind. Print it to a new PDF (“Save as PDF”) and send that one.")
        )


def _dictionaries(reader: PdfReader) -> Iterator[dict[str, Any]]:
    """Every dictionary that the document can reach, each once."""
    waiting: list[Any] = [reader.trailer]
    seen: set[tuple[int, int]] = set()
    while waiting:
        one = _resolved(waiting.pop(), seen)
        if isinstance(one, dict):
            yield one
            waiting.extend(dict.values(one))
        elif isinstance(one, list):
            waiting.extend(list.__iter__(one))
        elif isinstance(one, IndirectObject):
            # A reference that leads to a reference.
            waiting.append(one)


def _resolved(one: Any, seen: set[tuple[int, int]]) -> Any:
    """The object itself; nothing for a reference that was followed before."""
    if not isinstance(one, IndirectObject):
        return one
    key = (one.idnum, one.generation)
    if key in seen:
        return None
    seen.add(key)
    if len(seen) > OBJECTS_MOST:
        raise ValueError("too many objects")
    return one.get_object()


def _is_active(one: dict[str, Any]) -> bool:
    return bool(ACTING_KEYS & one.keys() or _name(one, "/S") in ACTING or _name(one, "/Subtype") in CARRYING)


def _name(one: dict[str, Any], key: str) -> str:
    """The name under a key, also where a reference leads to it."""
    value = one.get(key)
    for _step in range(REFERENCES_MOST):
        if not isinstance(value, IndirectObject):
            break
        value = value.get_object()
    if isinstance(value, IndirectObject):
        raise ValueError("a reference that leads nowhere")
    return str(value) if isinstance(value, str) else ""
