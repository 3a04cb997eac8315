"""Jurors make a statement before they see an entry; an invitation can be declined."""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "statement",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("edition_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("text", sa.JSON(), nullable=False),
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["edition_id"], ["edition.id"], name=op.f("fk_statement_edition_id_edition"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_statement")),
        sa.UniqueConstraint("edition_id", "number", name=op.f("uq_statement_edition_id_number")),
    )
    op.create_index(op.f("ix_statement_edition_id"), "statement", ["edition_id"], unique=False)
    op.create_table(
        "acceptance",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("statement_id", sa.Uuid(), nullable=False),
        sa.Column("juror_id", sa.Uuid(), nullable=False),
        sa.Column("accepted_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["juror_id"], ["user.id"], name=op.f("fk_acceptance_juror_id_user")),
        sa.ForeignKeyConstraint(
            ["statement_id"], ["statement.id"], name=op.f("fk_acceptance_statement_id_statement"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_acceptance")),
        sa.UniqueConstraint("statement_id", "juror_id", name=op.f("uq_acceptance_statement_id_juror_id")),
    )
    op.create_index(op.f("ix_acceptance_juror_id"), "acceptance", ["juror_id"], unique=False)
    op.add_column("invitation", sa.Column("declined_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("invitation", sa.Column("decline_reason", sa.Text(), nullable=False, server_default=""))


def downgrade() -> None:
    op.execute("ALTER TABLE invitation DROP COLUMN decline_reason")
    op.execute("ALTER TABLE invitation DROP COLUMN declined_at")
    op.drop_table("acceptance")
    op.drop_table("statement")
