"""Reads of reminders, and of who has something to do."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from hashlib import sha256
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from awards_app.accounts.models import User
from awards_app.db import db
from awards_app.editions.models import Edition
from awards_app.jury import paper_queries as papers
from awards_app.jury import queries, windows
from awards_app.jury import round_queries as rounds
from awards_app.jury.paper_models import PaperState
from awards_app.jury.reminder_models import Reminder
from awards_app.jury.round_models import Round
from awards_app.jury.tasks import Task, by_deadline
from awards_app.roles import Role
from awards_app.team import queries as team


@dataclass(frozen=True)
class Owing:
    """A juror with ballots to give, in the order of the deadlines, and when they were reminded last."""

    juror: User
    tasks: tuple[Task, ...]
    last: datetime | None

    @property
    def ballots(self) -> int:
        """How many are left in all."""
        return sum(task.ballots for task in self.tasks)

    @property
    def next_deadline(self) -> datetime:
        """Until when the first of them are due."""
        return min(task.round.ends_at for task in self.tasks)


def owing_in(edition: Edition, at: datetime) -> list[Owing]:
    """Every juror who can give or decide a ballot now and has not, by name; the same queries for any number.

    Whoever is recused, left, stands by or lost the role has nothing to do there, and nobody has while a round takes no
    marks. What is missing decides, also where somebody said that they have finished and took something back. What was
    handed over on paper is the organiser's to enter; a paper that says something else than the screen is the juror's.
    """
    open_now = {one.id: one for one in rounds.rounds_in(edition) if not windows.why_not(one, at)}
    tasks: dict[UUID, list[Task]] = defaultdict(list)
    on_paper, disputed = (
        papers.incomplete_in(edition, PaperState.ENTERED),
        papers.by_juror(edition, PaperState.DISPUTED),
    )
    among = papers.incomplete_in(edition, PaperState.DISPUTED)
    for load in queries.loads_in(edition):
        key = (load.round_id, load.juror_id)
        asked = disputed.get(key, 0)
        # A disputed ballot that is not complete is missing already.
        left = load.missing - on_paper.get(key, 0) + asked - among.get(key, 0)
        if left > 0 and load.round_id in open_now:
            tasks[load.juror_id].append(Task(open_now[load.round_id], left, asked))
    last = last_by_juror(edition)
    return [
        Owing(grant.user, by_deadline(tasks[grant.user_id]), last.get(grant.user_id))
        for grant in team.grants_in(edition, Role.JUROR)
        if grant.user_id in tasks
    ]


def digest_of(owing: Sequence[Owing]) -> str:
    """What a reader of this list has seen: whom, how much of what until when, and when they were reminded before."""
    seen = [
        (
            str(one.juror.id),
            [(str(task.round.id), task.ballots, task.round.ends_at.isoformat()) for task in one.tasks],
            str(one.last),
        )
        for one in owing
    ]
    return sha256(repr(sorted(seen)).encode()).hexdigest()


def last_by_juror(edition: Edition) -> dict[UUID, datetime]:
    """When each juror was reminded last."""
    query = select(Reminder.juror_id, func.max(Reminder.sent_at)).where(Reminder.edition_id == edition.id)
    return dict(db.session.execute(query.group_by(Reminder.juror_id)).all())


def reminders_in(edition: Edition, most: int) -> list[Reminder]:
    """The latest reminders of an edition."""
    query = select(Reminder).where(Reminder.edition_id == edition.id)
    query = query.options(joinedload(Reminder.juror), joinedload(Reminder.sent_by))
    return list(db.session.scalars(query.order_by(Reminder.sent_at.desc(), Reminder.id).limit(most)))


def reminded_on(edition: Edition, day: date) -> set[UUID]:
    """Who was reminded by itself on that day."""
    return set(
        db.session.scalars(select(Reminder.juror_id).where(Reminder.edition_id == edition.id, Reminder.day == day))
    )


def holds_up(owing: Owing, judged: Round | None) -> bool:
    """Whether the juror is waited for in this round; in any, where none is named."""
    return judged is None or any(task.round.id == judged.id for task in owing.tasks)
