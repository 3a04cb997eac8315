"""Who sits where: panels, and the seats of a round. Nobody is seated before an entry of their own city."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from flask_babel import gettext as _
from sqlalchemy import select

from awards_app import audit
from awards_app.accounts.models import User
from awards_app.db import db
from awards_app.editions import gate
from awards_app.editions.models import Edition
from awards_app.editions.phases import Phase
from awards_app.entries.models import Entry
from awards_app.errors import Refused
from awards_app.jury import paper_queries as papers
from awards_app.jury import round_queries as rounds
from awards_app.jury.assigning import Assignment, Panel, Wish, assign
from awards_app.jury.conflict_models import Conflict
from awards_app.jury.conflict_queries import holding_in
from awards_app.jury.events import JurorFinished, JurorLeft, JurySeated, OwnCityRecused, PanelSet
from awards_app.jury.models import Recusal, Seat
from awards_app.jury.round_models import PanelMember, Round, Seating
from awards_app.jury.totals import sum_of
from awards_app.roles import Role
from awards_app.team import queries as team
from awards_app.team.models import Grant
from awards_app.team.service import role_given


def set_panel(
    judged: Round, jurors: Iterable[User], reserves: Iterable[User] = (), *, by: audit.Actor | None, at: datetime
) -> None:
    """Say who judges in a round, and who stands by. While it runs, jurors can only join: nobody's marks may vanish."""
    edition = judged.edition
    gate.lock(edition)
    db.session.refresh(judged, ("opened_at", "closed_at", "panel"))
    wanted = {juror.id: False for juror in jurors} | {juror.id: True for juror in reserves}
    present = {member.juror_id: member.reserve for member in judged.panel}
    if wanted == present:
        return
    _require_open_panel(judged, set(present) - set(wanted))
    judged.panel = [member for member in judged.panel if member.juror_id in wanted]
    for member in judged.panel:
        member.reserve = wanted[member.juror_id]
    judged.panel += [PanelMember(juror_id=one, reserve=wanted[one]) for one in wanted if one not in present]
    sitting, standing_by = ([one for one, reserve in wanted.items() if reserve is kind] for kind in (False, True))
    event = PanelSet(
        edition=edition.id,
        category=judged.category_id,
        round=judged.id,
        jurors=tuple(sorted(sitting, key=str)),
        reserves=tuple(sorted(standing_by, key=str)),
    )
    audit.record(event, by=by, at=at)


def _require_open_panel(judged: Round, gone: set[UUID]) -> None:
    if judged.closed_at or Phase.JUDGING.is_before(judged.edition.phase):
        raise Refused(_("Judging is closed, so the panels can no longer be changed."))
    if judged.is_running and gone:
        raise Refused(_("Judging has opened: jurors can be added to a panel, but not taken from it."))


def stand_by(member: PanelMember, reserve: bool, *, by: audit.Actor | None, at: datetime) -> list[Seat]:
    """Put a juror in reserve before the round opens, or call one in from it, who is then seated where it runs."""
    judged = member.round
    others = [one for one in judged.panel if one.juror_id != member.juror_id]
    if reserve and judged.opened_at:
        raise Refused(_("Judging has opened: jurors can be added to a panel, but not taken from it."))
    sitting = [one.juror for one in others if not one.reserve] + ([] if reserve else [member.juror])
    standing_by = [one.juror for one in others if one.reserve] + ([member.juror] if reserve else [])
    set_panel(judged, sitting, standing_by, by=by, at=at)
    return seat_round(judged, by=by, at=at) if judged.is_running else []


