"""What a representative may do with the entries of their city: view, edit, submit, each including the ones before."""

import io

import pytest

from awards_app.entries.models import Entry
from awards_app.roles import Right, Role
from awards_app.team import queries as team
from awards_app.team import service as roles
from awards_app.team.models import Invitation
from awards_app.team.service import Invited
from tests.joining.asking import link_in, purposes_to, take_up
from tests.world import PASSWORD, form_of, pdf

ADDRESSES = {"view": "widz@example.org", "edit": "pisarz@example.org", "submit": "marta@example.org"}


@pytest.fixture
def staffed(world):
    """Legnica has Marta, who submits, and by their own invitations somebody who edits and somebody who views."""
    world.open()
    marta = world.visitor("marta")
    for right in ("view", "edit"):
        sent = {"email": ADDRESSES[right], "name": f"Osoba {right}", "title": "", "right": right}
        assert marta.post("/e/gala/city/people", data=sent).status_code == 302
        assert take_up(world, link_in(world, ADDRESSES[right], "invitation"), name=f"Osoba {right}").status_code == 302
    world.enter("Szkic", submitted=False)
    world.enter("Złożone")
    return world


def acting(world, right):
    client = world.visitor()
    assert client.post("/sign-in", data={"email": ADDRESSES[right], "password": PASSWORD}).status_code == 302
    return client


def grant_id(world, email):
    with world.app.app_context():
        return team.find_representative(email, world.edition).id


def acts(world):
    """What each act needs, and the request that does it."""
    with world.app.app_context():
        draft, submitted = (f"/e/gala/entries/{world.entry(title).id}" for title in ("Szkic", "Złożone"))
        form = form_of("Szkic")
        category = str(world.edition.categories[0].id)
    return [
        ("view", "GET", draft, {}),
        ("view", "GET", "/e/gala/entries/", {}),
        ("view", "GET", "/e/gala/city", {}),
        ("edit", "GET", "/e/gala/entries/new", {}),
        ("edit", "POST", "/e/gala/entries/new", {"title": "Nowa", "category": category}),
        ("edit", "GET", f"{draft}/edit", {}),
        ("edit", "POST", f"{draft}/edit", form),
        ("edit", "POST", f"{draft}/files/", {"file": (io.BytesIO(pdf()), "a.pdf")}),
        ("submit", "POST", f"{submitted}/take-back", {}),
        ("submit", "POST", f"{draft}/submit", {}),
        ("submit", "POST", "/e/gala/city/people", {"email": "x@example.org", "name": "X", "right": "view"}),
    ]


@pytest.mark.parametrize("right", list(Right))
def test_each_right_includes_the_ones_before_and_nothing_more(staffed, right):
    client = acting(staffed, right)
    for needed, method, path, sent in acts(staffed):
        answer = client.open(path, method=method, data=sent, content_type="multipart/form-data" if sent else None)
        if right.covers(needed):
            assert answer.status_code < 400, (path, answer.text)
        else:
            assert answer.status_code == 403, path
            assert f"Twoje prawo w tym mieście to „{right_label(right)}”" in answer.text


def right_label(right):
    return {"view": "podgląd", "edit": "edycja", "submit": "składanie"}[right]


@pytest.mark.parametrize("right", list(Right))
def test_pages_do_not_offer_what_the_person_may_not_do(staffed, right):
    client = acting(staffed, right)
    with staffed.app.app_context():
        draft, submitted = (f"/e/gala/entries/{staffed.entry(title).id}" for title in ("Szkic", "Złożone"))
    listed, city = client.get("/e/gala/entries/").text, client.get("/e/gala/city").text
    assert ("Zgłoś kampanię" in listed) == ("Pisz dalej" in listed) == right.covers("edit")
    assert ("/take-back" in client.get(submitted).text) == right.covers("submit")
    assert ("/submit" in client.get(draft).text) == right.covers("submit")
    assert (f"{draft}/edit" in client.get(draft).text) == right.covers("edit")
    assert ("Zaproś współpracownika" in city) == right.covers("submit")
    if right.covers("edit"):
        assert (f"{draft}/delete" in client.get(f"{draft}/edit").text) == right.covers("submit")


def test_a_draft_is_deleted_only_by_who_may_submit(staffed):
    with staffed.app.app_context():
        path = f"/e/gala/entries/{staffed.entry('Szkic').id}/delete"
    assert acting(staffed, "edit").post(path).status_code == 403
    assert acting(staffed, "submit").post(path).status_code == 302
    assert staffed.count(Entry) == 1


def test_the_entry_of_another_city_is_not_found_whatever_the_right(staffed):
    staffed.enter("Cudze", "Kalisz", submitted=False)
    with staffed.app.app_context():
        path = f"/e/gala/entries/{staffed.entry('Cudze').id}"
    for right in Right:
        assert acting(staffed, right).get(path).status_code == 404
        assert acting(staffed, right).post(f"{path}/submit").status_code == 404


def test_a_colleague_with_the_right_to_submit_changes_rights_and_the_person_is_told(staffed):
    url = f"/e/gala/city/people/{grant_id(staffed, ADDRESSES['view'])}/right"
    assert acting(staffed, "edit").post(url, data={"right": "submit"}).status_code == 403
    assert acting(staffed, "submit").post(url, data={"right": "edit"}).status_code == 302
    assert "right_changed" in purposes_to(staffed, ADDRESSES["view"])
    assert acting(staffed, "view").get("/e/gala/entries/new").status_code == 200
    for nonsense in ("everything", "", "organiser"):
        assert acting(staffed, "submit").post(url, data={"right": nonsense}).status_code == 422


