"""How stable this jury's verdict is when its jurors are drawn anew: exactly where all draws can be enumerated."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import chain, combinations
from math import comb, factorial, lcm
from typing import cast

import numpy as np

from scoring.borda import worth_by_juror
from scoring.counted import Counted
from scoring.errors import ScoringError
from scoring.exact import FLOAT_EXACT, INT64_MAX, Flags, Whole
from scoring.leaders import leaders
from scoring.leave_out import with_jurors
from scoring.rules import Rules
from scoring.sheet import Sheet

MOST_JURORS = 11
"""Up to here the different draws are enumerated: 352,716 for eleven jurors."""

MOST_RANKINGS = 2000
"""Draws that are ranked one by one, under methods that are no mean over jurors; more different draws are sampled."""

FEWEST_RANKINGS = 100
MOST_BALLOTS = 300_000

SAMPLES = 20_000
CELLS = 5_000_000
"""Means, of draws by entries, that are held at a time."""

CHAMPIONS = 8
"""The best entries, with which all are compared before the draws: they leave few of a large panel."""


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
    """Different draws, a row each, with the times that each juror is in it; weights add up to `total`."""

    counts: Whole
    weights: Whole
    total: int
    exact: bool


def bootstrap(sheet: Sheet, rules: Rules, seed: int = 1) -> Bootstrap:
    """The juror bootstrap (Efron 1979) of the first place by score, before the ladder.

    An entry takes part when it has a standing on the sheet; in a draw it needs one ballot, or as many as are trimmed.
    """
    counted = Counted.of(sheet, rules.least_ballots, 1 if rules.order == "high" else -1)
    table = _table(counted, rules)
    jurors = len(sheet.jurors)
    different = comb(max(0, 2 * jurors - 1), jurors)
    enumerable = jurors <= MOST_JURORS and (table is not None or different <= MOST_RANKINGS)
    samples = SAMPLES if table is not None else _affordable(counted)
    draws = _all_draws(jurors) if enumerable else _samples(jurors, samples, seed)
    found: dict[int | None, Fraction] = {}
    for first, weight in _leaders(counted, rules, draws, table):
        for leader in first or (None,):
            found[leader] = found.get(leader, Fraction(0)) + Fraction(weight, max(1, len(first)) * draws.total)
    names = {sheet.entries[entry]: found.get(entry, Fraction(0)) for entry in counted.ranked.tolist()}
    return Bootstrap(draws.exact, len(draws.weights), names, found.get(None, Fraction(0)), seed)


def _affordable(counted: Counted) -> int:
    """Draws to rank one by one: fewer on a large panel, where each takes longer."""
    return min(MOST_RANKINGS, max(FEWEST_RANKINGS, MOST_BALLOTS // max(1, counted.sheet.complete.size)))


def _all_draws(jurors: int) -> Draws:
    """Every way to draw, by stars and bars: a way with counts c has the probability J! ÷ Π c! ÷ J^J."""
    if not jurors:
        return Draws(np.zeros((1, 0), dtype=np.int64), np.ones(1, dtype=np.int64), 1, exact=True)
    bars = np.fromiter(chain.from_iterable(combinations(range(2 * jurors - 1), jurors - 1)), dtype=np.int64)
    bars = bars.reshape(comb(2 * jurors - 1, jurors), jurors - 1)
    edges = [np.full((len(bars), 1), end) for end in (-1, 2 * jurors - 1)]
    counts = np.diff(np.hstack([edges[0], bars, edges[1]]), axis=1) - 1
    factorials = np.array([factorial(number) for number in range(jurors + 1)])
    return Draws(counts, factorial(jurors) // factorials[counts].prod(axis=1), jurors**jurors, exact=True)


def _samples(jurors: int, draws: int, seed: int) -> Draws:
    picked = np.random.default_rng(seed).integers(0, jurors, (draws, jurors))
    counts = np.stack([np.bincount(row, minlength=jurors) for row in picked])
    return Draws(counts, np.ones(draws, dtype=np.int64), draws, exact=False)


def _table(counted: Counted, rules: Rules) -> tuple[Whole, Flags] | None:
    """What each juror gives each ranked entry, better when higher, where the score is the mean of it; else None."""
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
    if largest > INT64_MAX:
        return None
    # Whole numbers as floats where these hold them all: sums are as exact, and added many at a time.
    return worth.astype(np.float64 if largest <= FLOAT_EXACT else np.int64), there


def _leaders(
    counted: Counted, rules: Rules, draws: Draws, table: tuple[Whole, Flags] | None
) -> Iterator[tuple[tuple[int, ...], int]]:
    """(the entries that lead, the weight of the draws in which they do)."""
    if table is None or not len(counted.ranked):
        yield from _one_by_one(counted, rules, draws)
        return
    contenders = _contenders(*table)
    ranked, worth, there = counted.ranked[contenders].tolist(), table[0][contenders], table[1][contenders]
    size = max(1, CELLS // len(ranked))
    for start in range(0, len(draws.weights), size):
        block = slice(start, start + size)
        for way, weight in _ways(_leads(draws.counts[block], worth, there), draws.weights[block]):
            yield tuple(ranked[index] for index in way), weight


def _contenders(worth: Whole, there: Flags) -> Whole:
    """The entries that may lead in some draw: all but those to whom every juror gives less than to one of the best."""
    if not there.all():
        return np.arange(len(worth))
    beaten = np.zeros(len(worth), dtype=np.bool_)
    for champion in worth[np.argsort(-worth.sum(axis=1))[:CHAMPIONS]]:
        beaten |= (worth < champion).all(axis=1)
    return np.flatnonzero(~beaten)


def _ways(leads: Flags, weights: Whole) -> Iterator[tuple[list[int], int]]:
    """(who leads, the weight of the draws), each way once: one leader is counted, several are gone through."""
    several = np.count_nonzero(leads, axis=1) != 1
    alone = np.zeros(leads.shape[1], dtype=np.int64)
    np.add.at(alone, leads[~several].argmax(axis=1), weights[~several])
    yield from (([entry], weight) for entry, weight in enumerate(alone.tolist()) if weight)
    together: dict[bytes, int] = {}
    for way, weight in zip(np.packbits(leads[several], axis=1), weights[several].tolist(), strict=True):
        together[way.tobytes()] = together.get(way.tobytes(), 0) + weight
    for packed, weight in together.items():
        yield np.flatnonzero(np.unpackbits(np.frombuffer(packed, dtype=np.uint8))).tolist(), weight


def _leads(counts: Whole, worth: Whole, there: Flags) -> Flags:
    """leads[draw, entry]: the entry has the best mean; as integers over the least common multiple of the counts."""
    counts = counts.astype(worth.dtype)
    if there.all():
        sums = counts @ worth.T
        return cast(Flags, sums == sums.max(axis=1, keepdims=True))
    ballots = counts @ there.T.astype(worth.dtype)
    common = lcm(*range(1, counts.shape[1] + 1))
    means = (counts @ np.where(there, worth, 0).T) * (common // np.maximum(ballots, 1))
    means = np.where(ballots > 0, means, np.iinfo(np.int64).min)
    return cast(Flags, (means == means.max(axis=1, keepdims=True)) & (ballots > 0))


def _one_by_one(counted: Counted, rules: Rules, draws: Draws) -> Iterator[tuple[tuple[int, ...], int]]:
    """By ranking each draw; a draw that the method cannot compare has no leader."""
    full = counted.sheet
    names = [full.entries[entry] for entry in counted.ranked]
    sheet = Sheet(full.criteria, tuple(names), full.jurors, full.marks[counted.ranked], full.complete[counted.ranked])
    bare = replace(rules, minimum_ballots=1)
    for row, weight in zip(draws.counts, draws.weights.tolist(), strict=True):
        jurors = np.repeat(np.arange(len(row)), row).tolist()
        try:
            first = leaders(with_jurors(sheet, jurors), bare)
        except ScoringError:
            first = ()
        yield tuple(int(counted.ranked[entry]) for entry in first), weight
