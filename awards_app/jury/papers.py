"""Ballots on paper: one organiser enters what the juror wrote, another reads the same, and only then it counts.

The juror's own marks are never written over unseen: where they say something else, the juror decides.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from hashlib import sha256
from uuid import UUID

from flask_babel import gettext as _

from awards_app import audit
from awards_app.accounts.models import User
from awards_app.db import db
from awards_app.editions import gate
from awards_app.editions.phases import Act
from awards_app.errors import NotAllowed, Refused, Stale
from awards_app.jury import calibration, receipts, windows
from awards_app.jury import paper_queries as queries
from awards_app.jury import queries as seats
from awards_app.jury import statement_queries as statements
from awards_app.jury.events import PaperChecked, PaperCounted, PaperDeclined, PaperDropped, PaperEntered
from awards_app.jury.models import Ballot, Seat
from awards_app.jury.paper_models import PaperBallot, PaperMark, PaperState
from awards_app.jury.receipts import Given
from awards_app.jury.round_models import Round
from awards_app.web.filters import moment


@dataclass(frozen=True)
class Read:
    """What somebody read from a paper: a mark on every criterion, the comments on some, and the comment."""

    marks: Mapping[UUID, Decimal]
    comment: str = ""
    comments: Mapping[UUID, str] = field(default_factory=dict)

    @classmethod
    def of(cls, paper: PaperBallot) -> "Read":
        """As it was entered."""
        return cls(paper.given, paper.comment, paper.words)

    def differs_from(self, other: "Read") -> bool:
        """Whether the two say anything different."""
        return self != other


def why_not(seat: Seat, reader: User, at: datetime) -> str:
    """Why no paper can be entered for the seat by this person now, as a sentence; empty where it can."""
    if not may_read(seat.round, reader):
        return str(_("You judge in this round yourself, so the ballots of the others are not yours to read."))
    if reason := _round_takes_none(seat.round):
        return reason
    if statements.owes(seat.juror_id, seat.round.edition):
        return str(_("This juror has not made the statement of impartiality yet; without it no ballot counts."))
    if queries.paper_of(seat.id) is None and (first := calibration.first_of(seat)):
        return calibration.why_not(first)
    return ""


def _round_takes_none(judged: Round) -> str:
    if not judged.is_running:
        return str(_("This round is not open."))
    return ""


def may_read(judged: Round, reader: User) -> bool:
    """Whether somebody may see what others gave in the round on paper: never who has a seat in it."""
    return judged.id not in seats.rounds_judged_by(reader.id, judged.edition)


def enter(seat: Seat, read: Read, handed_over_at: datetime, *, by: User, at: datetime) -> PaperBallot:
    """Keep what the first person read. It counts for nothing until a second one has read the same."""
    _require(seat, by, at)
    calibration.require_open(seat)
    _require_in_time(seat.round, handed_over_at, at)
    paper = queries.paper_of(seat.id)
    before = paper.given if paper else {}
    if paper is None:
        paper = PaperBallot(seat_id=seat.id, marks=[])
        db.session.add(paper)
    paper.state, paper.comment, paper.handed_over_at = PaperState.ENTERED, read.comment, handed_over_at
    paper.entered_by_id, paper.entered_at = by.id, at
    paper.checked_by_id = paper.checked_at = None
    _write(paper, read)
    db.session.flush()
    event = PaperEntered(
        edition=seat.round.edition.id,
        paper=paper.id,
        seat=seat.id,
        before=before,
        after=dict(read.marks),
        handed_over=handed_over_at,
        comment_sha256=_checksum(read.comment),
        comments_sha256={key: _checksum(text) for key, text in read.comments.items()},
    )
    audit.record(event, by=by, at=at)
    return paper


def _write(paper: PaperBallot, read: Read) -> None:
    kept = {mark.criterion_id: mark for mark in paper.marks}
    paper.marks = [mark for key, mark in kept.items() if key in read.marks]
    for key, value in read.marks.items():
        if key not in kept:
            kept[key] = PaperMark(criterion_id=key)
            paper.marks.append(kept[key])
        kept[key].value, kept[key].comment = value, read.comments.get(key, "")


def check(seat: Seat, read: Read, *, by: User, at: datetime) -> PaperBallot:
    """A second person has read the paper. The same makes it count, or asks the juror where they had marks of their own.

    Raises Differs where they read something else.
    """
    _require(seat, by, at)
    paper = _require_waiting(seat)
    if paper.entered_by_id == by.id:
        raise NotAllowed(_("You entered this paper yourself. Somebody else has to read it."))
    if read.differs_from(Read.of(paper)):
        raise Differs(paper)
    ballot = seats.held_ballot(seat)
    outcome = PaperState.DISPUTED if _overrules(paper, ballot) else PaperState.COUNTED
    paper.state, paper.checked_by_id, paper.checked_at = outcome, by.id, at
    event = PaperChecked(
        edition=seat.round.edition.id, paper=paper.id, seat=seat.id, entered_by=paper.entered_by_id, outcome=outcome
    )
    audit.record(event, by=by, at=at)
    if outcome is PaperState.COUNTED:
        _count(paper, seat, ballot, by, at)
    db.session.flush()
    return paper


class Differs(Refused):
    """The second person read something else than the first; `paper` holds what the first one read."""

    def __init__(self, paper: PaperBallot) -> None:
        super().__init__(_("You read something else than what was entered. Look at the paper again."))
        self.paper = paper


def _overrules(paper: PaperBallot, ballot: Ballot | None) -> bool:
    """Whether the juror gave something on the screen that the paper would replace by something else.

    A ballot that still says what an earlier paper of the juror said is none of that.
    """
    if ballot is None or ballot.paper_revision == ballot.revision:
        return False
    pairs = ((paper.given, ballot.values), (paper.words, ballot.words))
    other = any(there.get(key, here[key]) != here[key] for there, here in pairs for key in here)
    return other or bool(ballot.comment and paper.comment and ballot.comment != paper.comment)


def _count(paper: PaperBallot, seat: Seat, ballot: Ballot | None, by: User, at: datetime) -> None:
    if ballot is None:
        ballot = Ballot.begin(seat, at)
        db.session.add(ballot)
    before = ballot.values
    ballot.give(paper.given)
    ballot.say(paper.words)
    ballot.comment = paper.comment or ballot.comment
    ballot.revision += 1
    # Signed on paper is submitted.
    ballot.saved_at, ballot.submitted_at = at, ballot.submitted_at or at
    ballot.paper_revision, paper.state = ballot.revision, PaperState.COUNTED
    # Other devices of the juror are told as of any save.
    receipts.make(ballot, Given(paper.given, ballot.comment, comments=paper.words))
    db.session.flush()
    event = PaperCounted(
        edition=seat.round.edition.id,
        paper=paper.id,
        seat=seat.id,
        revision=ballot.revision,
        before=before,
        after=paper.given,
        comment_sha256=_checksum(ballot.comment),
        comments_sha256={key: _checksum(text) for key, text in paper.words.items()},
    )
    audit.record(event, by=by, at=at)


def take(seat: Seat, revision: int, *, by: User, at: datetime) -> PaperBallot:
    """The juror lets the paper stand in place of what they gave on the screen; `revision` is of the ballot they saw."""
    paper, ballot = _require_disputed(seat, revision, by, at)
    _count(paper, seat, ballot, by, at)
    return paper


def decline(seat: Seat, revision: int, *, by: User, at: datetime) -> PaperBallot:
    """The juror keeps what they gave on the screen."""
    paper, _ballot = _require_disputed(seat, revision, by, at)
    paper.state = PaperState.DECLINED
    db.session.flush()
    event = PaperDeclined(edition=seat.round.edition.id, paper=paper.id, seat=seat.id)
    audit.record(event, by=by, at=at)
    return paper


def _require_disputed(seat: Seat, revision: int, by: User, at: datetime) -> tuple[PaperBallot, Ballot]:
    windows.require(seat.round, at)
    if not seats.is_theirs(by, seat):
        raise Refused(_("You do not judge this entry."))
    ballot, paper = seats.held_ballot(seat), queries.paper_of(seat.id)
    if ballot is None or paper is None or paper.state is not PaperState.DISPUTED:
        raise Stale(_("No paper ballot waits for you here any more."))
    if ballot.revision != revision:
        raise Stale(_("Your ballot has changed since. Look at both again, then decide."))
    return paper, ballot


def drop(seat: Seat, *, by: User, at: datetime) -> None:
    """Throw away what was entered and not checked: it was of another seat, or of no use."""
    _require(seat, by, at)
    paper = _require_waiting(seat)
    audit.record(PaperDropped(edition=seat.round.edition.id, paper=paper.id, seat=seat.id), by=by, at=at)
    db.session.delete(paper)
    db.session.flush()


def _require_waiting(seat: Seat) -> PaperBallot:
    paper = queries.paper_of(seat.id)
    if paper is None or paper.state is not PaperState.ENTERED:
        raise Stale(_("This paper does not wait for a second person any more."))
    return paper


def _require(seat: Seat, by: User, at: datetime) -> None:
    """Until the round is closed, also after its deadline: a paper that was handed over in time may be entered later."""
    gate.require(seat.round.edition, Act.ENTER_PAPER, at)
    db.session.refresh(seat.round, windows.STATE)
    db.session.refresh(seat, ("recusal",))
    if seat.recusal is not None or not seats.is_still_judged(seat):
        raise Refused(_("This juror does not judge this entry any more."))
    # One after another: whoever enters, checks or saves marks of a seat holds it.
    seats.hold(seat)
    if reason := why_not(seat, by, at):
        raise Refused(reason)


def _require_in_time(judged: Round, handed_over_at: datetime, at: datetime) -> None:
    if handed_over_at > at:
        raise Refused(_("A paper cannot have been handed over in the future."))
    if judged.opened_at is None or handed_over_at < judged.opened_at:
        raise Refused(_("A paper cannot have been handed over before the round was opened."))
    if handed_over_at >= judged.ends_at:
        last = moment(judged.ends_at, judged.edition.timezone)
        raise Refused(_("The paper came too late: it had to be handed over before %(when)s.", when=last))


def _checksum(text: str) -> str:
    return sha256(text.encode()).hexdigest() if text else ""
