"""The one exception of the package, and how names are quoted in its sentences."""

_LONGEST_NAME = 60


class ScoringError(ValueError):
    """Input that cannot be scored. The message is one sentence for the person who gave the input."""


def quoted(name: object) -> str:
    """The name in quotes, cut when long, with characters that would disturb a terminal escaped."""
    text = str(name)
    if len(text) > _LONGEST_NAME:
        text = text[: _LONGEST_NAME - 1] + "…"
    return "'" + "".join(c if c.isprintable() else c.encode("unicode_escape").decode("ascii") for c in text) + "'"


class InputError(ScoringError):
    """A file that cannot be read as what it should be; the sentence begins with file, line and column (from 1)."""

    def __init__(self, source: str, line: int, column: str, sentence: str) -> None:
        super().__init__(f"{source}, line {line}, column {column}: {sentence}")
