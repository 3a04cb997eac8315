"""How a round stands, in counts that anybody who runs the edition may see while it is open. No score, no average.

Whether the jury is divided is told by a number alone, and only when nothing more can be read from how it changes: once
every ballot of the round is in, and to nobody who judges in it; then after the close. Ties are told after the close.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from awards_app.editions.models import Edition
from awards_app.editions.phases import Phase
from awards_app.jury import conflict_queries as conflicts
from awards_app.jury import progress_queries as progress
from awards_app.jury import queries as jury
from awards_app.jury import round_queries as sequence
from awards_app.jury.progress_queries import Cover
from awards_app.jury.round_models import Round
from awards_app.results import standings


@dataclass(frozen=True)
class Health:
    """A round in counts. `short`: entries below the minimum now. `lost`: entries that stay below it whatever comes.

    `contested` and `ties` are None while they must not be known.
    """

    short: int = 0
    lost: int = 0
    conflicts: int = 0
    contested: int | None = None
    ties: int | None = None


def health_in(edition: Edition, rounds: Iterable[Round], reader_id: UUID) -> dict[UUID, Health]:
    """The health of these rounds of an edition, by round; the same queries for any number."""
    listed = list(rounds)
    covers: dict[UUID, list[Cover]] = defaultdict(list)
    for cover in progress.covers_in(edition):
        covers[cover.round_id].append(cover)
    entries, waiting = sequence.count_entries(edition), conflicts.waiting_by_category(edition)
    contested, ties = _contested(edition, listed, covers, reader_id), _ties(edition)
    found = {}
    for one in listed:
        short, lost = _below(one, covers[one.id], entries.get(one.id, 0))
        open_conflicts = 0 if one.closed_at else waiting.get(one.category_id, 0)
        found[one.id] = Health(short, lost, open_conflicts, contested.get(one.id), ties.get(one.id))
    return found


def _below(judged: Round, covers: Iterable[Cover], entries: int) -> tuple[int, int]:
    """Entries with fewer ballots than they need: now, and for good. One that nobody sits before has none."""
    if judged.opened_at is None:
        return 0, 0
    listed = list(covers)
    unseated = entries - len(listed)
    short = sum(one.complete < judged.minimum for one in listed)
    lost = sum(one.possible < judged.minimum for one in listed)
    return short + unseated, 0 if judged.closed_at else lost + unseated


def _contested(
    edition: Edition, rounds: Iterable[Round], covers: dict[UUID, list[Cover]], reader_id: UUID
) -> dict[UUID, int]:
    own = jury.rounds_judged_by(reader_id, edition)
    known = {one.id for one in rounds if one.closed_at or (_is_full(covers[one.id]) and one.id not in own)}
    if not known:
        return {}
    spreads = progress.spreads_in(edition, known)
    wide = Counter(round_id for (round_id, _entry), spread in spreads.items() if spread > edition.divergence)
    return {one: wide[one] for one in known}


def _is_full(covers: Iterable[Cover]) -> bool:
    listed = list(covers)
    return bool(listed) and all(one.complete == one.possible for one in listed)


def _ties(edition: Edition) -> dict[UUID, int]:
    """What the ladder left for the chair, in the session; before it nobody asks, after it everything is decided."""
    if edition.phase is not Phase.DELIBERATION:
        return {}
    found: Counter[UUID] = Counter()
    for board in standings.would_be(edition):
        found[board.judged.id] += len(board.unresolved)
    return dict(found)
