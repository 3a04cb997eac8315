"""When what may happen: the whole life of an edition on one page. Pure."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Protocol

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from awards_app.errors import TooLate, WrongPhase
from awards_app.web.filters import lasting, moment


class Phase(StrEnum):
    """Where an edition stands. Only the verbs of the services move it."""

    DRAFT = "draft"
    OPEN = "open"
    CHECKING = "checking"
    JUDGING = "judging"
    DELIBERATION = "deliberation"
    SEALED = "sealed"
    ANNOUNCED = "announced"
    ARCHIVED = "archived"

    @property
    def label(self) -> str:
        """The phase's name in the language of the answer."""
        return str(_LABELS[self])

    def is_before(self, other: "Phase") -> bool:
        """Whether this phase comes earlier in the life of an edition."""
        order = list(Phase)
        return order.index(self) < order.index(other)


class Act(StrEnum):
    """What somebody may want to do to an edition."""

    EDIT_RULES = "edit_rules"
    EDIT_WORDING = "edit_wording"
    SET_LIMITS = "set_limits"
    EDIT_CHECKLIST = "edit_checklist"
    READ_CALL = "read_call"
    ASK_ACCESS = "ask_access"
    ASK = "ask"
    ANSWER = "answer"
    EXTEND_CITY = "extend_city"
    ENTER = "enter"
    WITHDRAW = "withdraw"
    CHECK = "check"
    SET_POPULATION = "set_population"
    CORRECT = "correct"
    PLAN_ROUNDS = "plan_rounds"
    SET_JUDGING = "set_judging"
    WORD_STATEMENT = "word_statement"
    MAKE_STATEMENT = "make_statement"
    NAME_CONFLICT = "name_conflict"
    DECIDE_CONFLICT = "decide_conflict"
    PUBLISH_NOMINATIONS = "publish_nominations"
    SCORE = "score"
    SET_REMINDERS = "set_reminders"
    ENTER_PAPER = "enter_paper"
    READ_STANDINGS = "read_standings"
    RESOLVE = "resolve"
    READ_SEAL = "read_seal"
    ANNOUNCE = "announce"
    READ_LAUREATES = "read_laureates"


NEXT: Mapping[Phase, frozenset[Phase]] = {
    Phase.DRAFT: frozenset({Phase.OPEN}),
    Phase.OPEN: frozenset({Phase.CHECKING}),
    Phase.CHECKING: frozenset({Phase.JUDGING}),
    Phase.JUDGING: frozenset({Phase.DELIBERATION}),
    Phase.DELIBERATION: frozenset({Phase.SEALED}),
    Phase.SEALED: frozenset({Phase.ANNOUNCED}),
    Phase.ANNOUNCED: frozenset({Phase.ARCHIVED}),
    Phase.ARCHIVED: frozenset(),
}

_CALL_IS_PUBLIC = frozenset({Act.READ_CALL})
_ASKING = frozenset({Act.ASK, Act.ANSWER})
_BEFORE_JUDGING = frozenset(
    {Act.PLAN_ROUNDS, Act.SET_JUDGING, Act.WORD_STATEMENT, Act.MAKE_STATEMENT, Act.SET_REMINDERS}
)
_CONFLICTS = frozenset({Act.NAME_CONFLICT, Act.DECIDE_CONFLICT})
_AFTER_THE_GALA = _CALL_IS_PUBLIC | {Act.READ_STANDINGS, Act.READ_SEAL, Act.READ_LAUREATES}

ALLOWED: Mapping[Phase, frozenset[Act]] = {
    Phase.DRAFT: _BEFORE_JUDGING
    | _CONFLICTS
    | {Act.EDIT_RULES, Act.EDIT_WORDING, Act.EDIT_CHECKLIST, Act.SET_LIMITS, Act.ANSWER},
    Phase.OPEN: _CALL_IS_PUBLIC
    | _ASKING
    | {Act.ASK_ACCESS, Act.ENTER, Act.WITHDRAW, Act.EDIT_WORDING, Act.EDIT_CHECKLIST, Act.EXTEND_CITY}
    | {Act.SET_LIMITS, Act.SET_POPULATION}
    | _BEFORE_JUDGING
    | _CONFLICTS,
    Phase.CHECKING: _CALL_IS_PUBLIC
    | _ASKING
    | {Act.WITHDRAW, Act.CHECK, Act.CORRECT, Act.EDIT_CHECKLIST, Act.EXTEND_CITY, Act.SET_POPULATION}
    | _BEFORE_JUDGING
    | _CONFLICTS,
    Phase.JUDGING: _CALL_IS_PUBLIC
    | _CONFLICTS
    | {Act.SCORE, Act.PLAN_ROUNDS, Act.MAKE_STATEMENT, Act.PUBLISH_NOMINATIONS, Act.ANSWER}
    | {Act.SET_REMINDERS, Act.ENTER_PAPER},
    Phase.DELIBERATION: _CALL_IS_PUBLIC | {Act.READ_STANDINGS, Act.RESOLVE, Act.PUBLISH_NOMINATIONS},
    Phase.SEALED: _CALL_IS_PUBLIC | {Act.READ_STANDINGS, Act.READ_SEAL, Act.ANNOUNCE, Act.PUBLISH_NOMINATIONS},
    Phase.ANNOUNCED: _AFTER_THE_GALA,
    Phase.ARCHIVED: _AFTER_THE_GALA,
}


