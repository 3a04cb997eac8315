"""What changed between two submitted versions of an entry, field by field and word by word."""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher

from flask_babel import gettext as _

from awards_app.entries.reading import Reading

WORDS = re.compile(r"\s*\S+|\s+$")
# Words that both texts have, in so many pairs; beyond that a comparison word by word takes too long to be worth it.
PAIRS_MOST = 300_000


@dataclass(frozen=True)
class Piece:
    """A stretch of text: `same`, `gone` or `new`."""

    kind: str
    text: str


@dataclass(frozen=True)
class Difference:
    """A field that differs, as the form of the later version words it, or that of the earlier one."""

    label: str
    pieces: tuple[Piece, ...]


def differences(before: Reading, after: Reading) -> list[Difference]:
    """The fields that differ between two versions, in the order of the later one."""
    old, new = _texts(before), _texts(after)
    if "attachments" in new:
        new["attachments"] = "\n".join(_told(line, key, before) for line, key in after.files.items())
    labels = {one.key: one.label for reading in (before, after) for one in reading.passages}
    return [
        Difference(labels[key], tuple(pieces_of(old.get(key, ""), new.get(key, ""))))
        for key in dict.fromkeys([*new, *old])
        if old.get(key, "") != new.get(key, "")
    ]


def _texts(reading: Reading) -> dict[str, str]:
    return {passage.key: passage.text for passage in reading.passages}


def _told(line: str, key: str, before: Reading) -> str:
    """A file of the same name can be another one."""
    replaced = before.files.get(line, key) != key
    return f"{line} " + _("(another file of the same name)") if replaced else line


def pieces_of(old: str, new: str) -> Iterator[Piece]:
    """Both texts in one: what is the same, what has gone, what is new."""
    before, after = WORDS.findall(old), WORDS.findall(new)
    there = Counter(before)
    if sum(there[word] for word in after) > PAIRS_MOST:
        yield from (Piece("gone", old), Piece("new", new))
        return
    for act, i, j, k, m in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if act == "equal":
            yield Piece("same", "".join(before[i:j]))
            continue
        if i < j:
            yield Piece("gone", "".join(before[i:j]))
        if k < m:
            yield Piece("new", "".join(after[k:m]))
