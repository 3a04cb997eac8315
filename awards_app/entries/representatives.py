"""What the representatives of a city may do, and who may change that."""

from datetime import datetime
from uuid import UUID

from flask import abort
from flask_babel import gettext as _
from sqlalchemy import select

from awards_app.accounts.models import User
from awards_app.db import db
from awards_app.editions.models import Edition
from awards_app.entries.models import Entry
from awards_app.errors import NotAllowed, Refused
from awards_app.roles import Right, Role
from awards_app.team import queries as team
from awards_app.team import service as roles
from awards_app.team.models import Grant


def right_of(user: User, edition: Edition) -> Right | None:
    """What the person may do for the city that they represent; None for who represents none."""
    held = team.find_grant(user, edition, Role.CITY)
    return held.right if held else None


def require_right(user: User, edition: Edition, needed: Right) -> Grant:
    """The person's role as a representative. Raises NotAllowed, with a sentence, where it does not go so far."""
    held = team.find_grant(user, edition, Role.CITY)
    if held is None or held.right is None:
        raise NotAllowed(_("You no longer represent a city in this edition. Ask the organiser."))
    if not held.right.covers(needed):
        right = {"held": held.right.label, "needed": needed.label}
        raise NotAllowed(
            _("Your right for this city is “%(held)s”, and this act needs “%(needed)s”.", **right)
            + " "
            + _("A colleague with the right to submit, or the organiser, can change that.")
        )
    return held


def colleague_of(own: Grant, grant_id: UUID) -> Grant:
    """Somebody who represents the same city in the same edition, or 404."""
    colleagues = team.representatives_of(own.city_id, own.edition) if own.city_id else []
    return next((one for one in colleagues if one.id == grant_id), None) or abort(404)


def change_right(held: Grant, right: Right, *, by: User, at: datetime) -> None:
    """Let a representative do more or less; nobody gives up their city's last right to submit."""
    if not right.covers(Right.SUBMIT):
        _keep_the_last(held, by)
    roles.change_right(held, right, by=by, at=at)


def end(held: Grant, *, by: User, at: datetime) -> None:
    """End the access of a colleague, or one's own."""
    _keep_the_last(held, by)
    roles.end(held, by=by, at=at)


def _keep_the_last(held: Grant, by: User) -> None:
    """A city with entries must not be left, by its own people, with nobody who can submit or take back."""
    if held.user_id != by.id or held.right is not Right.SUBMIT or held.city_id is None:
        return
    colleagues = team.hold_representatives(held.city_id, held.edition)
    if any(one.right is Right.SUBMIT for one in colleagues if one.id != held.id):
        return
    if _has_entries(held):
        raise Refused(_("You are the last who can submit for this city. Give a colleague the right to submit first."))


def _has_entries(held: Grant) -> bool:
    query = select(Entry.id).where(Entry.edition_id == held.edition_id, Entry.city_id == held.city_id)
    return db.session.scalars(query.limit(1)).first() is not None
