"""People of city halls get in: they ask, confirm their address, and the organiser decides on the first of a domain."""

import re
from datetime import timedelta

import pytest
from sqlalchemy import select

from awards_app.audit import AuditEntry
from awards_app.db import db
from awards_app.joining.models import AccessRequest, CityDomain
from awards_app.jury.models import Seat
from awards_app.team import queries as team
from awards_app.team.models import Invitation
from tests.joining.asking import (
    KALISZ,
    LEGNICA,
    RUMIA,
    ask,
    asked_and_confirmed,
    confirm,
    decide,
    join_by_domain,
    let_in,
    link_in,
    mails_to,
    purposes_to,
    standing,
    take_up,
)
from tests.world import PASSWORD

TOKEN = re.compile(r'server-time" content="[^"]*"|value="[^"]*"|X-CSRFToken": "[^"]*"')
FIRST, SECOND = "renata@um.rumia.pl", "druga@um.rumia.pl"


@pytest.fixture
def opened(world):
    world.open()
    return world


def test_the_first_person_of_a_city_hall_gets_in_when_the_organiser_approves(opened):
    key = asked_and_confirmed(opened, FIRST)
    assert standing(opened, FIRST) is None
    assert purposes_to(opened, "alicja@example.org") == ["access_to_decide"]
    queue = opened.visitor("alicja").get("/e/gala/access/requests").text
    assert "Renata Rumska" in queue
    assert "um.rumia.pl" in queue
    assert decide(opened, key, right="submit", remember="y").status_code == 302
    client = opened.visitor()
    assert take_up(opened, link_in(opened, FIRST, "access_approved"), client).status_code == 302
    assert standing(opened, FIRST) == ("Rumia", "submit")
    assert client.get("/e/gala/entries/new").status_code == 200


def test_the_next_person_of_the_domain_gets_in_by_confirming_and_everybody_hears_of_it(opened):
    let_in(opened, FIRST)
    client = join_by_domain(opened, SECOND)
    assert standing(opened, SECOND) == ("Rumia", "edit")
    assert client.get("/e/gala/city").status_code == 200
    assert purposes_to(opened, FIRST)[-1] == "colleague_joined"
    assert SECOND in mails_to(opened, FIRST)[-1].text
    seen = opened.visitor("alicja").get("/e/gala/access/requests").text
    assert "przyznany na podstawie domeny" in seen
    assert purposes_to(opened, "alicja@example.org") == ["access_to_decide"], "only the first one needed a decision"


def test_a_domain_of_one_city_does_not_let_in_for_another(opened):
    let_in(opened, FIRST)
    assert ask(opened, SECOND, KALISZ).status_code == 200
    answer = confirm(opened, SECOND)
    assert answer.location.startswith("/access/")
    assert standing(opened, SECOND) is None
    page = opened.visitor("alicja").get("/e/gala/access/requests").text
    assert "zapamiętana dla innego miasta" in page


def test_a_domain_serves_two_cities_once_the_organiser_said_so_for_each(opened):
    let_in(opened, FIRST)
    let_in(opened, "wspolna@um.rumia.pl", KALISZ, right="submit", remember="y")
    join_by_domain(opened, SECOND, KALISZ)
    join_by_domain(opened, "trzecia@um.rumia.pl", RUMIA)
    assert standing(opened, SECOND) == ("Kalisz", "edit")
    assert standing(opened, "trzecia@um.rumia.pl") == ("Rumia", "edit")


def test_the_organiser_may_let_in_without_remembering(opened):
    let_in(opened, FIRST, right="view")
    assert standing(opened, FIRST) == ("Rumia", "view")
    assert opened.count(CityDomain) == 0
    asked_and_confirmed(opened, SECOND)
    assert standing(opened, SECOND) is None


