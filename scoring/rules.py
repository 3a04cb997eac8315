"""The rules chosen before judging opens: method, tie ladder, minimum of ballots, and the chair's resolutions."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import combinations

from scoring.errors import ScoringError, quoted

METHODS = (
    "mean",
    "trimmed_mean",
    "median",
    "majority_judgment",
    "borda",
    "copeland",
    "schulze",
    "severity_adjusted",
)
CRITERION = "criterion:"
STEPS = ("heaviest", "median", "firsts", "head_to_head", "majority", "resolution", "shared")
ORDERS = ("high", "low")
TRIMS = ("ballot", "criterion")
COMBINATIONS = ("mean", "sum")
LEAST_TO_TRIM = 5
MOST_DECIMALS = 9
MOST_POINTS = 1000
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
    best. `drop`, `trim` and `decimals` are for `trimmed_mean`: how many of the highest and of the lowest are left out,
    whether that is totals ("ballot") or marks ("criterion"), and to how many decimals each criterion's trimmed mark,
    and then its weighted part, is rounded half up. `points` are for `borda`: what the ranks 1, 2, … earn. `combine` is
    "mean" or "sum", for these two methods; others leave these settings aside. Raises ScoringError for a method or step
    that does not exist, a step that stands twice, resolutions that contradict each other or have no step on the
    ladder, and settings out of their range.
    """

    method: str = "mean"
    ladder: tuple[str, ...] = DEFAULT_LADDER
    minimum_ballots: int = 3
    resolutions: tuple[Resolution, ...] = ()
    order: str = "high"
    drop: int = 1
    trim: str = "ballot"
    combine: str = "mean"
    decimals: int | None = None
    points: tuple[int, ...] = ()

    def __post_init__(self) -> None:
        for name, known in (("method", METHODS), ("order", ORDERS), ("trim", TRIMS), ("combine", COMBINATIONS)):
            _check_known(name, getattr(self, name), known)
        _check_minimum(self.minimum_ballots)
        _check_trimming(self)
        object.__setattr__(self, "points", _checked_points(self.points))
        object.__setattr__(self, "ladder", _checked_ladder(self.ladder))
        object.__setattr__(self, "resolutions", _checked_resolutions(self.resolutions))
        if self.resolutions and "resolution" not in self.ladder:
            raise ScoringError("there are resolutions, but the ladder has no step 'resolution'")

    @property
    def least_ballots(self) -> int:
        """The complete ballots that an entry needs: the minimum, and at least five where some are dropped."""
        if self.method != "trimmed_mean" or not self.drop:
            return self.minimum_ballots
        return max(self.minimum_ballots, LEAST_TO_TRIM, 2 * self.drop + 1)


def _check_known(name: str, value: object, known: tuple[str, ...]) -> None:
    if value not in known:
        raise ScoringError(f"there is no {name} {quoted(value)}; there is {_listed(known)}")


def _check_trimming(rules: Rules) -> None:
    if not _is_whole(rules.drop) or not 0 <= rules.drop <= MOST_POINTS:
        raise ScoringError(f"drop must be a whole number from 0 to {MOST_POINTS}, not {quoted(rules.drop)}")
    if rules.decimals is None:
        return
    if not _is_whole(rules.decimals) or not 0 <= rules.decimals <= MOST_DECIMALS:
        raise ScoringError(f"decimals must be a whole number from 0 to {MOST_DECIMALS}, not {quoted(rules.decimals)}")
    if rules.method == "trimmed_mean" and rules.trim != "criterion":
        raise ScoringError("decimals rounds the mark of each criterion, which needs trim = 'criterion'")


def _checked_points(points: Iterable[int]) -> tuple[int, ...]:
    if isinstance(points, str):
        raise ScoringError("points must be a sequence of whole numbers")
    given = tuple(points)
    if len(given) > MOST_POINTS:
        raise ScoringError(f"there are {len(given)} points; at most {MOST_POINTS}")
    for value, following in zip(given, [*given[1:], 0][: len(given)], strict=True):
        if not _is_whole(value) or not 0 <= value <= 10**12:
            raise ScoringError(f"points must be whole numbers from 0 to {10**12}, not {quoted(value)}")
        if _is_whole(following) and following > value:
            raise ScoringError(f"a worse rank earns more points: {following} after {value}")
    return given


def _is_whole(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


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
