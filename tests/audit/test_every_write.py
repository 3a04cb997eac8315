"""Whatever is written is recorded by the same transaction: no commit changes rows without an audit entry."""

import pytest
from sqlalchemy import event
from sqlalchemy.orm import Session

from awards_app.clock import now
from awards_app.db import db
from awards_app.editions.phases import Phase
from awards_app.example import build

# Not acts of people: counted tries, mail on its way, the head of the chain itself.
EXEMPT = {"attempt", "mail", "audit_head"}


class Commits:
    """The tables that each transaction wrote to."""

    def __init__(self):
        self.written, self.silent = {}, []

    def flushed(self, session, _context):
        rows = [*session.new, *session.deleted, *(row for row in session.dirty if session.is_modified(row))]
        self.written.setdefault(id(session), set()).update(row.__tablename__ for row in rows)

    def executed(self, state):
        if state.is_delete or state.is_update or state.is_insert:
            table = state.statement.table.name
            self.written.setdefault(id(state.session), set()).add(table)

    def committed(self, session):
        tables = self.written.pop(id(session), set()) - EXEMPT
        if tables and "audit_entry" not in tables:
            self.silent.append(tables)

    def rolled_back(self, session):
        self.written.pop(id(session), None)


@pytest.fixture
def commits():
    found = Commits()
    listeners = (
        ("after_flush", found.flushed),
        ("do_orm_execute", found.executed),
        ("after_commit", found.committed),
        ("after_rollback", found.rolled_back),
    )
    for name, heard in listeners:
        event.listen(Session, name, heard)
    yield found
    for name, heard in listeners:
        event.remove(Session, name, heard)


def test_no_step_from_the_call_to_the_gala_goes_unrecorded(commits, world):
    world.in_phase(Phase.ANNOUNCED)
    world.visitor("alicja").post("/account/profile", data={"name": "Alicja Inna", "locale": "en"})
    form = {"email": "nowa@example.org", "name": "Nowa", "role": "juror", "city": "", "title": ""}
    for _time in range(2):
        assert world.visitor("alicja").post("/e/gala/team", data=form).status_code == 302
    assert commits.silent == []


def test_a_silent_change_would_be_found(commits, world):
    with world.at_work():
        world.edition.minimum_ballots = 1
    assert commits.silent == [{"edition"}]


def test_building_and_throwing_away_the_example_is_recorded(commits, app):
    for _time in range(2):
        with app.test_request_context(method="POST"):
            build.build(Phase.DRAFT, at=now())
            db.session.commit()
    assert commits.silent == []
