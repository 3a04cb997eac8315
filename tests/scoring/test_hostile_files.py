"""Mutated files are ranked, or refused in one sentence with line and column; nothing else ever comes out."""

import io
import re
import warnings
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scoring import METHODS
from scoring.cli import main

CASES = Path(__file__).parent / "cases"
FOLDERS = ("spreadsheet_export", "incomplete_ballot", "ski_jumping", "severity_adjusted", "song_contest")
BALLOTS = [(CASES / case / "ballots.csv").read_bytes() for case in FOLDERS]
RULES = [(CASES / case / "rules.toml").read_bytes() for case in ("ladder_resolution", *FOLDERS[1:])]
SEALS = [path.read_bytes() for path in sorted((Path(__file__).parent / "seals").glob("*.json"))]

SENTENCE = re.compile(r".*(ballots\.csv|rules\.toml|seal\.json), line [0-9]+, column [0-9]+( \([a-z]+\))?: .+\n")

HOSTILE = ['"', "\0", "\r", "\n", ",", ";", "[", "[[", "]", "=", "'''", "#", "e999999999", "nan", "-", "inf", "1e5"]
HOSTILE += ["9" * 400, "\ufeff", "Ł\u0301\u202e", "0x1F", "true", "1979-05-27", "\x1b[2J", "\u2028", "1.", "{", "."]


@st.composite
def mutated(draw: st.DrawFn, originals: list[bytes]) -> bytes:
    data = draw(st.sampled_from(originals))
    for _ in range(draw(st.integers(0, 4))):
        at = draw(st.integers(0, len(data)))
        gone = draw(st.sampled_from([0, 0, 1, 2, 9, 40]))
        copied = data[max(0, at - 12) : at]
        put = draw(st.sampled_from([*(text.encode() for text in HOSTILE), b"\xff", copied]) | st.binary(max_size=3))
        data = data[:at] + put + data[at + gone :]
    return data


@settings(max_examples=4400)
@given(command=st.sampled_from(["rank", "rank", "agreement"]), which=st.integers(0, len(FOLDERS) - 1), data=st.data())
def test_no_file_gives_more_than_a_report_or_a_sentence(
    command: str, which: int, data: st.DataObject, tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.getbasetemp()
    ballots, rules = folder / "ballots.csv", folder / "rules.toml"
    ballots.write_bytes(data.draw(mutated([BALLOTS[which]])))
    rules.write_bytes(data.draw(mutated([with_method(data, RULES[which])])))
    checked([command, "--ballots", str(ballots), "--rules", str(rules), "--format", "json"])


@settings(max_examples=600)
@given(which=st.integers(0, len(FOLDERS) - 1), data=st.data())
def test_no_file_gives_more_than_a_certificate_or_a_sentence(
    which: int, data: st.DataObject, tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.getbasetemp()
    ballots, rules = folder / "ballots.csv", folder / "rules.toml"
    ballots.write_bytes(data.draw(mutated([BALLOTS[which]])))
    rules.write_bytes(data.draw(mutated([with_method(data, RULES[which])])))
    checked(["certify", "--ballots", str(ballots), "--rules", str(rules), "--format", "json"])


@settings(max_examples=1500)
@given(data=mutated(SEALS))
def test_no_file_gives_more_than_a_verification_or_a_sentence(
    data: bytes, tmp_path_factory: pytest.TempPathFactory
) -> None:
    seal = tmp_path_factory.getbasetemp() / "seal.json"
    seal.write_bytes(data)
    checked(["verify", str(seal)])


def with_method(data: st.DataObject, rules: bytes) -> bytes:
    """The rules with any other method, so that all of them meet what is left of the panel."""
    method = data.draw(st.sampled_from(METHODS)).encode()
    return re.sub(rb'^method = "[a-z_]+"', b'method = "' + method + b'"', rules, flags=re.MULTILINE)


def checked(command: list[str]) -> None:
    """A report and nothing on standard error, or status 2 and one sentence."""
    out, err = io.TextIOWrapper(io.BytesIO(), "utf-8"), io.StringIO()

    with redirect_stdout(out), redirect_stderr(err), warnings.catch_warnings(action="error"):
        status = main(command)

    printed = out.buffer.getvalue()
    if status == 2:
        assert (printed, SENTENCE.fullmatch(err.getvalue()) is not None) == (b"", True), err.getvalue()
    else:
        assert (status in (0, 1), bool(printed), err.getvalue()) == (True, True, "")
