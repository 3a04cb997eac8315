"""What another population of a city means for its entries in an edition: shown first, then done, and told the city.

An entry that nobody submitted yet has no class to lose; it gets the right one when it is submitted.
"""

from dataclasses import dataclass
from datetime import datetime

from flask_babel import gettext as _

from awards_app import audit
from awards_app.accounts.models import User
from awards_app.editions import frozen as figures
from awards_app.editions.gate import require_alone
from awards_app.editions.models import SizeClass
from awards_app.editions.phases import Act
from awards_app.editions.town_models import FrozenPopulation
from awards_app.entries import letters, queries
from awards_app.entries.events import EntryReclassified
from awards_app.entries.models import Entry, Status
from awards_app.errors import NotReady


@dataclass(frozen=True)
class Effect:
    """An entry and the class it would be in; None where its category has no class for such a city."""

    entry: Entry
    after: SizeClass | None

    @property
    def moves(self) -> bool:
        """Whether the entry would change its class."""
        return self.after is None or self.after.id != self.entry.size_class_id

    @property
    def is_stuck(self) -> bool:
        """Whether no class would take the entry."""
        return self.after is None and self.entry.status not in {Status.REJECTED, Status.WITHDRAWN}


def effects_of(figure: FrozenPopulation, population: int) -> list[Effect]:
    """The submitted entries of the city in this edition, each with the class it would have."""
    entries = queries.submitted_of(figure.edition_id, figure.city_id)
    return [Effect(entry, entry.category.class_for(population)) for entry in entries]


def correct_population(
    figure: FrozenPopulation, population: int, reason: str, *, by: User, at: datetime
) -> list[Effect]:
    """Set the population that counts; entries that belong into another class move there, and their city is told.

    Refused while an entry would be left without a class: whoever decides on it does so first.
    """
    # Locked before anything is looked at: nobody submits in between.
    require_alone(figure.edition, Act.SET_POPULATION, at)
    effects = effects_of(figure, population)
    if stuck := [effect.entry for effect in effects if effect.is_stuck]:
        refusal = _("This population would leave an entry without a class. Take it back or reject it first.")
        raise NotReady(refusal, [_no_class(entry) for entry in stuck])
    before = figures.correct(figure, population, reason, by=by, at=at)
    moved = [effect for effect in effects if effect.moves and effect.after]
    for effect in moved:
        _move(effect, by=by, at=at)
    if moved:
        letters.reclassified(figure, [effect.entry for effect in moved], before, at=at)
    return moved


def _no_class(entry: Entry) -> str:
    return str(_("Entry %(code)s: its category has no class for this population.", code=entry.code))


def _move(effect: Effect, *, by: User, at: datetime) -> None:
    entry, was = effect.entry, effect.entry.size_class_id
    if was is None or effect.after is None:
        raise ValueError("only an entry with a class can move to another one")
    entry.size_class = effect.after
    event = EntryReclassified(edition=entry.edition_id, entry=entry.id, before=was, after=effect.after.id)
    audit.record(event, by=by, at=at)