# A city whose own deadline is later still enters while the others are checked.
ENTERS_LATE = frozenset({Phase.OPEN, Phase.CHECKING})


class Timed(Protocol):
    """What an edition tells of its time."""

    phase: Phase
    timezone: str
    opens_at: datetime
    entries_close_at: datetime
    judging_closes_at: datetime
    grace_seconds: int


def check_move(now: Phase, to: Phase) -> None:
    """Refuse a move that the life of an edition does not have."""
    if to not in NEXT[now]:
        raise WrongPhase(_("The edition cannot go from “%(now)s” to “%(to)s”.", now=now.label, to=to.label))


def why_not(edition: Timed, act: Act, at: datetime, own: datetime | None = None) -> str:
    """Why the act is refused at this moment, as a sentence; empty when it is allowed.

    `own` is the later deadline of the city that wants to enter, where it was given one.
    """
    if act is Act.ENTER and edition.phase is not Phase.DRAFT:
        return _why_not_enter(edition, at, own)
    reason = ""
    if act not in ALLOWED[edition.phase]:
        reason = _not_now(edition)
    elif act is Act.ASK_ACCESS and at >= edition.entries_close_at:
        reason = _("The deadline for entries has passed. Ask the organiser if you still need access.")
    elif act is Act.SCORE and at >= edition.judging_closes_at:
        reason = _("The deadline for marks has passed. All marks saved before it are kept.")
    return reason


def _why_not_enter(edition: Timed, at: datetime, own: datetime | None) -> str:
    due = due_of(edition, own)
    if at < edition.opens_at:
        return str(_("The call has not opened yet."))
    if at >= due + timedelta(seconds=edition.grace_seconds):
        return passed(edition, due)
    late = own is not None and own == due and edition.phase in ENTERS_LATE
    return "" if edition.phase is Phase.OPEN or late else _not_now(edition)


def due_of(edition: Timed, own: datetime | None) -> datetime:
    """The deadline for entries that counts: the edition's, or a city's own where that is later."""
    return max(edition.entries_close_at, own or edition.entries_close_at)


def passed(edition: Timed, due: datetime) -> str:
    """The one sentence on a deadline for entries that has passed."""
    when = moment(due, edition.timezone)
    return str(_("The deadline for entries has passed: %(when)s. What was saved before it is kept.", when=when))


def _not_now(edition: Timed) -> str:
    return str(_("This is not possible in the phase “%(phase)s”.", phase=edition.phase.label))


def may(edition: Timed, act: Act, at: datetime, own: datetime | None = None) -> bool:
    """Whether the act is allowed at this moment."""
    return not why_not(edition, act, at, own)


def require(edition: Timed, act: Act, at: datetime, own: datetime | None = None) -> None:
    """Refuse the act unless phase and clock allow it; raises TooLate after the deadline for entries."""
    reason = why_not(edition, act, at, own)
    if not reason:
        return
    late = at - due_of(edition, own)
    if act is Act.ENTER and reason == passed(edition, due_of(edition, own)):
        told = _("This attempt came too late by: %(late)s.", late=lasting(late))
        raise TooLate(f"{reason} {told}", due_of(edition, own), late)
    raise WrongPhase(reason)


_LABELS = {
    Phase.DRAFT: _l("Draft"),
    Phase.OPEN: _l("Call for entries"),
    Phase.CHECKING: _l("Formal check"),
    Phase.JUDGING: _l("Judging"),
    Phase.DELIBERATION: _l("Jury session"),
    Phase.SEALED: _l("Sealed"),
    Phase.ANNOUNCED: _l("Announced"),
    Phase.ARCHIVED: _l("Archived"),
}
