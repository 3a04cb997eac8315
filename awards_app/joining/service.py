"""Asking for access to a city's entries, confirming the address, and the organiser's decision.

Who confirms an address of a domain that is remembered for the city gets in; everybody else waits for the organiser.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256

from flask_babel import gettext as _

from awards_app import audit
from awards_app.accounts import limits
from awards_app.accounts.models import User
from awards_app.accounts.queries import normal
from awards_app.accounts.secrets import digest, new_token
from awards_app.cities.models import City
from awards_app.db import db
from awards_app.editions.gate import require
from awards_app.editions.models import Edition
from awards_app.editions.phases import Act
from awards_app.errors import Refused
from awards_app.joining import letters, queries
from awards_app.joining.domains import is_free
from awards_app.joining.events import (
    AccessApproved,
    AccessAsked,
    AccessByDomain,
    AccessConfirmed,
    AccessRefused,
    DomainForgotten,
    DomainRemembered,
)
from awards_app.joining.models import AccessRequest, CityDomain, Outcome
from awards_app.roles import Right, Role
from awards_app.team import queries as team
from awards_app.team import service as roles
from awards_app.team.models import Invitation
from awards_app.team.service import Invited

LINK_LASTS = timedelta(days=3)


@dataclass(frozen=True)
class Asked:
    """Who asks to represent which city, and the language to answer in."""

    email: str
    name: str
    title: str
    city: City
    locale: str


@dataclass(frozen=True)
class Approval:
    """What the organiser gives: the right, and whether the domain lets the next ones in."""

    right: Right
    remember: bool


def count_asking(email: str, *, place: str, at: datetime) -> None:
    """Count one request of this address from this place; raises TooMany when there were too many."""
    limits.spend({limits.ACCESS_ADDRESS: normal(email), limits.ACCESS_PLACE: place}, at)


def ask(edition: Edition, asked: Asked, *, link: str, at: datetime) -> None:
    """Mail the asker a link, or what stands in the way: whoever asks is told the same on the page in every case.

    `link` is the absolute address of the confirmation with `TOKEN` where the token goes.
    """
    require(edition, Act.ASK_ACCESS, at)
    token = new_token()
    request = _request(edition, asked, token, at)
    if held := team.find_representative(request.email, edition):
        letters.has_access(request, held, at=at)
        return
    if queries.waiting_of(edition, request.email, asked.city.id) and not is_let_in(request):
        letters.still_waits(request, at=at)
        return
    db.session.add(request)
    db.session.flush()
    letters.confirm(request, link.replace("TOKEN", token), at=at)
    audit.record(AccessAsked(edition=edition.id, request=request.id, city=asked.city.id), by=None, at=at)


def _request(edition: Edition, asked: Asked, token: str, at: datetime) -> AccessRequest:
    return AccessRequest(
        edition=edition,
        edition_id=edition.id,
        city=asked.city,
        city_id=asked.city.id,
        email=normal(asked.email),
        name=asked.name,
        title=asked.title,
        locale=asked.locale,
        token_hash=digest(token),
        created_at=at,
        expires_at=at + LINK_LASTS,
        reason="",
    )


def is_let_in(request: AccessRequest) -> bool:
    """Whether confirming the address is enough.

    Not where a person was refused, or had the access taken away: the domain must not undo what people decided.
    """
    if is_free(request.domain) or queries.find_domain(request.domain, request.city_id) is None:
        return False
    edition = request.edition
    lost = team.find_lost_grant(request.email, edition)
    return lost is None and not queries.was_refused(edition, request.email, request.city_id)


def confirm(request: AccessRequest, token: str, *, at: datetime) -> Invitation | None:
    """The address is the asker's. Returns the invitation that the same link opens now, or None: the organiser decides.

    A second confirmation changes nothing.
    """
    if request.confirmed_at is not None:
        return None
    require(request.edition, Act.ASK_ACCESS, at)
    roles.refuse_representative(request.email, request.edition, request.city_id)
    request.confirmed_at = at
    event = AccessConfirmed(edition=request.edition_id, request=request.id, city=request.city_id)
    audit.record(event, by=None, at=at)
    if is_let_in(request):
        return _admit(request, token, at)
    letters.to_decide(request, at=at)
    return None


def _admit(request: AccessRequest, token: str, at: datetime) -> Invitation:
    db.session.flush()
    right = _right_of(request, at)
    same = queries.waiting_of(request.edition, request.email, request.city_id)
    for one in same:
        one.outcome, one.decided_at = Outcome.DOMAIN, at
    closed = tuple(one.id for one in same if one is not request)
    event = AccessByDomain(
        edition=request.edition_id, request=request.id, city=request.city_id, right=right, closed=closed
    )
    audit.record(event, by=None, at=at)
    return roles.prepare(request.edition, _invited(request, right), token, by=None, at=at)


def _right_of(request: AccessRequest, at: datetime) -> Right:
    """The usual right, unless somebody already invited this person with a right of their choice."""
    invited = team.invitations_to(request.edition, request.email, Role.CITY)
    chosen = [one.right for one in invited if one.city_id == request.city_id and one.right]
    return chosen[0] if chosen else roles.usual_right(request.edition, request.city_id, at)


def _invited(request: AccessRequest, right: Right) -> Invited:
    return Invited(request.email, request.name, Role.CITY, request.city_id, request.title, right)


def approve(request: AccessRequest, approval: Approval, *, link: str, by: User, at: datetime) -> None:
    """Let the person in by a mailed link, and remember the domain of the address if the organiser says so.

    `link` is the absolute address of an invitation with `TOKEN` where the token goes.
    """
    _require_waiting(request)
    token = new_token()
    invitation = roles.prepare(request.edition, _invited(request, approval.right), token, by=by, at=at)
    request.outcome, request.decided_at, request.decided_by_id = Outcome.APPROVED, at, by.id
    if approval.remember:
        _remember(request, by=by, at=at)
    event = AccessApproved(
        edition=request.edition_id,
        request=request.id,
        city=request.city_id,
        right=approval.right,
        remembered=approval.remember,
    )
    audit.record(event, by=by, at=at)
    letters.approved(request, invitation, link.replace("TOKEN", token), at=at)


def _remember(request: AccessRequest, *, by: User, at: datetime) -> None:
    if is_free(request.domain):
        raise Refused(_("Anybody can have an address at %(domain)s: it is never remembered.", domain=request.domain))
    if queries.find_domain(request.domain, request.city_id):
        return
    one = CityDomain(
        city_id=request.city_id, domain=request.domain, confirmed_at=request.confirmed_at, approved_by_id=by.id
    )
    db.session.add(one)
    db.session.flush()
    event = DomainRemembered(edition=request.edition_id, city_domain=one.id, city=one.city_id, domain=one.domain)
    audit.record(event, by=by, at=at)


def refuse(request: AccessRequest, reason: str, *, by: User, at: datetime) -> None:
    """Say no, for a reason that the person reads."""
    _require_waiting(request)
    request.outcome, request.decided_at, request.decided_by_id = Outcome.REJECTED, at, by.id
    request.reason = reason
    checksum = sha256(reason.encode()).hexdigest()
    event = AccessRefused(edition=request.edition_id, request=request.id, city=request.city_id, reason_sha256=checksum)
    audit.record(event, by=by, at=at)
    letters.refused(request, at=at)


def forget(domain: CityDomain, edition: Edition, *, by: User, at: datetime) -> None:
    """From now on an address of this domain needs the organiser again; who is in stays in."""
    event = DomainForgotten(edition=edition.id, city_domain=domain.id, city=domain.city_id, domain=domain.domain)
    audit.record(event, by=by, at=at)
    db.session.delete(domain)


def _require_waiting(request: AccessRequest) -> None:
    if not request.is_waiting:
        raise Refused(_("This request is already decided."))
