"""How firm a place is: the fewest changes of single marks after which an entry's place by score would be another."""

from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass
from heapq import merge
from itertools import accumulate, chain

import numpy as np

from scoring.counted import Counted
from scoring.exact import Whole, whole_type
from scoring.scores import Scores


@dataclass(frozen=True, eq=False)
class Swings:
    """How far one edit can move a score: for each mark of an entry up to the best and down to the worst mark.

    `better` and `worse` are shaped (entries, jurors × criteria), in the unit of `keys`, the scores as integers where
    higher is better; zero where there is no mark. `best_first` are the ranked entries by descending key.
    """

    keys: list[int]
    best_first: list[int]
    better: Whole
    worse: Whole


def mean_edits(counted: Counted, scores: Scores) -> dict[int, int]:
    """Exactly the fewest edits for the mean, by entry; entries that have no rival are missing.

    An edit changes one mark of one counted ballot, of any entry, to any mark of its scale. The place is that by score
    alone, before the ladder: one more than the number of entries with a better score. It changes only if the entry and
    one rival change their order, and then the largest swings serve best: the entry's own marks in one direction and
    the rival's in the other. So the answer is the least, over all rivals, of how many of these swings, the
    largest first, close the gap to a better rival or turn it round for a worse or equal one.
    """
    swings = _swings(counted, scores)
    if len(swings.best_first) < 2:
        return {}
    most = int(max(swings.better.max(), swings.worse.max()))
    return {
        entry: _fewest(swings, position, most, at_once=at_once)
        for position, (entry, at_once) in enumerate(zip(swings.best_first, _by_one_edit(swings), strict=True))
    }


def _swings(counted: Counted, scores: Scores) -> Swings:
    sheet = counted.sheet
    kind = whole_type(2 * counted.totals.bound * counted.common_count)
    lowest, highest = (np.array(bounds, dtype=kind) for bounds in zip(*(c.bounds for c in sheet.criteria), strict=True))
    worth = np.array(counted.totals.coefficients, dtype=kind) * counted.shares().astype(kind)[:, None]
    weight = worth[:, None, :] * sheet.complete[:, :, None]
    flat = (len(sheet.entries), len(sheet.jurors) * len(sheet.criteria))
    better = ((highest - sheet.marks) * weight).reshape(flat)
    worse = ((sheet.marks - lowest) * weight).reshape(flat)
    keys = scores.keys.tolist()
    best_first = sorted(counted.ranked.tolist(), key=lambda entry: -keys[entry])
    return Swings(keys, best_first, *((better, worse) if counted.sign > 0 else (worse, better)))


def _by_one_edit(swings: Swings) -> Iterator[bool]:
    """For each entry, best first: whether one edit surely suffices, looking at its neighbours in the list only."""
    better, worse = swings.better.max(axis=1).tolist(), swings.worse.max(axis=1).tolist()
    for position, entry in enumerate(swings.best_first):
        above = swings.best_first[max(0, position - 1) : position]
        below = swings.best_first[position + 1 : position + 2]
        up = (swings.keys[rival] - swings.keys[entry] <= max(better[entry], worse[rival]) for rival in above)
        down = (swings.keys[entry] - swings.keys[rival] < max(worse[entry], better[rival]) for rival in below)
        yield any(up) or any(down)


def _fewest(swings: Swings, position: int, most: int, *, at_once: bool) -> int:
    if at_once:
        return 1
    fewest: int = 2 * swings.better.shape[1] + 1
    for gap, rival in _rivals(swings, position):
        # One edit moves a score by `most` at best: no rival farther away can do with fewer.
        if gap > (fewest - 1) * most:
            break
        fewest = min(fewest, _needed(swings, swings.best_first[position], rival))
    return fewest


def _rivals(swings: Swings, position: int) -> Iterator[tuple[int, int]]:
    """(gap, entry) of all other ranked entries, the nearest first."""
    own = swings.keys[swings.best_first[position]]
    above = ((swings.keys[rival] - own, rival) for rival in reversed(swings.best_first[:position]))
    below = ((own - swings.keys[rival], rival) for rival in swings.best_first[position + 1 :])
    return merge(above, below)


def _needed(swings: Swings, entry: int, rival: int) -> int:
    """The fewest edits of the two that close the gap to a better rival, or put a worse or equal one above."""
    gap = abs(swings.keys[entry] - swings.keys[rival])
    is_better = swings.keys[rival] > swings.keys[entry]
    rises, falls = (entry, rival) if is_better else (rival, entry)
    largest_first: list[int] = sorted(chain(swings.better[rises].tolist(), swings.worse[falls].tolist()), reverse=True)
    enough = gap if is_better else gap + 1
    moved: list[int] = list(accumulate(largest_first))
    return bisect_left(moved, enough) + 1
