"""The production server: several processes that start and end together, whatever ends the first of them.

With a process id as argument it also ends when that process does.
"""

import fcntl
import importlib
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from typing import Any

from granian import Granian
from granian.constants import Interfaces
from granian.log import LogLevels

from config import Config, var_dir
from scripts import steps

SECONDS_TO_FINISH = 10


def main() -> int:
    config = Config.from_env()
    with (var_dir() / "server.lock").open("w") as lock:
        # Held while the server runs, so that `make reset` does not take the database from under it.
        fcntl.flock(lock, fcntl.LOCK_SH)
        if len(sys.argv) > 1:
            end_with(int(sys.argv[1]))
        with announcement():
            serve(config)
    return 0


@contextmanager
def announcement() -> Iterator[None]:
    """By another process, not a thread: a worker forked while a thread imports would wait for that import for ever."""
    command = [sys.executable, "-m", "scripts.announce", str(os.getpid())]
    with subprocess.Popen(command) as announcer:  # noqa: S603 - our own
        try:
            yield
        finally:
            announcer.terminate()


def serve(config: Config) -> None:
    server = Granian(
        "wsgi:app",
        address=config.host,
        port=config.port,
        interface=Interfaces.WSGI,
        workers=config.workers,
        blocking_threads=config.threads,
        respawn_failed_workers=True,
        workers_kill_timeout=SECONDS_TO_FINISH,
        log_level=LogLevels.error,
    )
    # A closed terminal would make Granian reload; here it means the end.
    server.on_startup(lambda: signal.signal(signal.SIGHUP, server.signal_handler_interrupt))
    server.serve(target_loader=partial(load_application, os.getpid()), wrap_loader=False)


def load_application(server: int) -> Any:
    """Runs in each worker; the application is not loaded in the process that only watches them."""
    # Out of the terminal's reach: Ctrl-C ends the server, which ends its workers, once and in order.
    os.setpgid(0, 0)
    end_with(server)
    return importlib.import_module("wsgi").app


def end_with(parent: int) -> None:
    """Ends this process when its parent ends, even by SIGKILL, so that nobody is left holding the port."""
    threading.Thread(target=_wait_and_end, args=(parent,), daemon=True).start()


def _wait_and_end(parent: int) -> None:
    while os.getppid() == parent:
        time.sleep(0.5)
    os.kill(os.getpid(), signal.SIGTERM)
    time.sleep(SECONDS_TO_FINISH + 2)
    os._exit(1)


if __name__ == "__main__":
    steps.main(main)
