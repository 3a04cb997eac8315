"""`python -m scoring`: exit status, where errors go, and the three reports."""

import csv
import io
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from scoring.cli import main

CASES = Path(__file__).parent / "cases"
ROOT = Path(__file__).parents[2]


def arguments(case: str, report: str = "table") -> list[str]:
    folder = CASES / case
    files = ["--ballots", str(folder / "ballots.csv"), "--rules", str(folder / "rules.toml")]
    return ["rank", *files, "--format", report]


def run(*command: str, **more: object) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONIOENCODING": "ascii"}
    program = [sys.executable, "-W", "error", "-m", "scoring", *command]
    return subprocess.run(
        program, capture_output=True, encoding="utf-8", cwd=ROOT, env=environment, check=False, timeout=60
    )


def test_paris_1976_crowns_stags_leap_for_everybody_who_runs_the_module() -> None:
    done = run(*arguments("paris1976"))
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.splitlines()[1].split() == ["1", "Stag's", "Leap", "Wine", "Cellars", "1973", "70.68", "11"]


def test_polish_names_are_written_in_utf_8_whatever_the_terminal_says() -> None:
    assert 'Łódź; "nocą"' in run(*arguments("spreadsheet_export")).stdout


def test_a_reader_that_goes_away_is_no_error(tmp_path: Path) -> None:
    rows = "".join(f"J{j},entry {e},{(e * j) % 11}\n" for e in range(3000) for j in range(3))
    (tmp_path / "b.csv").write_text("juror,entry,mark\n" + rows)
    (tmp_path / "r.toml").write_text('ladder = ["shared"]\n')
    program = [sys.executable, "-m", "scoring", "rank", "--ballots", "b.csv", "--rules", "r.toml", "--format", "json"]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
    with subprocess.Popen(program, cwd=tmp_path, env=environment, **pipes) as process:
        process.stdout.readline()
        process.stdout.close()
        assert process.stderr.read() == b""
    assert process.returncode == 0


