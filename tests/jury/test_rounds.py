"""Rounds: screening, scoring, final; who is seated in each, who goes on, and what becomes of the result."""

import re
from datetime import timedelta
from decimal import Decimal

import pytest
from sqlalchemy import select

from awards_app.db import db
from awards_app.editions.phases import Phase
from awards_app.errors import NotReady, Refused
from awards_app.jury import conflicts, round_queries, rounds, seating
from awards_app.jury import queries as jury
from awards_app.jury import service as judging
from awards_app.jury.conflict_models import Ground
from awards_app.jury.conflicts import About, Reason, Tie
from awards_app.jury.models import Ballot, Seat
from awards_app.jury.receipts import Given
from awards_app.jury.round_models import Admission, Cut, Round, RoundKind, Seating
from awards_app.jury.rounds import Plan
from awards_app.notices.models import Mail
from awards_app.results import shortlisting
from tests.world import JURORS, best

R = "/e/gala/rounds"
LEGNICA, KALISZ, RUMIA = "Kampania Legnica", "Kampania Kalisz", "Kampania Rumia"


def plan(world, **wishes):
    with world.at_work():
        wish = Plan(**wishes)
        return rounds.plan_round(world.edition.categories[0], wish, by=world.user("alicja"), at=world.now()).id


def change(world, number, **wishes):
    """The plan of the category's n-th round, with some things otherwise."""
    with world.at_work():
        judged = nth(world, number)
        wish = Plan(**({name: getattr(Plan.of(judged), name) for name in Plan.__dataclass_fields__} | wishes))
        rounds.change_round(judged, wish, by=world.user("alicja"), at=world.now())


def nth(world, number):
    return round_queries.rounds_of(world.edition.categories[0])[number - 1]


def key(world, number):
    with world.app.app_context():
        return nth(world, number).id


def give(world, number, juror, title, *values):
    """Marks of a juror in the n-th round."""
    with world.at_work():
        judged = nth(world, number)
        mine = select(Seat).where(Seat.round_id == judged.id, Seat.juror_id == world.user(juror).id)
        seat = db.session.scalars(mine.where(Seat.entry_id == world.entry(title).id)).one()
        ids = [weight.criterion_id for weight in judged.weights]
        marks = Given({one: Decimal(value) for one, value in zip(ids, values, strict=True)})
        judging.save_marks(seat, marks, by=world.user(juror), at=world.now())


def close(world, number):
    with world.at_work():
        judged = nth(world, number)
        found = shortlisting.close_round(judged, by=world.user("alicja"), at=world.now())
        shortlisting.open_next(judged, by=world.user("alicja"), at=world.now())
        return [entry.title for one in found for entry in one.through]


@pytest.fixture
def screened(world):
    """A screening before the scoring; entries are accepted, judging has opened."""
    plan(world, kind=RoundKind.SCREENING, cut=Cut.JURORS, cut_value=2)
    return world.in_phase(Phase.JUDGING)


def screen(world, **yeses):
    """Who says yes to which city; the others say no."""
    for title in (LEGNICA, KALISZ, RUMIA):
        for juror in JURORS:
            if not (juror == "celina" and title == LEGNICA):
                give(world, 1, juror, title, 1 if juror in yeses.get(title.split()[1], ()) else 0)


def test_a_screening_comes_first_whenever_it_is_planned(world):
    plan(world, kind=RoundKind.FINAL)
    plan(world, kind=RoundKind.SCREENING, cut=Cut.BEST, cut_value=1)
    with world.app.app_context():
        kinds = [(one.position, one.kind) for one in round_queries.rounds_of(world.edition.categories[0])]
    assert kinds == [(1, "screening"), (2, "scoring"), (3, "final")]


def test_a_new_round_begins_with_the_panel_of_its_neighbour(world):
    plan(world, kind=RoundKind.FINAL)
    with world.app.app_context():
        assert {one.juror_id for one in nth(world, 2).panel} == {one.juror_id for one in nth(world, 1).panel}


