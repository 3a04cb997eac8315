"""The fonts of a document: which signs they hold, and a visible sign in the place of what none of them holds."""

import struct
import unicodedata
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from config import PROJECT

FOLDER = PROJECT / "static" / "vendor"
# Families in the order in which a sign is looked for, each with its files.
FAMILIES = {
    "Inter": "inter-*.ttf",
    "Noto Emoji": "noto-emoji.*.ttf",
    "DejaVu Sans": "dejavu-sans*.ttf",
    "Noto Sans S Chinese": "noto-sans-sc.*.otf",
    "Noto Sans Korean": "noto-sans-kr.*.otf",
}
MISSING = "□"
# They join or vary the signs beside them and have no shape of their own.
JOINER = "\u200d"
SHAPELESS = frozenset(chr(code) for code in (0x200C, 0x200D, *range(0xFE00, 0xFE10), *range(0xE0020, 0xE0080)))
SKINS = frozenset(chr(code) for code in range(0x1F3FB, 0x1F400))
# A private, unassigned or half sign says nothing to another reader, whatever a font draws for it.
UNREADABLE = {"Co", "Cn", "Cs", "Cc"}
KEPT_CONTROLS = {"\n", "\t"}
BYTE_ORDER_MARK = "\ufeff"
INVISIBLE = "\u200b"


def displayable(text: str) -> str:
    """The text with `□` for each sign that no font holds, so that it can be typeset whatever it is."""
    whole = unicodedata.normalize("NFC", "".join(map(_plain, text)))
    if holds_all(next(iter(FAMILIES)), whole):
        return whole
    return "".join(map(_shown, _clusters(whole)))


def holds_all(family: str, text: str) -> bool:
    """Whether the family has a shape for each sign that needs one."""
    return signs_of(family).issuperset(map(ord, set(text) - SHAPELESS - KEPT_CONTROLS))


@cache
def signs_of(family: str) -> frozenset[int]:
    """The code points that every face of the family holds."""
    files = sorted(FOLDER.glob(FAMILIES[family]))
    return frozenset.intersection(*map(_signs_in, files)) if files else frozenset()


def _plain(sign: str) -> str:
    if sign in KEPT_CONTROLS:
        return sign
    category = unicodedata.category(sign)
    if category == "Cc" or sign == BYTE_ORDER_MARK:
        return INVISIBLE
    return MISSING if category in UNREADABLE else sign


def _clusters(text: str) -> Iterator[str]:
    """Signs that are drawn together, so that one font has to hold them all."""
    start = 0
    for at in range(1, len(text)):
        if not _joins(text[at - 1], text[at]):
            yield text[start:at]
            start = at
    yield text[start:]


def _joins(before: str, sign: str) -> bool:
    return before == JOINER or sign in SHAPELESS or _is_mark(sign)


def _is_mark(sign: str) -> bool:
    return sign in SKINS or unicodedata.category(sign).startswith("M")


def _shown(cluster: str) -> str:
    # 𝓗 is an H that somebody chose for its looks: its plain letter says the same.
    plain = unicodedata.normalize("NFKC", cluster)
    for readable in (cluster, plain):
        if any(holds_all(family, readable) for family in FAMILIES):
            return readable
    return "".join(MISSING if _is_lost(sign) else sign for sign in cluster if sign not in SHAPELESS)


def _is_lost(sign: str) -> bool:
    """A mark whose font lacks the letter under it is lost too."""
    return _is_mark(sign) or not any(holds_all(family, sign) for family in FAMILIES)


# ---- the table of a TrueType or OpenType file that leads from code points to shapes ----


def _signs_in(file: Path) -> frozenset[int]:
    table = _character_map(file.read_bytes())
    (count,) = struct.unpack_from(">H", table, 2)
    places = {struct.unpack_from(">I", table, 8 + 8 * number)[0] for number in range(count)}
    return frozenset(code for place in places for code in _codes(table[place:]))


def _character_map(font: bytes) -> bytes:
    (count,) = struct.unpack_from(">H", font, 4)
    for number in range(count):
        name, _sum, start, length = struct.unpack_from(">4sIII", font, 12 + 16 * number)
        if name == b"cmap":
            return font[start : start + length]
    raise ValueError("this font has no table of characters")


def _codes(part: bytes) -> Iterator[int]:
    """The formats of the parts that speak of Unicode; the others repeat them for old systems."""
    (kind,) = struct.unpack_from(">H", part)
    if kind == 4:
        yield from _codes_of_two_bytes(part)
    if kind == 12:
        (count,) = struct.unpack_from(">I", part, 12)
        for first, last, _shape in struct.iter_unpack(">III", part[16 : 16 + 12 * count]):
            yield from range(first, last + 1)


def _codes_of_two_bytes(part: bytes) -> Iterator[int]:
    (twice,) = struct.unpack_from(">H", part, 6)
    ends = struct.unpack_from(f">{twice // 2}H", part, 14)
    starts, shifts, offsets = (struct.unpack_from(f">{twice // 2}H", part, 16 + twice * which) for which in (1, 2, 3))
    for number, (first, last) in enumerate(zip(starts, ends, strict=True)):
        for code in range(first, last + 1):
            if _shape(part, (code, first, shifts[number], offsets[number]), 16 + 3 * twice + 2 * number):
                yield code


def _shape(part: bytes, run: tuple[int, int, int, int], place: int) -> int:
    """The number of the shape, 0 for none. An offset counts from where it stands itself."""
    code, first, shift, offset = run
    if not offset:
        return (code + shift) & 0xFFFF
    (found,) = struct.unpack_from(">H", part, place + offset + 2 * (code - first))
    return (found + shift) & 0xFFFF if found else 0
