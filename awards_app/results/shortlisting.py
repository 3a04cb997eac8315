"""Closing a round: the cut decides who goes on, the next round opens, and the shortlist is published when wished."""

from datetime import datetime
from uuid import UUID

from flask_babel import gettext as _

from awards_app import audit
from awards_app.accounts.models import User
from awards_app.db import db
from awards_app.editions import gate
from awards_app.editions import queries as editions
from awards_app.editions.phases import Act, Phase
from awards_app.errors import NotReady, Refused
from awards_app.jury import letters, rounds
from awards_app.jury import queries as jury
from awards_app.jury import readiness as judging
from awards_app.jury import round_queries as sequence
from awards_app.jury.events import NominationsPublished, RoundClosed
from awards_app.jury.models import Seat
from awards_app.jury.round_models import Admission, Round
from awards_app.results import boards, cutting, queries, readiness, without
from awards_app.results.boards import Board
from awards_app.results.cutting import Outcome


def boards_of(judged: Round) -> list[Board]:
    """The classes of a round as its marks rank them now."""
    edition, entries = judged.edition, sequence.entries_in(judged)
    ballots = queries.ballots_where(edition, Seat.round_id == judged.id)
    classes = [one for one in editions.classes_in(edition) if one.category_id == judged.category_id]
    by_class = {one.id: [entry for entry in entries if entry.size_class_id == one.id] for one in classes}
    return [boards.build(judged, one, by_class[one.id], ballots.get(one.id, [])) for one in classes if by_class[one.id]]


def close_round(judged: Round, read: str | None = None, *, by: User, at: datetime) -> list[Outcome]:
    """Freeze the marks of a round that another one follows, and let through whom its cut lets through.

    `read` is the digest of the effect that the organiser saw; None where nobody looks, as in the example.
    Raises NotReady while an entry has fewer ballots than it needs, and Stale if the effect is another one by now.
    """
    gate.lock(judged.edition)
    # As planned now: somebody may have changed the cut while this waited for the lock.
    db.session.refresh(judged)
    following = sequence.following(judged)
    if judged.edition.phase is not Phase.JUDGING or not judged.is_running:
        raise Refused(_("This round is not open."))
    if following is None:
        raise Refused(_("The last round closes with judging."))
    found = [cutting.outcome_of(board) for board in boards_of(judged)]
    if problems := readiness.of_boards([one.board for one in found]) + readiness.of_papers(judged.edition, judged):
        raise NotReady(_("The round cannot be closed yet: no entry may be left without a standing."), problems)
    if read is not None:
        without.require_read([without.of_closing_round(judged)], read)
    if not found:
        raise Refused(_("No entry takes part in this round, so nobody would go on."))
    through = [entry.id for one in found for entry in one.through]
    judged.closed_at = at
    db.session.add_all(Admission(round_id=following.id, entry_id=entry_id) for entry_id in through)
    record_close(judged, through, by=by, at=at)
    letters.what_they_gave(judged.edition, [judged], at=at)
    return found


def record_close(judged: Round, through: list[UUID], *, by: User, at: datetime) -> None:
    """Note that a round is closed, with what it let through."""
    loads = [load for load in jury.loads_in(judged.edition) if load.round_id == judged.id]
    event = RoundClosed(
        edition=judged.edition.id,
        round=judged.id,
        early=at < judged.ends_at,
        ballots=sum(load.complete for load in loads),
        missing=sum(load.missing for load in loads),
        admitted=tuple(sorted(through, key=str)),
    )
    audit.record(event, by=by, at=at)


def open_next(judged: Round, *, by: User, at: datetime) -> bool:
    """Open the round after one that is closed, and tell its jurors; False if something stands in the way."""
    following = sequence.following(judged)
    if following is None or at >= following.ends_at or judging.of_round(following):
        return False
    open_late(following, by=by, at=at)
    return True


def open_late(judged: Round, *, by: User, at: datetime) -> None:
    """Open a round while others have begun, and tell its jurors. Raises NotReady for what stands in the way."""
    seats = rounds.open_round(judged, by=by, at=at)
    letters.round_open(judged, seats, at=at)


def publish_nominations(judged: Round, *, by: User, at: datetime) -> None:
    """Show everybody who came into this round, without places."""
    gate.require_alone(judged.edition, Act.PUBLISH_NOMINATIONS, at)
    db.session.refresh(judged, ("nominated_at",))
    entries = sequence.admitted_to(judged)
    if not entries:
        raise Refused(_("There is no shortlist to publish yet."))
    if judged.nominated_at:
        return
    if judged.edition.hides_city and judged.edition.phase is Phase.JUDGING:
        raise Refused(_("The cities are hidden from the jurors: nominations can be published once judging is closed."))
    judged.nominated_at = at
    event = NominationsPublished(
        edition=judged.edition.id, round=judged.id, entries=tuple(sorted((one.id for one in entries), key=str))
    )
    audit.record(event, by=by, at=at)
