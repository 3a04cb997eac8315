"""The call: versions of the rules, inquiries, a grace period, and deadlines moved for one city."""

import sqlalchemy as sa
from alembic import op

from awards_app.migrations import guards

revision = "0009"
down_revision = "0007"
branch_labels = None
depends_on = None

# What was promised to somebody stays as it was; what hangs on an example may go with its edition.
EXAMPLE = "(SELECT example FROM edition WHERE id = OLD.edition_id)"
KEPT = ("rules_version", "extension")


def upgrade() -> None:
    _rules()
    _extensions()
    _inquiries()
    _columns()
    for table in KEPT:
        _refuse(table, "UPDATE", "1 = 1")
        _refuse(table, "DELETE", f"NOT {EXAMPLE}")


def _rules() -> None:
    op.create_table(
        "rules_version",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("edition_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("text", sa.JSON(), nullable=False),
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["edition_id"], ["edition.id"], name=op.f("fk_rules_version_edition_id_edition"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rules_version")),
        sa.UniqueConstraint("edition_id", "number", name=op.f("uq_rules_version_edition_id_number")),
    )
    op.create_index(op.f("ix_rules_version_edition_id"), "rules_version", ["edition_id"])


def _extensions() -> None:
    op.create_table(
        "extension",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("edition_id", sa.Uuid(), nullable=False),
        sa.Column("city_id", sa.Uuid(), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("granted_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("reason <> ''", name=op.f("ck_extension_reason_given")),
        sa.ForeignKeyConstraint(
            ["edition_id"], ["edition.id"], name=op.f("fk_extension_edition_id_edition"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["city_id"], ["city.id"], name=op.f("fk_extension_city_id_city")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_extension")),
    )
    op.create_index(op.f("ix_extension_edition_id"), "extension", ["edition_id"])
    op.create_index(op.f("ix_extension_city_id"), "extension", ["city_id"])


def _inquiries() -> None:
    op.create_table(
        "inquiry",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("edition_id", sa.Uuid(), nullable=False),
        sa.Column("city_id", sa.Uuid(), nullable=True),
        sa.Column("email", sa.String(), nullable=False),
        sa.Column("locale", sa.String(), nullable=False),
        sa.Column("asked", sa.Text(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("topic", sa.JSON(), nullable=False),
        sa.Column("question", sa.JSON(), nullable=False),
        sa.Column("answer", sa.JSON(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("dismissed_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "published_at IS NULL OR answered_at IS NOT NULL", name=op.f("ck_inquiry_published_with_answer")
        ),
        sa.CheckConstraint(
            "dismissed_at IS NULL OR published_at IS NULL", name=op.f("ck_inquiry_dismissed_is_not_published")
        ),
        sa.ForeignKeyConstraint(
            ["edition_id"], ["edition.id"], name=op.f("fk_inquiry_edition_id_edition"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["city_id"], ["city.id"], name=op.f("fk_inquiry_city_id_city")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_inquiry")),
    )
    op.create_index(op.f("ix_inquiry_edition_id"), "inquiry", ["edition_id"])


def _columns() -> None:
    # In place: made anew, the table of editions would lose its triggers on SQLite.
    op.execute(
        "ALTER TABLE edition ADD COLUMN grace_seconds INTEGER DEFAULT 0 NOT NULL"
        " CONSTRAINT ck_edition_grace_is_short CHECK (grace_seconds BETWEEN 0 AND 600)"
    )
    with op.batch_alter_table("entry_version") as batch:
        batch.add_column(sa.Column("rules_id", sa.Uuid(), nullable=True))
        batch.create_foreign_key(op.f("fk_entry_version_rules_id_rules_version"), "rules_version", ["rules_id"], ["id"])


def _refuse(table: str, act: str, when: str) -> None:
    name, message = f"refuse_{act.lower()}_of_{table}", f"a row of {table} can never be changed or removed"
    if guards.is_sqlite():
        body = f"SELECT RAISE(ABORT, '{message}');"
        op.execute(f"CREATE TRIGGER {name} BEFORE {act} ON {table} WHEN {when} BEGIN {body} END")
        return
    op.execute(
        f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
        f" IF {when} THEN RAISE EXCEPTION '{message}' USING ERRCODE = 'integrity_constraint_violation'; END IF;"
        f" RETURN OLD; END $$"
    )
    op.execute(f"CREATE TRIGGER {name} BEFORE {act} ON {table} FOR EACH ROW EXECUTE FUNCTION {name}()")


def downgrade() -> None:
    for table in KEPT:
        for act in ("update", "delete"):
            guards.drop(f"refuse_{act}_of_{table}", table)
    with op.batch_alter_table("entry_version") as batch:
        batch.drop_constraint(op.f("fk_entry_version_rules_id_rules_version"), type_="foreignkey")
        batch.drop_column("rules_id")
    op.drop_column("edition", "grace_seconds")
    for table in ("inquiry", "extension", "rules_version"):
        op.drop_table(table)
