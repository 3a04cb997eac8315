"""The life of an edition: what is allowed when, and no way back or around."""

from dataclasses import dataclass
from datetime import timedelta

import pytest

from awards_app.editions.models import Edition
from awards_app.editions.phases import ALLOWED, NEXT, Act, Phase, may
from awards_app.errors import WrongPhase
from awards_app.example import calendar, content
from tests.world import NOW

WHEN = {
    Act.EDIT_RULES: {Phase.DRAFT},
    Act.EDIT_WORDING: {Phase.DRAFT, Phase.OPEN},
    Act.SET_LIMITS: {Phase.DRAFT, Phase.OPEN},
    Act.EDIT_CHECKLIST: {Phase.DRAFT, Phase.OPEN, Phase.CHECKING},
    Act.ASK_ACCESS: {Phase.OPEN},
    Act.ASK: {Phase.OPEN, Phase.CHECKING},
    Act.ANSWER: {Phase.DRAFT, Phase.OPEN, Phase.CHECKING, Phase.JUDGING},
    Act.EXTEND_CITY: {Phase.OPEN, Phase.CHECKING},
    Act.ENTER: {Phase.OPEN},
    Act.WITHDRAW: {Phase.OPEN, Phase.CHECKING},
    Act.CHECK: {Phase.CHECKING},
    Act.SET_POPULATION: {Phase.OPEN, Phase.CHECKING},
    Act.CORRECT: {Phase.CHECKING},
    Act.PLAN_ROUNDS: {Phase.DRAFT, Phase.OPEN, Phase.CHECKING, Phase.JUDGING},
    Act.SET_JUDGING: {Phase.DRAFT, Phase.OPEN, Phase.CHECKING},
    Act.WORD_STATEMENT: {Phase.DRAFT, Phase.OPEN, Phase.CHECKING},
    Act.MAKE_STATEMENT: {Phase.DRAFT, Phase.OPEN, Phase.CHECKING, Phase.JUDGING},
    Act.NAME_CONFLICT: {Phase.DRAFT, Phase.OPEN, Phase.CHECKING, Phase.JUDGING},
    Act.DECIDE_CONFLICT: {Phase.DRAFT, Phase.OPEN, Phase.CHECKING, Phase.JUDGING},
    Act.PUBLISH_NOMINATIONS: {Phase.JUDGING, Phase.DELIBERATION, Phase.SEALED},
    Act.SCORE: {Phase.JUDGING},
    Act.SET_REMINDERS: {Phase.DRAFT, Phase.OPEN, Phase.CHECKING, Phase.JUDGING},
    Act.ENTER_PAPER: {Phase.JUDGING},
    Act.RESOLVE: {Phase.DELIBERATION},
    Act.ANNOUNCE: {Phase.SEALED},
    Act.READ_LAUREATES: {Phase.ANNOUNCED, Phase.ARCHIVED},
    Act.READ_SEAL: {Phase.SEALED, Phase.ANNOUNCED, Phase.ARCHIVED},
    Act.READ_STANDINGS: {Phase.DELIBERATION, Phase.SEALED, Phase.ANNOUNCED, Phase.ARCHIVED},
    Act.READ_CALL: set(Phase) - {Phase.DRAFT},
}


@dataclass
class Timed:
    phase: Phase
    opens_at = NOW
    entries_close_at = NOW + timedelta(days=1)
    judging_closes_at = NOW + timedelta(days=2)
    grace_seconds: int = 0
    timezone: str = "Europe/Warsaw"


@pytest.mark.parametrize("act", list(Act))
def test_an_act_is_allowed_in_its_phases_and_in_no_other(act):
    assert {phase for phase in Phase if act in ALLOWED[phase]} == WHEN[act]


def test_life_goes_one_way_from_the_draft_to_the_archive():
    phase, lived = Phase.DRAFT, [Phase.DRAFT]
    while NEXT[phase]:
        (phase,) = NEXT[phase]
        lived.append(phase)
    assert lived == list(Phase)


@pytest.mark.parametrize("to", [phase for phase in Phase if phase not in {Phase.OPEN, Phase.DRAFT}])
def test_the_column_itself_refuses_an_illegal_move(app, to):
    with app.test_request_context(), pytest.raises(WrongPhase):
        Edition(phase=Phase.DRAFT).phase = to


def test_the_clock_decides_inside_a_phase(app):
    second = timedelta(seconds=1)
    with app.test_request_context():
        assert not may(Timed(Phase.OPEN), Act.ENTER, NOW - second)
        assert may(Timed(Phase.OPEN), Act.ENTER, NOW)
        assert may(Timed(Phase.OPEN), Act.ENTER, NOW + timedelta(days=1) - second)
        assert not may(Timed(Phase.OPEN), Act.ENTER, NOW + timedelta(days=1))
        assert may(Timed(Phase.JUDGING), Act.SCORE, NOW + timedelta(days=2) - second)
        assert not may(Timed(Phase.JUDGING), Act.SCORE, NOW + timedelta(days=2))


@pytest.mark.parametrize("phase", list(Phase))
def test_the_example_calendar_is_in_order_on_every_day_of_two_years(phase):
    usual = content.load().edition.calendar
    for day in range(730):
        at = NOW + timedelta(days=day, hours=day % 24)
        dates = calendar.dates_for(usual, phase, at)
        moments = [dates[key] for key in calendar.BOUNDARIES]
        assert moments == sorted(moments), at
        assert moments[0] < moments[1], at
        assert sum(moment <= at for moment in moments) == calendar.BEGINS_AFTER[phase], at
        assert (moments[-1].month, moments[-1].day) == (11, 25)
