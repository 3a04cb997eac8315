"""The example edition, built once in each phase for all processes of a run, and production servers on copies of it."""

import fcntl
import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from config import Config

PROJECT = Path(__file__).parents[2]
SECONDS_TO_START = 60


@dataclass(frozen=True)
class Site:
    """A running server, its environment and its address."""

    url: str
    env: dict[str, str]

    @property
    def config(self) -> Config:
        return Config.from_env(self.env)

    def flask(self, *arguments: str) -> str:
        """What `flask awards …` prints, run beside the server on the same database."""
        return flask(self.env, *arguments)


@contextmanager
def serve(example: Path, folder: Path, **settings: str) -> Iterator[Site]:
    """A server on its own copy of the built example; it ends, by its process id, with the block."""
    shutil.copytree(example, folder, dirs_exist_ok=True)
    port = free_port()
    site = Site(f"http://localhost:{port}", environment(folder, port) | settings)
    command = [sys.executable, "-m", "granian", "--interface", "wsgi", "--port", str(port), "--workers", "1"]
    command += ["--blocking-threads", "8", "--no-ws", "wsgi:app"]
    with (folder / "server.log").open("w") as log:
        server = subprocess.Popen(command, cwd=PROJECT, env=site.env, stdout=log, stderr=log)
        try:
            wait_for(site.url, server)
            yield site
        finally:
            server.terminate()
            server.wait(timeout=20)


def example_in(phase: str, shared: Path) -> Path:
    """The folder with the example edition in that phase; the process that comes first builds it."""
    folder = shared / f"example-{phase}"
    with (shared / f"example-{phase}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not folder.exists():
            unfinished = shared / f"unfinished-{phase}"
            shutil.rmtree(unfinished, ignore_errors=True)
            env = environment(unfinished, free_port())
            flask(env, "upgrade")
            flask(env, "example", "--phase", phase)
            unfinished.rename(folder)
    return folder


def environment(folder: Path, port: int) -> dict[str, str]:
    """As in production, but for the key, and with a limit of one megabyte so that a test can exceed it quickly."""
    ours = {"AWARDS_ENV": "test", "VAR_DIR": str(folder), "PORT": str(port), "SECRET_KEY": "k" * 40}
    return os.environ | ours | {"MAX_UPLOAD_MB": "1"}


def flask(env: dict[str, str], *arguments: str) -> str:
    command = [sys.executable, "-m", "flask", "--app", "wsgi", "awards", *arguments]
    done = subprocess.run(command, cwd=PROJECT, env=env, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return found.getsockname()[1]


def wait_for(url: str, server: subprocess.Popen) -> None:
    deadline = time.monotonic() + SECONDS_TO_START
    while time.monotonic() < deadline:
        assert server.poll() is None, "the server ended while it started"
        try:
            with urllib.request.urlopen(url, timeout=5) as answer:  # noqa: S310 - our own server
                answer.read()
                return
        except (urllib.error.URLError, OSError):
            time.sleep(0.2)
    raise AssertionError("the server did not start")
