"""The result: every entry with its place, its score and the reasons; `rank` makes it from a sheet and rules."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import NamedTuple

from scoring.ballots import Incomplete
from scoring.counted import Counted
from scoring.explain import contributions, margins, marks_behind
from scoring.ladder import Ladder, Step, Tier, walk
from scoring.methods import BY_NAME
from scoring.places import competition_places, tied_groups
from scoring.rules import Rules
from scoring.scores import Dropped, Scores
from scoring.sheet import Sheet
from scoring.steps import ladder_of


@dataclass(frozen=True)
class Standing:
    """An entry's place, and all that explains it.

    `score` is exact (mean: on the scale of the rules, 0 to the sum of the weights). `ballots` were counted.
    `decided_by` is the ladder step that gave the entry its place among those that the method ties: the last that cut
    it off a tied group, `shared` when the rules let the tie stand, None when the method alone decided or the tie is
    unresolved.
    `contributions`, by criterion, add up to the score exactly (none under a method whose score is no sum);
    `contributions_raw` are the same as marks: the mean mark, or what the method makes of the marks. `margin` is the
    score's distance to the next lower place (zero after a tie, None for the last). `steps` are the ladder steps that
    were walked, each with the values of the group as it then was. `edits` is the fewest changes of single marks after
    which the entry's place by the method alone, before the ladder, would be another (None when it has no rival, or when
    the search was given up). `values` are the method's further figures by name, `dropped` what a trimmed mean left out.
    """

    entry: str
    place: int
    score: Fraction
    ballots: int
    decided_by: str | None
    contributions: Mapping[str, Fraction]
    contributions_raw: Mapping[str, Fraction]
    margin: Fraction | None
    steps: tuple[Step, ...]
    edits: int | None
    values: Mapping[str, Fraction] = field(default_factory=dict)
    dropped: tuple[Dropped, ...] = ()


@dataclass(frozen=True)
class Unranked:
    """An entry with fewer complete ballots than the minimum; it has no place, and says why."""

    entry: str
    ballots: int
    minimum: int

    @property
    def reason(self) -> str:
        return f"complete ballots: {self.ballots}, at least {self.minimum} needed"


@dataclass(frozen=True)
class Ranking:
    """The ranked list. Standings go by place; inside a shared place by name, only so that the list is always the same.

    `ladder` is the rules' ladder as given. `unresolved` are the groups that the ladder left tied without `shared`
    at its end: a result with any is not final. `incomplete` are the ballots that did not count. `is_sum` when scores
    are sums of what the criteria contribute. `notes` are sentences about the method on this panel, `juror_effects` the
    strictness that `severity_adjusted` took out, in points.
    """

    method: str
    ladder: tuple[str, ...]
    standings: tuple[Standing, ...]
    unranked: tuple[Unranked, ...]
    unresolved: tuple[tuple[str, ...], ...]
    incomplete: tuple[Incomplete, ...]
    is_sum: bool = True
    notes: tuple[str, ...] = ()
    juror_effects: Mapping[str, Fraction] = field(default_factory=dict)


def rank(sheet: Sheet, rules: Rules) -> Ranking:
    """The official result.

    Raises ScoringError when the rules name a criterion or entry that is not on the sheet, and when the method cannot
    compare the entries.
    """
    result = computed(sheet, rules)
    counted, scores = result.counted, result.scores
    placed = _placed(scores, result.tiers, result.ladder)
    edits = BY_NAME[rules.method].edits(counted, scores, rules)
    return Ranking(
        method=rules.method,
        ladder=rules.ladder,
        standings=tuple(_standing(counted, scores, p, entry, edits) for p in placed for entry in p.tier.entries),
        unranked=tuple(_unranked(counted, rules.least_ballots)),
        unresolved=tuple(_unresolved(sheet, result.tiers, shares=result.ladder.shares)),
        incomplete=sheet.incomplete,
        is_sum=BY_NAME[rules.method].is_sum,
        notes=tuple(_notes(result, rules.method, edits)),
        juror_effects=scores.juror_effects,
    )


class Computed(NamedTuple):
    """The bare result, before it is explained: `tiers` go by place."""

    counted: Counted
    scores: Scores
    ladder: Ladder
    tiers: list[Tier]


def computed(sheet: Sheet, rules: Rules) -> Computed:
    """Scores and tiers alone, for whoever ranks many sheets. Raises ScoringError as `rank` does."""
    counted = Counted.of(sheet, rules.least_ballots, 1 if rules.order == "high" else -1)
    ladder = ladder_of(counted, rules)
    scores = BY_NAME[rules.method].scores(counted, rules)
    groups = tied_groups(counted, scores)
    return Computed(counted, scores, ladder, [tier for group in groups for tier in walk(group, ladder, sheet.entries)])


class Placed(NamedTuple):
    """A tier with what its entries have in common."""

    tier: Tier
    place: int
    decided_by: str | None
    margin: Fraction | None


def _notes(result: Computed, method: str, edits: Mapping[int, int]) -> Iterator[str]:
    yield from result.scores.notes
    if not BY_NAME[method].is_sum:
        yield f"a score by {method} is no sum over the criteria: there are no contributions"
    ranked = result.counted.ranked.tolist()
    if len(ranked) > 1 and (missing := sum(entry not in edits for entry in ranked)):
        yield f"the fewest edits are not given for {missing} of {len(ranked)} entries: the search was given up"


def _placed(scores: Scores, tiers: Sequence[Tier], ladder: Ladder) -> list[Placed]:
    groups = [tier.entries for tier in tiers]
    decided = [tier.decided_by(ladder) for tier in tiers]
    rows = zip(tiers, competition_places(groups), decided, margins(scores, groups), strict=True)
    return [Placed(*row) for row in rows]


def _standing(counted: Counted, scores: Scores, placed: Placed, entry: int, edits: Mapping[int, int]) -> Standing:
    return Standing(
        entry=counted.sheet.entries[entry],
        place=placed.place,
        score=Fraction(int(scores.numerators[entry]), scores.denominator),
        ballots=int(counted.ballots[entry]),
        decided_by=placed.decided_by,
        contributions=contributions(counted, scores, entry),
        contributions_raw=marks_behind(counted, scores, entry),
        margin=placed.margin,
        steps=placed.tier.steps,
        edits=edits.get(entry),
        values=scores.values.get(entry, {}),
        dropped=scores.dropped.get(entry, ()),
    )


def _unranked(counted: Counted, minimum: int) -> Iterator[Unranked]:
    for entry, ballots in enumerate(counted.ballots.tolist()):
        if ballots < minimum:
            yield Unranked(counted.sheet.entries[entry], ballots, minimum)


def _unresolved(sheet: Sheet, tiers: list[Tier], *, shares: bool) -> Iterator[tuple[str, ...]]:
    for tier in tiers:
        if len(tier.entries) > 1 and not shares:
            yield tuple(sheet.entries[entry] for entry in tier.entries)
