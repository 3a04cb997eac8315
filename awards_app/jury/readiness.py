"""What keeps judging from being opened."""

from collections import Counter

from flask_babel import gettext as _
from flask_babel import ngettext

from awards_app.editions.models import Edition
from awards_app.editions.readiness import Problem
from awards_app.entries import queries as entries
from awards_app.entries.models import Entry, Status
from awards_app.jury import seating
from awards_app.team import queries as team


def of_judging(edition: Edition) -> list[Problem]:
    """Undecided entries, and entries that fewer jurors may judge than the minimum of ballots asks for."""
    undecided = entries.count_by_status(edition)[Status.SUBMITTED]
    problems = []
    if undecided:
        problems.append(
            Problem(ngettext("%(num)d entry is not decided yet.", "%(num)d entries are not decided yet.", undecided))
        )
    accepted = entries.accepted_in(edition)
    if not accepted:
        problems.append(Problem(_("There is no accepted entry.")))
    return problems + _of_panels(edition, accepted)


def _of_panels(edition: Edition, accepted: list[Entry]) -> list[Problem]:
    cities = team.own_cities_in(edition)
    panels = seating.panels_in(edition)
    short: Counter[str] = Counter()
    for entry in accepted:
        able = sum(entry.city_id not in cities.get(juror, ()) for juror in panels.get(entry.category_id, []))
        if able < edition.minimum_ballots:
            short[str(entry.category.name)] += 1
    return [
        Problem(
            ngettext(
                "%(category)s: %(num)d entry could be judged by fewer than %(minimum)d jurors.",
                "%(category)s: %(num)d entries could be judged by fewer than %(minimum)d jurors.",
                count,
                category=category,
                minimum=edition.minimum_ballots,
            )
        )
        for category, count in short.items()
    ]
