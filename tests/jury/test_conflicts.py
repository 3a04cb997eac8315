"""Conflicts of interest: declared, named, decided; enforced when seats are made and when marks are saved."""

import pytest
from sqlalchemy import select

from awards_app.db import db
from awards_app.editions.phases import Phase
from awards_app.errors import Refused
from awards_app.jury import conflict_queries as queries
from awards_app.jury import conflicts
from awards_app.jury.conflict_models import Conflict, Ground, Source
from awards_app.jury.conflicts import About, Reason, Tie
from awards_app.jury.models import Seat
from awards_app.notices.models import Mail
from awards_app.roles import Role
from awards_app.team import service as team
from awards_app.team.service import Invited

E = "/e/gala"
RUMIA, KALISZ, LEGNICA = "Kampania Rumia", "Kampania Kalisz", "Kampania Legnica"


@pytest.fixture
def judging(world):
    return world.in_phase(Phase.JUDGING)


def name(world, juror, source=Source.JUROR, **about):
    with world.at_work():
        by = world.user("marta" if source is Source.CITY else "alicja" if source is Source.ORGANISER else juror)
        tie = Tie(world.user(juror), About(**about), Reason(Ground.FAMILY), source)
        return conflicts.name(world.edition, tie, by=by, at=world.now()).id


def decide(world, key, upheld):
    with world.at_work():
        found = queries.get_conflict(world.edition, key)
        conflicts.decide(found, upheld, by=world.user("alicja"), at=world.now())


def recused(world, juror):
    with world.app.app_context():
        seats = db.session.scalars(select(Seat).where(Seat.juror_id == world.user(juror).id))
        return sorted(seat.entry.title for seat in seats if seat.recusal)


def id_of(world, what, title=RUMIA):
    with world.app.app_context():
        entry = world.entry(title)
        return {"entry_id": entry.id, "city_id": entry.city_id, "category_id": entry.category_id}[what]


@pytest.mark.parametrize(
    ("what", "lost"), [("entry_id", [RUMIA]), ("city_id", [RUMIA]), ("category_id", [KALISZ, LEGNICA, RUMIA])]
)
def test_a_declared_conflict_recuses_at_once_from_all_that_it_is_about(judging, what, lost):
    name(judging, "bartek", **{what: id_of(judging, what)})
    assert recused(judging, "bartek") == lost
    with pytest.raises(Refused):
        judging.mark("bartek", RUMIA, 5, 5)


def test_what_a_city_names_holds_only_once_it_is_upheld(judging):
    key = name(judging, "bartek", Source.CITY, city_id=id_of(judging, "city_id", LEGNICA))
    assert recused(judging, "bartek") == []
    judging.mark("bartek", LEGNICA, 5, 5)
    decide(judging, key, True)
    assert recused(judging, "bartek") == [LEGNICA]
    with pytest.raises(Refused):
        judging.mark("bartek", LEGNICA, 6, 6)


def test_a_dismissed_conflict_gives_the_seat_back_with_its_marks(judging):
    judging.mark("bartek", RUMIA, 7, 7)
    key = name(judging, "bartek", entry_id=id_of(judging, "entry_id"))
    decide(judging, key, False)
    assert recused(judging, "bartek") == []
    with judging.app.app_context():
        assert len(judging.seat("bartek", RUMIA).marks) == 2


def test_what_another_conflict_or_the_own_city_forbids_stays_forbidden(judging):
    city = name(judging, "bartek", city_id=id_of(judging, "city_id"))
    entry = name(judging, "bartek", entry_id=id_of(judging, "entry_id"))
    decide(judging, entry, False)
    assert recused(judging, "bartek") == [RUMIA]
    decide(judging, city, False)
    assert recused(judging, "bartek") == []
    own = name(judging, "celina", city_id=id_of(judging, "city_id", LEGNICA))
    decide(judging, own, False)
    assert recused(judging, "celina") == [LEGNICA]


def test_a_conflict_from_before_judging_is_kept_when_seats_are_made(world):
    world.open()
    for city in ("Legnica", "Kalisz", "Rumia"):
        world.enter(f"Kampania {city}", city)
    name(world, "bartek", city_id=id_of(world, "city_id"))
    world.check()
    world.accept_all()
    world.judge()
    assert recused(world, "bartek") == [RUMIA]


def test_the_same_conflict_is_named_once(judging):
    about = {"city_id": id_of(judging, "city_id")}
    name(judging, "bartek", **about)
    with pytest.raises(Refused, match="już zgłoszony|known"):
        name(judging, "bartek", **about)


