"""Measures the save of a mark while fifty jurors save at once, beside bare transactions of the same rows.

`python -m benchmarks.marks [JURORS]` builds, on SQLite and on PostgreSQL, an edition whose jurors each have a ballot,
and starts granian with two workers on 127.0.0.1. Each juror saves a mark again and again, without a pause. The
reference writes the same rows (ballot, mark, receipt, head and entry of the trail) of the same database by the bare
driver, in one durable transaction, from as many threads.
"""

import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import psycopg
import pysqlite3.dbapi2 as sqlite
import time_machine
from sqlalchemy import select

from awards_app import create_app
from awards_app.accounts import service as people
from awards_app.accounts.models import User
from awards_app.db import db
from awards_app.editions.phases import Phase
from awards_app.entries.models import Entry
from awards_app.jury import round_queries as rounds
from awards_app.jury import seating
from awards_app.jury.models import Mark, Seat
from awards_app.roles import Role
from awards_app.team import service as team
from awards_app.team.service import Invited
from benchmarks.autosave import Run, at_once, rate
from benchmarks.browser import Browser
from benchmarks.databases import KINDS, database
from config import Config, Environment
from tests.jury.killing import Server
from tests.world import HASHED, PASSWORD, SLUG, World

SAVES = 20
TITLE = "Kampania Kalisz"


def main() -> None:
    jurors = int(sys.argv[1]) if len(sys.argv) > 1 else 50
    for kind in KINDS:
        with tempfile.TemporaryDirectory() as name, database(kind, Path(name)) as url:
            measure(kind, jurors, url, Path(name))


def measure(kind: str, jurors: int, url: str, folder: Path) -> None:
    world = judging(url, folder, jurors)
    server = Server(folder, url, workers=2)
    server.start()
    try:
        seats = seats_of(world)
        browsers = {key: opened(server.url, key, seat) for key, seat in seats.items()}
        one = at_once([saver(browsers["bartek"], seats["bartek"], world)])
        report(f"{kind}: save of a mark", one, 1)
        saved = at_once([saver(browsers[key], seat, world) for key, seat in seats.items()])
        report(f"{kind}: save of a mark", saved, len(seats))
    finally:
        server.kill()
    bare = at_once([transactions(url, rows) for rows in rows_of(world)])
    report(f"{kind}: bare transaction", bare, len(seats))
    ratios = [theirs / ours for theirs, ours in zip(percentiles(saved), percentiles(bare), strict=True)]
    told = (
        f"p50 {ratios[0]:.1f} times, p99 {ratios[1]:.1f} times, {100 * rate(saved) / rate(bare):.0f}% of the throughput"
    )
    print(f"{kind}: the save beside the bare transaction: {told}", flush=True)


def judging(url: str, folder: Path, jurors: int) -> World:
    """The world of the tests, with so many jurors, while it is judged by the clock of this machine."""
    config = Config(secret_key="k" * 40, environment=Environment.TEST, database_url=url, storage_dir=folder / "files")
    with time_machine.travel(datetime.now(UTC) - timedelta(days=12), tick=False) as clock:
        world = World(create_app(config), clock)
        with world.at_work():
            (judged,) = rounds.rounds_in(world.edition)
            more = [join(world, f"juror{number}") for number in range(jurors - 4)]
            seating.set_panel(judged, [*(one.juror for one in judged.panel), *more], by=None, at=world.now())
        return world.in_phase(Phase.JUDGING)


def join(world: World, key: str) -> User:
    user = people.create_user(f"{key}@example.org", key, at=world.now())
    people.adopt_password(user, HASHED, at=world.now())
    team.grant(user, world.edition, Invited(user.email, user.name, Role.JUROR), by=None, at=world.now())
    return user


def seats_of(world: World) -> dict[str, UUID]:
    """One seat of each juror, by the name in their address."""
    with world.app.app_context():
        query = select(Seat).join(Seat.entry).where(Entry.title == TITLE, Seat.recusal.is_(None))
        return {seat.juror.email.partition("@")[0]: seat.id for seat in db.session.scalars(query)}