def leave(member: PanelMember, *, by: audit.Actor | None, at: datetime) -> int:
    """Let a juror go from a running round. What they gave in full counts; returns how many seats are free again."""
    judged = member.round
    gate.lock(judged.edition)
    db.session.refresh(member)
    db.session.refresh(judged, ("opened_at", "closed_at"))
    if not judged.is_running or member.left_at is not None:
        raise Refused(_("This juror is not judging in a round that is open."))
    if papers.waits_for(member):
        raise Refused(_("A paper ballot of this juror waits for its second person. Have it checked or dropped first."))
    member.left_at = at
    mine = [seat for seat in rounds.seats_in(judged) if seat.juror_id == member.juror_id]
    free = [seat for seat in mine if seat.ballot is None and seat.recusal is None]
    for seat in free:
        db.session.delete(seat)
    event = JurorLeft(edition=judged.edition.id, round=judged.id, juror=member.juror_id, seats=len(free))
    audit.record(event, by=by, at=at)
    db.session.flush()
    return len(free)


def seat_round(judged: Round, *, by: audit.Actor | None, at: datetime) -> list[Seat]:
    """Make the seats that are missing; seats that exist, and what was given from them, stay as they are."""
    taken = {(seat.entry_id, seat.juror_id) for seat in rounds.seats_in(judged)}
    jury = Jury.of(judged.edition)
    if judged.seating is Seating.DRAWN:
        drawn = draw(judged)
        firsts = calibrating(judged, jury)
        pairs = [(entry, juror) for entry, juror in firsts if (entry.id, juror) not in taken] + list(drawn.pairs)
        lacking = sum(drawn.lacking.values())
    else:
        jurors = jury.sitting(judged)
        pairs = [(entry, juror) for entry in rounds.entries_in(judged) for juror in jurors]
        pairs, lacking = [(entry, juror) for entry, juror in pairs if (entry.id, juror) not in taken], 0
    seats = [_seat(judged, entry, juror, jury.forbids(entry, juror)) for entry, juror in pairs]
    for seat in seats:
        seat.given_at = at
    db.session.add_all(seats)
    event = JurySeated(
        edition=judged.edition.id,
        round=judged.id,
        seats=len(seats),
        recused=sum(seat.recusal is not None for seat in seats),
        seed=judged.seed,
        lacking=lacking,
    )
    audit.record(event, by=by, at=at)
    db.session.flush()
    wake(judged.edition, seats, by=by, at=at)
    return seats


def wake(edition: Edition, seats: Iterable[Seat], *, by: audit.Actor | None, at: datetime) -> None:
    """Whoever said that they have finished, and gets more to judge, has not finished any more."""
    given = {(seat.round_id, seat.juror_id) for seat in seats if seat.recusal is None}
    done = select(PanelMember).where(PanelMember.finished_at.is_not(None))
    done = done.where(PanelMember.round_id.in_({round_id for round_id, _juror in given}))
    for member in db.session.scalars(done, execution_options={"populate_existing": True}):
        if (member.round_id, member.juror_id) in given:
            member.finished_at = None
            event = JurorFinished(
                edition=edition.id, round=member.round_id, juror=member.juror_id, finished=False, ballots=0
            )
            audit.record(event, by=by, at=at)


def top_up(judged: Round, *, by: audit.Actor | None, at: datetime) -> list[Seat]:
    """Make the seats that are missing in a round that runs."""
    gate.lock(judged.edition)
    db.session.refresh(judged, ("opened_at", "closed_at", "panel"))
    if not judged.is_running:
        raise Refused(_("This round is not open."))
    return seat_round(judged, by=by, at=at)


def draw(judged: Round) -> Assignment[Entry, UUID]:
    """The seats that the round's seed gives to what is there now, without making them."""
    return assign(*drawing_of(judged))


