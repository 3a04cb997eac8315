"""Measures an autosave while representatives write at once, beside bare transactions of the same rows.

`python -m benchmarks.autosave [WRITERS]` starts granian with one worker on 127.0.0.1 in a folder of its own. Each
writer saves a field of a draft again and again, without a pause. The reference writes the same text and a line of a
trail in one durable transaction of SQLite, from as many threads, in the same folder.
"""

import json
import statistics
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pysqlite3.dbapi2 as sqlite

from benchmarks.browser import Browser, begin
from tests.browser.serving import environment, flask, free_port, serve

SAVES = 25
TEXT = "Rozmawialiśmy z mieszkańcami na rynku i odpowiadaliśmy na każde pytanie. " * 12


def main() -> None:
    writers = int(sys.argv[1]) if len(sys.argv) > 1 else 20
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        env = environment(folder / "example", free_port())
        flask(env, "upgrade")
        flask(env, "example", "--phase", "open")
        with serve(folder / "example", folder / "served") as site:
            # One session for all: signing in is limited, saving is not.
            marta = Browser.signed_in(site.url, "marta@example.org")
            drafts = [begin(marta) for _writer in range(writers)]
            saved = at_once([writer(marta.twin(), draft) for draft in drafts])
        report("autosave", saved, writers)
        bare = at_once([transactions(folder / "bare.sqlite", number) for number in range(writers)])
        report("bare transaction", bare, writers)
    ratio = rate(saved) / rate(bare)
    print(f"autosave reaches {100 * ratio:.0f}% of the throughput of the bare transactions")


def writer(browser: Browser, draft: str) -> Callable[[], list[float]]:
    def work() -> list[float]:
        took = []
        for number in range(SAVES):
            sent = json.dumps({"typed": [f"{number} {TEXT}"], "base": 1, "page": draft})
            begun = time.perf_counter()
            browser.post(f"{draft}/autosave", goal=sent, csrf_token=browser.token).read()
            took.append(time.perf_counter() - begun)
        return took

    return work


def transactions(path: Path, number: int) -> Callable[[], list[float]]:
    """One writer's row, updated with a line of a trail in a transaction of its own, as durable as the application's."""
    connection = sqlite.connect(str(path), timeout=60, isolation_level=None, check_same_thread=False)
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "busy_timeout=60000"):
        connection.execute(f"PRAGMA {pragma}")
    connection.execute("CREATE TABLE IF NOT EXISTS entry (id INTEGER PRIMARY KEY, answers TEXT)")
    connection.execute("CREATE TABLE IF NOT EXISTS trail (id INTEGER PRIMARY KEY, data TEXT)")
    connection.execute("INSERT INTO entry VALUES (?, '')", (number,))

    def work() -> list[float]:
        took = []
        for save in range(SAVES):
            begun = time.perf_counter()
            connection.execute("BEGIN IMMEDIATE")
            connection.execute("UPDATE entry SET answers = ? WHERE id = ?", (f"{save} {TEXT}", number))
            connection.execute("INSERT INTO trail (data) VALUES (?)", ("x" * 200,))
            connection.execute("COMMIT")
            took.append(time.perf_counter() - begun)
        return took

    return work


class Run(list[list[float]]):
    """The seconds of each save of each writer, and of the whole."""

    seconds = 0.0


def at_once(works: list[Callable[[], list[float]]]) -> Run:
    found, gate = Run(), threading.Barrier(len(works) + 1)

    def begin_together(work: Callable[[], list[float]]) -> None:
        gate.wait()
        found.append(work())

    threads = [threading.Thread(target=begin_together, args=(work,)) for work in works]
    for thread in threads:
        thread.start()
    gate.wait()
    begun = time.perf_counter()
    for thread in threads:
        thread.join()
    found.seconds = time.perf_counter() - begun
    return found


def rate(run: Run) -> float:
    """Saves a second."""
    return sum(map(len, run)) / run.seconds


def report(name: str, run: Run, writers: int) -> None:
    cuts = statistics.quantiles([1000 * one for took in run for one in took], n=100)
    told = f"p50 {cuts[49]:.0f} ms, p95 {cuts[94]:.0f} ms, p99 {cuts[98]:.0f} ms"
    print(f"{name}: {writers} writers at once, {rate(run):.0f} saves a second, {told}")


if __name__ == "__main__":
    main()
