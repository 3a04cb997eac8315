"""What a juror has to give, round by round, in the order of the deadlines. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass

from awards_app.jury.round_models import Round


@dataclass(frozen=True)
class Task:
    """So many ballots in a round; of so many of them a paper says something else than the screen."""

    round: Round
    ballots: int
    papers: int = 0


def by_deadline(tasks: Iterable[Task]) -> tuple[Task, ...]:
    """What is due first comes first."""
    return tuple(sorted(tasks, key=lambda one: (one.round.ends_at, one.round.category.position, one.round.position)))
