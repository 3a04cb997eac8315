"""Throws an example edition away with all that hangs on it; refuses a real one. The audit trail stays."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, Select, delete, or_, select

from awards_app import audit
from awards_app.call.models import Inquiry
from awards_app.db import Model, db
from awards_app.editions.models import Category, Criterion, Edition, Extension, RulesVersion, SizeClass, Weight
from awards_app.editions.town_models import FrozenPopulation, TownRequest
from awards_app.entries.check_models import CheckTick, Correction, Finding, Fingerprint, Move
from awards_app.entries.models import Attachment, Entry, EntryVersion
from awards_app.errors import Refused
from awards_app.example.events import ExampleThrownAway
from awards_app.jury.conflict_models import Conflict
from awards_app.jury.models import Ballot, Comment, Mark, Seat
from awards_app.jury.paper_models import PaperBallot, PaperMark
from awards_app.jury.reminder_models import Reminder
from awards_app.jury.round_models import Admission, PanelMember, Round, RoundWeight
from awards_app.jury.statement_models import Acceptance, Statement
from awards_app.questionnaire.models import CheckItem, Question, Section
from awards_app.results.models import Resolution, Seal
from awards_app.team.models import Grant, Invitation

# What hangs on the edition alone, once its entries are gone.
OF_EDITION = (Reminder, Statement, RulesVersion, Extension, Inquiry, Criterion, Grant, Invitation)


def throw_away(edition: Edition, *, at: datetime) -> None:
    """Delete the rows from the leaves to the root."""
    if not edition.example:
        raise Refused("Only an example edition can be thrown away.")
    # Of no edition, so that it can be read when there is none left.
    audit.record(ExampleThrownAway(slug=edition.slug), by=None, at=at)
    for table, rows in _rows_of(edition):
        db.session.execute(delete(table).where(rows).execution_options(synchronize_session=False))
    db.session.expunge_all()


def _rows_of(edition: Edition) -> list[tuple[type[Model], ColumnElement[bool]]]:
    categories = select(Category.id).where(Category.edition_id == edition.id)
    classes = select(SizeClass.id).where(SizeClass.category_id.in_(categories))
    entries = select(Entry.id).where(Entry.edition_id == edition.id)
    return [
        (Conflict, Conflict.edition_id == edition.id),
        *_of_judging(categories),
        (Resolution, Resolution.size_class_id.in_(classes)),
        (Seal, Seal.edition_id == edition.id),
        *_of_check(entries),
        (EntryVersion, EntryVersion.entry_id.in_(entries)),
        (Attachment, Attachment.entry_id.in_(entries)),
        (Entry, Entry.edition_id == edition.id),
        (Question, Question.category_id.in_(categories)),
        (CheckItem, CheckItem.category_id.in_(categories)),
        (Section, Section.category_id.in_(categories)),
        (FrozenPopulation, FrozenPopulation.edition_id == edition.id),
        (TownRequest, TownRequest.edition_id == edition.id),
        (Weight, Weight.category_id.in_(categories)),
        (Acceptance, Acceptance.statement_id.in_(select(Statement.id).where(Statement.edition_id == edition.id))),
        (SizeClass, SizeClass.category_id.in_(categories)),
        (Category, Category.edition_id == edition.id),
        *((table, table.edition_id == edition.id) for table in OF_EDITION),
        (Edition, Edition.id == edition.id),
    ]


def _of_judging(categories: Select[UUID]) -> list[tuple[type[Model], ColumnElement[bool]]]:
    """Rounds, who sits in them, and what was given."""
    rounds = select(Round.id).where(Round.category_id.in_(categories))
    seats = select(Seat.id).where(Seat.round_id.in_(rounds))
    ballots = select(Ballot.id).where(Ballot.seat_id.in_(seats))
    papers = select(PaperBallot.id).where(PaperBallot.seat_id.in_(seats))
    of_rounds = (Seat, PanelMember, Admission, RoundWeight)
    return [
        (PaperMark, PaperMark.paper_id.in_(papers)),
        (PaperBallot, PaperBallot.seat_id.in_(seats)),
        *((table, table.ballot_id.in_(ballots)) for table in (Mark, Comment)),
        (Ballot, Ballot.seat_id.in_(seats)),
        *((table, table.round_id.in_(rounds)) for table in of_rounds),
        (Round, Round.category_id.in_(categories)),
    ]


def _of_check(entries: Select[UUID]) -> list[tuple[type[Model], ColumnElement[bool]]]:
    """What the formal check keeps of entries; their versions go afterwards."""
    versions = select(EntryVersion.id).where(EntryVersion.entry_id.in_(entries))
    return [
        (CheckTick, CheckTick.entry_id.in_(entries)),
        (Correction, Correction.entry_id.in_(entries)),
        (Move, Move.entry_id.in_(entries)),
        (Finding, or_(Finding.entry_id.in_(entries), Finding.other_id.in_(entries))),
        (Fingerprint, Fingerprint.version_id.in_(versions)),
    ]
