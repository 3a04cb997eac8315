"""Reading rules from TOML: numbers stay exact, and what is wrong is named by line and column."""

from fractions import Fraction

import pytest

from scoring import Criterion, Resolution, Rules, ScoringError
from scoring.rules_toml import read_rules

EXAMPLE = """\
method = "mean"                      # mean
ladder = ["heaviest", "median", "head_to_head", "shared"]
minimum_ballots = 3
drop = 1                             # trimmed_mean only
trim = "ballot"                      # or "criterion"
combine = "mean"                     # or "sum"
order = "high"                       # or "low" when the marks are ranks, 1 the best

[[criteria]]
key = "score"
weight = 100
lowest = 0
highest = 20
step = 0.5
"""


def test_the_documented_example_is_read_exactly() -> None:
    found = read_rules(EXAMPLE.encode(), "r.toml")
    assert found.criteria == (Criterion("score", 100, 0, 20, Fraction(1, 2)),)
    assert found.rules == Rules(ladder=("heaviest", "median", "head_to_head", "shared"))


@pytest.mark.parametrize("data", [b"", b"\n \n", b"\xef\xbb\xbf", b"# nothing is set\n"])
def test_what_is_left_out_has_the_default_of_the_rules(data: bytes) -> None:
    found = read_rules(data, "r.toml")
    assert (found.criteria, found.rules) == ((), Rules())


def test_resolutions_and_order_are_read() -> None:
    text = 'order = "low"\nminimum_ballots = 1\nresolutions = [["Łódź", " Gdańsk"], ["A", "B", "C"]]\n'
    rules = read_rules(text.encode(), "r.toml").rules
    assert rules.resolutions == (Resolution(("Łódź", "Gdańsk")), Resolution(("A", "B", "C")))
    assert (rules.order, rules.minimum_ballots) == ("low", 1)


