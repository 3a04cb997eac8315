"""A juror looks at their own work: two entries side by side, and how the marks of a ballot came to be."""

from uuid import UUID

from flask import Blueprint, abort, render_template, request
from flask.typing import ResponseReturnValue
from flask_login import current_user

from awards_app.editions.models import Edition
from awards_app.jury import blind, calibration, comparing, history, queries
from awards_app.jury.comparing import Comparison
from awards_app.jury.models import Seat
from awards_app.roles import Role
from awards_app.web.access import allow

bp = Blueprint("own", __name__, url_prefix="/e/<edition>/jury")
SIDES = ("first", "second")


@bp.get("/rounds/<uuid:round_id>/compare")
@allow(Role.JUROR)
def compare(edition: Edition, round_id: UUID) -> ResponseReturnValue:
    """Choose two entries of a round, and see them side by side; what the juror does not judge is not there."""
    seats = [seat for seat in queries.seats_of(current_user, edition) if seat.round_id == round_id] or abort(404)
    chosen = _chosen(seats)
    compared = _compared(edition, chosen) if None not in chosen and chosen[0] is not chosen[1] else None
    page = {
        "round": seats[0].round,
        "seats": seats,
        "chosen": [seat.id if seat else None for seat in chosen],
        "same": chosen[0] is not None and chosen[0] is chosen[1],
        "compared": compared,
        "readings": [blind.reading_of(seat.entry) for seat in compared.seats] if compared else [],
    }
    return render_template("jury/compare.html", edition=edition, **page)


def _chosen(seats: list[Seat]) -> list[Seat | None]:
    """The seats that the address names; a recused one and one that does not exist are the same 404."""
    try:
        wanted = [UUID(key) if (key := request.args.get(side)) else None for side in SIDES]
        return comparing.choose(seats, wanted)
    except (ValueError, LookupError):
        abort(404)


def _compared(edition: Edition, chosen: list[Seat | None]) -> Comparison:
    """Both read once more, each with its files; one whose turn has not come is refused."""
    first, second = (queries.seat_of(current_user, edition, seat.id) for seat in chosen if seat)
    for seat in (first, second):
        calibration.require_open(seat)
    return comparing.compare(first, second)


@bp.get("/<uuid:seat_id>/history")
@allow(Role.JUROR)
def changes(edition: Edition, seat_id: UUID) -> ResponseReturnValue:
    """Every change of the ballot's marks: when, by whom, what stood there before and after."""
    seat = queries.seat_of(current_user, edition, seat_id)
    return render_template("jury/history.html", edition=edition, seat=seat, stories=history.of(seat))
