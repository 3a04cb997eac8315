"""What the invented entries answer to the questions of the default form. Pure."""

import re
from datetime import date
from typing import Any

from awards_app.example.parts import Entry, Person

INDICATOR = re.compile(
    r"(?P<name>.+): (?P<before>[\d\s,]*\d)\s*(?P<unit>[^→\d]*?) → (?P<after>[\d\s,]*\d)\s*(?P<unit2>[^\d]*)"
)
# Who a text speaks to, by words that it uses.
AUDIENCES = {
    "children": ("dzieci", "rodzin", "przedszkol", "uczniów"),
    "youth": ("młodz", "młodych", "student", "licealist"),
    "seniors": ("senior", "starsz"),
    "business": ("przedsiębior", "firm", "kupc"),
    "visitors": ("turyst", "gości", "przyjezdn"),
    "newcomers": ("cudzoziem", "nowych mieszkań", "ukrai", "innych języ"),
}
BUDGETS = ("none", "small", "medium", "large")


def answers_of(entry: Entry, period: tuple[date, date], contact: Person) -> dict[str, Any]:
    """By the keys of the default form; what an entry of the example does not tell stays unanswered."""
    begins, ends = period
    written = entry.answers
    return {
        "period": {"from": begins.isoformat(), "to": ends.isoformat()},
        "goal": written.goal,
        "audience": audience_of(written.goal),
        "means": written.means,
        "results": written.results,
        "indicators": [metric_of(line) for line in written.indicators],
        "links": list(entry.links),
        # Some budget or other, the same each time.
        "budget": BUDGETS[len(written.means) % len(BUDGETS)],
        "replicability": written.replicability,
        "contact_name": f"{contact.name}, tel. 00 000 00 00",
        "contact_email": contact.email,
        "consent_rules": True,
        "consent_image": True,
    }


def audience_of(goal: str) -> list[str]:
    """The groups that the text names, in the order of the form; all residents when it names none."""
    low = goal.casefold()
    found = [key for key, words in AUDIENCES.items() if any(word in low for word in words)]
    return found or ["residents"]


def metric_of(line: str) -> dict[str, str]:
    """A row of indicators in `name: before → after`. Raises ValueError for any other line."""
    found = INDICATOR.fullmatch(line)
    if found is None:
        raise ValueError(f"no indicator: {line}")
    before, after = (re.sub(r"\s", "", found[name]).replace(",", ".") for name in ("before", "after"))
    return {"name": found["name"], "before": before, "after": after, "unit": (found["unit2"] or found["unit"]).strip()}
