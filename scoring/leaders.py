"""Who leads, for whoever asks that of many sheets: by score alone, and with ties walked down the ladder."""

from scoring.counted import Counted
from scoring.ladder import Tier, walk
from scoring.methods import BY_NAME
from scoring.pairwise import PAIRWISE, Views, leading
from scoring.places import tied_groups
from scoring.rules import Rules
from scoring.sheet import Sheet
from scoring.steps import ladder_of


def leaders(sheet: Sheet, rules: Rules) -> tuple[int, ...]:
    """The entries with the best score, before the ladder; none when no entry has ballots enough.

    Raises ScoringError when the method cannot compare the entries.
    """
    counted = Counted.of(sheet, rules.least_ballots, 1 if rules.order == "high" else -1)
    if rules.method in PAIRWISE:
        return tuple(counted.ranked[leading(Views.of(counted), rules.method)].tolist())
    groups = tied_groups(counted, BY_NAME[rules.method].scores(counted, rules))
    return groups[0] if groups else ()


def first_tiers(sheet: Sheet, rules: Rules) -> list[Tier]:
    """The tiers that the ladder makes of the entries with the best score. Raises ScoringError as `rank` does."""
    counted = Counted.of(sheet, rules.least_ballots, 1 if rules.order == "high" else -1)
    first = leaders(sheet, rules)
    return walk(first, ladder_of(counted, rules), sheet.entries) if first else []
