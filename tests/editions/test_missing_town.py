"""“My town is not on the list”: asked by anybody, checked by the organiser, answered by mail."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from awards_app.cities import queries as register
from awards_app.db import db
from awards_app.editions.town_models import FrozenPopulation, Outcome, TownRequest
from awards_app.notices.models import Mail

ASKED = {
    "name": "Nowe Miasteczko",
    "voivodeship": "lubuskie",
    "teryt": "0804044",
    "population": "2 700",
    "asker": "Żaneta Łącka",
    "email": "Zaneta@nowe.example",
    "note": "Miasto od 1 stycznia.",
}
FOUND = {"name": "Nowe Miasteczko", "voivodeship": "lubuskie", "teryt": "0804044", "population": "2713"} | {
    "of": "2026-01-01",
    "source": "GUS, BDL",
}


@pytest.fixture
def asked(world):
    world.open()
    assert world.visitor().post("/e/gala/missing-town", data=ASKED).status_code == 302
    with world.app.app_context():
        return f"/e/gala/missing-towns/{db.session.scalars(select(TownRequest)).one().id}"


def request_of(world):
    return db.session.scalars(select(TownRequest)).one()


def letter(world):
    with world.app.app_context():
        return db.session.scalars(select(Mail).where(Mail.purpose == "town_settled")).one()


def test_the_form_is_reached_from_where_a_city_is_chosen(world):
    world.open()
    for person, page in ((None, "/e/gala/"), ("alicja", "/e/gala/team")):
        assert "/e/gala/missing-town" in world.visitor(person).get(page).text
    assert "Mojego miasta nie ma na liście" in world.visitor().get("/e/gala/missing-town").text


def test_a_draft_is_nobody_s_business(world):
    assert world.visitor().get("/e/gala/missing-town").status_code == 404
    assert world.visitor().post("/e/gala/missing-town", data=ASKED).status_code == 404
    assert world.visitor("alicja").get("/e/gala/missing-town").status_code == 200


def test_the_organiser_sees_the_request_on_the_board_and_in_the_queue(world, asked):
    alicja = world.visitor("alicja")
    assert "1 wniosek o brakujące miasto czeka" in alicja.get("/e/gala/desk").text
    queue = alicja.get("/e/gala/missing-towns").text
    assert "Nowe Miasteczko (lubuskie)" in queue
    assert "zaneta@nowe.example" in queue
    assert "Miasto od 1 stycznia." in alicja.get(asked).text


def test_an_accepted_town_joins_the_register_and_the_edition(world, asked):
    assert world.visitor("alicja").post(f"{asked}/accept", data=FOUND).status_code == 302
    with world.app.app_context():
        city = register.find_city("Nowe Miasteczko", "lubuskie")
        assert (city.teryt, city.population, city.population_source) == ("0804044", 2713, "GUS, BDL")
        assert str(city.population_date) == "2026-01-01"
        held = db.session.scalars(select(FrozenPopulation).where(FrozenPopulation.city_id == city.id)).one()
        assert held.population == 2713
        assert request_of(world).outcome is Outcome.ACCEPTED
    mail = letter(world)
    assert mail.to == "zaneta@nowe.example"
    assert "Nowe Miasteczko (lubuskie)" in mail.subject


def test_the_asker_is_told_which_city_of_the_register_it_is(world, asked):
    answer = world.visitor("alicja").post(f"{asked}/known", data={"city": "Kalisz (wielkopolskie)"})
    assert answer.status_code == 302
    assert "jest w rejestrze jako Kalisz (wielkopolskie)" in letter(world).text


def test_a_refusal_is_mailed_with_its_reason(world, asked):
    answer = world.visitor("alicja").post(f"{asked}/reject", data={"reason": "To wieś, nie miasto."})
    assert answer.status_code == 302
    assert "To wieś, nie miasto." in letter(world).text
    assert "To wieś, nie miasto." in world.visitor("roman").get(asked).text


@pytest.mark.parametrize(
    "act", [("accept", FOUND), ("known", {"city": "Kalisz (wielkopolskie)"}), ("reject", {"reason": "x"})]
)
def test_a_settled_request_is_not_settled_again(world, asked, act):
    alicja = world.visitor("alicja")
    alicja.post(f"{asked}/reject", data={"reason": "Pomyłka."})
    assert alicja.post(f"{asked}/{act[0]}", data=act[1]).status_code == 409
    assert letter(world).text.count("Pomyłka.") == 1


@pytest.mark.parametrize(
    "change", [{"name": "Kalisz", "voivodeship": "wielkopolskie", "teryt": ""}, {"teryt": "1000001"}]
)
def test_no_town_is_added_twice(world, asked, change):
    answer = world.visitor("alicja").post(f"{asked}/accept", data=FOUND | change)
    assert answer.status_code == 409
    assert "jest już w rejestrze" in answer.text
    with world.app.app_context():
        assert request_of(world).outcome is Outcome.WAITING


def test_similar_cities_are_pointed_out(world):
    world.open()
    world.visitor().post("/e/gala/missing-town", data=ASKED | {"name": "kalisz", "teryt": ""})
    with world.app.app_context():
        key = request_of(world).id
    page = world.visitor("alicja").get(f"/e/gala/missing-towns/{key}").text
    assert "miasta o podobnej nazwie" in page
    assert 'value="Kalisz (wielkopolskie)"' in page


def test_the_same_request_sent_twice_is_one(world, asked):
    assert world.visitor().post("/e/gala/missing-town", data=ASKED).status_code == 302
    assert world.count(TownRequest) == 1


def test_an_address_asks_three_times_an_hour_and_no_more(world, asked):
    stranger = world.visitor()
    for number in range(2):
        assert stranger.post("/e/gala/missing-town", data=ASKED | {"name": f"Miasto {number}"}).status_code == 302
    refused = stranger.post("/e/gala/missing-town", data=ASKED | {"name": "Jeszcze jedno"})
    assert refused.status_code == 429
    assert refused.headers["Retry-After"]
    assert world.count(TownRequest) == 3
    world.clock.shift(timedelta(hours=1, seconds=1))
    assert stranger.post("/e/gala/missing-town", data=ASKED | {"name": "Jeszcze jedno"}).status_code == 302


def test_a_network_cannot_flood_the_queue_with_many_addresses(world):
    world.open()
    stranger = world.visitor()
    codes = [
        stranger.post("/e/gala/missing-town", data=ASKED | {"email": f"a{n}@x.example"}).status_code for n in range(22)
    ]
    assert codes == [302] * 20 + [429] * 2


@pytest.mark.parametrize("field", ["name", "voivodeship", "population", "asker", "email"])
def test_what_lacks_is_told_beside_its_field_and_nothing_typed_is_lost(world, field):
    world.open()
    answer = world.visitor().post("/e/gala/missing-town", data=ASKED | {field: ""})
    assert answer.status_code == 422
    assert 'class="field-error"' in answer.text
    assert "Miasto od 1 stycznia." in answer.text


def test_only_who_runs_or_audits_the_edition_sees_who_asked(world, asked):
    for person in ("marta", "bartek", "patrycja"):
        assert world.visitor(person).get("/e/gala/missing-towns").status_code == 403
    assert "Odmów" not in world.visitor("roman").get(asked).text
    assert world.visitor("roman").post(f"{asked}/reject", data={"reason": "x"}).status_code == 403
