"""The ranked list of a class with all that explains it. Pure: rows in, standings out; the scoring module decides."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from fractions import Fraction
from uuid import UUID

import scoring
from awards_app.editions.models import Edition, SizeClass
from awards_app.entries.models import Entry
from awards_app.jury.round_models import Round, Weighs
from awards_app.results.models import Kind, Resolution
from awards_app.results.queries import GivenBallot
from scoring import Ballot, Criterion, Ranking, Rules, Sheet, Standing


class Laurel(StrEnum):
    """What an entry wins."""

    LAUREATE = "laureate"
    DISTINCTION = "distinction"


@dataclass(frozen=True)
class Row:
    """One entry on the list. `totals` are the jurors' totals on 0–100, by juror; `shown` is the score as printed."""

    entry: Entry
    standing: Standing
    shown: str
    totals: Mapping[UUID, Fraction]
    laurel: Laurel | None
    contested: bool

    @property
    def spread(self) -> Fraction:
        """How far the jurors are apart, in points."""
        return max(self.totals.values()) - min(self.totals.values()) if self.totals else Fraction(0)


@dataclass(frozen=True)
class Unranked:
    """An entry without a standing, and how many complete ballots it has."""

    entry: Entry
    ballots: int


@dataclass(frozen=True)
class Board:
    """The result of one class in a round: in the last one of its category, unless said otherwise."""

    judged: Round
    size_class: SizeClass
    ranking: Ranking
    rows: tuple[Row, ...]
    unranked: tuple[Unranked, ...]
    unresolved: tuple[tuple[Entry, ...], ...]
    resolutions: tuple[Resolution, ...]

    @property
    def contested(self) -> int:
        """How many entries divide the jury."""
        return sum(row.contested for row in self.rows)

    @property
    def weights(self) -> Sequence[Weighs]:
        """The criteria that contribute to the scores; none under a method that compares instead of adding up."""
        keys = [row.standing.contributions.keys() for row in self.rows]
        return [one for one in self.judged.weights if all(one.criterion.key in known for known in keys)]

    @property
    def leaders(self) -> list[Row]:
        """Whoever holds the first place."""
        return [row for row in self.rows if row.standing.place == 1]

    @property
    def is_final(self) -> bool:
        """Whether nothing is left to decide."""
        return not self.unranked and not self.unresolved


def build(
    judged: Round,
    size_class: SizeClass,
    entries: Sequence[Entry],
    ballots: Sequence[GivenBallot],
    resolutions: Sequence[Resolution] = (),
) -> Board:
    """Rank the entries of a class by the rules of a round and the chair's resolutions."""
    by_key = {str(entry.id): entry for entry in entries}
    edition = judged.edition
    sheet = sheet_of(judged, entries, ballots)
    shared = {frozenset(one.entries) for one in resolutions if one.kind is Kind.SHARED}
    ranking = _ranked(sheet, rules_of(judged, resolutions), shared)
    totals = _totals(sheet.criteria, ballots)
    shown = scoring.display_scores(standing.score for standing in ranking.standings)
    rows = [
        _row(edition, by_key[standing.entry], standing, text, totals)
        for standing, text in zip(ranking.standings, shown, strict=True)
    ]
    return Board(
        judged=judged,
        size_class=size_class,
        ranking=ranking,
        rows=tuple(sorted(rows, key=lambda row: (row.standing.place, row.entry.number or 0))),
        unranked=tuple(Unranked(by_key[one.entry], one.ballots) for one in ranking.unranked),
        unresolved=tuple(
            _by_number(by_key[key] for key in group) for group in ranking.unresolved if frozenset(group) not in shared
        ),
        resolutions=tuple(resolutions),
    )


def _by_number(entries: Iterable[Entry]) -> tuple[Entry, ...]:
    return tuple(sorted(entries, key=lambda entry: entry.number or 0))


def sheet_of(judged: Round, entries: Iterable[Entry], ballots: Iterable[GivenBallot]) -> Sheet:
    """Entries of a class and what was given in the round, as the scoring module takes them."""
    criteria = [
        Criterion(one.criterion.key, one.value, one.criterion.lowest, one.criterion.highest, one.criterion.step)
        for one in judged.weights
    ]
    given = [Ballot(str(ballot.juror), str(ballot.entry), ballot.marks) for ballot in ballots]
    return Sheet.of(criteria, given, [str(entry.id) for entry in entries])


def rules_of(judged: Round, resolutions: Iterable[Resolution]) -> Rules:
    """The rules of the round, which are the edition's unless it has its own, with the chair's orders."""
    orders = tuple(scoring.Resolution(tuple(one.entries)) for one in resolutions if one.kind is Kind.ORDER)
    edition = judged.edition
    return Rules(judged.method or edition.method, tuple(edition.ladder), judged.minimum, orders)


def _ranked(sheet: Sheet, rules: Rules, shared: Collection[frozenset[str]]) -> Ranking:
    """Rank; the ladder ends with sharing once the chair decided so for every tie that is left."""
    ranking = scoring.rank(sheet, rules)
    left = {frozenset(group) for group in ranking.unresolved}
    if left and left <= set(shared):
        return scoring.rank(sheet, replace(rules, ladder=(*rules.ladder, "shared")))
    return ranking


def _totals(criteria: Sequence[Criterion], ballots: Iterable[GivenBallot]) -> dict[str, dict[UUID, Fraction]]:
    """Each complete ballot's total, by entry and juror: Σ weight × mark ÷ highest mark (see docs/scoring.md)."""
    totals: dict[str, dict[UUID, Fraction]] = defaultdict(dict)
    for ballot in ballots:
        if all(criterion.key in ballot.marks for criterion in criteria):
            totals[str(ballot.entry)][ballot.juror] = sum(
                (one.weight * Fraction(ballot.marks[one.key]) / Fraction(one.highest) for one in criteria), Fraction(0)
            )
    return totals


def _row(
    edition: Edition, entry: Entry, standing: Standing, shown: str, totals: Mapping[str, Mapping[UUID, Fraction]]
) -> Row:
    given = totals.get(standing.entry, {})
    row = Row(entry, standing, shown, given, laurel_for(standing.place, edition.distinctions), False)
    return replace(row, contested=row.spread > edition.divergence)


def laurel_for(place: int, distinctions: int) -> Laurel | None:
    """The first place wins the title, the next ones a distinction."""
    if place == 1:
        return Laurel.LAUREATE
    return Laurel.DISTINCTION if place <= 1 + distinctions else None
