"""TOML text → tables with exact numbers, and where in the file a key stands; refuses broken TOML and says where."""

import re
import tomllib
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

from scoring.errors import InputError
from scoring.exact import DIGITS
from scoring.text_file import position

_AT = re.compile(r"(?P<sentence>.*) \(at line (?P<line>[0-9]+), column (?P<column>[0-9]+)\)", re.DOTALL)
_HEADER = re.compile(r"\s*\[{1,2}\s*(?P<table>[A-Za-z0-9_.-]+)\s*\]{1,2}\s*(?:#.*)?")
_TEXT_OR_COMMENT = re.compile(
    r'"""(?:[^\\]|\\.)*?"""|'
    r"'''.*?'''|"
    r'"(?:[^"\\\n]|\\.)*"|'
    r"'[^'\n]*'|#[^\n]*",
    re.DOTALL,
)
_LONG_NUMBER = re.compile(r"(?<![\w.])[0-9_]{4000,}(?![\w.])")
_DOTS = re.compile(r"(?:\.[\w\s-]*){10}")
LONGEST = 100_000
"""Characters of a rules file; the longest sensible ones have a few thousand."""
_KEY = re.compile(r"\s*[\"']?(?P<key>[A-Za-z0-9_-]+)[\"']?\s*=")


@dataclass(frozen=True)
class TomlFile:
    """A parsed file, and its lines for saying where a key stands."""

    source: str
    content: dict[str, Any]
    lines: list[str]

    def error(self, key: str, sentence: str, table: int | None = None) -> InputError:
        """The error to raise about a key: of the file, or of the `table`-th `[[criteria]]` (from 0)."""
        line, column = self._place(key, table)
        return InputError(self.source, line, str(column), sentence)

    def _place(self, key: str, table: int | None) -> tuple[int, int]:
        here: int | None = None
        header = (1, 1)
        for number, line in enumerate(self.lines, 1):
            if found := _HEADER.fullmatch(line):
                here = (-1 if here is None else here) + (found["table"] == "criteria")
                header = (number, 1) if here == table else header
            elif (found := _KEY.match(line)) and found["key"] == key and here == table:
                return number, found.start("key") + 1
        return header


def parsed(text: str, source: str) -> TomlFile:
    """The file's content, its fractional numbers as Decimal. Raises InputError for what is no TOML.

    Long files are refused: dotted keys and nested tables take the parser time that grows with their square.
    """
    if len(text) > LONGEST:
        raise InputError(source, *position(text[:LONGEST]), f"the rules go on beyond {LONGEST} characters; write less")
    if found := _DOTS.search(_bare(text)):
        raise InputError(source, *position(text[: found.start()]), "the key has too many parts between dots")
    try:
        content = tomllib.loads(text, parse_float=Decimal)
    except RecursionError:
        raise InputError(source, 1, "1", "the brackets are nested too deeply") from None
    except (ValueError, InvalidOperation) as error:
        raise _located(str(error), text, source) from None
    return TomlFile(source, content, text.splitlines())


def _bare(text: str) -> str:
    """Blanks for texts and comments, everything else where it stands."""
    return _TEXT_OR_COMMENT.sub(lambda found: " " * len(found[0]), text)


def _located(message: str, text: str, source: str) -> InputError:
    if found := _AT.fullmatch(message):
        return InputError(source, int(found["line"]), found["column"], f"this is not TOML: {found['sentence']}")
    end = message.removesuffix(" (at end of document)")
    if end != message:
        return InputError(source, *position(text), f"this is not TOML: {end}")
    return _too_long(text, source) or InputError(source, 1, "1", f"this is not TOML: {end}")


def _too_long(text: str, source: str) -> InputError | None:
    """Python converts no whole number of thousands of digits, and does not say where it stands."""
    found = _LONG_NUMBER.search(_bare(text))
    if not found:
        return None
    sentence = f"the number has {len(found[0])} digits; at most {DIGITS} are read"
    return InputError(source, *position(text[: found.start()]), sentence)
