"""Names without their diacritics, as people type them into a search. Pure."""

import re
import unicodedata

_STROKES = str.maketrans({"ł": "l", "đ": "d", "ø": "o"})
_BETWEEN = re.compile(r"[^a-z0-9]+")


def folded(text: str) -> str:
    """Lower case, base letters, one space between words: `Bielsko-Biała` becomes `bielsko biala`."""
    plain = unicodedata.normalize("NFKD", text.casefold().translate(_STROKES))
    return _BETWEEN.sub(" ", plain.encode("ascii", "ignore").decode("ascii")).strip()
