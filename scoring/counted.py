"""What counts: the sheet, its totals, the ballots of each entry, and which entries have enough to be ranked."""

from dataclasses import dataclass
from math import lcm

import numpy as np
import numpy.typing as npt

from scoring.exact import Whole, whole_type
from scoring.sheet import Sheet
from scoring.totals import Totals, totals


@dataclass(frozen=True, eq=False)
class Counted:
    """The ground on which methods and ladder stand.

    `ballots[entry]` is the number of complete ballots; `ranked` are the indices of entries with at least the
    minimum; `sign` is +1, or −1 when low marks are good, so that `sign × value` is always better when higher.
    """

    sheet: Sheet
    totals: Totals
    ballots: npt.NDArray[np.int64]
    ranked: npt.NDArray[np.intp]
    sign: int

    @classmethod
    def of(cls, sheet: Sheet, minimum: int, sign: int) -> "Counted":
        ballots = sheet.complete.sum(axis=1, dtype=np.int64)
        return cls(sheet, totals(sheet), ballots, np.flatnonzero(ballots >= minimum), sign)

    @property
    def common_count(self) -> int:
        """The least common multiple of the ranked entries' ballot counts, over which their means are integers."""
        return lcm(*np.unique(self.ballots[self.ranked]).tolist())

    def shares(self) -> Whole:
        """What one ballot of an entry weighs in its mean, over `common_count`; zero for entries not ranked."""
        common = self.common_count
        share: Whole = np.zeros(len(self.ballots), dtype=whole_type(common))
        counts = self.ballots[self.ranked].astype(share.dtype)
        share[self.ranked] = common // counts
        return share

    def levels(self) -> npt.NDArray[np.int64]:
        """The totals as small integers in their order, better when higher, shaped (entries, jurors).

        Methods that only ask who stands above whom work on these, which always fit. Where there is no ballot they
        mean nothing.
        """
        flat = self.sign * self.totals.values.ravel()
        return np.unique(flat, return_inverse=True)[1].reshape(self.totals.values.shape)

    def totals_of(self, entry: int) -> list[int]:
        """The entry's totals, best first, as Python integers over `totals.denominator`."""
        values = self.totals.values[entry][self.sheet.complete[entry]].tolist()
        return sorted(values, reverse=self.sign > 0)
