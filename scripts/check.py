"""`make check`: every machine that holds the house rules, and then the whole suite. All run; one failure fails it."""

import sys
from pathlib import Path

from scripts import steps, suite
from scripts.steps import VENV, Failed, say

BIN = VENV / "bin"
CHECKS: dict[str, list[str | Path]] = {
    "lint": [BIN / "ruff", "check", "--quiet", "."],
    "format": [BIN / "ruff", "format", "--check", "."],
    "types": [BIN / "mypy"],
    "layers": [BIN / "lint-imports"],
    "templates": [BIN / "djlint", "templates", "--lint", "--quiet"],
    "security": [BIN / "bandit", "--quiet", "--recursive", "--configfile", "pyproject.toml", "."],
}


def main() -> int:
    suite.prepare()
    failed = [name for name in CHECKS if not passes(name)]
    # Last, so that the suite's closing line is the last of the output.
    status = suite.run_tests(sys.argv[1:])
    if failed:
        say(f"Not passed: {', '.join(failed)}. What each of them said is above the tests.")
    return status or len(failed)


def passes(name: str) -> bool:
    try:
        steps.run(CHECKS[name], name)
    except Failed:
        say(f"{name}: NOT PASSED")
        return False
    say(f"{name}: passed")
    return True


if __name__ == "__main__":
    steps.main(main)
