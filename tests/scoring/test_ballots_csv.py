"""Reading ballots from CSV: what spreadsheets write is read, and what is wrong is named by line and column."""

import codecs
from fractions import Fraction

import pytest

from scoring import Criterion, ScoringError
from scoring.ballots_csv import read_ballots

ONE = (Criterion("score", 100, 0, 20, "0.5"),)
TWO = (Criterion("a", 60), Criterion("b", 40))
GOOD = "juror,entry,criterion,mark\nJ1,E1,a,7\nJ1,E1,b,8\n"


def marks_in(text: str | bytes, criteria: tuple[Criterion, ...] = ONE) -> dict[tuple[str, str], dict[str, Fraction]]:
    data = text if isinstance(text, bytes) else text.encode()
    ballots = read_ballots(data, "b.csv", criteria).ballots
    return {(b.juror, b.entry): {key: Fraction(mark) for key, mark in b.marks.items()} for b in ballots}


@pytest.mark.parametrize(
    "text",
    [
        "juror,entry,criterion,mark\nJ1,E1,score,14.5\n",
        "juror,entry,mark\nJ1,E1,14.5\n",
        "mark,entry,juror\n14.50,E1,J1\n",
        "juror;entry;mark\nJ1;E1;14,5\n",
        "juror;entry;mark\nJ1;E1;14.5\n",
        "JUROR , Entry,MARK\r\n J1,E1 , 14.5 \r\n\r\n",
        "juror,entry,mark,,\nJ1,E1,14.5,,\n,,,,\n",
        '"juror","entry","mark"\n"J1","E1","14.5"',
        "\n\njuror,entry,mark\rJ1,E1,14.5\r",
        codecs.BOM_UTF8 + b"juror,entry,mark\nJ1,E1,14.5\n",
        "juror\tentry\tmark\nJ1\tE1\t14.5\n",
        "juror\tentry\tmark\t\r\nJ1\tE1\t14,5\t\r\n",
        "juror,entry,mark\nJ1,E1,14.5,\n",
        "sep=;\r\njuror;entry;mark\r\nJ1;E1;14,5\r\n",
        '"sep=\t"\njuror\tentry\tmark\nJ1\tE1\t14.5\n',
        "SEP=,\njuror,entry,mark\nJ1,E1,14.5\n",
        codecs.BOM_UTF8 + b"\nsep=;;;;\n\njuror;entry;mark;;\nJ1;E1;14,5;;\n",
    ],
)
def test_the_same_mark_is_read_however_a_spreadsheet_writes_it(text: str | bytes) -> None:
    assert marks_in(text) == {("J1", "E1"): {"score": Fraction("14.5")}}


def test_an_empty_mark_is_no_mark_and_not_a_zero() -> None:
    assert marks_in("juror,entry,mark\nJ1,E1,\nJ2,E1,0\n") == {("J1", "E1"): {}, ("J2", "E1"): {"score": 0}}


def test_a_name_is_one_name_however_its_accents_are_stored() -> None:
    text = "juror,entry,criterion,mark\nŻaneta,Łódź,a,7\nZ\u0307aneta,Ło\u0301dz\u0301,b,8\n"
    assert marks_in(text, TWO) == {("Żaneta", "Łódź"): {"a": 7, "b": 8}}


