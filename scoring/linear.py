"""Systems of linear equations with integer coefficients, solved exactly."""

from collections.abc import Sequence
from fractions import Fraction


def solved(matrix: Sequence[Sequence[int]], right: Sequence[Sequence[int]]) -> list[list[Fraction]]:
    """x in matrix · x = right, where `right` has a column for each of several right-hand sides.

    Fraction-free elimination (Bareiss 1968): every number on the way is a minor of the matrix, so that it stays an
    integer and as short as can be. The matrix must be symmetric and positive definite, which makes all pivots positive.
    """
    size = len(matrix)
    rows = [[*left, *more] for left, more in zip(matrix, right, strict=True)]
    before = 1
    for pivot in range(size):
        top = rows[pivot]
        lead = top[pivot]
        for number in range(pivot + 1, size):
            row = rows[number]
            factor = row[pivot]
            rows[number] = [0] * (pivot + 1) + [
                (lead * own - factor * above) // before
                for own, above in zip(row[pivot + 1 :], top[pivot + 1 :], strict=True)
            ]
        before = lead
    return _substituted(rows, size)


def _substituted(rows: list[list[int]], size: int) -> list[list[Fraction]]:
    """The solution of a triangular system, from its last row up; the last pivot is the determinant (Cramer)."""
    determinant = rows[-1][size - 1]
    solution: list[list[int]] = [[] for _ in range(size)]
    for number in range(size - 1, -1, -1):
        row = rows[number]
        solution[number] = [
            (determinant * value - sum(row[k] * solution[k][side] for k in range(number + 1, size))) // row[number]
            for side, value in enumerate(row[size:])
        ]
    return [[Fraction(value, determinant) for value in row] for row in solution]
