"""Objects in an S3-compatible store, sent and fetched in parts."""

import errno
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import timedelta
from typing import Any, BinaryIO

import obstore
from obstore.exceptions import AlreadyExistsError, BaseError
from obstore.store import S3Store

from awards_app.storage.reading import PIECE, checksum
from config import S3

# Files up to this size are created in one request, which S3 refuses where there is one already; larger ones in parts.
ONE_REQUEST = 8 * 1024 * 1024
PARTS_AT_ONCE = 2
RETRIES: Any = {
    "max_retries": 2,
    "retry_timeout": timedelta(seconds=20),
    "backoff": {"base": 2, "init_backoff": timedelta(milliseconds=200), "max_backoff": timedelta(seconds=2)},
}


class Bucket:
    """Objects in an S3-compatible store."""

    def __init__(self, settings: S3) -> None:
        self._store = S3Store(
            settings.bucket,
            prefix=settings.prefix or None,
            endpoint=settings.endpoint or None,
            region=settings.region,
            access_key_id=settings.key_id,
            secret_access_key=settings.secret,
            client_options={"allow_http": settings.endpoint.startswith("http://"), "timeout": "60s"},
            retry_config=RETRIES,
        )

    def put(self, source: BinaryIO) -> str:
        """The content is its own name, so writing it twice changes nothing, whoever comes first."""
        key = checksum(source)
        with _as_oserror():
            if not self.exists(key):
                self._create(key, source)
        return key

    def _create(self, key: str, source: BinaryIO) -> None:
        size = source.seek(0, os.SEEK_END)
        source.seek(0)
        if size > ONE_REQUEST:
            options: Any = {"use_multipart": True, "chunk_size": ONE_REQUEST, "max_concurrency": PARTS_AT_ONCE}
        else:
            options = {"mode": "create", "use_multipart": False}
        with suppress(AlreadyExistsError):
            obstore.put(self._store, _place(key), source, **options)

    def read(self, key: str, start: int = 0, stop: int | None = None) -> Iterator[bytes]:
        """As the folder does: nothing is fetched before it is read."""
        end = self.size(key) if stop is None else stop
        return self._pieces_of(key, start, end)

    def _pieces_of(self, key: str, start: int, end: int) -> Iterator[bytes]:
        if start >= end:
            return
        with _as_oserror():
            found = obstore.get(self._store, _place(key), options={"range": (start, end)})
            for piece in found.stream(min_chunk_size=PIECE):
                yield bytes(piece)

    def size(self, key: str) -> int:
        """The size of the object."""
        with _as_oserror():
            return int(obstore.head(self._store, _place(key))["size"])

    def exists(self, key: str) -> bool:
        """Whether the object is there."""
        try:
            self.size(key)
        except FileNotFoundError:
            return False
        return True


def _place(key: str) -> str:
    return f"{key[:2]}/{key}"


@contextmanager
def _as_oserror() -> Iterator[None]:
    """A store that fails is told in the words of the local folder."""
    try:
        yield
    except FileNotFoundError:
        raise
    except BaseError as error:
        raise OSError(errno.EIO, f"the object store failed: {type(error).__name__}") from error
