"""JSON as a seal holds it: read strictly, written canonically (RFC 8785), with its checksum and its code."""

import json
from base64 import b32encode
from collections import Counter
from collections.abc import Mapping
from hashlib import sha256
from typing import Any, NoReturn

from scoring.errors import InputError, quoted
from scoring.text_file import decoded, position

LARGEST_WHOLE = 2**53 - 1
"""Whole numbers beyond are not the same for every reader of JSON (RFC 8785, section 3.2.2.3)."""

# Crockford's alphabet has no I, L, O and U, so that a code read aloud is typed right.
_CROCKFORD = str.maketrans("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567", "0123456789ABCDEFGHJKMNPQRSTVWXYZ")


def parsed_json(data: bytes, source: str) -> Any:
    """The content. Raises InputError for what is no JSON, and for what a seal does not hold.

    That is fractional numbers, whole ones too large for some readers, a key that stands twice in an object, and
    halves of characters (lone surrogates).
    """
    text = decoded(data, source)
    strict = _Strict(text, source)
    try:
        content = json.loads(
            text,
            parse_float=strict.refuse_number,
            parse_constant=strict.refuse_number,
            parse_int=strict.whole,
            object_pairs_hook=strict.object,
        )
        canonical(content).decode("utf-8")
    except json.JSONDecodeError as error:
        raise InputError(source, error.lineno, str(error.colno), f"this is not JSON: {error.msg}") from None
    except RecursionError:
        raise InputError(source, 1, "1", "the brackets are nested too deeply") from None
    except UnicodeEncodeError:
        raise strict.error("\\u", "half a character (a lone surrogate) is no text") from None
    return content


class _Strict:
    """The reader's hooks; each refuses with the place where the offending text first stands in the file."""

    def __init__(self, text: str, source: str) -> None:
        self.text, self.source = text, source

    def error(self, literal: str, sentence: str) -> InputError:
        return InputError(self.source, *position(self.text[: max(0, self.text.find(literal))]), sentence)

    def refuse_number(self, literal: str) -> NoReturn:
        raise self.error(literal, f"a seal holds whole numbers only, not {quoted(literal)}")

    def whole(self, literal: str) -> int:
        if len(literal) > len(str(-LARGEST_WHOLE)) or abs(int(literal)) > LARGEST_WHOLE or literal == "-0":
            raise self.error(literal, f"{quoted(literal)} is no whole number that every reader reads alike")
        return int(literal)

    def object(self, pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        found = dict(pairs)
        if len(found) < len(pairs):
            twice = next(key for key, count in Counter(key for key, _ in pairs).items() if count > 1)
            raise self.error(
                json.dumps(twice, ensure_ascii=False), f"the key {quoted(twice)} stands twice in an object"
            )
        return found


def canonical(content: Any) -> bytes:
    """RFC 8785 for all but fractional numbers: no blanks, the keys of an object by their UTF-16 code units."""
    return _written(content).encode("utf-8")


def _written(content: Any) -> str:
    if isinstance(content, Mapping):
        keys = sorted(content, key=lambda key: str(key).encode("utf-16-be", "surrogatepass"))
        return "{" + ",".join(f"{_scalar(key)}:{_written(content[key])}" for key in keys) + "}"
    if isinstance(content, list):
        return "[" + ",".join(map(_written, content)) + "]"
    return _scalar(content)


def _scalar(value: Any) -> str:
    if value is not None and not isinstance(value, str | int):
        raise TypeError(f"a seal holds no {type(value).__name__}")
    return json.dumps(value, ensure_ascii=False)


def code_of(digest: bytes) -> str:
    """The first 40 bits of a checksum in Crockford's base 32, as `7KQ2-9XWD`."""
    text = b32encode(digest[:5]).decode().translate(_CROCKFORD)
    return f"{text[:4]}-{text[4:]}"


def checksum(document: bytes) -> tuple[str, str]:
    """SHA-256 of the document in hexadecimal, and its code."""
    digest = sha256(document)
    return digest.hexdigest(), code_of(digest.digest())
