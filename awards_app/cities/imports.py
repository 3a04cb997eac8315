"""A file for the register: received, compared, shown, and imported exactly as it was shown, or put aside.

Reading refuses the whole file for one bad line, so nothing is ever imported by halves.
"""

from dataclasses import dataclass
from datetime import date, datetime
from io import BytesIO

from flask_babel import gettext as _
from sqlalchemy import select

from awards_app import audit
from awards_app.cities import comparing, populations, queries, terc
from awards_app.cities.events import (
    PopulationsImported,
    RegisterFileDiscarded,
    RegisterFileReceived,
    TercImported,
)
from awards_app.cities.models import City, FileKind, Origin, Place, RegisterFile
from awards_app.cities.plans import Kind, Plan, kept_plan
from awards_app.cities.service import Figure, keep_former, new_city, set_figure, set_place, tell_known
from awards_app.db import db
from awards_app.errors import Refused, Stale
from awards_app.storage import storage

TERC = "TERC"
Register = dict[str, City]


@dataclass(frozen=True)
class Sent:
    """A file as it came. `of` and `source` are given beside a table of populations; a TERC file says its day itself."""

    kind: FileKind
    name: str
    raw: bytes
    of: date | None = None
    source: str = ""


def receive(sent: Sent, *, by: audit.Actor | None, at: datetime) -> RegisterFile:
    """Keep a file that can be read whole; nothing in the register changes yet. Raises BadFile for any other."""
    of = sent.of or date.min
    if sent.kind is FileKind.TERC:
        of = terc.read(sent.raw).of
    else:
        populations.read(sent.raw)
    key = storage().put(BytesIO(sent.raw))
    source = sent.source or f"{TERC} {of.isoformat()}"
    file = RegisterFile(
        kind=sent.kind, name=sent.name, key=key, size=len(sent.raw), source=source, of=of, received_at=at
    )
    db.session.add(file)
    db.session.flush()
    event = RegisterFileReceived(file=file.id, kind=sent.kind, sha256=key, size=file.size)
    audit.record(event, by=by, at=at)
    return file


def plan_of(file: RegisterFile) -> Plan:
    """What the file did, or would do to the register as it is now."""
    if file.report is not None:
        return kept_plan(file.report)
    return _compare(file, queries.all_cities())


def _content(file: RegisterFile) -> bytes:
    return b"".join(storage().read(file.key))


def _compare(file: RegisterFile, register: list[City]) -> Plan:
    raw = _content(file)
    if file.kind is FileKind.TERC:
        return comparing.plan_terc(terc.read(raw), register)
    return comparing.plan_populations(populations.read(raw), file.of, file.source, register)


def apply(file: RegisterFile, shown: str, *, by: audit.Actor | None, at: datetime) -> Plan:
    """Do what the preview showed. `shown` is the digest of the plan that the person saw.

    Raises Stale when the register has changed since, so that nothing is ever overwritten unseen.
    """
    _require_waiting(file)
    register = {str(city.id): city for city in queries.all_cities()}
    plan = _compare(file, list(register.values()))
    if plan.digest != shown:
        raise Stale(_("The register has changed since this preview was made. Look at the new preview, then import."))
    before = {key for key, city in register.items() if city.population}
    if file.kind is FileKind.TERC:
        _apply_terc(file, plan, register, by=by, at=at)
    else:
        _apply_populations(file, plan, register, by=by, at=at)
    file.applied_at, file.report = at, plan.as_data()
    known = [city for key, city in register.items() if city.population and key not in before]
    _record(file, plan, by=by, at=at)
    tell_known(known, by=by, at=at)
    return plan


def _apply_terc(file: RegisterFile, plan: Plan, register: Register, *, by: audit.Actor | None, at: datetime) -> None:
    towns = {town.teryt: Place(town.name, town.voivodeship, town.teryt) for town in terc.read(_content(file)).towns}
    moving = [step for step in plan.steps if step.kind.changes and step.city]
    for step in moving:
        city = register[str(step.city)]
        if step.kind is not Kind.CODED:
            keep_former(city, file.source, by=by, at=at)
        # Two towns may change codes with each other: no code may be taken twice on the way.
        city.teryt = None
    db.session.flush()
    for step in moving:
        set_place(register[str(step.city)], towns[str(step.teryt)])
    for step in plan.steps:
        if step.kind is Kind.ADDED:
            new_city(towns[str(step.teryt)])


def _apply_populations(
    file: RegisterFile, plan: Plan, register: Register, *, by: audit.Actor | None, at: datetime
) -> None:
    for step in plan.steps:
        if step.kind.changes:
            figure = Figure(int(step.after), file.of, file.source, Origin.OFFICIAL)
            set_figure(register[str(step.city)], figure, by=by, at=at)


def _record(file: RegisterFile, plan: Plan, *, by: audit.Actor | None, at: datetime) -> None:
    counts, of = {kind.value: count for kind, count in plan.counts.items()}, file.of.isoformat()
    if file.kind is FileKind.TERC:
        audit.record(TercImported(file=file.id, sha256=file.key, of=of, counts=counts), by=by, at=at)
        return
    event = PopulationsImported(file=file.id, sha256=file.key, of=of, counts=counts, source=file.source)
    audit.record(event, by=by, at=at)


def discard(file: RegisterFile, *, by: audit.Actor | None, at: datetime) -> None:
    """Put a file aside that shall not be imported."""
    _require_waiting(file)
    file.discarded_at = at
    audit.record(RegisterFileDiscarded(file=file.id), by=by, at=at)


def _require_waiting(file: RegisterFile) -> None:
    """One import after another: whoever comes second sees what the first one did."""
    locked = select(RegisterFile).order_by(RegisterFile.id).with_for_update()
    db.session.scalars(locked, execution_options={"populate_existing": True}).all()
    if not file.waits:
        raise Refused(_("This file is imported already, or was put aside. Send it again to import it anew."))
