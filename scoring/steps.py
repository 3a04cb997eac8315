"""Rules → ladder: the named steps made ready for a sheet; refuses criteria and entries that the sheet does not have."""

from collections.abc import Callable
from itertools import groupby

from scoring.counted import Counted
from scoring.errors import ScoringError, quoted
from scoring.ladder import SHARED, Ladder
from scoring.rules import CRITERION, Rules
from scoring.rungs import (
    Rung,
    criteria_rung,
    firsts_rung,
    head_to_head_rung,
    majority_rung,
    median_rung,
    resolution_rung,
)

MAKERS: dict[str, Callable[[Counted], Rung]] = {
    "median": median_rung,
    "firsts": firsts_rung,
    "head_to_head": head_to_head_rung,
    "majority": majority_rung,
}


def ladder_of(counted: Counted, rules: Rules) -> Ladder:
    """The rules' ladder for this sheet; a criterion that it reaches twice is looked at once."""
    _check_resolutions(counted, rules)
    rungs: dict[str, Rung] = {}
    for step in rules.ladder:
        for rung in _rungs(step, counted, rules):
            rungs.setdefault(rung.name, rung)
    return Ladder(tuple(rungs.values()), shares=SHARED in rules.ladder)


def _rungs(step: str, counted: Counted, rules: Rules) -> list[Rung]:
    if step == SHARED:
        return []
    if step == "resolution":
        return [resolution_rung(counted, rules.resolutions)]
    if step == "heaviest":
        return _heaviest_first(counted)
    if step.startswith(CRITERION):
        return [criteria_rung(counted, [_number_of(step.removeprefix(CRITERION), counted)])]
    return [MAKERS[step](counted)]


def _heaviest_first(counted: Counted) -> list[Rung]:
    """`heaviest`: the criteria by descending weight; those of equal weight in one step."""
    weights = [criterion.weight for criterion in counted.sheet.criteria]
    heaviest_first = sorted(range(len(weights)), key=lambda number: -weights[number])
    return [criteria_rung(counted, list(numbers)) for _, numbers in groupby(heaviest_first, key=weights.__getitem__)]


def _number_of(key: str, counted: Counted) -> int:
    for number, criterion in enumerate(counted.sheet.criteria):
        if criterion.key == key:
            return number
    raise ScoringError(f"the ladder names criterion {quoted(key)}, which the sheet does not have")


def _check_resolutions(counted: Counted, rules: Rules) -> None:
    entries = set(counted.sheet.entries)
    for resolution in rules.resolutions:
        for name in resolution.order:
            if name not in entries:
                raise ScoringError(f"a resolution names entry {quoted(name)}, which the sheet does not have")
