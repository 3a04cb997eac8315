"""When what may happen: the whole life of an edition on one page. Pure."""

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from awards_app.errors import WrongPhase


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
    READ_CALL = "read_call"
    ASK_ACCESS = "ask_access"
    ENTER = "enter"
    WITHDRAW = "withdraw"
    CHECK = "check"
    SET_POPULATION = "set_population"
    SCORE = "score"
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
_AFTER_THE_GALA = _CALL_IS_PUBLIC | {Act.READ_STANDINGS, Act.READ_SEAL, Act.READ_LAUREATES}

ALLOWED: Mapping[Phase, frozenset[Act]] = {
    Phase.DRAFT: frozenset({Act.EDIT_RULES, Act.EDIT_WORDING, Act.SET_LIMITS}),
    Phase.OPEN: _CALL_IS_PUBLIC
    | {Act.ASK_ACCESS, Act.ENTER, Act.WITHDRAW, Act.EDIT_WORDING, Act.SET_LIMITS, Act.SET_POPULATION},
    Phase.CHECKING: _CALL_IS_PUBLIC | {Act.WITHDRAW, Act.CHECK, Act.SET_POPULATION},
    Phase.JUDGING: _CALL_IS_PUBLIC | {Act.SCORE},
    Phase.DELIBERATION: _CALL_IS_PUBLIC | {Act.READ_STANDINGS, Act.RESOLVE},
    Phase.SEALED: _CALL_IS_PUBLIC | {Act.READ_STANDINGS, Act.READ_SEAL, Act.ANNOUNCE},
    Phase.ANNOUNCED: _AFTER_THE_GALA,
    Phase.ARCHIVED: _AFTER_THE_GALA,
}


class Timed(Protocol):
    """What an edition tells of its time."""

    phase: Phase
    opens_at: datetime
    entries_close_at: datetime
    judging_closes_at: datetime


def check_move(now: Phase, to: Phase) -> None:
    """Refuse a move that the life of an edition does not have."""
    if to not in NEXT[now]:
        raise WrongPhase(_("The edition cannot go from “%(now)s” to “%(to)s”.", now=now.label, to=to.label))


def why_not(edition: Timed, act: Act, at: datetime) -> str:
    """Why the act is refused at this moment, as a sentence; empty when it is allowed."""
    reason = ""
    if act not in ALLOWED[edition.phase]:
        reason = _("This is not possible in the phase “%(phase)s”.", phase=edition.phase.label)
    elif act is Act.ENTER and at < edition.opens_at:
        reason = _("The call has not opened yet.")
    elif act is Act.ENTER and at >= edition.entries_close_at:
        reason = _("The deadline for entries has passed. Your draft is kept.")
    elif act is Act.ASK_ACCESS and at >= edition.entries_close_at:
        reason = _("The deadline for entries has passed. Ask the organiser if you still need access.")
    elif act is Act.SCORE and at >= edition.judging_closes_at:
        reason = _("The deadline for marks has passed. All marks saved before it are kept.")
    return reason


def may(edition: Timed, act: Act, at: datetime) -> bool:
    """Whether the act is allowed at this moment."""
    return not why_not(edition, act, at)


def require(edition: Timed, act: Act, at: datetime) -> None:
    """Refuse the act unless phase and clock allow it."""
    if reason := why_not(edition, act, at):
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
