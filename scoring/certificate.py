"""The certificate: how firmly the first place stands, in one of three words, with the reasons."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction

from scoring.bootstrap import Bootstrap, bootstrap
from scoring.errors import quoted
from scoring.leave_out import Without, leave_one_out
from scoring.nudges import one_step_changes
from scoring.ranking import Ranking, rank
from scoring.rounding import display
from scoring.rules import Rules
from scoring.sensitivity import Flip, other_methods, weight_flips
from scoring.sheet import Sheet

SAFE, CLOSE, ROOM = "safe", "close", "decide in the room"

SAFE_SHARE = Fraction(9, 10)
"""Below this share of drawn juries that agree on the winner, the result is close."""

ROOM_SHARE = Fraction(1, 2)
"""Below this one, the jury should decide in the room."""

NEAR_WEIGHT = Fraction(1, 10)
"""A rival that overtakes when a weight changes by at most this part of it makes the result close."""


@dataclass(frozen=True)
class Reason:
    """One finding in words, and the verdict that it alone would lead to."""

    verdict: str
    sentence: str


@dataclass(frozen=True)
class Certificate:
    """How firmly the first place stands. The verdict is the worst that a reason leads to, and safe without any.

    `flips` is None where the score is not linear in the weights. The certificate informs the session; it moves nobody.
    """

    verdict: str
    reasons: tuple[Reason, ...]
    ranking: Ranking
    leave_one_out: tuple[Without, ...]
    bootstrap: Bootstrap
    flips: tuple[Flip, ...] | None
    methods: Mapping[str, Without]

    @property
    def winners(self) -> tuple[str, ...]:
        """Whoever holds the first place."""
        return tuple(standing.entry for standing in self.ranking.standings if standing.place == 1)


def certify(sheet: Sheet, rules: Rules, seed: int = 1) -> Certificate:
    """Everything that bears on the first place. Raises ScoringError as `rank` does."""
    ranking = rank(sheet, rules)
    found = Certificate(
        verdict=SAFE,
        reasons=(),
        ranking=ranking,
        leave_one_out=leave_one_out(sheet, rules),
        bootstrap=bootstrap(sheet, rules, seed),
        flips=weight_flips(sheet, rules, ranking),
        methods=other_methods(sheet, rules),
    )
    reasons = tuple(_reasons(found, sheet, rules))
    worst = max((reason.verdict for reason in reasons), key=(SAFE, CLOSE, ROOM).index, default=SAFE)
    return Certificate(**vars(found) | {"verdict": worst, "reasons": reasons})


def _reasons(found: Certificate, sheet: Sheet, rules: Rules) -> Iterator[Reason]:
    if not found.winners:
        yield Reason(ROOM, f"no entry has {rules.least_ballots} complete ballots")
        return
    if len(found.ranking.standings) == 1:
        return
    yield from _ties(found)
    if len(found.winners) == 1:
        yield from _marks(found, sheet, rules)
        yield from _weights(found)
    yield from _jurors(found)
    yield from _methods(found)


def _ties(found: Certificate) -> Iterator[Reason]:
    first = found.ranking.standings[0]
    if len(found.winners) > 1:
        yield Reason(ROOM, f"{_listed(found.winners)} are tied for the first place")
    elif first.decided_by is not None:
        yield Reason(ROOM, f"the method ties the first place; the ladder step {quoted(first.decided_by)} decided it")


def _marks(found: Certificate, sheet: Sheet, rules: Rules) -> Iterator[Reason]:
    first = found.ranking.standings[0]
    if first.decided_by is None and (change := one_step_changes(sheet, rules, found.ranking)):
        yield Reason(ROOM, f"one mark, one step different, would change the first place: {change}")
    if first.edits == 1:
        yield Reason(CLOSE, "one mark, changed to another level, would change the first place")


def _weights(found: Certificate) -> Iterator[Reason]:
    for flip in found.flips or ():
        if abs(flip.change) <= NEAR_WEIGHT:
            way = "more" if flip.above else "less"
            weight = display(flip.weight)
            yield Reason(CLOSE, f"{quoted(flip.rival)} is ahead if {quoted(flip.criterion)} weighs {way} than {weight}")


def _jurors(found: Certificate) -> Iterator[Reason]:
    for without in found.leave_one_out:
        if without.winners and without.winners != tuple(sorted(found.winners)):
            sentence = f"without juror {quoted(without.juror)} the first place goes to {_listed(without.winners)}"
            yield Reason(CLOSE, sentence)
    share = sum((found.bootstrap.first[winner] for winner in found.winners), Fraction(0))
    if len(found.winners) == 1 and share < SAFE_SHARE:
        verdict = ROOM if share < ROOM_SHARE else CLOSE
        sentence = f"if the jurors are drawn anew from this jury, {quoted(found.winners[0])} is first in"
        yield Reason(verdict, f"{sentence} {display(share * 100, 1)} % of the draws")


def _methods(found: Certificate) -> Iterator[Reason]:
    for method, under in found.methods.items():
        if under.winners and under.winners != tuple(sorted(found.winners)):
            yield Reason(CLOSE, f"under {method} the first place goes to {_listed(under.winners)}")


def _listed(names: tuple[str, ...]) -> str:
    return " and ".join(quoted(name) for name in names)
