"""The forms of entries become data: sections and questions; links and periods become answers; each field has its trace."""

import json
from typing import Any
from uuid import uuid4

import sqlalchemy as sa
from alembic import op

from awards_app.migrations import guards

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

BEFORE = ("draft", "submitted", "accepted", "rejected")
AFTER = ("draft", "submitted", "returned", "accepted", "rejected", "withdrawn")
KINDS = (
    "text",
    "long_text",
    "number",
    "date",
    "period",
    "choice",
    "links",
    "metrics",
    "email",
    "consent",
    "files",
)
# What every entry was asked until now: key, kind, Polish, English, needed, settings.
ASKED: tuple[tuple[str, str, str, str, bool, dict[str, int]], ...] = (
    ("period", "period", "Czas trwania", "When it ran", True, {}),
    ("goal", "long_text", "Cel i odbiorcy", "Goal and audience", True, {"most": 2000}),
    ("means", "long_text", "Co zrobiono", "What was done", True, {"most": 5000}),
    ("results", "long_text", "Co osiągnięto", "What was achieved", True, {"most": 3000}),
    ("indicators", "long_text", "Wskaźniki", "Indicators", False, {"most": 1500}),
    (
        "replicability",
        "long_text",
        "Co mogą powtórzyć inne miasta",
        "What other cities can repeat",
        True,
        {"most": 2000},
    ),
    ("links", "links", "Odnośniki", "Links", False, {"most": 10}),
)
entry = sa.table(
    "entry",
    sa.column("id", sa.Uuid()),
    sa.column("answers", sa.JSON()),
    sa.column("links", sa.JSON()),
    sa.column("traces", sa.JSON()),
    sa.column("period_from", sa.Date()),
    sa.column("period_to", sa.Date()),
    sa.column("status", sa.String()),
)
category = sa.table("category", sa.column("id", sa.Uuid()), sa.column("by_resolution", sa.Boolean()))


def status_of(values: tuple[str, ...]) -> sa.Enum:
    return sa.Enum(*values, name="status", native_enum=False, create_constraint=True, length=40)


def upgrade() -> None:
    section, question = _make_tables()
    guards.lift_from_entries()
    op.add_column("entry", sa.Column("traces", sa.JSON(), nullable=False, server_default="{}"))
    _ask_what_was_asked(section, question)
    _answers_from_columns()
    _set_statuses(BEFORE, AFTER)
    with op.batch_alter_table("entry") as batch:
        batch.alter_column("traces", server_default=None)
        for name in ("links", "period_from", "period_to"):
            batch.drop_column(name)
    guards.guard_entries()


