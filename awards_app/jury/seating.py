"""Seating: every juror of a category's panel before every accepted entry, recused where the city is their own."""

from collections.abc import Iterable, Mapping
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
from awards_app.jury.events import JurySeated, OwnCityRecused, PanelSet
from awards_app.jury.models import PanelMember, Recusal, Round, Seat
from awards_app.roles import Role
from awards_app.team import queries as team
from awards_app.team.models import Grant
from awards_app.team.service import role_given


def set_panel(judged: Round, jurors: Iterable[User], *, by: audit.Actor | None, at: datetime) -> None:
    """Say who judges a category. While the jury judges, jurors can only join: nobody's marks may vanish."""
    edition = judged.category.edition
    gate.lock(edition)
    wanted = {juror.id for juror in jurors}
    present = {member.juror_id for member in judged.panel}
    if wanted == present:
        return
    if Phase.JUDGING.is_before(edition.phase):
        raise Refused(_("Judging is closed, so the panels can no longer be changed."))
    if edition.phase is Phase.JUDGING and present - wanted:
        raise Refused(_("Judging has opened: jurors can be added to a panel, but not taken from it."))
    judged.panel = [member for member in judged.panel if member.juror_id in wanted]
    judged.panel += [PanelMember(juror_id=juror_id) for juror_id in wanted - present]
    event = PanelSet(edition=edition.id, category=judged.category_id, jurors=tuple(sorted(wanted, key=str)))
    audit.record(event, by=by, at=at)


def seat_all(edition: Edition, *, by: audit.Actor | None, at: datetime) -> list[Seat]:
    """Make the seats that are missing; seats that exist, and what was given from them, stay as they are."""
    cities = team.own_cities_in(edition)
    taken = {(seat.round_id, seat.entry_id, seat.juror_id) for seat in _seats_in(edition)}
    accepted = entries.accepted_in(edition)
    panels = panels_in(edition)
    seats = [
        _seat(judged, entry, juror_id, cities)
        for judged in queries.rounds_in(edition)
        for entry in accepted
        for juror_id in panels[judged.category_id]
        if entry.category_id == judged.category_id and (judged.id, entry.id, juror_id) not in taken
    ]
    db.session.add_all(seats)
    recused = sum(seat.recusal is not None for seat in seats)
    audit.record(JurySeated(edition=edition.id, seats=len(seats), recused=recused), by=by, at=at)
    db.session.flush()
    return seats


def panels_in(edition: Edition) -> dict[UUID, list[UUID]]:
    """The jurors of each category's panel who still hold the role."""
    judges = {grant.user_id for grant in team.grants_in(edition, Role.JUROR)}
    return {
        judged.category_id: [member.juror_id for member in judged.panel if member.juror_id in judges]
        for judged in queries.rounds_in(edition)
    }


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


def _seat(judged: Round, entry: Entry, juror_id: UUID, cities: Mapping[UUID, set[UUID]]) -> Seat:
    own = entry.city_id in cities.get(juror_id, ())
    return Seat(round_id=judged.id, entry_id=entry.id, juror_id=juror_id, recusal=Recusal.OWN_CITY if own else None)


def _seats_in(edition: Edition) -> list[Seat]:
    return list(db.session.scalars(select(Seat).join(Seat.entry).where(Entry.edition_id == edition.id)))