def opened(url: str, key: str, seat: UUID) -> Browser:
    browser = Browser.signed_in(url, f"{key}@example.org", PASSWORD)
    browser.read(f"/e/{SLUG}/jury/{seat}")
    return browser


def saver(browser: Browser, seat: UUID, world: World) -> Callable[[], list[float]]:
    with world.app.app_context():
        name = f"mark-{world.edition.criteria[0].id}"

    def work() -> list[float]:
        took, shown = [], mark_of(world, seat, name)
        for number in range(SAVES):
            value = str((int(shown or 0) + 1 + number % 3) % 11)
            sent = {"change": uuid4(), name: value, f"seen-{name}": shown, "csrf_token": browser.token}
            begun = time.perf_counter()
            browser.post(f"/e/{SLUG}/jury/{seat}", **sent).read()
            took.append(time.perf_counter() - begun)
            shown = value
        return took

    return work


def mark_of(world: World, seat: UUID, name: str) -> str:
    with world.app.app_context():
        found = db.session.get_one(Seat, seat).marks.get(UUID(name.removeprefix("mark-")))
        return "" if found is None else str(int(found))


def rows_of(world: World) -> list[tuple[UUID, UUID]]:
    """The ballots, each with its mark."""
    with world.app.app_context():
        return [(mark.ballot_id, mark.id) for mark in db.session.scalars(select(Mark))]


STATEMENTS = (
    "UPDATE ballot SET revision = revision + 1, saved_at = ? WHERE id = ?",
    "UPDATE mark SET value = ? WHERE id = ?",
    "INSERT INTO receipt (id, ballot_id, revision, saved_at, fields) SELECT ?, id, revision, saved_at, '[]' FROM ballot"
    " WHERE id = ?",
    "UPDATE audit_head SET seq = seq + 1, hash = ?",
    "INSERT INTO audit_entry (id, seq, at, event, data, hash) SELECT ?, seq, ?, 'MarksSaved', ?, hash FROM audit_head",
)


def transactions(url: str, rows: tuple[UUID, UUID]) -> Callable[[], list[float]]:
    """One juror's rows, written as often as the application writes them, each time in a transaction of its own."""
    connection = connect(url)
    is_sqlite = url.startswith("sqlite")
    ballot, mark = (key.hex if is_sqlite else key for key in rows)
    statements = [one if is_sqlite else one.replace("?", "%s") for one in STATEMENTS]

    def work() -> list[float]:
        took, data = [], "x" * 300
        with closing(connection):
            for number in range(SAVES):
                now = datetime.now(UTC).replace(tzinfo=None).isoformat(" ") if is_sqlite else datetime.now(UTC)
                keys = [uuid4().hex if is_sqlite else uuid4() for _ in range(2)]
                values = ((now, ballot), (number, mark), (keys[0], ballot), (uuid4().hex * 2,), (keys[1], now, data))
                begun = time.perf_counter()
                connection.execute("BEGIN IMMEDIATE" if is_sqlite else "BEGIN")
                for statement, given in zip(statements, values, strict=True):
                    connection.execute(statement, given)
                connection.execute("COMMIT")
                took.append(time.perf_counter() - begun)
        return took

    return work


def connect(url: str) -> Any:
    if not url.startswith("sqlite"):
        return psycopg.connect(url, autocommit=True)
    connection = sqlite.connect(
        url.removeprefix("sqlite:///"), timeout=60, isolation_level=None, check_same_thread=False
    )
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "busy_timeout=60000"):
        connection.execute(f"PRAGMA {pragma}")
    return connection


def percentiles(run: Run) -> tuple[float, float]:
    """The middle and the 99th percentile, in milliseconds."""
    cuts = statistics.quantiles([1000 * one for took in run for one in took], n=100)
    return cuts[49], cuts[98]


def report(name: str, run: Run, jurors: int) -> None:
    half, most = percentiles(run)
    print(f"{name}, {jurors} at once: {rate(run):.0f} a second, p50 {half:.1f} ms, p99 {most:.1f} ms", flush=True)


if __name__ == "__main__":
    main()
