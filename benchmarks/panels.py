"""Panels drawn at random, from a fixed seed, as shuffled rows and as tables."""

from dataclasses import dataclass

import numpy as np

from scoring import Criterion, Rows, Sheet, sheet_of_rows

CRITERIA = [
    Criterion(key, weight, 0, 10, "0.5")
    for key, weight in (("idea", 30), ("craft", 25), ("effect", 20), ("text", 15), ("image", 10))
]


@dataclass(frozen=True)
class Shuffled:
    """A complete panel of `entries` × 20 jurors × 5 criteria as rows in random order."""

    entries: list[str]
    jurors: list[str]
    rows: Rows

    @classmethod
    def of(cls, marks: int) -> "Shuffled":
        shape = (marks // 100, 20, 5)
        generator = np.random.default_rng(marks)
        order = generator.permutation(marks)
        places = (index.ravel()[order] for index in np.indices(shape))
        units = generator.integers(0, 21, marks)
        names = [f"entry {number:06}" for number in range(shape[0])], [f"juror {number:02}" for number in range(20)]
        return cls(*names, Rows(*places, units))

    def sheet(self) -> Sheet:
        return sheet_of_rows(CRITERIA, self.entries, self.jurors, self.rows)


def marks_table(entries: int, jurors: int = 20) -> np.ndarray:
    """Marks of 0 to 20 in which entries and jurors differ, entries × jurors."""
    generator = np.random.default_rng(entries)
    levels = 10 + 3 * generator.standard_normal((entries, 1)) + generator.standard_normal((1, jurors))
    return np.clip(np.rint(levels + 2 * generator.standard_normal((entries, jurors))), 0, 20).astype(np.int64)


def sheet_of_table(marks: np.ndarray) -> Sheet:
    size = (
        [f"entry {number:06}" for number in range(len(marks))],
        [f"juror {number:02}" for number in range(marks.shape[1])],
    )
    complete = np.ones(marks.shape, dtype=np.bool_)
    return Sheet.of_arrays([Criterion("score", 1, 0, 20)], *size, marks[:, :, None], complete)
