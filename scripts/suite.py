"""`make test`: installs what the tests need and runs the whole suite, or what its arguments name."""

import shutil
import subprocess
import sys

from scripts import setup, steps
from scripts.steps import PYTHON, Failed, say

BROWSER = ("chromium", "libatomic1", "fonts-dejavu-core")
PROCESSES = "2"


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
    absent = [package for package in BROWSER if not is_installed(package)]
    if absent:
        steps.apt_install(absent, "Testing in a browser")


def is_installed(package: str) -> bool:
    """Elsewhere than on Debian, Chromium under its own name is enough."""
    if not shutil.which("dpkg-query"):
        return package not in BROWSER[:1] or shutil.which(package) is not None
    asked = ["dpkg-query", "--show", "--showformat=${db:Status-Status}", package]
    done = subprocess.run(asked, capture_output=True, text=True)  # noqa: S603 - a fixed command
    return done.stdout == "installed"


def run_tests(arguments: list[str]) -> int:
    say("Running the tests …")
    return steps.show([PYTHON, "-m", "pytest", "-n", PROCESSES, *arguments])


if __name__ == "__main__":
    steps.main(main)
