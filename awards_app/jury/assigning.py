"""Who judges which entry when not everybody judges all: balanced, at random from a seed, conflicts respected. Pure."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from hashlib import sha256
from typing import TYPE_CHECKING, Any, Generic, TypeVar

import numpy as np

if TYPE_CHECKING:
    import numpy.typing as npt

E = TypeVar("E")
J = TypeVar("J")
SPREAD = 1000


@dataclass(frozen=True)
class Wish:
    """How many ballots each entry needs, how many entries a juror may get (None: as many as needed), and the seed."""

    per_entry: int
    most: int | None
    seed: int


@dataclass(frozen=True)
class Panel(Generic[E, J]):
    """What is there: entries and jurors in a lasting order, pairs that must not be, and seats that stay as they are.

    Seats that stay count towards what an entry needs and what a juror may get. A seat of somebody who is not among
    the jurors counts only if it is among `held`: leave it out where its ballot will never come.
    """

    entries: Sequence[E]
    jurors: Sequence[J]
    barred: frozenset[tuple[E, J]] = frozenset()
    held: frozenset[tuple[E, J]] = frozenset()


@dataclass(frozen=True)
class Assignment(Generic[E, J]):
    """The new pairs, in the order of the entries, and what could not be met: the ballots that each entry lacks.

    `lacking` is empty when the wish is met. Loads, held and new together, differ by one at most unless conflicts,
    held seats or the most that a juror may get leave no other way; then they are as even as they can be.
    """

    pairs: tuple[tuple[E, J], ...]
    lacking: Mapping[E, int]


def assign(panel: Panel[E, J], wish: Wish) -> Assignment[E, J]:
    """As many of the wished seats as there can be; among the most even ways to give them, one drawn by the seed.

    A transport problem: its linear relaxation has whole-numbered solutions at its corners, which the dual simplex
    method returns (Hoffman and Kruskal, 1956). Solved three times: as many seats as possible; the sum of squared
    loads as small as possible; the drawn costs as small as possible.
    """
    arcs = _Arcs.of(panel, wish)
    if not arcs.count:
        return Assignment((), {entry: need for entry, need in zip(panel.entries, arcs.needs, strict=True) if need})
    given = arcs.solve_by_entry()
    loads = arcs.solve_loads(given)
    chosen = arcs.solve_pairs(given, loads)
    pairs = tuple((panel.entries[arcs.entry[at]], panel.jurors[arcs.juror[at]]) for at in np.flatnonzero(chosen))
    lacking = zip(panel.entries, arcs.needs - given, strict=True)
    return Assignment(pairs, {entry: int(short) for entry, short in lacking if short})


@dataclass(frozen=True)
class Cure(Generic[E]):
    """What would make an infeasible wish feasible.

    `scarce` are the entries that fewer jurors may judge than they need, whatever the limit. `most` is the least
    limit for a juror with which all other entries get their ballots, None where the limit is not what is in the way.
    `jurors` is how many more jurors, free of conflicts, would do under the limit as it is.
    """

    scarce: Mapping[E, int]
    most: int | None
    jurors: int


def cure_of(panel: Panel[E, J], wish: Wish, found: Assignment[E, J]) -> Cure[E] | None:
    """What to change, or None if nothing lacks."""
    if not found.lacking:
        return None
    free = assign(panel, replace(wish, most=None))
    lacking = sum(found.lacking.values())
    limit = wish.most or len(panel.entries)
    jurors = max(max(found.lacking.values()), -(-lacking // limit))
    if sum(free.lacking.values()) == lacking:
        return Cure(free.lacking, None, jurors)
    # Whether all get what is possible can only become true with a higher limit: the least is found by halving.
    low, high = (wish.most or 0) + 1, len(panel.entries)
    while low < high:
        middle = (low + high) // 2
        enough = assign(panel, replace(wish, most=middle)).lacking == free.lacking
        low, high = (low, middle) if enough else (middle + 1, high)
    return Cure(free.lacking, low, jurors)


@dataclass(frozen=True)
class _Arcs:
    """The pairs that can be: `entry[k]` and `juror[k]` are the ends of the k-th, `cost[k]` is what the seed drew."""

    entry: "npt.NDArray[np.intp]"
    juror: "npt.NDArray[np.intp]"
    cost: "npt.NDArray[np.int64]"
    needs: "npt.NDArray[np.int64]"
    held: "npt.NDArray[np.int64]"
    room: "npt.NDArray[np.int64]"

    @classmethod
    def of(cls, panel: Panel[Any, Any], wish: Wish) -> "_Arcs":
        apart = panel.barred | panel.held
        ends = [
            (row, column, _drawn(wish.seed, row, column))
            for row, entry in enumerate(panel.entries)
            for column, juror in enumerate(panel.jurors)
            if (entry, juror) not in apart
        ]
        of_entry, of_juror = (Counter(pair[end] for pair in panel.held) for end in (0, 1))
        needs = np.array([max(0, wish.per_entry - of_entry[one]) for one in panel.entries], dtype=np.int64)
        held = np.array([of_juror[one] for one in panel.jurors], dtype=np.int64)
        most = len(panel.entries) + int(held.max(initial=0)) if wish.most is None else wish.most
        columns = np.array(ends, dtype=np.int64).reshape(-1, 3).T
        return cls(columns[0], columns[1], columns[2], needs, held, np.maximum(0, most - held))

    @property
    def count(self) -> int:
        """How many pairs can be."""
        return len(self.entry)

    def solve_by_entry(self) -> "npt.NDArray[np.int64]":
        """How many seats each entry gets when there are as many as possible; among those ways, the most even one.

        What lacks is spread, too: two entries that lack one ballot each are better than one that lacks two.
        """
        steps = _stairs(self.needs)
        cost = np.concatenate([np.zeros(self.count), [step - self.needs.max() - 1 for _entry, step in steps]])
        rows = _incidence(self.entry, len(self.needs), steps)
        columns = _incidence(self.juror, len(self.room), [(None, 0)] * len(steps))
        found = _whole(cost, equal=(rows, np.zeros(len(self.needs))), most=(columns, self.room))
        return np.bincount(self.entry, found[: self.count], len(self.needs)).astype(np.int64)

    def solve_loads(self, given: "npt.NDArray[np.int64]") -> "npt.NDArray[np.int64]":
        """How many new seats each juror gets when all loads are as even as possible."""
        steps = _stairs(np.minimum(self.room, np.bincount(self.juror, minlength=len(self.room))))
        cost = np.concatenate([np.zeros(self.count), [self.held[juror] + step for juror, step in steps]])
        rows = _incidence(self.entry, len(self.needs), [(None, 0)] * len(steps))
        columns = _incidence(self.juror, len(self.room), steps)
        both = np.concatenate([given, np.zeros(len(self.room))])
        found = _whole(cost, equal=(_stacked(rows, columns), both))
        return np.bincount(self.juror, found[: self.count], len(self.room)).astype(np.int64)

    def solve_pairs(self, given: "npt.NDArray[np.int64]", loads: "npt.NDArray[np.int64]") -> "npt.NDArray[np.int64]":
        """Which pairs, once the numbers at both ends are known."""
        rows = _incidence(self.entry, len(self.needs), [])
        columns = _incidence(self.juror, len(self.room), [])
        both = np.concatenate([given, loads])
        return _whole(self.cost.astype(np.float64), equal=(_stacked(rows, columns), both))


def _drawn(seed: int, row: int, column: int) -> int:
    """What the seed draws for a pair: of a hash, so that it is the same under every version of every library."""
    return int.from_bytes(sha256(f"{seed} {row} {column}".encode()).digest()[:8]) % SPREAD


def _stairs(tops: Iterable[int]) -> list[tuple[int | None, int]]:
    """One step of one unit for each that can be taken; a later one costs more, which makes squares linear."""
    return [(end, step) for end, top in enumerate(tops) for step in range(int(top))]


def _incidence(ends: "npt.NDArray[np.intp]", size: int, steps: Sequence[tuple[int | None, int]]) -> Any:
    """A row for each end: the pairs at it, less the steps that it takes."""
    from scipy.sparse import csr_array  # noqa: PLC0415 - a heavy import, for one act of an organiser

    taken = [(end, len(ends) + at) for at, (end, _step) in enumerate(steps) if end is not None]
    values = np.concatenate([np.ones(len(ends)), -np.ones(len(taken))])
    rows = np.concatenate([ends, np.array([end for end, _at in taken], dtype=np.int64)])
    columns = np.concatenate([np.arange(len(ends)), np.array([at for _end, at in taken], dtype=np.int64)])
    return csr_array((values, (rows, columns)), shape=(size, len(ends) + len(steps)))


def _stacked(above: Any, below: Any) -> Any:
    from scipy.sparse import vstack  # noqa: PLC0415 - see above

    return vstack([above, below])


def _whole(cost: "npt.NDArray[np.float64]", *, equal: tuple[Any, Any], most: Any = None) -> "npt.NDArray[np.int64]":
    """The cheapest corner: zeros and ones. Every problem here can be solved, since giving nothing is a way."""
    from scipy.optimize import linprog  # noqa: PLC0415 - see above

    bound = {} if most is None else {"A_ub": most[0], "b_ub": most[1]}
    found = linprog(cost, A_eq=equal[0], b_eq=equal[1], bounds=(0, 1), method="highs-ds", **bound)
    whole: npt.NDArray[np.int64] = np.rint(found.x).astype(np.int64)
    return whole