def test_without_criteria_the_marks_imply_a_scale_on_which_the_score_is_the_mean_mark() -> None:
    (criterion,) = read_ballots(b"juror,entry,mark\nJ1,E1,-120.25\nJ2,E1,7\n", "b.csv").criteria
    assert (criterion.key, criterion.weight, criterion.highest) == ("score", 1000, 1000)
    assert (criterion.lowest, criterion.step) == (-1000, Fraction(1, 4))


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "line 1, column 1: the file is empty"),
        (" \n\n", "line 1, column 1: the file is empty"),
        (codecs.BOM_UTF8, "line 1, column 1: the file is empty"),
        ("juror,entry,criterion,mark\n", "line 1, column 1: there are no ballots below the header"),
        (GOOD.encode("utf-16"), "line 1, column 1: the file is in UTF-16; save it as UTF-8"),
        ("juror,entry,criterion,mark\nJ1,Łódź,a,7\n".encode("cp1250"), "line 2, column 4: byte 0xa3 is not UTF-8"),
        (GOOD + "J2,E\0,a,1\n", "line 4, column 5: there is a NUL character"),
        ("juror,entry,mark,mark\n", "line 1, column 4: the column 'mark' is there twice"),
        ("juror,entry,points\n", "line 1, column 3: there is no column 'points'; the columns are"),
        ("juror,entry,criterion\nJ1,E1,a\n", "line 1, column 4: the column 'mark' is missing"),
        ("juror,entry,mark\nJ1,E1,7\n", "line 1, column 4: the column 'criterion' is missing, and the rules have"),
        (",,,\n", "line 1, column 1: the column 'juror' is missing"),
        (GOOD + "J2,E1,a\n", "line 4, column 4: the line ends after 3 of 4 columns"),
        (GOOD + "\nJ2,E1,a,7,5\n", "line 5, column 5: the header has only 4 columns"),
        (GOOD + ",E1,a,7\n", "line 4, column 1 (juror): the juror is missing"),
        (GOOD + "J2, ,a,7\n", "line 4, column 2 (entry): the entry is missing"),
        (GOOD + "J2,E1,,7\n", "line 4, column 3 (criterion): the criterion is missing"),
        (GOOD + "J2,E1,c,7\n", "line 4, column 3 (criterion): the rules have no criterion 'c'"),
        (GOOD + "J2,E1,a,11\n", "line 4, column 4 (mark): juror 'J2', entry 'E1', criterion 'a': the mark 11 is off"),
        (GOOD + "J2,E1,a,7.5\n", "line 4, column 4 (mark): juror 'J2', entry 'E1', criterion 'a': the mark 7.5 is off"),
        (
            GOOD + 'J2,E1,a,"7,5"\n',
            "line 4, column 4 (mark): juror 'J2', entry 'E1', criterion 'a': '7,5' is not a plain",
        ),
        (GOOD + "J2,E1,a,seven\n", "'seven' is not a plain decimal number"),
        (GOOD + "J2,E1,a," + "9" * 9999 + "\n", "is longer than 18 characters"),
        (
            GOOD + "J1,E1,a,9\n",
            "line 4, column 4 (mark): juror 'J1' already marked entry 'E1' on criterion 'a' on line 2",
        ),
        (
            GOOD + "J1,E1,a,\n",
            "line 4, column 4 (mark): juror 'J1' already marked entry 'E1' on criterion 'a' on line 2",
        ),
        (GOOD + 'J2,"E1,a,7\nJ3,E1,a,7\n', "line 4, column 2: the field cannot be read"),
        (GOOD + '"J2"x,E1,a,7\n', "line 4, column 1: the field cannot be read"),
        (GOOD + '"J\n2",E1,a,x\n', "line 4, column 4 (mark)"),
        (GOOD + "J2,E1,a," + "9" * 200_000 + "\n", "line 4, column 4: the field is longer than 131072"),
        ("sep=;\n" + GOOD.replace(",", ";") + "J2;E1;a;11\n", "line 5, column 4 (mark): juror 'J2', entry 'E1'"),
        ("\nsep=;\n\n" + GOOD.replace(",", ";") + "J2;E1;a\n", "line 7, column 4: the line ends after 3 of 4"),
        ("sep=;\n" + GOOD.replace(",", ";") + 'J2;"E1;a;7\n', "line 5, column 2: the field cannot be read"),
        ("sep=;\njuror;entry;points\n", "line 2, column 3: there is no column 'points'"),
        ("sep=;\n", "line 2, column 1: the column 'juror' is missing"),
        ("sep=;\n" + GOOD, "line 2, column 1: there is no column 'juror,entry,criterion,mark'"),
        ("sep=|\n" + GOOD, "line 1, column 1: 'sep=' must name a comma, a semicolon or a tab"),
        ("\nsep=\n" + GOOD, "line 2, column 1: 'sep=' must name a comma, a semicolon or a tab"),
        (GOOD.replace(",", "\t") + "J2\t\ta\t7\n", "line 4, column 2 (entry): the entry is missing"),
        (GOOD.replace(",", "\t") + "J2\tE1\ta\t7\t\t5\n", "line 4, column 6: the header has only 4 columns"),
    ],
)
def test_what_is_wrong_is_named_by_line_and_column(text: str | bytes, sentence: str) -> None:
    with pytest.raises(ScoringError) as refused:
        marks_in(text, TWO)
    assert str(refused.value).startswith("b.csv, line ")
    assert sentence in str(refused.value)


@pytest.mark.parametrize("mark", ["1" * 14, "1000000000001", "x", "1e5"])
def test_marks_that_imply_no_scale_are_named_too(mark: str) -> None:
    with pytest.raises(ScoringError, match=r"b\.csv, line 2, column 3 \(mark\): "):
        read_ballots(f"juror,entry,mark\nJ1,E1,{mark}\n".encode(), "b.csv")


def test_without_rules_the_one_criterion_has_the_name_that_the_table_gives_it() -> None:
    found = read_ballots(b"juror,entry,criterion,mark\nJ1,E1,taste,7\nJ2,E1,taste,8\n", "b.csv")
    assert [criterion.key for criterion in found.criteria] == ["taste"]
    assert [ballot.marks for ballot in found.ballots] == [{"taste": "7"}, {"taste": "8"}]


def test_without_rules_several_criteria_are_refused() -> None:
    sentence = r"b\.csv, line 3, column 3 \(criterion\): 'taste' and 'look' are several criteria: rules are needed"
    with pytest.raises(ScoringError, match=sentence):
        read_ballots(b"juror,entry,criterion,mark\nJ1,E1,taste,7\nJ1,E1,look,8\n", "b.csv")


def test_without_rules_a_mark_is_too_large_by_name() -> None:
    with pytest.raises(ScoringError, match=r"line 3, column 3 \(mark\): without rules that name a scale a mark may be"):
        read_ballots(b"juror,entry,mark\nJ1,E1,7\nJ2,E1,-1000000000001\n", "b.csv")


@pytest.mark.parametrize(("large", "small"), [("juror", "entry"), ("entry", "juror")])
def test_the_mark_that_makes_the_sheet_too_large_is_named(large: str, small: str) -> None:
    """25 million places are as many as a sheet with two criteria has; the next juror, or entry, is one too many."""
    lines = [f"{large} {n},{small} {min(n, 4999)},a,7" for n in range(5001)]
    text = "\n".join([f"{large},{small},criterion,mark", *lines])
    with pytest.raises(ScoringError) as refused:
        marks_in(text, TWO)
    where = f"b.csv, line 5002, column 1 ({large})"
    counts = "5001 entries × 5000 jurors" if large == "entry" else "5000 entries × 5001 jurors"
    assert str(refused.value) == f"{where}: {counts} × 2 criteria are too many to score at once"
