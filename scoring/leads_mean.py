"""Who leads when jurors vote several times or not at all, where the score is a mean over jurors: all draws at once."""

from dataclasses import dataclass
from math import lcm
from typing import cast

import numpy as np

from scoring.borda import worth_by_juror
from scoring.counted import Counted
from scoring.exact import FLOAT_EXACT, Flags, Whole, whole_type
from scoring.rules import Rules

CHAMPIONS = 8
"""The best entries, with which all are compared before the draws: they leave few of a large panel."""


@dataclass(frozen=True, eq=False)
class Means:
    """The `entries` that may lead, and what each juror gives each of them, better when higher, where there is a ballot.

    Whole numbers are held as floats where these hold them all: sums are as exact, and added many at a time.
    """

    entries: Whole
    worth: Whole
    there: Flags

    @property
    def cells(self) -> int:
        """What one draw costs, in numbers that are looked at."""
        return len(self.entries)

    def leads(self, votes: Whole) -> Flags:
        """leads[draw, entry]: the entry has the best mean; as integers over the least common multiple of the counts."""
        votes = votes.astype(self.worth.dtype)
        if self.there.all():
            sums = votes @ self.worth.T
            return cast(Flags, sums == sums.max(axis=1, keepdims=True))
        ballots = votes @ self.there.T.astype(self.worth.dtype)
        common = lcm(*range(1, votes.shape[1] + 1))
        means = (votes @ np.where(self.there, self.worth, 0).T) * (common // np.maximum(ballots, 1))
        means = np.where(ballots > 0, means, np.iinfo(np.int64).min)
        return cast(Flags, (means == means.max(axis=1, keepdims=True)) & (ballots > 0))


def means(counted: Counted, rules: Rules) -> Means | None:
    """None under methods that are no mean over jurors, and where 64 bits may not hold what is compared."""
    jurors = len(counted.sheet.jurors)
    if rules.method == "mean":
        worth: Whole = counted.sign * counted.totals.values
    elif rules.method == "borda":
        worth = worth_by_juror(counted, rules.points)[0] * (1 if rules.points else -1)
    else:
        return None
    worth, there = worth[counted.ranked], counted.sheet.complete[counted.ranked]
    if rules.method == "borda" and rules.combine == "sum":
        there = np.ones_like(there)
    largest = max(map(abs, worth.ravel().tolist()), default=0) * jurors * lcm(*range(1, jurors + 1))
    if whole_type(largest) is np.object_:
        return None
    some = contenders(worth[:, :, None], there)
    kind = np.float64 if largest <= FLOAT_EXACT else np.int64
    return Means(counted.ranked[some], worth[some].astype(kind), there[some])


def contenders(worth: Whole, there: Flags) -> Whole:
    """The entries that may lead in some draw: all but those to whom every juror gives less than to one of the best.

    `worth[entry, juror]` has one number or, to be less in each, several. With gaps no entry is left out.
    """
    if not there.all():
        return np.arange(len(worth))
    beaten = np.zeros(len(worth), dtype=np.bool_)
    for champion in worth[np.argsort(-worth.sum(axis=(1, 2)))[:CHAMPIONS]]:
        beaten |= (worth < champion).all(axis=(1, 2))
    return np.flatnonzero(~beaten)
