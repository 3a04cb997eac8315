"""“My town is not on the list”: somebody asks for a town, the organiser checks it, and the asker hears each time."""

from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from uuid import UUID

from flask_babel import gettext as _
from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from awards_app import audit
from awards_app.accounts import limits
from awards_app.accounts.models import User
from awards_app.accounts.queries import normal
from awards_app.cities import service as cities
from awards_app.cities.models import City, Place
from awards_app.cities.service import Figure
from awards_app.db import db, one_or_404
from awards_app.editions.events import TownAccepted, TownAsked, TownIdentified, TownRejected
from awards_app.editions.models import Edition
from awards_app.editions.town_models import Outcome, TownRequest
from awards_app.errors import Refused
from awards_app.i18n import language
from awards_app.notices import service as notices
from awards_app.web.paging import Page, page_of


@dataclass(frozen=True)
class Asked:
    """What the public form gives."""

    place: Place
    population: int
    asker: str
    email: str
    note: str


def ask(edition: Edition, asked: Asked, *, network: str, at: datetime) -> TownRequest:
    """Note a request; the same one sent twice is one. Raises TooMany when an address or a network asks too often."""
    email = normal(asked.email)
    limits.spend({limits.TOWN_ADDRESS: email, limits.TOWN_PLACE: network}, at)
    if waiting := _find_waiting(edition, asked.place, email):
        return waiting
    request = TownRequest(
        edition_id=edition.id,
        name=asked.place.name,
        voivodeship=asked.place.voivodeship,
        teryt=asked.place.teryt,
        population=asked.population,
        asker=asked.asker,
        email=email,
        locale=language(),
        note=asked.note,
        asked_at=at,
    )
    db.session.add(request)
    db.session.flush()
    audit.record(TownAsked(edition=edition.id, request=request.id), by=None, at=at)
    return request


def _find_waiting(edition: Edition, place: Place, email: str) -> TownRequest | None:
    query = select(TownRequest).where(
        TownRequest.edition_id == edition.id,
        TownRequest.outcome == Outcome.WAITING,
        TownRequest.email == email,
        TownRequest.name == place.name,
        TownRequest.voivodeship == place.voivodeship,
    )
    return db.session.scalars(query.limit(1)).first()


def accept(request: TownRequest, place: Place, figure: Figure, *, by: User, at: datetime) -> City:
    """The town joins the register as the organiser found it, and the editions under way."""
    _require_waiting(request)
    city = cities.add_city(place, figure, by=by, at=at)
    _settle(request, Outcome.ACCEPTED, city, by=by, at=at)
    audit.record(TownAccepted(edition=request.edition_id, request=request.id, city=city.id), by=by, at=at)
    return city


def identify(request: TownRequest, city: City, *, by: User, at: datetime) -> None:
    """The town was in the register all along."""
    _require_waiting(request)
    _settle(request, Outcome.KNOWN, city, by=by, at=at)
    audit.record(TownIdentified(edition=request.edition_id, request=request.id, city=city.id), by=by, at=at)


def reject(request: TownRequest, reason: str, *, by: User, at: datetime) -> None:
    """No town that can enter, for a reason that the asker reads."""
    _require_waiting(request)
    request.reason = reason
    _settle(request, Outcome.REJECTED, None, by=by, at=at)
    digest = sha256(reason.encode()).hexdigest()
    audit.record(TownRejected(edition=request.edition_id, request=request.id, reason_sha256=digest), by=by, at=at)


def _require_waiting(request: TownRequest) -> None:
    db.session.refresh(request, ["outcome"], with_for_update=True)
    if request.outcome is not Outcome.WAITING:
        raise Refused(_("This request is settled already."))


def _settle(request: TownRequest, outcome: Outcome, city: City | None, *, by: User, at: datetime) -> None:
    request.outcome, request.city, request.decided_at, request.decided_by = outcome, city, at, by
    notices.post("town_settled", to=request.email, locale=request.locale, at=at, request=request)


def requests_in(edition: Edition, number: int) -> Page[TownRequest]:
    """The requests of an edition: those that wait first, the oldest of them at the top."""
    query = select(TownRequest).where(TownRequest.edition_id == edition.id).options(joinedload(TownRequest.city))
    order = (TownRequest.outcome != Outcome.WAITING, TownRequest.asked_at, TownRequest.id)
    return page_of(query.order_by(*order), number)


def get_request(edition: Edition, request_id: UUID) -> TownRequest:
    """One request of this edition, or 404."""
    query = select(TownRequest).where(TownRequest.edition_id == edition.id, TownRequest.id == request_id)
    whole = (joinedload(TownRequest.city), joinedload(TownRequest.decided_by), joinedload(TownRequest.edition))
    return one_or_404(query.options(*whole))


def count_waiting(edition: Edition) -> int:
    """How many requests wait for the organiser."""
    query = select(func.count()).select_from(TownRequest)
    waiting = query.where(TownRequest.edition_id == edition.id, TownRequest.outcome == Outcome.WAITING)
    return db.session.scalar(waiting) or 0
