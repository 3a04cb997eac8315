"""An invitation can be declined; the organisers hear it, and the link is worthless."""

from sqlalchemy import select

from awards_app.db import db
from awards_app.notices.models import Mail
from awards_app.team.models import Grant, Invitation
from tests.accounts.test_sign_in import mailed_link

INVITED = {"email": "nowy@example.org", "name": "Nowy Juror", "role": "juror", "city": "", "title": ""}


def invited(world):
    assert world.visitor("alicja").post("/e/gala/team", data=INVITED).status_code == 302
    return mailed_link(world, "invitation")


def test_a_juror_declines_with_a_reason_and_the_organiser_is_told(world):
    link, stranger = invited(world), world.visitor()
    before = world.count(Grant)
    assert "Odrzuć zaproszenie" in stranger.get(link).text
    answer = stranger.post(f"{link}/decline", data={"reason": "Wyjeżdżam w listopadzie."})
    assert answer.status_code == 200
    assert "zostali powiadomieni" in answer.text
    with world.app.app_context():
        (mail,) = db.session.scalars(select(Mail).where(Mail.purpose == "invitation_declined"))
        assert (mail.to, "Wyjeżdżam w listopadzie." in mail.text) == ("alicja@example.org", True)
    assert world.count(Grant) == before
    team = world.visitor("alicja").get("/e/gala/team").text
    assert "odrzucone" in team
    assert "Wyjeżdżam w listopadzie." in team


def test_after_declining_the_link_is_worthless_and_a_new_invitation_works(world):
    link, stranger = invited(world), world.visitor()
    assert stranger.post(f"{link}/decline").status_code == 200
    assert stranger.get(link).status_code == 404
    assert stranger.post(f"{link}/decline").status_code == 404
    assert stranger.post(link, data={"name": "X", "password": "y", "again": "y"}).status_code == 404
    world.clock.shift(60)
    assert world.visitor("alicja").post("/e/gala/team", data=INVITED).status_code == 302
    assert world.count(Invitation) == 2


def test_a_reason_that_is_too_long_is_told_and_stays_on_the_page(world):
    link, stranger = invited(world), world.visitor()
    answer = stranger.post(f"{link}/decline", data={"reason": "ż" * 1001})
    assert answer.status_code == 422
    assert "ż" * 1001 in answer.text
    assert stranger.get(link).status_code == 200