def drawing_of(judged: Round) -> tuple[Panel[Entry, UUID], Wish]:
    """What is drawn from: entries by number, jurors by identifier, their own cities and conflicts, seats that stay.

    The seat of somebody who left or lost the role stays only if its ballot is complete. The calibration entry goes to
    everybody undrawn: it counts as held, so that loads are even with it.
    """
    jury, entries = Jury.of(judged.edition), rounds.entries_in(judged)
    jurors, by_id = jury.sitting(judged), {entry.id: entry for entry in entries}
    apart = {(entry, juror) for entry in entries for juror in jurors if jury.forbids(entry, juror)}
    recused, held = set(), set()
    for seat in rounds.seats_in(judged):
        pair = (by_id[seat.entry_id], seat.juror_id)
        if seat.recusal is not None:
            recused.add(pair)
        elif seat.juror_id in jurors or sum_of(judged, seat.ballot).is_complete:
            held.add(pair)
    held |= {(by_id[entry.id], juror) for entry, juror in calibrating(judged, jury)} - recused
    panel = Panel(entries, jurors, frozenset(apart | recused), frozenset(held))
    return panel, Wish(judged.per_entry or 1, judged.most_per_juror, judged.seed or 0)


def calibrating(judged: Round, jury: "Jury") -> list[tuple[Entry, UUID]]:
    """Who is seated before the calibration entry, whatever is drawn: everybody on the panel who may judge it."""
    found = [entry for entry in rounds.entries_in(judged) if entry.id == judged.calibration_id]
    return [(entry, juror) for entry in found for juror in jury.sitting(judged) if not jury.forbids(entry, juror)]


def count_unseated_firsts(judged: Round) -> int:
    """How many seats before the calibration entry are still to be made."""
    taken = {(seat.entry_id, seat.juror_id) for seat in rounds.seats_in(judged)}
    firsts = calibrating(judged, Jury.of(judged.edition))
    return sum((entry.id, juror) not in taken for entry, juror in firsts)


@dataclass(frozen=True)
class Jury:
    """What seats follow from, read once for an edition: who judges, their cities, the conflicts that hold."""

    judges: Mapping[UUID, str]
    cities: Mapping[UUID, set[UUID]]
    conflicts: Sequence[Conflict]

    @classmethod
    def of(cls, edition: Edition) -> "Jury":
        """The jury as it is now."""
        judges = {grant.user_id: grant.user.name for grant in team.grants_in(edition, Role.JUROR)}
        return cls(judges, team.own_cities_in(edition), holding_in(edition))

    def sitting(self, judged: Round) -> list[UUID]:
        """The jurors of the round who hold the role, did not leave and are not only in reserve."""
        there = (one for one in judged.panel if not one.reserve and one.left_at is None)
        return sorted((one.juror_id for one in there if one.juror_id in self.judges), key=str)

    def forbids(self, entry: Entry, juror_id: UUID) -> Recusal | None:
        """Why a juror must not judge an entry, if they must not: their own city, or a conflict that holds."""
        if entry.city_id in self.cities.get(juror_id, ()):
            return Recusal.OWN_CITY
        kept = any(one.juror_id == juror_id and one.concerns(entry) for one in self.conflicts)
        return Recusal.DECLARED if kept else None


@role_given.connect
def recuse_from_own_city(grant: Grant, *, by: audit.Actor | None, at: datetime) -> None:
    """A role ties somebody to a city: they leave the seats that they already have before its entries."""
    edition = grant.edition
    if grant.city_id is None or not edition.phase.is_before(Phase.SEALED):
        return
    query = select(Seat).join(Seat.entry).where(Entry.edition_id == edition.id, Entry.city_id == grant.city_id)
    seats = list(db.session.scalars(query.where(Seat.juror_id == grant.user_id, Seat.recusal.is_(None))))
    if not seats:
        return
    for seat in seats:
        seat.recusal = Recusal.OWN_CITY
    left = tuple(seat.id for seat in seats)
    audit.record(OwnCityRecused(edition=edition.id, user=grant.user_id, city=grant.city_id, seats=left), by=by, at=at)


def _seat(judged: Round, entry: Entry, juror_id: UUID, recusal: Recusal | None) -> Seat:
    return Seat(round_id=judged.id, entry_id=entry.id, juror_id=juror_id, recusal=recusal)