def test_a_colleague_ends_the_access_of_another_and_nobody_reaches_into_another_city(staffed):
    kalisz = grant_id(staffed, "norbert@example.org")
    viewer = grant_id(staffed, ADDRESSES["view"])
    marta = acting(staffed, "submit")
    assert marta.post(f"/e/gala/city/people/{kalisz}/end").status_code == 404
    assert marta.post(f"/e/gala/city/people/{kalisz}/right", data={"right": "view"}).status_code == 404
    assert acting(staffed, "edit").post(f"/e/gala/city/people/{viewer}/end").status_code == 403
    watching = acting(staffed, "view")
    assert marta.post(f"/e/gala/city/people/{viewer}/end").status_code == 302
    assert watching.get("/e/gala/entries/").status_code == 403
    assert "access_ended" in purposes_to(staffed, ADDRESSES["view"])


def test_nobody_gives_up_the_last_right_to_submit_of_a_city_with_entries(staffed):
    marta, own = acting(staffed, "submit"), grant_id(staffed, ADDRESSES["submit"])
    for act, sent in (("right", {"right": "edit"}), ("end", {})):
        answer = marta.post(f"/e/gala/city/people/{own}/{act}", data=sent)
        assert answer.status_code == 409
        assert "Tylko Ty możesz jeszcze składać" in answer.text
    colleague = grant_id(staffed, ADDRESSES["edit"])
    assert marta.post(f"/e/gala/city/people/{colleague}/right", data={"right": "submit"}).status_code == 302
    assert marta.post(f"/e/gala/city/people/{own}/end").status_code == 302
    assert marta.get("/e/gala/city").status_code == 403


def test_the_last_representative_of_a_city_without_entries_may_leave(world):
    world.open()
    norbert, own = world.visitor("norbert"), grant_id(world, "norbert@example.org")
    assert norbert.post(f"/e/gala/city/people/{own}/end").status_code == 302


def test_an_organiser_who_also_represents_a_city_is_held_by_the_same_rule(staffed):
    with staffed.at_work():
        marta = staffed.user("marta")
        invited = Invited(marta.email, marta.name, Role.ORGANISER)
        roles.grant(marta, staffed.edition, invited, by=None, at=staffed.now())
    own = grant_id(staffed, ADDRESSES["submit"])
    assert acting(staffed, "submit").post(f"/e/gala/team/{own}/right", data={"right": "view"}).status_code == 409
    answer = staffed.visitor("alicja").post(f"/e/gala/team/{own}/right", data={"right": "view"})
    assert answer.status_code == 302, "the organiser decides in the end"


def test_the_organiser_changes_rights_of_representatives_and_of_nobody_else(staffed):
    alicja, viewer = staffed.visitor("alicja"), grant_id(staffed, ADDRESSES["view"])
    assert alicja.post(f"/e/gala/team/{viewer}/right", data={"right": "submit"}).status_code == 302
    with staffed.app.app_context():
        juror = next(one.id for one in team.grants_in(staffed.edition, Role.JUROR))
    assert alicja.post(f"/e/gala/team/{juror}/right", data={"right": "submit"}).status_code == 409
    assert staffed.visitor("roman").post(f"/e/gala/team/{viewer}/right", data={"right": "view"}).status_code == 403


def test_an_invitation_of_a_colleague_can_be_withdrawn_by_their_city_alone(staffed):
    sent = {"email": "pomylka@example.org", "name": "Pomyłka", "right": "edit"}
    assert acting(staffed, "submit").post("/e/gala/city/people", data=sent).status_code == 302
    path = link_in(staffed, "pomylka@example.org", "invitation")
    with staffed.app.app_context():
        waiting = team.invitations_of_city(
            team.find_representative(ADDRESSES["view"], staffed.edition).city_id, staffed.edition
        )
        url = f"/e/gala/city/invitations/{waiting[0].id}/withdraw"
    assert staffed.visitor("norbert").post(url).status_code == 404
    assert acting(staffed, "edit").post(url).status_code == 403
    assert acting(staffed, "submit").post(url).status_code == 302
    assert staffed.visitor().get(path).status_code == 404


def test_who_is_invited_twice_is_said_to_be_there_already_and_keeps_their_right(staffed):
    sent = {"email": ADDRESSES["edit"], "name": "Ktoś", "right": "view"}
    answer = acting(staffed, "submit").post("/e/gala/city/people", data=sent)
    assert answer.status_code == 409
    assert "reprezentuje już to miasto" in answer.text
    assert staffed.count(Invitation) == 2


def test_an_old_invitation_never_lowers_a_right(world):
    world.open()
    with world.at_work():
        norbert = world.user("norbert")
        city = team.find_representative(norbert.email, world.edition).city_id
        invited = Invited(norbert.email, norbert.name, Role.CITY, city, "", Right.VIEW)
        held = roles.grant(norbert, world.edition, invited, by=None, at=world.now())
        assert held.right is Right.SUBMIT