@pytest.mark.parametrize("email", ["rumia@gmail.com", "rumia@wp.pl", "rumia@poczta.onet.pl", "x@o2.pl", "y@interia.pl"])
def test_free_mail_is_never_remembered_whatever_the_form_says(opened, email):
    key = asked_and_confirmed(opened, email)
    page = opened.visitor("alicja").get(f"/e/gala/access/requests/{key}").text
    assert "może założyć każdy" in page
    assert 'name="remember"' not in page
    refused = decide(opened, key, right="edit", remember="y")
    assert refused.status_code == 409
    assert "nigdy nie jest zapamiętywana" in refused.text
    assert decide(opened, key, right="edit").status_code == 302
    assert opened.count(CityDomain) == 0


def test_a_refusal_needs_a_reason_and_reaches_the_asker(opened):
    key = asked_and_confirmed(opened, FIRST)
    assert decide(opened, key, "refuse", reason="  ").status_code == 422
    assert decide(opened, key, "refuse", reason="Nie pracuje Pani w urzędzie.").status_code == 302
    assert "Nie pracuje Pani w urzędzie." in mails_to(opened, FIRST)[-1].text
    assert "Nie pracuje Pani w urzędzie." in opened.visitor().get(link_in(opened, FIRST, "access_confirm")).text
    assert decide(opened, key).status_code == 409
    with opened.app.app_context():
        told = db.session.scalars(select(AuditEntry).where(AuditEntry.event == "AccessRefused")).one()
        assert "Nie pracuje" not in told.data


def test_whom_the_organiser_refused_the_domain_does_not_let_in(opened):
    key = asked_and_confirmed(opened, SECOND)
    decide(opened, key, "refuse", reason="Nie.")
    let_in(opened, FIRST)
    asked_and_confirmed(opened, SECOND)
    assert standing(opened, SECOND) is None
    assert "access_confirm" in purposes_to(opened, SECOND)


def test_whose_access_was_ended_the_domain_does_not_let_in_again(opened):
    let_in(opened, FIRST)
    join_by_domain(opened, SECOND)
    alicja = opened.visitor("alicja")
    with opened.app.app_context():
        key = team.find_representative(SECOND, opened.edition).id
    assert alicja.post(f"/e/gala/team/{key}/revoke").status_code == 302
    again = asked_and_confirmed(opened, SECOND)
    assert standing(opened, SECOND) is None
    assert "dostęp zakończono" in alicja.get(f"/e/gala/access/requests/{again}").text


def test_a_forgotten_domain_lets_nobody_in_and_throws_nobody_out(opened):
    let_in(opened, FIRST)
    alicja = opened.visitor("alicja")
    with opened.app.app_context():
        key = db.session.scalars(select(CityDomain)).one().id
    assert "um.rumia.pl" in alicja.get("/e/gala/access/domains").text
    assert opened.visitor("roman").post(f"/e/gala/access/domains/{key}/forget").status_code == 403
    assert alicja.post(f"/e/gala/access/domains/{key}/forget").status_code == 302
    asked_and_confirmed(opened, SECOND)
    assert standing(opened, SECOND) is None
    assert standing(opened, FIRST) == ("Rumia", "submit")


def test_the_answer_is_the_same_whoever_asks(opened):
    addresses = ["marta@example.org", "norbert@example.org", "zofia@example.org", "nikt@um.rumia.pl"]
    answers = [ask(opened, address, LEGNICA) for address in addresses]
    assert {answer.status_code for answer in answers} == {200}
    pages = {
        TOKEN.sub("", answer.text.replace(address, "ADDRESS"))
        for answer, address in zip(answers, addresses, strict=True)
    }
    assert len(pages) == 1
    sent = {address: purposes_to(opened, address)[-1] for address in addresses}
    assert sent == {
        "marta@example.org": "access_held",
        "norbert@example.org": "access_held",
        "zofia@example.org": "access_confirm",
        "nikt@um.rumia.pl": "access_confirm",
    }
    assert "jedna osoba reprezentuje jedno miasto" in mails_to(opened, "norbert@example.org")[-1].text


