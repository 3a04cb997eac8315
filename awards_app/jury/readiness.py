"""What keeps judging from being opened."""

from collections import Counter
from datetime import datetime

from flask import url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from awards_app.editions import queries as editions
from awards_app.editions.models import Edition
from awards_app.editions.readiness import Problem
from awards_app.entries import moving, queue
from awards_app.entries import queries as entries
from awards_app.entries.models import Entry
from awards_app.entries.standing import State
from awards_app.jury import seating
from awards_app.team import queries as team
from awards_app.web.filters import moment


def of_judging(edition: Edition, at: datetime) -> list[Problem]:
    """Cities that may still enter, what the formal check still owes, and entries that too few jurors may judge."""
    accepted = entries.accepted_in(edition)
    problems = _of_extensions(edition, at) + _of_check(edition, at)
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


def _of_check(edition: Edition, at: datetime) -> list[Problem]:
    counts = queue.count(edition, at)
    waiting = counts[State.WAITING] + counts[State.CORRECTED]
    moves = moving.count_proposed(edition)
    told = [
        (waiting, ngettext("%(num)d entry is not decided yet.", "%(num)d entries are not decided yet.", waiting), ""),
        (counts[State.LATE], _late(counts[State.LATE]), State.LATE),
        (counts[State.RETURNED], _returned(counts[State.RETURNED]), State.RETURNED),
        (moves, _asked(moves), ""),
    ]
    return [Problem(text, _queue(edition, state)) for count, text, state in told if count]


def _late(count: int) -> str:
    return str(
        ngettext(
            "%(num)d entry was not corrected in time and waits for your decision.",
            "%(num)d entries were not corrected in time and wait for your decision.",
            count,
        )
    )


def _returned(count: int) -> str:
    return str(
        ngettext(
            "%(num)d entry is returned, and its city can still correct it.",
            "%(num)d entries are returned, and their cities can still correct them.",
            count,
        )
    )


def _asked(count: int) -> str:
    return str(
        ngettext(
            "%(num)d city has not answered yet whether its entry may move.",
            "%(num)d cities have not answered yet whether their entries may move.",
            count,
        )
    )


def _queue(edition: Edition, state: str) -> str:
    return url_for("queue.entries", edition=edition.slug, state=state or None)


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
