"""Reads a file a piece at a time, so that no file is ever held in memory as a whole."""

from collections.abc import Iterator
from hashlib import sha256
from typing import BinaryIO

PIECE = 256 * 1024


def pieces(source: BinaryIO) -> Iterator[bytes]:
    """The rest of a file, a piece at a time."""
    while piece := source.read(PIECE):
        yield piece


def checksum(source: BinaryIO) -> str:
    """The SHA-256 of a file from its beginning, in hexadecimal."""
    digest = sha256()
    source.seek(0)
    for piece in pieces(source):
        digest.update(piece)
    source.seek(0)
    return digest.hexdigest()
