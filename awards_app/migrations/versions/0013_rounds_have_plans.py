"""Rounds have a kind, a window, criteria of their own, a way of seating and a cut; panels have reserves."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

KINDS = ("screening", "scoring", "final")
SEATINGS = ("all", "drawn")
CUTS = ("none", "best", "threshold", "share", "jurors")
CHECKS = {
    "minimum_positive": "minimum_ballots >= 1",
    "seats_positive": "per_entry >= 1 AND most_per_juror >= 1",
    "cut_positive": "cut_value >= 1",
    "drawn_for_a_number": "seating <> 'drawn' OR per_entry IS NOT NULL",
    "cut_has_its_number": "(cut = 'none') = (cut_value IS NULL)",
    "window_not_empty": "opens_at < closes_at",
}


def _choice(name: str, values: tuple[str, ...]) -> sa.Enum:
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=False, length=40)


def upgrade() -> None:
    with op.batch_alter_table("round") as batch:
        batch.add_column(sa.Column("kind", _choice("roundkind", KINDS), nullable=False, server_default="scoring"))
        batch.add_column(sa.Column("seating", _choice("seating", SEATINGS), nullable=False, server_default="all"))
        batch.add_column(sa.Column("cut", _choice("cut", CUTS), nullable=False, server_default="none"))
        batch.add_column(sa.Column("method", sa.String(), nullable=True))
        for name in ("minimum_ballots", "per_entry", "most_per_juror", "seed", "cut_value"):
            batch.add_column(sa.Column(name, sa.Integer(), nullable=True))
        for name in ("opens_at", "closes_at", "opened_at", "closed_at", "nominated_at"):
            batch.add_column(sa.Column(name, sa.DateTime(timezone=True), nullable=True))
    _note_what_was_opened()
    with op.batch_alter_table("round") as batch:
        for name in ("kind", "seating", "cut"):
            batch.alter_column(name, existing_type=sa.String(length=40), existing_nullable=False, server_default=None)
        for name, values in (("roundkind", KINDS), ("seating", SEATINGS), ("cut", CUTS)):
            column = {"roundkind": "kind"}.get(name, name)
            batch.create_check_constraint(name, f"{column} IN ({', '.join(map(repr, values))})")
        for name, check in CHECKS.items():
            batch.create_check_constraint(name, check)
    op.add_column("panel_member", sa.Column("reserve", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.add_column("panel_member", sa.Column("left_at", sa.DateTime(timezone=True), nullable=True))
    op.create_table(
        "round_weight",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("round_id", sa.Uuid(), nullable=False),
        sa.Column("criterion_id", sa.Uuid(), nullable=False),
        sa.Column("value", sa.Integer(), nullable=False),
        sa.CheckConstraint("value > 0 AND value <= 100", name=op.f("ck_round_weight_value_is_a_share")),
        sa.ForeignKeyConstraint(
            ["criterion_id"], ["criterion.id"], name=op.f("fk_round_weight_criterion_id_criterion"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["round_id"], ["round.id"], name=op.f("fk_round_weight_round_id_round"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_round_weight")),
        sa.UniqueConstraint("round_id", "criterion_id", name=op.f("uq_round_weight_round_id_criterion_id")),
    )
    op.create_table(
        "admission",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("round_id", sa.Uuid(), nullable=False),
        sa.Column("entry_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["entry_id"], ["entry.id"], name=op.f("fk_admission_entry_id_entry")),
        sa.ForeignKeyConstraint(
            ["round_id"], ["round.id"], name=op.f("fk_admission_round_id_round"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_admission")),
        sa.UniqueConstraint("round_id", "entry_id", name=op.f("uq_admission_round_id_entry_id")),
    )
    op.create_index(op.f("ix_admission_entry_id"), "admission", ["entry_id"], unique=False)


def _note_what_was_opened() -> None:
    """Where the jury judges or has judged, the only round there was has been opened, at the latest now."""
    op.execute(
        "UPDATE round SET opened_at = CURRENT_TIMESTAMP WHERE category_id IN (SELECT c.id FROM category c"
        " JOIN edition e ON e.id = c.edition_id WHERE e.phase NOT IN ('draft', 'open', 'checking'))"
    )
    op.execute(
        "UPDATE round SET closed_at = CURRENT_TIMESTAMP WHERE category_id IN (SELECT c.id FROM category c"
        " JOIN edition e ON e.id = c.edition_id WHERE e.phase NOT IN ('draft', 'open', 'checking', 'judging'))"
    )


def downgrade() -> None:
    op.drop_table("admission")
    op.drop_table("round_weight")
    op.drop_column("panel_member", "left_at")
    op.drop_column("panel_member", "reserve")
    # Before, a category had one round: the one that decided. Its seats and ballots stay.
    op.execute(
        "DELETE FROM round WHERE EXISTS (SELECT 1 FROM round later"
        " WHERE later.category_id = round.category_id AND later.position > round.position)"
    )
    op.execute("UPDATE round SET position = 1")
    with op.batch_alter_table("round") as batch:
        for name in ("roundkind", "seating", "cut", *CHECKS):
            batch.drop_constraint(name, type_="check")
        for name in ("kind", "seating", "cut", "method", "minimum_ballots", "per_entry", "most_per_juror", "seed"):
            batch.drop_column(name)
        for name in ("cut_value", "opens_at", "closes_at", "opened_at", "closed_at", "nominated_at"):
            batch.drop_column(name)
