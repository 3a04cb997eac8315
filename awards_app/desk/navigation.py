"""Where a role can go in an edition: the places of the top bar."""

from dataclasses import dataclass
from typing import Any

from flask import request, url_for
from flask_babel import gettext as _

from awards_app.editions.models import Edition
from awards_app.editions.phases import ALLOWED, Act
from awards_app.roles import Role

# Pages that stand behind the place of another family.
BEHIND = {
    "check": "queue",
    "checklists": "questionnaire",
    "drafts": "entries",
    "towns": "cities",
    "populations": "cities",
    "shortlists": "rounds",
    "statements": "rounds",
    "conflicts": "rounds",
    "papers": "rounds",
}


@dataclass(frozen=True)
class Place:
    """One entry of the navigation."""

    label: str
    url: str
    current: bool


def places_for(role: Role | None, edition: Edition | None) -> list[Place]:
    """The places of a role; only those that the phase of the edition lets in."""
    if role is Role.ADMINISTRATOR:
        own = [(_("Administration"), "desk.administration"), (_("Cities"), "cities.register")]
        return _places([*own, (_("Outbox"), "notices.outbox"), (_("Audit trail"), "desk.installation_trail")])
    if role is None or edition is None:
        return []
    return _places(_of_edition(role, edition), edition=edition.slug)


def _places(wanted: list[tuple[str, str]], **values: Any) -> list[Place]:
    family = (request.endpoint or "").partition(".")[0]
    family = BEHIND.get(family, family)
    return [Place(label, url_for(endpoint, **values), _is_current(endpoint, family)) for label, endpoint in wanted]


def _is_current(endpoint: str, family: str) -> bool:
    return endpoint == request.endpoint or (endpoint.partition(".")[0] == family and family not in {"desk", "jury"})


def _of_edition(role: Role, edition: Edition) -> list[tuple[str, str]]:
    allowed = ALLOWED[edition.phase]
    results = [(_("Results"), "results.overview")] if Act.READ_STANDINGS in allowed else []
    laureates = [(_("Laureate list"), "laureates.show")] if Act.READ_SEAL in allowed else []
    forms = (_("Entry forms"), "questionnaire.overview")
    panels = (_("Panels"), "jury.panels")
    rounds = (_("Rounds"), "rounds.overview")
    audit = (_("Audit trail"), "desk.audit_trail")
    call = (_("The call"), "public.edition")
    writing = (_("The call"), "calldesk.overview")
    entries = (_("Entries"), "queue.entries")
    nominations = (_("Nominations"), "nominations.overview")
    team = (_("Team"), "team.team")
    cities = (_("Cities"), "cities.register")
    access = (_("Access"), "requests.waiting")
    entering = [writing, forms, entries, nominations, rounds, panels, team, access, cities]
    return {
        Role.ORGANISER: [(_("Board"), "desk.home"), *entering, *results, *laureates, audit],
        Role.CHAIR: [(_("Desk"), "desk.home"), *results, *laureates, call],
        Role.JUROR: [(_("My ballots"), "jury.mine"), call],
        Role.CITY: [(_("My entries"), "entries.mine"), (_("City"), "city.own"), call],
        Role.PRODUCER: [(_("Desk"), "desk.home"), *laureates, call],
        Role.AUDITOR: [audit, *entering, *results, *laureates],
    }.get(role, [])
