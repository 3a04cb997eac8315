"""Every folder under cases/ goes through the command line and must say what its expected.json says."""

import json
from pathlib import Path
from typing import Any

import pytest

from scoring.cli import main

CASES = sorted(path.parent for path in (Path(__file__).parent / "cases").glob("*/expected.json"))


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_case_gives_the_expected_ranking(case: Path, capsys: pytest.CaptureFixture[str]) -> None:
    expected = json.loads((case / "expected.json").read_text(encoding="utf-8"))
    files = ["--ballots", str(case / "ballots.csv"), "--rules", str(case / "rules.toml")]

    status = main(["rank", *files, "--format", "json"])

    out, err = capsys.readouterr()
    assert (status, err) == (expected["status"], "")
    assert expected["source"]
    assert_says(json.loads(out), expected["result"], "result")


def assert_says(actual: Any, expected: Any, where: str) -> None:
    """`actual` says all that `expected` says, and may say more in its objects, not in its lists."""
    if isinstance(expected, dict):
        assert expected.keys() <= actual.keys(), where
        for key, value in expected.items():
            assert_says(actual[key], value, f"{where}.{key}")
    elif isinstance(expected, list):
        assert len(actual) == len(expected), where
        for number, value in enumerate(expected):
            assert_says(actual[number], value, f"{where}[{number}]")
    elif isinstance(expected, float):
        assert actual == pytest.approx(expected, rel=1e-9), where
    else:
        assert actual == expected, where


def test_there_are_cases_and_each_has_its_three_files() -> None:
    folders = [path for path in (Path(__file__).parent / "cases").iterdir() if path.is_dir()]
    assert len(CASES) == len(folders) >= 30
    assert all((folder / name).is_file() for folder in folders for name in ("ballots.csv", "rules.toml"))
