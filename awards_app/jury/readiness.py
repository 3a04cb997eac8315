"""What keeps judging, and a round of it, from being opened."""

from collections import defaultdict
from collections.abc import Callable
from datetime import datetime
from uuid import UUID

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
from awards_app.jury import round_queries as rounds
from awards_app.jury.drawing import Forecast, forecast_of
from awards_app.jury.round_models import Cut, Round, Seating
from awards_app.jury.seating import Jury
from awards_app.web.filters import moment


def of_judging(edition: Edition, at: datetime, *, drawn: bool = True) -> list[Problem]:
    """Cities that may still enter, what the formal check still owes, and entries that too few jurors may judge.

    Without `drawn` no seats are drawn, which takes a while: what only the draw finds out is told by the page of its
    round, and by the act itself.
    """
    accepted = entries.accepted_in(edition)
    problems = _of_extensions(edition, at) + _of_check(edition, at)
    if not accepted:
        problems.append(Problem(_("There is no accepted entry.")))
    return problems + [one for listed in of_planned(edition, drawn=drawn).values() for one in listed]


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


def of_planned(edition: Edition, *, drawn: bool = True) -> dict[UUID, list[Problem]]:
    """What keeps each first round of a category from opening with judging; later ones are examined when they open."""
    sequences: dict[UUID, list[Round]] = defaultdict(list)
    for judged in rounds.rounds_in(edition):
        sequences[judged.category_id].append(judged)
    jury, entries = Jury.of(edition), rounds.entries_by_round(edition)
    draw = forecast_of if drawn else None
    return {
        first.id: [*_of_plan(first, bool(later)), *_of_seats(first, jury, entries[first.id], draw)]
        for first, *later in sequences.values()
        if first.opened_at is None
    }


def of_round(judged: Round, forecast: Forecast | None = None) -> list[Problem]:
    """What keeps a round from being opened: too few jurors for its entries, or a draw that cannot be made.

    `forecast` is the draw, where it is known already.
    """
    if judged.opened_at is not None:
        return []
    later = rounds.following(judged) is not None
    jury, entries = Jury.of(judged.edition), rounds.entries_in(judged)
    return _of_plan(judged, later) + _of_seats(judged, jury, entries, lambda one: forecast or forecast_of(one))


Draw = Callable[[Round], Forecast]


def _of_seats(judged: Round, jury: Jury, entries: list[Entry], draw: Draw | None) -> list[Problem]:
    lost = judged.calibration_id is not None and all(entry.id != judged.calibration_id for entry in entries)
    text = _("%(category)s: the calibration entry does not take part any more.", category=judged.category.name)
    problems = [_problem(judged, text)] if lost else []
    return problems + _of_numbers(judged, jury, entries, draw)


def _of_numbers(judged: Round, jury: Jury, entries: list[Entry], draw: Draw | None) -> list[Problem]:
    if judged.seating is Seating.DRAWN and draw:
        return [_problem(judged, text) for text in draw(judged).obstacles]
    jurors = jury.sitting(judged)
    needed = (judged.per_entry or judged.minimum) if judged.seating is Seating.DRAWN else judged.minimum
    short = sum(sum(not jury.forbids(entry, juror) for juror in jurors) < needed for entry in entries)
    return [_problem(judged, _too_few(judged, short, needed))] if short else []


def _problem(judged: Round, text: str) -> Problem:
    return Problem(text, url_for("rounds.show", edition=judged.edition.slug, round_id=judged.id))


def _of_plan(judged: Round, later: bool) -> list[Problem]:
    """A round that others follow must say who goes on; the last one decides and lets nobody on."""
    name, told = judged.category.name, []
    if later and judged.cut is Cut.NONE:
        told.append(_("%(category)s: say who goes on to the next round.", category=name))
    if not later and judged.cut is not Cut.NONE:
        told.append(_("%(category)s: after the last round nobody goes on; take the cut away.", category=name))
    if judged.seating is Seating.DRAWN and (judged.per_entry or 0) < judged.minimum:
        told.append(_("%(category)s: each entry gets fewer jurors than ballots it needs.", category=name))
    return [_problem(judged, text) for text in told]


def _too_few(judged: Round, short: int, needed: int) -> str:
    return str(
        ngettext(
            "%(category)s: %(num)d entry could be judged by fewer than %(minimum)d jurors.",
            "%(category)s: %(num)d entries could be judged by fewer than %(minimum)d jurors.",
            short,
            category=judged.category.name,
            minimum=needed,
        )
    )
