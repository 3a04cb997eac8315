"""The production server: several processes that start and end together, whatever ends the first of them.

With a process id as argument it also ends when that process does.
"""

import fcntl
import http.client
import importlib
import os
import signal
import sys
import threading
import time
from functools import partial
from typing import Any
from urllib.parse import urlsplit

from granian import Granian
from granian.constants import Interfaces
from granian.log import LogLevels

from config import Config, var_dir
from scripts import steps
from scripts.run import FLASK
from scripts.steps import say

SECONDS_TO_FINISH = 10
SECONDS_TO_START = 60
EVERYWHERE = {"0.0.0.0": "127.0.0.1", "::": "::1"}  # noqa: S104 - recognised here, bound only if chosen


def main() -> int:
    config = Config.from_env()
    with (var_dir() / "server.lock").open("w") as lock:
        # Held while the server runs, so that `make reset` does not take the database from under it.
        fcntl.flock(lock, fcntl.LOCK_SH)
        if len(sys.argv) > 1:
            end_with(int(sys.argv[1]))
        threading.Thread(target=announce, args=(config,), daemon=True).start()
        serve(config)
    return 0


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


def announce(config: Config) -> None:
    """Says where to go and as whom, once somebody answers there."""
    deadline = time.monotonic() + SECONDS_TO_START
    while not answers(config):
        if time.monotonic() > deadline:
            say(f"The server has not answered within {SECONDS_TO_START} seconds; look at the messages above.")
            return
        time.sleep(0.2)
    # Not before the workers are there: one that is forked meanwhile would hold the pipe to this command open for good.
    accounts = example_accounts() if config.is_local else ""
    say(f"\n{accounts.rstrip()}\n\nReady: {config.public_url}   (Ctrl-C stops it, `make reset` starts over)\n")


def example_accounts() -> str:
    try:
        return steps.run([*FLASK, "accounts"], "The example accounts could not be listed.")
    except steps.Failed as problem:
        return str(problem)


def answers(config: Config) -> bool:
    connection = http.client.HTTPConnection(EVERYWHERE.get(config.host, config.host), config.port, timeout=5)
    try:
        connection.request("GET", "/", headers={"Host": urlsplit(config.public_url).netloc})
        connection.getresponse().read()
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()
    return True


if __name__ == "__main__":
    steps.main(main)
