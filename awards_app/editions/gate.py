"""The gate of every write: reads the phase inside the write transaction, and holds it until the commit."""

from datetime import datetime
from uuid import UUID

from awards_app.db import db
from awards_app.editions import phases, queries
from awards_app.editions.models import Edition
from awards_app.editions.phases import Act

TIMED = ("phase", "opens_at", "entries_close_at", "announced_close_at", "judging_closes_at", "grace_seconds")


def require(edition: Edition, act: Act, at: datetime) -> None:
    """Refuse the act unless phase and clock allow it; the phase cannot move before this transaction ends.

    Without the lock, a mark could be saved after the round was closed by somebody else.
    """
    db.session.flush()
    db.session.refresh(edition, TIMED, with_for_update={"read": True})
    phases.require(edition, act, at)


def require_alone(edition: Edition, act: Act, at: datetime) -> None:
    """As `require`, for an act that goes on to change what the edition's row guards: one after another.

    Two who shared the row and then both wanted it alone would wait for each other for ever.
    """
    db.session.flush()
    db.session.refresh(edition, TIMED, with_for_update=True)
    phases.require(edition, act, at)


def require_entering(edition: Edition, city_id: UUID, at: datetime, *, alone: bool = False) -> None:
    """As `require` for whatever a city does to its entries, until its own deadline where it has a later one.

    `alone` as in `require_alone`. Raises TooLate after the deadline.
    """
    db.session.flush()
    db.session.refresh(edition, TIMED, with_for_update=True if alone else {"read": True})
    # Read under the lock: whoever gives a city more time holds the edition alone.
    phases.require(edition, Act.ENTER, at, queries.due_for(edition, city_id).own)


def lock(edition: Edition) -> None:
    """Wait for the writes that hold the phase, then keep others out: for whoever moves it."""
    db.session.flush()
    db.session.refresh(edition, TIMED, with_for_update=True)
