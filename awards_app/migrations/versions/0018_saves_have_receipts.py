"""Every save of a ballot has a receipt, by which what a device sends twice is saved once."""

from uuid import uuid4

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)
COLUMNS = (("revision", sa.Integer()), ("saved_at", MOMENT))
ballot = sa.table("ballot", sa.column("id", sa.Uuid()), *(sa.column(*one) for one in COLUMNS))


def upgrade() -> None:
    receipt = op.create_table(
        "receipt",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("ballot_id", sa.Uuid(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("saved_at", MOMENT, nullable=False),
        sa.Column("fields", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["ballot_id"], ["ballot.id"], name=op.f("fk_receipt_ballot_id_ballot"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_receipt")),
        sa.UniqueConstraint("ballot_id", "revision", name=op.f("uq_receipt_ballot_id_revision")),
    )
    _give_receipts(receipt)


def downgrade() -> None:
    op.drop_table("receipt")


def _give_receipts(receipt: sa.Table) -> None:
    """Ballots from before have one for their last save, which names no fields."""
    database = op.get_bind()
    for row in database.execute(sa.select(ballot)).all():
        values = {"id": uuid4(), "ballot_id": row.id, "revision": row.revision, "saved_at": row.saved_at, "fields": []}
        database.execute(sa.insert(receipt).values(values))
