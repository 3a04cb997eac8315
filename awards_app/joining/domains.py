"""What follows an address's @, and whether anybody can have a mailbox there. Pure."""

from functools import cache
from pathlib import Path

FREE_MAIL = Path(__file__).parent / "data" / "free_mail.txt"


def domain_of(email: str) -> str:
    """The domain in small ASCII letters, as the network writes it: a look-alike in other letters shows as `xn--…`."""
    domain = email.rpartition("@")[2].strip().rstrip(".").casefold()
    try:
        return domain.encode("idna").decode("ascii")
    except UnicodeError:
        return domain.encode("ascii", "backslashreplace").decode("ascii")


def is_free(domain: str) -> bool:
    """Whether the domain, or one above it, gives a mailbox to anybody."""
    labels = domain.split(".")
    return any(".".join(labels[start:]) in free_mail() for start in range(len(labels)))


@cache
def free_mail() -> frozenset[str]:
    """The list that comes with the platform."""
    lines = (line.strip() for line in FREE_MAIL.read_text(encoding="utf-8").splitlines())
    return frozenset(line for line in lines if line and not line.startswith("#"))
