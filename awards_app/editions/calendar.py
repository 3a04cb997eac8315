"""The calendar of an edition as a line, with the present stage marked. Pure."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime

from flask_babel import gettext as _

from awards_app.editions.models import Edition
from awards_app.editions.phases import Phase
from awards_app.web.filters import day, short


@dataclass(frozen=True)
class Stage:
    """A stretch of the calendar; `state` is `done`, `now` or `next`.

    Of the present one `today` says which day it is, and `passed` how much of it is over, in percent.
    """

    label: str
    when: str
    state: str
    today: str = ""
    passed: int | None = None


def calendar_of(edition: Edition, at: datetime | None = None) -> list[Stage]:
    """The stages in order; what is done and what is now follows from the phase of the edition.

    With a moment, the present stage also says where in it that moment lies.
    """
    stages = list(_stages(edition))
    present = next((number for number, (_label, _when, phase) in enumerate(stages) if phase is edition.phase), None)
    if edition.phase in {Phase.ANNOUNCED, Phase.ARCHIVED}:
        present = len(stages)
    found = [
        Stage(label, when, _state(number, -1 if present is None else present))
        for number, (label, when, _phase) in enumerate(stages)
    ]
    if at is not None and present is not None and present < len(found):
        found[present] = _with_today(edition, present, found[present], at)
    return found


def _with_today(edition: Edition, number: int, stage: Stage, at: datetime) -> Stage:
    """Clamped to the stage: the calendar moves on by acts, and an act may come late or early."""
    moments = [moment for _label, moment in dates_of(edition)]
    begins, ends = moments[number], moments[min(number + 1, len(moments) - 1)]
    length = (ends - begins).total_seconds()
    passed = round(100 * (at - begins).total_seconds() / length) if length else 100
    return replace(stage, today=_("today, %(day)s", day=day(at)), passed=min(100, max(0, passed)))


def _stages(edition: Edition) -> Iterator[tuple[str, str, Phase]]:
    yield Phase.OPEN.label, _("until %(when)s", when=short(edition.entries_close_at)), Phase.OPEN
    yield Phase.CHECKING.label, _("until %(when)s", when=short(edition.checking_ends_at)), Phase.CHECKING
    yield Phase.JUDGING.label, _("until %(when)s", when=short(edition.judging_closes_at)), Phase.JUDGING
    yield Phase.DELIBERATION.label, short(edition.session_at), Phase.DELIBERATION
    yield _("Seal"), _("by %(when)s", when=short(edition.seal_by)), Phase.SEALED
    yield _("Gala"), short(edition.gala_at), Phase.ANNOUNCED


def _state(number: int, present: int) -> str:
    if number < present:
        return "done"
    return "now" if number == present else "next"


def dates_of(edition: Edition) -> list[tuple[str, datetime]]:
    """Every date of the calendar as a moment, in order."""
    return [
        (_("Entries open"), edition.opens_at),
        (_("Entries close"), edition.entries_close_at),
        (_("Formal check ends"), edition.checking_ends_at),
        (_("Judging closes"), edition.judging_closes_at),
        (_("Jury session"), edition.session_at),
        (_("Result sealed by"), edition.seal_by),
        (_("Gala"), edition.gala_at),
    ]
