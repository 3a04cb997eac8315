"""The folder where files gather piece by piece, until they are whole and examined.

How much of a file has arrived is the length of its spool file and is written down nowhere else, so the two cannot part.
"""

import fcntl
import os
import shutil
from collections.abc import Container, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import BinaryIO, Protocol
from uuid import UUID

from flask import current_app
from flask_babel import gettext as _

from awards_app.errors import BadFile, NoRoom, Stale

PIECE = 256 * 1024
# What must stay free on the disk for the database and the storage.
RESERVE = 64 * 1024 * 1024
# A file without a row may belong to a request that is under way.
ORPHAN_KEPT = timedelta(days=1)


class Source(Protocol):
    """Where the pieces come from."""

    def read(self, size: int = -1, /) -> bytes: ...


class Spool:
    """Files by the identifier of their upload."""

    def __init__(self, root: Path) -> None:
        self._root = root

    def require_room(self, size: int) -> None:
        """Refuse at once what the disk could not take in the end."""
        self._root.mkdir(parents=True, exist_ok=True)
        if shutil.disk_usage(self._root).free < 2 * size + RESERVE:
            raise NoRoom(_("The server has no room for this file now. What you typed is safe; try again later."))

    def size(self, key: UUID) -> int:
        """How many bytes have arrived."""
        try:
            return self._path(key).stat().st_size
        except FileNotFoundError:
            return 0

    def touched_at(self, key: UUID) -> float | None:
        """When bytes last arrived, in seconds since 1970; None where none ever did."""
        try:
            return self._path(key).stat().st_mtime
        except FileNotFoundError:
            return None

    def append(self, key: UUID, offset: int, source: Source, size: int) -> int:
        """Write what the source holds, from `offset` on, as it comes; returns how much there is then.

        Raises Stale when another sender was there first, BadFile beyond the announced `size`, NoRoom on a full disk.
        """
        self._root.mkdir(parents=True, exist_ok=True)
        handle = os.open(self._path(key), os.O_RDWR | os.O_CREAT, 0o600)
        try:
            _require_end(handle, offset)
            while piece := source.read(PIECE):
                offset = _write(handle, offset, piece, size)
            os.fsync(handle)
        finally:
            os.close(handle)
        return offset

    def open(self, key: UUID) -> BinaryIO:
        """The file for reading."""
        return self._path(key).open("rb")

    def head(self, key: UUID, length: int) -> bytes:
        """The first bytes."""
        with self.open(key) as file:
            return file.read(length)

    def remove(self, key: UUID) -> None:
        """Throw the file away."""
        self._path(key).unlink(missing_ok=True)

    def sweep(self, known: Container[str], at: datetime) -> int:
        """Throw away the files that no upload knows any more; returns how many."""
        if not self._root.is_dir():
            return 0
        old = (at - ORPHAN_KEPT).timestamp()
        orphans = [one for one in self._root.iterdir() if one.name not in known and one.lstat().st_mtime < old]
        for orphan in orphans:
            orphan.unlink(missing_ok=True)
        return len(orphans)

    def _path(self, key: UUID) -> Path:
        return self._root / str(key)


def _require_end(handle: int, offset: int) -> None:
    if os.fstat(handle).st_size != offset:
        raise Stale(_("This file has come further meanwhile, perhaps from another window. Choose it again to go on."))


def _write(handle: int, offset: int, piece: bytes, size: int) -> int:
    """One piece at its place. The lock is held for it alone: a stalled sender must not keep out the next one."""
    if offset + len(piece) > size:
        raise BadFile(_("More has come than was announced: the file has changed meanwhile. Choose it again."))
    with _locked(handle):
        _require_end(handle, offset)
        view = memoryview(piece)
        while view:
            try:
                written = os.pwrite(handle, view, offset)
            except OSError as error:
                raise NoRoom(
                    _("The server cannot keep the file now. What you typed is safe; try again later.")
                ) from error
            view, offset = view[written:], offset + written
    return offset


@contextmanager
def _locked(handle: int) -> Iterator[None]:
    fcntl.flock(handle, fcntl.LOCK_EX)
    try:
        yield
    finally:
        fcntl.flock(handle, fcntl.LOCK_UN)


def spool() -> Spool:
    """The present application's spool."""
    return Spool(Path(current_app.config["SPOOL_DIR"]))
