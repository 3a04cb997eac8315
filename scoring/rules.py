"""The rules chosen before judging opens: method, tie ladder, minimum of ballots, and the chair's resolutions."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import combinations

from scoring.errors import ScoringError, quoted
from scoring.methods import METHODS

CRITERION = "criterion:"
STEPS = ("heaviest", "median", "firsts", "head_to_head", "majority", "resolution", "shared")
ORDERS = ("high", "low")
DEFAULT_LADDER = ("heaviest", "median", "firsts", "head_to_head", "resolution")


@dataclass(frozen=True)
class Resolution:
    """The chair's recorded decision for a tie: the entries, best first.

    It applies to a tied group when it orders all of the group's entries; if it names others as well, the group
    takes its entries' order from it. A resolution that misses an entry of the group does not apply to that group.
    """

    order: tuple[str, ...]

    def __post_init__(self) -> None:
        if isinstance(self.order, str) or not all(isinstance(entry, str) and entry for entry in self.order):
            raise ScoringError("a resolution must be a sequence of entries, best first")
        object.__setattr__(self, "order", tuple(self.order))
        if len(set(self.order)) < len(self.order):
            raise ScoringError(f"a resolution names an entry twice: {_listed(self.order)}")
        if len(self.order) < 2:
            raise ScoringError("a resolution must order at least two entries")


@dataclass(frozen=True)
class Rules:
    """How a sheet is ranked.

    `ladder` is walked for entries that the method ties: `criterion:<key>`, `heaviest`, `median`, `firsts`,
    `head_to_head`, `majority`, `resolution`, and `shared`, which may only stand last. `minimum_ballots` is the
    number of complete ballots below which an entry has no standing. `order` is "low" when marks are ranks, 1 the
    best. Raises ScoringError for a method or step that does not exist, a step that stands twice, resolutions that
    contradict each other, and resolutions on a ladder that has no step for them.
    """

    method: str = "mean"
    ladder: tuple[str, ...] = DEFAULT_LADDER
    minimum_ballots: int = 3
    resolutions: tuple[Resolution, ...] = ()
    order: str = "high"

    def __post_init__(self) -> None:
        if self.method not in METHODS:
            raise ScoringError(f"there is no method {quoted(self.method)}; there is {_listed(METHODS)}")
        if self.order not in ORDERS:
            raise ScoringError(f"there is no order {quoted(self.order)}; there is {_listed(ORDERS)}")
        _check_minimum(self.minimum_ballots)
        object.__setattr__(self, "ladder", _checked_ladder(self.ladder))
        object.__setattr__(self, "resolutions", _checked_resolutions(self.resolutions))
        if self.resolutions and "resolution" not in self.ladder:
            raise ScoringError("there are resolutions, but the ladder has no step 'resolution'")


def _check_minimum(minimum: object) -> None:
    if isinstance(minimum, bool) or not isinstance(minimum, int) or minimum < 1:
        raise ScoringError(f"the minimum of ballots must be a whole number from 1, not {quoted(minimum)}")


def _checked_ladder(ladder: Iterable[str]) -> tuple[str, ...]:
    if isinstance(ladder, str):
        raise ScoringError("the ladder must be a sequence of steps")
    steps = tuple(ladder)
    for number, step in enumerate(steps):
        if step not in STEPS and not (isinstance(step, str) and step.startswith(CRITERION) and step != CRITERION):
            raise ScoringError(f"there is no ladder step {quoted(step)}; there is 'criterion:<key>', {_listed(STEPS)}")
        if step in steps[:number]:
            raise ScoringError(f"the ladder step {quoted(step)} stands twice")
    if "shared" in steps[:-1]:
        raise ScoringError("the ladder step 'shared' may only stand last")
    return steps


def _checked_resolutions(resolutions: Iterable[Resolution]) -> tuple[Resolution, ...]:
    checked = tuple(resolutions)
    before: set[tuple[str, str]] = set()
    for resolution in checked:
        if not isinstance(resolution, Resolution):
            raise ScoringError("resolutions must be a sequence of Resolution")
        pairs = set(combinations(resolution.order, 2))
        for better, worse in sorted(pairs):
            if (worse, better) in before:
                raise ScoringError(f"two resolutions contradict each other on {quoted(better)} and {quoted(worse)}")
        before |= pairs
    return checked


def _listed(names: Iterable[str]) -> str:
    return ", ".join(quoted(name) for name in names)
