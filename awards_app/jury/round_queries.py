"""Reads of rounds: their panels, the entries that take part, their seats. For those who run the edition."""

from collections import defaultdict
from uuid import UUID

from sqlalchemy import ColumnElement, Select, func, or_, select
from sqlalchemy.orm import InstrumentedAttribute, aliased, contains_eager, joinedload, selectinload

from awards_app.cities.models import City
from awards_app.db import db, one_or_404
from awards_app.editions.models import Category, Edition, Weight
from awards_app.entries.models import Entry, Status
from awards_app.jury.models import Ballot, Seat
from awards_app.jury.round_models import Admission, PanelMember, Round, RoundWeight

WITH_WEIGHTS = (
    selectinload(Round.own_weights).joinedload(RoundWeight.criterion),
    joinedload(Round.category).selectinload(Category.weights).joinedload(Weight.criterion),
)
WITH_WORDS = (selectinload(Ballot.marks), selectinload(Ballot.comments))


def rounds_in(edition: Edition) -> list[Round]:
    """The rounds of an edition with their panels and what is marked, in the order of the categories."""
    query = _with_panels(select(Round)).join(Round.category).where(Category.edition_id == edition.id)
    return list(db.session.scalars(query.order_by(Category.position, Round.position)))


def rounds_of(category: Category) -> list[Round]:
    """The rounds of one category, in their order."""
    query = _with_panels(select(Round)).where(Round.category_id == category.id)
    return list(db.session.scalars(query.order_by(Round.position)))


def get_round(edition: Edition, round_id: UUID) -> Round:
    """A round of this edition, or 404."""
    query = _with_panels(select(Round)).join(Round.category).where(Round.id == round_id)
    return one_or_404(query.where(Category.edition_id == edition.id))


def _with_panels(query: Select[Round]) -> Select[Round]:
    return query.options(*WITH_WEIGHTS, selectinload(Round.panel).joinedload(PanelMember.juror))


def get_member(judged: Round, juror_id: UUID) -> PanelMember:
    """A juror of the round's panel, or 404."""
    return one_or_404(select(PanelMember).where(PanelMember.round_id == judged.id, PanelMember.juror_id == juror_id))


def finished_by(juror_id: UUID, edition: Edition) -> set[UUID]:
    """The rounds in which the juror said that they have finished."""
    query = select(PanelMember.round_id).join(PanelMember.round).join(Round.category)
    query = query.where(Category.edition_id == edition.id, PanelMember.juror_id == juror_id)
    return set(db.session.scalars(query.where(PanelMember.finished_at.is_not(None))))


def has_ballots(judged: Round) -> bool:
    """Whether anything was given in the round, also by whoever is recused or left since."""
    query = select(Ballot.id).join(Ballot.seat).where(Seat.round_id == judged.id)
    return db.session.scalars(query.limit(1)).first() is not None


def following(judged: Round) -> Round | None:
    """The round after this one in its category."""
    query = select(Round).where(Round.category_id == judged.category_id, Round.position > judged.position)
    return db.session.scalars(query.options(*WITH_WEIGHTS).order_by(Round.position).limit(1)).one_or_none()


def preceding(judged: Round) -> Round | None:
    """The round before this one in its category."""
    query = select(Round).where(Round.category_id == judged.category_id, Round.position < judged.position)
    return db.session.scalars(query.order_by(Round.position.desc()).limit(1)).one_or_none()


def decides(round_id: InstrumentedAttribute[UUID]) -> ColumnElement[bool]:
    """Whether a round is the last of its category: its marks make the result."""
    here, later = aliased(Round), aliased(Round)
    after = select(later.id).where(later.category_id == here.category_id, later.position > here.position).exists()
    return round_id.in_(select(here.id).where(~after))


def takes_part(judged: type[Round] = Round) -> ColumnElement[bool]:
    """Whether an entry, beside the round in a query, takes part in it: in the first all do, later those let through."""
    earlier = aliased(Round)
    first = (
        ~select(earlier.id)
        .where(earlier.category_id == judged.category_id, earlier.position < judged.position)
        .exists()
    )
    let_in = select(Admission.id).where(Admission.round_id == judged.id, Admission.entry_id == Entry.id).exists()
    return or_(first, let_in)


def entries_in(judged: Round) -> list[Entry]:
    """The accepted entries that take part in the round, in the order of their numbers."""
    return [entry for _round, entry in db.session.execute(_taking_part().where(Round.id == judged.id))]


