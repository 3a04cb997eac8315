"""From rows to what the scoring module takes."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import joinedload

from awards_app.db import db, one_or_404
from awards_app.editions.models import Category, Criterion, Edition, SizeClass, Weight
from awards_app.entries.models import Entry, Status
from awards_app.jury.completeness import is_whole
from awards_app.jury.conflict_models import Conflict
from awards_app.jury.conflict_queries import HOLDS
from awards_app.jury.models import Ballot, Mark, Seat
from awards_app.jury.round_models import Round
from awards_app.jury.round_queries import WITH_WEIGHTS, decides, takes_part
from awards_app.results.models import Kind, Resolution, Seal
from awards_app.team.models import Grant


@dataclass(frozen=True, slots=True)
class GivenBallot:
    """One juror's marks on one entry, by the criteria's keys."""

    juror: UUID
    entry: UUID
    marks: Mapping[str, Decimal]


def ballots_in(edition: Edition) -> dict[UUID, list[GivenBallot]]:
    """The ballots that count, by class: from seats of the last rounds that are not recused, before accepted entries.

    A ballot that was never submitted counts if the edition lets complete drafts count; the scoring module leaves
    incomplete ones out and says so.
    """
    return ballots_where(edition, decides(Seat.round_id))


def ballots_where(edition: Edition, condition: ColumnElement[bool]) -> dict[UUID, list[GivenBallot]]:
    """The same of other seats than those of the deciding rounds. A mark without the words it needs is left out."""
    query = (
        select(Entry.size_class_id, Seat.id, Seat.juror_id, Seat.entry_id, Criterion.key, Mark.value)
        .join(Entry, Entry.id == Seat.entry_id)
        .join(Ballot, Ballot.seat_id == Seat.id)
        .join(Mark, Mark.ballot_id == Ballot.id)
        .join(Criterion, Criterion.id == Mark.criterion_id)
        .where(Entry.edition_id == edition.id, Entry.status == Status.ACCEPTED, Seat.recusal.is_(None))
        .where(is_whole(), condition)
    )
    if not edition.complete_drafts_count:
        query = query.where(Ballot.submitted_at.is_not(None))
    return _grouped(db.session.execute(query))


def _grouped(rows: Iterable[tuple[UUID | None, UUID, UUID, UUID, str, Decimal]]) -> dict[UUID, list[GivenBallot]]:
    seats: dict[tuple[UUID | None, UUID, UUID, UUID], dict[str, Decimal]] = defaultdict(dict)
    for size_class, seat, juror, entry, criterion, value in rows:
        seats[size_class, seat, juror, entry][criterion] = value
    found: dict[UUID, list[GivenBallot]] = defaultdict(list)
    for (size_class, _seat, juror, entry), marks in seats.items():
        if size_class is not None:
            found[size_class].append(GivenBallot(juror, entry, marks))
    return found


def entries_by_class(edition: Edition) -> dict[UUID, list[Entry]]:
    """The accepted entries that came into the last round of their category, by class, in the order of their numbers."""
    query = (
        select(Entry)
        .join(Round, Round.category_id == Entry.category_id)
        .where(Entry.edition_id == edition.id, Entry.status == Status.ACCEPTED, decides(Round.id), takes_part())
        .options(
            joinedload(Entry.city),
            joinedload(Entry.category).selectinload(Category.weights).joinedload(Weight.criterion),
            joinedload(Entry.size_class),
        )
        .order_by(Entry.number)
    )
    found: dict[UUID, list[Entry]] = defaultdict(list)
    for entry in db.session.scalars(query):
        if entry.size_class_id is not None:
            found[entry.size_class_id].append(entry)
    return found


def deciding_in(edition: Edition) -> dict[UUID, Round]:
    """The last round of each category, by category."""
    query = select(Round).join(Round.category).where(Category.edition_id == edition.id, decides(Round.id))
    return {one.category_id: one for one in db.session.scalars(query.options(*WITH_WEIGHTS))}


def resolutions_by_class(edition: Edition) -> dict[UUID, list[Resolution]]:
    """The decisions in force, by class, the earliest first; of one moment, in one order."""
    query = (
        select(Resolution)
        .join(Resolution.size_class)
        .join(SizeClass.category)
        .where(Category.edition_id == edition.id, Resolution.replaced_at.is_(None))
        .options(joinedload(Resolution.by))
        .order_by(Resolution.made_at, Resolution.id)
    )
    found: dict[UUID, list[Resolution]] = defaultdict(list)
    for resolution in db.session.scalars(query):
        found[resolution.size_class_id].append(resolution)
    return found


def awards_in(edition: Edition) -> dict[UUID, Resolution]:
    """The awards in force of the categories that are not scored, or the decisions to give none, by class."""
    query = (
        select(Resolution)
        .join(Resolution.size_class)
        .join(SizeClass.category)
        .where(
            Category.edition_id == edition.id,
            Resolution.kind.in_([Kind.AWARD, Kind.NO_AWARD]),
            Resolution.replaced_at.is_(None),
        )
        .options(joinedload(Resolution.by))
    )
    return {one.size_class_id: one for one in db.session.scalars(query)}


def find_award(size_class: SizeClass) -> Resolution | None:
    """The award, or the decision to give none, of a category that is not scored."""
    query = select(Resolution).where(
        Resolution.size_class_id == size_class.id,
        Resolution.kind.in_([Kind.AWARD, Kind.NO_AWARD]),
        Resolution.replaced_at.is_(None),
    )
    return db.session.scalars(query.options(joinedload(Resolution.by))).one_or_none()


def find_seal(edition: Edition) -> Seal | None:
    """The edition's latest seal."""
    query = select(Seal).where(Seal.edition_id == edition.id).order_by(Seal.number.desc()).limit(1)
    return db.session.scalars(query.options(joinedload(Seal.by))).one_or_none()


def seals_of(editions: Iterable[Edition]) -> dict[UUID, Seal]:
    """The latest seal of each edition that has one."""
    query = select(Seal).where(Seal.edition_id.in_([one.id for one in editions])).order_by(Seal.number)
    return {seal.edition_id: seal for seal in db.session.scalars(query)}


def recused_from(user_id: UUID, entry_ids: Iterable[UUID]) -> bool:
    """Whether the person is recused from any of the entries: by a seat, their own city or a conflict, seated or not."""
    ids = list(entry_ids)
    seat = select(Seat.id).where(Seat.juror_id == user_id, Seat.entry_id.in_(ids), Seat.recusal.is_not(None))
    city = (
        select(Entry.id)
        .join(Grant, (Grant.edition_id == Entry.edition_id) & (Grant.city_id == Entry.city_id))
        .where(Entry.id.in_(ids), Grant.user_id == user_id, Grant.revoked_at.is_(None))
    )
    about = or_(
        Conflict.entry_id == Entry.id, Conflict.city_id == Entry.city_id, Conflict.category_id == Entry.category_id
    )
    conflict = select(Conflict.id).join(Entry, (Entry.edition_id == Conflict.edition_id) & about)
    named = conflict.where(Entry.id.in_(ids), Conflict.juror_id == user_id, HOLDS)
    return any(db.session.scalars(query.limit(1)).first() is not None for query in (seat, city, named))


def get_resolution(size_class: SizeClass, resolution_id: UUID) -> Resolution:
    """A decision in force of this class, or 404."""
    return one_or_404(
        select(Resolution).where(
            Resolution.id == resolution_id,
            Resolution.size_class_id == size_class.id,
            Resolution.replaced_at.is_(None),
        )
    )
