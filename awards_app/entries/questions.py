"""What an entry is asked. A city's answers are kept by key, so that the questions can become data of an edition."""

from dataclasses import dataclass
from typing import Any

from flask_babel import lazy_gettext as _l

TITLE_MOST = 200
LINKS_MOST = 10


@dataclass(frozen=True)
class Question:
    """One text that a city writes; `most` is in characters."""

    key: str
    label: Any
    help: Any
    most: int
    needed: bool = True
    rows: int = 6


QUESTIONS = (
    Question(
        "goal",
        _l("Goal and audience"),
        _l("What was to change, for whom, and how you knew that it was needed."),
        2000,
    ),
    Question(
        "means",
        _l("What was done"),
        _l("Channels, formats, the course of the campaign, the people behind it."),
        5000,
        rows=10,
    ),
    Question(
        "results",
        _l("What was achieved"),
        _l("Measured against the goal and the size of the city."),
        3000,
    ),
    Question(
        "indicators",
        _l("Indicators"),
        _l("One a line, with the value before and after: “Answers within 24 hours: 31% → 94%”."),
        1500,
        needed=False,
        rows=4,
    ),
    Question(
        "replicability",
        _l("What other cities can repeat"),
        _l("Cost, people, tools, and what you would do otherwise."),
        2000,
    ),
)
