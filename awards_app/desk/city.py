"""A city's page: its people and what each may do, who waits, and its entries over all editions. No rules of its own."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from itertools import groupby
from uuid import UUID

from flask import url_for

from awards_app.accounts.models import User
from awards_app.cities.models import City
from awards_app.clock import now
from awards_app.editions import queries as editions
from awards_app.editions.models import Edition
from awards_app.editions.phases import ALLOWED, Act, why_not
from awards_app.entries import queries as entries
from awards_app.entries.models import Entry
from awards_app.entries.standing import State, state_of
from awards_app.joining import queries as joining
from awards_app.joining.models import AccessRequest
from awards_app.results import labels, laureates
from awards_app.results import queries as results
from awards_app.results.boards import Laurel
from awards_app.roles import Role
from awards_app.team import queries as team
from awards_app.team.models import Grant, Invitation

Laurels = dict[tuple[UUID, str], list[str]]


@dataclass(frozen=True)
class EntryLine:
    """One entry; `url` is where the visitor may read it, `laurels` what it won, where that is public.

    `asked` while the city has to answer a nomination.
    """

    entry: Entry
    state: State
    asked: bool
    url: str | None
    laurels: tuple[str, ...]


@dataclass(frozen=True)
class Year:
    """The city's entries in one edition."""

    edition: Edition
    lines: tuple[EntryLine, ...]


@dataclass(frozen=True)
class CityPage:
    """All that the page shows."""

    city: City
    people: list[Grant]
    invitations: list[Invitation]
    requests: list[AccessRequest]
    domains: list[str]
    years: list[Year]


def page_for_representative(city: City, edition: Edition, user: User) -> CityPage:
    """The page for who represents the city: drafts too, each entry linked where the person may open it."""
    own = {grant.edition_id for grant in team.grants_of(user) if grant.role is Role.CITY and grant.city_id == city.id}
    return _page(city, edition, _years(entries.entries_of_city(city.id), own, "entries.show"))


def page_for_organiser(city: City, edition: Edition, user: User) -> CityPage:
    """The page for organisers and auditors: what was submitted in the editions that they oversee."""
    roles = (Role.ORGANISER, Role.AUDITOR)
    overseen = {grant.edition_id for grant in team.grants_of(user) if grant.role in roles} | {edition.id}
    found = entries.entries_of_city(city.id, overseen)
    return _page(city, edition, _years(found, overseen, "check.entry"))


def _page(city: City, edition: Edition, years: list[Year]) -> CityPage:
    return CityPage(
        city=city,
        people=team.representatives_of(city.id, edition),
        invitations=team.invitations_of_city(city.id, edition),
        requests=joining.waiting_for(city.id, edition),
        domains=joining.domains_of(city.id),
        years=years,
    )


def _years(found: list[Entry], within: Collection[UUID], endpoint: str) -> list[Year]:
    laurels = _laurels({entry.edition for entry in found})
    answerable = _answerable([entry for entry in found if entry.edition_id in within and entry.awaits_consent])
    return [
        Year(edition, tuple(_line(entry, within, endpoint, laurels, entry.id in answerable) for entry in grouped))
        for edition, grouped in groupby(found, key=lambda entry: entry.edition)
    ]


def _answerable(nominated: list[Entry]) -> set[UUID]:
    """Which of the nominations of a city can still be answered."""
    cities = {entry.edition: entry.city_id for entry in nominated}
    due = {edition.id: editions.due_for(edition, city_id).own for edition, city_id in cities.items()}
    return {one.id for one in nominated if not why_not(one.edition, Act.ENTER, now(), due[one.edition_id])}


def _line(entry: Entry, within: Collection[UUID], endpoint: str, laurels: Laurels, asked: bool) -> EntryLine:
    here = entry.edition_id in within
    url = url_for(endpoint, edition=entry.edition.slug, entry_id=entry.id) if here else None
    won = tuple(laurels.get((entry.edition_id, entry.code), ()))
    return EntryLine(entry, state_of(entry, now()), asked, url, won)


def _laurels(editions: Collection[Edition]) -> Laurels:
    """What each entry won, in editions whose laureates everybody may read; nothing of any other edition."""
    public = [one for one in editions if Act.READ_LAUREATES in ALLOWED[one.phase]]
    found: Laurels = defaultdict(list)
    for edition_id, seal in results.seals_of(public).items():
        for award in laureates.awards_in(seal):
            for line in award.winners:
                found[edition_id, line.entry].append(f"{labels.LAURELS[Laurel(str(line.laurel))]} · {award.name}")
    return found
