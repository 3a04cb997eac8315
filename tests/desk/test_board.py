"""The organiser's board: who holds a round up, what is next, and what an act would do before it is done."""

import re
from datetime import timedelta

import pytest

from awards_app.db import db
from awards_app.desk import board
from awards_app.editions.phases import Phase
from awards_app.jury import conflicts, drawing, progress_queries, readiness, round_queries, rounds, seating
from awards_app.jury.conflict_models import Ground, Source
from awards_app.jury.conflicts import About, Reason, Tie
from awards_app.jury.round_models import Cut, RoundKind, Seating
from awards_app.jury.rounds import Plan
from awards_app.results import without
from awards_app.roles import Role
from awards_app.team import service as team
from awards_app.team.service import Invited
from tests.world import JURORS

E = "/e/gala"
LEGNICA, KALISZ, RUMIA = "Kampania Legnica", "Kampania Kalisz", "Kampania Rumia"


@pytest.fixture
def judged(world):
    return world.in_phase(Phase.JUDGING)


def key(world, number=0):
    with world.app.app_context():
        return round_queries.rounds_in(world.edition)[number].id


def line(world, number=0, reader="alicja"):
    """What the board says of a round; each look as a page would take it."""
    with world.app.test_request_context():
        found = board.board_of(world.edition, world.user(reader), world.now()).lines[number]
        return found, found.proposal.label if found.proposal else None


def name_conflict(world, juror, source=Source.CITY, **about):
    with world.at_work():
        by = world.user("marta" if source is Source.CITY else juror)
        conflicts.name(
            world.edition, Tie(world.user(juror), About(**about), Reason(Ground.FAMILY), source), by=by, at=world.now()
        )


def leave(world, juror):
    with world.at_work():
        member = round_queries.get_member(round_queries.rounds_in(world.edition)[0], world.user(juror).id)
        seating.leave(member, by=world.user("alicja"), at=world.now())


def test_a_row_tells_entries_ballots_and_who_holds_it_up_and_proposes_a_reminder(judged):
    for title in (LEGNICA, KALISZ, RUMIA):
        judged.mark("bartek", title, 5, 5)
    found, proposal = line(judged)
    assert (found.entries, found.seats, found.missing) == (3, 11, 8)
    assert [(late.name.split()[0], late.missing) for late in found.late] == [("Danuta", 3), ("Edyta", 3), ("Celina", 2)]
    assert proposal == "Przypomnij (3) …"
    page = judged.visitor("alicja").get(f"{E}/desk").text
    assert "Danuta Testowa: 3" in page
    assert "dziś, 24 października 2026" in page


def test_an_entry_that_cannot_reach_its_minimum_asks_for_seats_before_anything_else(judged):
    leave(judged, "edyta")
    assert line(judged)[0].health.lost == 1
    # Legnica has three jurors left of four, one of whom lives there.
    assert line(judged)[1] == "Dosadź …"
    page = judged.visitor("alicja").get(f"{E}/board/{key(judged)}").text
    assert "2 z 3" in page


def test_a_conflict_that_waits_is_told_in_the_categories_that_it_touches(judged):
    name_conflict(judged, "danuta", city_id=judged.id_of(lambda world: world.entry(LEGNICA).city))
    found, proposal = line(judged)
    assert (found.health.conflicts, proposal) == (1, "Rozstrzygnij 1 konflikt")


def test_after_its_deadline_a_round_is_closed_without_who_is_late(judged):
    for juror in ("bartek", "danuta", "celina"):
        for title in (LEGNICA, KALISZ, RUMIA):
            if (juror, title) != ("celina", LEGNICA):
                judged.mark(juror, title, 5, 5)
    judged.mark("edyta", LEGNICA, 5, 5)
    with judged.app.app_context():
        judged.clock.move_to(judged.edition.judging_closes_at + timedelta(hours=1))
    assert line(judged)[1] == "Zamknij bez …"


def test_contested_entries_are_counted_once_all_is_in_and_never_for_who_judges_there(judged):
    judged.mark_all()
    judged.mark("edyta", RUMIA, 1, 1)
    with judged.at_work():
        edyta = judged.user("edyta")
        team.grant(
            edyta, judged.edition, Invited(edyta.email, edyta.name, Role.ORGANISER, None), by=None, at=judged.now()
        )
    assert line(judged)[0].health.contested == 1
    assert line(judged, reader="edyta")[0].health.contested is None
    leave(judged, "celina")
    assert line(judged)[0].health.contested == 1


