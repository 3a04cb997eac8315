"""Reminding jurors of what is left: by an organiser who saw whom it reaches, or by itself before a deadline."""

from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from datetime import date, datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from flask import current_app
from flask_babel import gettext as _

from awards_app import audit
from awards_app.accounts.models import User
from awards_app.db import db
from awards_app.editions import gate
from awards_app.editions import queries as editions
from awards_app.editions.models import Edition
from awards_app.editions.phases import Act, Phase
from awards_app.errors import Stale
from awards_app.jury import letters
from awards_app.jury import reminder_queries as queries
from awards_app.jury import round_queries as rounds
from awards_app.jury.events import JurorsReminded, RemindersSet
from awards_app.jury.reminder_models import Reminder
from awards_app.jury.reminder_queries import Owing

# Nobody is woken: what goes by itself goes from this hour of the edition's clock on.
FROM_HOUR = 8


def set_days(edition: Edition, days: Collection[int], *, by: User, at: datetime) -> None:
    """How many days before a deadline jurors are reminded by itself; none: never."""
    gate.require_alone(edition, Act.SET_REMINDERS, at)
    db.session.refresh(edition, ("reminder_days",))
    before, after = tuple(edition.reminder_days), tuple(sorted(set(days), reverse=True))
    if before == after:
        return
    edition.reminder_days = list(after)
    audit.record(RemindersSet(edition=edition.id, before=before, after=after), by=by, at=at)


def remind(edition: Edition, juror_ids: Collection[UUID], read: str, *, by: User, at: datetime) -> list[Owing]:
    """Remind these jurors now. `read` is the digest of what the organiser saw of them.

    Raises Stale if somebody finished, got more to do or was reminded since: so a second click sends nothing.
    """
    gate.require_alone(edition, Act.SCORE, at)
    chosen = [one for one in queries.owing_in(edition, at) if one.juror.id in juror_ids]
    if not chosen or queries.digest_of(chosen) != read:
        raise Stale(_("Meanwhile somebody has gone on or was reminded. Look at the list below, then send it again."))
    _send(edition, chosen, None, by=by, at=at)
    return chosen


def _send(edition: Edition, chosen: Sequence[Owing], day: date | None, *, by: User | None, at: datetime) -> None:
    for one in chosen:
        kept = Reminder(edition_id=edition.id, juror_id=one.juror.id, day=day, sent_at=at, ballots=one.ballots)
        kept.sent_by_id = by.id if by else None
        db.session.add(kept)
        letters.reminder(edition, one.juror, one.tasks, at=at)
    db.session.flush()
    event = JurorsReminded(
        edition=edition.id,
        jurors=tuple(sorted((one.juror.id for one in chosen), key=str)),
        ballots=sum(one.ballots for one in chosen),
        by_itself=by is None,
    )
    audit.record(event, by=by, at=at)


def remind_due(at: datetime) -> int:
    """Remind whom a deadline tells to, in every edition, once a day each; returns how many mails were written.

    Each edition is a transaction of its own. Another process that does the same waits, and then finds it done.
    """
    with _alone("GET"):
        waiting = [one.slug for one in editions.editions_in(Phase.JUDGING) if _is_the_day(one, at)]
    return sum(_remind_in(slug, at) for slug in waiting)


@contextmanager
def _alone(method: str) -> Iterator[None]:
    """A transaction of its own. A letter names pages, and a page has an address only inside a request; whether it
    writes, the method says."""
    with current_app.test_request_context(base_url=current_app.config["PUBLIC_URL"], method=method):
        try:
            yield
        finally:
            db.session.close()


def _remind_in(slug: str, at: datetime) -> int:
    with _alone("POST"):
        edition = editions.find_edition(slug)
        if edition is None:
            return 0
        gate.lock(edition)
        day = _today(edition, at)
        told = queries.reminded_on(edition, day)
        due = [one for one in queries.owing_in(edition, at) if one.juror.id not in told and _is_due(edition, one, day)]
        if due:
            _send(edition, due, day, by=None, at=at)
            db.session.commit()
        return len(due)


def _today(edition: Edition, at: datetime) -> date:
    return at.astimezone(ZoneInfo(edition.timezone)).date()


def days_left(edition: Edition, deadline: datetime, day: date) -> int:
    """How many days of the edition's calendar lie between."""
    return (deadline.astimezone(ZoneInfo(edition.timezone)).date() - day).days


def _is_the_day(edition: Edition, at: datetime) -> bool:
    """Whether any round of the edition ends in as many days as it reminds before."""
    if at.astimezone(ZoneInfo(edition.timezone)).hour < FROM_HOUR or not edition.reminder_days:
        return False
    ends = [one.ends_at for one in rounds.rounds_in(edition) if one.is_running]
    return any(days_left(edition, one, _today(edition, at)) in edition.reminder_days for one in ends)


def _is_due(edition: Edition, owing: Owing, day: date) -> bool:
    return any(days_left(edition, task.round.ends_at, day) in edition.reminder_days for task in owing.tasks)
