"""`make lock`: writes the lock files anew from requirements/*.in and package.json, with hashes and without addresses.

`make lock ARGS=--upgrade` also takes newer versions where the sources allow them.
"""

import shutil
import sys
from pathlib import Path

from scripts import setup, steps
from scripts.steps import PROJECT, PYTHON, VENV, Failed, say

OLDEST_PYTHON = "3.11"
NO_ADDRESSES = ("--no-header", "--no-emit-index-url", "--no-emit-find-links")
LOCKS = ("run", "test", "bench", "node")  # test.in reads run.txt, bench.in test.txt
COMPILE = ("--quiet", "--universal", f"--python-version={OLDEST_PYTHON}", "--generate-hashes", *NO_ADDRESSES)
NPM_LOCK = ("install", "--package-lock-only", "--omit-lockfile-registry-resolved", "--no-audit", "--no-fund")


def main() -> int:
    setup.make_environment()
    uv = _uv()
    for name in LOCKS:
        lock_python(uv, name, sys.argv[1:])
    say("Locking package.json …")
    steps.run([setup.npm(), *NPM_LOCK], "package.json could not be locked.")
    refuse_addresses(PROJECT / "package-lock.json", '"resolved"')
    return 0


def lock_python(uv: str | Path, name: str, options: list[str]) -> None:
    say(f"Locking requirements/{name}.in …")
    lock = setup.REQUIREMENTS / f"{name}.txt"
    source, target = (path.relative_to(PROJECT) for path in (lock.with_suffix(".in"), lock))
    steps.run(
        [uv, "pip", "compile", *COMPILE, *options, source, "--output-file", target],
        f"requirements/{name}.in could not be locked.",
    )
    refuse_addresses(lock, "://")


def refuse_addresses(lock: Path, sign: str) -> None:
    """An address in a lock file would tie everybody to one mirror."""
    if sign in lock.read_text(encoding="utf-8"):
        raise Failed(f"{lock.relative_to(PROJECT)} names an address ({sign}); take it out before committing.")


def _uv() -> str | Path:
    """Only this command needs it, so no lock file names it."""
    if system := shutil.which("uv"):
        return system
    steps.run([PYTHON, "-m", "pip", "install", "--quiet", "uv"], "uv, which computes the lock files, could not be had.")
    return VENV / "bin" / "uv"


if __name__ == "__main__":
    steps.main(main)
