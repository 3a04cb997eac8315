"""Jurors are reminded of what is left, and can give their ballots on paper."""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.add_column("edition", sa.Column("reminder_days", sa.JSON(), nullable=False, server_default="[7, 3, 1]"))
    op.execute(
        "ALTER TABLE ballot ADD COLUMN paper_revision INTEGER"
        " CONSTRAINT ck_ballot_paper_was_saved CHECK (paper_revision <= revision)"
    )
    op.add_column("seat", sa.Column("given_at", MOMENT, nullable=True))
    op.create_table(
        "reminder",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("edition_id", sa.Uuid(), nullable=False),
        sa.Column("juror_id", sa.Uuid(), nullable=False),
        sa.Column("day", sa.Date(), nullable=True),
        sa.Column("sent_by_id", sa.Uuid(), nullable=True),
        sa.Column("sent_at", MOMENT, nullable=False),
        sa.Column("ballots", sa.Integer(), nullable=False),
        sa.CheckConstraint("ballots >= 1", name=op.f("ck_reminder_something_to_do")),
        sa.CheckConstraint(
            "(day IS NULL) = (sent_by_id IS NOT NULL)", name=op.f("ck_reminder_by_somebody_or_by_itself")
        ),
        sa.ForeignKeyConstraint(
            ["edition_id"], ["edition.id"], name=op.f("fk_reminder_edition_id_edition"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["juror_id"], ["user.id"], name=op.f("fk_reminder_juror_id_user")),
        sa.ForeignKeyConstraint(["sent_by_id"], ["user.id"], name=op.f("fk_reminder_sent_by_id_user")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reminder")),
        sa.UniqueConstraint("edition_id", "juror_id", "day", name=op.f("uq_reminder_edition_id_juror_id_day")),
    )
    op.create_index(op.f("ix_reminder_juror_id"), "reminder", ["juror_id"], unique=False)
    op.create_table(
        "paper_ballot",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("seat_id", sa.Uuid(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "entered",
                "disputed",
                "counted",
                "declined",
                name="paperstate",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("comment", sa.Text(), nullable=False),
        sa.Column("handed_over_at", MOMENT, nullable=False),
        sa.Column("entered_by_id", sa.Uuid(), nullable=False),
        sa.Column("entered_at", MOMENT, nullable=False),
        sa.Column("checked_by_id", sa.Uuid(), nullable=True),
        sa.Column("checked_at", MOMENT, nullable=True),
        sa.CheckConstraint("entered_by_id <> checked_by_id", name=op.f("ck_paper_ballot_checked_by_another_person")),
        sa.CheckConstraint(
            "(checked_by_id IS NULL) = (checked_at IS NULL)", name=op.f("ck_paper_ballot_checked_or_not")
        ),
        sa.CheckConstraint(
            "(state = 'entered') = (checked_by_id IS NULL)", name=op.f("ck_paper_ballot_nothing_counts_unchecked")
        ),
        sa.CheckConstraint(
            "handed_over_at <= entered_at", name=op.f("ck_paper_ballot_handed_over_before_it_was_entered")
        ),
        sa.ForeignKeyConstraint(
            ["seat_id"], ["seat.id"], name=op.f("fk_paper_ballot_seat_id_seat"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["entered_by_id"], ["user.id"], name=op.f("fk_paper_ballot_entered_by_id_user")),
        sa.ForeignKeyConstraint(["checked_by_id"], ["user.id"], name=op.f("fk_paper_ballot_checked_by_id_user")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_paper_ballot")),
        sa.UniqueConstraint("seat_id", name=op.f("uq_paper_ballot_seat_id")),
    )
    op.create_table(
        "paper_mark",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("paper_id", sa.Uuid(), nullable=False),
        sa.Column("criterion_id", sa.Uuid(), nullable=False),
        sa.Column("value", sa.Integer(), nullable=False),
        sa.Column("comment", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["paper_id"], ["paper_ballot.id"], name=op.f("fk_paper_mark_paper_id_paper_ballot"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["criterion_id"], ["criterion.id"], name=op.f("fk_paper_mark_criterion_id_criterion")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_paper_mark")),
        sa.UniqueConstraint("paper_id", "criterion_id", name=op.f("uq_paper_mark_paper_id_criterion_id")),
    )


def downgrade() -> None:
    op.drop_table("paper_mark")
    op.drop_table("paper_ballot")
    op.drop_table("reminder")
    op.execute("ALTER TABLE ballot DROP COLUMN paper_revision")
    op.execute("ALTER TABLE seat DROP COLUMN given_at")
    op.execute("ALTER TABLE edition DROP COLUMN reminder_days")
