"""The chain of records tells of every change, and betrays every one that was made behind its back."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import select, text

from awards_app import audit
from awards_app.audit import AuditEntry, AuditHead
from awards_app.cities.events import CitiesImported
from awards_app.db import db
from awards_app.editions.phases import Phase

TAMPERING = {
    "an edit": "UPDATE audit_entry SET data = '{}' WHERE seq = 3",
    "another author": "UPDATE audit_entry SET by_id = id WHERE seq = 12",
    "a deletion": "DELETE FROM audit_entry WHERE seq = 4",
    "a cut tail": "DELETE FROM audit_entry WHERE seq > 6",
    "a cut tail with the head moved": "UPDATE audit_head SET seq = 5",
    "a swap": "UPDATE audit_entry SET seq = CASE seq WHEN 5 THEN -6 WHEN 6 THEN -5 ELSE seq END",
}


def event(number):
    return CitiesImported(source="test", sha256=str(number), added=number, changed=0, unchanged=0)


def unguarded(statement):
    """What somebody could do who owns the database and takes the trigger away."""
    if db.engine.dialect.name == "sqlite":
        for act in ("update", "delete"):
            db.session.execute(text(f"DROP TRIGGER refuse_{act}_of_audit_entry"))
    else:
        db.session.execute(text("ALTER TABLE audit_entry DISABLE TRIGGER ALL"))
    db.session.execute(text(statement))
    if "-6" in statement:
        db.session.execute(text("UPDATE audit_entry SET seq = -seq WHERE seq < 0"))
    db.session.commit()


def test_a_whole_edition_leaves_an_unbroken_chain(app, world):
    world.in_phase(Phase.ANNOUNCED)
    with app.app_context():
        verdict = audit.verify()
        kinds = set(db.session.scalars(select(AuditEntry.event)))
    assert verdict.holds
    assert verdict.entries == world.count(AuditEntry)
    assert {"EntrySubmitted", "EntryAccepted", "MarksSaved", "MarksFrozen", "ResultSealed", "PhaseMoved"} <= kinds


@pytest.mark.parametrize("statement", TAMPERING.values(), ids=TAMPERING)
def test_tampering_is_found(app, world, statement):
    world.in_phase(Phase.OPEN)
    with app.test_request_context(method="POST"):
        unguarded(statement)
        assert not audit.verify().holds


def test_a_record_goes_with_its_change_or_not_at_all(app, world):
    before = world.count(AuditEntry)
    with app.test_request_context(method="POST"):
        audit.record(event(1), by=None, at=world.now())
        db.session.rollback()
        db.session.commit()
    assert world.count(AuditEntry) == before


def test_two_writers_at_once_make_one_chain(app, world):
    before = world.count(AuditEntry)

    def write(number):
        with app.test_request_context(method="POST"):
            audit.record(event(number), by=None, at=world.now())
            db.session.commit()

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(write, range(20)))
    with app.app_context():
        assert audit.verify().holds
        assert db.session.scalars(select(AuditHead)).one().seq == before + 20


def test_reading_pages_writes_nothing(app, world):
    world.in_phase(Phase.DELIBERATION)
    alicja = world.visitor("alicja")
    before = world.count(AuditEntry)
    for page in ("desk", "check/", "results/", "team", "audit", "audit/verify", "jury/panels"):
        assert alicja.get(f"/e/gala/{page}").status_code == 200
    assert world.count(AuditEntry) == before


def test_an_auditor_reads_the_trail_with_names_beside_the_identifiers(world):
    world.in_phase(Phase.OPEN)
    page = world.visitor("roman").get("/e/gala/audit").text
    assert "EntrySubmitted" in page
    assert "Alicja Testowa" in page
