"""The calibration entry: all jurors of a round complete it first; who is recused from it goes without."""

from collections import Counter
from decimal import Decimal

import pytest

from awards_app.editions import service as editions
from awards_app.editions.judging import JudgingRules, Peers
from awards_app.entries.models import Status
from awards_app.errors import NotReady, Refused
from awards_app.jury import conflicts, papers, round_queries, rounds, seating
from awards_app.jury import service as judging
from awards_app.jury.conflict_models import Ground
from awards_app.jury.conflicts import About, Reason, Tie
from awards_app.jury.paper_models import PaperState
from awards_app.jury.papers import Read
from awards_app.jury.round_models import Seating
from awards_app.jury.rounds import Plan
from tests.world import JURORS

J = "/e/gala/jury"
JSON = {"Accept": "application/json"}
LEGNICA, KALISZ, RUMIA = "Kampania Legnica", "Kampania Kalisz", "Kampania Rumia"
FIRST = "najpierw oceń zgłoszenie kalibracyjne"


def only_round(world):
    return round_queries.rounds_in(world.edition)[0]


def wish(world, title, **others):
    """Name the calibration entry of the only round."""
    with world.at_work():
        judged = only_round(world)
        now = {name: getattr(Plan.of(judged), name) for name in Plan.__dataclass_fields__}
        plan = Plan(**(now | {"calibration_id": world.entry(title).id if title else None} | others))
        rounds.change_round(judged, plan, by=world.user("alicja"), at=world.now())


@pytest.fixture
def checked(world):
    """Three entries are accepted; judging has not opened."""
    world.open()
    for city in ("Legnica", "Kalisz", "Rumia"):
        world.enter(f"Kampania {city}", city)
    world.check()
    world.accept_all()
    return world


@pytest.fixture
def calibrated(checked):
    """Judging has opened, and Rumia, the last by its number, comes first."""
    wish(checked, RUMIA)
    checked.judge()
    return checked


def url(world, juror, title):
    with world.app.app_context():
        return f"{J}/{world.seat(juror, title).id}"


def mark_field(world):
    with world.app.app_context():
        return f"mark-{world.edition.criteria[0].id}"


def test_the_organiser_names_an_entry_of_the_round_on_its_page(checked):
    with checked.app.app_context():
        judged, entry = only_round(checked), checked.entry(KALISZ)
        page, sent = f"/e/gala/rounds/{judged.id}", {"kind": "scoring", "seating": "all", "cut": "none"}
    alicja = checked.visitor("alicja")
    assert KALISZ in alicja.get(page).text
    assert alicja.post(page, data=sent | {"calibration": str(entry.id)}).status_code == 302
    with checked.app.app_context():
        assert only_round(checked).calibration_id == entry.id
    assert alicja.post(page, data=sent | {"calibration": str(judged.id)}).status_code == 422
    assert alicja.post(page, data=sent).status_code == 302
    with checked.app.app_context():
        assert only_round(checked).calibration_id == entry.id
    assert alicja.post(page, data=sent | {"calibration": ""}).status_code == 302
    with checked.app.app_context():
        assert only_round(checked).calibration_id is None


def test_it_must_take_part_and_stays_once_the_round_is_open(checked):
    wish(checked, KALISZ)
    with checked.at_work():
        entry = checked.entry(KALISZ)
        entry.reason, entry.status = "Spoza terminu.", Status.REJECTED
    with pytest.raises(NotReady) as refused:
        checked.judge()
    assert any("kalibracyjne" in str(problem) for problem in refused.value.problems)
    wish(checked, RUMIA)
    checked.judge()
    with pytest.raises(Refused):
        wish(checked, LEGNICA)
    with pytest.raises(Refused):
        wish(checked, None)


