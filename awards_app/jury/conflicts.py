"""Naming conflicts of interest and deciding on them: what holds keeps a juror from the seat and from its marks."""

from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from uuid import UUID

from flask_babel import gettext as _

from awards_app import audit
from awards_app.accounts.models import User
from awards_app.db import db
from awards_app.editions import gate
from awards_app.editions.models import Edition
from awards_app.editions.phases import Act
from awards_app.entries.models import Entry
from awards_app.errors import Refused
from awards_app.jury import conflict_queries as queries
from awards_app.jury import letters, seating
from awards_app.jury import round_queries as rounds
from awards_app.jury.conflict_models import Conflict, Ground, Source
from awards_app.jury.events import ConflictDecided, ConflictNamed
from awards_app.jury.models import Recusal
from awards_app.jury.round_models import Round, Seating
from awards_app.jury.seating import Jury


@dataclass(frozen=True)
class About:
    """What a juror must not judge: an entry, a city or a category; one of the three."""

    entry_id: UUID | None = None
    city_id: UUID | None = None
    category_id: UUID | None = None


@dataclass(frozen=True)
class Reason:
    """The ground from the list, and words that explain it."""

    ground: Ground
    words: str = ""


@dataclass(frozen=True)
class Tie:
    """Who must not judge what, why, and who says so."""

    juror: User
    about: About
    reason: Reason
    source: Source = Source.JUROR


def name(edition: Edition, tie: Tie, *, by: User, at: datetime) -> Conflict:
    """Name a conflict. A juror's own holds at once and recuses them; a city's waits for the organiser."""
    gate.require_alone(edition, Act.NAME_CONFLICT, at)
    _require_new(edition, tie)
    about, reason = tie.about, tie.reason
    named = Conflict(
        edition=edition,
        juror=tie.juror,
        entry_id=about.entry_id,
        city_id=about.city_id,
        category_id=about.category_id,
        source=tie.source,
        ground=reason.ground,
        words=reason.words,
        named_by_id=by.id,
        named_at=at,
    )
    db.session.add(named)
    db.session.flush()
    _record_named(named, _recuse(named) if named.holds else (), by, at)
    letters.conflict_named(named, at=at)
    return named


def _require_new(edition: Edition, tie: Tie) -> None:
    wanted = (tie.juror.id, tie.source, tie.about)
    known = [one for one in queries.conflicts_in(edition) if (one.juror_id, one.source, _about(one)) == wanted]
    if any(one.upheld is not False for one in known):
        raise Refused(_("This conflict is known already."))
    if tie.reason.ground is Ground.OTHER and not tie.reason.words:
        raise Refused(_("Say in words what the reason is."))


def _record_named(named: Conflict, seats: tuple[UUID, ...], by: User, at: datetime) -> None:
    event = ConflictNamed(
        edition=named.edition_id,
        conflict=named.id,
        juror=named.juror_id,
        named_by=named.source,
        ground=named.ground,
        words_sha256=sha256(named.words.encode()).hexdigest() if named.words else "",
        seats=seats,
    )
    audit.record(event, by=by, at=at)


def _about(conflict: Conflict) -> About:
    return About(conflict.entry_id, conflict.city_id, conflict.category_id)


def _recuse(conflict: Conflict) -> tuple[UUID, ...]:
    seats = [seat for seat in queries.seats_about(conflict) if seat.recusal is None]
    for seat in seats:
        seat.recusal = Recusal.DECLARED
    return tuple(seat.id for seat in seats)


def decide(conflict: Conflict, upheld: bool, *, by: User, at: datetime) -> None:
    """Uphold or dismiss it. When it is dismissed, seats that nothing else forbids are given back, with their marks."""
    gate.require_alone(conflict.edition, Act.DECIDE_CONFLICT, at)
    db.session.refresh(conflict, ("upheld",))
    if conflict.upheld is upheld:
        return
    conflict.upheld, conflict.decided_by_id, conflict.decided_at = upheld, by.id, at
    db.session.flush()
    seats = _recuse(conflict) if upheld else _give_back(conflict, by, at)
    event = ConflictDecided(edition=conflict.edition_id, conflict=conflict.id, upheld=upheld, seats=seats)
    audit.record(event, by=by, at=at)


def _give_back(conflict: Conflict, by: User, at: datetime) -> tuple[UUID, ...]:
    jury = Jury.of(conflict.edition)
    seats = [
        seat
        for seat in queries.seats_about(conflict)
        if seat.recusal is Recusal.DECLARED and jury.forbids(seat.entry, seat.juror_id) is not Recusal.DECLARED
    ]
    for seat in seats:
        seat.recusal, seat.recusal_reason = jury.forbids(seat.entry, seat.juror_id), ""
        seat.given_at = at
    db.session.flush()
    seating.wake(conflict.edition, seats, by=by, at=at)
    letters.seats_given(conflict.edition, seats, at=at)
    return tuple(seat.id for seat in seats)


@dataclass(frozen=True)
class Effect:
    """An entry with fewer able jurors than its round needs, and who could fill in."""

    entry: Entry
    judged: Round
    able: int
    could: tuple[str, ...]


def effects_in(edition: Edition) -> list[Effect]:
    """Every entry of a round that is not closed which too few jurors are free to judge, or are seated before."""
    jury, entries, seats = Jury.of(edition), rounds.entries_by_round(edition), rounds.count_seats(edition)
    found = []
    for judged in rounds.rounds_in(edition):
        sitting = set(jury.sitting(judged))
        for entry in entries[judged.id] if judged.closed_at is None else []:
            free = {juror for juror in jury.judges if not jury.forbids(entry, juror)}
            drawn = judged.is_running and judged.seating is Seating.DRAWN
            able = seats.get((judged.id, entry.id), 0) if drawn else len(free & sitting)
            if able < judged.minimum:
                could = tuple(sorted(jury.judges[one] for one in free - sitting))
                found.append(Effect(entry, judged, able, could))
    return found
