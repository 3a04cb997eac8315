"""Files in a local folder: written whole or not at all, and forced to the disk."""

import os
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from awards_app.storage.reading import PIECE, checksum, pieces


class Folder:
    """Files in a local folder, spread over subfolders by the first digits of the key."""

    def __init__(self, root: Path) -> None:
        self._root = root

    def put(self, source: BinaryIO) -> str:
        """Write to a temporary file, force it to the disk, then give it its name."""
        key = checksum(source)
        path = self._path(key)
        if path.exists():
            return key
        path.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=path.parent, delete=False) as draft:
            try:
                for piece in pieces(source):
                    draft.write(piece)
                draft.flush()
                os.fsync(draft.fileno())
            except OSError:
                Path(draft.name).unlink(missing_ok=True)
                raise
        os.replace(draft.name, path)
        _force(path.parent)
        return key

    def read(self, key: str, start: int = 0, stop: int | None = None) -> Iterator[bytes]:
        """A missing file is told at once where no end is given; the file is opened when it is read."""
        end = self.size(key) if stop is None else stop
        return _pieces_of(self._path(key), start, end - start)

    def size(self, key: str) -> int:
        """The size of the file."""
        return self._path(key).stat().st_size

    def exists(self, key: str) -> bool:
        """Whether the file is there."""
        return self._path(key).is_file()

    def _path(self, key: str) -> Path:
        return self._root / key[:2] / key


def _pieces_of(path: Path, start: int, left: int) -> Iterator[bytes]:
    with path.open("rb") as file:
        file.seek(start)
        while left > 0 and (piece := file.read(min(PIECE, left))):
            left -= len(piece)
            yield piece


def _force(folder: Path) -> None:
    """A rename is only durable when the folder is, too."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
