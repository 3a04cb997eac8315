"""`flask awards …`: thin commands that call services."""

import click
from flask import Flask, current_app
from flask.cli import AppGroup, with_appcontext

from awards_app import audit, clock
from awards_app.accounts import service as people
from awards_app.cities import commands, towns
from awards_app.cities import service as cities
from awards_app.db import db
from awards_app.editions.phases import Phase
from awards_app.entries import arriving
from awards_app.errors import Refused
from awards_app.example import build
from awards_app.jury import reminding
from awards_app.migrations import migrate
from awards_app.notices import delivery
from config import Config

PHASES = click.Choice([phase.value for phase in Phase])
awards = AppGroup("awards", help="Run and look after the awards platform.")
trail = AppGroup("audit", help="The audit trail.")
awards.add_command(trail)
awards.add_command(commands.cities)


def init_app(app: Flask, config: Config) -> None:
    """Register the group; its commands find the configuration with the application."""
    app.extensions["awards_config"] = config
    app.cli.add_command(awards)


def _config() -> Config:
    found: Config = current_app.extensions["awards_config"]
    return found


@awards.command("upgrade")
@with_appcontext
def upgrade() -> None:
    """Bring the database to the newest version of the tables."""
    migrate.upgrade(_config().database_url)
    click.echo("The database is up to date.")


@awards.command("towns")
@with_appcontext
def import_towns() -> None:
    """Import the bundled towns; importing them again changes nothing."""
    report = cities.import_towns(towns.read(), by=None, at=clock.now())
    db.session.commit()
    click.echo(f"Towns: {report.added} added, {report.changed} changed, {report.unchanged} unchanged.")


@awards.command("example")
@click.option("--phase", type=PHASES, default=Phase.JUDGING.value, show_default=True)
@click.option("--if-empty", is_flag=True, help="Do nothing where there is an edition already.")
@with_appcontext
def example(phase: str, if_empty: bool) -> None:
    """Build the example edition in a phase; an earlier one is thrown away."""
    if if_empty and build.is_there_any_edition():
        click.echo("There is an edition already; nothing was built.")
        return
    if not _config().is_local:
        raise click.ClickException("The example accounts have a known password; build them only on http://localhost.")
    # Readiness lists name pages, and a page has an address only inside a request.
    with current_app.test_request_context(base_url=_config().public_url, method="POST"):
        try:
            edition = build.build(Phase(phase), at=clock.now())
        except Refused as error:
            raise click.ClickException(str(error)) from error
        db.session.commit()
    click.echo(f"{edition.name.pl} is in the phase “{phase}”: {_config().public_url}/e/{edition.slug}/")


@awards.command("accounts")
def accounts() -> None:
    """Print an example account of each role."""
    for line in build.account_lines():
        click.echo(line)


@awards.command("administrator")
@click.argument("email")
@click.option("--name", prompt=True)
@click.password_option()
@with_appcontext
def administrator(email: str, name: str, password: str) -> None:
    """Create an administrator, or make a person one."""
    people.make_administrator(email, name, password, at=clock.now())
    db.session.commit()
    click.echo(f"{email} is an administrator.")


@awards.command("mail")
@with_appcontext
def mail() -> None:
    """Write the reminders that are due, and send what is due in the outbox, once."""
    written = reminding.remind_due(clock.now())
    sent = delivery.deliver_due(delivery.transport(_config()), _config().mail_from, clock.now())
    click.echo(f"Reminders written: {written}. Mails sent: {sent}.")


@awards.command("uploads")
@with_appcontext
def uploads() -> None:
    """Throw away what has come of files that nobody went on sending for a week."""
    swept = arriving.sweep(at=clock.now())
    db.session.commit()
    click.echo(f"Unfinished uploads thrown away: {swept}.")


@trail.command("verify")
@with_appcontext
def verify() -> None:
    """Recompute the chain; exit status 1 if anything was changed, removed, added or moved."""
    verdict = audit.verify()
    if not verdict.holds:
        click.echo(f"BROKEN at entry {verdict.broken_at}: {verdict.reason}.", err=True)
        raise SystemExit(1)
    click.echo(f"The chain holds: {verdict.entries} entries, head {verdict.head}.")
