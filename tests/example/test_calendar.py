"""On any day of two years the example's dates are in order and leave its phase some time."""

from datetime import UTC, date, datetime, time, timedelta

import pytest

from awards_app.editions.phases import Phase
from awards_app.example.calendar import BEGINS_AFTER, BOUNDARIES, dates_for
from awards_app.example.content import load

# A common year and a leap year; both changes of the clock fall into each.
DAYS = [date(2027, 1, 1) + timedelta(days=number) for number in range(731)]
HOURS = (time(0, 0, tzinfo=UTC), time(1, 30, tzinfo=UTC), time(12, 0, tzinfo=UTC), time(23, 30, tzinfo=UTC))
CALENDAR = load().edition.calendar


def moments():
    return [datetime.combine(day, HOURS[number % len(HOURS)]) for number, day in enumerate(DAYS)]


def dates(phase, at):
    """The boundaries in order, as moments that can be compared across a change of the clock."""
    found = dates_for(CALENDAR, phase, at)
    assert set(found) == set(BOUNDARIES)
    return [found[key].astimezone(UTC) for key in BOUNDARIES]


@pytest.mark.parametrize("phase", Phase)
def test_the_dates_satisfy_the_order_that_the_database_demands(phase):
    for at in moments():
        opens, *rest = dates(phase, at)
        assert opens < rest[0], at
        assert rest == sorted(rest), at


@pytest.mark.parametrize("phase", Phase)
def test_the_present_lies_between_the_boundaries_of_the_phase(phase):
    passed = BEGINS_AFTER[phase]
    for at in moments():
        found = dates(phase, at)
        assert all(moment <= at for moment in found[:passed]), at
        assert all(moment > at for moment in found[passed:]), at


@pytest.mark.parametrize("phase", [phase for phase in Phase if BEGINS_AFTER[phase] < len(BOUNDARIES)])
def test_a_newcomer_has_at_least_half_a_day_to_try_the_phase(phase):
    for at in moments():
        assert dates(phase, at)[BEGINS_AFTER[phase]] - at >= timedelta(hours=12), at


@pytest.mark.parametrize("phase", Phase)
def test_the_gala_is_always_on_its_day_of_the_year(phase):
    for at in moments():
        gala = dates_for(CALENDAR, phase, at)["gala"]
        assert (gala.month, gala.day) == (CALENDAR.gala_month, CALENDAR.gala_day), at


def test_the_gala_is_ahead_until_it_is_announced():
    at = datetime(2027, 11, 24, 12, 0, tzinfo=UTC)
    assert dates_for(CALENDAR, Phase.SEALED, at)["gala"].year == 2028
    assert dates_for(CALENDAR, Phase.ANNOUNCED, at)["gala"].year == 2026
