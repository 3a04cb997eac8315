"""Jurors make a statement before they see an entry, have conflicts, mark what to see again, and can decline."""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def _choice(name: str, *values: str) -> sa.Enum:
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=40)


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
    op.create_table(
        "conflict",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("edition_id", sa.Uuid(), nullable=False),
        sa.Column("juror_id", sa.Uuid(), nullable=False),
        sa.Column("entry_id", sa.Uuid(), nullable=True),
        sa.Column("city_id", sa.Uuid(), nullable=True),
        sa.Column("category_id", sa.Uuid(), nullable=True),
        sa.Column("source", _choice("source", "juror", "city", "organiser"), nullable=False),
        sa.Column("ground", _choice("ground", "work", "campaign", "family", "business", "other"), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("named_by_id", sa.Uuid(), nullable=False),
        sa.Column("named_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("upheld", sa.Boolean(), nullable=True),
        sa.Column("decided_by_id", sa.Uuid(), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "(CASE WHEN entry_id IS NULL THEN 0 ELSE 1 END) + (CASE WHEN city_id IS NULL THEN 0 ELSE 1 END)"
            " + (CASE WHEN category_id IS NULL THEN 0 ELSE 1 END) = 1",
            name=op.f("ck_conflict_about_one_thing"),
        ),
        sa.CheckConstraint("(upheld IS NULL) = (decided_at IS NULL)", name=op.f("ck_conflict_decided_or_not")),
        sa.ForeignKeyConstraint(
            ["edition_id"], ["edition.id"], name=op.f("fk_conflict_edition_id_edition"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["juror_id"], ["user.id"], name=op.f("fk_conflict_juror_id_user")),
        sa.ForeignKeyConstraint(["named_by_id"], ["user.id"], name=op.f("fk_conflict_named_by_id_user")),
        sa.ForeignKeyConstraint(["decided_by_id"], ["user.id"], name=op.f("fk_conflict_decided_by_id_user")),
        sa.ForeignKeyConstraint(["entry_id"], ["entry.id"], name=op.f("fk_conflict_entry_id_entry")),
        sa.ForeignKeyConstraint(["city_id"], ["city.id"], name=op.f("fk_conflict_city_id_city")),
        sa.ForeignKeyConstraint(["category_id"], ["category.id"], name=op.f("fk_conflict_category_id_category")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_conflict")),
    )
    op.create_index(op.f("ix_conflict_edition_id"), "conflict", ["edition_id"], unique=False)
    op.create_index(op.f("ix_conflict_juror_id"), "conflict", ["juror_id"], unique=False)
    op.add_column("ballot", sa.Column("bookmarked", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.add_column("panel_member", sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("invitation", sa.Column("declined_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("invitation", sa.Column("decline_reason", sa.Text(), nullable=False, server_default=""))


def downgrade() -> None:
    op.execute("ALTER TABLE panel_member DROP COLUMN finished_at")
    op.execute("ALTER TABLE ballot DROP COLUMN bookmarked")
    op.execute("ALTER TABLE invitation DROP COLUMN decline_reason")
    op.execute("ALTER TABLE invitation DROP COLUMN declined_at")
    op.drop_table("conflict")
    op.drop_table("acceptance")
    op.drop_table("statement")
