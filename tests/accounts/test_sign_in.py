"""Signing in and out, forgotten passwords, limits, and what a stranger can learn: nothing."""

import re
from datetime import timedelta
from unicodedata import normalize

import pytest
from sqlalchemy import select

from awards_app.accounts.models import User
from awards_app.db import db
from awards_app.notices.models import Mail
from awards_app.team import queries as team
from tests.world import PASSWORD

TOKEN = re.compile(r'value="[^"]*"|X-CSRFToken": "[^"]*"')


def send(client, email="alicja@example.org", password=PASSWORD, **more):
    return client.post("/sign-in", data={"email": email, "password": password, **more})


def mailed_link(world, purpose):
    with world.app.app_context():
        mail = db.session.scalars(select(Mail).where(Mail.purpose == purpose).order_by(Mail.created_at.desc())).first()
        return re.search(r"http://localhost:8000(/\S+)", mail.text).group(1)


def test_the_right_password_opens_the_desk(world):
    client = world.visitor("alicja")
    assert client.get("/desk").location == "/e/gala/desk"


def test_a_wrong_password_and_an_unknown_address_get_the_same_answer(world):
    client = world.visitor()
    wrong = send(client, password="wrong password")
    unknown = send(client, email="nobody@example.org")
    assert wrong.status_code == unknown.status_code == 422
    assert TOKEN.sub("", wrong.text) == TOKEN.sub("", unknown.text)


def test_an_address_is_the_same_in_capitals(world):
    assert send(world.visitor(), email=" ALICJA@Example.org ").status_code == 302


def test_guessing_is_stopped_and_told_when_to_come_back(world):
    client = world.visitor()
    answers = [send(client, password=f"guess {number}") for number in range(9)]
    assert [answer.status_code for answer in answers] == [422] * 8 + [429]
    assert 0 < int(answers[-1].headers["Retry-After"]) <= 900
    world.clock.shift(timedelta(minutes=16))
    assert send(client).status_code == 302


def test_a_copied_cookie_is_worthless_after_signing_out(world):
    client = world.visitor("alicja")
    copied = client.get_cookie("session").value
    client.post("/sign-out")
    thief = world.visitor()
    thief.set_cookie("session", copied)
    assert thief.get("/account").status_code == 303


def test_signing_out_everywhere_ends_all_sessions(world):
    here, there = world.visitor("alicja"), world.visitor("alicja")
    here.post("/sign-out-everywhere")
    assert there.get("/account").status_code == 303


def test_a_session_ends_by_itself(world):
    client = world.visitor("alicja")
    world.clock.shift(timedelta(days=15))
    assert client.get("/account").status_code == 303


def test_a_reset_link_works_once_and_ends_other_sessions(world):
    other = world.visitor("alicja")
    world.visitor().post("/forgot", data={"email": "alicja@example.org"})
    link, new = (
        mailed_link(world, "password_reset"),
        {"password": "a new and longer one", "again": "a new and longer one"},
    )
    assert world.visitor().post(link, data=new).status_code == 302
    assert world.visitor().post(link, data=new).status_code == 404
    assert other.get("/account").status_code == 303
    assert send(world.visitor(), password="a new and longer one").status_code == 302


def test_a_reset_link_expires(world):
    world.visitor().post("/forgot", data={"email": "alicja@example.org"})
    link = mailed_link(world, "password_reset")
    world.clock.shift(timedelta(hours=2, seconds=1))
    assert world.visitor().get(link).status_code == 404


def test_asking_for_a_reset_does_not_tell_who_has_an_account(world):
    known = world.visitor().post("/forgot", data={"email": "alicja@example.org"})
    unknown = world.visitor().post("/forgot", data={"email": "nobodyy@example.org"})
    assert known.status_code == unknown.status_code == 200
    assert TOKEN.sub("", known.text).replace("alicja@", "nobodyy@") == TOKEN.sub("", unknown.text)


@pytest.mark.parametrize("wish", ["https://evil.example", "//evil.example", "/\\evil.example", "javascript:alert(1)"])
def test_signing_in_never_leads_to_another_site(world, wish):
    assert send(world.visitor(), next=wish).location == "/desk"


def test_signing_in_leads_back_to_the_page_that_asked(world):
    assert send(world.visitor(), next="/e/gala/team").location == "/e/gala/team"


def test_the_host_header_never_gets_into_a_mail(world):
    world.visitor().post("/forgot", data={"email": "alicja@example.org"}, headers={"X-Forwarded-Host": "evil.example"})
    assert mailed_link(world, "password_reset").startswith("/reset/")


def test_language_and_theme_are_kept_in_the_browser(world):
    client = world.visitor()
    assert '<html lang="pl"' in client.get("/").text
    client.post("/preferences", data={"locale": "en", "theme": "dark", "next": "/"})
    assert '<html lang="en" data-theme="dark"' in client.get("/").text


def test_a_password_change_needs_the_present_one(world):
    client = world.visitor("alicja")
    wrong = {"present": "not this one", "password": "a new and longer one", "again": "a new and longer one"}
    assert client.post("/account/password", data=wrong).status_code == 422
    assert client.post("/account/password", data=wrong | {"present": PASSWORD}).status_code == 302
    assert client.get("/account").status_code == 200


