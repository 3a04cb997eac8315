"""Alembic's environment: one connection, all features' tables, SQLite in batches."""

from typing import Literal

from alembic import context
from alembic.autogenerate.api import AutogenContext
from sqlalchemy import create_engine
from sqlalchemy.types import TypeDecorator

import awards_app.accounts.models
import awards_app.audit
import awards_app.call.models
import awards_app.cities.models
import awards_app.editions.models
import awards_app.editions.town_models
import awards_app.entries.check_models
import awards_app.entries.models
import awards_app.entries.upload_models
import awards_app.joining.models
import awards_app.jury.conflict_models
import awards_app.jury.models
import awards_app.jury.paper_models
import awards_app.jury.reminder_models
import awards_app.jury.statement_models
import awards_app.notices.models
import awards_app.questionnaire.models
import awards_app.results.models
import awards_app.team.models  # noqa: F401
from awards_app.db import Model, engine_options


def _plain_type(kind: str, thing: object, _context: AutogenContext) -> str | Literal[False]:
    """A migration must not change when a class of the application does: write what is stored, not who stores it."""
    if kind == "type" and isinstance(thing, TypeDecorator):
        return f"sa.{thing.impl!r}"
    return False


def run() -> None:
    """Run the wanted migrations inside one transaction."""
    options = engine_options(context.config.attributes["url"])
    engine = create_engine(options.pop("url"), **options)
    with engine.connect() as connection:
        context.configure(
            connection=connection,
            target_metadata=Model.metadata,
            render_as_batch=True,
            compare_type=True,
            render_item=_plain_type,
        )
        with context.begin_transaction():
            context.run_migrations()
    engine.dispose()


run()