def test_the_settings_of_single_methods_are_read_and_may_stand_beside_another_method() -> None:
    text = "drop = 2\ntrim = 'criterion'\ncombine = 'sum'\ndecimals = 2\npoints = [12, 10]\n"
    for method in ("median", "trimmed_mean", "borda"):
        rules = read_rules(f"method = '{method}'\n{text}".encode(), "r.toml").rules
        assert rules == Rules(method, drop=2, trim="criterion", combine="sum", decimals=2, points=(12, 10))


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("method = 'mean'\nmethod =", "line 2, column 9: this is not TOML: Invalid value"),
        ("method = 'mean'\n[[criteria]\n", "line 2, column 11: this is not TOML"),
        ("ladder = ['median'", "line 1, column 19: this is not TOML: Unclosed array"),
        ("a = " + "[" * 5000, "line 1, column 1: the brackets are nested too deeply"),
        ("minimum_ballots = " + "9" * 5000, "line 1, column 19: the number has 5000 digits"),
        ("# " + "9" * 5000 + "\npoints = [\n " + "9" * 5000 + "]", "line 3, column 2: the number has 5000 digits"),
        ("method = 'mean'\n" + ".".join("a" * 40_000) + " = 1", "line 2, column 2: the key has too many parts"),
        ('"a"' + ' . "a"' * 10 + " = 1", "line 1, column 5: the key has too many parts"),
        ("\n" + "#" * 100_000, "line 2, column 100000: the rules go on beyond 100000 characters"),
        ("a = 1979-13-40", "this is not TOML"),
        ("\nmetod = 'mean'", "line 2, column 1: there is no setting 'metod'"),
        ("\n  method = 'coin'", "line 2, column 3: there is no method 'coin'"),
        ("method = 7", "line 1, column 1: method must be text, not '7'"),
        ("method = ['mean']", "line 1, column 1: method must be text"),
        ("order = 'up'", "line 1, column 1: there is no order 'up'"),
        ("minimum_ballots = 2.5", "line 1, column 1: the minimum of ballots must be a whole number"),
        ("minimum_ballots = true", "line 1, column 1: the minimum of ballots must be a whole number"),
        ("ladder = 'median'", "line 1, column 1: ladder must be a list"),
        ("ladder = [7]", "line 1, column 1: ladder must be a list of texts, and '7' is none"),
        ("ladder = [['median']]", "line 1, column 1: ladder must be a list of texts"),
        ("ladder = ['coin']", "line 1, column 1: there is no ladder step 'coin'"),
        (
            "\nladder = ['criterion:b']\n[[criteria]]\nkey='a'\nweight=1",
            "line 2, column 1: the step 'criterion:b' names",
        ),
        ("resolutions = ['A']", "line 1, column 1: a resolution must be a list, not 'A'"),
        ("resolutions = [['A', 'B'],\n ['B', 'A']]", "line 1, column 1: two resolutions contradict each other"),
        ("drop = -1", "line 1, column 1: drop must be a whole number from 0"),
        ("drop = 1.5", "line 1, column 1: drop must be a whole number from 0"),
        ("trim = 'both'", "line 1, column 1: there is no trim 'both'; there is 'ballot', 'criterion'"),
        ("combine = 7", "line 1, column 1: combine must be text"),
        ("combine = 'product'", "line 1, column 1: there is no combine 'product'"),
        ("decimals = 10", "line 1, column 1: decimals must be a whole number from 0 to 9"),
        ("method = 'trimmed_mean'\ndecimals = 2", "line 2, column 1: decimals rounds the mark of each criterion"),
        ("points = 12", "line 1, column 1: points must be a list"),
        ("points = [3, 'two']", "line 1, column 1: points must be whole numbers from 0 to 1000000000000, not 'two'"),
        ("points = [3, -1]", "line 1, column 1: points must be whole numbers"),
        ("points = [3, 1, 2]", "line 1, column 1: a worse rank earns more points: 2 after 1"),
        ("criteria = 7", "line 1, column 1: criteria must be tables"),
        ("criteria = [7]", "line 1, column 1: criteria must be tables"),
        ("[criteria]\nkey = 'a'", "line 1, column 1: criteria must be tables"),
        ("[[criteria]]\nweight = 1", "line 1, column 1: the criterion has no key"),
        ("[[criteria]]\nkey='a'\nweight=1\n[[criteria]] # b\nkey='b'", "line 4, column 1: the criterion has no weight"),
        ("[[criteria]]\nkey = 'a'\nweight = 0", "line 3, column 1: the weight must be from 1"),
        ("[[criteria]]\nkey = 'a'\nweight = 0.5", "line 3, column 1: the weight '0.5' is not a whole number"),
        ("[[criteria]]\nkey = 'a'\nweight = 1\nhigest = 5", "line 4, column 1: a criterion has no setting 'higest'"),
        ("[[criteria]]\nkey = 'a'\nweight = 1\nstep = nan", "line 4, column 1: NaN is not a number"),
        ("[[criteria]]\nkey = 'a'\nweight = 1\nstep = 1e999999999", "line 4, column 1: '1E+999999999' has more than"),
        ("[[criteria]]\nkey = 'a'\nweight = 1\nlowest = -inf", "line 4, column 1: -Infinity is not a number"),
        (
            "[[criteria]]\nkey = 'a'\nweight = 1\nlowest = []",
            "line 4, column 1: '[]' is not an exact number but a list",
        ),
        (
            "[[criteria]]\nkey = 'a'\nweight = 1\nlowest = 11",
            "line 1, column 1: criterion 'a': the lowest mark must be",
        ),
        ("[[criteria]]\nkey = 7\nweight = 1", "line 2, column 1: the key of a criterion must be text"),
        (
            "[[criteria]]\nkey='a'\nweight=1\n[[criteria]]\nkey='a'\nweight=1",
            "line 5, column 1: criterion 'a' is there",
        ),
    ],
)
def test_what_is_wrong_is_named_by_line_and_column(text: str, sentence: str) -> None:
    with pytest.raises(ScoringError) as refused:
        read_rules(text.encode(), "r.toml")
    assert str(refused.value).startswith("r.toml, line ")
    assert sentence in str(refused.value)
