"""The fewest edits where an entry is scored by its own totals alone: trimmed mean, median, majority judgment."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import accumulate
from math import comb
from typing import Any

from scoring.counted import Counted
from scoring.middle import majority_terms, middle
from scoring.rules import Rules
from scoring.scores import Scores
from scoring.trimmed import mark_of, part_of

MOST_TRIALS = 200_000
"""Ways to spread edits over an entry's ballots that are looked at for one panel: some seconds."""

Key = Any
"""What a method compares, the higher the better: fractions, or tuples of integers."""


@dataclass(frozen=True)
class Reach:
    """How one entry's key can be moved one way: `slots[slot][edits]` is the best that so many edits make of a slot.

    A slot is a ballot, or a criterion, or the whole entry; `key` makes one key of what the slots are.
    """

    slots: Sequence[Sequence[Any]]
    key: Callable[[Sequence[Any]], Key]

    def trials(self, edits: int) -> int:
        return comb(len(self.slots) + edits - 1, edits)

    def keys(self, edits: int) -> Iterator[Key]:
        """The keys of all ways to spread so many edits over the slots; a slot takes no more than it has marks."""
        for spread in _spreads([len(slot) - 1 for slot in self.slots], edits):
            yield self.key([slot[count] for slot, count in zip(self.slots, spread, strict=True)])


def own_edits(counted: Counted, scores: Scores, rules: Rules) -> dict[int, int]:
    """Exactly the fewest edits by entry; missing where there is no rival, or where the search was given up.

    As under the mean, a place by score changes only if the entry and one rival change their order, and then the entry's
    own marks move one way and the rival's the other, as far as they go. So for each number of edits the best and the
    worst key of every entry are found, and the least sum of two numbers that closes a gap or turns it round.
    """
    keys = scores.keys.tolist()
    best_first = sorted(counted.ranked.tolist(), key=lambda entry: -keys[entry])
    reaches = _Reaches(counted, rules)
    up, down = ({entry: reaches.of(entry, way) for entry in best_first} for way in (1, -1))
    found: dict[int, int] = {}
    ups, downs = [_best(up, 0, max)], [_best(down, 0, min)]
    edits = spent = 0
    while len(best_first) > 1 and len(found) < len(best_first):
        edits += 1
        spent += sum(reach.trials(edits) for side in (up, down) for reach in side.values())
        if spent > MOST_TRIALS or edits > 2 * counted.sheet.marks[0].size:
            break
        ups.append(_best(up, edits, max))
        downs.append(_best(down, edits, min))
        for entry in _moved(best_first, keys, ups, downs):
            found.setdefault(entry, edits)
    return found


def _best(reaches: Mapping[int, Reach], edits: int, best: Callable[..., Key]) -> dict[int, Key]:
    """An entry that has not so many marks stays at its best."""
    found = {}
    for entry, reach in reaches.items():
        most = sum(len(slot) - 1 for slot in reach.slots)
        found[entry] = best(reach.keys(min(edits, most)))
    return found


def _moved(
    best_first: Sequence[int], keys: Sequence[int], ups: Sequence[dict[int, Key]], downs: Sequence[dict[int, Key]]
) -> Iterator[int]:
    """The entries that some rival changes its order with, with as many edits as `ups` and `downs` go up to together."""
    edits = len(ups) - 1
    for own in range(edits + 1):
        lowest = _before(best_first, keys, downs[edits - own], min)
        highest = _after(best_first, ups[edits - own])
        beside = _beside(best_first, keys, ups[edits - own])
        for entry, above, below, level in zip(best_first, lowest, highest, beside, strict=True):
            rises = above is not None and ups[own][entry] >= above
            if rises or any(other is not None and other > downs[own][entry] for other in (below, level)):
                yield entry


def _before(
    best_first: Sequence[int], keys: Sequence[int], downs: Mapping[int, Key], best: Callable[..., Key]
) -> list[Key | None]:
    """For each entry the lowest key that an entry with a strictly better score can come down to."""
    running: list[Key | None] = [None, *accumulate((downs[entry] for entry in best_first), best)]
    starts: dict[int, int] = {}
    for position, entry in enumerate(best_first):
        starts.setdefault(keys[entry], position)
    return [running[starts[keys[entry]]] for entry in best_first]


