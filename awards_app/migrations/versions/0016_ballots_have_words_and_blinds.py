"""Comments on criteria, marks that need words, a calibration entry, and what an edition hides from its jurors."""

import sqlalchemy as sa
from alembic import op

from awards_app.migrations import guards

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

PEERS = ("never", "averages", "marks")
EXTREMES = ("never", "ends", "lowest", "highest")
REVEALS = ("nothing", "city", "people")
SWITCHES = ("hides_city", "hides_people", "calibration_peers")
CHOICES = (("edition", "peers", PEERS), ("edition", "extremes", EXTREMES), ("question", "reveals", REVEALS))


def upgrade() -> None:
    for name in SWITCHES:
        op.add_column("edition", sa.Column(name, sa.Boolean(), nullable=False, server_default=sa.false()))
    for table, name, values in CHOICES:
        listed = ", ".join(map(repr, values))
        op.execute(
            f"ALTER TABLE {table} ADD COLUMN {name} VARCHAR(40) NOT NULL DEFAULT '{values[0]}'"
            f" CONSTRAINT ck_{table}_{name} CHECK ({name} IN ({listed}))"
        )
    # A column that refers to another table: SQLite adds it in one statement, or not at all.
    kind = "CHAR(32)" if guards.is_sqlite() else "UUID"
    op.execute(
        f"ALTER TABLE round ADD COLUMN calibration_id {kind}"
        " CONSTRAINT fk_round_calibration_id_entry REFERENCES entry (id)"
    )
    op.create_table(
        "comment",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("ballot_id", sa.Uuid(), nullable=False),
        sa.Column("criterion_id", sa.Uuid(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["ballot_id"], ["ballot.id"], name=op.f("fk_comment_ballot_id_ballot"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["criterion_id"], ["criterion.id"], name=op.f("fk_comment_criterion_id_criterion")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_comment")),
        sa.UniqueConstraint("ballot_id", "criterion_id", name=op.f("uq_comment_ballot_id_criterion_id")),
    )
    guards.guard_comments()


def downgrade() -> None:
    guards.lift_from_comments()
    op.drop_table("comment")
    with op.batch_alter_table("round") as batch:
        batch.drop_column("calibration_id")
    for table, name, _values in reversed(CHOICES):
        op.execute(f"ALTER TABLE {table} DROP COLUMN {name}")
    for name in reversed(SWITCHES):
        op.execute(f"ALTER TABLE edition DROP COLUMN {name}")
