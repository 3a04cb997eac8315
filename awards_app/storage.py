"""Where uploaded files lie: by the checksum of their content, written whole or not at all."""

import os
import tempfile
from hashlib import sha256
from pathlib import Path
from typing import BinaryIO, Protocol, cast

from flask import Flask, current_app

EXTENSION = "storage"


class Storage(Protocol):
    """A place for files that are never changed once written."""

    def put(self, content: bytes) -> str:
        """Keep the content; returns its key, the SHA-256 in hexadecimal."""

    def open(self, key: str) -> BinaryIO:
        """The content for reading; raises FileNotFoundError for an unknown key."""

    def exists(self, key: str) -> bool:
        """Whether there is content under the key."""


class Folder:
    """Files in a local folder, spread over subfolders by the first digits of the key."""

    def __init__(self, root: Path) -> None:
        self._root = root

    def put(self, content: bytes) -> str:
        """Write to a temporary file, force it to the disk, then give it its name."""
        key = sha256(content).hexdigest()
        path = self._path(key)
        if path.exists():
            return key
        path.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=path.parent, delete=False) as draft:
            draft.write(content)
            draft.flush()
            os.fsync(draft.fileno())
        os.replace(draft.name, path)
        _force(path.parent)
        return key

    def open(self, key: str) -> BinaryIO:
        """The file of that key."""
        return self._path(key).open("rb")

    def exists(self, key: str) -> bool:
        """Whether the file is there."""
        return self._path(key).is_file()

    def _path(self, key: str) -> Path:
        return self._root / key[:2] / key


def _force(folder: Path) -> None:
    """A rename is only durable when the folder is, too."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def init_app(app: Flask, root: Path) -> None:
    """Keep the application's files under `root`."""
    app.extensions[EXTENSION] = Folder(root)


def storage() -> Storage:
    """The present application's storage."""
    return cast(Storage, current_app.extensions[EXTENSION])
