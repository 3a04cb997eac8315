"""What changed between two submitted versions of an entry, field by field and word by word. Pure."""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any

WORDS = re.compile(r"\s+|[^\s]+")
# Beyond so many words a comparison word by word takes too long to be worth it.
WORDS_MOST = 4000


@dataclass(frozen=True)
class Piece:
    """A stretch of text: `same`, `gone` or `new`."""

    kind: str
    text: str


@dataclass(frozen=True)
class Difference:
    """A field that differs. `key` is a question's, or `title`, `category`, `attachments`."""

    key: str
    pieces: tuple[Piece, ...]


def differences(before: str, after: str) -> list[Difference]:
    """The fields that differ between the contents of two versions, in the order of the later one."""
    old, new = _fields(json.loads(before)), _fields(json.loads(after))
    keys = list(dict.fromkeys([*new, *old]))
    return [
        Difference(key, tuple(_pieces(old.get(key, ""), new.get(key, ""))))
        for key in keys
        if old.get(key, "") != new.get(key, "")
    ]


def _fields(content: Mapping[str, Any]) -> dict[str, str]:
    files = [" · ".join(filter(None, map(str, part))) for part in content.get("attachments", [])]
    # Sorted in the stored document, so that a file's checksum can be recomputed; for a reader the title comes first.
    return {
        "title": str(content.get("title", "")),
        "category": str(content.get("category", "")),
        **{key: _text(value) for key, value in content.get("answers", {}).items()},
        "attachments": "\n".join(files),
    }


def _text(value: Any) -> str:
    if isinstance(value, list):
        return "\n".join(map(_text, value))
    if isinstance(value, dict):
        return " · ".join(_text(part) for part in value.values() if part)
    return "" if value in (None, False) else "✓" if value is True else str(value)


def _pieces(old: str, new: str) -> Iterator[Piece]:
    before, after = WORDS.findall(old), WORDS.findall(new)
    if max(len(before), len(after)) > WORDS_MOST:
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