def test_invitation_makes_an_account_with_its_role(world):
    alicja = world.visitor("alicja")
    form = {"email": "Nowa@Example.org", "name": "Nowa Osoba", "role": "juror", "city": "", "title": ""}
    assert alicja.post("/e/gala/team", data=form).status_code == 302
    link = mailed_link(world, "invitation")
    guest, secret = world.visitor(), {"name": "Nowa Osoba", "password": PASSWORD, "again": PASSWORD}
    assert "nowa@example.org" in guest.get(link).text
    assert guest.post(link, data=secret).status_code == 302
    assert guest.get("/e/gala/jury/").status_code == 200
    assert guest.post(link, data=secret).status_code == 404


def test_an_invitation_expires_and_can_be_withdrawn(world):
    alicja = world.visitor("alicja")
    form = {"email": "nowa@example.org", "name": "Nowa", "role": "city", "city": "Kalisz (wielkopolskie)", "title": ""}
    alicja.post("/e/gala/team", data=form)
    link = mailed_link(world, "invitation")
    withdraw = re.search(r'action="(/e/gala/team/invitations/[^"]+)"', alicja.get("/e/gala/team").text).group(1)
    assert world.visitor().get(link).status_code == 200
    alicja.post(withdraw)
    assert world.visitor().get(link).status_code == 404
    world.clock.shift(timedelta(seconds=1))
    alicja.post("/e/gala/team", data=form)
    world.clock.shift(timedelta(days=15))
    assert world.visitor().get(mailed_link(world, "invitation")).status_code == 404


def test_an_invited_person_with_an_account_signs_in_first(world):
    form = {"email": "bartek@example.org", "name": "Bartek", "role": "producer", "city": "", "title": ""}
    world.visitor("alicja").post("/e/gala/team", data=form)
    link = mailed_link(world, "invitation")
    assert world.visitor().post(link, data={"name": "x", "password": PASSWORD, "again": PASSWORD}).status_code == 409
    assert world.visitor("celina").post(link).status_code == 409
    bartek = world.visitor("bartek")
    assert bartek.post(link).status_code == 302
    assert 'action="/e/gala/role"' in bartek.get("/e/gala/jury/").text


def test_an_invitation_for_another_address_leads_out_and_back(world):
    form = {"email": "bartek@example.org", "name": "Bartek", "role": "producer", "city": "", "title": ""}
    world.visitor("alicja").post("/e/gala/team", data=form)
    link = mailed_link(world, "invitation")
    celina = world.visitor("celina")
    page = celina.get(link).text
    assert "Używasz teraz konta: Celina Testowa" in page
    assert f'action="/sign-out?next={link}"' in page
    assert celina.post(f"/sign-out?next={link}").location == link
    assert celina.post("/sign-in", data={"email": "a@b.pl", "password": "x", "next": link}).status_code == 422


def test_a_new_person_takes_up_a_role_in_somebody_elses_browser_as_themselves(world):
    alicja = world.visitor("alicja")
    form = {"email": "nowa@example.org", "name": "Nowa Osoba", "role": "juror", "city": "", "title": ""}
    alicja.post("/e/gala/team", data=form)
    secret = {"name": "Nowa Osoba", "password": PASSWORD, "again": PASSWORD}
    assert alicja.post(mailed_link(world, "invitation"), data=secret).status_code == 302
    assert "Nowa Osoba" in alicja.get("/account").text


def test_an_invitation_needs_a_role_that_was_chosen(world):
    form = {"email": "nowa@example.org", "name": "Nowa", "role": "", "city": "", "title": ""}
    assert world.visitor("alicja").post("/e/gala/team", data=form).status_code == 422


def test_a_password_is_the_same_however_the_keyboard_sends_its_accents(world):
    composed, parted = (normalize(form, "zażółć gęślą jaźń") for form in ("NFC", "NFD"))
    assert composed != parted
    client = world.visitor("alicja")
    client.post("/account/password", data={"present": PASSWORD, "password": composed, "again": composed})
    sent = world.visitor().post("/sign-in", data={"email": "alicja@example.org", "password": parted})
    assert sent.status_code == 302


def test_nobody_takes_away_their_own_role_and_a_taken_one_is_gone(world):
    alicja = world.visitor("alicja")
    with world.app.app_context():
        keys = {grant.user.email.partition("@")[0]: grant.id for grant in team.grants_in(world.edition)}
    assert alicja.post(f"/e/gala/team/{keys['alicja']}/revoke").status_code == 409
    roman = world.visitor("roman")
    assert roman.get("/e/gala/audit").status_code == 200
    assert alicja.post(f"/e/gala/team/{keys['roman']}/revoke").status_code == 302
    assert roman.get("/e/gala/audit").status_code == 403


@pytest.mark.parametrize("city", ["Atlantyda", "Kalisz", ""])
def test_a_representative_needs_a_city_of_the_register(world, city):
    form = {"email": "nowa@example.org", "name": "Nowa", "role": "city", "city": city, "title": ""}
    answer = world.visitor("alicja").post("/e/gala/team", data=form)
    assert answer.status_code == 422
    assert "nowa@example.org" in answer.text
    assert world.count(User) == 10
