"""Takes the name of a city out of a text, in its inflected forms too, as far as its beginning betrays it. Pure."""

import re
from collections.abc import Iterator

from flask_babel import gettext as _

from awards_app.cities.folding import folded

_WORD = re.compile(r"[^\W\d_]+")
_BETWEEN = re.compile(r"[\s\-\u2010-\u2015]+")
_VOWELS = "aeiouy"
# Shorter beginnings are those of other words as well: of such a name only the whole is taken for it. Two words that
# follow each other are less likely to be others.
SHORTEST, SHORTEST_OF_SEVERAL = 4, 3
ENDING_MOST = 5


def masked(text: str, name: str) -> str:
    """The text with a sign in place of the name; `Legnica` also hides `w Legnicy` and `Legnicki`, not `legnicki`."""
    words = folded(name).split()
    found, done = [], 0
    for start, end in _places(text, words):
        found += [text[done:start], _("‹city›")]
        done = end
    return "".join([*found, text[done:]])


def names(text: str, name: str) -> bool:
    """Whether the name is somewhere in the text."""
    return next(_places(text, folded(name).split()), None) is not None


def _places(text: str, words: list[str]) -> Iterator[tuple[int, int]]:
    """Where the words of the name follow each other."""
    tokens, at = list(_WORD.finditer(text)), 0
    shortest = SHORTEST_OF_SEVERAL if len(words) > 1 else SHORTEST
    while words and at + len(words) <= len(tokens):
        run = tokens[at : at + len(words)]
        if _follow(text, run) and all(_is(one.group(), word, shortest) for one, word in zip(run, words, strict=True)):
            yield run[0].start(), run[-1].end()
            at += len(words)
        else:
            at += 1


def _follow(text: str, run: list[re.Match[str]]) -> bool:
    gaps = (text[one.end() : other.start()] for one, other in zip(run, run[1:], strict=False))
    return all(_BETWEEN.fullmatch(gap) for gap in gaps)


def _is(token: str, word: str, shortest: int) -> bool:
    """Whether the token is the word: as it stands in any letters, or inflected and with a capital."""
    plain, stem = folded(token), word.rstrip(_VOWELS)
    if plain == word:
        return token[0].isupper() or len(word) > shortest
    return (
        token[0].isupper()
        and len(stem) >= shortest
        and plain.startswith(stem)
        and len(plain) - len(stem) <= ENDING_MOST
    )
