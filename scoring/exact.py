"""Exact numbers: how they are read (never from floats) and which integer type holds them without overflow."""

import re
from decimal import Decimal
from fractions import Fraction
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt

from scoring.errors import ScoringError, quoted

Exact: TypeAlias = int | str | Decimal | Fraction
"""A number that loses nothing on the way in; a text is a plain decimal with a point ("7", "7.25")."""

Whole: TypeAlias = npt.NDArray[Any]
"""An array of whole numbers: int64 where every result provably fits, else Python integers (dtype object)."""

Flags: TypeAlias = npt.NDArray[np.bool_]

DIGITS = 18
"""Numerators and denominators of what is read have at most so many digits: more is a mistake or an attack."""

INT64_MAX = 2**63 - 1

FLOAT_EXACT = 2**53
"""Up to here a float holds every whole number, so that sums of whole numbers are exact whatever their order."""

_PLAIN_DECIMAL = re.compile(r"[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)", re.ASCII)


def exact(value: object) -> Fraction:
    """The value as a fraction. Raises ScoringError for floats, truth values, NaN, infinities and huge numbers."""
    if isinstance(value, bool) or not isinstance(value, int | str | Decimal | Fraction):
        raise ScoringError(f"{quoted(value)} is not an exact number but a {type(value).__name__}")
    if isinstance(value, str):
        return _from_text(value)
    if isinstance(value, Decimal):
        return _from_decimal(value)
    return _bounded(Fraction(value))


def _from_text(text: str) -> Fraction:
    if not _PLAIN_DECIMAL.fullmatch(text):
        raise ScoringError(f"{quoted(text)} is not a plain decimal number such as 7 or 7.25")
    if len(text) > DIGITS:
        raise ScoringError(f"{quoted(text)} is longer than {DIGITS} characters")
    return Fraction(text)


def _from_decimal(value: Decimal) -> Fraction:
    if not value.is_finite():
        raise ScoringError(f"{value} is not a number")
    exponent = value.as_tuple().exponent
    # Looked at before the fraction is made: 1e999999999 would fill the memory.
    if not isinstance(exponent, int) or exponent < -DIGITS or value.adjusted() >= DIGITS:
        raise ScoringError(f"{quoted(value)} has more than {DIGITS} digits")
    return Fraction(value)


def _bounded(value: Fraction) -> Fraction:
    if max(abs(value.numerator), value.denominator) >= 10**DIGITS:
        raise ScoringError(f"a number has more than {DIGITS} digits")
    return value


def whole_type(bound: int) -> npt.DTypeLike:
    """The type of an array in which no value and no intermediate result exceeds `bound` in size."""
    return np.int64 if bound <= INT64_MAX else np.object_


def plain(value: Fraction) -> str:
    """The fraction as a decimal if it has a finite one, else as p/q."""
    odd = value.denominator
    twos = fives = 0
    while odd % 2 == 0:
        odd, twos = odd // 2, twos + 1
    while odd % 5 == 0:
        odd, fives = odd // 5, fives + 1
    if odd != 1:
        return f"{value.numerator}/{value.denominator}"
    places = max(twos, fives)
    digits = str(abs(value.numerator) * 10**places // value.denominator).rjust(places + 1, "0")
    sign = "-" if value < 0 else ""
    return sign + (f"{digits[:-places]}.{digits[-places:]}" if places else digits)
