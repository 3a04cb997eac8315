"""The formal check in full: checklists and ticks, one return for correction, moves by consent, likeness of entries."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

entry = sa.table(
    "entry",
    sa.column("id", sa.Uuid()),
    sa.column("title", sa.String()),
    sa.column("answers", sa.JSON()),
    sa.column("status", sa.String()),
)
correction = sa.table("correction", sa.column("entry_id", sa.Uuid()), sa.column("before", sa.JSON()))


def upgrade() -> None:
    op.create_table(
        "check_item",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("category_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("text", sa.JSON(), nullable=False),
        sa.Column("retired", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["category_id"], ["category.id"], name=op.f("fk_check_item_category_id_category"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_check_item")),
        sa.UniqueConstraint("category_id", "position", name=op.f("uq_check_item_category_id_position")),
    )
    op.create_index(op.f("ix_check_item_category_id"), "check_item", ["category_id"], unique=False)
    op.create_table(
        "check_tick",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("entry_id", sa.Uuid(), nullable=False),
        sa.Column("item_id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("passed", sa.Boolean(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("by_id", sa.Uuid(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("version >= 1", name=op.f("ck_check_tick_version_counted")),
        sa.ForeignKeyConstraint(["by_id"], ["user.id"], name=op.f("fk_check_tick_by_id_user")),
        sa.ForeignKeyConstraint(
            ["entry_id"], ["entry.id"], name=op.f("fk_check_tick_entry_id_entry"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["item_id"], ["check_item.id"], name=op.f("fk_check_tick_item_id_check_item")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_check_tick")),
        sa.UniqueConstraint("entry_id", "item_id", name=op.f("uq_check_tick_entry_id_item_id")),
    )
    op.create_index(op.f("ix_check_tick_item_id"), "check_tick", ["item_id"], unique=False)
    op.create_table(
        "correction",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("entry_id", sa.Uuid(), nullable=False),
        sa.Column("fields", sa.JSON(), nullable=False),
        sa.Column("message", sa.Text(), nullable=False),
        sa.Column("deadline", sa.DateTime(timezone=True), nullable=False),
        sa.Column("before", sa.JSON(), nullable=False),
        sa.Column("returned_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("returned_by_id", sa.Uuid(), nullable=False),
        sa.Column("corrected_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("message <> ''", name=op.f("ck_correction_message_said")),
        sa.CheckConstraint("deadline > returned_at", name=op.f("ck_correction_deadline_ahead")),
        sa.ForeignKeyConstraint(
            ["entry_id"], ["entry.id"], name=op.f("fk_correction_entry_id_entry"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["returned_by_id"], ["user.id"], name=op.f("fk_correction_returned_by_id_user")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_correction")),
        sa.UniqueConstraint("entry_id", name=op.f("uq_correction_entry_id")),
    )
    op.create_table(
        "finding",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("entry_id", sa.Uuid(), nullable=False),
        sa.Column("other_id", sa.Uuid(), nullable=False),
        sa.Column("same_title", sa.Boolean(), nullable=False),
        sa.Column("links", sa.JSON(), nullable=False),
        sa.Column("files", sa.Integer(), nullable=False),
        sa.Column("share", sa.Integer(), nullable=False),
        sa.Column("other_share", sa.Integer(), nullable=False),
        sa.CheckConstraint("entry_id <> other_id", name=op.f("ck_finding_not_of_itself")),
        sa.ForeignKeyConstraint(["entry_id"], ["entry.id"], name=op.f("fk_finding_entry_id_entry"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["other_id"], ["entry.id"], name=op.f("fk_finding_other_id_entry"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_finding")),
        sa.UniqueConstraint("entry_id", "other_id", name=op.f("uq_finding_entry_id_other_id")),
    )
    op.create_index(op.f("ix_finding_other_id"), "finding", ["other_id"], unique=False)
    op.create_table(
        "move",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("entry_id", sa.Uuid(), nullable=False),
        sa.Column("from_category_id", sa.Uuid(), nullable=False),
        sa.Column("to_category_id", sa.Uuid(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column(
            "consent",
            sa.Enum(
                "proposed",
                "accepted",
                "declined",
                "withdrawn",
                name="consent",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("proposed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("(consent = 'proposed') = (answered_at IS NULL)", name=op.f("ck_move_answered_once")),
        sa.CheckConstraint("reason <> ''", name=op.f("ck_move_reason_said")),
        sa.CheckConstraint("from_category_id <> to_category_id", name=op.f("ck_move_somewhere_else")),
        sa.ForeignKeyConstraint(["entry_id"], ["entry.id"], name=op.f("fk_move_entry_id_entry"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["from_category_id"], ["category.id"], name=op.f("fk_move_from_category_id_category")),
        sa.ForeignKeyConstraint(["to_category_id"], ["category.id"], name=op.f("fk_move_to_category_id_category")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_move")),
    )
    op.create_index(op.f("ix_move_entry_id"), "move", ["entry_id"], unique=False)
    op.create_index(
        "ix_move_proposed",
        "move",
        ["entry_id"],
        unique=True,
        sqlite_where=sa.text("consent = 'proposed'"),
        postgresql_where=sa.text("consent = 'proposed'"),
    )
    op.create_table(
        "fingerprint",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version_id", sa.Uuid(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("links", sa.JSON(), nullable=False),
        sa.Column("files", sa.JSON(), nullable=False),
        sa.Column("shingles", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["version_id"],
            ["entry_version.id"],
            name=op.f("fk_fingerprint_version_id_entry_version"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_fingerprint")),
        sa.UniqueConstraint("version_id", name=op.f("uq_fingerprint_version_id")),
    )


def downgrade() -> None:
    _back_to_what_was_submitted()
    for table in ("fingerprint", "move", "finding", "correction", "check_tick", "check_item"):
        op.drop_table(table)


def _back_to_what_was_submitted() -> None:
    """The older application knows no return: the version that was submitted last waits for its decision."""
    database = op.get_bind()
    returned = sa.select(entry.c.id, correction.c.before).join(correction, correction.c.entry_id == entry.c.id)
    for key, before in database.execute(returned.where(entry.c.status == "returned")).all():
        values = {"title": before["title"], "answers": before["answers"], "status": "submitted"}
        database.execute(sa.update(entry).where(entry.c.id == key).values(**values))
