"""The tables are made by migrations alone, on both databases, and guarded rows cannot be changed by anybody."""

import pytest
from sqlalchemy import create_engine, inspect, select, text
from sqlalchemy.exc import IntegrityError

from awards_app.db import db, engine_options
from awards_app.editions.phases import Phase
from awards_app.migrations import migrate
from awards_app.roles import Right, Role
from awards_app.team.models import Grant


def tables(url):
    options = engine_options(url)
    engine = create_engine(options.pop("url"), **options)
    found = set(inspect(engine).get_table_names())
    engine.dispose()
    return found


def test_migrations_go_down_to_nothing_and_up_again(database_url):
    before = tables(database_url)
    migrate.downgrade(database_url)
    assert tables(database_url) == {"alembic_version"}
    migrate.upgrade(database_url)
    assert tables(database_url) == before


def test_models_and_migrations_agree(database_url):
    migrate.check(database_url)


def test_who_represented_a_city_before_there_were_rights_may_do_everything_after(app, world, database_url):
    with app.app_context():
        db.engine.dispose()
    migrate.downgrade(database_url, "0005")
    migrate.upgrade(database_url)
    with app.app_context():
        rights = {(grant.role, grant.right) for grant in db.session.scalars(select(Grant))}
        assert {right for role, right in rights if role is Role.CITY} == {Right.SUBMIT}
        assert {right for role, right in rights if role is not Role.CITY} == {None}


@pytest.mark.parametrize("column", ["NULL", "'everything'"])
def test_the_database_itself_refuses_a_representative_without_a_known_right(app, world, column):
    with app.app_context(), pytest.raises(IntegrityError):
        db.session.execute(text(f'UPDATE "grant" SET "right" = {column} WHERE role = \'city\''))  # noqa: S608


@pytest.mark.parametrize("table", ["audit_entry", "seal"])
@pytest.mark.parametrize("act", ["UPDATE {} SET hash = 'x'", "DELETE FROM {}"])
def test_the_database_itself_refuses_to_change_the_trail_and_the_seal(app, world, table, act):
    world.in_phase(Phase.SEALED)
    statement = act.format(table).replace("hash", "hash" if table == "audit_entry" else "code")
    with app.app_context(), pytest.raises(IntegrityError, match="can never be changed or removed"):
        db.session.execute(text(statement))
