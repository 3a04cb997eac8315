"""`make test`: installs what the tests need and runs the whole suite, or what its arguments name."""

import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from scripts import setup, steps
from scripts.steps import PYTHON, Failed, say

# The first that there is: without a window to draw, the shell takes a fifth less time for the same pages.
BROWSERS = ("chromium-headless-shell", "chromium")
BESIDE = ("libatomic1", "fonts-dejavu-core")
NEEDED_FOR = "Testing in a browser"
# One more than there are cores: whoever drives a browser mostly waits for it.
PROCESSES = "3"
# Databases that live for a second are made four times as fast in memory as on a disk.
MEMORY = Path("/dev/shm")  # noqa: S108 - a folder of our own is made in it
ROOM = 4 * 1024**3


def main() -> int:
    prepare()
    return 0 if sys.argv[1:] == ["--prepare-only"] else run_tests(sys.argv[1:])


def prepare() -> None:
    setup.prepare("test")
    try:
        install_browser()
    except Failed as problem:
        # The rest of the suite is worth running; with CI=true a missing browser fails the tests that need it.
        say(f"Going on without the browser tests. {problem}")


def install_browser() -> None:
    beside = [package for package in BESIDE if not is_installed(package)]
    best, other = BROWSERS
    if is_installed(best) and not beside:
        return
    try:
        steps.apt_install([best, *beside], NEEDED_FOR)
    except Failed:
        if beside or not is_installed(other):
            steps.apt_install([other, *beside], NEEDED_FOR)


def is_installed(package: str) -> bool:
    """Elsewhere than on Debian, Chromium under its own name is enough."""
    if not shutil.which("dpkg-query"):
        return package not in BROWSERS or shutil.which(package) is not None
    asked = ["dpkg-query", "--show", "--showformat=${db:Status-Status}", package]
    done = subprocess.run(asked, capture_output=True, text=True)  # noqa: S603 - a fixed command
    return done.stdout == "installed"


def run_tests(arguments: list[str]) -> int:
    say("Running the tests …")
    with tempfile.TemporaryDirectory(prefix="awards-tests-", dir=memory(), ignore_cleanup_errors=True) as folder:
        return steps.show(
            [PYTHON, "-m", "pytest", "-n", PROCESSES, "--dist", "loadgroup", *arguments], env={"TMPDIR": folder}
        )


def memory() -> Path | None:
    """Where a folder of files takes no disk, if this machine has room for one; None for its usual place."""
    try:
        return MEMORY if shutil.disk_usage(MEMORY).free >= ROOM else None
    except OSError:
        return None


if __name__ == "__main__":
    steps.main(main)
