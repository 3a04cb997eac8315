"""What keeps judging from being opened."""

from collections import Counter
from datetime import datetime

from flask_babel import gettext as _
from flask_babel import ngettext

from awards_app.editions import queries as editions
from awards_app.editions.models import Edition
from awards_app.editions.readiness import Problem
from awards_app.entries import queries as entries
from awards_app.entries.models import Entry, Status
from awards_app.jury import seating
from awards_app.team import queries as team
from awards_app.web.filters import moment


def of_judging(edition: Edition, at: datetime) -> list[Problem]:
    """Cities that may still enter, undecided entries, and entries that fewer jurors may judge than is least."""
    undecided = entries.count_by_status(edition)[Status.SUBMITTED]
    problems = _of_extensions(edition, at)
    if undecided:
        problems.append(
            Problem(ngettext("%(num)d entry is not decided yet.", "%(num)d entries are not decided yet.", undecided))
        )
    accepted = entries.accepted_in(edition)
    if not accepted:
        problems.append(Problem(_("There is no accepted entry.")))
    return problems + _of_panels(edition, accepted)


def _of_extensions(edition: Edition, at: datetime) -> list[Problem]:
    return [
        Problem(
            _(
                "%(city)s may still submit: its own deadline is %(when)s.",
                city=one.city.full_name,
                when=moment(one.until, edition.timezone),
            )
        )
        for one in editions.running_extensions(edition, at)
    ]


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