def _make_tables() -> tuple[sa.Table, sa.Table]:
    section = op.create_table(
        "section",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("category_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("title", sa.JSON(), nullable=False),
        sa.Column("help", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["category_id"], ["category.id"], name=op.f("fk_section_category_id_category"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_section")),
        sa.UniqueConstraint("category_id", "position", name=op.f("uq_section_category_id_position")),
    )
    op.create_index(op.f("ix_section_category_id"), "section", ["category_id"])
    question = op.create_table(
        "question",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("section_id", sa.Uuid(), nullable=False),
        sa.Column("category_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column(
            "kind", sa.Enum(*KINDS, name="kind", native_enum=False, create_constraint=True, length=40), nullable=False
        ),
        sa.Column("label", sa.JSON(), nullable=False),
        sa.Column("help", sa.JSON(), nullable=False),
        sa.Column("required", sa.Boolean(), nullable=False),
        sa.Column("blind", sa.Boolean(), nullable=False),
        sa.Column("settings", sa.JSON(), nullable=False),
        sa.Column("only_if", sa.String(), nullable=False),
        sa.Column("only_values", sa.JSON(), nullable=False),
        sa.CheckConstraint("only_if <> key", name=op.f("ck_question_not_its_own_condition")),
        sa.ForeignKeyConstraint(
            ["section_id"], ["section.id"], name=op.f("fk_question_section_id_section"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["category_id"], ["category.id"], name=op.f("fk_question_category_id_category"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_question")),
        sa.UniqueConstraint("section_id", "position", name=op.f("uq_question_section_id_position")),
        sa.UniqueConstraint("category_id", "key", name=op.f("uq_question_category_id_key")),
    )
    op.create_index(op.f("ix_question_section_id"), "question", ["section_id"])
    return section, question


def _ask_what_was_asked(section: sa.Table, question: sa.Table) -> None:
    """Give the categories that are there the questions that were asked of all."""
    database = op.get_bind()
    nothing = {"pl": "", "en": ""}
    scored = database.execute(sa.select(category.c.id).where(category.c.by_resolution.is_(sa.false()))).scalars().all()
    for key in scored:
        part = uuid4()
        heading = {"pl": "Kampania", "en": "The campaign"}
        database.execute(sa.insert(section).values(id=part, category_id=key, position=1, title=heading, help=nothing))
        for place, (name, kind, polish, english, needed, settings) in enumerate(ASKED, 1):
            row: dict[str, Any] = {
                "id": uuid4(),
                "section_id": part,
                "category_id": key,
                "position": place,
                "key": name,
            }
            row |= {"kind": kind, "label": {"pl": polish, "en": english}, "help": nothing, "required": needed}
            row |= {"blind": False, "settings": settings, "only_if": "", "only_values": []}
            database.execute(sa.insert(question).values(**row))


def _answers_from_columns() -> None:
    database = op.get_bind()
    columns = (entry.c.id, entry.c.answers, entry.c.links, entry.c.period_from, entry.c.period_to)
    for row in database.execute(sa.select(*columns)).all():
        period = {"from": str(row.period_from or ""), "to": str(row.period_to or "")}
        answers = {**row.answers, "links": row.links} | ({"period": period} if any(period.values()) else {})
        database.execute(sa.update(entry).where(entry.c.id == row.id).values(answers=answers))


def _set_statuses(before: tuple[str, ...], after: tuple[str, ...]) -> None:
    with op.batch_alter_table("entry") as batch:
        if guards.is_sqlite():
            batch.drop_constraint(op.f("ck_entry_status"), type_="check")
        batch.alter_column("status", existing_type=status_of(before), type_=status_of(after), existing_nullable=False)


def downgrade() -> None:
    guards.lift_from_entries()
    op.add_column("entry", sa.Column("links", sa.JSON(), nullable=False, server_default="[]"))
    op.add_column("entry", sa.Column("period_from", sa.Date(), nullable=True))
    op.add_column("entry", sa.Column("period_to", sa.Date(), nullable=True))
    _columns_from_answers()
    database = op.get_bind()
    database.execute(sa.update(entry).where(entry.c.status == "returned").values(status="submitted"))
    database.execute(sa.update(entry).where(entry.c.status == "withdrawn").values(status="draft"))
    _set_statuses(AFTER, BEFORE)
    with op.batch_alter_table("entry") as batch:
        batch.alter_column("links", server_default=None)
        batch.drop_column("traces")
    op.drop_table("question")
    op.drop_table("section")
    guards.guard_entries()


def _columns_from_answers() -> None:
    database = op.get_bind()
    for row in database.execute(sa.select(entry.c.id, entry.c.answers)).all():
        answers = dict(row.answers)
        links, period = answers.pop("links", []), answers.pop("period", {})
        values = {"answers": _texts(answers), "links": links}
        days = {
            name: sa.func.date(period[end]) if period.get(end) else None
            for name, end in (("period_from", "from"), ("period_to", "to"))
        }
        database.execute(sa.update(entry).where(entry.c.id == row.id).values(**values, **days))


def _texts(answers: dict[str, Any]) -> dict[str, str]:
    """The older application knows texts alone."""
    return {
        key: value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
        for key, value in answers.items()
    }
