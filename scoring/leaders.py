"""Who leads by score alone, for whoever asks that of many sheets."""

from scoring.counted import Counted
from scoring.methods import BY_NAME
from scoring.pairwise import PAIRWISE, Views, leading
from scoring.places import tied_groups
from scoring.rules import Rules
from scoring.sheet import Sheet


def leaders(sheet: Sheet, rules: Rules) -> tuple[int, ...]:
    """The entries with the best score, before the ladder; none when no entry has ballots enough.

    Raises ScoringError when the method cannot compare the entries.
    """
    counted = Counted.of(sheet, rules.least_ballots, 1 if rules.order == "high" else -1)
    if rules.method in PAIRWISE:
        return tuple(counted.ranked[leading(Views.of(counted), rules.method)].tolist())
    groups = tied_groups(counted, BY_NAME[rules.method].scores(counted, rules))
    return groups[0] if groups else ()
