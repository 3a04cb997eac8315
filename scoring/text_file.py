"""Bytes of a file → text; refuses what is not UTF-8 and says where, since spreadsheets like to save otherwise."""

import codecs
from unicodedata import normalize

from scoring.errors import InputError

_UTF_16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


def decoded(data: bytes, source: str) -> str:
    """The text without a byte order mark. Raises InputError for other encodings, NUL characters, and an empty file."""
    if data.startswith(_UTF_16):
        raise InputError(source, 1, "1", "the file is in UTF-16; save it as UTF-8")
    data = data.removeprefix(codecs.BOM_UTF8)
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        sentence = f"byte 0x{data[error.start]:02x} is not UTF-8; save the file as UTF-8"
        raise InputError(source, *position(data[: error.start].decode("utf-8")), sentence) from None
    if "\0" in text:
        raise InputError(source, *position(text[: text.index("\0")]), "there is a NUL character; this is no text file")
    if not text.strip():
        raise InputError(source, 1, "1", "the file is empty")
    return text


def position(before: str) -> tuple[int, str]:
    """Line and column, from 1, of the character that follows the text `before`."""
    lines = before.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    return len(lines), str(len(lines[-1]) + 1)


def clean_name(text: str) -> str:
    """A name without surrounding space, its accents in one form, so that one name typed on two machines is one name."""
    return normalize("NFC", text.strip())
