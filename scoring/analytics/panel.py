"""The one number that each juror gave each entry, on which all analytics stand: the mark, or the ballot's total."""

from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from math import gcd
from typing import Any, Self, TypeAlias

import numpy as np
import numpy.typing as npt

from scoring.exact import Flags, Whole, whole_type
from scoring.sheet import Sheet
from scoring.totals import totals

Real: TypeAlias = npt.NDArray[Any]
"""An array of floats."""


@dataclass(frozen=True, eq=False)
class Panel:
    """Entries × jurors, without entries and jurors that have no complete ballot.

    The number itself is `origin` + `codes` × `unit`, where codes are whole numbers from 0, and zero without meaning
    where `given` is false. With one criterion it is the mark; with several it is the total of the ballot.
    """

    entries: tuple[str, ...]
    jurors: tuple[str, ...]
    codes: Whole
    given: Flags
    origin: Fraction
    unit: Fraction

    @classmethod
    def of(cls, sheet: Sheet) -> Self:
        codes, unit = _numbers(sheet)
        given, entries, jurors = sheet.complete, sheet.entries, sheet.jurors
        if not given.all():
            rows, columns = np.any(given, axis=1), np.any(given, axis=0)
            codes, given = codes[rows][:, columns], given[rows][:, columns]
            entries = tuple(name for name, has in zip(entries, rows.tolist(), strict=True) if has)
            jurors = tuple(name for name, has in zip(jurors, columns.tolist(), strict=True) if has)
        lowest, step, codes = _counted_from_lowest(codes, given)
        return cls(entries, jurors, codes, given, lowest * unit, step * unit)

    @cached_property
    def is_complete(self) -> bool:
        """Whether every juror marked every entry."""
        return bool(self.given.all())

    @cached_property
    def marks(self) -> int:
        return int(self.given.sum())

    @cached_property
    def largest(self) -> int:
        """The largest code; zero when all marks are equal, and when there are none."""
        return int(self.codes.max()) if self.codes.size else 0

    @cached_property
    def values(self) -> Real:
        """The codes as floats: in units, from zero; zero without meaning where nothing is given."""
        return self.codes.astype(np.float64)

    @cached_property
    def parts(self) -> int:
        """Into how many parts the panel falls, between which no juror and no entry is shared; 1 when connected."""
        together = (self.given.T.astype(np.float32) @ self.given.astype(np.float32)) > 0
        unseen, parts = set(range(len(self.jurors))), 0
        while unseen:
            parts += 1
            reached = {unseen.pop()}
            while reached:
                found = set(np.flatnonzero(together[reached.pop()]).tolist()) & unseen
                unseen -= found
                reached |= found
        return parts


def _numbers(sheet: Sheet) -> tuple[Whole, Fraction]:
    if len(sheet.criteria) == 1:
        return sheet.marks[:, :, 0], Fraction(1, sheet.criteria[0].units_per_point)
    sums = totals(sheet)
    return sums.values, Fraction(1, sums.denominator)


def _counted_from_lowest(codes: Whole, given: Flags) -> tuple[int, int, Whole]:
    """Lowest, step and codes, so that the numbers are lowest + step × code: small codes make exact sums cheap."""
    if not given.any():
        return 0, 1, np.zeros(given.shape, dtype=np.int64)
    complete = bool(given.all())
    present = codes if complete else codes[given]
    lowest, highest = int(present.min()), int(present.max())
    shifted = codes - lowest if lowest else codes
    shifted = shifted if complete else np.where(given, shifted, 0)
    step = 1 if highest - lowest < 2**15 else _common_step(shifted)
    return (
        lowest,
        step,
        (shifted // step if step > 1 else shifted).astype(whole_type((highest - lowest) // step), copy=False),
    )


def _common_step(codes: Whole) -> int:
    if codes.dtype == np.object_:
        return gcd(*codes.ravel().tolist()) or 1
    return int(np.gcd.reduce(codes, axis=None)) or 1
