"""The fewest edits under methods in which every mark may move every entry: found by trying them out."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cache
from itertools import combinations, product
from math import comb, prod

import numpy as np

from scoring.borda import borda
from scoring.counted import Counted
from scoring.edits_levels import Cell, all_totals, few_totals, new_standings
from scoring.exact import Whole
from scoring.pairwise import copeland, schulze
from scoring.rules import Rules
from scoring.scores import Scores

MOST_TRIALS = 4000
"""Rankings that are computed for one panel: some seconds."""

MOST_PAIRS = 20_000_000
"""Pairs of entries that are compared for one panel by a method that compares every two: some seconds, too."""

MOST_RANKS = 400_000
"""Entries that are ranked anew for one panel by `borda`."""

SCORERS: Mapping[str, Callable[[Counted, Rules], Scores]] = {
    "borda": borda,
    "copeland": lambda counted, _: copeland(counted),
    "schulze": lambda counted, _: schulze(counted),
}

Change = tuple[Cell, int]
"""A mark, and the total that its ballot gets by it if the ballot's other marks stay."""

Options = tuple[int, Callable[[], Iterator[int]]]
"""How many totals are to be tried for a mark, and which."""


def trial_edits(counted: Counted, scores: Scores, rules: Rules) -> dict[int, int]:
    """Exactly the fewest edits by entry; missing where there is no rival, or where the search was given up.

    The place is that by score, before the ladder. One edit is tried out for every mark; then two, then three, as long
    as there are not too many rankings to compute, which is known before any of them is made.
    """
    found: dict[int, int] = {}
    ranked = counted.ranked.tolist()
    marks = int(counted.ballots.sum()) * len(counted.sheet.criteria)
    left = _affordable(rules, len(ranked)) if len(ranked) > 1 else 0
    if marks > left:
        return found  # to choose the marks alone would go beyond
    trials = _Trials(counted)
    before = _places(counted, scores)
    for edits in range(1, marks + 1):
        number = trials.number(edits, left)
        if number is None or len(found) == len(ranked):
            break
        left -= number
        for changes in trials.all(edits):
            after = _places(counted, SCORERS[rules.method](_edited(counted, changes), rules))
            moved = (entry for entry, was, now in zip(ranked, before, after, strict=True) if was != now)
            found |= {entry: edits for entry in moved if entry not in found}
            if len(found) == len(ranked):
                break
    return found


def _affordable(rules: Rules, entries: int) -> int:
    """The rankings that are tried: on a large panel, where each takes longer, fewer."""
    return min(MOST_TRIALS, MOST_RANKS // entries if rules.method == "borda" else MOST_PAIRS // entries**2)


class _Trials:
    """All ways to make so many edits, save those after which a juror's ranking is as after another way.

    The methods look at each juror's ranking alone. So for the only edit of a juror one total for each standing among
    the juror's others is enough. Where a juror's marks are edited together, that holds for more totals of each gap, if
    all of the juror's totals lie on one grid, which they do on a sheet of one criterion; else all levels are tried.
    """

    def __init__(self, counted: Counted) -> None:
        self.cells = list(_cells(counted))
        self.totals = {
            juror: sorted(counted.totals.values[counted.sheet.complete[:, juror], juror].tolist())
            for juror in range(len(counted.sheet.jurors))
        }
        self.one_grid = len(counted.sheet.criteria) == 1
        self.options = cache(self._options)

    def number(self, edits: int, most: int) -> int | None:
        """How many there are; None when there are more than `most`, or more than that to choose the marks."""
        if comb(len(self.cells), edits) > most:
            return None
        number = 0
        for options in self._chosen(edits):
            number += prod(count for _, (count, _) in options)
            if number > most:
                return None
        return number

    def all(self, edits: int) -> Iterator[tuple[Change, ...]]:
        for options in self._chosen(edits):
            # Where one mark has nothing to try, another may have more than memory holds.
            if all(count for _, (count, _) in options):
                yield from product(*([(cell, total) for total in totals()] for cell, (_, totals) in options))

    def _chosen(self, edits: int) -> Iterator[list[tuple[Cell, Options]]]:
        for chosen in combinations(self.cells, edits):
            together = Counter(cell.juror for cell in chosen)
            yield [(cell, self.options(cell, together[cell.juror])) for cell in chosen]

    def _options(self, cell: Cell, together: int) -> Options:
        if together > 1 and not self.one_grid:
            return cell.most, lambda: all_totals(cell)
        own = self.totals[cell.juror]
        totals = new_standings(cell, own) if together == 1 else few_totals(cell, own, together)
        return len(totals), lambda: iter(totals)


def _cells(counted: Counted) -> Iterator[Cell]:
    for entry, juror in np.argwhere(counted.sheet.complete).tolist():
        total = int(counted.totals.values[entry, juror])
        for number, (criterion, worth) in enumerate(
            zip(counted.sheet.criteria, counted.totals.coefficients, strict=True)
        ):
            (lowest, highest), step = criterion.bounds, int(criterion.step * criterion.units_per_point)
            down = int(counted.sheet.marks[entry, juror, number]) - lowest
            yield Cell(entry, juror, total, total - down * worth, step * worth, (highest - lowest) // step)


def _edited(counted: Counted, changes: Sequence[Change]) -> Counted:
    """The totals after the changes; these methods look at nothing else."""
    values = counted.totals.values.copy()
    for cell, total in changes:
        # As Python integers: the difference of two totals may leave int64, the new total does not.
        values[cell.entry, cell.juror] = int(values[cell.entry, cell.juror]) + total - cell.total
    return replace(counted, totals=counted.totals.holding(values))


def _places(counted: Counted, scores: Scores) -> list[int]:
    """The place by score of each ranked entry."""
    keys: Whole = scores.keys[counted.ranked]
    return [int((keys > key).sum()) + 1 for key in keys]
