"""The one database handle, the one model base, and the column types that SQLite and PostgreSQL agree on."""

import enum
import logging
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any, TypeVar
from uuid import UUID, uuid4

import pysqlite3.dbapi2 as sqlite
from flask import Flask, abort, g, has_request_context, request
from flask_sqlalchemy_lite import SQLAlchemy
from sqlalchemy import JSON, DateTime, Engine, Enum, Integer, MetaData, Select, String, event
from sqlalchemy.engine import Dialect, make_url
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column
from sqlalchemy.types import TypeDecorator

READS = frozenset({"GET", "HEAD", "OPTIONS"})
# Below it, a write-ahead log that is reset at the wrong moment can corrupt the file.
SAFE_SQLITE = (3, 51, 3)

STILL_READS = "still_reads"
SECONDS_TO_WAIT = 20

_writes_apart: ContextVar[bool] = ContextVar("writes_apart", default=False)
db = SQLAlchemy(session_options={"expire_on_commit": False})
Row = TypeVar("Row")


def init_app(app: Flask, url: str) -> None:
    """Make the engine for `url`; a SQLite file is opened in WAL mode with durable commits."""
    app.config["SQLALCHEMY_ENGINES"] = {"default": engine_options(url)}
    db.init_app(app)
    with app.app_context():
        if db.engine.dialect.name == "sqlite":
            _tame_sqlite(db.engine)


def one_or_404(query: Select[Row]) -> Row:
    """The only row of the query; a missing row and a foreign one are the same 404."""
    found = db.session.scalars(query).one_or_none()
    return abort(404) if found is None else found


@contextmanager
def apart() -> Iterator[Session]:
    """A transaction of its own, for what must survive a refusal or be noted while reading.

    SQLite has one writer, so a writing request gives up what it has not committed: call this before its first write.
    """
    if not _only_reads():
        db.session.rollback()
    token = _writes_apart.set(True)
    try:
        with db.sessionmaker.begin() as session:
            yield session
    finally:
        _writes_apart.reset(token)


def begin_writing() -> None:
    """From here on a request writes that read first (web/transaction.py): SQLite's only write lock is taken no earlier.

    What could have changed meanwhile has to be asked anew.
    """
    if has_request_context() and g.pop(STILL_READS, False) and db.engine.dialect.name == "sqlite":
        db.session.commit()


def engine_options(url: str) -> dict[str, Any]:
    """What `create_engine` needs for this database."""
    if make_url(url).get_backend_name() == "sqlite":
        return {"url": url, "module": sqlite, "connect_args": {"timeout": 20}}
    return {"url": url, "pool_pre_ping": True, "pool_size": 10, "max_overflow": 10, "pool_timeout": 10}


def _tame_sqlite(engine: Engine) -> None:
    turns = _Turns()
    if sqlite.sqlite_version_info < SAFE_SQLITE:
        logging.getLogger(__name__).warning("SQLite %s may corrupt its log; use 3.51.3 or later", sqlite.sqlite_version)

    @event.listens_for(engine, "connect")
    def _connect(connection: Any, _record: object) -> None:
        connection.isolation_level = None
        for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "busy_timeout=20000"):
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def _begin(connection: Any) -> None:
        if _only_reads():
            connection.exec_driver_sql("BEGIN")
            return
        turns.take(connection.connection.dbapi_connection)
        connection.exec_driver_sql("BEGIN IMMEDIATE")

    event.listen(engine.pool, "checkin", turns.end)
    event.listen(engine.pool, "close", turns.end)


class _Turns:
    """The order in which the threads of a process write to SQLite, which alone decides whether they may.

    It lets one write at a time. Who has to wait there sleeps for longer and longer, while others slip in.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._holder: object = None

    def take(self, connection: object) -> None:
        """Wait until the connections that came before are back in their pool, but not for ever."""
        if self._lock.acquire(timeout=SECONDS_TO_WAIT):
            self._holder = connection

    def end(self, connection: object, _record: object) -> None:
        """The connection goes back to the pool, or ends."""
        if connection is not None and self._holder is connection:
            self._holder = None
            self._lock.release()


def _only_reads() -> bool:
    """A writer must take the lock at once: upgrading a read transaction fails when another wrote in between."""
    if not has_request_context() or _writes_apart.get():
        return False
    return request.method in READS or bool(g.get(STILL_READS))


class UtcDateTime(TypeDecorator[datetime]):
    """An aware moment, kept in UTC: SQLite has no zones and would drop them silently."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment without a zone cannot be stored")
        utc = value.astimezone(UTC)
        return utc.replace(tzinfo=None) if dialect.name == "sqlite" else utc

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Hundredths(TypeDecorator[Decimal]):
    """An exact decimal with at most two places, held as an integer: a float would break ties."""

    impl = Integer
    cache_ok = True

    def process_bind_param(self, value: Decimal | int | None, dialect: Dialect) -> int | None:
        if value is None:
            return None
        scaled = Decimal(value) * 100
        if scaled != int(scaled):
            raise ValueError(f"{value} has more than two decimal places")
        return int(scaled)

    def process_result_value(self, value: int | None, dialect: Dialect) -> Decimal | None:
        return None if value is None else Decimal(value).scaleb(-2)


def _values(kind: type[enum.Enum]) -> list[str]:
    return [member.value for member in kind]


# Stored sort keys are plain ASCII; compared byte by byte, both databases give one order.
SortKey = String().with_variant(String(collation="C"), "postgresql")


class Model(DeclarativeBase):
    """Base of all tables: a random identifier that cannot be guessed, and names for every constraint."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(column_0_label)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map = {
        datetime: UtcDateTime(),
        Decimal: Hundredths(),
        dict[str, Any]: JSON(),
        list[str]: JSON(),
        enum.Enum: Enum(enum.Enum, native_enum=False, create_constraint=True, length=40, values_callable=_values),
    }

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4, sort_order=-1)
