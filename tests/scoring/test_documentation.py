"""What docs/scoring.md shows is what happens."""

import json
import re
from dataclasses import fields
from fractions import Fraction
from itertools import pairwise
from pathlib import Path

import pytest

from scoring import METHODS, Ballot, Criterion, Rules, Sheet, display, rank
from scoring.analytics.agreement import agreement
from scoring.ballots_csv import read_ballots
from scoring.cli import main
from scoring.rounding import half_up
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


NUMBER = r"[0-9]+(?:\.[0-9]+)?"
SIDE = rf"(?:{NUMBER}²?|[()×÷+−² ])+"
EQUATION = re.compile(rf"(?<![×÷+−(0-9.,] )(?<![0-9.,(])[(0-9]{SIDE}(?:= {SIDE}…?)+")
OPERATORS = str.maketrans({"×": "*", "÷": "/", "−": "-"})


def value(side: str) -> Fraction:
    """A side of an equation, exactly."""
    exactly = re.sub(NUMBER, r"Fraction('\g<0>')", side).translate(OPERATORS).replace("²", "**2")
    found = eval(exactly, {"Fraction": Fraction})  # noqa: S307 - numbers, brackets and four operators alone
    assert isinstance(found, Fraction)
    return found


def is_met(left: str, right: str) -> bool:
    """Whether the left side, rounded as the right one is printed, is the right one; `…` goes on without rounding."""
    printed = re.fullmatch(rf"({NUMBER})(…?)", right.strip())
    if not printed:
        return value(left) == value(right)
    decimals = len(printed[1].partition(".")[2])
    if printed[2]:
        return int(value(left) * 10**decimals) == int(Fraction(printed[1]) * 10**decimals)
    return half_up(value(left), decimals) == Fraction(printed[1])


def test_the_arithmetic_in_the_sentences_is_right() -> None:
    plain = re.sub(r"\s+", " ", re.sub(r"```.*?```", "", TEXT, flags=re.DOTALL).replace("**", ""))
    chains = [found[0].split("=") for found in EQUATION.finditer(plain)]
    wrong = [" = ".join(pair) for chain in chains for pair in pairwise(chain) if not is_met(*pair)]
    assert (wrong, len(chains) >= 40) == ([], True), len(chains)


def section(start: str, end: str) -> str:
    return TEXT.partition(start)[2].partition(end)[0]


def table_in(text: str) -> list[Ballot]:
    """The ballots in the first table of a text: a column a juror, ranks in brackets left aside."""
    header, _, *rows = [
        [cell.strip() for cell in line.strip().strip("|").split("|")] for line in text.splitlines() if "|" in line
    ]
    jurors = [(number, name) for number, name in enumerate(header) if name in ("Ada", "Ben", "Cleo")]
    return [
        Ballot(juror, row[0], {"a": row[number].split()[0]})
        for row in rows
        if row[0] in ("A", "B", "C")
        for number, juror in jurors
    ]


TEN = [Criterion("a", 10)]


def test_the_example_of_borda_is_computed_so() -> None:
    text = section("**Borda.**", "**Copeland.**")
    sheet = Sheet.of(TEN, table_in(text))
    ranks = rank(sheet, Rules("borda", ("shared",))).standings
    assert [(s.entry, f"= {display(s.score)} |" in text) for s in ranks] == [(e, True) for e in "ABC"]
    points = rank(sheet, Rules("borda", ("shared",), points=(2, 1, 0), combine="sum")).standings
    assert [(s.entry, s.score) for s in points] == [("A", Fraction(9, 2)), ("B", Fraction(5, 2)), ("C", 2)]


def test_the_example_of_schulze_is_computed_so() -> None:
    text = section("**Schulze.**", "**Severity-adjusted.**")
    orders = ["ABC"] * 4 + ["BCA"] * 3 + ["CAB"] * 2
    ballots = [Ballot(f"J{n}", e, {"a": 9 - order.index(e)}) for n, order in enumerate(orders) for e in order]
    standings = rank(Sheet.of(TEN, ballots), Rules("schulze", ("shared",))).standings
    rows = {row[0]: row[1:] for row in re.findall(r"\| from (\w) \| (\S) \| (\S) \| (\S) \|", text)}
    assert rows == {s.entry: tuple(str(s.values.get(f"path:{rival}", "–")) for rival in "ABC") for s in standings}
    assert [(s.entry, s.score) for s in standings] == [("A", 2), ("B", 1), ("C", 0)]
    copeland = rank(Sheet.of(TEN, ballots), Rules("copeland", ("shared",))).standings
    assert {s.score for s in copeland} == {1}


def test_the_examples_of_agreement_are_computed_so() -> None:
    two = section("### By hand", "**Kendall's W** needs")
    found = agreement(Sheet.of(TEN, table_in(two)))
    for key, correlation in found.icc.values.items():
        assert key == "1,k" or re.search(rf"ICC\({key}\) = [^=]+ = {correlation:.3f}", two)
    for metric in ("interval", "nominal"):
        assert f"= {found.alpha.values[metric]:.3f}" in two
    three = section("**Kendall's W** needs", "Where a number is undefined")
    w = agreement(Sheet.of(TEN, table_in(three))).kendall_w
    assert all(text in three for text in (f"= {w.w:.3f}", f"= {w.chi2:.3f}", f"p {w.p:.3f}"))
