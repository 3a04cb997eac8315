"""`flask awards cities …`: imports into the register by the command line, with the same preview as the page."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import click
from flask.cli import AppGroup, with_appcontext
from flask_babel import force_locale

from awards_app.cities import imports
from awards_app.cities.imports import Sent
from awards_app.cities.models import FileKind
from awards_app.cities.plans import Kind, Plan
from awards_app.clock import now
from awards_app.db import db
from awards_app.errors import Refused

MOST_LINES = 40
cities = AppGroup("cities", help="The register of cities: import official files, with a report of what they change.")
FILE = click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
ALL = click.option("--all", "everything", is_flag=True, help="Print every line of the report.")
YES = click.option("--yes", is_flag=True, help="Import without asking.")


@cities.command("terc")
@FILE
@ALL
@YES
@with_appcontext
def terc(file: Path, everything: bool, yes: bool) -> None:
    """Import the official TERC file; importing it again changes nothing."""
    _import(Sent(FileKind.TERC, file.name, file.read_bytes()), everything, yes)


@cities.command("populations")
@FILE
@click.option("--source", required=True, help="Who says so, such as “GUS, BDL”.")
@click.option("--of", required=True, type=click.DateTime(["%Y-%m-%d"]), help="The day that the figures are of.")
@ALL
@YES
@with_appcontext
def populations(file: Path, source: str, of: datetime, everything: bool, yes: bool) -> None:
    """Import a CSV with the header teryt,population; a figure corrected by hand gives way to a later day only."""
    if of.date() > now().date():
        raise click.ClickException("The day of the figures is still to come.")
    if not source.strip() or not source.isprintable():
        raise click.ClickException("The source must be one line of text.")
    sent = Sent(FileKind.POPULATIONS, file.name, file.read_bytes(), of.date(), source.strip())
    _import(sent, everything, yes)


def _import(sent: Sent, everything: bool, yes: bool) -> None:
    with force_locale("en"):
        _in_words(lambda: _previewed(sent, everything, yes))


def _in_words(act: Callable[[], None]) -> None:
    """A refusal is a sentence and exit status 1; nothing is kept then."""
    try:
        act()
    except Refused as error:
        db.session.rollback()
        raise click.ClickException(str(error)) from error


def _previewed(sent: Sent, everything: bool, yes: bool) -> None:
    file = imports.receive(sent, by=None, at=now())
    plan = imports.plan_of(file)
    _print(plan, everything)
    if not plan.changes or not (yes or click.confirm(f"Change {plan.changes} cities?")):
        db.session.rollback()
        click.echo("Nothing was imported.")
        return
    imports.apply(file, plan.digest, by=None, at=now())
    db.session.commit()
    click.echo(f"Imported; {plan.changes} cities changed.")


def _print(plan: Plan, everything: bool) -> None:
    for kind, count in plan.counts.items():
        click.echo(f"{kind.label}: {count}")
        steps = plan.of_kind(kind) if kind is not Kind.UNCHANGED else []
        shown = steps if everything or kind is Kind.OVERWRITTEN else steps[:MOST_LINES]
        for step in shown:
            click.echo(f"  {step.name or step.teryt}: {step.before or '–'} → {step.after or '–'}")
        if len(steps) > len(shown):
            click.echo(f"  … and {len(steps) - len(shown)} more; --all prints them.")