def test_a_screening_asks_yes_or_no_and_lets_through_whom_enough_jurors_let_through(screened):
    page = screened.visitor("bartek").get("/e/gala/jury/").text
    assert "preselekcja" in page
    seat = f"/e/gala/jury/{seat_id(screened, 1, 'bartek', KALISZ)}"
    text = screened.visitor("bartek").get(seat).text
    assert "Czy zgłoszenie przechodzi dalej?" in text
    assert "<span>Tak</span>" in text
    assert "<span>Nie</span>" in text
    screen(screened, Kalisz=("bartek", "danuta"), Rumia=("bartek",), Legnica=("bartek", "danuta", "edyta"))
    assert sorted(close(screened, 1)) == [KALISZ, LEGNICA]


def told_of_seats():
    """Who got a letter about new seats."""
    return set(db.session.scalars(select(Mail.to).where(Mail.purpose.startswith("seats_given"))))


def seat_id(world, number, juror, title):
    with world.app.app_context():
        where = (Seat.round_id == nth(world, number).id, Seat.juror_id == world.user(juror).id)
        return db.session.scalars(select(Seat.id).where(*where, Seat.entry_id == world.entry(title).id)).one()


def test_only_what_went_through_is_judged_next_and_the_last_round_makes_the_result(screened):
    screen(screened, Kalisz=("bartek", "danuta"), Rumia=("edyta", "danuta"))
    close(screened, 1)
    with screened.app.app_context():
        titles = {entry.title for entry in round_queries.entries_in(nth(screened, 2))}
        assert titles == {KALISZ, RUMIA}
        purposes = list(db.session.scalars(select(Mail.to).where(Mail.purpose == "round_open")))
    assert sorted(purposes) == sorted(f"{one}@example.org" for one in JURORS)
    for juror in JURORS:
        give(screened, 2, juror, KALISZ, 9, 9)
        give(screened, 2, juror, RUMIA, 7, 7)
    screened.close()
    (board,) = screened.boards()
    assert [(row.entry.title, row.standing.place) for row in board.rows] == [(KALISZ, 1), (RUMIA, 2)]
    assert board.unranked == ()
    screened.decide_special()
    screened.seal()
    assert best(screened)


def test_the_marks_of_a_closed_round_are_frozen_but_can_be_read(screened):
    screen(screened, Kalisz=("bartek", "danuta"))
    close(screened, 1)
    with pytest.raises(Exception, match="zamknięty|closed"):
        give(screened, 1, "bartek", KALISZ, 0)
    page = screened.visitor("bartek").get(f"/e/gala/jury/{seat_id(screened, 1, 'bartek', KALISZ)}").text
    assert "Ten etap jest zamknięty. Wszystkie zapisane wcześniej oceny są zachowane. To są Twoje oceny." in page
    assert "Do oceny: 1 zgłoszenie" in screened.visitor("bartek").get("/e/gala/jury/").text


def test_a_round_with_an_entry_below_its_minimum_cannot_be_closed_until_the_minimum_is_lower(screened):
    for juror in ("bartek", "danuta"):
        for title in (LEGNICA, KALISZ, RUMIA):
            give(screened, 1, juror, title, 1)
    with pytest.raises(NotReady):
        close(screened, 1)
    change(screened, 1, minimum_ballots=2)
    assert len(close(screened, 1)) == 3


def test_where_nobody_reaches_the_line_the_best_of_the_class_goes_on(screened):
    screen(screened, Kalisz=("bartek",))
    assert close(screened, 1) == [KALISZ]


