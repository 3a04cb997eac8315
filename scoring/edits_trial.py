"""The fewest edits under methods in which every mark may move every entry: found by trying them out."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from itertools import combinations, product

import numpy as np

from scoring.borda import borda
from scoring.counted import Counted
from scoring.exact import Whole
from scoring.pairwise import copeland, schulze
from scoring.rules import Rules
from scoring.scores import Scores

MOST_TRIALS = 4000
"""Rankings that are computed for one panel: some seconds."""

SCORERS: Mapping[str, Callable[[Counted, Rules], Scores]] = {
    "borda": borda,
    "copeland": lambda counted, _: copeland(counted),
    "schulze": lambda counted, _: schulze(counted),
}

Change = tuple[int, int, int, int]
"""Entry, juror, criterion, and the units that are added to the mark."""


def trial_edits(counted: Counted, scores: Scores, rules: Rules) -> dict[int, int]:
    """Exactly the fewest edits by entry; missing where there is no rival, or where the search was given up.

    One edit is tried out for every mark and every level that it could have, save those that leave the juror's ranking
    as another does; then two, then three, as long as there are not more than MOST_TRIALS rankings to compute.
    """
    found: dict[int, int] = {}
    ranked = counted.ranked.tolist()
    before = _places(counted, scores)
    left = MOST_TRIALS
    for edits in range(1, int(counted.ballots.sum()) * len(counted.sheet.criteria) + 1):
        trials = _trials(counted, edits, left) if len(found) < len(ranked) > 1 else None
        if trials is None:
            break
        left -= len(trials)
        for changes in trials:
            after = _places(counted, SCORERS[rules.method](_edited(counted, changes), rules))
            for entry, was, now in zip(ranked, before, after, strict=True):
                if was != now:
                    found.setdefault(entry, edits)
    return found


def _trials(counted: Counted, edits: int, most: int) -> list[tuple[Change, ...]] | None:
    """All ways to make so many edits; None when there are more than `most`."""
    if int(counted.ballots.sum()) * len(counted.sheet.criteria) > most:
        return None
    cells = [list(changes) for changes in _changes(counted, skipping=edits == 1)]
    found: list[tuple[Change, ...]] = []
    for chosen in combinations(cells, edits):
        for changes in product(*chosen):
            found.append(changes)
            if len(found) > most:
                return None
    return found


def _changes(counted: Counted, *, skipping: bool) -> Iterator[Iterator[Change]]:
    """For each mark its changes; `skipping` those after which the ballot stands among the juror's others as before."""
    for entry, juror in np.argwhere(counted.sheet.complete).tolist():
        others = counted.totals.values[counted.sheet.complete[:, juror], juror].tolist()
        others.remove(counted.totals.values[entry, juror].item())
        others.sort()
        for number, criterion in enumerate(counted.sheet.criteria):
            levels = range(
                criterion.bounds[0], criterion.bounds[1] + 1, int(criterion.step * criterion.units_per_point)
            )
            mark = int(counted.sheet.marks[entry, juror, number])
            changes = ((entry, juror, number, level - mark) for level in levels if level != mark)
            yield _different(counted, changes, others) if skipping else changes


def _different(counted: Counted, changes: Iterator[Change], others: list[int]) -> Iterator[Change]:
    seen = set()
    for entry, juror, number, units in changes:
        total = int(counted.totals.values[entry, juror]) + units * counted.totals.coefficients[number]
        stands = (sum(other < total for other in others), sum(other > total for other in others))
        if stands not in seen:
            seen.add(stands)
            yield entry, juror, number, units


def _edited(counted: Counted, changes: tuple[Change, ...]) -> Counted:
    """The totals after the changes; these methods look at nothing else."""
    values = counted.totals.values.copy()
    for entry, juror, number, units in changes:
        values[entry, juror] += units * counted.totals.coefficients[number]
    return replace(counted, totals=counted.totals.holding(values))


def _places(counted: Counted, scores: Scores) -> list[int]:
    """The place by score of each ranked entry."""
    keys: Whole = scores.keys[counted.ranked]
    return [int((keys > key).sum()) + 1 for key in keys]
