"""Which totals a mark can give its ballot, and the few of them that make a difference to the juror's ranking."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Cell:
    """A mark that can be edited, as it moves the total of its ballot.

    `total` is the ballot's; with the other levels of the mark it would be `lowest + n × step` for 0 ≤ n ≤ `most`.
    """

    entry: int
    juror: int
    total: int
    lowest: int
    step: int
    most: int


def all_totals(cell: Cell) -> Iterator[int]:
    """All other totals: `cell.most` of them."""
    totals = (cell.lowest + n * cell.step for n in range(cell.most + 1))
    return (total for total in totals if total != cell.total)


def new_standings(cell: Cell, given: Sequence[int]) -> list[int]:
    """One total for each new standing that the ballot can have among the juror's others.

    `given` are the juror's totals in ascending order, with that of the ballot itself. A standing is how many of the
    others are lower and how many are higher.
    """
    others = list(given)
    others.remove(cell.total)
    now = _standing(others, cell.total)
    by_standing = {_standing(others, total): total for total in _beside(cell, others, 1)}
    return [total for standing, total in by_standing.items() if standing != now]


def few_totals(cell: Cell, given: Sequence[int], together: int) -> list[int]:
    """Totals for as many edits of one juror `together`, where the juror's ballots have one grid of totals.

    These are the totals that the juror gave, and so many of each gap between them, that the edited ballots can stand
    there in every order.
    """
    return [total for total in _beside(cell, given, together) if total != cell.total]


def _standing(others: Sequence[int], total: int) -> tuple[int, int]:
    return bisect_left(others, total), bisect_right(others, total)


def _beside(cell: Cell, given: Sequence[int], number: int) -> list[int]:
    """The totals on the cell's grid that are given, and of each gap, and of both ends, the `number` lowest."""
    highest = cell.lowest + cell.most * cell.step
    within = given[bisect_left(given, cell.lowest) : bisect_right(given, highest)]
    if cell.most <= len(within):
        return [cell.lowest + n * cell.step for n in range(cell.most + 1)]
    at = set(range(min(number - 1, cell.most) + 1))
    for total in within:
        # The last that is not above the given total, and then the first ones above.
        last = (total - cell.lowest) // cell.step
        at.update(range(last, min(last + number, cell.most) + 1))
    return [cell.lowest + n * cell.step for n in sorted(at)]