def test_before_all_is_in_nobody_learns_whether_the_jury_is_divided(judged):
    judged.mark("bartek", RUMIA, 1, 1)
    pages = set()
    for value in (1, 10):
        judged.mark("edyta", RUMIA, value, value)
        assert line(judged)[0].health.contested is None
        page = judged.visitor("alicja").get(f"{E}/desk").text
        pages.add(re.sub(r'value="[^"]*"', "", page[page.index("<main") :]))
    assert len(pages) == 1


def test_the_spread_that_the_database_adds_up_is_that_of_the_board_of_results(judged):
    judged.mark_all()
    judged.mark("edyta", RUMIA, 1, 4)
    first = key(judged)
    with judged.app.app_context():
        spreads = progress_queries.spreads_in(judged.edition, {first})
    judged.close()
    (found,) = judged.boards()
    assert {row.entry.id: row.spread for row in found.rows} == {entry: spread for (_, entry), spread in spreads.items()}


def test_in_the_session_ties_lead_to_the_ladder(judged):
    for juror in JURORS:
        for title in (LEGNICA, KALISZ, RUMIA):
            if (juror, title) != ("celina", LEGNICA):
                judged.mark(juror, title, 5, 5)
    judged.close()
    found, proposal = line(judged)
    assert (found.health.ties, proposal) == (1, "Zobacz drabinkę")


def test_the_effect_of_going_on_without_a_juror_is_shown_and_done_as_it_was_read(judged):
    judged.mark("edyta", LEGNICA, 5, 5)
    judged.mark("edyta", KALISZ, 5)
    alicja, path = judged.visitor("alicja"), f"{E}/board/{key(judged)}/without"
    with judged.app.app_context():
        edyta = judged.user("edyta").id
    page = alicja.get(f"{path}?juror={edyta}").text
    cells = re.findall(r'<td class="num"[^>]*>(\d+)</td>', page)
    # One complete ballot stays, one that was begun is lost, one was never begun.
    assert cells == ["1", "1", "1"]
    assert "żadne" in page
    assert "3 z 4" in page
    read = re.search(r'name="read" value="([^"]+)"', page)[1]
    judged.mark("edyta", KALISZ, 5, 5)
    stale = alicja.post(path, data={"juror": str(edyta), "read": read})
    assert stale.status_code == 409
    assert "zmieniły się karty albo składy" in stale.text
    read = re.search(r'name="read" value="([^"]+)"', stale.text)[1]
    assert alicja.post(path, data={"juror": str(edyta), "read": read}).status_code == 302
    assert "Edyta" not in [late.name.split()[0] for late in line(judged)[0].late]
    assert alicja.post(path, data={"juror": str(edyta), "read": read}).status_code == 409


def test_entries_that_would_fall_below_the_minimum_are_named_before(judged):
    with judged.app.app_context():
        judged_round = round_queries.rounds_in(judged.edition)[0]
        effect = without.of_leaving(judged_round, {judged.user("edyta").id, judged.user("danuta").id})
        assert [entry.title for entry in effect.below] == [LEGNICA, KALISZ, RUMIA]
        assert (effect.missing, effect.sitting, effect.quorum) == (6, 2, 2)


def test_judging_closes_as_it_was_read_or_not_at_all(judged):
    judged.mark_all()
    alicja = judged.visitor("alicja")
    page = alicja.get(f"{E}/results/close-judging").text
    read = re.search(r'name="read" value="([^"]+)"', page)[1]
    assert "3 z 4" in page
    leave(judged, "celina")
    assert alicja.post(f"{E}/results/close-judging", data={"read": read}).status_code == 409
    read = re.search(r'name="read" value="([^"]+)"', alicja.get(f"{E}/results/close-judging").text)[1]
    assert alicja.post(f"{E}/results/close-judging", data={"read": read}).status_code == 302


