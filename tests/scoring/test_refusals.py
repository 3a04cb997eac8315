"""Input that cannot be scored is refused in a sentence that names what is wrong."""

from collections.abc import Callable
from decimal import Decimal
from fractions import Fraction
from typing import Any

import numpy as np
import pytest

from scoring import METHODS, Ballot, Criterion, Resolution, Rules, ScoringError, Sheet, rank

A = Criterion("a", 60, 0, 10, "0.5")
B = Criterion("b", 40)


@pytest.mark.parametrize("mark", [7, "7", "7.0", "+7.50", Decimal("7.5"), Fraction(15, 2), "0", 10])
def test_exact_marks_on_the_grid_are_read(mark: Any) -> None:
    sheet = Sheet.of([A], [Ballot("J1", "E1", {"a": mark})])
    assert Fraction(int(sheet.marks[0, 0, 0]), A.units_per_point) == Fraction(mark)


@pytest.mark.parametrize(
    ("mark", "reason"),
    [
        (7.25, "not an exact number but a float"),
        (7.0, "not an exact number but a float"),
        (True, "not an exact number but a bool"),
        (None, "not an exact number but a NoneType"),
        ([7], "not an exact number but a list"),
        (np.float64(7), "not an exact number but a float64"),
        (Decimal("NaN"), "NaN is not a number"),
        (Decimal("sNaN"), "sNaN is not a number"),
        (Decimal("Infinity"), "Infinity is not a number"),
        (Decimal("1e999999999"), "more than 18 digits"),
        (Decimal("1e-999999999"), "more than 18 digits"),
        (10**400, "more than 18 digits"),
        (Fraction(1, 10**400), "more than 18 digits"),
        ("9" * 5000, "longer than 18 characters"),
        ("7,5", "not a plain decimal number"),
        ("1e1", "not a plain decimal number"),
        ("nan", "not a plain decimal number"),
        ("", "not a plain decimal number"),
        (" 7", "not a plain decimal number"),
        ("٧", "not a plain decimal number"),
        ("7.25", "7.25 is off the grid: from 0 to 10 in steps of 0.5"),
        (Fraction(1, 3), "1/3 is off the grid"),
        (-1, "-1 is off the scale: from 0 to 10 in steps of 0.5"),
        ("10.5", "10.5 is off the scale"),
    ],
)
def test_other_marks_are_refused_by_juror_entry_and_criterion(mark: Any, reason: str) -> None:
    with pytest.raises(ScoringError) as refused:
        Sheet.of([B, A], [Ballot("J1", "E1", {"b": 7, "a": 7}), Ballot("J2", "E1", {"b": 7, "a": mark})])
    assert str(refused.value).startswith("juror 'J2', entry 'E1', criterion 'a': ")
    assert reason in str(refused.value)


def test_true_is_refused_even_after_a_one_was_read() -> None:
    with pytest.raises(ScoringError, match="bool"):
        Sheet.of([A], [Ballot("J1", "E1", {"a": 1}), Ballot("J2", "E1", {"a": True})])