def test_an_unresolved_tie_is_printed_and_ends_with_status_1(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(arguments("unresolved_tie")) == 1
    out, err = capsys.readouterr()
    assert out.splitlines()[-1] == "unresolved tie: A, B"
    assert err == ""


def test_the_table_names_what_did_not_count(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(arguments("incomplete_ballot")) == 0
    assert "not counted: ballot of J4 for A (no mark on b)" in capsys.readouterr().out
    assert main(arguments("below_minimum")) == 0
    assert "no standing: B (complete ballots: 2, at least 3 needed)" in capsys.readouterr().out


def test_the_csv_report_is_a_table_of_all_entries(capsys: pytest.CaptureFixture[str]) -> None:
    main(arguments("below_minimum", "csv"))
    rows = list(csv.DictReader(io.StringIO(capsys.readouterr().out)))
    assert [(row["place"], row["entry"], row["score"], row["exact"]) for row in rows] == [
        ("1", "A", "60.00", "60/1"),
        ("", "B", "", ""),
    ]
    assert rows[1]["reason"] == "complete ballots: 2, at least 3 needed"


def test_the_json_report_has_the_documented_shape(capsys: pytest.CaptureFixture[str]) -> None:
    main(arguments("ladder_criterion", "json"))
    report = json.loads(capsys.readouterr().out)
    assert {"method", "ladder", "standings", "unranked", "unresolved"} <= report.keys()
    documented = {"entry", "place", "score", "exact", "ballots", "decided_by", "contributions", "margin"}
    assert documented <= report["standings"][0].keys()


@pytest.mark.parametrize(
    ("command", "sentence"),
    [
        ([], "the following arguments are required: COMMAND"),
        (["seal"], "invalid choice: 'seal'"),
        (["rank"], "the following arguments are required: --ballots, --rules"),
        (["rank", "--ballots", "none.csv", "--rules", "none.toml"], "none.toml: the file cannot be read (No such file"),
        (["rank", "--ballots", "a\0b", "--rules", "a\0b"], "the file cannot be read"),
        (["rank", "--ballots", str(CASES), "--rules", str(CASES)], "the file cannot be read (Is a directory)"),
        ([*arguments("paris1976"), "--format", "pdf"], "invalid choice: 'pdf'"),
    ],
)
def test_a_wrong_call_is_refused_in_one_line(
    command: list[str], sentence: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(command) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert sentence in err
    assert err.count("\n") == 1


def test_a_file_that_is_too_large_is_refused_where_the_limit_is_passed(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("scoring.cli.LARGEST_FILE", len("juror,entry,mark\nJohn,A"))
    monkeypatch.setattr("scoring.cli.MEGABYTE", 1)
    ballots = str(CASES / "liquid_assets_report104" / "ballots.csv")
    assert main(["agreement", "--ballots", ballots]) == 2
    assert capsys.readouterr().err == f"{ballots}, line 2, column 7: the file goes on beyond 23 MB\n"


def test_a_resolution_about_an_entry_without_ballots_is_refused_where_it_stands(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    rules = tmp_path / "r.toml"
    rules.write_text('\nresolutions = [["A", "X"]]\n')
    ballots = str(CASES / "unresolved_tie" / "ballots.csv")
    assert main(["rank", "--ballots", ballots, "--rules", str(rules)]) == 2
    assert capsys.readouterr().err == f"{rules}, line 2, column 1: no ballot names the entry 'X'\n"


def test_a_panel_that_hangs_together_nowhere_is_refused_at_the_method(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "b.csv").write_text("juror,entry,mark\nJ1,A,5\nJ2,B,6\n")
    rules = tmp_path / "r.toml"
    rules.write_text('minimum_ballots = 1\nmethod = "severity_adjusted"\n')
    assert main(["rank", "--ballots", str(tmp_path / "b.csv"), "--rules", str(rules)]) == 2
    sentence = (
        "severity_adjusted cannot compare 'A' with 'B': no chain of jurors who scored the same entries leads from"
    )
    assert capsys.readouterr().err.startswith(f"{rules}, line 2, column 1: {sentence}")


def test_the_table_tells_what_the_method_has_to_say(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(arguments("median_method")) == 0
    assert "note: a score by median is no sum over the criteria: there are no contributions" in capsys.readouterr().out


def test_help_shows_the_commands_that_exist(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as left:
        main(["--help"])
    assert left.value.code == 0
    out = capsys.readouterr().out
    assert "rank the entries" in out
    assert "say how far the jurors agree" in out


@pytest.mark.parametrize("command", [["rank", "--rules"], ["agreement", "--rules"], ["certify", "--rules"]])
def test_a_report_that_cannot_be_written_is_refused_in_one_sentence(command: list[str]) -> None:
    folder = CASES / "median_method"
    program = [sys.executable, "-m", "scoring", *command, folder / "rules.toml", "--ballots", folder / "ballots.csv"]
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(program, stdout=full, stderr=subprocess.PIPE, cwd=ROOT, check=False, timeout=60)
    assert (done.returncode, done.stderr) == (2, b"the report cannot be written (No space left on device)\n")


def test_without_standard_output_there_is_no_traceback() -> None:
    folder = CASES / "median_method"
    line = '"$0" -m scoring rank --ballots "$1/ballots.csv" --rules "$1/rules.toml" >&-'
    program = ["sh", "-c", line, sys.executable, str(folder)]
    done = subprocess.run(program, stderr=subprocess.PIPE, cwd=ROOT, check=False, timeout=60)
    assert (done.returncode, done.stderr) == (2, b"the report cannot be written (there is no standard output)\n")


def test_names_that_a_spreadsheet_would_run_are_neutralised(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    names = ["=1+1", "+1", "-1", "@SUM(A1)", "plain"]
    rows = "".join(f"J{j},{name},5\n" for name in names for j in range(3))
    (tmp_path / "b.csv").write_text("juror,entry,mark\n" + rows + "J1,=lonely,5\n")
    (tmp_path / "r.toml").write_text("")
    main(["rank", "--ballots", str(tmp_path / "b.csv"), "--rules", str(tmp_path / "r.toml"), "--format", "csv"])
    found = {row["entry"] for row in csv.DictReader(io.StringIO(capsys.readouterr().out))}
    assert found == {"'=1+1", "'+1", "'-1", "'@SUM(A1)", "plain", "'=lonely"}


def test_a_ladder_without_rules_for_criteria_may_name_the_one_in_the_ballots(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    ballots, rules = tmp_path / "b.csv", tmp_path / "r.toml"
    ballots.write_text("juror,entry,criterion,mark\nJ1,A,taste,5\nJ1,B,taste,6\n")
    rules.write_text('minimum_ballots = 1\nladder = ["criterion:taste"]\n')
    assert main(["rank", "--ballots", str(ballots), "--rules", str(rules)]) == 0
    assert main(["agreement", "--ballots", str(ballots)]) == 0
    assert "2 marks on taste" in capsys.readouterr().out
    rules.write_text('minimum_ballots = 1\nladder = ["criterion:look"]\n')
    assert main(["rank", "--ballots", str(ballots), "--rules", str(rules)]) == 2
    sentence = "line 2, column 1: the step 'criterion:look' names a criterion that the ballots do not have"
    assert sentence in capsys.readouterr().err
