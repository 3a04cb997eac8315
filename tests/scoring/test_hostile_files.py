"""Mutated files are ranked, or refused in one sentence with line and column; nothing else ever comes out."""

import io
import re
import warnings
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scoring.cli import main

CASES = Path(__file__).parent / "cases"
BALLOTS = [(CASES / case / "ballots.csv").read_bytes() for case in ("spreadsheet_export", "incomplete_ballot")]
RULES = [(CASES / case / "rules.toml").read_bytes() for case in ("ladder_resolution", "incomplete_ballot")]

SENTENCE = re.compile(r".*(ballots\.csv|rules\.toml), line [0-9]+, column [0-9]+( \([a-z]+\))?: .+\n")

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


@settings(max_examples=1200)
@given(command=st.sampled_from(["rank", "agreement"]), which=st.sampled_from([0, 1]), data=st.data())
def test_no_file_gives_more_than_a_report_or_a_sentence(
    command: str, which: int, data: st.DataObject, tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.getbasetemp()
    ballots, rules = folder / "ballots.csv", folder / "rules.toml"
    ballots.write_bytes(data.draw(mutated([BALLOTS[which]])))
    rules.write_bytes(data.draw(mutated([RULES[which]])))
    out, err = io.TextIOWrapper(io.BytesIO(), "utf-8"), io.StringIO()

    with redirect_stdout(out), redirect_stderr(err), warnings.catch_warnings(action="error"):
        status = main([command, "--ballots", str(ballots), "--rules", str(rules), "--format", "json"])

    printed = out.buffer.getvalue()
    if status == 2:
        assert (printed, SENTENCE.fullmatch(err.getvalue()) is not None) == (b"", True), err.getvalue()
    else:
        assert (status in (0, 1), bool(printed), err.getvalue()) == (True, True, "")
