"""Judging: opening it, marks, ballots. A recused juror is refused here as well as by queries."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from hashlib import sha256

from flask_babel import gettext as _

from awards_app import audit
from awards_app.accounts.models import User
from awards_app.db import begin_writing, db
from awards_app.editions import gate
from awards_app.editions import service as editions
from awards_app.editions.models import Edition
from awards_app.editions.phases import Phase
from awards_app.errors import NotReady, Refused, WrongPhase
from awards_app.jury import (
    calibration,
    letters,
    queries,
    readiness,
    receipts,
    round_queries,
    rounds,
    seating,
    statements,
    windows,
)
from awards_app.jury import statement_queries as stated
from awards_app.jury.events import BallotSubmitted, JurorFinished, MarksSaved
from awards_app.jury.models import Ballot, Receipt, Seat
from awards_app.jury.receipts import Given
from awards_app.jury.round_models import Round
from awards_app.jury.totals import sum_of
from awards_app.team import queries as team


def open_judging(edition: Edition, *, by: audit.Actor | None, at: datetime) -> None:
    """From the formal check to judging: open the first round of every category and tell the jurors."""
    # Held from here on: no city may be given more time between the check and the move.
    gate.lock(edition)
    if problems := readiness.of_judging(edition, at):
        raise NotReady(_("Judging cannot be opened yet."), problems)
    editions.move(edition, Phase.JUDGING, by=by, at=at)
    statements.hold(edition, by=by, at=at)
    seats, opened = [], set()
    for judged in round_queries.rounds_in(edition):
        if judged.category_id not in opened:
            seats += rounds.open_round(judged, by=by, at=at)
        opened.add(judged.category_id)
    letters.seated(edition, seats, at=at)


def set_panels(edition: Edition, panels: Mapping[Round, Iterable[User]], *, by: User, at: datetime) -> None:
    """Say who judges in which round; where one runs, seat those who join and tell them."""
    seats, jury = [], seating.Jury.of(edition)
    for judged, jurors in panels.items():
        before = jury.sitting(judged)
        # Not chosen here: who stands by, and who left.
        kept = [one.juror for one in judged.panel if one.reserve]
        seating.set_panel(judged, jurors, kept, by=by, at=at)
        if judged.is_running and jury.sitting(judged) != before:
            seats += seating.seat_round(judged, by=by, at=at)
    letters.seats_given(edition, seats, at=at)


def save_marks(seat: Seat, given: Given, *, by: User, at: datetime) -> Receipt:
    """Store what was given at once; what is not named stays. A change that came before gets its receipt again.

    Raises Overtaken when it would overwrite what was saved since the sheet was shown, as on another device.
    """
    begin_writing()
    try:
        _require_own(seat, by, at)
    except WrongPhase:
        if known := receipts.find(seat, given.change):
            return known  # It was saved in time, and only the answer was lost.
        raise
    ballot = queries.held_ballot(seat)
    if known := receipts.find(seat, given.change):
        return known
    changed = receipts.changed_in(ballot, given)
    if ballot and not changed.fields and (known := receipts.last_of(ballot)):
        return known
    return _store(ballot or _begin(seat, at), changed, by, at)


def _begin(seat: Seat, at: datetime) -> Ballot:
    ballot = Ballot.begin(seat, at)
    db.session.add(ballot)
    return ballot


def _store(ballot: Ballot, given: Given, by: User, at: datetime) -> Receipt:
    before = {key: value for key, value in ballot.values.items() if key in given.marks}
    ballot.give(given.marks)
    ballot.say(given.comments)
    if given.comment is not None:
        ballot.comment = given.comment
    if given.bookmarked is not None:
        ballot.bookmarked = given.bookmarked
    ballot.revision += 1
    ballot.saved_at = at
    receipt = receipts.make(ballot, given)
    db.session.flush()
    event = MarksSaved(
        edition=ballot.seat.entry.edition_id,
        seat=ballot.seat_id,
        revision=ballot.revision,
        before=before,
        after=dict(given.marks),
        bookmarked=given.bookmarked,
        comment_sha256=_checksum(given.comment) if given.comment is not None else "",
        comments_sha256={key: _checksum(text) for key, text in given.comments.items()},
        receipt=receipt.id,
    )
    audit.record(event, by=by, at=at)
    return receipt


def _checksum(text: str) -> str:
    return sha256(text.encode()).hexdigest()


class Incomplete(Refused):
    """The ballot cannot be submitted yet; what was given stays given."""


def submit_ballot(seat: Seat, *, by: User, at: datetime) -> Ballot:
    """Say that the ballot is finished; it can still be changed until the round closes. Raises Incomplete."""
    _require_own(seat, by, at)
    ballot = queries.held_ballot(seat)
    found = sum_of(seat.round, ballot)
    if ballot is None or found.unmarked:
        raise Incomplete(_("Give a mark on every criterion first. What you gave is saved."))
    if found.unsaid:
        raise Incomplete(_("%(missing)s What you gave is saved.", missing=found.missing))
    if ballot.submitted_at is None:
        ballot.submitted_at = at
        event = BallotSubmitted(edition=seat.entry.edition_id, seat=seat.id, revision=ballot.revision)
        audit.record(event, by=by, at=at)
    return ballot


def finish(judged: Round, done: bool, *, by: User, at: datetime) -> None:
    """Confirm that one has judged everything in a round; refused while a ballot is not complete. It locks nothing."""
    windows.require(judged, at)
    member = round_queries.get_member(judged, by.id)
    if member.reserve or member.left_at is not None:
        raise Refused(_("You do not judge in this round."))
    seats = [seat for seat in queries.seats_of(by, judged.edition) if seat.round_id == judged.id]
    lacking = [seat.entry.code for seat in seats if not sum_of(judged, seat.ballot).is_complete]
    if done and lacking:
        told = _("These ballots are not complete yet: %(entries)s. Everything so far is saved.")
        raise Refused(told % {"entries": ", ".join(lacking)})
    member.finished_at = at if done else None
    event = JurorFinished(edition=judged.edition.id, round=judged.id, juror=by.id, finished=done, ballots=len(seats))
    audit.record(event, by=by, at=at)


def _require_own(seat: Seat, by: User, at: datetime) -> None:
    windows.require(seat.round, at)
    own_city = seat.entry.city_id in team.own_cities_of(by.id, seat.entry.edition)
    if stated.owes(by.id, seat.entry.edition):
        raise Refused(_("Confirm the statement of impartiality first."))
    # Asked anew under the lock: whoever names a conflict, lets a juror go or takes the role away holds the edition.
    if own_city or not queries.is_theirs(by, seat):
        raise Refused(_("You do not judge this entry."))
    calibration.require_open(seat)