def test_one_person_represents_one_city_and_is_told_so_in_words(opened):
    assert ask(opened, "norbert@example.org", LEGNICA).status_code == 200
    invited = {"email": "norbert@example.org", "name": "N", "role": "city", "city": LEGNICA, "title": ""}
    answer = opened.visitor("alicja").post("/e/gala/team", data=invited)
    assert answer.status_code == 409
    assert "reprezentuje już w tej edycji miasto Kalisz" in answer.text
    assert opened.count(Invitation) == 0


def test_who_became_a_representative_elsewhere_meanwhile_cannot_take_up_the_second_city(opened):
    key = asked_and_confirmed(opened, FIRST)
    decide(opened, key)
    other = {"email": FIRST, "name": "Renata", "role": "city", "city": KALISZ, "title": ""}
    path = link_in(opened, FIRST, "access_approved")
    assert take_up(opened, path).status_code == 302
    assert opened.visitor("alicja").post("/e/gala/team", data=other).status_code == 409
    assert standing(opened, FIRST) == ("Rumia", "submit")


def test_a_person_with_an_account_gets_the_role_added_after_signing_in(opened):
    zofia = opened.visitor("zofia")
    asked_and_confirmed(opened, "zofia@example.org")
    with opened.app.app_context():
        key = db.session.scalars(select(AccessRequest)).one().id
    decide(opened, key)
    path = link_in(opened, "zofia@example.org", "access_approved")
    stranger = opened.visitor()
    assert "Zaloguj się" in stranger.get(path).text
    assert stranger.post(path).status_code == 409
    assert zofia.post(path).status_code == 302
    assert standing(opened, "zofia@example.org") == ("Rumia", "submit")


def test_a_link_works_once_and_for_three_days(opened):
    ask(opened, FIRST)
    path = link_in(opened, FIRST, "access_confirm")
    opened.clock.shift(timedelta(days=3))
    assert opened.visitor().get(path).status_code == 404
    assert opened.visitor().post(path).status_code == 404
    asked_and_confirmed(opened, SECOND)
    used = link_in(opened, SECOND, "access_confirm")
    before = len(mails_to(opened, "alicja@example.org"))
    assert opened.visitor().post(used).status_code == 302
    assert len(mails_to(opened, "alicja@example.org")) == before
    assert "czeka" not in opened.visitor().get("/access/nonsense").text


def test_reading_a_link_changes_nothing_since_mail_filters_open_links(opened):
    ask(opened, FIRST)
    opened.visitor().get(link_in(opened, FIRST, "access_confirm"))
    with opened.app.app_context():
        assert db.session.scalars(select(AccessRequest)).one().confirmed_at is None
    assert "Nikt nie czeka" in opened.visitor("alicja").get("/e/gala/access/requests").text


def test_who_asks_twice_is_told_that_the_request_waits_and_stands_in_the_queue_once(opened):
    asked_and_confirmed(opened, FIRST)
    assert ask(opened, FIRST).status_code == 200
    assert purposes_to(opened, FIRST) == ["access_confirm", "access_waits"]
    assert opened.count(AccessRequest) == 1


def test_who_waits_when_the_domain_becomes_known_gets_in_by_asking_again(opened):
    asked_and_confirmed(opened, SECOND)
    let_in(opened, FIRST)
    opened.clock.shift(timedelta(minutes=1))
    join_by_domain(opened, SECOND)
    assert "Nikt nie czeka" in opened.visitor("alicja").get("/e/gala/access/requests").text


def test_asking_too_often_is_stopped_and_keeps_what_was_typed(opened):
    answers = [ask(opened, FIRST) for _ in range(6)]
    assert [answer.status_code for answer in answers] == [200] * 5 + [429]
    assert "Renata Rumska" in answers[-1].text
    assert int(answers[-1].headers["Retry-After"]) > 0
    opened.clock.shift(timedelta(minutes=61))
    assert ask(opened, FIRST).status_code == 200


def test_a_town_is_never_taken_by_its_name_alone(opened):
    for city in ("Rumia", "Rumia (śląskie)", "", "Atlantyda (pomorskie)"):
        answer = ask(opened, FIRST, city)
        assert answer.status_code == 422
        assert FIRST in answer.text
    assert opened.count(AccessRequest) == 0