def test_a_round_of_several_closes_as_it_was_read(world):
    with world.at_work():
        plan = Plan(kind=RoundKind.SCREENING, cut=Cut.BEST, cut_value=2)
        rounds.plan_round(world.edition.categories[0], plan, by=world.user("alicja"), at=world.now())
    world.in_phase(Phase.JUDGING)
    alicja, path = world.visitor("alicja"), f"{E}/rounds/{key(world)}/close"
    page = alicja.get(path).text
    assert "są poniżej minimum" in page
    for juror in JURORS:
        for title in (LEGNICA, KALISZ, RUMIA):
            if (juror, title) != ("celina", LEGNICA):
                with world.at_work():
                    screen(world, juror, title)
    assert line(world)[1] == "Zamknij etap …"
    assert alicja.post(path, data={"read": "of another day"}).status_code == 409
    read = re.search(r'name="read" value="([^"]+)"', alicja.get(path).text)[1]
    assert alicja.post(path, data={"read": read}).status_code == 302
    assert line(world)[1] == "Ogłoś nominacje …"


def screen(world, juror, title):
    from decimal import Decimal  # noqa: PLC0415 - one use

    from awards_app.jury import service as judging  # noqa: PLC0415 - one use
    from awards_app.jury.service import Given  # noqa: PLC0415 - one use

    first = round_queries.rounds_in(world.edition)[0]
    seat = next(
        one
        for one in round_queries.seats_in(first)
        if one.juror_id == world.user(juror).id and one.entry_id == world.entry(title).id
    )
    yes = Given({first.weights[0].criterion_id: Decimal(1)})
    judging.save_marks(seat, yes, by=world.user(juror), at=world.now())


def test_the_board_draws_no_seats_and_the_act_itself_does(world, monkeypatch):
    with world.at_work():
        judged = round_queries.rounds_in(world.edition)[0]
        plan = Plan(seating=Seating.DRAWN, per_entry=3, most_per_juror=1, seed=1)
        rounds.change_round(judged, plan, by=world.user("alicja"), at=world.now())
    world.open()
    for city in ("Legnica", "Kalisz", "Rumia"):
        world.enter(f"Kampania {city}", city)
    world.check()
    world.accept_all()
    with world.app.test_request_context():
        assert readiness.of_judging(world.edition, world.now(), drawn=False) == []
        assert readiness.of_judging(world.edition, world.now()) != []
    alicja = world.visitor("alicja")
    drawn = []
    monkeypatch.setattr(drawing, "forecast_of", drawn.append)
    assert alicja.get(f"{E}/desk").status_code == 200
    assert drawn == []
    monkeypatch.undo()
    assert alicja.post(f"{E}/open-judging").status_code == 409


@pytest.mark.parametrize("person", ["bartek", "danuta", "marta", "patrycja"])
def test_the_board_is_for_those_who_run_the_edition(judged, person):
    client, one = judged.visitor(person), f"{E}/board/{key(judged)}"
    for path in (one, f"{one}/without", f"{E}/reminders", f"{E}/paper", f"{E}/results/close-judging"):
        assert client.get(path).status_code == 403, path


def test_nonsense_lets_nobody_go(judged):
    alicja, path = judged.visitor("alicja"), f"{E}/board/{key(judged)}/without"
    for sent in ({}, {"juror": "x", "read": "y"}, {"juror": ["\0", str(key(judged))], "read": "\x00"}):
        assert alicja.post(path, data=sent).status_code == 409
    assert alicja.get(f"{path}?juror=nonsense").status_code == 200
    with judged.app.app_context():
        assert not [one for one in round_queries.rounds_in(judged.edition)[0].panel if one.left_at]
        assert db.session.is_active


def test_where_only_submitted_ballots_count_going_on_without_somebody_says_so(judged):
    for title in (LEGNICA, KALISZ, RUMIA):
        judged.mark("bartek", title, 5, 5)
    with judged.at_work():
        judged.edition.complete_drafts_count = False
    alicja, path = judged.visitor("alicja"), f"{E}/board/{key(judged)}/without"
    assert alicja.get(path).status_code == 200
    with judged.app.app_context():
        effect = without.of_leaving(round_queries.rounds_in(judged.edition)[0], {judged.user("bartek").id})
    assert (effect.missing, list(effect.gone.values())) == (3, [(0, 3, 0)])
