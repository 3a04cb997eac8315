"""What a juror sees of what the jury gave: nothing before the close, and then only what the edition lets them see."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from awards_app.editions.judging import Peers
from awards_app.editions.models import Criterion
from awards_app.editions.phases import Phase
from awards_app.jury import queries
from awards_app.jury.models import Ballot, Seat
from awards_app.jury.totals import rounded, sum_of


@dataclass(frozen=True)
class Opinion:
    """What the jury gave on one criterion; `marks` are all of them, lowest first, where the edition shows them."""

    criterion: Criterion
    own: Decimal | None
    mean: Decimal
    marks: tuple[Decimal, ...]


@dataclass(frozen=True)
class Jury:
    """What the complete ballots of one entry say together; `early` says that the round is still open."""

    ballots: int
    total: Decimal
    opinions: tuple[Opinion, ...]
    early: bool


def of(seat: Seat) -> Jury | None:
    """The jury's marks on the entry of the juror's own seat, or None where they are not to be seen now."""
    judged = seat.round
    over = judged.closed_at is not None or Phase.JUDGING.is_before(judged.edition.phase)
    early = judged.edition.calibration_peers and judged.calibration_id == seat.entry_id
    if over:
        visible = early or judged.edition.peers is not Peers.NEVER
    else:
        visible = early and not queries.find_unfinished(judged, seat.entry_id)
    ballots = _counting(queries.seats_before(judged, seat.entry_id)) if visible else []
    return _together(seat, ballots, early=not over) if ballots else None


def _counting(seats: Sequence[Seat]) -> list[Ballot]:
    """The ballots that count: complete, and submitted where the edition wants them so."""
    given = [(seat, seat.ballot) for seat in seats if seat.ballot is not None]
    return [
        ballot
        for seat, ballot in given
        if sum_of(seat.round, ballot).is_complete
        and (ballot.submitted_at is not None or seat.round.edition.complete_drafts_count)
    ]


def _together(seat: Seat, ballots: Sequence[Ballot], *, early: bool) -> Jury:
    totals = [sum_of(seat.round, ballot).total for ballot in ballots]
    shows_marks = seat.round.edition.peers is Peers.MARKS
    opinions = []
    for weight in seat.round.weights:
        marks = sorted(ballot.values[weight.criterion_id] for ballot in ballots)
        mean = rounded(Fraction(sum(marks, Decimal(0))) / len(marks))
        own = seat.marks.get(weight.criterion_id)
        opinions.append(Opinion(weight.criterion, own, mean, tuple(marks) if shows_marks else ()))
    return Jury(len(ballots), rounded(sum(totals, Fraction(0)) / len(totals)), tuple(opinions), early)
