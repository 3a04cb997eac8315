"""Let cities in: rights of representatives, requests for access, and the domains of city halls."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

RIGHT = sa.Enum("view", "edit", "submit", name="right", native_enum=False, create_constraint=False, length=40)
OUTCOME = sa.Enum(
    "approved", "rejected", "domain", name="outcome", native_enum=False, create_constraint=True, length=40
)
HELD = ("grant", "invitation")


def upgrade() -> None:
    for table in HELD:
        with op.batch_alter_table(table) as batch_op:
            batch_op.add_column(sa.Column("right", RIGHT, nullable=True))
        # Until now every representative could do everything.
        held = sa.table(table, sa.column("role", sa.String()), sa.column("right", sa.String()))
        op.execute(held.update().where(held.c.role == "city").values(right="submit"))
        with op.batch_alter_table(table) as batch_op:
            batch_op.create_check_constraint("right", "\"right\" IN ('view', 'edit', 'submit')")
            batch_op.create_check_constraint("representative_has_right", "(role = 'city') = (\"right\" IS NOT NULL)")
    _create_city_domain()
    _create_access_request()


def _create_city_domain() -> None:
    op.create_table(
        "city_domain",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("city_id", sa.Uuid(), nullable=False),
        sa.Column("domain", sa.String(), nullable=False),
        sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("approved_by_id", sa.Uuid(), nullable=True),
        sa.CheckConstraint("domain = lower(domain) AND domain <> ''", name=op.f("ck_city_domain_domain_lower")),
        sa.ForeignKeyConstraint(
            ["approved_by_id"], ["user.id"], name=op.f("fk_city_domain_approved_by_id_user"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(["city_id"], ["city.id"], name=op.f("fk_city_domain_city_id_city")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_city_domain")),
        sa.UniqueConstraint("city_id", "domain", name=op.f("uq_city_domain_city_id_domain")),
    )
    with op.batch_alter_table("city_domain") as batch_op:
        batch_op.create_index(batch_op.f("ix_city_domain_domain"), ["domain"], unique=False)


def _create_access_request() -> None:
    op.create_table(
        "access_request",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("edition_id", sa.Uuid(), nullable=False),
        sa.Column("city_id", sa.Uuid(), nullable=False),
        sa.Column("email", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("locale", sa.String(), nullable=False),
        sa.Column("token_hash", sa.String(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("outcome", OUTCOME, nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decided_by_id", sa.Uuid(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.CheckConstraint("(outcome IS NULL) = (decided_at IS NULL)", name=op.f("ck_access_request_decided_whole")),
        sa.CheckConstraint(
            "outcome IS NULL OR confirmed_at IS NOT NULL", name=op.f("ck_access_request_confirmed_first")
        ),
        sa.CheckConstraint(
            "outcome <> 'rejected' OR reason <> ''", name=op.f("ck_access_request_rejected_with_reason")
        ),
        sa.ForeignKeyConstraint(["city_id"], ["city.id"], name=op.f("fk_access_request_city_id_city")),
        sa.ForeignKeyConstraint(
            ["decided_by_id"], ["user.id"], name=op.f("fk_access_request_decided_by_id_user"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["edition_id"], ["edition.id"], name=op.f("fk_access_request_edition_id_edition"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_access_request")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_access_request_token_hash")),
    )
    with op.batch_alter_table("access_request") as batch_op:
        batch_op.create_index(batch_op.f("ix_access_request_city_id"), ["city_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_access_request_edition_id"), ["edition_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_access_request_email"), ["email"], unique=False)


def downgrade() -> None:
    op.drop_table("access_request")
    op.drop_table("city_domain")
    for table in HELD:
        with op.batch_alter_table(table) as batch_op:
            batch_op.drop_constraint(op.f(f"ck_{table}_representative_has_right"), type_="check")
            batch_op.drop_constraint(op.f(f"ck_{table}_right"), type_="check")
            batch_op.drop_column("right")
