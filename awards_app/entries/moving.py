"""Moving a submitted entry to another category: the organiser proposes, the city consents or declines."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from hashlib import sha256
from uuid import UUID

from flask_babel import gettext as _
from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from awards_app import audit
from awards_app.accounts.models import User
from awards_app.db import db
from awards_app.editions import queries as editions
from awards_app.editions.gate import require, require_alone
from awards_app.editions.models import Category, Edition
from awards_app.editions.phases import Act
from awards_app.entries import fallback, letters, queries, standing, versions
from awards_app.entries.check_models import Consent, Move
from awards_app.entries.events import MoveAccepted, MoveDeclined, MoveProposed, MoveWithdrawn
from awards_app.entries.models import Entry
from awards_app.entries.writing import take_turn
from awards_app.errors import Refused, Stale
from awards_app.i18n import Localised
from awards_app.questionnaire import queries as forms
from awards_app.questionnaire.kinds import Answer, Kind, is_empty
from awards_app.questionnaire.models import Question


def find_proposed(entry: Entry) -> Move | None:
    """The proposal that waits for the city, or None."""
    query = select(Move).where(Move.entry_id == entry.id, Move.consent == Consent.PROPOSED)
    return db.session.scalars(query.options(joinedload(Move.from_category), joinedload(Move.to_category))).one_or_none()


def count_proposed(edition: Edition) -> int:
    """How many proposals wait for their cities."""
    waiting = select(func.count(Move.id)).join(Move.entry)
    return db.session.scalar(waiting.where(Entry.edition_id == edition.id, Move.consent == Consent.PROPOSED)) or 0


def proposed_among(entries: Iterable[Entry]) -> set[UUID]:
    """Which of these entries have a proposal that waits."""
    keys = [entry.id for entry in entries]
    return set(
        db.session.scalars(select(Move.entry_id).where(Move.entry_id.in_(keys), Move.consent == Consent.PROPOSED))
    )


def moves_of(entries: Iterable[Entry]) -> dict[UUID, list[Move]]:
    """All proposals to move each of these entries, the first one first."""
    keys = [entry.id for entry in entries]
    query = select(Move).where(Move.entry_id.in_(keys)).order_by(Move.proposed_at)
    found: dict[UUID, list[Move]] = {}
    for one in db.session.scalars(query.options(joinedload(Move.from_category), joinedload(Move.to_category))):
        found.setdefault(one.entry_id, []).append(one)
    return found


def open_to(entry: Entry) -> list[Category]:
    """The other categories that a city of this size can enter."""
    return [
        one
        for one in editions.categories_in(entry.edition)
        if one.id != entry.category_id and not one.by_resolution and one.class_for(entry.population)
    ]


def unanswered_in(entry: Entry, category: Category) -> list[Localised]:
    """What the form of that category needs and the entry does not tell, as the questions are worded."""
    shown = standing.as_submitted(entry)
    answers = shown.answers
    asked = [one for one in forms.questions_of(category) if one.required and one.is_asked(answers)]
    files = {one.question for one in shown.attachments}
    return [one.label for one in asked if (one.key not in files if one.kind is Kind.FILES else _lacks(answers, one))]


def _lacks(answers: Mapping[str, Answer], question: Question) -> bool:
    return is_empty(answers.get(question.key))


def require_none_proposed(entry: Entry) -> None:
    """Refuse an act while the city is asked about a move."""
    if find_proposed(entry):
        raise Refused(
            _("The city is asked about a move to another category. Wait for its answer or withdraw the proposal.")
        )


def propose(entry: Entry, category: Category, reason: str, *, by: User, at: datetime) -> Move:
    """Ask the city whether the entry may move."""
    require(entry.edition, Act.CHECK, at)
    take_turn(entry)
    _require_movable(entry, category, at)
    move = Move(
        entry=entry,
        from_category_id=entry.category_id,
        to_category=category,
        reason=reason,
        consent=Consent.PROPOSED,
        proposed_at=at,
    )
    db.session.add(move)
    db.session.flush()
    letters.move_proposed(entry, move, unanswered_in(entry, category), at=at)
    event = MoveProposed(
        edition=entry.edition_id,
        entry=entry.id,
        move=move.id,
        before=entry.category_id,
        after=category.id,
        reason_sha256=sha256(reason.encode()).hexdigest(),
    )
    audit.record(event, by=by, at=at)
    return move


def _require_movable(entry: Entry, category: Category, at: datetime) -> None:
    if not standing.state_of(entry, at).waits:
        raise Refused(_("Only an entry that waits for a decision can be moved."))
    require_none_proposed(entry)
    if category.id not in {one.id for one in open_to(entry)}:
        raise Refused(_("This category is not open to the city, or the entry is in it already."))
    _require_room(entry, category)


def _require_room(entry: Entry, category: Category) -> None:
    """A move does not change how many entries the city has in the edition, only how many in the category."""
    _whole, there = queries.count_in_the_contest(entry, category)
    if category.entries_per_city is not None and there >= category.entries_per_city:
        raise Refused(
            _("In “%(category)s” the city already has as many entries as it may.", category=str(category.name))
        )


def withdraw(entry: Entry, *, by: User, at: datetime) -> None:
    """The organiser no longer asks."""
    require(entry.edition, Act.CHECK, at)
    move = _answered(entry, Consent.WITHDRAWN, at)
    letters.move_withdrawn(entry, move, at=at)
    audit.record(MoveWithdrawn(edition=entry.edition_id, entry=entry.id, move=move.id), by=by, at=at)


def decline(entry: Entry, shown: UUID | None = None, *, by: User, at: datetime) -> None:
    """The city says no; the entry stays where it is. Raises Stale if another proposal waits than was shown."""
    require(entry.edition, Act.CORRECT, at)
    _decline(entry, by, at, shown)


def close(entry: Entry, *, by: User, at: datetime) -> None:
    """A city that takes its entry out of the check has answered a proposal that waits: the entry does not move."""
    if find_proposed(entry):
        _decline(entry, by, at)


def _decline(entry: Entry, by: User, at: datetime, shown: UUID | None = None) -> None:
    move = _answered(entry, Consent.DECLINED, at, shown)
    letters.move_answered(entry, move, at=at)
    audit.record(MoveDeclined(edition=entry.edition_id, entry=entry.id, move=move.id), by=by, at=at)


def accept(entry: Entry, shown: UUID | None = None, *, by: User, at: datetime) -> None:
    """The city agrees: the entry moves, its class is found anew, and a version keeps what it is there.

    Raises Stale if another proposal waits than the one that was shown: nobody agrees to what they have not read.
    """
    require_alone(entry.edition, Act.CORRECT, at)
    move = _answered(entry, Consent.ACCEPTED, at, shown)
    size_class = move.to_category.class_for(entry.population)
    if size_class is None:
        raise Refused(_("This category is not open to cities of your size. Choose another one."))
    _require_room(entry, move.to_category)
    fallback.drop_correction(entry, by=by, at=at)
    entry.category, entry.size_class = move.to_category, size_class
    version = versions.keep(entry, forms.questions_of(entry.category), versions.rules_of(entry), at)
    letters.move_answered(entry, move, at=at)
    event = MoveAccepted(
        edition=entry.edition_id,
        entry=entry.id,
        move=move.id,
        before=move.from_category_id,
        after=move.to_category_id,
        version=version.number,
        sha256=version.sha256,
    )
    audit.record(event, by=by, at=at)


def _answered(entry: Entry, consent: Consent, at: datetime, shown: UUID | None = None) -> Move:
    take_turn(entry)
    move = find_proposed(entry)
    if move is None:
        raise Refused(_("There is no proposal that waits for an answer."))
    if shown is not None and shown != move.id:
        raise Stale(_("The organiser has proposed something else meanwhile. Read it, then answer."))
    move.consent, move.answered_at = consent, at
    return move