@pytest.mark.parametrize(
    ("make", "sentence"),
    [
        (lambda: Sheet.of([A], [Ballot("J1", "E1", {"c": 7})]), "juror 'J1', entry 'E1': there is no criterion 'c'"),
        (lambda: Sheet.of([A], [Ballot("J1", "E1", {"a": 7})] * 2), "juror 'J1' has two ballots for entry 'E1'"),
        (lambda: Sheet.of([A], [Ballot("J1", "E1", {})] * 2), "juror 'J1' has two ballots for entry 'E1'"),
        (lambda: Sheet.of([A], [Ballot("", "E1", {"a": 7})]), "'' is not the name of a juror"),
        (lambda: Sheet.of([A], [], entries=[7]), "'7' is not the name of an entry"),
        (lambda: Sheet.of([], []), "there must be at least one criterion"),
        (lambda: Sheet.of([A, A], []), "criterion 'a' is there twice"),
        (lambda: Sheet.of([Criterion(f"c{n}", 1) for n in range(101)], []), "there are 101 criteria; at most 100"),
        (lambda: Sheet.of([A], [Ballot(f"J{n}", f"E{n}", {"a": 7}) for n in range(7500)]), "too many to score at once"),
        (lambda: Criterion("a", 0), "criterion 'a': the weight must be from 1 to"),
        (lambda: Criterion("a", -5), "criterion 'a': the weight must be from 1 to"),
        (lambda: Criterion("a", 10**13), "criterion 'a': the weight must be from 1 to"),
        (lambda: Criterion("a", True), "criterion 'a': the weight 'True' is not a whole number"),
        (lambda: Criterion("a", 12.5), "criterion 'a': the weight '12.5' is not a whole number"),
        (lambda: Criterion(" ", 10), "a criterion must have a key"),
        (lambda: Criterion("a", 10, 5, 5), "criterion 'a': the lowest mark must be below the highest"),
        (lambda: Criterion("a", 10, -5, 0), "criterion 'a': the highest mark must be above zero"),
        (lambda: Criterion("a", 10, 0, 10, 0), "criterion 'a': the step must be above zero"),
        (lambda: Criterion("a", 10, 0, 10, 3), "criterion 'a': steps of 3 from the lowest mark never reach the"),
        (lambda: Criterion("a", 10, 0, 9.5), "criterion 'a': highest: '9.5' is not an exact number but a float"),
        (lambda: Rules(method="harmonic"), "there is no method 'harmonic'"),
        (lambda: Rules(order="upwards"), "there is no order 'upwards'"),
        (lambda: Rules(minimum_ballots=0), "the minimum of ballots must be a whole number from 1"),
        (lambda: Rules(minimum_ballots=True), "the minimum of ballots must be a whole number from 1"),
        (lambda: Rules(ladder=("coin",)), "there is no ladder step 'coin'"),
        (lambda: Rules(ladder=("criterion:",)), "there is no ladder step 'criterion:'"),
        (lambda: Rules(ladder="median"), "the ladder must be a sequence of steps"),
        (lambda: Rules(ladder=("median", "median")), "the ladder step 'median' stands twice"),
        (lambda: Rules(ladder=("shared", "median")), "the ladder step 'shared' may only stand last"),
        (lambda: Resolution(("A", "A")), "a resolution names an entry twice: 'A', 'A'"),
        (lambda: Resolution(("A",)), "a resolution must order at least two entries"),
        (lambda: Resolution("AB"), "a resolution must be a sequence of entries"),
        (lambda: Rules(resolutions=[("A", "B")]), "resolutions must be a sequence of Resolution"),
        (
            lambda: Rules(ladder=("median",), resolutions=(Resolution(("A", "B")),)),
            "the ladder has no step 'resolution'",
        ),
        (
            lambda: Rules(resolutions=(Resolution(("A", "C", "B")), Resolution(("B", "A")))),
            "two resolutions contradict each other on 'B' and 'A'",
        ),
        (
            lambda: rank(Sheet.of([A], []), Rules(ladder=("criterion:z",))),
            "the ladder names criterion 'z', which the sheet does not have",
        ),
        (
            lambda: rank(Sheet.of([A], []), Rules(resolutions=(Resolution(("A", "B")),))),
            "a resolution names entry 'A', which the sheet does not have",
        ),
    ],
)
def test_what_makes_no_sense_is_refused_by_name(make: Callable[[], object], sentence: str) -> None:
    with pytest.raises(ScoringError) as refused:
        make()
    assert sentence in str(refused.value)


def test_a_method_that_does_not_exist_is_refused_with_those_that_do() -> None:
    with pytest.raises(ScoringError) as refused:
        Rules(method="plurality")
    assert all(f"'{name}'" in str(refused.value) for name in METHODS)


def test_names_in_sentences_are_cut_and_cannot_disturb_a_terminal() -> None:
    with pytest.raises(ScoringError) as refused:
        Sheet.of([A], [Ballot("J\x1b[31m", "E" * 500, {"a": 11})])
    assert "\x1b" not in str(refused.value)
    assert len(str(refused.value)) < 250
