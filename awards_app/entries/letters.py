"""Mail to the people of a city about its entries."""

from datetime import datetime

from awards_app.editions import queries as editions
from awards_app.editions.town_models import FrozenPopulation
from awards_app.entries.check_models import Correction, Move
from awards_app.entries.models import Entry, EntryVersion
from awards_app.i18n import Localised
from awards_app.notices import service as notices
from awards_app.roles import Role
from awards_app.team import queries as team


def submitted(entry: Entry, version: EntryVersion, *, at: datetime) -> None:
    """The receipt: number, time, checksum."""
    due = editions.due_for(entry.edition, entry.city_id)
    _to_city("entry_submitted", entry, at, version=version, due=due)


def decided(entry: Entry, *, at: datetime) -> None:
    """Accepted, or rejected with the reason."""
    _to_city("entry_decided", entry, at)


def reopened(entry: Entry, *, at: datetime) -> None:
    """The decision was taken back."""
    _to_city("entry_reopened", entry, at)


def withdrawn(entry: Entry, *, at: datetime) -> None:
    """The city took it out of the contest."""
    _to_city("entry_withdrawn", entry, at)


def nominated(entry: Entry, *, at: datetime) -> None:
    """The organiser proposes an entry and asks for consent."""
    due = editions.due_for(entry.edition, entry.city_id)
    _to_city("entry_nominated", entry, at, due=due)


def nomination_declined(entry: Entry, *, at: datetime) -> None:
    """To the organisers: the city said no."""
    for grant in team.grants_in(entry.edition, Role.ORGANISER):
        notices.post("nomination_declined", to=grant.user.email, locale=grant.user.locale, at=at, entry=entry)


def reclassified(figure: FrozenPopulation, entries: list[Entry], before: int, *, at: datetime) -> None:
    """The population that counts was corrected, and entries moved to other classes because of it."""
    for grant in team.grants_in(figure.edition, Role.CITY):
        if grant.city_id == figure.city_id:
            facts = {"figure": figure, "entries": entries, "before": before}
            notices.post("entries_reclassified", to=grant.user.email, locale=grant.user.locale, at=at, **facts)


def returned(entry: Entry, correction: Correction, *, at: datetime) -> None:
    """What to correct, and until when."""
    _to_city("entry_returned", entry, at, correction=correction)


def corrected(entry: Entry, version: EntryVersion, *, at: datetime) -> None:
    """The receipt of a correction."""
    _to_city("entry_corrected", entry, at, version=version)


def move_proposed(entry: Entry, move: Move, unanswered: list[Localised], *, at: datetime) -> None:
    """The organiser asks whether the entry may move; `unanswered` is what it would leave out there."""
    _to_city("move_proposed", entry, at, move=move, unanswered=unanswered)


def move_withdrawn(entry: Entry, move: Move, *, at: datetime) -> None:
    """The organiser no longer asks."""
    _to_city("move_withdrawn", entry, at, move=move)


def move_answered(entry: Entry, move: Move, *, at: datetime) -> None:
    """What the city answered, for its own people; the organisers see it in the queue."""
    _to_city("move_answered", entry, at, move=move)


def _to_city(purpose: str, entry: Entry, at: datetime, **facts: object) -> None:
    for grant in team.grants_in(entry.edition, Role.CITY):
        if grant.city_id == entry.city_id:
            notices.post(purpose, to=grant.user.email, locale=grant.user.locale, at=at, entry=entry, **facts)