def test_the_others_open_only_after_it_by_every_way(calibrated):
    bartek, other, first = (
        calibrated.visitor("bartek"),
        url(calibrated, "bartek", KALISZ),
        url(calibrated, "bartek", RUMIA),
    )
    page = bartek.get(other)
    assert page.status_code == 409
    assert first in page.text
    assert "kampania" in page.text.lower()
    assert "goal: treść" not in page.text
    refused = bartek.post(other, data={mark_field(calibrated): "5"}, headers=JSON)
    assert refused.status_code == 409
    assert FIRST in refused.json["error"].lower()
    with calibrated.app.app_context():
        compare = f"{J}/rounds/{only_round(calibrated).id}/compare"
    both = f"?first={other.rpartition('/')[2]}&second={first.rpartition('/')[2]}"
    assert bartek.get(compare + both).status_code == 409
    calibrated.mark("bartek", RUMIA, 5)
    assert bartek.get(other).status_code == 409
    calibrated.mark("bartek", RUMIA, 5, 6)
    assert "goal: treść" in bartek.get(other).text
    assert bartek.post(other, data={mark_field(calibrated): "5"}, headers=JSON).status_code == 200
    assert bartek.get(compare + both).status_code == 200
    # Each juror by themselves: Danuta has not judged it.
    assert calibrated.visitor("danuta").get(url(calibrated, "danuta", KALISZ)).status_code == 409


def test_the_desk_and_the_next_key_lead_to_it_first(calibrated):
    bartek = calibrated.visitor("bartek")
    desk = bartek.get(f"{J}/").text
    assert desk.index(RUMIA) < desk.index(LEGNICA) < desk.index(KALISZ)
    assert f'class="btn next" href="{url(calibrated, "bartek", RUMIA)}"' in desk
    assert desk.count("po zgłoszeniu kalibracyjnym") == 2
    # From the calibration entry itself nothing else of the round is next.
    assert 'data-nav="unjudged"' not in bartek.get(url(calibrated, "bartek", RUMIA)).text
    calibrated.mark("bartek", RUMIA, 5, 6)
    assert 'data-nav="unjudged"' in bartek.get(url(calibrated, "bartek", RUMIA)).text
    assert "po zgłoszeniu kalibracyjnym" not in bartek.get(f"{J}/").text


def test_a_ballot_that_was_begun_stays_open_when_the_calibration_entry_lacks_something_again(calibrated):
    with calibrated.at_work():
        calibrated.edition.extremes = "ends"
    calibrated.mark("bartek", RUMIA, 5, 6)
    calibrated.mark("bartek", KALISZ, 5)
    calibrated.mark("bartek", RUMIA, 10, 6)
    bartek = calibrated.visitor("bartek")
    assert bartek.get(url(calibrated, "bartek", KALISZ)).status_code == 200
    assert bartek.get(url(calibrated, "bartek", LEGNICA)).status_code == 409
    desk = bartek.get(f"{J}/").text
    assert f'class="btn next" href="{url(calibrated, "bartek", RUMIA)}"' in desk


def test_who_is_recused_from_it_goes_without(checked):
    wish(checked, LEGNICA)
    checked.judge()
    celina = checked.visitor("celina")
    assert celina.get(url(checked, "celina", KALISZ)).status_code == 200
    assert LEGNICA not in celina.get(f"{J}/").text
    bartek = checked.visitor("bartek")
    assert bartek.get(url(checked, "bartek", KALISZ)).status_code == 409
    with checked.at_work():
        tie = Tie(checked.user("bartek"), About(entry_id=checked.entry(LEGNICA).id), Reason(Ground.FAMILY))
        conflicts.name(checked.edition, tie, by=checked.user("bartek"), at=checked.now())
    assert bartek.get(url(checked, "bartek", KALISZ)).status_code == 200


def test_after_the_close_everything_can_be_read(calibrated):
    calibrated.mark("danuta", RUMIA, 5, 5)
    for juror in ("bartek", "celina", "edyta"):
        calibrated.mark(juror, RUMIA, 5, 5)
        for title in (KALISZ, LEGNICA):
            if not (juror == "celina" and title == LEGNICA):
                calibrated.mark(juror, title, 5, 5)
    with calibrated.at_work():
        calibrated.edition.minimum_ballots = 2
    calibrated.close()
    assert calibrated.visitor("danuta").get(url(calibrated, "danuta", KALISZ)).status_code == 200


def test_its_marks_count_like_any_others(calibrated):
    for title in (RUMIA, KALISZ, LEGNICA):
        for juror in JURORS:
            if not (juror == "celina" and title == LEGNICA):
                calibrated.mark(juror, title, *((9, 9) if title == RUMIA else (5, 5)))
    calibrated.close()
    rumia = calibrated.boards()[0].rows[0]
    assert (rumia.entry.title, rumia.standing.ballots) == (RUMIA, 4)