@pytest.mark.parametrize(
    ("cut", "value", "through"),
    [
        (Cut.BEST, 1, [RUMIA]),
        # Kalisz and Legnica share the second place: the line falls between them, so both come in.
        (Cut.BEST, 2, [KALISZ, LEGNICA, RUMIA]),
        (Cut.SHARE, 33, [RUMIA]),
        (Cut.SHARE, 34, [KALISZ, LEGNICA, RUMIA]),
        (Cut.THRESHOLD, 90, [RUMIA]),
        (Cut.THRESHOLD, 60, [KALISZ, LEGNICA, RUMIA]),
        (Cut.THRESHOLD, 61, [RUMIA]),
    ],
)
def test_the_cut_counts_by_class_and_a_tie_at_the_line_lets_all_in(world, cut, value, through):
    change(world, 1, cut=cut, cut_value=value)
    plan(world, kind=RoundKind.FINAL)
    world.in_phase(Phase.JUDGING)
    for juror in ("bartek", "danuta", "edyta"):
        give(world, 1, juror, RUMIA, 9, 9)
        give(world, 1, juror, KALISZ, 6, 6)
        give(world, 1, juror, LEGNICA, 6, 6)
    assert sorted(close(world, 1)) == through


def test_without_a_cut_a_round_that_another_follows_does_not_open(world):
    plan(world, kind=RoundKind.FINAL)
    world.open()
    for city in ("Legnica", "Kalisz", "Rumia"):
        world.enter(f"Kampania {city}", city)
    world.check()
    world.accept_all()
    with world.at_work(), pytest.raises(NotReady) as refused:
        judging.open_judging(world.edition, by=world.user("alicja"), at=world.now())
    assert any("następnego etapu" in str(one) for one in refused.value.problems)


def test_judging_does_not_close_before_the_last_round_began(screened):
    with screened.at_work(), pytest.raises(NotReady) as refused:
        from_service(screened)
    assert any("ostatni etap" in str(one) for one in refused.value.problems)


def from_service(world):
    from awards_app.results import service  # noqa: PLC0415 - one use

    service.close_judging(world.edition, by=world.user("alicja"), at=world.now())


def test_the_window_of_a_round_is_decided_to_the_second(world):
    with world.app.app_context():
        last = world.edition.judging_closes_at
    opens, closes = last - timedelta(days=3), last - timedelta(days=1)
    change(world, 1, opens_at=opens, closes_at=closes)
    world.in_phase(Phase.JUDGING)
    world.clock.move_to(opens - timedelta(seconds=1))
    with pytest.raises(Exception, match="Otwarcie etapu|opens"):
        give(world, 1, "bartek", RUMIA, 5, 5)
    world.clock.move_to(opens)
    give(world, 1, "bartek", RUMIA, 5, 5)
    world.clock.move_to(closes)
    with pytest.raises(Exception, match="Termin|deadline"):
        give(world, 1, "bartek", RUMIA, 6, 6)


def test_a_round_has_criteria_of_its_own(world):
    with world.app.app_context():
        first = world.edition.criteria[0].id
    change(world, 1, weights={first: 100})
    world.in_phase(Phase.JUDGING)
    for title, mark in ((RUMIA, 3), (KALISZ, 8), (LEGNICA, 5)):
        for juror in ("bartek", "danuta", "edyta"):
            give(world, 1, juror, title, mark)
    world.close()
    (board,) = world.boards()
    assert [(row.entry.title, row.shown) for row in board.rows][0] == (KALISZ, "80.00")


@pytest.mark.parametrize(
    ("wishes", "words"),
    [
        ({"closes_at": timedelta(days=900)}, "przed końcem oceniania"),
        ({"opens_at": timedelta(days=5), "closes_at": timedelta(days=4)}, "zanim się zamknie"),
        ({"cut": Cut.SHARE, "cut_value": 101}, "100 procent"),
        ({"cut": Cut.JURORS, "cut_value": 2}, "preselekcji"),
    ],
)
def test_a_plan_that_cannot_be_is_refused_in_words(world, wishes, words):
    wishes = {name: world.now() + one if isinstance(one, timedelta) else one for name, one in wishes.items()}
    with world.at_work(), pytest.raises(Refused, match=words):
        rounds.plan_round(world.edition.categories[0], Plan(**wishes), by=world.user("alicja"), at=world.now())