def entries_by_round(edition: Edition) -> dict[UUID, list[Entry]]:
    """The same for every round of an edition, by round."""
    found: dict[UUID, list[Entry]] = defaultdict(list)
    for round_id, entry in db.session.execute(_taking_part().where(Entry.edition_id == edition.id)):
        found[round_id].append(entry)
    return found


def _taking_part() -> Select[UUID, Entry]:
    return (
        select(Round.id, Entry)
        .join(Entry, Entry.category_id == Round.category_id)
        .where(Entry.status == Status.ACCEPTED, takes_part())
        .options(joinedload(Entry.city), joinedload(Entry.size_class), joinedload(Entry.category))
        .order_by(Entry.number)
    )


def categories_entered(edition: Edition) -> set[UUID]:
    """The categories with an accepted entry."""
    query = select(Entry.category_id).where(Entry.edition_id == edition.id, Entry.status == Status.ACCEPTED)
    return set(db.session.scalars(query.distinct()))


def entered_in(edition: Edition, round_ids: set[UUID]) -> dict[UUID, list[tuple[UUID, UUID | None]]]:
    """The entries of these rounds and their classes, by round."""
    query = (
        select(Round.id, Entry.id, Entry.size_class_id)
        .join(Entry, Entry.category_id == Round.category_id)
        .where(Entry.edition_id == edition.id, Entry.status == Status.ACCEPTED, takes_part(), Round.id.in_(round_ids))
    )
    found: dict[UUID, list[tuple[UUID, UUID | None]]] = {key: [] for key in round_ids}
    for round_id, entry_id, class_id in db.session.execute(query):
        found[round_id].append((entry_id, class_id))
    return found


def count_entries(edition: Edition) -> dict[UUID, int]:
    """How many entries take part in each round."""
    query = (
        select(Round.id, func.count(Entry.id))
        .join(Entry, Entry.category_id == Round.category_id)
        .where(Entry.edition_id == edition.id, Entry.status == Status.ACCEPTED, takes_part())
        .group_by(Round.id)
    )
    return dict(db.session.execute(query).all())


def admitted_to(judged: Round) -> list[Entry]:
    """The entries that an earlier round let through to this one, by title."""
    query = select(Entry).join(Admission, Admission.entry_id == Entry.id).where(Admission.round_id == judged.id)
    return list(db.session.scalars(query.options(joinedload(Entry.city), joinedload(Entry.size_class))))


def nominated_in(edition: Edition) -> list[tuple[Category, list[Entry]]]:
    """The published shortlists by category, each in the alphabet of cities: no place can be read from it."""
    query = (
        select(Round, Entry)
        .join(Admission, Admission.round_id == Round.id)
        .join(Entry, Entry.id == Admission.entry_id)
        .join(Round.category)
        .join(Entry.city)
        .where(Category.edition_id == edition.id, Round.nominated_at.is_not(None), Entry.status == Status.ACCEPTED)
        .options(joinedload(Round.category), contains_eager(Entry.city), joinedload(Entry.size_class))
        .order_by(Category.position, Round.position.desc(), City.sort_key, Entry.title, Entry.number)
    )
    found: dict[Round, list[Entry]] = {}
    for judged, entry in db.session.execute(query):
        found.setdefault(judged, []).append(entry)
    # Of two shortlists of a category the later one is the answer to who is still in it.
    latest: dict[UUID, Round] = {}
    for judged in found:
        latest.setdefault(judged.category_id, judged)
    return [(judged.category, found[judged]) for judged in latest.values()]


def count_seats(edition: Edition) -> dict[tuple[UUID, UUID], int]:
    """How many jurors may judge from their seats, by round and entry; whoever left counts only with a ballot."""
    left = PanelMember.left_at.is_not(None) & ~select(Ballot.id).where(Ballot.seat_id == Seat.id).exists()
    query = (
        select(Seat.round_id, Seat.entry_id, func.count())
        .join(Entry, Entry.id == Seat.entry_id)
        .join(PanelMember, (PanelMember.round_id == Seat.round_id) & (PanelMember.juror_id == Seat.juror_id))
        .where(Entry.edition_id == edition.id, Seat.recusal.is_(None), ~left)
        .group_by(Seat.round_id, Seat.entry_id)
    )
    return {(round_id, entry_id): count for round_id, entry_id, count in db.session.execute(query)}


def seats_in(judged: Round) -> list[Seat]:
    """All seats of the round with what was given from them."""
    query = select(Seat).where(Seat.round_id == judged.id).options(joinedload(Seat.ballot).options(*WITH_WORDS))
    return list(db.session.scalars(query))
