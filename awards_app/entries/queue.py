"""The organiser's queue: the submitted entries that a wish names, in its order, and how many stand where."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from flask_babel import lazy_gettext as _l
from sqlalchemy import ColumnElement, Select, and_, case, func, select
from sqlalchemy.orm import joinedload, selectinload

from awards_app.cities.models import City
from awards_app.db import db
from awards_app.editions.models import Category, Edition, SizeClass
from awards_app.entries import findings
from awards_app.entries.check_models import Correction
from awards_app.entries.models import Entry, Status
from awards_app.entries.standing import WAITING, State
from awards_app.i18n import sort_key
from awards_app.web.paging import Page, page_of

# The order of the tabs; drafts are private to their cities.
SHOWN = tuple(state for state in State if state is not State.DRAFT)
ORDERS = {
    "number": _l("entry number"),
    "city": _l("city"),
    "category": _l("category"),
    "oldest": _l("longest waiting first"),
    "latest": _l("last submitted first"),
    "deadline": _l("deadline of the correction"),
}
SEARCH_MOST = 100
# What tells Polish letters from plain ones in a sort key.
TAILS = ("\x7f", "\x7e")


@dataclass(frozen=True)
class Wish:
    """What the organiser wants to see. What is no filter is as if it were not there."""

    state: State | None = None
    category: str = ""
    size_class: UUID | None = None
    city: str = ""
    alike: bool = False
    order: str = "number"

    @classmethod
    def of(cls, asked: Mapping[str, str]) -> "Wish":
        """In the arguments of an address."""
        return cls(
            state=next((one for one in SHOWN if one.value == asked.get("state")), None),
            category=_plain_text(asked.get("category", "")),
            size_class=_identifier(asked.get("class", "")),
            city=_plain_text(asked.get("city", "")),
            alike=asked.get("alike") == "1",
            order=asked["order"] if asked.get("order") in ORDERS else "number",
        )

    def arguments(self, **changes: Any) -> dict[str, str]:
        """The address of this wish, but for the changes; what is empty is left out."""
        values = {
            "state": self.state,
            "category": self.category,
            "class": self.size_class,
            "city": self.city,
            "alike": "1" if self.alike else "",
            "order": self.order if self.order != "number" else "",
        } | changes
        return {name: str(value) for name, value in values.items() if value}

    @property
    def narrows(self) -> bool:
        """Whether anything but the state is asked for."""
        return bool(self.category or self.size_class or self.city or self.alike)


def _plain_text(text: str) -> str:
    """PostgreSQL cannot even be asked for a NUL."""
    return text.replace("\x00", "").strip()[:SEARCH_MOST]


def _identifier(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


def page(edition: Edition, wish: Wish, number: int, at: datetime) -> Page[Entry]:
    """A page of the queue."""
    return page_of(_listed(edition, wish, at).options(*_PLACE), number)


def entries(edition: Edition, wish: Wish, at: datetime) -> list[Entry]:
    """The whole queue with versions and files, for a table: the same query as the page's."""
    deep = (selectinload(Entry.versions), selectinload(Entry.attachments))
    return list(db.session.scalars(_listed(edition, wish, at).options(*_PLACE, *deep)))


_PLACE = (
    joinedload(Entry.city),
    joinedload(Entry.frozen),
    joinedload(Entry.category),
    joinedload(Entry.size_class).joinedload(SizeClass.category),
    joinedload(Entry.correction),
)


def _listed(edition: Edition, wish: Wish, at: datetime) -> Select[Entry]:
    query = (
        select(Entry)
        .join(Entry.city)
        .join(Entry.category)
        .outerjoin(Entry.correction)
        .where(Entry.edition_id == edition.id, Entry.status != Status.DRAFT, *_narrowed(wish, at))
    )
    return query.order_by(*_order(wish.order), Entry.number)


def _narrowed(wish: Wish, at: datetime) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if wish.state:
        found.append(is_in(wish.state, at))
    if wish.category:
        found.append(Category.key == wish.category)
    if wish.size_class:
        found.append(Entry.size_class_id == wish.size_class)
    if wish.city:
        found.append(_plain(City.sort_key).contains(_folded(wish.city), autoescape=True))
    if wish.alike:
        found.append(findings.is_alike())
    return found


def _folded(text: str) -> str:
    """Without diacritics and capitals: `łódź` and `Lodz` are the same."""
    return sort_key(text).translate({ord(tail): None for tail in TAILS})


def _plain(key: Any) -> Any:
    for tail in TAILS:
        key = func.replace(key, tail, "")
    return key


def _order(name: str) -> list[Any]:
    orders: dict[str, list[Any]] = {
        "city": [City.sort_key, City.voivodeship],
        "category": [Category.position, City.sort_key],
        "oldest": [Entry.submitted_at],
        "latest": [Entry.submitted_at.desc()],
        # Entries without a deadline last, on both databases.
        "deadline": [Correction.deadline.is_(None), Correction.corrected_at.is_not(None), Correction.deadline],
    }
    return orders.get(name, [])


def is_in(state: State, at: datetime) -> ColumnElement[bool]:
    """The condition on entries, joined with their returns, of being in a state at a moment."""
    if state in {State.WAITING, State.CORRECTED}:
        returned = Correction.id.is_(None) if state is State.WAITING else Correction.id.is_not(None)
        return and_(Entry.status == Status.SUBMITTED, returned)
    if state in {State.RETURNED, State.LATE}:
        in_time = Correction.deadline >= at if state is State.RETURNED else Correction.deadline < at
        return and_(Entry.status == Status.RETURNED, in_time)
    return Entry.status == Status(state.value)


def count(edition: Edition, at: datetime) -> dict[State, int]:
    """How many entries are in each state; every one that is shown is named."""
    # Grouped by the label: PostgreSQL would not take the same parameters twice for the same expression.
    stands = case(*((is_in(one, at), one.value) for one in SHOWN), else_=State.DRAFT.value).label("stands")
    query = select(stands, func.count()).select_from(Entry).outerjoin(Entry.correction)
    rows = db.session.execute(query.where(Entry.edition_id == edition.id).group_by("stands"))
    found = {State(value): number for value, number in rows}
    return {one: found.get(one, 0) for one in SHOWN}


def count_waiting(edition: Edition, at: datetime) -> int:
    """How many entries the organiser can decide about now."""
    counts = count(edition, at)
    return sum(counts[one] for one in WAITING)


def next_waiting(edition: Edition, at: datetime, after: Entry | None = None) -> UUID | None:
    """The entry to decide about that follows in the order of numbers, round the corner."""
    db.session.flush()
    waits = is_in(WAITING[0], at)
    for one in WAITING[1:]:
        waits = waits | is_in(one, at)
    number = after.number or 0 if after else 0
    query = select(Entry.id).outerjoin(Entry.correction).where(Entry.edition_id == edition.id, waits)
    if after:
        query = query.where(Entry.id != after.id)
    return db.session.scalars(query.order_by(Entry.number <= number, Entry.number).limit(1)).first()
