"""Printing scores: half up, and never two different scores alike."""

from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring import display, display_scores

scores = st.fractions(min_value=0, max_value=100, max_denominator=4000)


@pytest.mark.parametrize(
    ("value", "printed"),
    [
        (Fraction(155500, 2200), "70.68"),
        (Fraction("0.005"), "0.01"),
        (Fraction("0.0049999"), "0.00"),
        (Fraction("99.995"), "100.00"),
        (Fraction(-1, 200), "-0.01"),
        (Fraction(-1, 1000), "0.00"),
        (Fraction(0), "0.00"),
        (Fraction(10**30), f"{10**30}.00"),
    ],
)
def test_a_score_is_printed_half_up_with_two_decimals(value: Fraction, printed: str) -> None:
    assert display(value) == printed


def test_the_caller_chooses_decimals_and_separator() -> None:
    assert display(Fraction(311, 22), decimal=",") == "14,14"
    assert display(Fraction(311, 22), places=0) == "14"
    assert display_scores([Fraction(1, 3), Fraction(1, 2)], places=1, decimal=",") == ["0,3", "0,5"]


@given(value=st.fractions(min_value=-1000, max_value=1000, max_denominator=64))
def test_finite_decimals_round_as_the_decimal_module_rounds_half_up(value: Fraction) -> None:
    value = Fraction(round(value * 1024), 1024)
    rounded = (Decimal(value.numerator) / value.denominator).quantize(Decimal("0.01"), ROUND_HALF_UP)
    assert Fraction(display(value)) == Fraction(rounded)


def test_two_scores_that_would_print_alike_get_more_decimals_and_others_do_not() -> None:
    listed = [Fraction("70.6841"), Fraction("70.6839"), Fraction("70.6839"), Fraction(50)]
    assert display_scores(listed) == ["70.6841", "70.6839", "70.6839", "50.00"]


@given(listed=st.lists(scores | scores.map(lambda score: Fraction(score, 5000)), max_size=12))
def test_printed_scores_are_as_equal_and_as_ordered_as_the_exact_ones(listed: list[Fraction]) -> None:
    printed = [Fraction(text) for text in display_scores(listed)]
    for one, printed_one in zip(listed, printed, strict=True):
        for other, printed_other in zip(listed, printed, strict=True):
            assert (one < other) == (printed_one < printed_other)
            assert (one == other) == (printed_one == printed_other)


@given(listed=st.lists(scores, max_size=12))
def test_no_printed_score_is_farther_than_half_a_hundredth_from_the_exact_one(listed: list[Fraction]) -> None:
    for score, text in zip(listed, display_scores(listed), strict=True):
        assert abs(Fraction(text) - score) <= Fraction(1, 200)
        assert len(text.split(".")[1]) >= 2
