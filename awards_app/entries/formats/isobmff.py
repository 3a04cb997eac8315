"""MP4, MOV and M4A: a tree of boxes, each with its length and name, from the first byte to the last."""

from collections.abc import Iterator
from typing import BinaryIO, NamedTuple

from awards_app.entries.formats.reading import Broken, cut_off, exactly, size_of

QUICKTIME = b"qt  "
BASES = "isom iso2 iso3 iso4 iso5 iso6 iso7 iso8 iso9 mp41 mp42 mp71 avc1 M4A M4B M4V M4VH M4VP MSNV mmp4 dash f4v"
BRANDS = frozenset(name.ljust(4).encode() for name in BASES.split())
AUDIO_BRANDS = frozenset({b"M4A ", b"M4B "})
HEIF_BRANDS = frozenset({b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1", b"avif", b"avis"})
TOP = frozenset(
    b"ftyp moov mdat free skip wide uuid moof mfra sidx ssix styp meta pdin udta prft emsg junk pnot".split()
)
BOXES_MOST = 200_000


class Box(NamedTuple):
    """One box: its name, and where its content lies."""

    name: bytes
    start: int
    end: int


def brand_of(head: bytes) -> bytes:
    """The main brand that the first bytes name, or nothing."""
    return head[8:12] if head[4:8] == b"ftyp" else b""


def media_type(file: BinaryIO) -> str:
    """What the file is; raises Broken when it breaks the format, and BadFile when it ends too soon."""
    brand = brand_of(exactly(file, 0, 12))
    boxes = {box.name: box for box in _boxes(file, 0, size_of(file))}
    if not TOP.issuperset(boxes):
        raise Broken("an unknown box")
    if b"moov" not in boxes or not {b"mdat", b"moof"} & boxes.keys():
        raise cut_off()
    tracks = set(_tracks(file, boxes[b"moov"]))
    if b"vide" in tracks:
        return "video/quicktime" if brand == QUICKTIME else "video/mp4"
    if b"soun" not in tracks:
        raise Broken("neither picture nor sound")
    return "audio/mp4"


def _boxes(file: BinaryIO, start: int, end: int) -> Iterator[Box]:
    count = 0
    while start < end:
        box = _box_at(file, start, end)
        yield box
        start, count = box.end, count + 1
        if count > BOXES_MOST:
            raise Broken("too many boxes")


def _box_at(file: BinaryIO, start: int, end: int) -> Box:
    if end - start < 8:
        raise cut_off()
    head = exactly(file, start, 8)
    length, name, content = int.from_bytes(head[:4], "big"), head[4:], start + 8
    if length == 1:
        length, content = int.from_bytes(exactly(file, start + 8, 8), "big"), start + 16
    elif length == 0:
        length = end - start
    if length < content - start:
        raise Broken("a box shorter than its head")
    if start + length > end:
        raise cut_off()
    return Box(name, content, start + length)


def _tracks(file: BinaryIO, movie: Box) -> Iterator[bytes]:
    """What the tracks of a movie hold: `vide`, `soun`, …"""
    for track in _named(file, movie, b"trak"):
        for media in _named(file, track, b"mdia"):
            for handler in _named(file, media, b"hdlr"):
                yield exactly(file, handler.start + 8, 4)


def _named(file: BinaryIO, parent: Box, name: bytes) -> Iterator[Box]:
    return (box for box in _boxes(file, parent.start, parent.end) if box.name == name)
