"""Giving and taking roles; inviting people to them."""

from dataclasses import dataclass
from datetime import datetime, timedelta
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
from awards_app.editions.models import Edition
from awards_app.errors import Refused
from awards_app.notices import service as notices
from awards_app.roles import Role
from awards_app.team import queries
from awards_app.team.events import InvitationAccepted, InvitationRevoked, PersonInvited, RoleGranted, RoleRevoked
from awards_app.team.models import Grant, Invitation

INVITATION_LASTS = timedelta(days=14)

role_given = Signal("A grant was given or changed; receivers take it with `by` and `at`, in the same transaction.")


@dataclass(frozen=True)
class Invited:
    """Whom to invite, and to what."""

    email: str
    name: str
    role: Role
    city_id: UUID | None = None
    title: str = ""


def grant(user: User, edition: Edition, invited: Invited, *, by: audit.Actor | None, at: datetime) -> Grant:
    """Give a role; a role that was taken away is given anew."""
    query = select(Grant).where(Grant.user_id == user.id, Grant.edition_id == edition.id, Grant.role == invited.role)
    held = db.session.scalars(query).one_or_none() or Grant(user=user, edition=edition, role=invited.role)
    held.city_id, held.title, held.granted_at, held.revoked_at = invited.city_id, invited.title, at, None
    db.session.add(held)
    audit.record(RoleGranted(edition=edition.id, user=user.id, role=invited.role, city=invited.city_id), by=by, at=at)
    db.session.flush()
    role_given.send(held, by=by, at=at)
    return held


def revoke(held: Grant, *, by: User, at: datetime) -> None:
    """Take a role away; nobody can take their own, so that an edition is never left without an organiser."""
    if held.user_id == by.id:
        raise Refused(_("You cannot take away your own role. Ask another organiser."))
    held.revoked_at = at
    audit.record(RoleRevoked(edition=held.edition_id, user=held.user_id, role=held.role), by=by, at=at)


def invite(edition: Edition, invited: Invited, *, link: str, by: User, at: datetime) -> Invitation:
    """Mail a person a link to a role. `link` holds `TOKEN` where the token goes.

    An earlier invitation of the same address to the same role is withdrawn: one link is alive at a time.
    """
    email = accounts.normal(invited.email)
    for earlier in queries.invitations_to(edition, email, invited.role):
        withdraw(earlier, by=by, at=at)
    token = new_token()
    invitation = Invitation(
        email=email,
        name=invited.name,
        edition=edition,
        role=invited.role,
        city_id=invited.city_id,
        title=invited.title,
        token_hash=digest(token),
        created_at=at,
        expires_at=at + INVITATION_LASTS,
    )
    db.session.add(invitation)
    db.session.flush()
    facts = {"invitation": invitation, "url": link.replace("TOKEN", token), "inviter": by.name}
    known = accounts.find_user_by_address(email)
    notices.post("invitation", to=email, locale=known.locale if known else "pl", at=at, **facts)
    invited_event = PersonInvited(edition=edition.id, invitation=invitation.id, role=invited.role, city=invited.city_id)
    audit.record(invited_event, by=by, at=at)
    return invitation


def withdraw(invitation: Invitation, *, by: User, at: datetime) -> None:
    """Make an invitation's link worthless."""
    invitation.revoked_at = at
    audit.record(InvitationRevoked(edition=invitation.edition_id, invitation=invitation.id), by=by, at=at)


def accept(invitation: Invitation, *, name: str, password: str | None, at: datetime) -> User:
    """Take up the role. A new person gets an account with `password`; a known one keeps theirs (`password` None)."""
    user = accounts.find_user_by_address(invitation.email)
    if user is None:
        user = people.create_user(invitation.email, name, at=at)
        people.set_password(user, str(password), at=at)
    invitation.accepted_at = at
    role = Invited(user.email, user.name, invitation.role, invitation.city_id, invitation.title)
    grant(user, invitation.edition, role, by=user, at=at)
    audit.record(
        InvitationAccepted(edition=invitation.edition_id, invitation=invitation.id, user=user.id), by=user, at=at
    )
    return user
