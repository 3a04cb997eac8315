"""WebM: EBML elements, each with an identifier and a length, from the first byte to the last."""

from collections.abc import Iterator
from typing import BinaryIO, NamedTuple

from awards_app.entries.formats.reading import Broken, cut_off, exactly, size_of

SIGNATURE = b"\x1a\x45\xdf\xa3"
EBML, DOC_TYPE, SEGMENT, CLUSTER, TRACKS = 0x1A45DFA3, 0x4282, 0x18538067, 0x1F43B675, 0x1654AE6B
TRACK_ENTRY, TRACK_TYPE = 0xAE, 0x83
VIDEO, AUDIO = 1, 2
# SeekHead, Info, Tracks, Cluster, Cues, Chapters, Tags; no attachments: a film needs no other files in it.
IN_SEGMENT = frozenset({0x114D9B74, 0x1549A966, TRACKS, CLUSTER, 0x1C53BB6B, 0x1043A770, 0x1254C367})
# Timestamp, SimpleBlock, BlockGroup, PrevSize, Position; met one by one where a live recording left lengths open.
IN_CLUSTER = frozenset({0xE7, 0xA3, 0xA0, 0xAB, 0xA7})
ANYWHERE = frozenset({0xEC, 0xBF})
ELEMENTS_MOST = 2_000_000
HEAD_MOST = 12


class Element(NamedTuple):
    """One element: its identifier, and where its content lies; `end` is None where the length was left open."""

    key: int
    start: int
    end: int | None


def media_type(file: BinaryIO) -> str:
    """What the file is; raises Broken when it breaks the format, and BadFile when it ends too soon."""
    size = size_of(file)
    head = _element(file, 0, size)
    if head.key != EBML or head.end is None or _doc_type(file, head.start, head.end) != b"webm":
        raise Broken("not WebM")
    segment = _element(file, head.end, size)
    if segment.key != SEGMENT or segment.end not in {None, size}:
        raise Broken("something beside the segment")
    tracks = set(_tracks(file, segment.start, size))
    if VIDEO not in tracks and AUDIO not in tracks:
        raise Broken("neither picture nor sound")
    return "video/webm" if VIDEO in tracks else "audio/webm"


def _tracks(file: BinaryIO, start: int, end: int) -> Iterator[int]:
    for element in _flat(file, start, end):
        if element.key == TRACKS and element.end is not None:
            yield from _track_types(file, element.start, element.end)


def _flat(file: BinaryIO, start: int, end: int) -> Iterator[Element]:
    """The elements of a segment; what has no length is entered instead of stepped over."""
    for _count in range(ELEMENTS_MOST):
        if start >= end:
            return
        element = _element(file, start, end)
        if element.key not in IN_SEGMENT | IN_CLUSTER | ANYWHERE:
            raise Broken("an unknown element")
        if element.end is None and element.key != CLUSTER:
            raise Broken("an element without a length")
        yield element
        start = element.start if element.end is None else element.end
    raise Broken("too many elements")


def _element(file: BinaryIO, at: int, end: int) -> Element:
    file.seek(at)
    head = file.read(min(HEAD_MOST, end - at))
    if not head:
        raise cut_off()
    width = _width(head[0], 4)
    key = int.from_bytes(head[:width], "big")
    if len(head) <= width:
        raise cut_off()
    length_width = _width(head[width], 8)
    raw = head[width : width + length_width]
    if len(raw) < length_width:
        raise cut_off()
    length = int.from_bytes(raw, "big") & ((1 << 7 * length_width) - 1)
    start = at + width + length_width
    if length == (1 << 7 * length_width) - 1:
        return Element(key, start, None)
    if start + length > end:
        raise cut_off()
    return Element(key, start, start + length)


def _width(first: int, most: int) -> int:
    """How many bytes a number has: its first byte begins with as many zero bits, less one."""
    width = 9 - first.bit_length()
    if width > most:
        raise Broken("a number too long")
    return width


def _children(file: BinaryIO, start: int, end: int) -> Iterator[Element]:
    while start < end:
        element = _element(file, start, end)
        if element.end is None:
            raise Broken("an element without a length")
        yield element
        start = element.end


def _doc_type(file: BinaryIO, start: int, end: int) -> bytes:
    for element in _children(file, start, end):
        if element.key == DOC_TYPE and element.end is not None:
            return exactly(file, element.start, min(16, element.end - element.start)).rstrip(b"\0")
    return b""


def _track_types(file: BinaryIO, start: int, end: int) -> Iterator[int]:
    for entry in _children(file, start, end):
        if entry.key == TRACK_ENTRY and entry.end is not None:
            for element in _children(file, entry.start, entry.end):
                if element.key == TRACK_TYPE:
                    yield exactly(file, element.start, 1)[0]
