"""The tail of χ² and the quantiles of F against SciPy."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from scoring.analytics.distributions import chi2_upper, f_quantile


@given(freedom=st.floats(0.5, 20_000), tail=st.floats(-40, -1e-4))
def test_the_tail_of_chi2_is_that_of_scipy(freedom: float, tail: float) -> None:
    value = float(stats.chi2.isf(10**tail, freedom))
    assert chi2_upper(value, freedom) == pytest.approx(float(stats.chi2.sf(value, freedom)), rel=1e-10)


@pytest.mark.parametrize(
    ("value", "freedom", "tail"), [(0, 3, 1.0), (-1, 3, 1.0), (1e6, 2, 0.0), (2, 2, 0.36787944117)]
)
def test_the_tail_of_chi2_at_its_ends(value: float, freedom: float, tail: float) -> None:
    assert chi2_upper(value, freedom) == pytest.approx(tail, rel=1e-10)


@given(
    probability=st.sampled_from([0.005, 0.025, 0.05, 0.5, 0.95, 0.975, 0.995]),
    above=st.floats(0.5, 300_000),
    below=st.floats(0.5, 300_000),
)
def test_the_quantiles_of_f_are_those_of_scipy(probability: float, above: float, below: float) -> None:
    expected = float(stats.f.ppf(probability, above, below))
    assert f_quantile(probability, above, below) == pytest.approx(expected, rel=1e-9)
