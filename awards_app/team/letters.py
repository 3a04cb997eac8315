"""Mail about who speaks for a city, and who said no to a role."""

from datetime import datetime

from awards_app.accounts.models import User
from awards_app.notices import service as notices
from awards_app.roles import Role
from awards_app.team import queries
from awards_app.team.models import Grant, Invitation


def joined(held: Grant, *, at: datetime) -> None:
    """The colleagues hear that somebody else speaks for their city now."""
    if held.role is not Role.CITY or held.city_id is None:
        return
    for colleague in queries.representatives_of(held.city_id, held.edition):
        if colleague.user_id != held.user_id:
            _post("colleague_joined", colleague.user, at, held=held)


def declined(invitation: Invitation, *, at: datetime) -> None:
    """The organisers hear who said no, and why."""
    for grant in queries.grants_in(invitation.edition, Role.ORGANISER):
        _post("invitation_declined", grant.user, at, invitation=invitation)


def right_changed(held: Grant, *, by: User, at: datetime) -> None:
    """The person hears what they may do from now on; whoever changed their own right knows."""
    if held.user_id != by.id:
        _post("right_changed", held.user, at, held=held, changer=by.name)


def access_ended(held: Grant, *, by: User, at: datetime) -> None:
    """The person hears that they no longer speak for the city."""
    if held.role is Role.CITY and held.user_id != by.id:
        _post("access_ended", held.user, at, held=held, changer=by.name)


def _post(purpose: str, to: User, at: datetime, **facts: object) -> None:
    notices.post(purpose, to=to.email, locale=to.locale, at=at, **facts)
