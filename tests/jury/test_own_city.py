"""Nobody judges their own city: whichever role ties them to it, and whenever it was given."""

import re

import pytest
from sqlalchemy import select

from awards_app.audit import AuditEntry
from awards_app.cities.models import City
from awards_app.db import db
from awards_app.editions.phases import Phase
from awards_app.jury import queries as jury
from awards_app.jury import round_queries, seating
from awards_app.jury import service as judging
from awards_app.results.models import Resolution
from awards_app.roles import Role
from awards_app.team import queries
from awards_app.team import service as team
from awards_app.team.service import Invited
from tests.entries.test_turns import while_open
from tests.world import JURORS

JSON = {"Accept": "application/json"}


def tie_to(world, key, role, name):
    """Give the person a role that names a city."""
    with world.at_work():
        tie_now(world, key, role, name)


def tie_now(world, key, role, name):
    user = world.user(key)
    city = db.session.scalars(select(City).where(City.name == name)).one()
    team.grant(user, world.edition, Invited(user.email, user.name, role, city.id), by=None, at=world.now())


def recusal(world, key, title):
    with world.app.app_context():
        return world.seat(key, title).recusal


def test_a_juror_who_represents_a_city_is_not_seated_before_it(world):
    tie_to(world, "bartek", Role.CITY, "Kalisz")
    world.in_phase(Phase.JUDGING)
    assert recusal(world, "bartek", "Kampania Kalisz") == "own_city"
    assert recusal(world, "bartek", "Kampania Rumia") is None


@pytest.mark.parametrize("role", [Role.JUROR, Role.CITY])
def test_a_city_that_becomes_known_in_mid_judging_ends_the_seat(world, role):
    world.in_phase(Phase.JUDGING)
    world.mark("bartek", "Kampania Kalisz", 9, 9)
    with world.app.app_context():
        url = f"/e/gala/jury/{world.seat('bartek', 'Kampania Kalisz').id}"
        field = f"mark-{world.edition.criteria[0].id}"
    bartek = world.visitor("bartek")
    assert bartek.post(url, data={field: "8"}, headers=JSON).status_code == 200
    tie_to(world, "bartek", role, "Kalisz")
    assert recusal(world, "bartek", "Kampania Kalisz") == "own_city"
    assert bartek.post(url, data={field: "1"}, headers=JSON).status_code == 404
    with world.app.app_context():
        recorded = db.session.scalars(select(AuditEntry).where(AuditEntry.event == "OwnCityRecused")).one()
        assert recorded.facts["seats"] == [str(world.seat("bartek", "Kampania Kalisz").id)]
    assert "wyłączenie jurora ze zgłoszeń własnego miasta" in world.visitor("roman").get("/e/gala/audit").text


def test_a_tie_made_while_the_seats_are_given_is_not_missed(world):
    world.in_phase(Phase.CHECKING)
    world.accept_all()
    while_open(world, lambda: tie_now(world, "bartek", Role.JUROR, "Kalisz"), world.judge)
    assert recusal(world, "bartek", "Kampania Kalisz") == "own_city"
    with world.app.app_context():
        assert world.edition.phase is Phase.JUDGING


def test_seats_given_while_a_tie_is_made_are_left(world):
    world.in_phase(Phase.CHECKING)
    world.accept_all()

    def open_judging():
        judging.open_judging(world.edition, by=world.user("alicja"), at=world.now())

    while_open(world, open_judging, lambda: tie_to(world, "bartek", Role.JUROR, "Kalisz"))
    assert recusal(world, "bartek", "Kampania Kalisz") == "own_city"


def test_a_chair_without_a_seat_decides_nothing_about_their_own_city(world):
    tie_to(world, "danuta", Role.CHAIR, "Rumia")
    with world.at_work():
        others = [world.user(key) for key in ("bartek", "celina", "edyta")]
        seating.set_panel(round_queries.rounds_in(world.edition)[0], others, by=None, at=world.now())
        world.edition.minimum_ballots = 2
    world.open()
    for city in ("Kalisz", "Rumia"):
        world.enter(f"Kampania {city}", city)
    world.check()
    world.accept_all()
    world.judge()
    for juror in ("bartek", "celina", "edyta"):
        for city in ("Kalisz", "Rumia"):
            world.mark(juror, f"Kampania {city}", 8, 8)
    world.close()
    board = world.boards()[0]
    url = f"/e/gala/results/{board.size_class.id}/ties/0"
    numbers = {f"tie0-place-{entry.id}": str(n) for n, entry in enumerate(board.unresolved[0], 1)}
    danuta = world.visitor("danuta")
    decided = danuta.post(url, data=numbers | {"tie0-kind": "order", "tie0-reason": "Moje miasto."})
    assert decided.status_code == 409
    with world.app.app_context():
        award = f"/e/gala/results/{next(one for one in world.edition.categories if one.by_resolution).classes[0].id}"
        winner = str(world.entry("Kampania Rumia").id)
    given = danuta.post(f"{award}/award", data={"winner": winner, "reason": "Moje miasto."})
    assert given.status_code == 409
    assert world.count(Resolution) == 0


