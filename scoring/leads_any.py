"""Who leads when jurors vote several times or not at all, one draw after the other: in duels, or by ranking each."""

from dataclasses import dataclass, replace

import numpy as np

from scoring.counted import Counted
from scoring.errors import ScoringError
from scoring.exact import Flags, Whole
from scoring.leaders import leaders
from scoring.leave_out import with_jurors
from scoring.pairwise import LARGEST_FRONT, PAIRWISE, Views, front, leading
from scoring.rules import Rules
from scoring.sheet import Sheet

PILOTS = 50
"""Draws by which the cost of others is told."""


@dataclass(frozen=True, eq=False)
class Duels:
    """The ranked entries under a method that compares every two of them."""

    entries: Whole
    views: Views
    method: str

    @property
    def cells(self) -> int:
        """What one draw costs, in numbers that are looked at: more by what it takes to begin.

        In most draws the entries that stand out are few; in the others, as often as in a few draws, all pairs are
        looked at.
        """
        entries, jurors = self.views.there.shape
        share = np.full(max(1, jurors), 1 / max(1, jurors))
        drawn: Whole = np.random.default_rng(1).multinomial(jurors, share, PILOTS)[:, :jurors]
        wide = sum(len(front(replace(self.views, votes=votes))) > LARGEST_FRONT for votes in drawn)
        return int(40_000 + 12 * entries * jurors + entries**2 * jurors * wide // (3 * PILOTS))

    def leads(self, votes: Whole) -> Flags:
        """leads[draw, entry]: the entry has the best score among those that got votes."""
        leads = np.zeros((len(votes), len(self.entries)), dtype=np.bool_)
        given = votes @ self.views.there.T > 0
        for draw, (own, there) in enumerate(zip(votes, given, strict=True)):
            there = np.flatnonzero(there)
            leads[draw, there[leading(replace(self.views.among(there), votes=own), self.method)]] = True
        return leads


def duels(counted: Counted, rules: Rules) -> Duels | None:
    """None under other methods."""
    return Duels(counted.ranked, Views.of(counted), rules.method) if rules.method in PAIRWISE else None


@dataclass(frozen=True, eq=False)
class Rankings:
    """The ranked entries under any method: whoever is drawn twice votes twice, under two names."""

    entries: Whole
    sheet: Sheet
    rules: Rules

    @property
    def cells(self) -> int:
        """What one draw costs, in numbers that are looked at."""
        return 500_000 + 1000 * self.sheet.complete.size

    def leads(self, votes: Whole) -> Flags:
        """leads[draw, entry]: the entry has the best score; nobody's in a draw that the method cannot compare."""
        leads = np.zeros((len(votes), len(self.entries)), dtype=np.bool_)
        for draw, own in enumerate(votes):
            try:
                first = leaders(with_jurors(self.sheet, np.repeat(np.arange(len(own)), own).tolist()), self.rules)
            except ScoringError:
                first = ()
            leads[draw, list(first)] = True
        return leads


def rankings(counted: Counted, rules: Rules) -> Rankings:
    full = counted.sheet
    names = tuple(full.entries[entry] for entry in counted.ranked)
    sheet = Sheet(full.criteria, names, full.jurors, full.marks[counted.ranked], full.complete[counted.ranked])
    return Rankings(counted.ranked, sheet, replace(rules, minimum_ballots=1))
