"""Mutated files are ranked, or refused in one sentence with line and column; nothing else ever comes out.

One file is mutated at a time, so that the other does not hide what it does; how many runs reach a report is counted.
"""

import io
import json
import re
import warnings
from collections import Counter
from collections.abc import Callable
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path
from random import Random
from typing import NoReturn

import pytest
from hypothesis import given, seed, settings
from hypothesis import strategies as st

from scoring.cli import main
from tests.scoring.mutations import bytes_changed, rules_changed, table_changed

FOLDERS = sorted(path.parent for path in (Path(__file__).parent / "cases").glob("*/ballots.csv"))
WITH_RULES = [folder for folder in FOLDERS if (folder / "rules.toml").is_file()]
SEALS = [path.read_bytes() for path in sorted((Path(__file__).parent / "seals").glob("*.json"))]

SENTENCE = re.compile(r".*(ballots\.csv|rules\.toml|seal\.json), line [0-9]+, column [0-9]+( \([a-z]+\))?: .+\n")

# Searches that are tested elsewhere, given up early here: what the files say is read to the end all the same.
LIMITS = {
    "edits_trial.MOST_TRIALS": 30,
    "edits_own.MOST_TRIALS": 300,
    "edits_linear.MOST_SHARES": 3000,
    "nudges.MOST_TRIALS": 30,
    "bootstrap.MOST_CELLS": 3_000_000,
    "bootstrap.MOST_JURORS": 6,
    "bootstrap.SAMPLES": 100,
    "bootstrap.FEWEST_SAMPLES": 20,
    "bootstrap.FEWEST_COSTLY": 20,
    "analytics.posterior.DRAWS": 100,
}

Change = Callable[[Random, bytes], bytes]


@pytest.fixture(autouse=True)
def searches_are_short(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, limit in LIMITS.items():
        monkeypatch.setattr(f"scoring.{name}", limit)


def picked(random: Random, folders: list[Path]) -> Path:
    """Any folder, the smaller ones more often, which makes the runs many."""
    return random.choices(folders, [1 / size for size in map(SIZES.__getitem__, folders)])[0]


SIZES = {folder: (folder / "ballots.csv").stat().st_size for folder in FOLDERS}


def with_ballots(random: Random, change: Change, at: Path) -> list[str]:
    """A mutated CSV file and the rules that go with it, if there are any, which nobody touched."""
    folder = picked(random, FOLDERS)
    (at / "ballots.csv").write_bytes(change(random, (folder / "ballots.csv").read_bytes()))
    rules = folder / "rules.toml"
    if not rules.is_file():
        rules = at / "rules.toml"
        rules.write_text('ladder = ["shared"]\nminimum_ballots = 1\n')
    return ["--ballots", str(at / "ballots.csv"), "--rules", str(rules)]


def with_rules(random: Random, change: Change, at: Path) -> list[str]:
    """A mutated TOML file and the ballots that go with it, which nobody touched."""
    folder = picked(random, WITH_RULES)
    (at / "rules.toml").write_bytes(change(random, (folder / "rules.toml").read_bytes()))
    return ["--ballots", str(folder / "ballots.csv"), "--rules", str(at / "rules.toml")]


MUTATIONS = {
    "bytes of the ballots": (with_ballots, bytes_changed, 0.06),
    "cells of the ballots": (with_ballots, table_changed, 0.35),
    "bytes of the rules": (with_rules, bytes_changed, 0.02),
    "values of the rules": (with_rules, rules_changed, 0.35),
}
"""What is mutated, how, and the least share of runs that must come to a report; that makes a quarter of all. Files that
are all refused at once would show little."""

BYTES, VALUES = [name for name in MUTATIONS if "bytes" in name], [name for name in MUTATIONS if "bytes" not in name]
SHARE = 1000
COMMANDS = {"rank": 19, "agreement": 1}


@pytest.mark.parametrize(
    ("name", "share"),
    [*((name, 0) for name in BYTES), *((name, n) for name in VALUES for n in range(4))],
)
def test_no_file_gives_more_than_a_report_or_a_sentence(name: str, share: int, tmp_path: Path) -> None:
    """5,000 files of ballots and 5,000 of rules, in shares that several processes can take."""
    ended = runs(name, COMMANDS, (share, SHARE), tmp_path)
    assert ended["report"] >= MUTATIONS[name][2] * SHARE


@pytest.mark.parametrize("name", VALUES)
def test_no_file_gives_more_than_a_certificate_or_a_sentence(name: str, tmp_path: Path) -> None:
    ended = runs(name, {"certify": 1}, (7, 300), tmp_path)
    assert ended["report"] >= MUTATIONS[name][2] * 300


def runs(name: str, commands: dict[str, int], share: tuple[int, int], at: Path) -> Counter[str]:
    """How many of the runs ended in a report and how many in a refusal; hardly two of them are of the same files."""
    files, change, _ = MUTATIONS[name]
    ended, seen = Counter[str](), set[tuple[object, ...]]()

    @seed(share[0])
    @settings(max_examples=share[1])
    @given(random=st.randoms(use_true_random=True))
    def run(random: Random) -> None:
        (command,) = random.choices(list(commands), list(commands.values()))
        options = files(random, change, at)
        ended["report" if checked([command, *options, "--format", "json"], json.loads) != 2 else "refusal"] += 1
        seen.add((*options, *(path.read_bytes() for path in sorted(at.iterdir()))))

    run()
    assert (ended.total(), len(seen) >= 0.85 * share[1]) == (share[1], True)
    return ended


@settings(max_examples=1500)
@given(random=st.randoms(use_true_random=True))
def test_no_file_gives_more_than_a_verification_or_a_sentence(
    random: Random, tmp_path_factory: pytest.TempPathFactory
) -> None:
    seal = tmp_path_factory.getbasetemp() / "seal.json"
    seal.write_bytes(bytes_changed(random, random.choice(SEALS)))
    checked(["verify", str(seal)], lambda printed, **_: printed)


def checked(command: list[str], read: Callable[..., object]) -> int:
    """The status: a report that can be read, and nothing on standard error; or status 2 and one sentence."""
    out, err = io.TextIOWrapper(io.BytesIO(), "utf-8"), io.StringIO()

    with redirect_stdout(out), redirect_stderr(err), warnings.catch_warnings(action="error"):
        status = main(command)

    printed = out.buffer.getvalue()
    if status == 2:
        assert (printed, SENTENCE.fullmatch(err.getvalue()) is not None) == (b"", True), err.getvalue()
    else:
        assert (status in (0, 1), err.getvalue()) == (True, "")
        assert read(printed.decode("utf-8"), parse_constant=no_number)
    return status


def no_number(literal: str) -> NoReturn:
    raise AssertionError(f"the report says {literal}")
