"""How stable this jury's verdict is when its jurors are drawn anew: exactly where all draws can be enumerated."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from itertools import chain, combinations
from math import comb, factorial
from typing import Protocol

import numpy as np

from scoring.counted import Counted
from scoring.exact import Flags, Whole
from scoring.leads_any import duels, rankings
from scoring.leads_mean import means
from scoring.leads_own import own
from scoring.rules import Rules
from scoring.sheet import Sheet

MOST_JURORS = 11
"""Up to here the different draws are enumerated, 352,716 for eleven jurors, if they cost no more than MOST_CELLS."""

MOST_CELLS = 1_000_000_000
"""Numbers that are looked at for one panel: some seconds. Under a mean over jurors, a mere product, there is no end."""

SAMPLES = 20_000
FEWEST_SAMPLES = 1000
FEWEST_COSTLY = 100
"""Where a draw costs so much that half of FEWEST_SAMPLES would go beyond MOST_CELLS."""

AT_ONCE = 5_000_000
"""Numbers, of draws by entries, that are held at a time."""


@dataclass(frozen=True)
class Bootstrap:
    """How often each entry is first when as many jurors as there are are drawn from them with replacement.

    `first` adds up to 1 with `nobody` (draws in which no entry has ballots enough); entries that tie for the first
    score share the draw evenly. `exact` when all draws were enumerated, each with its probability; else `draws` were
    sampled from `seed`. This describes how the verdict hangs on who sat on the jury, not who is truly best.
    """

    exact: bool
    draws: int
    first: Mapping[str, Fraction]
    nobody: Fraction
    seed: int


@dataclass(frozen=True, eq=False)
class Draws:
    """Different draws, a row each, with the votes that each juror has in it; weights add up to `total`."""

    votes: Whole
    weights: Whole
    total: int
    exact: bool


class Leaders(Protocol):
    """Who of the `entries`, those that may lead, leads in which draw; a draw costs so many `cells`."""

    @property
    def entries(self) -> Whole: ...

    @property
    def cells(self) -> int: ...

    def leads(self, votes: Whole) -> Flags: ...


def bootstrap(sheet: Sheet, rules: Rules, seed: int = 1) -> Bootstrap:
    """The juror bootstrap (Efron 1979) of the first place by score, before the ladder.

    An entry takes part when it has a standing on the sheet; in a draw it needs one ballot, or as many as are trimmed.
    """
    counted = Counted.of(sheet, rules.least_ballots, 1 if rules.order == "high" else -1)
    panel, most = _leaders(counted, rules)
    jurors = len(sheet.jurors)
    different = comb(max(0, 2 * jurors - 1), jurors)
    if jurors <= MOST_JURORS and different <= most:
        draws = _all_draws(jurors)
    else:
        fewest = FEWEST_SAMPLES if 2 * most >= FEWEST_SAMPLES else FEWEST_COSTLY
        draws = _samples(jurors, min(SAMPLES, max(fewest, most)), seed)
    found: dict[int | None, Fraction] = {}
    for first, weight in _ways(panel, draws):
        for leader in first or (None,):
            found[leader] = found.get(leader, Fraction(0)) + Fraction(weight, max(1, len(first)) * draws.total)
    names = {sheet.entries[entry]: found.get(entry, Fraction(0)) for entry in counted.ranked.tolist()}
    return Bootstrap(draws.exact, len(draws.weights), names, found.get(None, Fraction(0)), seed)


def _leaders(counted: Counted, rules: Rules) -> tuple[Leaders, int]:
    """The way to find who leads, and how many draws can be looked at."""
    mean = means(counted, rules)
    if mean is not None:
        return mean, comb(2 * MOST_JURORS - 1, MOST_JURORS)
    panel = own(counted, rules) or duels(counted, rules) or rankings(counted, rules)
    return panel, MOST_CELLS // max(1, panel.cells)


def _all_draws(jurors: int) -> Draws:
    """Every way to draw, by stars and bars: a way with counts c has the probability J! ÷ Π c! ÷ J^J."""
    if not jurors:
        return Draws(np.zeros((1, 0), dtype=np.int64), np.ones(1, dtype=np.int64), 1, exact=True)
    bars = np.fromiter(chain.from_iterable(combinations(range(2 * jurors - 1), jurors - 1)), dtype=np.int64)
    bars = bars.reshape(comb(2 * jurors - 1, jurors), jurors - 1)
    edges = [np.full((len(bars), 1), end) for end in (-1, 2 * jurors - 1)]
    votes = np.diff(np.hstack([edges[0], bars, edges[1]]), axis=1) - 1
    factorials = np.array([factorial(number) for number in range(jurors + 1)])
    return Draws(votes, factorial(jurors) // factorials[votes].prod(axis=1), jurors**jurors, exact=True)


def _samples(jurors: int, draws: int, seed: int) -> Draws:
    picked = np.random.default_rng(seed).integers(0, jurors, (draws, jurors))
    votes = np.stack([np.bincount(row, minlength=jurors) for row in picked])
    return Draws(votes, np.ones(draws, dtype=np.int64), draws, exact=False)


def _ways(panel: Leaders, draws: Draws) -> Iterator[tuple[tuple[int, ...], int]]:
    """(the entries that lead, the weight of the draws in which they do); each way once for so many draws at a time."""
    if not len(panel.entries):
        yield (), draws.total
        return
    size = max(1, AT_ONCE // len(panel.entries))
    for start in range(0, len(draws.weights), size):
        block = slice(start, start + size)
        for way, weight in _together(panel.leads(draws.votes[block]), draws.weights[block]):
            yield tuple(panel.entries[way].tolist()), weight


def _together(leads: Flags, weights: Whole) -> Iterator[tuple[list[int], int]]:
    """(who leads, the weight of the draws): one leader is counted, several or none are gone through."""
    several = np.count_nonzero(leads, axis=1) != 1
    alone = np.zeros(leads.shape[1], dtype=np.int64)
    np.add.at(alone, leads[~several].argmax(axis=1), weights[~several])
    yield from (([entry], weight) for entry, weight in enumerate(alone.tolist()) if weight)
    together: dict[bytes, int] = {}
    for way, weight in zip(np.packbits(leads[several], axis=1), weights[several].tolist(), strict=True):
        together[way.tobytes()] = together.get(way.tobytes(), 0) + weight
    for packed, weight in together.items():
        yield np.flatnonzero(np.unpackbits(np.frombuffer(packed, dtype=np.uint8))).tolist(), weight
