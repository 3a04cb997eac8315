"""Limits of attempts, shared by all processes through the database; they refuse before any secret is compared."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from flask_babel import gettext as _
from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from awards_app.accounts.models import Attempt
from awards_app.accounts.secrets import digest
from awards_app.db import apart, db
from awards_app.errors import TooMany


@dataclass(frozen=True)
class Limit:
    """At most `most` attempts of one `what` within `within`."""

    what: str
    most: int
    within: timedelta

    def key(self, value: str) -> str:
        """The stored form of what is limited; it does not tell the value."""
        return digest(f"{self.what}:{value}")


QUARTER = timedelta(minutes=15)
SIGN_IN_PAIR = Limit("sign-in of an address from a place", 8, QUARTER)
SIGN_IN_ADDRESS = Limit("sign-in of an address", 40, QUARTER)
# An office, or a whole congress hall, may share one address of the network.
SIGN_IN_PLACE = Limit("sign-in from a place", 200, QUARTER)
RESET_ADDRESS = Limit("reset of an address", 3, timedelta(hours=1))
RESET_PLACE = Limit("reset from a place", 30, timedelta(hours=1))
TOWN_ADDRESS = Limit("missing town by an address", 3, timedelta(hours=1))
TOWN_PLACE = Limit("missing town from a place", 20, timedelta(hours=1))
ACCESS_ADDRESS = Limit("request for access of an address", 5, timedelta(hours=1))
ACCESS_PLACE = Limit("request for access from a place", 30, timedelta(hours=1))
ASK_ADDRESS = Limit("questions from an address", 5, timedelta(hours=1))
ASK_PLACE = Limit("questions from a place", 30, timedelta(hours=1))
LINK_PLACE = Limit("one-time link from a place", 60, QUARTER)


def spend(counted: dict[Limit, str], at: datetime) -> None:
    """Count one attempt under each limit, for good; raises TooMany when one is used up.

    Counting comes before the work, so that parallel guesses cannot slip under the limit.
    """
    with apart() as session:
        waits = [_wait(session, limit, value, at) for limit, value in counted.items()]
        if not any(waits):
            session.add_all(Attempt(key=limit.key(value), at=at) for limit, value in counted.items())
        session.execute(delete(Attempt).where(Attempt.at < at - timedelta(hours=2)))
    if any(waits):
        minutes = -(-max(waits) // 60)
        raise TooMany(_("Too many attempts. Try again in %(minutes)d min.", minutes=minutes), max(waits))


def forgive(limit: Limit, value: str) -> None:
    """Forget the attempts after a success."""
    db.session.execute(delete(Attempt).where(Attempt.key == limit.key(value)))


def _wait(session: Session, limit: Limit, value: str, at: datetime) -> int:
    """Seconds until one more attempt is allowed; 0 when it is allowed now."""
    recent = select(func.count(), func.min(Attempt.at)).where(
        Attempt.key == limit.key(value), Attempt.at > at - limit.within
    )
    count, oldest = session.execute(recent).one()
    return max(1, int((oldest + limit.within - at).total_seconds())) if count >= limit.most else 0