def test_the_juror_declares_a_city_by_form_and_the_organiser_is_told(judging):
    bartek, city = judging.visitor("bartek"), id_of(judging, "city_id")
    empty = bartek.post(f"{E}/jury/conflicts", data={"about": f"city:{city}", "ground": "other", "words": ""})
    assert empty.status_code == 422
    assert "Opisz powód słowami" in empty.text
    sent = {"about": f"city:{city}", "ground": "other", "words": "Byłem tam radnym."}
    assert bartek.post(f"{E}/jury/conflicts", data=sent).status_code == 302
    with judging.app.app_context():
        (mail,) = db.session.scalars(select(Mail).where(Mail.purpose == "conflict_named"))
        assert mail.to == "alicja@example.org"
    page = judging.visitor("alicja").get(f"{E}/conflicts").text
    assert "Byłem tam radnym." in page
    assert "Rumia (pomorskie)" in page


def test_the_list_of_one_s_own_conflicts_does_not_name_the_entry(judging):
    seat = f"{E}/jury/{seat_of(judging, 'bartek', RUMIA)}"
    assert judging.visitor("bartek").post(f"{seat}/conflict", data={"ground": "work"}).status_code == 302
    page = judging.visitor("bartek").get(f"{E}/jury/conflicts").text
    assert "jedno zgłoszenie" in page
    assert RUMIA not in page
    assert str(id_of(judging, "entry_id")) not in page


def seat_of(world, juror, title):
    with world.app.app_context():
        return world.seat(juror, title).id


def test_a_city_names_a_juror_and_the_juror_does_not_learn_it(judging):
    marta = judging.visitor("marta")
    with judging.app.app_context():
        juror = judging.user("bartek").id
    sent = {"juror": str(juror), "ground": "business", "words": "Prowadzi nam kampanie."}
    assert marta.post(f"{E}/city/conflicts", data=sent).status_code == 302
    assert "do decyzji" in marta.get(f"{E}/city/conflicts").text
    assert "Prowadzi nam kampanie." not in judging.visitor("bartek").get(f"{E}/jury/conflicts").text
    assert "Prowadzi nam kampanie." not in judging.visitor("norbert").get(f"{E}/city/conflicts").text
    with judging.app.app_context():
        key = db.session.scalars(select(Conflict.id)).one()
    assert judging.visitor("marta").post(f"{E}/conflicts/{key}/uphold").status_code == 403
    assert judging.visitor("alicja").post(f"{E}/conflicts/{key}/uphold").status_code == 302
    assert recused(judging, "bartek") == [LEGNICA]


def test_the_organiser_sees_which_entries_have_too_few_jurors_and_who_could_fill_in(judging):
    for juror in ("bartek", "danuta"):
        name(judging, juror, entry_id=id_of(judging, "entry_id"))
    page = judging.visitor("alicja").get(f"{E}/conflicts").text
    assert "2 z 3" in page
    assert "nikt: zaproś kolejnego jurora" in page


def test_the_organiser_keeps_a_juror_from_an_entry(judging):
    with judging.app.app_context():
        juror = judging.user("edyta").id
    sent = {"juror": str(juror), "about": f"entry:{id_of(judging, 'entry_id')}", "ground": "campaign"}
    assert judging.visitor("alicja").post(f"{E}/conflicts", data=sent).status_code == 302
    assert recused(judging, "edyta") == [RUMIA]


@pytest.mark.parametrize("about", ["", "city:x", "entry:00000000-0000-4000-8000-000000000000", "x:1", "category:"])
def test_a_forged_subject_is_refused(judging, about):
    sent = {"about": about, "ground": "work"}
    assert judging.visitor("bartek").post(f"{E}/jury/conflicts", data=sent).status_code == 422
    assert judging.count(Conflict) == 0


@pytest.mark.parametrize(
    ("person", "path", "code"),
    [("bartek", "/conflicts", 403), ("marta", "/conflicts", 403), ("roman", "/conflicts", 200)]
    + [("marta", "/jury/conflicts", 403), ("bartek", "/city/conflicts", 403), ("alicja", "/city/conflicts", 403)],
)
def test_each_role_has_its_own_page(judging, person, path, code):
    assert judging.visitor(person).get(f"{E}{path}").status_code == code


def test_what_a_city_named_does_not_keep_the_juror_from_declaring_it(judging):
    about = {"city_id": id_of(judging, "city_id", LEGNICA)}
    name(judging, "bartek", Source.CITY, **about)
    name(judging, "bartek", **about)
    assert recused(judging, "bartek") == [LEGNICA]


def test_dismissing_gives_back_no_seat_before_what_became_the_own_city(judging):
    key = name(judging, "bartek", entry_id=id_of(judging, "entry_id"))
    with judging.at_work():
        bartek = judging.user("bartek")
        city = judging.entry(RUMIA).city_id
        role = Invited(bartek.email, bartek.name, Role.JUROR, city)
        team.grant(bartek, judging.edition, role, by=judging.user("alicja"), at=judging.now())
    decide(judging, key, False)
    assert recused(judging, "bartek") == [RUMIA]