def test_what_jurors_began_under_can_no_longer_change(screened):
    for wishes in ({"seating": Seating.DRAWN, "per_entry": 2}, {"method": "median"}):
        with pytest.raises(Refused):
            change(screened, 1, **wishes)
    with screened.at_work(), pytest.raises(Refused):
        rounds.remove_round(nth(screened, 1), by=screened.user("alicja"), at=screened.now())


def test_the_only_round_of_a_category_stays(world):
    with world.at_work(), pytest.raises(Refused):
        rounds.remove_round(nth(world, 1), by=world.user("alicja"), at=world.now())
    plan(world, kind=RoundKind.FINAL)
    assert world.visitor("alicja").post(f"{R}/{key(world, 2)}/remove").status_code == 302
    assert world.count(Round) == 1


def drawn(world, per_entry=2, most=None):
    change(world, 1, seating=Seating.DRAWN, per_entry=per_entry, most_per_juror=most, seed=7, minimum_ballots=2)
    return world.in_phase(Phase.JUDGING)


def pairs(world):
    with world.app.app_context():
        return {(seat.juror_id, seat.entry_id) for seat in db.session.scalars(select(Seat))}


def test_drawn_seats_are_balanced_and_avoid_the_juror_s_own_city(world):
    drawn(world)
    with world.app.app_context():
        seats = list(db.session.scalars(select(Seat)))
        loads = sorted(sum(seat.juror_id == world.user(juror).id for seat in seats) for juror in JURORS)
        celina, legnica = world.user("celina").id, world.entry(LEGNICA).id
    assert len(seats) == 6
    assert loads == [1, 1, 2, 2]
    assert (celina, legnica) not in pairs(world)


def test_who_leaves_in_mid_round_keeps_full_ballots_and_the_rest_is_drawn_anew(world):
    drawn(world)
    before = pairs(world)
    with world.app.app_context():
        bartek = world.user("bartek").id
        mine = [seat for seat in db.session.scalars(select(Seat)) if seat.juror_id == bartek]
        titles = [seat.entry.title for seat in mine]
    give(world, 1, "bartek", titles[0], 8, 8)
    answer = world.visitor("alicja").post(f"{R}/{key(world, 1)}/panel/{bartek}/leave")
    assert answer.status_code == 302
    after = pairs(world)
    assert len(after) == 6
    assert sum(juror == bartek for juror, _entry in after) == 1
    assert {pair for pair in before if pair[0] != bartek} <= after
    assert world.count(Ballot) == 1
    with world.app.app_context():
        assert jury.seats_of(world.user("bartek"), world.edition) == []


def test_a_reserve_is_seated_only_when_called_in(world):
    change(world, 1, minimum_ballots=2)
    edyta = f"{R}/{key(world, 1)}/panel/{world.id_of(type(world).user, 'edyta')}"
    alicja = world.visitor("alicja")
    assert alicja.post(f"{edyta}/reserve").status_code == 302
    world.in_phase(Phase.JUDGING)
    with world.app.app_context():
        assert jury.seats_of(world.user("edyta"), world.edition) == []
    assert alicja.post(f"{edyta}/call-in").status_code == 302
    with world.app.app_context():
        assert len(jury.seats_of(world.user("edyta"), world.edition)) == 3
        assert "edyta@example.org" in told_of_seats()


def test_a_draw_that_cannot_be_made_is_explained_before_judging_opens(world):
    change(world, 1, seating=Seating.DRAWN, per_entry=3, most_per_juror=1, seed=1)
    world.open()
    for city in ("Legnica", "Kalisz", "Rumia"):
        world.enter(f"Kampania {city}", city)
    world.check()
    world.accept_all()
    text = world.visitor("alicja").get(f"{R}/{key(world, 1)}").text
    assert "przy co najwyżej 1 zgłoszeniach na jurora jest za mało przydziałów; wystarczyłoby 3" in text
    assert "Wystarczyłoby jeszcze 5 jurorów bez konfliktów" in text
    with world.at_work(), pytest.raises(NotReady):
        judging.open_judging(world.edition, by=world.user("alicja"), at=world.now())


