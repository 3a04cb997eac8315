"""Giving and taking roles; inviting people to them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from uuid import UUID

from blinker import Signal
from flask_babel import gettext as _
from sqlalchemy import select

from awards_app import audit
from awards_app.accounts import queries as accounts
from awards_app.accounts import service as people
from awards_app.accounts.models import User
from awards_app.accounts.secrets import digest, new_token
from awards_app.db import db
from awards_app.editions import gate
from awards_app.editions.models import Edition
from awards_app.errors import Refused
from awards_app.notices import service as notices
from awards_app.roles import Right, Role
from awards_app.team import letters, queries
from awards_app.team.events import (
    InvitationAccepted,
    InvitationDeclined,
    InvitationRevoked,
    PersonInvited,
    RightChanged,
    RoleGranted,
    RoleRevoked,
)
from awards_app.team.models import Grant, Invitation

INVITATION_LASTS = timedelta(days=14)

role_given = Signal("A grant was given or changed; receivers take it with `by` and `at`, in the same transaction.")


@dataclass(frozen=True)
class Invited:
    """Whom to invite, and to what. A representative without a `right` gets the usual one: see `usual_right`."""

    email: str
    name: str
    role: Role
    city_id: UUID | None = None
    title: str = ""
    right: Right | None = None


def usual_right(edition: Edition, city_id: UUID | None, at: datetime) -> Right:
    """One person submits for a city, the first who comes or is invited; the others write, until told otherwise."""
    return Right.EDIT if queries.has_submitter(city_id, edition, at) else Right.SUBMIT


def grant(user: User, edition: Edition, invited: Invited, *, by: audit.Actor | None, at: datetime) -> Grant:
    """Give a role; a role that was taken away is given anew. An invitation never lowers a right that is held.

    Raises Refused for a representative of another city: one person speaks for one city in an edition.
    """
    if invited.city_id:
        # Seats that are given at this moment and the tie to a city have to see each other.
        gate.lock(edition)
    query = select(Grant).where(Grant.user_id == user.id, Grant.edition_id == edition.id, Grant.role == invited.role)
    held = db.session.scalars(query).one_or_none() or Grant(user=user, edition=edition, role=invited.role)
    refuse_second_city(held, invited.city_id)
    held.right = _right(held, invited, at)
    held.city_id, held.title, held.granted_at, held.revoked_at = invited.city_id, invited.title, at, None
    db.session.add(held)
    event = RoleGranted(edition=edition.id, user=user.id, role=invited.role, city=invited.city_id, right=held.right)
    audit.record(event, by=by, at=at)
    db.session.flush()
    role_given.send(held, by=by, at=at)
    return held


def refuse_second_city(held: Grant | None, city_id: UUID | None) -> None:
    """Refuse to make a representative of one city the representative of another."""
    if held is None or held.role is not Role.CITY or not _is_alive(held) or held.city_id in {None, city_id}:
        return
    names = {"name": held.user.name, "city": held.city.full_name if held.city else ""}
    raise Refused(
        _("%(name)s already represents %(city)s in this edition, and one person represents one city.", **names)
        + " "
        + _("Use another address for the other city, or have the present access ended first.")
    )


def _right(held: Grant, invited: Invited, at: datetime) -> Right | None:
    if invited.role is not Role.CITY:
        return None
    right = invited.right or usual_right(held.edition, invited.city_id, at)
    return held.right if held.right and _is_alive(held) and held.right.covers(right) else right


def _is_alive(held: Grant) -> bool:
    return held.granted_at is not None and held.revoked_at is None


def change_right(held: Grant, right: Right, *, by: User, at: datetime) -> None:
    """Let a representative do more or less from now on; they are told."""
    if held.role is not Role.CITY:
        raise Refused(_("Only a representative of a city holds a right."))
    if held.right is right:
        return
    event = RightChanged(edition=held.edition_id, user=held.user_id, city=held.city_id, before=held.right, after=right)
    held.right = right
    audit.record(event, by=by, at=at)
    letters.right_changed(held, by=by, at=at)


def revoke(held: Grant, *, by: User, at: datetime) -> None:
    """Take a role away; nobody can take their own, so that an edition is never left without an organiser."""
    if held.user_id == by.id:
        raise Refused(_("You cannot take away your own role. Ask another organiser."))
    end(held, by=by, at=at)


def end(held: Grant, *, by: User, at: datetime) -> None:
    """End a role, also one's own; a representative is told."""
    held.revoked_at = at
    audit.record(RoleRevoked(edition=held.edition_id, user=held.user_id, role=held.role), by=by, at=at)
    letters.access_ended(held, by=by, at=at)


