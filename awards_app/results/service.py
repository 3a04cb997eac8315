"""Closing the round, the chair's resolutions, sealing and announcing."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from flask_babel import gettext as _

from awards_app import audit
from awards_app.accounts.models import User
from awards_app.db import apart, db
from awards_app.editions import gate, phases
from awards_app.editions import service as editions
from awards_app.editions.models import Edition, SizeClass
from awards_app.editions.phases import Act, Phase
from awards_app.entries import queries as entries
from awards_app.errors import NotReady, Refused
from awards_app.jury import letters
from awards_app.jury import queries as jury
from awards_app.jury import round_queries as sequence
from awards_app.results import queries, readiness, sealing, shortlisting, standings, without
from awards_app.results.boards import Board
from awards_app.results.events import (
    LaureatesAnnounced,
    MarksFrozen,
    ResolutionMade,
    ResolutionWithdrawn,
    ResultSealed,
    SealedResultSeen,
)
from awards_app.results.models import Kind, Resolution, Seal
from awards_app.results.sealing import Unscored


@dataclass(frozen=True)
class Decision:
    """What the chair decides: `entries` are best first for an order, one for an award, none for no award."""

    kind: Kind
    entries: tuple[UUID, ...]
    reason: str


def close_judging(edition: Edition, read: str | None = None, *, by: User, at: datetime) -> None:
    """Freeze the marks. Refused while an entry would be left below the minimum of ballots.

    `read` is the digest of the effect that the organiser saw: raises Stale if it is another one by now.
    """
    gate.lock(edition)
    if problems := readiness.of_closing(edition):
        raise NotReady(_("Judging cannot be closed yet: no entry may be left without a standing."), problems)
    if read is not None and edition.phase is Phase.JUDGING:
        without.require_read(without.of_closing(edition), read)
    running = {judged.id: judged for judged in sequence.rounds_in(edition) if judged.is_running}
    loads = [load for load in jury.loads_in(edition) if load.round_id in running]
    editions.move(edition, Phase.DELIBERATION, by=by, at=at, early=at < edition.judging_closes_at)
    complete, missing = sum(load.complete for load in loads), sum(load.missing for load in loads)
    audit.record(MarksFrozen(edition=edition.id, complete=complete, missing=missing), by=by, at=at)
    for judged in running.values():
        judged.closed_at = at
        shortlisting.record_close(judged, [], by=by, at=at)
    letters.what_they_gave(edition, running.values(), at=at)


def resolve_tie(board: Board, decision: Decision, *, by: User, at: datetime) -> Resolution:
    """The chair orders a tie that the ladder left, or lets its entries share the place."""
    edition = board.size_class.category.edition
    gate.require_alone(edition, Act.RESOLVE, at)
    if set(decision.entries) not in [{entry.id for entry in group} for group in board.unresolved]:
        raise Refused(_("This is not a tie that waits for a decision. Reload the page to see the present state."))
    if queries.recused_from(by.id, decision.entries):
        raise Refused(_("You are recused from one of these entries. Another chair must decide."))
    return _record(board.size_class, decision, by=by, at=at)


def decide_award(size_class: SizeClass, decision: Decision, *, by: User, at: datetime) -> Resolution:
    """An award that is not scored: to an accepted entry, or to nobody. A new decision replaces the old one."""
    edition = size_class.category.edition
    gate.require_alone(edition, Act.RESOLVE, at)
    if not size_class.category.by_resolution:
        raise Refused(_("This category is decided by marks, not by resolution."))
    known = {entry.id for entry in entries.accepted_in(edition)}
    if not set(decision.entries) <= known:
        raise Refused(_("Only an accepted entry of this edition can be awarded."))
    if queries.recused_from(by.id, decision.entries):
        raise Refused(_("You are recused from this entry. Another chair must decide."))
    if earlier := queries.find_award(size_class):
        earlier.replaced_at = at
    return _record(size_class, decision, by=by, at=at)


def withdraw(resolution: Resolution, *, by: User, at: datetime) -> None:
    """Take a decision back before the seal; it stays on record."""
    gate.require_alone(resolution.size_class.category.edition, Act.RESOLVE, at)
    if queries.recused_from(by.id, [UUID(entry) for entry in resolution.entries]):
        raise Refused(_("You are recused from one of these entries. Another chair must decide."))
    resolution.replaced_at = at
    event = ResolutionWithdrawn(
        edition=resolution.size_class.category.edition_id, resolution=resolution.id, size_class=resolution.size_class_id
    )
    audit.record(event, by=by, at=at)


def _record(size_class: SizeClass, decision: Decision, *, by: User, at: datetime) -> Resolution:
    ids = [str(entry) for entry in decision.entries]
    resolution = Resolution(
        size_class=size_class, kind=decision.kind, entries=ids, reason=decision.reason, by_id=by.id, made_at=at
    )
    db.session.add(resolution)
    db.session.flush()
    event = ResolutionMade(
        edition=size_class.category.edition_id,
        resolution=resolution.id,
        size_class=size_class.id,
        kind=decision.kind,
        entries=tuple(ids),
        reason=decision.reason,
    )
    audit.record(event, by=by, at=at)
    return resolution


def seal(edition: Edition, *, by: User, at: datetime) -> Seal:
    """Freeze the result for good; everything must be decided."""
    gate.lock(edition)
    phases.require(edition, Act.RESOLVE, at)
    boards = standings.boards_of(edition, at=at)
    if problems := readiness.of_sealing(edition, boards):
        raise NotReady(_("The result cannot be sealed yet."), problems)
    unscored = _unscored(edition)
    content = sealing.content_of(edition, boards, unscored, queries.ballots_in(edition), at)
    sealed = sealing.seal(content)
    earlier = queries.find_seal(edition)
    number = earlier.number + 1 if earlier else 1
    kept = Seal(edition=edition, number=number, sealed_at=at, by_id=by.id, **sealed._asdict())
    db.session.add(kept)
    db.session.flush()
    editions.move(edition, Phase.SEALED, by=by, at=at)
    event = ResultSealed(edition=edition.id, seal=kept.id, number=number, code=kept.code, sha256=kept.sha256)
    audit.record(event, by=by, at=at)
    return kept


def _unscored(edition: Edition) -> list[Unscored]:
    by_id = {str(entry.id): entry for entry in entries.accepted_in(edition)}
    found, awards = [], queries.awards_in(edition)
    for size_class in readiness.unscored_classes(edition):
        if resolution := awards.get(size_class.id):
            winner = by_id[resolution.entries[0]] if resolution.entries else None
            found.append(Unscored(size_class, resolution, winner))
    return found


def announce(edition: Edition, *, by: User, at: datetime) -> None:
    """Show the laureates to everybody."""
    gate.require_alone(edition, Act.ANNOUNCE, at)
    sealed = queries.find_seal(edition)
    if sealed is None:
        raise Refused(_("There is no seal to announce."))
    editions.move(edition, Phase.ANNOUNCED, by=by, at=at)
    audit.record(LaureatesAnnounced(edition=edition.id, seal=sealed.id, code=sealed.code), by=by, at=at)


def note_look(edition: Edition, sealed: Seal | None, what: str, *, by: User, at: datetime) -> None:
    """Before the gala every look at the sealed result is recorded, by a transaction of its own."""
    if edition.phase is not Phase.SEALED or sealed is None:
        return
    with apart() as session:
        seen = SealedResultSeen(edition=edition.id, seal=sealed.id, what=what)
        audit.record(seen, by=by, at=at, session=session)