def short_of_jurors(world):
    """Legnica is left with one juror of the two that it needs."""
    world.in_phase(Phase.OPEN)
    with world.at_work():
        panel = [world.user(key) for key in ("bartek", "celina", "danuta")]
        seating.set_panel(round_queries.rounds_in(world.edition)[0], panel, by=None, at=world.now())
        world.edition.minimum_ballots = 2
    world.check()
    world.accept_all()
    world.judge()
    with world.app.app_context():
        url = f"/e/gala/jury/{world.seat('bartek', 'Kampania Legnica').id}/conflict"
    assert world.visitor("bartek").post(url, data={"ground": "other", "words": "Znam autorkę."}).status_code == 302


def grid(world, *keys):
    """The form as the browser sends it, with those boxes ticked."""
    page = world.visitor("alicja").get("/e/gala/jury/panels").text
    with world.app.app_context():
        judged = round_queries.rounds_in(world.edition)[0].id
        ticked = [f"{judged}:{world.user(key).id}" for key in keys]
    return {"seats": ticked, "shown": re.findall(r'name="shown" value="([^"]+)"', page)}


def test_a_juror_can_join_in_mid_judging_and_mend_an_entry_below_the_minimum(world):
    short_of_jurors(world)
    alicja = world.visitor("alicja")
    assert 'name="seats"' in alicja.get("/e/gala/jury/panels").text
    assert alicja.post("/e/gala/jury/panels", data=grid(world, "edyta")).status_code == 302
    assert recusal(world, "edyta", "Kampania Legnica") is None
    for juror in ("danuta", "edyta"):
        world.mark(juror, "Kampania Legnica", 7, 7)
    for city in ("Kalisz", "Rumia"):
        for juror in ("bartek", "celina", "danuta"):
            world.mark(juror, f"Kampania {city}", 8, 9 if city == "Rumia" else 8)
    world.close()
    assert world.boards()[0].unranked == ()


def test_nobody_leaves_a_panel_in_mid_judging(world):
    world.in_phase(Phase.JUDGING)
    with world.app.app_context():
        before = len(round_queries.rounds_in(world.edition)[0].panel)
    alicja = world.visitor("alicja")
    assert alicja.post("/e/gala/jury/panels", data=grid(world)).status_code == 302
    assert alicja.post("/e/gala/jury/panels", data=grid(world, "bartek")).status_code == 422
    with world.app.app_context():
        assert len(round_queries.rounds_in(world.edition)[0].panel) == before


def test_the_board_does_not_wait_for_a_juror_who_lost_the_role(world):
    world.in_phase(Phase.JUDGING)
    world.mark("edyta", "Kampania Rumia", 7, 7)
    with world.at_work():
        held = next(one for one in queries.grants_in(world.edition, Role.JUROR) if one.user.name.startswith("Edyta"))
        team.revoke(held, by=world.user("alicja"), at=world.now())
    with world.app.app_context():
        load = next(one for one in jury.loads_in(world.edition) if one.juror_id == world.user("edyta").id)
    assert (load.seats, load.complete, load.missing) == (1, 1, 0)
    alicja = world.visitor("alicja")
    assert "Edyta" not in alicja.get("/e/gala/desk").text
    assert "już nie ocenia" in alicja.get("/e/gala/jury/panels").text


@pytest.mark.parametrize("sent", [{}, {"seats": "garbage"}, {"seats": "a:b", "shown": "a:b"}])
def test_a_grid_cut_short_never_empties_the_panels(world, sent):
    world.open()
    answer = world.visitor("alicja").post("/e/gala/jury/panels", data=sent)
    assert answer.status_code == 422
    assert "Wczytaj stronę ponownie" in answer.text
    with world.app.app_context():
        assert len(round_queries.rounds_in(world.edition)[0].panel) == len(JURORS)
