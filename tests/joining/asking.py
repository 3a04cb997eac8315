"""A person of a city hall asks for access, by the pages that they see."""

import re
from datetime import timedelta

from sqlalchemy import select

from awards_app.db import db
from awards_app.joining.models import AccessRequest
from awards_app.notices.models import Mail
from awards_app.roles import Role
from awards_app.team import queries as team
from tests.world import PASSWORD

LINK = re.compile(r"http://localhost:8000(/\S+)")
LEGNICA, KALISZ, RUMIA = "Legnica (dolnośląskie)", "Kalisz (wielkopolskie)", "Rumia (pomorskie)"
CHOSEN = {"password": PASSWORD, "again": PASSWORD}


def tick(world):
    """A second goes by, so that mails have an order."""
    world.clock.shift(timedelta(seconds=1))


def ask(world, email, city=RUMIA, client=None, **changes):
    tick(world)
    sent = {"email": email, "name": "Renata Rumska", "title": "rzeczniczka", "city": city} | changes
    return (client or world.visitor()).post("/e/gala/access", data=sent)


def mails_to(world, email):
    with world.app.app_context():
        return list(db.session.scalars(select(Mail).where(Mail.to == email).order_by(Mail.created_at, Mail.id)))


def purposes_to(world, email):
    return [mail.purpose for mail in mails_to(world, email)]


def link_in(world, email, purpose):
    mail = [one for one in mails_to(world, email) if one.purpose == purpose][-1]
    return LINK.search(mail.text).group(1)


def confirm(world, email, client=None):
    """Opens the mailed link and presses the button; where that leads to."""
    client = client or world.visitor()
    path = link_in(world, email, "access_confirm")
    assert client.get(path).status_code == 200
    return client.post(path)


def asked_and_confirmed(world, email, city=RUMIA, **changes):
    assert ask(world, email, city, **changes).status_code == 200
    assert confirm(world, email).status_code == 302
    return request_id(world, email)


def request_id(world, email):
    with world.app.app_context():
        query = select(AccessRequest).where(AccessRequest.email == email).order_by(AccessRequest.created_at.desc())
        return db.session.scalars(query).first().id


def decide(world, key, act="approve", **fields):
    tick(world)
    sent = fields or {"right": "submit", "remember": "y"}
    return world.visitor("alicja").post(f"/e/gala/access/requests/{key}/{act}", data=sent)


def take_up(world, path, client=None, name="Renata Rumska"):
    tick(world)
    client = client or world.visitor()
    assert client.get(path).status_code == 200
    return client.post(path, data={"name": name, **CHOSEN})


def let_in(world, email, city=RUMIA, **fields):
    """The whole way of the first person: asked, confirmed, approved, in."""
    key = asked_and_confirmed(world, email, city)
    assert decide(world, key, **fields).status_code == 302
    assert take_up(world, link_in(world, email, "access_approved")).status_code == 302


def join_by_domain(world, email, city=RUMIA, name="Druga Osoba"):
    """The way of the next person: asked, confirmed, in."""
    assert ask(world, email, city).status_code == 200
    client = world.visitor()
    answer = confirm(world, email, client)
    assert answer.location.startswith("/invitation/"), "the organiser has to decide"
    assert take_up(world, answer.location, client, name).status_code == 302
    return client


def standing(world, email):
    """City and right of the person with that address, or None."""
    with world.app.app_context():
        held = team.find_representative(email, world.edition)
        return (held.city.name, held.right.value) if held and held.role is Role.CITY else None
