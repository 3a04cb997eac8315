"""Every folder under cases/ goes through the command line and must say what its expected.json says."""

import json
from pathlib import Path
from typing import Any, TypeAlias

import pytest

from scoring.cli import main

Digits: TypeAlias = int | dict[str, Any] | None

CASES = sorted(path.parent for path in (Path(__file__).parent / "cases").glob("*/expected.json"))


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_case_gives_the_expected_result(case: Path, capsys: pytest.CaptureFixture[str]) -> None:
    expected = json.loads((case / "expected.json").read_text(encoding="utf-8"))
    rules = case / "rules.toml"
    files = ["--ballots", str(case / "ballots.csv"), *(["--rules", str(rules)] if rules.is_file() else [])]

    status = main([expected.get("command", "rank"), *files, "--format", "json"])

    out, err = capsys.readouterr()
    assert (status, err) == (expected["status"], "")
    assert expected["source"]
    assert_says(json.loads(out), expected["result"], "result", expected.get("digits"))


def assert_says(actual: Any, expected: Any, where: str, digits: Digits = None) -> None:
    """`actual` says all that `expected` says, and may say more in its objects, not in its lists.

    Numbers with a decimal point agree to nine digits, or to the `digits` that were printed after the point: one number
    for all, or by key for what stands under the key.
    """
    if isinstance(expected, dict):
        assert expected.keys() <= actual.keys(), where
        for key, value in expected.items():
            of_key = digits.get(key) if isinstance(digits, dict) else digits
            assert_says(actual[key], value, f"{where}.{key}", of_key)
    elif isinstance(expected, list):
        assert len(actual) == len(expected), where
        for number, value in enumerate(expected):
            assert_says(actual[number], value, f"{where}[{number}]", digits)
    elif isinstance(expected, float):
        near = {"rel": 1e-9} if not isinstance(digits, int) else {"rel": 0, "abs": 0.5001 * 10**-digits}
        assert actual == pytest.approx(expected, **near), where
    else:
        assert actual == expected, where


def test_there_are_cases_and_each_has_its_files() -> None:
    folders = [path for path in (Path(__file__).parent / "cases").iterdir() if path.is_dir()]
    assert len(CASES) == len(folders) >= 30
    assert all((folder / "ballots.csv").is_file() for folder in folders)
    assert all((folder / "rules.toml").is_file() for folder in folders if not folder.name.startswith("agreement_"))
