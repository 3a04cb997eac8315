"""The checklist of a category: what the formal check looks at. It may change until judging opens."""

from datetime import datetime
from hashlib import sha256

from flask_babel import gettext as _

from awards_app import audit
from awards_app.db import db
from awards_app.editions.gate import require_alone
from awards_app.editions.models import Category
from awards_app.editions.phases import Act, Phase
from awards_app.errors import Refused
from awards_app.i18n import Localised
from awards_app.questionnaire import queries
from awards_app.questionnaire.defaults import default_checklist
from awards_app.questionnaire.events import (
    CheckItemAdded,
    CheckItemChanged,
    CheckItemRemoved,
    ChecklistBegun,
    ChecklistReordered,
)
from awards_app.questionnaire.models import CheckItem

MOST = 30


def begin(category: Category, *, by: audit.Actor | None, at: datetime) -> None:
    """Give a category without a checklist the default one."""
    if queries.checklist_of(category):
        return
    items = default_checklist(category)
    db.session.add_all(items)
    db.session.flush()
    event = ChecklistBegun(edition=category.edition_id, category=category.id, items=tuple(one.id for one in items))
    audit.record(event, by=by, at=at)


def add(category: Category, text: Localised, *, by: audit.Actor, at: datetime) -> CheckItem:
    """One more item, at the end."""
    require_alone(category.edition, Act.EDIT_CHECKLIST, at)
    if len(queries.checklist_of(category)) >= MOST:
        raise Refused(_("A checklist may have %(most)d items.", most=MOST))
    item = CheckItem(category_id=category.id, position=_next_place(category), text=text, retired=False)
    db.session.add(item)
    db.session.flush()
    event = CheckItemAdded(edition=category.edition_id, category=category.id, item=item.id, sha256=_checksum(text))
    audit.record(event, by=by, at=at)
    return item


def _next_place(category: Category) -> int:
    """After all that ever were: a retired item keeps its place."""
    return queries.last_place_in_checklist(category) + 1


def change(item: CheckItem, text: Localised, *, by: audit.Actor, at: datetime) -> None:
    """Another wording."""
    category = item.category
    require_alone(category.edition, Act.EDIT_CHECKLIST, at)
    if item.text == text:
        return
    item.text = text
    event = CheckItemChanged(edition=category.edition_id, category=category.id, item=item.id, sha256=_checksum(text))
    audit.record(event, by=by, at=at)


def remove(item: CheckItem, *, by: audit.Actor, at: datetime) -> None:
    """Take an item away. Once entries are checked it is only retired, so that what was ticked can still be read."""
    category = item.category
    require_alone(category.edition, Act.EDIT_CHECKLIST, at)
    retired = category.edition.phase is Phase.CHECKING
    event = CheckItemRemoved(edition=category.edition_id, category=category.id, item=item.id, retired=retired)
    audit.record(event, by=by, at=at)
    if retired:
        item.retired = True
    else:
        db.session.delete(item)


def move(item: CheckItem, by_steps: int, *, by: audit.Actor, at: datetime) -> None:
    """One place up (-1) or down (+1); at the edge nothing happens."""
    category = item.category
    require_alone(category.edition, Act.EDIT_CHECKLIST, at)
    items = queries.checklist_of(category)
    place = items.index(item) + by_steps
    if not 0 <= place < len(items):
        return
    other = items[place]
    here, there = item.position, other.position
    # Over a free place: both databases check the uniqueness of places row by row.
    for one, position in ((item, -1), (other, here), (item, there)):
        one.position = position
        db.session.flush()
    order = tuple(one.id for one in queries.checklist_of(category))
    audit.record(ChecklistReordered(edition=category.edition_id, category=category.id, order=order), by=by, at=at)


def _checksum(text: Localised) -> str:
    return sha256(f"{text.pl}\n{text.en}".encode()).hexdigest()
