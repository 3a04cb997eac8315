"""What it means to go on without missing ballots, or without jurors who hold a round up: shown before it is done.

Whoever does it sends back the digest of what they read: if anything of it has changed, nothing is done.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from uuid import UUID

from flask_babel import gettext as _

from awards_app.accounts.models import User
from awards_app.editions import gate
from awards_app.editions.models import Edition
from awards_app.entries.models import Entry
from awards_app.errors import Stale
from awards_app.jury import paper_queries as papers
from awards_app.jury import progress_queries as progress
from awards_app.jury import round_queries as rounds
from awards_app.jury import seating
from awards_app.jury.paper_models import PaperState
from awards_app.jury.progress_queries import Place
from awards_app.jury.round_models import Round
from awards_app.jury.seating import Jury


@dataclass(frozen=True)
class Effect:
    """What a round loses: ballots that will never count, and entries that fall below their minimum by it.

    `gone` names what each juror leaves: complete ballots that stay, begun ones that are lost, those never begun.
    Of the `panel`, `sitting` jurors remain.
    """

    judged: Round
    missing: int
    below: tuple[Entry, ...]
    panel: int
    gone: Mapping[UUID, tuple[int, int, int]]
    # Papers of those who would go that nobody has read a second time: while there are any, nobody is let go.
    papers: int = 0

    @property
    def sitting(self) -> int:
        """How many jurors of the panel remain."""
        return self.panel - len(self.gone)

    @property
    def quorum(self) -> int:
        """How many of those who remain a resolution needs."""
        return _two_thirds(self.sitting)

    @property
    def quorum_before(self) -> int:
        """How many it needs until then."""
        return _two_thirds(self.panel)


def _two_thirds(jurors: int) -> int:
    return -(-2 * jurors // 3)


def digest_of(effects: Iterable[Effect]) -> str:
    """What a reader of these effects has seen."""
    seen = [
        (
            str(one.judged.id),
            one.missing,
            one.sitting,
            sorted(str(entry.id) for entry in one.below),
            sorted((str(juror), counts) for juror, counts in one.gone.items()),
        )
        for one in effects
    ]
    return sha256(repr(sorted(seen)).encode()).hexdigest()


def require_read(effects: Sequence[Effect], read: str) -> None:
    """Raises Stale unless this is what was read before the act."""
    if digest_of(effects) != read:
        raise Stale(_("Ballots or panels have changed since you read what this would do. Look at it again."))


def of_closing(edition: Edition) -> list[Effect]:
    """What the rounds that run would lose if they closed now; the same queries for any number."""
    complete: dict[UUID, dict[UUID, int]] = defaultdict(dict)
    missing: Counter[UUID] = Counter()
    for cover in progress.covers_in(edition):
        complete[cover.round_id][cover.entry_id] = cover.complete
        missing[cover.round_id] += cover.possible - cover.complete
    jury, entries = Jury.of(edition), rounds.entries_by_round(edition)
    return [
        Effect(
            one,
            missing[one.id],
            _below(entries[one.id], complete[one.id], one.minimum),
            len(jury.sitting(one)),
            {},
        )
        for one in rounds.rounds_in(edition)
        if one.is_running
    ]


def of_closing_round(judged: Round) -> Effect:
    """The same of one round that runs."""
    return next(one for one in of_closing(judged.edition) if one.judged.id == judged.id)


def of_leaving(judged: Round, jurors: Collection[UUID]) -> Effect:
    """What the round loses if these jurors of its panel are let go, and nobody is seated in their place."""
    places, sitting = progress.places_in(judged), Jury.of(judged.edition).sitting(judged)
    going = set(jurors) & set(sitting)
    lost = [one for one in places if one.juror_id in going and one.comes and not one.counts]
    before = Counter(one.entry_id for one in places if one.comes)
    after, entries = before - Counter(one.entry_id for one in lost), rounds.entries_in(judged)
    short = set(_below(entries, before, judged.minimum))
    below = tuple(one for one in _below(entries, after, judged.minimum) if one not in short)
    gone = {juror: _left_by([one for one in places if one.juror_id == juror]) for juror in going}
    waiting = papers.by_juror(judged.edition, PaperState.ENTERED)
    return Effect(judged, len(lost), below, len(sitting), gone, sum(waiting.get((judged.id, one), 0) for one in going))


def _below(entries: Iterable[Entry], ballots: Mapping[UUID, int], minimum: int) -> tuple[Entry, ...]:
    return tuple(entry for entry in entries if ballots.get(entry.id, 0) < minimum)


def _left_by(places: Collection[Place]) -> tuple[int, int, int]:
    complete = sum(one.counts for one in places)
    begun = sum(one.begun and not one.counts for one in places)
    return complete, begun, len(places) - complete - begun


def let_go(judged: Round, jurors: Collection[UUID], read: str, *, by: User, at: datetime) -> Effect:
    """Go on without these jurors. What they gave in full counts; nobody is drawn in their place.

    Raises Stale if it would do anything else than what was read.
    """
    gate.lock(judged.edition)
    effect = of_leaving(judged, jurors)
    if not effect.gone:
        raise Stale(_("Ballots or panels have changed since you read what this would do. Look at it again."))
    require_read([effect], read)
    for juror_id in sorted(effect.gone, key=str):
        seating.leave(rounds.get_member(judged, juror_id), by=by, at=at)
    return effect
