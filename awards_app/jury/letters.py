"""Mail to jurors, and to organisers about them."""

from collections import Counter
from collections.abc import Collection
from datetime import datetime

from awards_app.editions.models import Edition
from awards_app.jury import queries, sheet
from awards_app.jury.conflict_models import Conflict
from awards_app.jury.models import Seat
from awards_app.jury.round_models import Round
from awards_app.notices import service as notices
from awards_app.roles import Role
from awards_app.team import queries as team


def seated(edition: Edition, seats: list[Seat], *, at: datetime) -> None:
    """Judging is open: to those who have something to judge, with how much."""
    work = Counter(seat.juror_id for seat in seats if seat.recusal is None)
    for grant in team.grants_in(edition, Role.JUROR):
        if count := work[grant.user_id]:
            notices.post(
                "judging_open", to=grant.user.email, locale=grant.user.locale, at=at, edition=edition, count=count
            )


def round_open(judged: Round, seats: list[Seat], *, at: datetime) -> None:
    """A later round begins: to those who have something to judge in it, with how much and until when."""
    work = Counter(seat.juror_id for seat in seats if seat.recusal is None)
    for grant in team.grants_in(judged.edition, Role.JUROR):
        if count := work[grant.user_id]:
            facts = {"judged": judged, "edition": judged.edition, "count": count}
            notices.post("round_open", to=grant.user.email, locale=grant.user.locale, at=at, **facts)


def what_they_gave(edition: Edition, rounds: Collection[Round], *, at: datetime) -> None:
    """Rounds are closed: to each of their jurors, the sheet of what they gave in them."""
    keys = {judged.id for judged in rounds}
    people = {member.juror_id: member.juror for judged in rounds for member in judged.panel}
    for juror in people.values():
        if seats := sheet.given(queries.given_from(juror, keys)):
            facts = {"edition": edition, "seats": seats, "lines_of": sheet.lines_of}
            notices.post("jury_sheet", to=juror.email, locale=juror.locale, at=at, **facts)


def conflict_named(conflict: Conflict, *, at: datetime) -> None:
    """A conflict of interest waits for a decision: to the organisers."""
    for grant in team.grants_in(conflict.edition, Role.ORGANISER):
        notices.post("conflict_named", to=grant.user.email, locale=grant.user.locale, at=at, conflict=conflict)
