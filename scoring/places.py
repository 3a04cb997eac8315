"""Score → places: entries with equal keys stand together, and places are competition places (1, 2, 2, 4)."""

from collections.abc import Iterable, Sequence
from itertools import groupby

from scoring.counted import Counted
from scoring.scores import Scores

Group = tuple[int, ...]
"""Entries that nothing has separated so far, as ascending indices into the sheet."""


def tied_groups(counted: Counted, scores: Scores) -> list[Group]:
    """The ranked entries, best first, grouped by equal keys."""
    keys = dict(zip(counted.ranked.tolist(), scores.keys[counted.ranked].tolist(), strict=True))
    best_first = sorted(keys, key=lambda entry: (-keys[entry], entry))
    return [tuple(group) for _, group in groupby(best_first, key=keys.__getitem__)]


def competition_places(groups: Iterable[Sequence[int]]) -> list[int]:
    """The place of each group: one more than the number of entries in the groups before it."""
    places, before = [], 0
    for group in groups:
        places.append(before + 1)
        before += len(group)
    return places
