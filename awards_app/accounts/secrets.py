"""Passwords as argon2 hashes, and random tokens of which only a hash is stored."""

from hashlib import sha256
from secrets import token_urlsafe
from threading import BoundedSemaphore
from unicodedata import normalize

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError, VerifyMismatchError

_hasher = PasswordHasher(time_cost=2, memory_cost=19_456, parallelism=1)
# Each hash takes 19 MiB and a core: more at once would only slow each other down.
_at_once = BoundedSemaphore(2)
# Compared when the address is unknown, so that an unknown address takes as long as a wrong password.
_NOBODY = _hasher.hash(token_urlsafe())


def new_token() -> str:
    """A secret of 256 bits for a link or a cookie."""
    return token_urlsafe(32)


def digest(token: str) -> str:
    """What is stored of a token or a limited key: its SHA-256 in hexadecimal."""
    return sha256(token.encode("utf-8", "surrogatepass")).hexdigest()


def hash_password(password: str) -> str:
    """The argon2id hash of a password, with its parameters and salt."""
    with _at_once:
        return _hasher.hash(_composed(password))


def _composed(password: str) -> str:
    """Keyboards send “ą” as one sign or as two: the same password either way (NIST SP 800-63B, 5.1.1.2)."""
    return normalize("NFKC", password)


def password_matches(password: str, stored: str | None) -> bool:
    """Whether the password is the stored one; takes equally long when there is none."""
    with _at_once:
        try:
            return _hasher.verify(stored or _NOBODY, _composed(password)) and stored is not None
        except (VerifyMismatchError, VerificationError, InvalidHashError):
            return False
