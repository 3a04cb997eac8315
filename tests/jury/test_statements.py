"""Nobody sees an entry before the statement of impartiality; which version was made when is kept."""

import pytest
from sqlalchemy import select

from awards_app.db import db
from awards_app.editions.phases import Phase
from awards_app.errors import Refused
from awards_app.jury import statement_queries as queries
from awards_app.jury import statements
from awards_app.jury.models import Mark
from awards_app.jury.statement_models import Acceptance, Statement

J = "/e/gala/jury"
TITLES = ("Kampania Legnica", "Kampania Kalisz", "Kampania Rumia")


@pytest.fixture
def judging(world):
    """Judging is open and nobody has made a statement yet."""
    world.in_phase(Phase.JUDGING)
    with world.at_work():
        for made in db.session.scalars(select(Acceptance)):
            db.session.delete(made)
    return world


def bartek_s_seat(world):
    with world.app.app_context():
        return f"{J}/{world.seat('bartek', 'Kampania Kalisz').id}"


def test_before_the_statement_no_page_of_a_juror_shows_an_entry(judging):
    bartek, seat = judging.visitor("bartek"), bartek_s_seat(judging)
    assert bartek.get(f"{J}/").headers["Location"].endswith(f"{J}/statement")
    page = bartek.get(f"{J}/", follow_redirects=True).text
    assert "Będę oceniać bezstronnie" in page
    assert not any(title in page for title in TITLES)
    assert bartek.get(seat).status_code == 404
    assert bartek.get(f"{seat}/conflict").status_code == 404


def test_a_mark_before_the_statement_is_refused_and_leaves_nothing(judging):
    seat = bartek_s_seat(judging)
    with judging.app.app_context():
        field = f"mark-{judging.edition.criteria[0].id}"
    sent = judging.visitor("bartek").post(seat, data={field: "5"}, headers={"Accept": "application/json"})
    assert sent.status_code == 404
    with pytest.raises(Refused, match="oświadczenie|statement"):
        judging.mark("bartek", "Kampania Kalisz", 5, 5)
    assert judging.count(Mark) == 0


def test_the_statement_is_kept_with_version_time_and_checksum(judging):
    bartek = judging.visitor("bartek")
    assert bartek.post(f"{J}/statement", data={"number": "1"}).status_code == 302
    assert "Kampania Kalisz" in bartek.get(f"{J}/").text
    listed = judging.visitor("alicja").get("/e/gala/statement").text
    assert "Bartek Testowa" in listed
    assert "2026" in listed
    with judging.app.app_context():
        made = queries.acceptances_in(judging.edition)
        assert [(one.juror.name, one.statement.number) for one in made] == [("Bartek Testowa", 1)]
        assert made[0].statement.sha256[:12] in listed
    assert "Jeszcze brakuje:" in listed
    assert "Danuta Testowa" in listed


def test_making_it_twice_is_making_it_once(judging):
    bartek = judging.visitor("bartek")
    for _time in range(2):
        assert bartek.post(f"{J}/statement", data={"number": "1"}).status_code == 302
    assert judging.count(Acceptance) == 1


@pytest.mark.parametrize("number", ["2", "0", "-1", "x", "9" * 30, ""])
def test_only_the_statement_in_force_can_be_made(judging, number):
    assert judging.visitor("bartek").post(f"{J}/statement", data={"number": number}).status_code == 409
    assert judging.count(Acceptance) == 0


def test_a_new_wording_is_made_anew_and_the_old_one_stays_on_record(world):
    alicja, bartek = world.visitor("alicja"), world.visitor("bartek")
    sent = {"pl": "Pierwsza treść.", "en": "First.", "number": "0"}
    assert alicja.post("/e/gala/statement", data=sent).status_code == 302
    assert bartek.post(f"{J}/statement", data={"number": "1"}).status_code == 302
    assert alicja.post("/e/gala/statement", data=sent | {"pl": "Druga treść.", "number": "1"}).status_code == 302
    assert "Druga treść." in bartek.get(f"{J}/statement").text
    assert world.count(Statement) == 2
    assert world.count(Acceptance) == 1
    with world.app.app_context():
        assert queries.owes(world.user("bartek").id, world.edition)


def test_two_organisers_do_not_overwrite_each_other(world):
    alicja = world.visitor("alicja")
    for text, status in (("Jedna.", 302), ("Inna.", 409)):
        answer = alicja.post("/e/gala/statement", data={"pl": text, "en": "", "number": "0"})
        assert answer.status_code == status
    assert "Inna." in answer.text


def test_once_judging_has_opened_the_wording_is_fixed(judging):
    sent = {"pl": "Późniejsza.", "en": "", "number": "1"}
    assert judging.visitor("alicja").post("/e/gala/statement", data=sent).status_code == 409
    with judging.at_work(), pytest.raises(Refused):
        statements.word(judging.edition, statements.default_text(), 1, by=judging.user("alicja"), at=judging.now())


@pytest.mark.parametrize(("person", "code"), [("marta", 403), ("patrycja", 403), ("roman", 200), (None, 303)])
def test_who_made_it_is_for_organisers_and_the_auditor(world, person, code):
    assert world.visitor(person).get("/e/gala/statement").status_code == code