@pytest.mark.parametrize("per_entry", [1, 2, 3])
def test_in_a_draw_everybody_gets_it_and_the_loads_stay_even(world, per_entry):
    world.open()
    for number in range(7):
        world.enter(f"Kampania {number}", "Kalisz")
    world.enter(LEGNICA)
    world.check()
    world.accept_all()
    with world.at_work():
        world.edition.minimum_ballots = 1
    wish(world, LEGNICA, seating=Seating.DRAWN, per_entry=per_entry, seed=7)
    world.judge()
    with world.app.app_context():
        judged = only_round(world)
        seats = [seat for seat in round_queries.seats_in(judged) if seat.recusal is None]
        first = world.entry(LEGNICA).id
        jurors = {seat.juror_id for seat in seats if seat.entry_id == first}
        # Celina lives there.
        assert jurors == {world.user(juror).id for juror in JURORS if juror != "celina"}
        loads = Counter(seat.juror_id for seat in seats)
        assert max(loads.values()) - min(loads.values()) <= 1
        by_entry = Counter(seat.entry_id for seat in seats if seat.entry_id != first)
        assert set(by_entry.values()) == {per_entry}


def test_who_joins_a_draw_in_mid_round_gets_it_too(world):
    with world.at_work():
        panel = [world.user(one) for one in JURORS if one != "edyta"]
        seating.set_panel(only_round(world), panel, [world.user("edyta")], by=None, at=world.now())
    world.open()
    for number in range(4):
        world.enter(f"Kampania {number}", "Kalisz")
    world.check()
    world.accept_all()
    wish(world, "Kampania 3", seating=Seating.DRAWN, per_entry=3, seed=1)
    world.judge()
    with world.at_work():
        member = round_queries.get_member(only_round(world), world.user("edyta").id)
        made = seating.stand_by(member, False, by=world.user("alicja"), at=world.now())
        assert [seat.entry_id for seat in made] == [world.entry("Kampania 3").id]


def test_its_averages_are_shown_early_only_when_all_have_judged_it_and_the_edition_says_so(checked):
    with checked.at_work():
        rules = JudgingRules(peers=Peers.MARKS, calibration_peers=True)
        editions.set_judging(checked.edition, rules, by=checked.user("alicja"), at=checked.now())
    wish(checked, RUMIA)
    checked.judge()
    for number, juror in enumerate(JURORS[:3]):
        checked.mark(juror, RUMIA, 4 + number, 8)
    bartek, first = checked.visitor("bartek"), url(checked, "bartek", RUMIA)
    assert "Oceny jury" not in bartek.get(first).text
    checked.mark("edyta", RUMIA, 9, 8)
    page = bartek.get(first).text
    assert "Oceny jury" in page
    assert "6,00" in page
    assert "4 · 5 · 6 · 9" in page
    checked.mark("bartek", KALISZ, 5, 5)
    assert "Oceny jury" not in bartek.get(url(checked, "bartek", KALISZ)).text
    with checked.at_work():
        judging.submit_ballot(checked.seat("bartek", KALISZ), by=checked.user("bartek"), at=checked.now())


def test_paper_is_no_way_round_the_calibration_entry(calibrated):
    with calibrated.app.app_context():
        keys = [criterion.id for criterion in calibrated.edition.criteria[:2]]
        page = f"/e/gala/paper/{calibrated.seat('bartek', KALISZ).id}"

    def enter(title):
        with calibrated.at_work():
            read, by, at = Read(dict.fromkeys(keys, Decimal(7))), calibrated.user("alicja"), calibrated.now()
            return papers.enter(calibrated.seat("bartek", title), read, at, by=by, at=at).state

    with pytest.raises(Refused, match="003 Kampania Rumia"):
        enter(KALISZ)
    assert "003 Kampania Rumia" in calibrated.visitor("alicja").get(page).text
    assert enter(RUMIA) is PaperState.ENTERED
    # Entered is not complete: nobody has read the same yet.
    with pytest.raises(Refused, match="003 Kampania Rumia"):
        enter(KALISZ)
    calibrated.mark("bartek", RUMIA, 7, 7)
    assert enter(KALISZ) is PaperState.ENTERED
