"""Seating: every juror of a category's panel before every accepted entry, recused where the city is their own."""

from collections.abc import Iterable
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
from awards_app.entries import queries as entries
from awards_app.entries.models import Entry
from awards_app.errors import Refused
from awards_app.jury import queries
from awards_app.jury.events import JurySeated, PanelSet
from awards_app.jury.models import PanelMember, Recusal, Round, Seat
from awards_app.roles import Role
from awards_app.team import queries as team


def set_panel(judged: Round, jurors: Iterable[User], *, by: audit.Actor | None, at: datetime) -> None:
    """Say who judges a category; possible until judging opens."""
    edition = judged.category.edition
    gate.lock(edition)
    if not edition.phase.is_before(Phase.JUDGING):
        raise Refused(_("Judging has opened, so the panel can no longer be changed here."))
    wanted = {juror.id for juror in jurors}
    present = {member.juror_id for member in judged.panel}
    if wanted == present:
        return
    judged.panel = [member for member in judged.panel if member.juror_id in wanted]
    judged.panel += [PanelMember(juror_id=juror_id) for juror_id in wanted - present]
    event = PanelSet(edition=edition.id, category=judged.category_id, jurors=tuple(sorted(wanted, key=str)))
    audit.record(event, by=by, at=at)


def seat_all(edition: Edition, *, by: audit.Actor | None, at: datetime) -> list[Seat]:
    """Make the seats that are missing; seats that exist, and what was given from them, stay as they are."""
    cities = own_cities(edition)
    taken = {(seat.round_id, seat.entry_id, seat.juror_id) for seat in _seats_in(edition)}
    accepted = entries.accepted_in(edition)
    seats = [
        _seat(judged, entry, member.juror_id, cities)
        for judged in queries.rounds_in(edition)
        for entry in accepted
        for member in judged.panel
        if entry.category_id == judged.category_id and (judged.id, entry.id, member.juror_id) not in taken
    ]
    db.session.add_all(seats)
    recused = sum(seat.recusal is not None for seat in seats)
    audit.record(JurySeated(edition=edition.id, seats=len(seats), recused=recused), by=by, at=at)
    db.session.flush()
    return seats


def own_cities(edition: Edition) -> dict[UUID, UUID]:
    """The city of each juror who has one, by the juror."""
    return {grant.user_id: grant.city_id for grant in team.grants_in(edition, Role.JUROR) if grant.city_id}


def _seat(judged: Round, entry: Entry, juror_id: UUID, cities: dict[UUID, UUID]) -> Seat:
    own = cities.get(juror_id) == entry.city_id
    return Seat(round_id=judged.id, entry_id=entry.id, juror_id=juror_id, recusal=Recusal.OWN_CITY if own else None)


def _seats_in(edition: Edition) -> list[Seat]:
    return list(db.session.scalars(select(Seat).join(Seat.entry).where(Entry.edition_id == edition.id)))
