"""On what the first place hangs: the weight at which each rival overtakes, and who wins under every other method."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction

from scoring.leave_out import Without, winners_of
from scoring.ranking import Ranking
from scoring.rules import METHODS, Rules
from scoring.sheet import Sheet

LARGEST_PAIRWISE = 500
"""Entries beyond which the methods that compare every two of them take too long for a glance."""


@dataclass(frozen=True)
class Flip:
    """The weight of one criterion, the others left as they are, at which a rival draws level with the winner.

    The rival is ahead when the criterion weighs more than that (`above`), or less. `change` is how far that is from the
    weight as it is, as a part of it; `share` is the weight as a part of all weights then.
    """

    rival: str
    criterion: str
    weight: Fraction
    above: bool
    share: Fraction
    change: Fraction


def weight_flips(sheet: Sheet, rules: Rules, ranking: Ranking) -> tuple[Flip, ...] | None:
    """Every flip, the smallest change first; None where the score is not linear in the weights.

    A score is Σ weight × share; so the winner's lead over a rival is Σ weight × difference of shares, which is zero at
    exactly one weight of a criterion on which they differ.
    """
    if rules.method not in ("mean", "severity_adjusted", "trimmed_mean"):
        return None
    if rules.method == "trimmed_mean" and rules.drop and (rules.trim == "ballot" or rules.decimals is not None):
        return None
    if not ranking.standings:
        return ()
    weights = {criterion.key: Fraction(criterion.weight) for criterion in sheet.criteria}
    sign = 1 if rules.order == "high" else -1
    winner = ranking.standings[0].contributions
    leads = {
        rival.entry: {key: sign * (winner[key] - rival.contributions[key]) for key in weights}
        for rival in ranking.standings[1:]
    }
    flips = (flip for rival, lead in leads.items() for flip in _flips(rival, lead, weights))
    return tuple(sorted(flips, key=lambda flip: (abs(flip.change), flip.rival, flip.criterion)))


def _flips(rival: str, lead: Mapping[str, Fraction], weights: Mapping[str, Fraction]) -> Iterator[Flip]:
    total, everything = sum(lead.values(), Fraction(0)), sum(weights.values(), Fraction(0))
    for key, own in lead.items():
        # The lead is what the others give plus own × (new weight ÷ weight).
        others = total - own
        if own and (weight := -others / own * weights[key]) > 0:
            share = weight / (everything - weights[key] + weight)
            yield Flip(rival, key, weight, own < 0, share, weight / weights[key] - 1)


def other_methods(sheet: Sheet, rules: Rules) -> Mapping[str, Without]:
    """Who wins under each other method, by the same ladder; or why it cannot be computed."""
    found = {}
    for method in METHODS:
        if method == rules.method:
            continue
        if method in ("copeland", "schulze") and len(sheet.entries) > LARGEST_PAIRWISE:
            found[method] = Without("", {}, f"not looked at with more than {LARGEST_PAIRWISE} entries")
        else:
            found[method] = winners_of(sheet, replace(rules, method=method, decimals=None))
    return found
