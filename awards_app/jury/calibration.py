"""The calibration entry of a round: every juror completes its ballot before they see the other entries of the round."""

from flask_babel import gettext as _

from awards_app.editions.phases import Phase
from awards_app.errors import Refused
from awards_app.jury import queries
from awards_app.jury.models import Seat
from awards_app.jury.totals import sum_of


def first_of(seat: Seat) -> Seat | None:
    """The seat that its juror has to complete before this one, or None where this one is open to them.

    A ballot that was begun stays open, and so does everything once the round is over. Whoever is recused from the
    calibration entry goes without it.
    """
    judged = seat.round
    over = judged.closed_at is not None or judged.edition.phase is not Phase.JUDGING
    if judged.calibration_id in (None, seat.entry_id) or over or seat.ballot is not None:
        return None
    first = queries.find_calibration_seat(seat)
    return first if first and not sum_of(judged, first.ballot).is_complete else None


def why_not(first: Seat) -> str:
    """Why another entry of the round is not open yet, as a sentence."""
    named = f"{first.entry.code} {first.title}"
    return str(_("Judge the calibration entry first: %(entry)s. All jurors of this round begin with it.", entry=named))


def require_open(seat: Seat) -> None:
    """Refuse an entry whose turn comes after the calibration entry."""
    if first := first_of(seat):
        raise Refused(why_not(first))
