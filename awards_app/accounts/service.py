"""Signing in and out, new passwords, profiles."""

from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import select, update

from awards_app import audit
from awards_app.accounts import limits, queries
from awards_app.accounts.events import (
    AccountCreated,
    AdministratorMade,
    PasswordResetAsked,
    PasswordSet,
    ProfileChanged,
    SignedIn,
    SignedOut,
)
from awards_app.accounts.models import PasswordReset, SignIn, User
from awards_app.accounts.secrets import digest, hash_password, new_token, password_matches
from awards_app.db import apart, db
from awards_app.i18n import sort_key
from awards_app.notices import service as notices

SESSION_LASTS = timedelta(days=14)
RESET_LASTS = timedelta(hours=2)


def create_user(email: str, name: str, *, locale: str = "pl", at: datetime) -> User:
    """A new person without a password; the address must not be taken."""
    user = User(email=queries.normal(email), name=name, sort_key=sort_key(name), locale=locale, created_at=at)
    db.session.add(user)
    db.session.flush()
    audit.record(AccountCreated(user=user.id), by=user, at=at)
    return user


def find_by_password(address: str, password: str, *, place: str, at: datetime) -> User | None:
    """The person whom address and password name, or None; the time taken tells neither apart.

    Raises TooMany when this address or this place has tried too often.
    """
    email = queries.normal(address)
    pair = f"{email} {place}"
    limits.spend({limits.SIGN_IN_PAIR: pair, limits.SIGN_IN_ADDRESS: email, limits.SIGN_IN_PLACE: place}, at)
    user_id, stored = _stored_password(email)
    if not password_matches(password, stored) or user_id is None:
        return None
    limits.forgive(limits.SIGN_IN_PAIR, pair)
    limits.forgive(limits.SIGN_IN_ADDRESS, email)
    return queries.find_user(user_id)


def _stored_password(email: str) -> tuple[UUID | None, str | None]:
    """Read apart, so that no lock on the database is held while the password is compared."""
    with apart() as session:
        row = session.execute(select(User.id, User.password_hash).where(User.email == email)).one_or_none()
    return (row.id, row.password_hash) if row else (None, None)


def sign_in(user: User, *, browser: str, at: datetime) -> User:
    """Begin a session; `user.token` is then the secret for the cookie."""
    token = new_token()
    db.session.add(
        SignIn(
            user_id=user.id,
            token_hash=digest(token),
            created_at=at,
            expires_at=at + SESSION_LASTS,
            browser=browser[:200],
        )
    )
    user.token = token
    audit.record(SignedIn(user=user.id), by=user, at=at)
    return user


def sign_out(user: User, *, at: datetime) -> None:
    """End the present session."""
    ended = update(SignIn).where(SignIn.token_hash == digest(user.token), SignIn.ended_at.is_(None))
    db.session.execute(ended.values(ended_at=at))
    audit.record(SignedOut(user=user.id), by=user, at=at)


def sign_out_everywhere(user: User, *, at: datetime) -> None:
    """End every session of the person, the present one too."""
    _end_sessions(user, at)
    audit.record(SignedOut(user=user.id, everywhere=True), by=user, at=at)


def _end_sessions(user: User, at: datetime) -> None:
    db.session.execute(update(SignIn).where(SignIn.user_id == user.id, SignIn.ended_at.is_(None)).values(ended_at=at))


def ask_reset(address: str, *, link: str, place: str, at: datetime) -> None:
    """Mail a link for a new password, if the address is known; the asker is told the same either way.

    `link` is the absolute address of the reset page with `TOKEN` where the token goes.
    """
    email = queries.normal(address)
    limits.spend({limits.RESET_ADDRESS: email, limits.RESET_PLACE: place}, at)
    user = queries.find_user_by_address(email)
    if user is None:
        return
    token = new_token()
    db.session.add(PasswordReset(user_id=user.id, token_hash=digest(token), expires_at=at + RESET_LASTS))
    url = link.replace("TOKEN", token)
    notices.post("password_reset", to=user.email, locale=user.locale, at=at, url=url, expires_at=at + RESET_LASTS)
    audit.record(PasswordResetAsked(user=user.id), by=None, at=at)


def reset_password(reset: PasswordReset, password: str, *, at: datetime) -> None:
    """Use the link up, set the password, and end every session: whoever had the old one is out."""
    used = update(PasswordReset).where(PasswordReset.user_id == reset.user_id, PasswordReset.used_at.is_(None))
    db.session.execute(used.values(used_at=at))
    set_password(reset.user, password, at=at)


def set_password(user: User, password: str, *, at: datetime) -> None:
    """A new password; every session of the person ends."""
    user.password_hash = hash_password(password)
    _end_sessions(user, at)
    audit.record(PasswordSet(user=user.id), by=user, at=at)
    notices.post("password_changed", to=user.email, locale=user.locale, at=at, changed_at=at)


def adopt_password(user: User, hashed: str, *, at: datetime) -> None:
    """A password that was hashed beforehand, the same for many; nobody is mailed and no session ends."""
    user.password_hash = hashed
    audit.record(PasswordSet(user=user.id), by=None, at=at)


def change_profile(user: User, *, name: str, locale: str, at: datetime) -> None:
    """The person's name and language."""
    before = (user.name, user.locale)
    user.name, user.sort_key, user.locale = name, sort_key(name), locale
    changed = tuple(
        field for field, old, new in zip(("name", "locale"), before, (name, locale), strict=True) if old != new
    )
    if changed:
        audit.record(ProfileChanged(user=user.id, fields=changed), by=user, at=at)


def promote(user: User, *, at: datetime) -> None:
    """Give a person the rights of an administrator; whoever has them keeps them, and nothing is recorded."""
    if not user.administrator:
        user.administrator = True
        audit.record(AdministratorMade(user=user.id), by=None, at=at)


def make_administrator(email: str, name: str, password: str, *, at: datetime) -> User:
    """Give a person, new or known, the rights of an administrator and this password."""
    user = queries.find_user_by_address(email) or create_user(email, name, at=at)
    promote(user, at=at)
    set_password(user, password, at=at)
    return user