def test_the_shortlist_is_public_only_when_published_and_in_the_alphabet_of_cities(screened):
    screen(screened, Rumia=("bartek", "danuta"), Kalisz=("edyta", "danuta"))
    close(screened, 1)
    assert "Nominowani" not in screened.visitor().get("/e/gala/").text
    second = f"{R}/{key(screened, 2)}"
    assert screened.visitor("bartek").post(f"{second}/publish").status_code == 403
    assert screened.visitor("alicja").post(f"{second}/publish").status_code == 302
    page = screened.visitor().get("/e/gala/").text
    assert page.index("Kalisz (wielkopolskie)") < page.index("Rumia (pomorskie)")
    assert LEGNICA not in page


def test_before_the_close_the_effect_is_shown_in_numbers_without_names_or_scores(screened):
    screen(screened, Kalisz=("bartek", "danuta"))
    page = screened.visitor("alicja").get(f"{R}/{key(screened, 1)}/close").text
    assert "według ocen" in page
    for hidden in (KALISZ, LEGNICA, RUMIA, "100,00"):
        assert hidden not in page
    read = re.search(r'name="read" value="([^"]+)"', page)[1]
    assert screened.visitor("alicja").post(f"{R}/{key(screened, 1)}/close").status_code == 409
    assert screened.visitor("alicja").post(f"{R}/{key(screened, 1)}/close", data={"read": read}).status_code == 302
    assert screened.count(Admission) == 1
    assert KALISZ in screened.visitor("alicja").get(f"{R}/{key(screened, 1)}").text


@pytest.mark.parametrize("person", ["bartek", "celina", "marta", "patrycja"])
def test_rounds_are_the_organisers_business(world, person):
    one = f"{R}/{key(world, 1)}"
    client = world.visitor(person)
    for path in (f"{R}/", one, f"{one}/close"):
        assert client.get(path).status_code == 403, path
    for path in (one, f"{one}/remove", f"{one}/close", f"{one}/open", f"{one}/publish"):
        assert client.post(path).status_code == 403, path


def sent(**changes):
    return {"kind": "scoring", "seating": "all", "cut": "none", "method": ""} | changes


def test_a_round_is_planned_and_changed_by_form_and_a_slip_loses_nothing(world):
    alicja = world.visitor("alicja")
    wrong = sent(kind="final", seating="drawn", per_entry="", cut="best", cut_value="x", minimum_ballots="4")
    answer = alicja.post(f"{R}/campaign/new", data=wrong)
    assert answer.status_code == 422
    assert "Podaj, ilu jurorów" in answer.text
    assert 'value="4"' in answer.text
    right = wrong | {"per_entry": "3", "most_per_juror": "9", "cut": "none", "cut_value": "", "seed": "123"}
    assert alicja.post(f"{R}/campaign/new", data=right).status_code == 302
    with world.app.app_context():
        final = Plan.of(nth(world, 2))
        assert (final.per_entry, final.most_per_juror, final.seed, final.minimum_ballots) == (3, 9, 123, 4)
    answer = alicja.post(f"{R}/{key(world, 2)}", data=sent(kind="final", closes_at="2030-01-01T10:00"))
    assert answer.status_code == 409
    assert "2030-01-01T10:00" in answer.text


@pytest.mark.parametrize(
    "hostile",
    [{"kind": "x"}, {"seed": "9" * 40}, {"cut": "best", "cut_value": "-1"}, {"opens_at": "9999-12-31T23:59"}]
    + [{"method": "dictator"}, {"per_entry": "\0", "seating": "drawn"}, {"weight-x": "1"}, {"closes_at": "jutro"}],
)
def test_hostile_plans_break_nothing(world, hostile):
    answer = world.visitor("alicja").post(f"{R}/campaign/new", data=sent() | hostile)
    assert answer.status_code in {302, 409, 422}
    assert world.visitor("alicja").get(f"{R}/").status_code == 200


