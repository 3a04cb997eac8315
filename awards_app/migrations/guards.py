"""Triggers that keep rows from being changed, for migrations that must lift them for a while or set new ones."""

from alembic import op


def is_sqlite() -> bool:
    """Whether the migration runs on SQLite."""
    return op.get_bind().dialect.name == "sqlite"


def drop(name: str, table: str) -> None:
    """Take a trigger away, with the function that it calls."""
    op.execute(f"DROP TRIGGER {name}" + ("" if is_sqlite() else f" ON {table}"))
    if not is_sqlite():
        op.execute(f"DROP FUNCTION {name}")


def make(name: str, table: str, act: str, when: str, message: str = "") -> None:
    """Refuse the act (INSERT, UPDATE or DELETE) on a row of the table when the condition on NEW and OLD holds."""
    message = message or f"the result is sealed, so {table} can no longer be changed"
    if is_sqlite():
        body = f"SELECT RAISE(ABORT, '{message}');"
        op.execute(f"CREATE TRIGGER {name} BEFORE {act} ON {table} WHEN {when} BEGIN {body} END")
        return
    op.execute(
        f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
        f" IF {when} THEN RAISE EXCEPTION '{message}' USING ERRCODE = 'integrity_constraint_violation'; END IF;"
        f" RETURN {'OLD' if act == 'DELETE' else 'NEW'}; END $$"
    )
    op.execute(f"CREATE TRIGGER {name} BEFORE {act} ON {table} FOR EACH ROW EXECUTE FUNCTION {name}()")


EDITION_OF = {
    "mark": "SELECT e.edition_id FROM ballot b JOIN seat s ON s.id = b.seat_id JOIN entry e ON e.id = s.entry_id"
    " WHERE b.id = {row}.ballot_id",
    "ballot": "SELECT e.edition_id FROM seat s JOIN entry e ON e.id = s.entry_id WHERE s.id = {row}.seat_id",
    "seat": "SELECT e.edition_id FROM entry e WHERE e.id = {row}.entry_id",
    "entry": "{row}.edition_id",
}
SEALED = "EXISTS (SELECT 1 FROM seal WHERE seal.edition_id = ({edition}))"
# A sealed example edition may go as a whole, so that the example can be built anew; it cannot be changed either.
REAL = " AND EXISTS (SELECT 1 FROM edition WHERE edition.id = ({edition}) AND NOT edition.example)"
ACTS = (("INSERT", "NEW", ""), ("UPDATE", "OLD", ""), ("DELETE", "OLD", REAL))


def lift_from_entries() -> None:
    """Before the table of entries is made anew: SQLite forgets its triggers, and trips over those that name it."""
    for table in EDITION_OF:
        for act, _row, _exempt in ACTS:
            drop(f"keep_sealed_{table}_from_{act.lower()}", table)


def guard_entries() -> None:
    """Set the triggers that the seal needs on entries and on what hangs on them."""
    for table, edition in EDITION_OF.items():
        for act, row, exempt in ACTS:
            when = (SEALED + exempt).format(edition=edition.format(row=row))
            make(f"keep_sealed_{table}_from_{act.lower()}", table, act, when)


# Of a row whose entry is gone already nothing is known, so it may not go either: the versions go first.
OF_EXAMPLE = (
    "EXISTS (SELECT 1 FROM entry e JOIN edition d ON d.id = e.edition_id WHERE e.id = OLD.entry_id AND d.example)"
)
VERSION_ACTS = (("UPDATE", "1 = 1"), ("DELETE", f"NOT {OF_EXAMPLE}"))


def lift_from_versions() -> None:
    """Before the table of versions or of entries is made anew."""
    for act, _when in VERSION_ACTS:
        drop(f"keep_entry_version_from_{act.lower()}", "entry_version")


def guard_versions() -> None:
    """What was submitted can never be changed, and goes only with an example edition."""
    for act, when in VERSION_ACTS:
        name = f"keep_entry_version_from_{act.lower()}"
        make(name, "entry_version", act, when, "a submitted version can never be changed or removed")


def lift_from_comments() -> None:
    """Before the table of comments or of entries is made anew."""
    for act, _row, _exempt in ACTS:
        drop(f"keep_sealed_comment_from_{act.lower()}", "comment")


def guard_comments() -> None:
    """Set the triggers that the seal needs on what jurors noted about criteria."""
    for act, row, exempt in ACTS:
        when = (SEALED + exempt).format(edition=EDITION_OF["mark"].format(row=row))
        make(f"keep_sealed_comment_from_{act.lower()}", "comment", act, when)
