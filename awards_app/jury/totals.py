"""A juror's own running total: exact, and the same formula as the official one. Pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from uuid import UUID

from awards_app.jury.round_models import Weighs


@dataclass(frozen=True)
class Sum:
    """How far a ballot has come; `total` is on 0–100 over the marks given so far."""

    marked: int
    of: int
    total: Fraction

    @property
    def is_complete(self) -> bool:
        """Whether every criterion has its mark."""
        return self.marked == self.of

    @property
    def shown(self) -> Decimal:
        """The total for display, rounded half up to two places."""
        return Decimal(int(self.total * 100 + Fraction(1, 2))).scaleb(-2)


def sum_of(weights: Iterable[Weighs], marks: Mapping[UUID, Decimal]) -> Sum:
    """Σ weight × mark ÷ highest mark over the marks given (PRODUCT rules of judging)."""
    scale = list(weights)
    given = [weight for weight in scale if weight.criterion_id in marks]
    total = sum(
        (weight.value * Fraction(marks[weight.criterion_id]) / Fraction(weight.criterion.highest) for weight in given),
        Fraction(0),
    )
    return Sum(len(given), len(scale), total)
