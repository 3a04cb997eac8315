"""One step of a set-up: says what it does, runs a command, and fails with a sentence that helps."""

import hashlib
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from types import FrameType
from typing import NoReturn

from config import ConfigError

PROJECT = Path(__file__).resolve().parent.parent
VENV = PROJECT / ".venv"
PYTHON = VENV / "bin" / "python"
LINES_SHOWN = 15
NO_NETWORK = (
    "failed to establish a new connection",
    "name resolution",
    "could not resolve",
    "connection refused",
    "network is unreachable",
    "enotfound",
    "eai_again",
    "econnrefused",
    "etimedout",
    "timed out",
)


class Failed(Exception):
    """A step could not be done. The message is what the person should do about it."""


def say(text: str) -> None:
    print(text, flush=True)


def main(work: Callable[[], int]) -> NoReturn:
    """Runs a script: no stack traces for what a person can put right, no children left when it is stopped."""
    signal.signal(signal.SIGTERM, _interrupt)
    signal.signal(signal.SIGHUP, _interrupt)
    try:
        sys.exit(work())
    except (Failed, ConfigError) as problem:
        print(f"\nStopped: {problem}", file=sys.stderr)
        sys.exit(1)
    except OSError as problem:
        where = f" ({problem.filename})" if problem.filename else ""
        print(f"\nStopped: {problem.strerror or problem}{where}", file=sys.stderr)
        sys.exit(1)
    except KeyboardInterrupt:
        print("\nInterrupted; what was finished is kept.", file=sys.stderr)
        sys.exit(130)


def run(command: Sequence[str | Path], failure: str, *, env: Mapping[str, str] | None = None) -> str:
    """The output of a command that succeeded; the end of it is shown when it did not."""
    try:
        done = subprocess.run(  # noqa: S603 - every command is written in these scripts
            [str(word) for word in command],
            cwd=PROJECT,
            env=os.environ | dict(env or {}),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            encoding="utf-8",
            errors="replace",
        )
    except OSError as error:
        raise Failed(f"{failure} ({error})") from error
    if done.returncode:
        print("\n".join(done.stdout.rstrip().splitlines()[-LINES_SHOWN:]), file=sys.stderr)
        raise Failed(_with_network_hint(failure, done.stdout))
    return done.stdout


def show(command: Sequence[str | Path], *, env: Mapping[str, str] | None = None) -> int:
    """Runs a command whose output is for the person, and hands back its status."""
    return subprocess.run(  # noqa: S603 - every command is written in these scripts
        [str(word) for word in command], cwd=PROJECT, env=os.environ | dict(env or {})
    ).returncode


def works(command: Sequence[str | Path]) -> bool:
    try:
        run(command, "")
    except Failed:
        return False
    return True


def apt_install(packages: Sequence[str], needed_for: str) -> None:
    """Debian's packages, where we may install them; otherwise the line to type."""
    line = f"apt-get install -y {' '.join(packages)}"
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        raise Failed(f"{needed_for} needs Debian's {', '.join(packages)}. As root, type: {line}")
    say(f"Installing Debian's {', '.join(packages)} …")
    quiet = {"DEBIAN_FRONTEND": "noninteractive"}
    run(["apt-get", "update", "-qq"], "apt-get update failed.", env=quiet)
    run(
        ["apt-get", "install", "-y", "-qq", "--no-install-recommends", *packages],
        f"Debian's packages could not be installed. To try by hand: {line}",
        env=quiet,
    )


def digest(*parts: Path | str) -> str:
    """What a finished step depended on, so that it is done again only when that changes."""
    whole = hashlib.sha256()
    for part in parts:
        whole.update(part.read_bytes() if isinstance(part, Path) else part.encode())
    return whole.hexdigest()


def is_done(stamp: Path, state: str) -> bool:
    return stamp.is_file() and stamp.read_text(encoding="utf-8") == state


def mark_done(stamp: Path, state: str) -> None:
    stamp.write_text(state, encoding="utf-8")


def _with_network_hint(failure: str, output: str) -> str:
    text = output.lower()
    if any(sign in text for sign in NO_NETWORK):
        return f"{failure} There seems to be no network (or a proxy is not set): try again when there is one."
    return failure


def _interrupt(_signal: int, _frame: FrameType | None) -> None:
    raise KeyboardInterrupt
