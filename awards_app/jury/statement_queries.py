"""Reads of the jury's statements."""

from uuid import UUID

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import joinedload

from awards_app.db import db
from awards_app.editions.models import Edition
from awards_app.jury.statement_models import Acceptance, Statement


def statement_of(edition: Edition) -> Statement | None:
    """The statement in force, or None where none was worded yet."""
    query = select(Statement).where(Statement.edition_id == edition.id)
    return db.session.scalars(query.order_by(Statement.number.desc()).limit(1)).first()


def has_made(juror_id: UUID, edition: Edition) -> ColumnElement[bool]:
    """Whether the juror made the statement in force: what the queries of their seats ask. True where there is none."""
    latest = select(func.max(Statement.number)).where(Statement.edition_id == edition.id).scalar_subquery()
    worded = select(Statement.id).where(Statement.edition_id == edition.id)
    made = (
        select(Acceptance.id)
        .join(Acceptance.statement)
        .where(Statement.edition_id == edition.id, Statement.number == latest, Acceptance.juror_id == juror_id)
    )
    return or_(~worded.exists(), made.exists())


def owes(juror_id: UUID, edition: Edition) -> bool:
    """Whether the juror still has to make the statement in force."""
    return not db.session.scalar(select(has_made(juror_id, edition)))


def made_by(edition: Edition) -> set[UUID]:
    """Who made the statement in force."""
    present = statement_of(edition)
    query = select(Acceptance.juror_id).where(Acceptance.statement_id == (present.id if present else None))
    return set(db.session.scalars(query))


def acceptances_in(edition: Edition) -> list[Acceptance]:
    """Every statement that was made, the latest first: for the protocol."""
    query = select(Acceptance).join(Acceptance.statement).where(Statement.edition_id == edition.id)
    query = query.options(joinedload(Acceptance.statement), joinedload(Acceptance.juror))
    return list(db.session.scalars(query.order_by(Acceptance.accepted_at.desc(), Acceptance.id)))


def find_acceptance(statement: Statement, juror_id: UUID) -> Acceptance | None:
    """When this juror made this statement."""
    query = select(Acceptance).where(Acceptance.statement_id == statement.id, Acceptance.juror_id == juror_id)
    return db.session.scalars(query).one_or_none()
