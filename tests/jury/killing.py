"""Jurors who save marks again and again while their server is killed: what they were promised, and what is there."""

import contextlib
import http.client
import json
import os
import random
import signal
import subprocess
import sys
import threading
import time
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import urlencode
from uuid import UUID, uuid4

import time_machine
from sqlalchemy import select

from awards_app import audit
from awards_app.audit import AuditEntry
from awards_app.db import db
from awards_app.editions.phases import Phase
from awards_app.jury.models import Mark, Receipt, Seat
from benchmarks.browser import Browser
from tests.browser.serving import PROJECT, environment, free_port, wait_for
from tests.world import JURORS, PASSWORD, SLUG, World

FORM = {"Accept": "application/json", "Content_Type": "application/x-www-form-urlencoded"}
BROKEN = (http.client.HTTPException, OSError)


def judging_now(app) -> World:
    """The world while its jury judges, by the clock of the machine, so that a server of its own takes marks."""
    with time_machine.travel(datetime.now(UTC) - timedelta(days=12), tick=False) as clock:
        return World(app, clock).in_phase(Phase.JUDGING)


class Server:
    """A production server on a database, started and killed by its process id with all of its workers."""

    def __init__(self, folder: Path, database_url: str, workers: int = 1) -> None:
        self.port = free_port()
        self.url = f"http://localhost:{self.port}"
        self._workers = str(workers)
        self._log = folder / "server.log"
        self._env = environment(folder, self.port) | {"DATABASE_URL": database_url, "LOG_LEVEL": "ERROR"}
        self._process: subprocess.Popen | None = None

    def start(self) -> None:
        command = [sys.executable, "-m", "granian", "--interface", "wsgi", "--port", str(self.port)]
        command += ["--workers", self._workers, "--blocking-threads", "16", "--no-ws", "wsgi:app"]
        with self._log.open("a") as log:
            self._process = subprocess.Popen(command, cwd=PROJECT, env=self._env, stdout=log, stderr=log)
        wait_for(self.url, self._process)

    def kill(self) -> None:
        """SIGKILL to each process, the workers first: they would outlive the one that watches them."""
        if self._process is None:
            return
        pid = self._process.pid
        for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split():
            with contextlib.suppress(ProcessLookupError):
                os.kill(int(child), signal.SIGKILL)
        self._process.kill()
        self._process.wait()
        self._process = None


@dataclass
class Promise:
    """A receipt as a juror got it."""

    change: UUID
    seat: UUID
    field: str
    value: str
    revision: int


@dataclass
class Juror(threading.Thread):
    """Saves one mark after another from one seat; what was not receipted is sent again, as the queue of a page does."""

    browser: Browser
    seat: UUID
    fields: list[str]
    promises: list[Promise] = field(default_factory=list)
    again: int = 0
    enough: threading.Event = field(default_factory=threading.Event)

    def __post_init__(self) -> None:
        super().__init__(daemon=True)

    def __hash__(self) -> int:
        return id(self)

    def run(self) -> None:
        shown = dict.fromkeys(self.fields, "")
        while not self.enough.is_set():
            name = random.choice(self.fields)  # noqa: S311
            value = str((int(shown[name] or 0) + random.randint(1, 10)) % 11)  # noqa: S311
            sent = {"change": str(uuid4()), name: value, f"seen-{name}": shown[name]}
            receipt = self._insist(urlencode(sent))
            self.promises.append(Promise(UUID(sent["change"]), self.seat, name, value, receipt["revision"]))
            shown[name] = value
        self.browser.close()

    def _insist(self, sent: str) -> dict:
        while True:
            with contextlib.suppress(*BROKEN):
                answer = self.browser.ask("POST", f"/e/{SLUG}/jury/{self.seat}", sent.encode(), **FORM)
                told = answer.read()
                if answer.status < 500:
                    assert answer.status == 200, told.decode()
                    return json.loads(told)
            self.again += 1
            self.browser.close()
            time.sleep(0.05)


@dataclass
class Outcome:
    """What the jurors were promised, and how often they had to ask again."""

    promises: list[Promise]
    again: int
    kills: int


def survive(world: World, server: Server, *, kills: int, saves: int) -> Outcome:
    """Let all jurors save at once and kill the server so many times, then until there are so many receipts."""
    server.start()
    jurors = jurors_of(world, server.url)
    for juror in jurors:
        juror.start()
    try:
        for _kill in range(kills):
            time.sleep(random.uniform(0.2, 1.0))  # noqa: S311
            server.kill()
            server.start()
        while sum(len(one.promises) for one in jurors) < saves and all(one.is_alive() for one in jurors):
            time.sleep(0.1)
    finally:
        for juror in jurors:
            juror.enough.set()
        for juror in jurors:
            juror.join(timeout=60)
        server.kill()
    return Outcome([one for juror in jurors for one in juror.promises], sum(one.again for one in jurors), kills)


def jurors_of(world: World, url: str) -> list[Juror]:
    """One for each seat, all at the keyboard."""
    found = []
    with world.app.app_context():
        fields = [f"mark-{one.id}" for one in world.edition.criteria]
        seats = {key: _seats_of(world, key) for key in JURORS}
    for key, theirs in seats.items():
        browser = Browser.signed_in(url, f"{key}@example.org", PASSWORD)
        browser.read(f"/e/{SLUG}/jury/{theirs[0]}")
        found += [Juror(browser.twin(), seat, fields) for seat in theirs]
        browser.close()
    return found


def _seats_of(world: World, key: str) -> list[UUID]:
    query = select(Seat.id).where(Seat.juror_id == world.user(key).id, Seat.recusal.is_(None))
    return list(db.session.scalars(query))


def lost(promises: list[Promise]) -> list[Promise]:
    """The promises that the database does not keep: no such receipt, or another mark than the last one receipted."""
    receipts = {one.id: one for one in db.session.scalars(select(Receipt))}
    marks = {
        (mark.ballot.seat_id, f"mark-{mark.criterion_id}"): mark.value for mark in db.session.scalars(select(Mark))
    }
    broken = [one for one in promises if one.change not in receipts or receipts[one.change].revision != one.revision]
    last = {(one.seat, one.field): one for one in promises}
    return broken + [one for place, one in last.items() if marks.get(place) != int(one.value)]


def doubled(promises: list[Promise]) -> int:
    """How many more saves are stored and recorded than were promised."""
    receipts = db.session.scalars(select(Receipt.id)).all()
    saved = [json.loads(data)["receipt"] for data in db.session.scalars(SAVED)]
    assert sorted(map(str, receipts)) == sorted(saved)
    assert audit.verify().holds
    return len(receipts) - len({one.change for one in promises})


SAVED = select(AuditEntry.data).where(AuditEntry.event == "MarksSaved")
