"""What docs/scoring.md shows is what happens."""

import json
import re
from dataclasses import fields
from pathlib import Path

import pytest

from scoring import METHODS, Criterion, Rules, Sheet, display, rank
from scoring.ballots_csv import read_ballots
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


def text_below(heading: str) -> str:
    """The first block of text below a heading."""
    found = re.search(r"```text\n(.*?)```", TEXT.partition(f"\n## {heading}\n")[2], re.DOTALL)
    assert found
    return found[1]


def test_the_example_files_give_the_certificate_that_is_shown(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    ballots, rules = tmp_path / "ballots.csv", tmp_path / "rules.toml"
    ballots.write_text(block("csv"), encoding="utf-8")
    rules.write_text(block("toml"), encoding="utf-8")
    assert main(["certify", "--ballots", str(ballots), "--rules", str(rules)]) == 0
    assert capsys.readouterr().out == text_below("The certificate")


def test_the_published_table_gives_the_agreement_that_is_shown(capsys: pytest.CaptureFixture[str]) -> None:
    ballots = Path(__file__).parent / "cases" / "agreement_shrout_fleiss_1979" / "ballots.csv"
    assert main(["agreement", "--ballots", str(ballots)]) == 0
    assert capsys.readouterr().out == text_below("Agreement")
    marks = {tuple(line.split(",")) for line in ballots.read_text(encoding="utf-8").splitlines()[1:]}
    rows = re.findall(r"^\| (\d) \| (\d+) \| (\d+) \| (\d+) \| (\d+) \|$", TEXT, re.MULTILINE)
    assert {(f"J{number}", row[0], row[number]) for row in rows for number in range(1, 5)} == marks


def test_every_key_of_the_agreement_is_explained(capsys: pytest.CaptureFixture[str]) -> None:
    ballots = Path(__file__).parent / "cases" / "agreement_paris1976" / "ballots.csv"
    assert main(["agreement", "--ballots", str(ballots), "--format", "json"]) == 0
    section = TEXT.partition("\n## Agreement\n")[2].partition("\n## ")[0]
    assert json.loads(capsys.readouterr().out).keys() <= set(re.findall(r"`([a-z_]+)`", section))


def test_the_seal_gives_the_lines_that_are_shown(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["verify", str(Path(__file__).parent / "seals" / "plain.json")]) == 0
    assert capsys.readouterr().out == text_below("The seal")


def paris(method: str) -> list[tuple[str, str]]:
    """The tiers of the eleven judges' marks of 20: the wines by their short names, and the score as printed."""
    data = (Path(__file__).parent / "cases" / "paris1976" / "ballots.csv").read_bytes()
    criterion = Criterion("score", 20, 0, 20, "0.5")
    sheet = Sheet.of([criterion], read_ballots(data, "ballots.csv", [criterion]).ballots)
    standings = rank(sheet, Rules(method, ("shared",))).standings
    tiers = [[s for s in standings if s.place == place] for place in sorted({s.place for s in standings})]
    short = (", ".join(sorted(s.entry.removeprefix("Chateau ").removesuffix(" 1970") for s in tier)) for tier in tiers)
    return [
        (names.replace(" Wine Cellars 1973", ""), display(tier[0].score))
        for names, tier in zip(short, tiers, strict=True)
    ]


@pytest.mark.parametrize("method", METHODS)
def test_the_methods_disagree_about_paris_as_the_table_shows(method: str) -> None:
    (first, first_score), (second, second_score), *_ = paris(method)
    assert f"| `{method}` | {first} | {first_score} | {second} | {second_score} |" in TEXT


def test_every_method_and_every_setting_is_explained() -> None:
    rows = set(re.findall(r"`([a-z_]+)`", "\n".join(line for line in TEXT.splitlines() if line.startswith("| `"))))
    assert set(METHODS) <= rows
    assert {setting.name for setting in fields(Rules)} <= rows
