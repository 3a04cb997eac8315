"""The command `agreement`: its report, and that nothing degenerate ever gives NaN, a warning or silence."""

import json
import math
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from panels import Table, random_table, sheet_of, tables

from scoring import Ballot, Criterion, Rules, Sheet
from scoring.analytics.agreement import agreement
from scoring.analytics.agreement_report import agreement_as_json, agreement_as_table
from scoring.cli import main

PARIS = Path(__file__).parents[1] / "cases" / "agreement_paris1976" / "ballots.csv"
NOTED_BY_GROUP = {
    "icc": "icc",
    "alpha": "alpha",
    "kendall_w": "kendall_w",
    "variances": "variances",
    "severity": "severity",
    "severity_error": "severity_error",
    "severity_shrunken": "severity_shrunken",
    "p_first": "chances",
    "p_podium": "chances",
    "icc_limits": "icc_limits",
}


def report_of(sheet: Sheet, rules: Rules | None = None) -> dict[str, Any]:
    found = agreement(sheet, rules)
    assert agreement_as_table(found).endswith("\n")
    report: dict[str, Any] = json.loads(agreement_as_json(found), parse_constant=pytest.fail)
    return report


def missing(value: Any, path: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    """The path of each null."""
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    if value is None:
        yield path
    for key, inner in items:
        yield from missing(inner, (*path, str(key)))


def is_explained(path: tuple[str, ...], notes: dict[str, str]) -> bool:
    """A note about the number, about what it belongs to, or about its kind."""
    names = {".".join(path[:length]) for length in range(1, len(path) + 1)}
    names |= {NOTED_BY_GROUP[key] for key in path if key in NOTED_BY_GROUP}
    names |= {path[0].replace("_limits", "") + "." + path[-1]} if path[0] == "icc_limits" else set()
    names |= {"severity"} if path[-1].startswith("severity") else set()
    names |= {"icc"} if path[0] == "icc_limits" else set()
    names |= {"entries"} if path[0] == "entries" else set()
    return bool(names & notes.keys())


@settings(max_examples=400)
@given(table=tables())
def test_every_null_has_its_reason_and_nothing_is_nan(table: Table) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("scoring.analytics.posterior.DRAWS", 500)
        report = report_of(sheet_of(table))
    assert [path for path in missing(report) if path[0] != "outliers" and not is_explained(path, report["notes"])] == []
    assert all(report["notes"].values())
    assert all(math.isfinite(chance["p_first"]) for chance in report["entries"].values() if chance["p_first"])


def test_the_report_has_the_documented_shape(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["agreement", "--ballots", str(PARIS), "--format", "json"]) == 0
    report = json.loads(capsys.readouterr().out)
    assert list(report["icc"]) == ["1,1", "A,1", "C,1", "1,k", "A,k", "C,k"]
    assert list(report["alpha"]) == ["nominal", "ordinal", "interval", "ratio"]
    assert {"w", "chi2", "p"} <= report["kendall_w"].keys()
    assert {"versus_rest", "severity"} <= report["jurors"]["Pierre Tari"].keys()
    assert report["measured"] == "marks on score"
    assert report["notes"] == {}
    assert sum(entry["p_first"] for entry in report["entries"].values()) == pytest.approx(1)


def test_the_table_is_for_reading(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["agreement", "--ballots", str(PARIS)]) == 0
    out, err = capsys.readouterr()
    assert err == ""
    assert out.startswith("10 entries, 11 jurors, 110 marks on score\n\n")
    assert "ICC(C,k)                0.766  0.471 to 0.931  the mean, strictness left aside" in out
    assert "Kendall's W      0.244  (chi2 24.181 with 9 degrees of freedom, p 0.0040)" in out


def test_several_criteria_are_measured_by_the_totals_of_complete_ballots() -> None:
    criteria = [Criterion("idea", 60), Criterion("craft", 40)]
    ballots = [
        Ballot("Ada", "A", {"idea": 6, "craft": 4}),
        Ballot("Ada", "B", {"idea": 4, "craft": 7}),
        Ballot("Ben", "A", {"idea": 8, "craft": 5}),
        Ballot("Ben", "B", {"idea": 9, "craft": 4}),
        Ballot("Cleo", "A", {"idea": 9}),
    ]
    report = report_of(Sheet.of(criteria, ballots))
    assert report["measured"] == "totals of the ballots"
    # Totals 52, 52 of Ada and 68, 70 of Ben.
    assert report["jurors"]["Ben"]["severity"] == pytest.approx(8.5)
    assert report["jurors"]["Cleo"] == dict.fromkeys(report["jurors"]["Cleo"])
    assert report["notes"]["jurors.Cleo"] == "no complete ballot"
    assert report["incomplete"] == [{"juror": "Cleo", "entry": "A", "missing": ["craft"]}]


def test_rules_say_which_marks_are_good_and_how_many_ballots_it_takes() -> None:
    table = random_table(3, entries=6, jurors=4)
    table[0, 1:] = np.nan
    high = report_of(sheet_of(table), Rules(minimum_ballots=1))["entries"]
    low = report_of(sheet_of(-table), Rules(minimum_ballots=1, order="low"))["entries"]
    strict = report_of(sheet_of(table), Rules(minimum_ballots=2))
    assert [e["p_first"] for e in low.values()] == pytest.approx([e["p_first"] for e in high.values()], abs=0.02)
    assert strict["entries"]["E000"] == {"p_first": None, "p_podium": None}
    assert strict["notes"]["entries"] == "entries with fewer than 2 complete ballots have no standing and no chances"


def test_the_order_of_jurors_and_their_names_change_nothing() -> None:
    table = random_table(6, missing=0.2)
    one, other = (report_of(sheet_of(t)) for t in (table, table[::-1, ::-1]))
    for key in ("icc", "alpha", "kendall_w", "variances"):
        assert one[key] == pytest.approx(other[key])
    assert [j["severity"] for j in one["jurors"].values()] == pytest.approx(
        [j["severity"] for j in reversed(other["jurors"].values())]
    )


def test_no_complete_ballot_at_all() -> None:
    criteria = [Criterion("idea", 60), Criterion("craft", 40)]
    report = report_of(Sheet.of(criteria, [Ballot("Ada", "A", {"idea": 6})], entries=["B"]))
    assert report["panel"] == {"entries": 0, "jurors": 0, "marks": 0, "parts": 0}
    assert report["notes"]["variances"] == "there is no complete ballot"
    assert report["notes"]["entries.B"] == "no complete ballot"


def test_a_panel_in_parts_has_no_severity_and_says_so() -> None:
    nothing = np.nan
    table = np.array(
        [[1, 2, nothing, nothing], [3, 5, nothing, nothing], [nothing, nothing, 7, 8], [nothing, nothing, 9, 4]]
    )
    report = report_of(sheet_of(table))
    assert report["panel"]["parts"] == 2
    assert report["jurors"]["J000"]["severity"] is None
    assert report["notes"]["severity"] == "the panel falls into 2 parts that share neither jurors nor entries"


def test_an_outlier_is_named_and_nothing_is_deleted() -> None:
    table = random_table(9, entries=10, jurors=5)
    table[4, 2] = 60
    report = report_of(sheet_of(table))
    (outlier,) = report["outliers"]
    assert (outlier["juror"], outlier["entry"], outlier["mark"]) == ("J002", "E004", 60)
    assert report["panel"]["marks"] == 50
    text = agreement_as_table(agreement(sheet_of(table)))
    assert "stands out: J002 gave E004 the mark 60, where" in text


@pytest.mark.parametrize("entries", [3000])
def test_three_thousand_entries_and_twenty_criteria(entries: int) -> None:
    generator = np.random.default_rng(1)
    criteria = [Criterion(f"c{number}", 5, 0, 10, "0.5") for number in range(20)]
    marks = generator.integers(0, 21, (entries, 12, 20))
    given = generator.random((entries, 12)) < 0.5
    names = [f"E{number}" for number in range(entries)], [f"J{number}" for number in range(12)]
    report = report_of(Sheet.of_arrays(criteria, *names, marks, given))
    assert report["variances"] is not None
    assert len(report["entries"]) == entries
    assert sum(entry["p_podium"] or 0 for entry in report["entries"].values()) == pytest.approx(3)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("juror,entry,mark\nAda,A,x\n", "b.csv, line 2, column 3 (mark): 'x' is not a plain decimal number"),
        ("juror,entry,mark\n", "b.csv, line 1, column 1: there are no ballots below the header"),
    ],
)
def test_bad_ballots_are_refused_with_status_2(
    text: str, sentence: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "b.csv").write_text(text)
    assert main(["agreement", "--ballots", str(tmp_path / "b.csv")]) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert sentence in err


@settings(max_examples=25)
@given(data=st.data())
def test_marks_that_floats_cannot_hold_give_numbers_or_reasons(data: st.DataObject) -> None:
    """Marks near 0, near the middle and near the largest of 18 digits, with gaps: never NaN, never a warning."""
    largest = 10**18 - 1
    mark = st.none() | st.sampled_from([0, 1, 2, largest // 2, largest // 2 + 1, largest - 2, largest - 1, largest])
    rows = data.draw(st.lists(st.lists(mark, min_size=3, max_size=3), min_size=2, max_size=5))
    ballots = [
        Ballot(f"J{j}", f"E{e}", {"score": value})
        for e, row in enumerate(rows)
        for j, value in enumerate(row)
        if value is not None
    ]
    report_of(Sheet.of([Criterion("score", 100, 0, largest)], ballots))