def test_seating_twice_makes_no_seat_twice(world):
    world.in_phase(Phase.JUDGING)
    before = pairs(world)
    with world.at_work():
        assert seating.seat_round(nth(world, 1), by=world.user("alicja"), at=world.now()) == []
    assert pairs(world) == before


def test_the_grid_of_panels_empties_no_round_that_is_still_to_come(screened):
    with screened.app.app_context():
        before = len(nth(screened, 2).panel)
    alicja = screened.visitor("alicja")
    page = alicja.get("/e/gala/jury/panels").text
    shown = re.findall(r'name="shown" value="([^"]+)"', page)
    assert alicja.post("/e/gala/jury/panels", data={"shown": shown, "seats": []}).status_code == 302
    with screened.app.app_context():
        assert len(nth(screened, 2).panel) == before > 0


def test_between_a_closed_round_and_the_next_nothing_can_be_put_or_taken(screened):
    screen(screened, Kalisz=("bartek", "danuta"))
    with screened.at_work():
        shortlisting.close_round(nth(screened, 1), by=screened.user("alicja"), at=screened.now())
    with pytest.raises(Refused):
        plan(screened, kind=RoundKind.SCREENING, cut=Cut.BEST, cut_value=1)
    with screened.at_work(), pytest.raises(Refused):
        rounds.remove_round(nth(screened, 2), by=screened.user("alicja"), at=screened.now())


def test_the_minimum_and_the_cut_of_an_open_screening_can_be_mended(screened):
    change(screened, 1, minimum_ballots=2, cut_value=1)
    with screened.app.app_context():
        assert (nth(screened, 1).minimum_ballots, nth(screened, 1).cut_value) == (2, 1)


@pytest.mark.parametrize("method", ["borda", "copeland", "schulze", "majority_judgment"])
def test_a_threshold_wants_points_of_a_hundred(world, method):
    with world.at_work(), pytest.raises(Refused, match="punkty na 100|points of 100"):
        wish = Plan(kind=RoundKind.FINAL, method=method, cut=Cut.THRESHOLD, cut_value=60)
        rounds.plan_round(world.edition.categories[0], wish, by=world.user("alicja"), at=world.now())


@pytest.mark.parametrize("method", ["median", "borda", "copeland", "schulze", "majority_judgment", "severity_adjusted"])
def test_the_result_of_every_method_has_its_page(world, method):
    change(world, 1, method=method)
    world.in_phase(Phase.DELIBERATION)
    for board in world.boards():
        page = world.visitor("danuta").get(f"/e/gala/results/{board.size_class.id}")
        assert page.status_code == 200
        assert RUMIA in page.text
    world.decide_special()
    world.seal()


def test_a_draw_of_fewer_jurors_than_ballots_does_not_open(world):
    change(world, 1, seating=Seating.DRAWN, per_entry=1, seed=1)
    with pytest.raises(NotReady) as refused:
        world.in_phase(Phase.JUDGING)
    assert any("mniej jurorów, niż potrzebuje kart" in str(one) for one in refused.value.problems)


def test_before_the_close_the_cut_cannot_be_used_to_measure_averages(world):
    change(world, 1, cut=Cut.THRESHOLD, cut_value=100)
    plan(world, kind=RoundKind.FINAL)
    world.in_phase(Phase.JUDGING)
    change(world, 1, cut_value=95)
    for juror in ("bartek", "danuta", "edyta"):
        for title, mark in ((RUMIA, 9), (KALISZ, 6), (LEGNICA, 3)):
            give(world, 1, juror, title, mark, mark)
    for wish in ({"cut_value": 94}, {"cut": Cut.BEST}, {"cut": Cut.NONE, "cut_value": None}):
        with pytest.raises(Refused, match="Jurorzy zaczęli już oceniać"):
            change(world, 1, **wish)
    change(world, 1, minimum_ballots=2)
    alicja, page = world.visitor("alicja"), f"{R}/{key(world, 1)}"
    sent = {"kind": "scoring", "seating": "all", "cut": "threshold", "cut_value": "90"}
    refused = alicja.post(page, data=sent)
    assert "Jurorzy zaczęli już oceniać" in refused.text
    assert "Gdy nikt w klasie nie sięga progu" in alicja.get(f"{page}/close").text
    # The line of 95 is above them all: the close says nothing of it, and the best goes on.
    assert close(world, 1) == [RUMIA]


