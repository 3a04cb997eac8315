"""The tail of χ² and the quantiles of F, from the incomplete gamma and beta functions.

The factors in front of the series are written as deviances (C. Loader, Fast and accurate computation of binomial
probabilities, 2000), so that they keep their digits where logarithms of gamma functions would cancel.
"""

from math import exp, inf, lgamma, log, pi, sqrt
from statistics import NormalDist

_TINY = 1e-300
_EPSILON = 2.0**-53
_RESTING = 1e-6
"""A step of Halley's triples the digits: after one so short, what is left is beyond the last digit."""
_MOST_TERMS = 100_000
_STIRLING = (1 / 12, -1 / 360, 1 / 1260, -1 / 1680, 1 / 1188, -691 / 360360)


def chi2_upper(value: float, freedom: float) -> float:
    """P(χ² ≥ value) with `freedom` degrees of freedom, for value ≥ 0 and freedom > 0: the upper incomplete gamma."""
    shape, x = freedom / 2, value / 2
    if x <= 0:
        return 1.0
    front = exp(-_stirling_error(shape) - _deviance(shape, x)) / sqrt(2 * pi * shape)
    if x < shape + 1:
        return 1 - front * _gamma_series(shape, x)
    return front * shape * _gamma_fraction(shape, x)


def f_quantile(probability: float, upper_freedom: float, lower_freedom: float) -> float:
    """The value that F with these degrees of freedom (above and below the line) stays under with that probability.

    With x = d₁F ÷ (d₁F + d₂) the probability is the incomplete beta function I_x(d₁/2, d₂/2), solved by Halley's steps
    in the logarithm of the odds of x, kept inside a bracket.
    """
    a, b = upper_freedom / 2, lower_freedom / 2
    low, high, odds = -700.0, 700.0, _guess(probability, a, b)
    for _ in range(200):
        below, above, slope = _beta_tails(a, b, odds)
        # The smaller of the two tails is the one that keeps its digits.
        excess = below - probability if probability < 0.5 else (1 - probability) - above
        low, high = (low, odds) if excess > 0 else (odds, high)
        step = odds - _halley(excess / slope, a, b, odds) if slope > _TINY else inf
        following = step if low <= step <= high else (low + high) / 2
        if abs(following - odds) <= _RESTING * max(1.0, abs(odds)):
            return exp(following) * b / a
        odds = following
    return exp(odds) * b / a


def _halley(newton: float, a: float, b: float, odds: float) -> float:
    """Newton's step, bent by the slope's own slope: in these odds the slope grows at the rate a (1 − x) − b x."""
    x = 1 / (1 + exp(-odds))
    bent = 1 - newton * (a * (1 - x) - b * x) / 2
    return newton / bent if bent > 0.5 else newton


def _guess(probability: float, a: float, b: float) -> float:
    """The logarithm of the odds, roughly (Abramowitz and Stegun, 26.5.22); the middle for few freedoms."""
    if min(a, b) <= 1:
        return log(a / b)
    y = NormalDist().inv_cdf(probability)
    one, other = 1 / (2 * a - 1), 1 / (2 * b - 1)
    h, bend = 2 / (one + other), (y * y - 3) / 6
    half = y * sqrt(max(0.0, h + bend)) / h + (other - one) * (bend + 5 / 6 - 2 / (3 * h))
    return log(a / b) + 2 * half


def _beta_tails(a: float, b: float, odds: float) -> tuple[float, float, float]:
    """I_x(a, b), its complement, and their slope xᵃ(1−x)ᵇ ÷ B(a, b) in the logarithm of the odds of x."""
    x, y = 1 / (1 + exp(-odds)), 1 / (1 + exp(odds))
    both = a + b
    error = _stirling_error(both) - _stirling_error(a) - _stirling_error(b)
    front = sqrt(a * b / (2 * pi * both)) * exp(error - _deviance(a, both * x) - _deviance(b, both * y))
    if x < (a + 1) / (both + 2):
        below = front * _beta_fraction(a, b, x) / a
        return below, 1 - below, front
    above = front * _beta_fraction(b, a, y) / b
    return 1 - above, above, front


def _stirling_error(n: float) -> float:
    """log Γ(n+1) − log(√(2πn) (n/e)ⁿ)."""
    if n < 16:
        return lgamma(n + 1) - (n + 0.5) * log(n) + n - 0.5 * log(2 * pi)
    square, power, total = n * n, n, 0.0
    for coefficient in _STIRLING:
        total += coefficient / power
        power *= square
    return total


def _deviance(x: float, mean: float) -> float:
    """x log(x ÷ mean) + mean − x, also where the two are close and the terms would cancel."""
    if mean <= 0:
        return inf
    if abs(x - mean) >= 0.1 * (x + mean):
        return x * log(x / mean) + mean - x
    v = (x - mean) / (x + mean)
    total, term, odd = (x - mean) * v, 2 * x * v, 1
    while True:
        term *= v * v
        odd += 2
        following = total + term / odd
        if following == total:
            return total
        total = following


def _gamma_series(shape: float, x: float) -> float:
    term = total = 1.0
    for n in range(1, _MOST_TERMS):
        term *= x / (shape + n)
        total += term
        if term < total * _EPSILON:
            break
    return total


def _gamma_fraction(shape: float, x: float) -> float:
    """The continued fraction of Γ(shape, x) ÷ (xˢ e⁻ˣ), by the modified method of Lentz."""
    b = x + 1 - shape
    c, d = 1 / _TINY, 1 / b
    value = d
    for n in range(1, _MOST_TERMS):
        numerator = -n * (n - shape)
        b += 2
        d = 1 / _away_from_zero(b + numerator * d)
        c = _away_from_zero(b + numerator / c)
        value *= c * d
        if abs(c * d - 1) < 2 * _EPSILON:
            break
    return value


def _beta_fraction(a: float, b: float, x: float) -> float:
    """The continued fraction of a B(a, b) I_x(a, b) ÷ (xᵃ(1−x)ᵇ), by the modified method of Lentz.

    Two terms at a time. Left of the mode, where alone it is called, no denominator comes near zero.
    """
    both, c = a + b, 1.0
    value = d = 1 / (1 - both * x / (a + 1))
    for n in range(1, _MOST_TERMS):
        at = a + 2 * n
        even = n * (b - n) * x / ((at - 1) * at)
        odd = -(a + n) * (both + n) * x / (at * (at + 1))
        d, c = 1 / (1 + even * d), 1 + even / c
        value *= c * d
        d, c = 1 / (1 + odd * d), 1 + odd / c
        value *= c * d
        if abs(c * d - 1) < 2 * _EPSILON:
            break
    return value


def _away_from_zero(value: float) -> float:
    return value if abs(value) > _TINY else _TINY
