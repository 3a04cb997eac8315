"""Polish working days: neither Saturdays and Sundays nor public holidays. Pure."""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import holidays

END_OF_DAY = time(23, 59, 59)
SATURDAY = 5


def is_working_day(day: date) -> bool:
    """Whether offices work on this day."""
    return day.weekday() < SATURDAY and day not in holidays.country_holidays("PL", years=day.year)


def working_days_after(day: date) -> Iterator[date]:
    """The working days that follow, for ever."""
    while True:
        day += timedelta(days=1)
        if is_working_day(day):
            yield day


def deadline_after(at: datetime, days: int, timezone: str) -> datetime:
    """The last second of the working day that comes so many working days after `at`, on the clock of the zone."""
    zone = ZoneInfo(timezone)
    following = working_days_after(at.astimezone(zone).date())
    last = [next(following) for _day in range(days)][-1]
    return datetime.combine(last, END_OF_DAY, zone)