def test_the_last_round_has_no_close_of_its_own(screened):
    page = f"{R}/{key(screened, 2)}"
    assert screened.visitor("alicja").get(f"{page}/close").headers["Location"] == page
    assert screened.visitor("alicja").post(f"{page}/close").status_code == 409


def test_where_all_are_equally_far_below_the_line_all_go_on(screened):
    screen(screened)
    assert sorted(close(screened, 1)) == [KALISZ, LEGNICA, RUMIA]


def test_who_was_let_go_gets_the_sheet_of_what_still_counts(world):
    drawn(world)
    bartek = world.id_of(type(world).user, "bartek")
    with world.app.app_context():
        seats = list(db.session.scalars(select(Seat)))
        pairs_of = [(seat.juror.email.partition("@")[0], seat.entry.title) for seat in seats]
    for juror, title in pairs_of:
        give(world, 1, juror, title, 7, 7)
    assert world.visitor("alicja").post(f"{R}/{key(world, 1)}/panel/{bartek}/leave").status_code == 302
    world.close()
    with world.app.app_context():
        told = set(db.session.scalars(select(Mail.to).where(Mail.purpose == "jury_sheet")))
    assert "bartek@example.org" in told


def test_a_mark_of_somebody_who_was_let_go_is_refused_in_words(world):
    drawn(world)
    with world.app.app_context():
        seat = db.session.scalars(select(Seat)).first()
        juror, title, bartek = seat.juror.email.partition("@")[0], seat.entry.title, seat.juror_id
    give(world, 1, juror, title, 7, 7)
    with world.at_work():
        seating.leave(round_queries.get_member(nth(world, 1), bartek), by=world.user("alicja"), at=world.now())
    with pytest.raises(Refused, match="Nie oceniasz|do not judge"):
        give(world, 1, juror, title, 8, 8)


def test_seats_that_a_conflict_took_are_drawn_anew_and_their_jurors_told(world):
    drawn(world)
    with world.at_work():
        seat = db.session.scalars(select(Seat)).first()
        tie = Tie(seat.juror, About(entry_id=seat.entry_id), Reason(Ground.FAMILY))
        conflicts.name(world.edition, tie, by=seat.juror, at=world.now())
    alicja, page = world.visitor("alicja"), f"{R}/{key(world, 1)}"
    assert "1 z 2" in alicja.get("/e/gala/conflicts").text
    assert "Dolosuj brakujące przydziały" in alicja.get(page).text
    assert alicja.post(f"{page}/top-up").status_code == 302
    with world.app.app_context():
        active = [one for one in db.session.scalars(select(Seat)) if one.recusal is None]
        assert len(active) == 6
        assert told_of_seats()
    assert "1 z 2" not in alicja.get("/e/gala/conflicts").text


def test_a_reserve_is_copied_as_a_reserve_and_cannot_finish(world):
    edyta = f"{R}/{key(world, 1)}/panel/{world.id_of(type(world).user, 'edyta')}"
    change(world, 1, minimum_ballots=2)
    assert world.visitor("alicja").post(f"{edyta}/reserve").status_code == 302
    plan(world, kind=RoundKind.FINAL)
    change(world, 1, cut=Cut.BEST, cut_value=1)
    with world.app.app_context():
        assert [one.juror.name for one in nth(world, 2).panel if one.reserve] == ["Edyta Testowa"]
    world.in_phase(Phase.JUDGING)
    answer = world.visitor("edyta").post(f"/e/gala/jury/rounds/{key(world, 1)}/finish", data={"finished": "1"})
    assert answer.status_code == 409
