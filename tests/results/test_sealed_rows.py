"""What a seal was made from stays as it was, whoever holds the database account; and every look is recorded."""

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DatabaseError

from awards_app.audit import AuditEntry
from awards_app.db import db
from awards_app.editions.phases import Phase

CHANGES = (
    "UPDATE mark SET value = 0",
    "DELETE FROM mark",
    "UPDATE ballot SET comment = 'x'",
    "UPDATE seat SET recusal = NULL",
    "UPDATE resolution SET reason = 'x'",
    "DELETE FROM resolution",
    "UPDATE entry SET title = 'x'",
    "UPDATE edition SET phase = 'judging'",
    "UPDATE edition SET example = true",
    "DELETE FROM seal",
    "INSERT INTO mark SELECT * FROM mark",
)


@pytest.mark.parametrize("change", CHANGES)
def test_sealed_rows_cannot_be_changed_by_sql(world, change):
    world.in_phase(Phase.SEALED)
    with world.app.app_context(), pytest.raises(DatabaseError, match="sealed|never be changed"):
        db.session.execute(text(change))


@pytest.mark.parametrize("change", ["UPDATE mark SET value = 0", "UPDATE edition SET phase = 'judging'"])
def test_rows_that_are_not_sealed_can_be_changed(world, change):
    world.in_phase(Phase.DELIBERATION)
    with world.app.app_context():
        assert db.session.execute(text(change)).rowcount


def test_the_life_of_a_sealed_edition_goes_on(world):
    world.in_phase(Phase.ANNOUNCED)
    with world.app.app_context():
        assert db.session.execute(text("UPDATE edition SET phase = 'archived'")).rowcount == 1


def test_looking_at_the_boards_of_a_sealed_result_is_recorded(world):
    world.in_phase(Phase.SEALED)
    board = world.boards()[0].size_class.id
    danuta = world.visitor("danuta")
    for path in ("", str(board)):
        assert danuta.get(f"/e/gala/results/{path}").status_code == 200
    with world.app.app_context():
        looks = db.session.scalars(select(AuditEntry).where(AuditEntry.event == "SealedResultSeen")).all()
    assert [look.facts["what"] for look in looks] == ["standings", "standings"]
