"""How many entries a city may submit; what the organiser nominated and whether the city agreed."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

LIMITED = ("category", "edition")


def upgrade() -> None:
    for table in LIMITED:
        op.execute(
            f"ALTER TABLE {table} ADD COLUMN entries_per_city INTEGER"
            f" CONSTRAINT ck_{table}_entries_per_city_positive CHECK (entries_per_city >= 1)"
        )
    op.add_column("entry", sa.Column("nominated_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("entry", sa.Column("nomination", sa.Text(), nullable=False, server_default=""))
    op.add_column("entry", sa.Column("consented_at", sa.DateTime(timezone=True), nullable=True))


def downgrade() -> None:
    for name in ("consented_at", "nomination", "nominated_at"):
        op.execute(f"ALTER TABLE entry DROP COLUMN {name}")
    for table in LIMITED:
        op.execute(f"ALTER TABLE {table} DROP COLUMN entries_per_city")
