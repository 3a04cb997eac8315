"""Mail to jurors, and to organisers about them."""

from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from datetime import datetime, timedelta
from typing import Any

from awards_app.accounts.models import User
from awards_app.editions.models import Edition
from awards_app.jury import queries, sheet
from awards_app.jury import statement_queries as statements
from awards_app.jury.conflict_models import Conflict
from awards_app.jury.models import Seat
from awards_app.jury.round_models import Round
from awards_app.jury.tasks import Task, by_deadline
from awards_app.notices import service as notices
from awards_app.notices.models import Mail
from awards_app.roles import Role
from awards_app.team import queries as team

# Acts that follow each other are told in one letter.
GATHERED = timedelta(minutes=10)


def seated(edition: Edition, seats: Collection[Seat], *, at: datetime) -> None:
    """Judging is open: to those who have something to judge, with how much of what."""
    for juror, tasks in _work_of(edition, seats):
        notices.post("judging_open", to=juror.email, locale=juror.locale, at=at, **_facts(edition, juror, tasks))


def round_open(judged: Round, seats: Collection[Seat], *, at: datetime) -> None:
    """A later round begins: to those who have something to judge in it, with how much and until when."""
    for juror, tasks in _work_of(judged.edition, seats):
        facts = _facts(judged.edition, juror, tasks)
        notices.post("round_open", to=juror.email, locale=juror.locale, at=at, judged=judged, **facts)


def seats_given(edition: Edition, seats: Collection[Seat], *, at: datetime) -> None:
    """Somebody has more to judge in what runs already: one letter for all that they got within a few minutes.

    A letter that still waits is taken back, and the new one says what it said as well.
    """
    for juror, _tasks in _work_of(edition, seats):
        # A juror of two editions gets two letters.
        purpose = f"seats_given {edition.slug}"
        since = notices.take_back(purpose, juror.email) or at
        new = queries.given_since(juror, edition, since)
        facts = _facts(edition, juror, _tasks_in(new))
        mail = notices.post("seats_given", to=juror.email, locale=juror.locale, at=since, **facts)
        mail.purpose, mail.due_at = purpose, since + GATHERED


def reminder(edition: Edition, juror: User, tasks: Sequence[Task], *, at: datetime) -> Mail:
    """What is left, to a juror who has something to do."""
    facts = _facts(edition, juror, tasks)
    return notices.post("jury_reminder", to=juror.email, locale=juror.locale, at=at, **facts)


def _facts(edition: Edition, juror: User, tasks: Sequence[Task]) -> dict[str, Any]:
    return {
        "edition": edition,
        "tasks": tasks,
        "count": sum(task.ballots for task in tasks),
        "owes": statements.owes(juror.id, edition),
    }


def _work_of(edition: Edition, seats: Collection[Seat]) -> Iterator[tuple[User, Sequence[Task]]]:
    """Whoever holds the role and has something to judge from these seats, with how much in which round."""
    for grant in team.grants_in(edition, Role.JUROR) if seats else []:
        mine = [seat for seat in seats if seat.juror_id == grant.user_id and seat.recusal is None]
        if mine:
            yield grant.user, _tasks_in(mine)


def _tasks_in(seats: Collection[Seat]) -> Sequence[Task]:
    return by_deadline(Task(judged, count) for judged, count in Counter(seat.round for seat in seats).items())


def what_they_gave(edition: Edition, rounds: Collection[Round], *, at: datetime) -> None:
    """Rounds are closed: to each of their jurors, the sheet of what they gave in them."""
    keys = {judged.id for judged in rounds}
    people = {member.juror_id: member.juror for judged in rounds for member in judged.panel}
    for juror in people.values():
        if seats := sheet.given(queries.given_from(juror, keys)):
            facts = {"edition": edition, "seats": seats, "lines_of": sheet.lines_of, "name_of": sheet.name_of}
            notices.post("jury_sheet", to=juror.email, locale=juror.locale, at=at, **facts)


def conflict_named(conflict: Conflict, *, at: datetime) -> None:
    """A conflict of interest waits for a decision: to the organisers."""
    for grant in team.grants_in(conflict.edition, Role.ORGANISER):
        notices.post("conflict_named", to=grant.user.email, locale=grant.user.locale, at=at, conflict=conflict)
