"""Mail to whoever asks for access, and to the organisers who decide."""

from datetime import datetime

from awards_app.joining.models import AccessRequest
from awards_app.notices import service as notices
from awards_app.roles import Role
from awards_app.team import queries as team
from awards_app.team.models import Grant, Invitation


def confirm(request: AccessRequest, url: str, *, at: datetime) -> None:
    """The link by which the asker shows that the address is theirs."""
    _to_asker("access_confirm", request, at, url=url)


def has_access(asked: AccessRequest, held: Grant, *, at: datetime) -> None:
    """Who represents a city already is told so; only the owner of the address learns it."""
    _to_asker("access_held", asked, at, held=held)


def still_waits(asked: AccessRequest, *, at: datetime) -> None:
    """The first request is with the organiser; a second one would not help."""
    _to_asker("access_waits", asked, at)


def to_decide(request: AccessRequest, *, at: datetime) -> None:
    """The organisers hear that somebody waits."""
    for grant in team.grants_in(request.edition, Role.ORGANISER):
        notices.post("access_to_decide", to=grant.user.email, locale=grant.user.locale, at=at, asked=request)


def approved(request: AccessRequest, invitation: Invitation, url: str, *, at: datetime) -> None:
    """The way in."""
    _to_asker("access_approved", request, at, invitation=invitation, url=url)


def refused(request: AccessRequest, *, at: datetime) -> None:
    """No, with the reason."""
    _to_asker("access_refused", request, at)


def _to_asker(purpose: str, request: AccessRequest, at: datetime, **facts: object) -> None:
    # `request` is Flask's own in a template.
    notices.post(purpose, to=request.email, locale=request.locale, at=at, asked=request, **facts)
