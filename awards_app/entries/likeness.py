"""How alike two entries are: title, links, files, and runs of five words that both use. Pure.

A text becomes a set of marks, one for each five words in a row. Longer entries keep the smallest of their marks alone,
which is a fair sample: shares are then estimates, and the cost of a comparison has a bound.
"""

import json
import re
from array import array
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from typing import Any
from urllib.parse import urlsplit

WORDS = 5
# Names and telephone numbers repeat in every entry of a city and mean nothing.
LEAST_WORDS = 12
MARKS_MOST = 6000
# Fewer common runs than a sentence has are a turn of phrase.
LEAST_COMMON = 8
LEAST_SHARE = 10
WORD = re.compile(r"\w+")


@dataclass(frozen=True)
class Marks:
    """What is compared of an entry."""

    title: str
    links: frozenset[str]
    files: frozenset[str]
    shingles: "array[int]"

    @property
    def bound(self) -> int:
        """Marks up to this one are all there; above it, a sample keeps none."""
        return 2**32 if len(self.shingles) < MARKS_MOST else max(self.shingles)


@dataclass(frozen=True)
class Likeness:
    """What two entries share. Shares are percents of the one and of the other; `common` counts runs of words."""

    same_title: bool
    links: tuple[str, ...]
    files: int
    common: int
    share: int
    other_share: int

    @property
    def tells(self) -> bool:
        """Whether it is worth a look."""
        copied = self.common >= LEAST_COMMON and max(self.share, self.other_share) >= LEAST_SHARE
        return copied or self.same_title or bool(self.links) or self.files > 0

    @property
    def weight(self) -> tuple[int, int, int, bool]:
        """The more, the more it tells."""
        return (self.files, max(self.share, self.other_share), len(self.links), self.same_title)


def marks_of(content: dict[str, Any]) -> Marks:
    """The marks of a submitted version."""
    found = {mark for text in texts_of(content).values() for mark, _start, _end in shingles(text)}
    return Marks(
        title=title_key(content["title"]),
        links=frozenset(link_key(link) for link in links_of(content)),
        files=frozenset(file[2] for file in content.get("attachments", ())),
        shingles=array("I", sorted(found)[:MARKS_MOST]),
    )


def texts_of(content: dict[str, Any]) -> dict[str, str]:
    """The answers that are told in words, by the keys of their questions."""
    answers = content.get("answers") or {}
    return {
        key: text for key, text in answers.items() if isinstance(text, str) and len(WORD.findall(text)) >= LEAST_WORDS
    }


def links_of(content: dict[str, Any]) -> list[str]:
    """Every web address among the answers."""
    lists = [answer for answer in (content.get("answers") or {}).values() if isinstance(answer, list)]
    return [one for answer in lists for one in answer if isinstance(one, str) and "://" in one]


def title_key(title: str) -> str:
    """Equal for titles that differ in capitals and punctuation only."""
    return " ".join(WORD.findall(title.casefold()))


def link_key(link: str) -> str:
    """Equal for addresses that lead to the same page."""
    parts = urlsplit(link)
    host = (parts.hostname or "").removeprefix("www.").removeprefix("m.")
    return f"{host}{parts.path.rstrip('/')}" + (f"?{parts.query}" if parts.query else "")


def shingles(text: str) -> Iterator[tuple[int, int, int]]:
    """A mark for each run of five words, with where the run begins and ends in the text."""
    words = [(one.group().casefold(), one.start(), one.end()) for one in WORD.finditer(text)]
    for first in range(len(words) - WORDS + 1):
        run = words[first : first + WORDS]
        yield _mark(" ".join(word for word, _start, _end in run)), run[0][1], run[-1][2]


def _mark(run: str) -> int:
    # Not Python's own hash: the marks outlive the process.
    return int.from_bytes(blake2b(run.encode(), digest_size=4).digest(), "big")


def compare(some: Sequence[Marks], others: Sequence[Marks]) -> Iterator[tuple[int, int, Likeness]]:
    """All pairs of one of `some` and one of `others` that are worth a look, by their places.

    Reads each of the others once, however many some are.
    """
    by_mark: dict[int, list[int]] = {}
    for number, one in enumerate(some):
        for mark in one.shingles:
            by_mark.setdefault(mark, []).append(number)
    wanted = set(by_mark)
    for place, other in enumerate(others):
        common = Counter(number for mark in wanted.intersection(other.shingles) for number in by_mark[mark])
        for number, one in enumerate(some):
            likeness = _likeness(one, other, common[number])
            if likeness.tells:
                yield number, place, likeness


def _likeness(one: Marks, other: Marks, common: int) -> Likeness:
    return Likeness(
        same_title=bool(one.title) and one.title == other.title,
        links=tuple(sorted(one.links & other.links)),
        files=len(one.files & other.files),
        common=common,
        share=_share(common, one, other),
        other_share=_share(common, other, one),
    )


def _share(common: int, one: Marks, other: Marks) -> int:
    """How much of one the other contains, in percent; only marks that the other would have kept are counted."""
    if not common:
        return 0
    bound = other.bound
    counted = len(one.shingles) if bound == 2**32 else sum(mark <= bound for mark in one.shingles)
    return round(100 * common / max(counted, common))


@dataclass(frozen=True)
class Piece:
    """A stretch of a text; `common` says whether the other entry has it, too."""

    text: str
    common: bool


def side_by_side(one: dict[str, Any], other: dict[str, Any]) -> tuple[dict[str, list[Piece]], dict[str, list[Piece]]]:
    """For both contents, the answers that have words in common, cut where the common words begin and end."""
    ours, theirs = texts_of(one), texts_of(other)
    shared = _marks_in(ours.values()) & _marks_in(theirs.values())
    return _cut_all(ours, shared), _cut_all(theirs, shared)


def _marks_in(texts: Iterable[str]) -> set[int]:
    return {mark for text in texts for mark, _start, _end in shingles(text)}


def _cut_all(texts: dict[str, str], shared: set[int]) -> dict[str, list[Piece]]:
    cut = {key: list(_cut(text, shared)) for key, text in texts.items()}
    return {key: pieces for key, pieces in cut.items() if any(piece.common for piece in pieces)}


def _cut(text: str, shared: set[int]) -> Iterator[Piece]:
    done = 0
    for start, end in _stretches(text, shared):
        if start > done:
            yield Piece(text[done:start], False)
        yield Piece(text[start:end], True)
        done = end
    if done < len(text):
        yield Piece(text[done:], False)


def _stretches(text: str, shared: set[int]) -> list[list[int]]:
    found: list[list[int]] = []
    for mark, start, end in shingles(text):
        if mark not in shared:
            continue
        if found and start <= found[-1][1]:
            found[-1][1] = end
        else:
            found.append([start, end])
    return found


def content_of(text: str) -> dict[str, Any]:
    """The content of a version, as it is kept."""
    found: dict[str, Any] = json.loads(text)
    return found
