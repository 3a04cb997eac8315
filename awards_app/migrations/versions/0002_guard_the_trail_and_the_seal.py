"""Guard the audit trail and the seal: rows that nobody may change, whoever holds the database account."""

from uuid import uuid4

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

GENESIS = "0" * 64
# The seal of an example edition may go with its edition, so that the example can be built anew.
EXAMPLE = "(SELECT example FROM edition WHERE id = OLD.edition_id)"
GUARDS = (
    ("audit_entry", "UPDATE", "1 = 1"),
    ("audit_entry", "DELETE", "1 = 1"),
    ("seal", "UPDATE", "1 = 1"),
    ("seal", "DELETE", f"NOT {EXAMPLE}"),
)


def upgrade() -> None:
    head = sa.table(
        "audit_head",
        sa.column("id", sa.Uuid()),
        sa.column("number", sa.Integer()),
        sa.column("seq", sa.Integer()),
        sa.column("hash", sa.String()),
    )
    op.bulk_insert(head, [{"id": uuid4(), "number": 1, "seq": 0, "hash": GENESIS}])
    for table, act, when in GUARDS:
        for statement in _make(table, act, when):
            op.execute(statement)


def downgrade() -> None:
    for table, act, _when in GUARDS:
        name = f"refuse_{act.lower()}_of_{table}"
        op.execute(f"DROP TRIGGER {name}" + ("" if _is_sqlite() else f" ON {table}"))
        if not _is_sqlite():
            op.execute(f"DROP FUNCTION {name}")
    op.execute("DELETE FROM audit_head")


def _is_sqlite() -> bool:
    return op.get_bind().dialect.name == "sqlite"


def _make(table: str, act: str, when: str) -> list[str]:
    name, message = f"refuse_{act.lower()}_of_{table}", f"a row of {table} can never be changed or removed"
    if _is_sqlite():
        body = f"SELECT RAISE(ABORT, '{message}');"
        return [f"CREATE TRIGGER {name} BEFORE {act} ON {table} WHEN {when} BEGIN {body} END"]
    function = (
        f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
        f" IF {when} THEN RAISE EXCEPTION '{message}' USING ERRCODE = 'integrity_constraint_violation'; END IF;"
        f" RETURN OLD; END $$"
    )
    return [function, f"CREATE TRIGGER {name} BEFORE {act} ON {table} FOR EACH ROW EXECUTE FUNCTION {name}()"]