def test_a_name_that_a_stranger_typed_is_not_mailed_to_an_address_that_is_not_confirmed(opened):
    ask(opened, "ofiara@um.rumia.pl", name="Kliknij http://zlo.example")
    assert "zlo.example" not in mails_to(opened, "ofiara@um.rumia.pl")[-1].text


def test_a_look_alike_of_a_domain_is_another_domain(opened):
    let_in(opened, FIRST)
    # The last letter before the dot is Cyrillic.
    ask(opened, "ja@um.rumiа.pl")
    with opened.app.app_context():
        found = db.session.scalars(select(AccessRequest).where(AccessRequest.email != FIRST)).one()
        assert found.domain.startswith("um.xn--")
    answer = opened.visitor().post(link_in(opened, found.email, "access_confirm"))
    assert answer.location.startswith("/access/")


def test_a_domain_below_or_above_the_remembered_one_is_another_domain(opened):
    let_in(opened, FIRST)
    for address in ("a@rumia.pl", "a@szkola.um.rumia.pl", "a@xum.rumia.pl"):
        asked_and_confirmed(opened, address)
        assert standing(opened, address) is None


def test_access_can_be_asked_for_before_the_call_opens_and_not_after_the_deadline(opened):
    with opened.at_work():
        opened.edition.opens_at = opened.now() + timedelta(days=2)
    assert "Poproś o dostęp" in opened.visitor().get("/e/gala/").text
    assert ask(opened, FIRST).status_code == 200
    opened.clock.shift(timedelta(days=11))
    assert "Poproś o dostęp" not in opened.visitor().get("/e/gala/").text
    assert "Termin zgłoszeń minął" in opened.visitor().get("/e/gala/access").text
    assert ask(opened, SECOND).status_code == 409


def test_a_draft_edition_has_no_page_to_ask_on(world):
    assert world.visitor().get("/e/gala/access").status_code == 404
    assert ask(world, FIRST).status_code == 404


def test_who_joins_by_the_domain_is_never_served_their_own_citys_entry_as_a_juror(opened):
    let_in(opened, FIRST)
    with opened.at_work():
        bartek = opened.user("bartek")
        bartek.email = "bartek@um.rumia.pl"
    client = opened.visitor()
    sent = {"email": "bartek@um.rumia.pl", "password": PASSWORD}
    assert client.post("/sign-in", data=sent).status_code == 302
    for city in ("Rumia", "Kalisz", "Legnica"):
        opened.enter(f"Kampania {city}", city)
    ask(opened, "bartek@um.rumia.pl")
    path = confirm(opened, "bartek@um.rumia.pl", client).location
    assert client.post(path).status_code == 302
    opened.check()
    opened.accept_all()
    opened.judge()
    with opened.app.app_context():
        seats = db.session.scalars(select(Seat).where(Seat.recusal.is_not(None)))
        assert ("Kampania Rumia", "bartek@um.rumia.pl") in {(one.entry.title, one.juror.email) for one in seats}


def test_requests_of_people_who_confirmed_nothing_are_not_shown_to_anybody(opened):
    ask(opened, FIRST)
    with opened.app.app_context():
        key = db.session.scalars(select(AccessRequest)).one().id
    assert opened.visitor("alicja").get(f"/e/gala/access/requests/{key}").status_code == 404
    assert decide(opened, key).status_code == 404


def test_the_auditor_reads_the_queue_and_decides_nothing(opened):
    key = asked_and_confirmed(opened, FIRST)
    roman = opened.visitor("roman")
    page = roman.get(f"/e/gala/access/requests/{key}")
    assert page.status_code == 200
    assert 'name="reason"' not in page.text
    assert roman.post(f"/e/gala/access/requests/{key}/approve", data={"right": "submit"}).status_code == 403


def test_the_call_leads_to_asking_but_not_those_who_represent_a_city(opened):
    assert "/e/gala/access" in opened.visitor().get("/e/gala/").text
    assert "/e/gala/access" not in opened.visitor("marta").get("/e/gala/").text
