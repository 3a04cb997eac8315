"""Submitted versions are never changed nor removed; an edition remembers the deadline that it announced first."""

import json
from datetime import datetime

import sqlalchemy as sa
from alembic import op

from awards_app.migrations import guards

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)
edition = sa.table("edition", sa.column("id", sa.Uuid()), sa.column("announced_close_at", MOMENT))
trail = sa.table(
    "audit_entry",
    sa.column("seq", sa.Integer()),
    sa.column("edition_id", sa.Uuid()),
    sa.column("event", sa.String()),
    sa.column("data", sa.Text()),
)


def upgrade() -> None:
    op.add_column("edition", sa.Column("announced_close_at", MOMENT, nullable=True))
    _remember_what_was_announced()
    guards.guard_versions()


def downgrade() -> None:
    guards.lift_from_versions()
    op.execute("ALTER TABLE edition DROP COLUMN announced_close_at")


def _remember_what_was_announced() -> None:
    """Of an edition whose deadline was moved, the trail tells which one stood before the first time."""
    database = op.get_bind()
    moved = sa.select(trail.c.edition_id, trail.c.data).where(trail.c.event == "DeadlineExtended")
    first: dict[object, str] = {}
    for key, data in database.execute(moved.order_by(trail.c.seq)).all():
        facts = json.loads(data)
        if facts["deadline"] == "entries_close_at":
            first.setdefault(key, facts["before"])
    for key, before in first.items():
        values = {"announced_close_at": datetime.fromisoformat(before)}
        database.execute(sa.update(edition).where(edition.c.id == key).values(**values))
