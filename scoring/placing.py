"""Score and place alone, as arrays: for lists so long that telling each entry's reasons costs more than the result."""

from dataclasses import dataclass

import numpy as np

from scoring.counted import Counted
from scoring.exact import Whole
from scoring.methods import BY_NAME
from scoring.rules import Rules
from scoring.sheet import Sheet


@dataclass(frozen=True, eq=False)
class Placing:
    """`places[entry]` by score alone, before the ladder; 0 for entries with too few ballots. The score is exactly
    `numerators[entry]` ÷ `denominator`, without meaning where the place is 0.
    """

    places: Whole
    numerators: Whole
    denominator: int


def places_by_score(sheet: Sheet, rules: Rules) -> Placing:
    """Exactly the scores of `rank`, and its places when the ladder is `shared` alone."""
    counted = Counted.of(sheet, rules.least_ballots, 1 if rules.order == "high" else -1)
    scores = BY_NAME[rules.method].scores(counted, rules)
    keys = scores.keys[counted.ranked]
    places = np.zeros(len(sheet.entries), dtype=np.int64)
    best_first = np.argsort(-keys)
    at = np.arange(len(keys))
    begins = np.append(True, np.diff(keys[best_first]) != 0)[: len(keys)]
    # One more than the number of better keys: the position at which the own group of equal keys begins.
    places[counted.ranked[best_first]] = np.maximum.accumulate(np.where(begins, at, 0)) + 1
    return Placing(places, scores.numerators, scores.denominator)
