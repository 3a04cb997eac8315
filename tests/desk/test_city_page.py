"""A city's page: its people, who waits, and its entries over all editions; results only where they are public."""

import pytest
from sqlalchemy import select

from awards_app.cities.models import City
from awards_app.db import db
from awards_app.editions import service as editions
from awards_app.editions.phases import Phase
from awards_app.entries import drafts
from awards_app.entries import service as entries
from awards_app.roles import Role
from awards_app.team import service as roles
from awards_app.team.service import Invited
from tests.joining.asking import LEGNICA, asked_and_confirmed
from tests.world import draft_of, edition_at

WON = 'class="won"'


def city_url(world, name="Legnica"):
    with world.app.app_context():
        return f"/e/gala/city/{db.session.scalars(select(City.id).where(City.name == name)).one()}"


def last_year(world, *, marta_was_there=False):
    """Another edition, in which Legnica has a draft and a submitted entry."""
    with world.at_work():
        edition = edition_at(world.now())
        edition.slug = "zeszla"
        editions.create(edition, by=None, at=world.now())
        city = db.session.scalars(select(City).where(City.name == "Legnica")).one()
        marta, at = world.user("marta"), world.now()
        if marta_was_there:
            invited = Invited(marta.email, marta.name, Role.CITY, city.id)
            roles.grant(marta, edition, invited, by=None, at=at)
        editions.open_call(edition, by=None, at=at)
        for title, submitted in (("Zeszłoroczny szkic", False), ("Zeszłoroczne zgłoszenie", True)):
            entry = drafts.begin(edition, city, draft_of(edition, title), by=marta, at=at)
            if submitted:
                entries.submit(entry, by=marta, at=at)


def test_a_representative_sees_the_people_who_waits_and_the_entries_of_all_editions(world):
    world.open()
    last_year(world, marta_was_there=True)
    world.enter("Tegoroczna", submitted=False)
    asked_and_confirmed(world, "nowa@um.legnica.pl", LEGNICA)
    marta = world.visitor("marta")
    page = marta.get("/e/gala/city").text
    for text in ("Marta Testowa", "składanie", "nowa@um.legnica.pl", "Tegoroczna", "Zeszłoroczny szkic"):
        assert text in page
    assert "/e/zeszla/entries/" in page
    assert "Norbert" not in page
    assert 'href="/e/gala/city"' in marta.get("/e/gala/entries/").text


def test_entries_of_an_edition_without_a_role_are_named_but_not_linked(world):
    world.open()
    last_year(world)
    page = world.visitor("marta").get("/e/gala/city").text
    assert "Zeszłoroczne zgłoszenie" in page
    assert "/e/zeszla/entries/" not in page


@pytest.mark.parametrize("person", ["alicja", "roman"])
def test_organiser_and_auditor_read_the_page_without_drafts_and_without_other_editions(world, person):
    world.open()
    last_year(world)
    world.enter("Tajny szkic", submitted=False)
    world.enter("Złożone zgłoszenie")
    page = world.visitor(person).get(city_url(world)).text
    assert "Złożone zgłoszenie" in page
    for hidden in ("Tajny szkic", "Zeszłoroczny szkic", "Zeszłoroczne zgłoszenie", "/end", "Zaproś współpracownika"):
        assert hidden not in page


@pytest.mark.parametrize("person", ["marta", "bartek", "patrycja", "danuta"])
def test_nobody_else_reads_the_page_of_a_city_by_its_address(world, person):
    assert world.visitor(person).get(city_url(world)).status_code == 403


@pytest.mark.parametrize("phase", [Phase.JUDGING, Phase.DELIBERATION, Phase.SEALED])
def test_no_result_shows_before_it_is_public(world, phase):
    world.in_phase(phase)
    with world.at_work():
        city = db.session.scalars(select(City).where(City.name == "Rumia")).one()
        zofia = world.user("zofia")
        invited = Invited(zofia.email, zofia.name, Role.CITY, city.id)
        roles.grant(zofia, world.edition, invited, by=None, at=world.now())
    for page in (world.visitor("zofia").get("/e/gala/city"), world.visitor("alicja").get(city_url(world, "Rumia"))):
        assert "Kampania Rumia" in page.text
        assert WON not in page.text


def test_what_the_city_won_shows_once_it_is_announced(world):
    world.in_phase(Phase.ANNOUNCED)
    page = world.visitor("alicja").get(city_url(world, "Rumia")).text
    assert WON in page
    assert "laureat · Kampania Roku" in page
    assert "laureat · Grand Prix" in page


def test_a_city_that_does_not_exist_is_not_found(world):
    assert world.visitor("alicja").get(f"/e/gala/city/{world.id_of(lambda one: one.edition)}").status_code == 404


def test_the_page_tells_where_an_entry_stands_as_the_city_and_the_organiser_read_it_elsewhere(world):
    world.in_phase(Phase.CHECKING)
    tag = '<span class="tag info">'
    assert f"{tag}do sprawdzenia</span>" in " ".join(world.visitor("alicja").get(city_url(world)).text.split())
    assert f"{tag}złożone</span>" in " ".join(world.visitor("marta").get("/e/gala/city").text.split())
