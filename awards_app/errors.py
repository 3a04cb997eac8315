"""Everything a rule may refuse; web/errors.py turns each into an answer once."""

from collections.abc import Sequence
from datetime import datetime, timedelta


class Refused(Exception):
    """A rule said no. The message is shown to the person, in their language."""


class WrongPhase(Refused):
    """The right person, at the wrong time of the edition."""


class TooLate(WrongPhase):
    """The deadline has passed. `late` is how long ago by the server's clock, the promised deadline being zero."""

    def __init__(self, message: str, deadline: datetime, late: timedelta) -> None:
        super().__init__(message)
        self.deadline = deadline
        self.late = late


class NotReady(Refused):
    """The act needs a list of problems to be empty, and it is not.

    `problems` holds them as sentences, in the language of the person.
    """

    def __init__(self, message: str, problems: Sequence[object]) -> None:
        super().__init__(message)
        self.problems = tuple(problems)


class TooMany(Refused):
    """A limit of attempts is reached; `retry_after` is in seconds."""

    def __init__(self, message: str, retry_after: int) -> None:
        super().__init__(message)
        self.retry_after = retry_after


class BadFile(Refused):
    """An uploaded file is not what it must be."""


class Stale(Refused):
    """Somebody else changed the thing since it was read."""


class Unavailable(Refused):
    """Something that the act needs does not answer now; trying again later may help."""


class NoRoom(Refused):
    """The disk or the store takes no more."""


class NotAllowed(Refused):
    """The right role, but without the right that this act needs."""
