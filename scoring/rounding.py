"""Scores as text for people: half up from the exact fraction, with more decimals where two would look alike."""

from collections import defaultdict
from collections.abc import Iterable
from fractions import Fraction

PLACES = 2


def half_up(value: Fraction, places: int) -> Fraction:
    """The value rounded to so many decimals; a half goes away from zero."""
    scaled = abs(value) * 10**places
    units = (2 * scaled.numerator + scaled.denominator) // (2 * scaled.denominator)
    return Fraction(units if value > 0 else -units, 10**places)


def display(value: Fraction, places: int = PLACES, decimal: str = ".") -> str:
    """The value with `places` decimals, rounded half up (a half goes away from zero), with the given separator."""
    rounded = half_up(value, places)
    sign = "-" if rounded < 0 else ""
    whole, rest = divmod(int(abs(rounded) * 10**places), 10**places)
    return f"{sign}{whole}{decimal}{rest:0{places}}" if places else f"{sign}{whole}"


def display_scores(scores: Iterable[Fraction], places: int = PLACES, decimal: str = ".") -> list[str]:
    """Each score as `display` prints it, with more decimals where different scores would print alike.

    Equal scores print alike, different ones differently, and the printed order is the exact order.
    """
    listed = list(scores)
    wanted = dict.fromkeys(listed, places)
    alike = _alike(wanted)
    while alike:
        for score in alike:
            wanted[score] += 1
        alike = _alike(wanted)
    return [display(score, wanted[score], decimal) for score in listed]


def _alike(wanted: dict[Fraction, int]) -> list[Fraction]:
    by_print: defaultdict[Fraction, list[Fraction]] = defaultdict(list)
    for score, places in wanted.items():
        by_print[Fraction(display(score, places))].append(score)
    return [score for scores in by_print.values() if len(scores) > 1 for score in scores]