def invite(edition: Edition, invited: Invited, *, link: str, by: User, at: datetime) -> Invitation:
    """Mail a person a link to a role. `link` holds `TOKEN` where the token goes."""
    token = new_token()
    invitation = prepare(edition, invited, token, by=by, at=at)
    known = accounts.find_user_by_address(invitation.email)
    _mail(invitation, link.replace("TOKEN", token), known.locale if known else "pl", by)
    return invitation


def invite_all(edition: Edition, asked: Sequence[Invited], *, link: str, by: User, at: datetime) -> None:
    """Mail a link to each of these representatives, all or none; `verdicts` has judged that none has the role.

    The same number of queries for any number of them; earlier invitations, which have expired, are withdrawn.
    """
    emails = {accounts.normal(one.email) for one in asked}
    for earlier in queries.invitations_to_any(edition, emails, Role.CITY):
        withdraw(earlier, by=by, at=at)
    links = {new_token(): one for one in asked}
    made = {token: _invitation(edition, one, token, at) for token, one in links.items()}
    db.session.add_all(made.values())
    db.session.flush()
    locales = accounts.locales_of(emails)
    for token, invitation in made.items():
        _record_invited(invitation, by, at)
        _mail(invitation, link.replace("TOKEN", token), locales.get(invitation.email, "pl"), by)


def _mail(invitation: Invitation, url: str, locale: str, by: User) -> None:
    facts = {"invitation": invitation, "url": url, "inviter": by.name}
    notices.post("invitation", to=invitation.email, locale=locale, at=invitation.created_at, **facts)


def prepare(edition: Edition, invited: Invited, token: str, *, by: audit.Actor | None, at: datetime) -> Invitation:
    """An invitation whose link reaches the person otherwise: nothing is mailed.

    An earlier invitation of the same address to the same role is withdrawn: one link is alive at a time.
    Raises Refused where the address represents a city already.
    """
    email = accounts.normal(invited.email)
    if invited.role is Role.CITY:
        refuse_representative(email, edition, invited.city_id)
    for earlier in queries.invitations_to(edition, email, invited.role):
        withdraw(earlier, by=by, at=at)
    invitation = _invitation(edition, invited, token, at)
    db.session.add(invitation)
    db.session.flush()
    _record_invited(invitation, by, at)
    return invitation


def _record_invited(invitation: Invitation, by: audit.Actor | None, at: datetime) -> None:
    event = PersonInvited(
        edition=invitation.edition_id,
        invitation=invitation.id,
        role=invitation.role,
        city=invitation.city_id,
        right=invitation.right,
    )
    audit.record(event, by=by, at=at)


def _invitation(edition: Edition, invited: Invited, token: str, at: datetime) -> Invitation:
    right = invited.right or usual_right(edition, invited.city_id, at)
    return Invitation(
        email=accounts.normal(invited.email),
        name=invited.name,
        edition=edition,
        role=invited.role,
        city_id=invited.city_id,
        right=right if invited.role is Role.CITY else None,
        title=invited.title,
        token_hash=digest(token),
        created_at=at,
        expires_at=at + INVITATION_LASTS,
    )


def refuse_representative(email: str, edition: Edition, city_id: UUID | None) -> None:
    """Refuse to invite whoever represents a city in this edition already, this one or another."""
    held = queries.find_representative(email, edition)
    refuse_second_city(held, city_id)
    if held:
        raise Refused(
            _("%(name)s already represents this city. Change the right in the list of people.", name=held.user.name)
        )


def withdraw(invitation: Invitation, *, by: audit.Actor | None, at: datetime) -> None:
    """Make an invitation's link worthless."""
    invitation.revoked_at = at
    audit.record(InvitationRevoked(edition=invitation.edition_id, invitation=invitation.id), by=by, at=at)


def decline(invitation: Invitation, reason: str, *, at: datetime) -> None:
    """Say no to a role: the link is worthless from now on, and the organisers are told."""
    invitation.declined_at, invitation.decline_reason = at, reason
    event = InvitationDeclined(
        edition=invitation.edition_id,
        invitation=invitation.id,
        reason_sha256=sha256(reason.encode()).hexdigest() if reason else "",
    )
    audit.record(event, by=None, at=at)
    letters.declined(invitation, at=at)


def accept(invitation: Invitation, *, name: str, password: str | None, at: datetime) -> User:
    """Take up the role. A new person gets an account with `password`; a known one keeps theirs (`password` None)."""
    user = accounts.find_user_by_address(invitation.email)
    if user is None:
        user = people.create_user(invitation.email, name, at=at)
        people.set_password(user, str(password), at=at)
    invitation.accepted_at = at
    role = Invited(user.email, user.name, invitation.role, invitation.city_id, invitation.title, invitation.right)
    held = grant(user, invitation.edition, role, by=user, at=at)
    audit.record(
        InvitationAccepted(edition=invitation.edition_id, invitation=invitation.id, user=user.id), by=user, at=at
    )
    letters.joined(held, at=at)
    return user
