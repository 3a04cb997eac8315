"""A criterion: what is marked, how heavily it weighs, and which marks may be given."""

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from math import lcm

from scoring.errors import ScoringError, quoted
from scoring.exact import Exact, exact, plain

HEAVIEST_WEIGHT = 10**12
MOST_CRITERIA = 100


@dataclass(frozen=True, init=False)
class Criterion:
    """What jurors mark. A mark is `lowest + n × step` for a whole n ≥ 0 and not above `highest`.

    `weight` is a positive integer. A full mark on the criterion is worth `weight` points of a ballot's total,
    so when the weights add up to 100, totals and scores run to 100. `highest` is positive, since marks are
    divided by it; `lowest` may be negative. Raises ScoringError when the scale or the weight makes no sense.
    """

    key: str
    weight: int
    lowest: Fraction
    highest: Fraction
    step: Fraction

    def __init__(self, key: str, weight: int, lowest: Exact = 0, highest: Exact = 10, step: Exact = 1) -> None:
        values = {"key": key, "weight": weight}
        numbers = {"lowest": lowest, "highest": highest, "step": step}
        for name, value in (values | {name: _number(key, name, value) for name, value in numbers.items()}).items():
            object.__setattr__(self, name, value)
        _check_name_and_weight(self)
        _check_scale(self)

    @cached_property
    def units_per_point(self) -> int:
        """How many integer units make one point: marks are held as integers of 1/units_per_point."""
        return lcm(self.lowest.denominator, self.step.denominator)

    @cached_property
    def bounds(self) -> tuple[int, int]:
        """The lowest and the highest mark in units."""
        return int(self.lowest * self.units_per_point), int(self.highest * self.units_per_point)

    def units(self, mark: object) -> int:
        """The mark in integer units. Raises ScoringError when it is no exact number, off the scale or the grid."""
        value = exact(mark)
        if not self.lowest <= value <= self.highest:
            raise ScoringError(f"the mark {plain(value)} is off the scale: {self._scale()}")
        if (value - self.lowest) % self.step:
            raise ScoringError(f"the mark {plain(value)} is off the grid: {self._scale()}")
        return int(value * self.units_per_point)

    def _scale(self) -> str:
        return f"from {plain(self.lowest)} to {plain(self.highest)} in steps of {plain(self.step)}"


def checked_criteria(criteria: Iterable[Criterion]) -> tuple[Criterion, ...]:
    """The criteria as a tuple. Raises ScoringError when there are none, too many, or two share a key."""
    checked = tuple(criteria)
    if not checked:
        raise ScoringError("there must be at least one criterion")
    if len(checked) > MOST_CRITERIA:
        raise ScoringError(f"there are {len(checked)} criteria; at most {MOST_CRITERIA} can be scored")
    keys: set[str] = set()
    for criterion in checked:
        if criterion.key in keys:
            raise ScoringError(f"criterion {quoted(criterion.key)} is there twice")
        keys.add(criterion.key)
    return checked


def checked_weight(weight: object) -> int:
    """The weight. Raises ScoringError unless it is a whole number from 1."""
    if isinstance(weight, bool) or not isinstance(weight, int):
        raise ScoringError(f"the weight {quoted(weight)} is not a whole number")
    if not 1 <= weight <= HEAVIEST_WEIGHT:
        raise ScoringError(f"the weight must be from 1 to {HEAVIEST_WEIGHT}")
    return weight


def without_scale(marks: Iterable[Fraction]) -> Criterion:
    """The criterion `score` for marks of which no rule names a scale; the score is then the mean mark itself.

    The scale runs to 100, or to the power of ten that holds the largest mark, below zero only if a mark does, in steps
    of the finest decimal given. Weight and highest mark are equal, so that they cancel out.
    """
    given = set(marks)
    top = 100
    while any(abs(mark) > top for mark in given):
        top *= 10
    step = Fraction(1, lcm(*(mark.denominator for mark in given)))
    return Criterion("score", top, -top if any(mark < 0 for mark in given) else 0, top, step)


def _number(key: str, name: str, value: Exact) -> Fraction:
    try:
        return exact(value)
    except ScoringError as error:
        raise ScoringError(f"criterion {quoted(key)}: {name}: {error}") from None


def _check_name_and_weight(criterion: Criterion) -> None:
    if not isinstance(criterion.key, str) or not criterion.key.strip():
        raise ScoringError("a criterion must have a key")
    try:
        checked_weight(criterion.weight)
    except ScoringError as error:
        raise ScoringError(f"criterion {quoted(criterion.key)}: {error}") from None


def _check_scale(criterion: Criterion) -> None:
    name = f"criterion {quoted(criterion.key)}"
    if criterion.step <= 0:
        raise ScoringError(f"{name}: the step must be above zero")
    if criterion.highest <= 0:
        raise ScoringError(f"{name}: the highest mark must be above zero")
    if criterion.lowest >= criterion.highest:
        raise ScoringError(f"{name}: the lowest mark must be below the highest")
    if (criterion.highest - criterion.lowest) % criterion.step:
        raise ScoringError(f"{name}: steps of {plain(criterion.step)} from the lowest mark never reach the highest")
