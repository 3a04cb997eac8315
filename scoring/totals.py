"""Marks → totals: what each ballot is worth, Σ weight × mark ÷ highest mark, as integers over one denominator."""

from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cached_property
from math import lcm

import numpy as np

from scoring.exact import Whole, whole_type
from scoring.sheet import Sheet, blocks


@dataclass(frozen=True, eq=False)
class Totals:
    """Totals of the complete ballots: the total of a ballot is `values[entry, juror]` ÷ `denominator`.

    `coefficients[criterion]` is what one unit of a mark adds to a total, over the same denominator. `bound` is a size
    that no total exceeds.
    """

    sheet: Sheet
    coefficients: tuple[int, ...]
    denominator: int
    bound: int

    def holding(self, values: Whole) -> "Totals":
        """The same scale with other totals in place of the sheet's own, for asking what would be if."""
        other = replace(self)
        other.__dict__["values"] = values  # where a cached property keeps what it was computed to
        return other

    @cached_property
    def values(self) -> Whole:
        """Zero without meaning where the sheet has no complete ballot; computed when first asked for."""
        kind = whole_type(self.bound)
        coefficients = np.array(self.coefficients, dtype=kind)
        values: Whole = np.empty(self.sheet.marks.shape[:2], dtype=kind)
        for entries, marks in blocks(self.sheet.marks, kind):
            values[entries] = marks @ coefficients
        return values


def totals(sheet: Sheet) -> Totals:
    """Every ballot's total, exactly: the weighted sum of the shares of the highest mark (SCORING: ballot's total).

    A mark of u units is u ÷ units_per_point points; its part of the total is weight × u ÷ (units_per_point ×
    highest). The least common multiple of these fractions' denominators makes all of them integers.
    """
    factors = [Fraction(c.weight) / (c.highest * c.units_per_point) for c in sheet.criteria]
    denominator = lcm(*(factor.denominator for factor in factors))
    coefficients = tuple(int(factor * denominator) for factor in factors)
    largest = (max(map(abs, criterion.bounds)) for criterion in sheet.criteria)
    bound = sum(coefficient * units for coefficient, units in zip(coefficients, largest, strict=True))
    return Totals(sheet, coefficients, denominator, bound)
