"""Keep what cities were: populations and names over time, files of the register, frozen populations, missing towns."""

import re
import unicodedata
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

ORIGINS = ("bundled", "official", "corrected")
STROKES = str.maketrans({"ł": "l", "đ": "d", "ø": "o"})
KEY = sa.String().with_variant(sa.String(collation="C"), "postgresql")


def upgrade() -> None:
    figures, frozen = _make_tables()
    _widen_cities()
    _fill(figures, frozen)


def _origin() -> sa.Enum:
    return sa.Enum(*ORIGINS, name="origin", native_enum=False, create_constraint=True, length=40)


def _make_tables() -> tuple[sa.Table, sa.Table]:
    figures = op.create_table(
        "population_figure",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("city_id", sa.Uuid(), nullable=False),
        sa.Column("population", sa.Integer(), nullable=False),
        sa.Column("of", sa.Date(), nullable=True),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("origin", _origin(), nullable=False),
        sa.Column("noted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("noted_by", sa.Uuid(), nullable=True),
        sa.CheckConstraint("population > 0", name=op.f("ck_population_figure_population_positive")),
        sa.ForeignKeyConstraint(
            ["city_id"], ["city.id"], name=op.f("fk_population_figure_city_id_city"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_population_figure")),
    )
    op.create_index(op.f("ix_population_figure_city_id"), "population_figure", ["city_id"])
    op.create_table(
        "former_name",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("city_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("voivodeship", sa.String(), nullable=False),
        sa.Column("teryt", sa.String(), nullable=True),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=False),
        sa.Column("noted_by", sa.Uuid(), nullable=True),
        sa.ForeignKeyConstraint(["city_id"], ["city.id"], name=op.f("fk_former_name_city_id_city"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_former_name")),
    )
    op.create_index(op.f("ix_former_name_city_id"), "former_name", ["city_id"])
    op.create_table(
        "register_file",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum("terc", "populations", name="filekind", native_enum=False, create_constraint=True, length=40),
            nullable=False,
        ),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("of", sa.Date(), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("applied_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("discarded_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("report", sa.JSON(), nullable=True),
        sa.CheckConstraint("applied_at IS NULL OR discarded_at IS NULL", name=op.f("ck_register_file_one_end")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_register_file")),
    )
    op.create_index(op.f("ix_register_file_received_at"), "register_file", ["received_at"])
    frozen = op.create_table(
        "frozen_population",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("edition_id", sa.Uuid(), nullable=False),
        sa.Column("city_id", sa.Uuid(), nullable=False),
        sa.Column("population", sa.Integer(), nullable=False),
        sa.Column("frozen", sa.Integer(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("of", sa.Date(), nullable=True),
        sa.Column("frozen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("corrected_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("corrected_by_id", sa.Uuid(), nullable=True),
        sa.CheckConstraint("population > 0 AND frozen > 0", name=op.f("ck_frozen_population_population_positive")),
        sa.CheckConstraint(
            "population = frozen OR reason <> ''", name=op.f("ck_frozen_population_corrected_with_reason")
        ),
        sa.ForeignKeyConstraint(["city_id"], ["city.id"], name=op.f("fk_frozen_population_city_id_city")),
        sa.ForeignKeyConstraint(
            ["corrected_by_id"], ["user.id"], name=op.f("fk_frozen_population_corrected_by_id_user")
        ),
        sa.ForeignKeyConstraint(
            ["edition_id"], ["edition.id"], name=op.f("fk_frozen_population_edition_id_edition"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_frozen_population")),
        sa.UniqueConstraint("edition_id", "city_id", name=op.f("uq_frozen_population_edition_id_city_id")),
    )
    op.create_index(op.f("ix_frozen_population_city_id"), "frozen_population", ["city_id"])
    op.create_table(
        "town_request",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("edition_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("voivodeship", sa.String(), nullable=False),
        sa.Column("teryt", sa.String(), nullable=True),
        sa.Column("population", sa.Integer(), nullable=False),
        sa.Column("asker", sa.String(), nullable=False),
        sa.Column("email", sa.String(), nullable=False),
        sa.Column("locale", sa.String(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column(
            "outcome",
            sa.Enum(
                "waiting",
                "accepted",
                "known",
                "rejected",
                name="outcome",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("city_id", sa.Uuid(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decided_by_id", sa.Uuid(), nullable=True),
        sa.CheckConstraint(
            "outcome NOT IN ('accepted', 'known') OR city_id IS NOT NULL",
            name=op.f("ck_town_request_settled_with_city"),
        ),
        sa.CheckConstraint("outcome <> 'rejected' OR reason <> ''", name=op.f("ck_town_request_rejected_with_reason")),
        sa.CheckConstraint("population > 0", name=op.f("ck_town_request_population_positive")),
        sa.ForeignKeyConstraint(["city_id"], ["city.id"], name=op.f("fk_town_request_city_id_city")),
        sa.ForeignKeyConstraint(["decided_by_id"], ["user.id"], name=op.f("fk_town_request_decided_by_id_user")),
        sa.ForeignKeyConstraint(
            ["edition_id"], ["edition.id"], name=op.f("fk_town_request_edition_id_edition"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_town_request")),
    )
    op.create_index("ix_town_request_edition_outcome", "town_request", ["edition_id", "outcome"])
    return figures, frozen


def _widen_cities() -> None:
    """Added in place: a table that others point at cannot be made anew in SQLite while they do."""
    op.add_column("city", sa.Column("search_key", KEY, nullable=False, server_default=""))
    listed = ", ".join(f"'{one}'" for one in ORIGINS)
    op.execute(
        "ALTER TABLE city ADD COLUMN population_origin VARCHAR(40) DEFAULT 'corrected' NOT NULL"
        f" CONSTRAINT ck_city_origin CHECK (population_origin IN ({listed}))"
    )
    op.add_column("city", sa.Column("corrected_at", sa.DateTime(timezone=True), nullable=True))
    op.create_index(op.f("ix_city_search_key"), "city", ["search_key"])


def _folded(text: str) -> str:
    plain = unicodedata.normalize("NFKD", text.casefold().translate(STROKES)).encode("ascii", "ignore").decode("ascii")
    return re.sub("[^a-z0-9]+", " ", plain).strip()


def _fill(figures: sa.Table, frozen: sa.Table) -> None:
    """The towns that are there get their search keys and a first line of history; editions under way, their figures."""
    names = ("id", "name", "search_key", "population", "population_source", "population_date", "population_origin")
    city = sa.table("city", *(sa.column(name) for name in names))
    city.c.id.type, city.c.population_date.type = sa.Uuid(), sa.Date()
    bind = op.get_bind()
    op.execute("UPDATE city SET population_origin = 'bundled' WHERE population_source = 'GeoNames'")
    rows = list(bind.execute(sa.select(*city.c)))
    for row in rows:
        bind.execute(sa.update(city).where(city.c.id == row.id).values(search_key=_folded(row.name)))
    known = [row for row in rows if row.population > 0]
    if known:
        op.bulk_insert(figures, [_figure(row) for row in known])
    for edition in _editions_under_way() if known else ():
        op.bulk_insert(frozen, [_frozen(edition, row) for row in known])


def _editions_under_way() -> list[sa.Row[Any]]:
    edition = sa.table(
        "edition", sa.column("id", sa.Uuid()), sa.column("phase"), sa.column("opens_at", sa.DateTime(timezone=True))
    )
    return list(op.get_bind().execute(sa.select(edition.c.id, edition.c.opens_at).where(edition.c.phase != "draft")))


def _figure(row: sa.Row[Any]) -> dict[str, Any]:
    facts = {"population": row.population, "of": row.population_date, "source": row.population_source}
    return {
        "id": uuid4(),
        "city_id": row.id,
        **facts,
        "origin": row.population_origin,
        "noted_at": datetime.now(UTC),
        "noted_by": None,
    }


def _frozen(edition: sa.Row[Any], row: sa.Row[Any]) -> dict[str, Any]:
    facts = {"population": row.population, "frozen": row.population, "source": row.population_source}
    when = {"of": row.population_date, "frozen_at": edition.opens_at, "reason": ""}
    return {"id": uuid4(), "edition_id": edition.id, "city_id": row.id, **facts, **when}


def downgrade() -> None:
    for table in ("town_request", "frozen_population", "register_file", "former_name", "population_figure"):
        op.drop_table(table)
    op.drop_index(op.f("ix_city_search_key"), "city")
    for column in ("corrected_at", "population_origin", "search_key"):
        op.execute(f"ALTER TABLE city DROP COLUMN {column}")
