"""Guard what a seal was made from: marks, ballots, seats, entries, resolutions, and the way back in the phases."""

from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

EDITION_OF = {
    "mark": "SELECT e.edition_id FROM ballot b JOIN seat s ON s.id = b.seat_id JOIN entry e ON e.id = s.entry_id"
    " WHERE b.id = {row}.ballot_id",
    "ballot": "SELECT e.edition_id FROM seat s JOIN entry e ON e.id = s.entry_id WHERE s.id = {row}.seat_id",
    "seat": "SELECT e.edition_id FROM entry e WHERE e.id = {row}.entry_id",
    "entry": "{row}.edition_id",
    "resolution": "SELECT c.edition_id FROM size_class k JOIN category c ON c.id = k.category_id"
    " WHERE k.id = {row}.size_class_id",
}
SEALED = "EXISTS (SELECT 1 FROM seal WHERE seal.edition_id = ({edition}))"
# A sealed example edition may go as a whole, so that the example can be built anew; it cannot be changed either.
REAL = " AND EXISTS (SELECT 1 FROM edition WHERE edition.id = ({edition}) AND NOT edition.example)"
AFTER = "('sealed', 'announced', 'archived')"


def guards() -> list[tuple[str, str, str]]:
    """Table, act, and when the act is refused."""
    found = []
    for table, edition in EDITION_OF.items():
        for act, row, exempt in (("INSERT", "NEW", ""), ("UPDATE", "OLD", ""), ("DELETE", "OLD", REAL)):
            found.append((table, act, (SEALED + exempt).format(edition=edition.format(row=row))))
    back = SEALED.format(edition="OLD.id") + f" AND NEW.phase NOT IN {AFTER}"
    return [*found, ("edition", "UPDATE", f"(NEW.example AND NOT OLD.example) OR ({back})")]


def upgrade() -> None:
    for table, act, when in guards():
        for statement in _make(table, act, when):
            op.execute(statement)


def downgrade() -> None:
    for table, act, _when in guards():
        name = _name(table, act)
        op.execute(f"DROP TRIGGER {name}" + ("" if _is_sqlite() else f" ON {table}"))
        if not _is_sqlite():
            op.execute(f"DROP FUNCTION {name}")


def _is_sqlite() -> bool:
    return op.get_bind().dialect.name == "sqlite"


def _name(table: str, act: str) -> str:
    return f"keep_sealed_{table}_from_{act.lower()}"


def _make(table: str, act: str, when: str) -> list[str]:
    name, message = _name(table, act), f"the result is sealed, so {table} can no longer be changed"
    if _is_sqlite():
        body = f"SELECT RAISE(ABORT, '{message}');"
        return [f"CREATE TRIGGER {name} BEFORE {act} ON {table} WHEN {when} BEGIN {body} END"]
    function = (
        f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
        f" IF {when} THEN RAISE EXCEPTION '{message}' USING ERRCODE = 'integrity_constraint_violation'; END IF;"
        f" RETURN {'OLD' if act == 'DELETE' else 'NEW'}; END $$"
    )
    return [function, f"CREATE TRIGGER {name} BEFORE {act} ON {table} FOR EACH ROW EXECUTE FUNCTION {name}()"]
