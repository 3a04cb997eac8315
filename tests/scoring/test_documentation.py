"""What docs/scoring.md shows is what happens."""

import re
from pathlib import Path

import pytest

from scoring.cli import main
from scoring.rules import DEFAULT_LADDER, STEPS

TEXT = (Path(__file__).parents[2] / "docs" / "scoring.md").read_text(encoding="utf-8")


def block(language: str) -> str:
    """The first fenced block in that language."""
    found = re.search(rf"```{language}\n(.*?)```", TEXT, re.DOTALL)
    assert found
    return found[1]


def test_the_example_files_give_the_table_that_is_shown(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    ballots, rules = tmp_path / "ballots.csv", tmp_path / "rules.toml"
    ballots.write_text(block("csv"), encoding="utf-8")
    rules.write_text(block("toml"), encoding="utf-8")
    assert main(["rank", "--ballots", str(ballots), "--rules", str(rules)]) == 0
    assert capsys.readouterr().out == block("text")


def test_the_python_example_runs_and_prints_the_score(capsys: pytest.CaptureFixture[str]) -> None:
    exec(compile(block("python"), "docs/scoring.md", "exec"), {})  # noqa: S102
    assert capsys.readouterr().out == "['54.00']\n"


def test_every_ladder_step_and_the_default_ladder_are_explained() -> None:
    rows = re.findall(r"^\| `([a-z_]+)` \|", TEXT, re.MULTILINE)
    assert set(STEPS) <= set(rows)
    assert "The default ladder is " + ", ".join(f"`{step}`" for step in DEFAULT_LADDER) in TEXT
