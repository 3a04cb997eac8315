"""Where uploaded files lie, by the checksum of their content: a local folder, or an S3-compatible store.

Both write a file whole or not at all, read any part of it, and never hold the whole of it in memory.
"""

from collections.abc import Iterator
from typing import BinaryIO, Protocol, cast

from flask import Flask, current_app

from awards_app.storage.folder import Folder
from config import Config

EXTENSION = "storage"


class Storage(Protocol):
    """A place for files that are never changed once written. Raises OSError when it cannot be reached or is full."""

    def put(self, source: BinaryIO) -> str:
        """Keep the content from its beginning; returns its key, the SHA-256 in hexadecimal."""

    def read(self, key: str, start: int = 0, stop: int | None = None) -> Iterator[bytes]:
        """The content in pieces, or a part of it; raises FileNotFoundError for an unknown key."""

    def size(self, key: str) -> int:
        """The length in bytes; raises FileNotFoundError for an unknown key."""

    def exists(self, key: str) -> bool:
        """Whether there is content under the key."""


def storage_for(config: Config) -> Storage:
    """The object store where one is configured, else the local folder."""
    if not config.s3:
        return Folder(config.storage_dir)
    from awards_app.storage.bucket import Bucket  # noqa: PLC0415 - a library that most installations never need

    return Bucket(config.s3)


def init_app(app: Flask, config: Config) -> None:
    """Keep the application's files where the configuration says."""
    app.extensions[EXTENSION] = storage_for(config)


def storage() -> Storage:
    """The present application's storage."""
    return cast(Storage, current_app.extensions[EXTENSION])