def _after(best_first: Sequence[int], ups: Mapping[int, Key]) -> list[Key | None]:
    """For each entry the highest key that an entry behind it in the list can come up to."""
    running = list(accumulate((ups[entry] for entry in reversed(best_first)), max))
    return [*reversed(running[:-1]), None]


def _beside(best_first: Sequence[int], keys: Sequence[int], ups: Mapping[int, Key]) -> list[Key | None]:
    """For each entry the highest key that an entry with the same score, before it in the list, can come up to."""
    found: list[Key | None] = []
    for position, entry in enumerate(best_first):
        before = best_first[position - 1] if position else None
        if before is None or keys[before] != keys[entry]:
            found.append(None)
        else:
            found.append(ups[before] if found[-1] is None else max(found[-1], ups[before]))
    return found


def _spreads(room: Sequence[int], edits: int) -> Iterator[tuple[int, ...]]:
    """All ways to give the slots `edits` in all, none more than its room."""
    if len(room) == 1:
        if edits <= room[0]:
            yield (edits,)
        return
    for own in range(max(0, edits - sum(room[1:])), min(room[0], edits) + 1):
        for rest in _spreads(room[1:], edits - own):
            yield (own, *rest)


class _Reaches:
    """Makes the reach of an entry's key upwards (way 1) and downwards (way −1)."""

    def __init__(self, counted: Counted, rules: Rules) -> None:
        self.counted, self.rules = counted, rules
        self.terms = majority_terms(set(counted.ballots[counted.ranked].tolist()), counted.sign)

    def of(self, entry: int, way: int) -> Reach:
        marks = self.counted.sheet.marks[entry][self.counted.sheet.complete[entry]].tolist()
        ends = [bounds[(way * self.counted.sign > 0)] for bounds in (c.bounds for c in self.counted.sheet.criteria)]
        if self.rules.method == "trimmed_mean" and self.rules.trim == "criterion":
            columns = zip(*marks, strict=True)
            return Reach([self._column(n, list(c), ends[n]) for n, c in enumerate(columns)], sum)
        ballots = [self._ballot(row, ends) for row in marks]
        if len(ends) > 1:
            return Reach(ballots, self._key)
        # With one criterion the farthest from the end move first, whatever symmetric function follows.
        start, end = sorted((ballot[0] for ballot in ballots), reverse=ballots[0][1] < ballots[0][0]), ballots[0][1]
        start.sort(key=lambda total: -abs(total - end))
        whole = [[end] * edits + start[edits:] for edits in range(len(start) + 1)]
        return Reach([whole], lambda slots: self._key(slots[0]))

    def _ballot(self, marks: Sequence[int], ends: Sequence[int]) -> list[int]:
        """The ballot's total after 0, 1, 2, … edits, the largest swings first."""
        worth = self.counted.totals.coefficients
        total = sum(mark * each for mark, each in zip(marks, worth, strict=True))
        swings = [(end - mark) * each for mark, end, each in zip(marks, ends, worth, strict=True)]
        return list(accumulate(sorted(swings, key=abs, reverse=True), initial=total))

    def _column(self, number: int, marks: list[int], end: int) -> list[Fraction]:
        """What the criterion contributes after 0, 1, 2, … edits, the farthest marks first; the higher the better."""
        criterion = self.counted.sheet.criteria[number]
        marks.sort(key=lambda mark: -abs(mark - end))
        edited = ([end] * edits + marks[edits:] for edits in range(len(marks) + 1))
        return [self.counted.sign * part_of(criterion, mark_of(criterion, m, self.rules), self.rules) for m in edited]

    def _key(self, totals: Sequence[int]) -> Key:
        best_first = sorted(totals, reverse=self.counted.sign > 0)
        if self.rules.method == "majority_judgment":
            return self.terms(best_first)
        if self.rules.method == "median":
            return self.counted.sign * middle(best_first, 1)
        kept = best_first[self.rules.drop : len(totals) - self.rules.drop]
        return self.counted.sign * Fraction(sum(kept), len(kept) if self.rules.combine == "mean" else 1)
