"""Dates for the example edition: the gala is on its day of the year, and the wanted phase is the present. Pure."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from awards_app.editions.phases import Phase
from awards_app.example.parts import Calendar

# The moments that part the phases, in order; a phase lasts from the one before its number to the one at it.
BOUNDARIES = ("opens", "entries_close", "checking_until", "judging_closes", "session", "seal", "gala")
BEGINS_AFTER = {
    Phase.DRAFT: 0,
    Phase.OPEN: 1,
    Phase.CHECKING: 2,
    Phase.JUDGING: 3,
    Phase.DELIBERATION: 4,
    Phase.SEALED: 6,
    Phase.ANNOUNCED: 7,
    Phase.ARCHIVED: 7,
}
# Shorter before the gala, nobody could try the phases in peace.
ROOM = timedelta(days=7)
SOON = timedelta(days=12)


def dates_for(calendar: Calendar, phase: Phase, at: datetime) -> dict[str, datetime]:
    """The moments by key, in order, such that the edition is in `phase` at `at` and time is left in it."""
    zone = ZoneInfo(calendar.time_zone)
    gala = _gala(calendar, phase, at.astimezone(zone))
    usual = calendar.dates(gala)
    passed = BEGINS_AFTER[phase]
    past = _before(usual, BOUNDARIES[:passed], at.astimezone(zone))
    return past | _after(usual, BOUNDARIES[passed:], at.astimezone(zone))


def _gala(calendar: Calendar, phase: Phase, at: datetime) -> date:
    """The next gala that leaves room, or the last one for what comes after it."""
    year = at.year
    if BEGINS_AFTER[phase] == len(BOUNDARIES):
        return max(day for day in (calendar.gala_in(year - 1), calendar.gala_in(year)) if day < at.date())
    days = (calendar.gala_in(year), calendar.gala_in(year + 1))
    return min(day for day in days if day >= (at + ROOM).date())


def _before(usual: Mapping[str, datetime], keys: tuple[str, ...], at: datetime) -> dict[str, datetime]:
    """What has passed: on its usual day, or squeezed in before the present, the latest first."""
    found: dict[str, datetime] = {}
    latest = at
    for key in reversed(keys):
        latest = usual[key] if usual[key] < latest else _evening(latest - timedelta(days=6))
        found[key] = latest
    return found


def _after(usual: Mapping[str, datetime], keys: tuple[str, ...], at: datetime) -> dict[str, datetime]:
    """What is to come: the present phase ends soon, the rest keeps its usual day where that still leaves an order."""
    found: dict[str, datetime] = {}
    gala = usual[BOUNDARIES[-1]]
    earliest = at
    for number, key in enumerate(keys):
        step = (gala - earliest) / (len(keys) - number)
        wish = usual[key] if usual[key] > earliest + timedelta(days=1) else earliest + step
        earliest = min(wish, _evening(at + min(SOON, step))) if number == 0 and key != BOUNDARIES[-1] else wish
        found[key] = earliest
    return found


def _evening(moment: datetime) -> datetime:
    return moment.replace(hour=23, minute=59, second=0, microsecond=0)
