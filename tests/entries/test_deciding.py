"""A decision stands on what the organiser saw; limits, consents and the record hold also where a decision is undone."""

import csv
import io
import re
from datetime import timedelta

import pytest
from sqlalchemy import select

from awards_app.call import service as calls
from awards_app.cities.models import City
from awards_app.db import db
from awards_app.editions.phases import Phase
from awards_app.editions.service import More
from awards_app.entries import checking, checklist, correcting, drafts, moving, nominations
from awards_app.entries.drafts import Edit
from awards_app.entries.models import Entry
from awards_app.entries.nominations import Nomination
from awards_app.errors import Refused
from awards_app.notices.models import Mail
from awards_app.questionnaire import checklists
from awards_app.questionnaire import queries as forms
from tests.entries.test_checking import page_of, send_back, tick_all, write

LEGNICA = "Kampania Legnica"
REASON = "Zgłoszenie opisuje film, a nie kampanię."


@pytest.fixture
def checked(world):
    """Two categories that ask alike; three entries in the formal check, each with a checklist."""
    world.add_category()
    world.in_phase(Phase.OPEN)
    with world.at_work():
        for key in ("campaign", "video"):
            checklists.begin(world.category(key), by=world.user("alicja"), at=world.now())
    world.check()
    return world


def more_time(world, city="Legnica"):
    with world.at_work():
        place = db.session.scalars(select(City).where(City.name == city)).one()
        until = world.edition.checking_ends_at - timedelta(hours=1)
        calls.extend_for(world.edition, place, More(until, "Awaria łącza."), by=world.user("alicja"), at=world.now())


def move(world, *, consent):
    with world.at_work():
        entry, by = world.entry(LEGNICA), world.user("alicja")
        moving.propose(entry, world.category("video"), REASON, by=by, at=world.now())
        answer = moving.accept if consent else moving.decline
        answer(entry, by=world.user("marta"), at=world.now())


def ask_more_in_video(world):
    with world.at_work():
        contact = next(one for one in forms.questions_of(world.category("video")) if one.key == "contact")
        contact.required = True


def status(world, title=LEGNICA):
    with world.at_work():
        return world.entry(title).status.value


# What the organiser saw.


@pytest.mark.parametrize(
    ("act", "field", "typed"),
    [("accept", "remark", "Obejrzane w całości."), ("reject", "reason", "Poza okresem edycji.")],
)
def test_a_decision_on_a_version_that_was_followed_by_another_is_refused_with_all_that_was_typed(
    checked, act, field, typed
):
    alicja, page, _own = page_of(checked, LEGNICA)
    assert 'name="version" value="1"' in alicja.get(page).text
    move(checked, consent=True)
    stale = alicja.post(f"{page}/{act}", data={field: typed, "version": "1"})
    assert stale.status_code == 409
    assert "miasto złożyło wersję 2" in stale.text
    assert typed in stale.text
    assert 'name="version" value="2"' in stale.text
    assert status(checked) == "submitted"
    assert alicja.post(f"{page}/{act}", data={field: typed, "version": "2"}).status_code == 302


def test_a_return_and_ticks_are_for_the_version_that_was_seen(checked):
    alicja, page, _own = page_of(checked, LEGNICA)
    move(checked, consent=True)
    with checked.at_work():
        item = checklist.lines_of(checked.entry(LEGNICA))[0].item.id
    wish = {"fields": ["goal"], "message": "Proszę podać cel.", "days": "1", "version": "1"}
    refused = alicja.post(f"{page}/return", data=wish)
    assert (refused.status_code, "Proszę podać cel." in refused.text) == (409, True)
    ticked = alicja.post(
        f"{page}/checklist", data={f"tick-{item}": "passed", f"note-{item}": "z pliku", "version": "1"}
    )
    assert (ticked.status_code, "z pliku" in ticked.text) == (409, True)
    with checked.at_work():
        assert not any(line.tick for line in checklist.lines_of(checked.entry(LEGNICA)))


# What speaks against it.


def test_who_accepts_what_is_not_in_order_says_why(checked):
    tick_all(checked, n1="Okres wykracza poza edycję", n2="Zły odnośnik")
    alicja, page, _own = page_of(checked, LEGNICA)
    assert "2 punkty listy kontrolnej nie są w porządku." in alicja.get(page).text
    assert alicja.post(f"{page}/accept").status_code == 422
    assert status(checked) == "submitted"
    assert alicja.post(f"{page}/accept", data={"remark": "Okres wyjaśniono telefonicznie."}).status_code == 302
    assert "Okres wyjaśniono telefonicznie." in alicja.get(page).text


def test_the_city_knows_what_the_other_category_asks_before_it_agrees(checked):
    ask_more_in_video(checked)
    with checked.at_work():
        entry, by = checked.entry(LEGNICA), checked.user("alicja")
        moving.propose(entry, checked.category("video"), REASON, by=by, at=checked.now())
        mail = db.session.scalars(select(Mail).where(Mail.purpose == "move_proposed")).one()
        assert "– Kontakt" in mail.text
        assert "na co zgłoszenie nie odpowiada" in mail.text
    marta, _page, own = page_of(checked, LEGNICA, "marta")
    assert re.search(r"na co zgłoszenie nie odpowiada:.*<li>Kontakt</li>", marta.get(own).text, re.DOTALL)


def test_a_moved_entry_that_leaves_a_question_out_is_returned_or_accepted_with_a_reason(checked):
    ask_more_in_video(checked)
    move(checked, consent=True)
    tick_all(checked)
    alicja, page, _own = page_of(checked, LEGNICA)
    assert re.search(r"nie odpowiada:.*<li>Kontakt</li>", alicja.get(page).text, re.DOTALL)
    assert alicja.post(f"{page}/accept").status_code == 422
    wish = {"fields": ["contact"], "message": "Proszę podać kontakt.", "days": "1", "version": "2"}
    assert alicja.post(f"{page}/return", data=wish).status_code == 302


# Undoing, and limits.


def test_a_rejection_is_not_undone_beyond_the_limit_of_the_city(checked):
    with checked.at_work():
        checked.edition.entries_per_city = 1
        checking.reject(checked.entry(LEGNICA), "Poza okresem edycji.", by=checked.user("alicja"), at=checked.now())
    more_time(checked)
    checked.enter("W to miejsce")
    alicja, page, _own = page_of(checked, LEGNICA)
    answer = alicja.post(f"{page}/undo")
    assert answer.status_code == 409
    assert "Odrzucenia nie można cofnąć" in answer.text
    assert status(checked) == "rejected"
    with checked.at_work():
        checked.edition.entries_per_city = 2
    assert alicja.post(f"{page}/undo").status_code == 302


# Only the named fields.


@pytest.mark.parametrize("withdrawn", [False, True])
def test_an_entry_that_was_returned_is_not_taken_back_even_with_more_time(checked, withdrawn):
    more_time(checked)
    send_back(checked)
    if not withdrawn:
        write(checked, goal="Nowy cel")
        with checked.at_work():
            correcting.resubmit(checked.entry(LEGNICA), by=checked.user("marta"), at=checked.now())
    marta, _page, own = page_of(checked, LEGNICA, "marta")
    if withdrawn:
        assert marta.post(f"{own}/withdraw").status_code == 302
    assert "/take-back" not in marta.get(own).text
    assert marta.post(f"{own}/take-back").status_code == 409
    with checked.at_work(), pytest.raises(Refused):
        entry = checked.entry(LEGNICA)
        drafts.change(entry, Edit({"means": "Poza zakresem"}, 99), by=checked.user("marta"), at=checked.now())


def test_the_page_and_the_history_tell_what_a_correction_really_changed(checked):
    send_back(checked, LEGNICA, "goal", "means")
    write(checked, goal="Nowy cel")
    marta, page, own = page_of(checked, LEGNICA, "marta")
    assert marta.post(f"{own}/submit").status_code == 302
    text = checked.visitor("alicja").get(page).text
    assert "Miasto poprawiło: Cel i odbiorcy." in text
    assert "Zmieniono: Cel i odbiorcy." in text
    assert "Zmieniono: Cel i odbiorcy." in marta.get(own).text


def test_a_correction_that_changes_nothing_is_called_that(checked):
    send_back(checked)
    marta, page, own = page_of(checked, LEGNICA, "marta")
    assert marta.post(f"{own}/submit").status_code == 302
    text = checked.visitor("alicja").get(page).text
    assert "niczego nie zmieniając" in text
    assert "Niczego nie zmieniono." in text


# The table.


def test_the_table_tells_moves_with_answers_and_decisions_that_were_undone(checked):
    move(checked, consent=False)
    with checked.at_work():
        entry, by = checked.entry(LEGNICA), checked.user("alicja")
        checking.reject(entry, "Poza okresem edycji.", by=by, at=checked.now())
        checking.undo_decision(entry, by=by, at=checked.now())
    answer = checked.visitor("alicja").get("/e/gala/check/entries.csv")
    rows = csv.DictReader(io.StringIO(answer.data.decode("utf-8-sig")), delimiter=";")
    row = next(one for one in rows if one["Kampania"] == LEGNICA)
    assert f"Kampania Roku → Wideo ({REASON}); miasto odmówiło" in row["Przeniesienia do innych kategorii"]
    rejected, undone = row["Decyzje"].split("\n")
    assert "Odrzucone (Poza okresem edycji.); Alicja Testowa" in rejected
    assert "cofnięto" in undone


# Sent twice, and nominations.


def test_a_form_sent_twice_begins_one_draft_and_another_wish_from_the_same_page_a_second_one(world):
    world.open()
    marta = world.visitor("marta")
    once = re.search(r'name="once"[^>]*value="([0-9a-f]+)"', marta.get("/e/gala/entries/new").text).group(1)
    campaign = str(world.id_of(type(world).category, "campaign"))
    sent = {"category": campaign, "title": "Dwa kliknięcia", "source": "", "once": once}
    first, second = (marta.post("/e/gala/entries/new", data=sent) for _ in range(2))
    assert first.status_code == second.status_code == 302
    assert first.location == second.location
    other = marta.post("/e/gala/entries/new", data=sent | {"title": "Inna"})
    assert other.location != first.location
    assert world.count(Entry) == 2


def test_an_entry_submitted_twice_shows_its_receipt_twice(world):
    world.open()
    key, marta = world.enter("Dwa kliknięcia", submitted=False), world.visitor("marta")
    answers = [marta.post(f"/e/gala/entries/{key}/submit") for _ in range(2)]
    assert [one.status_code for one in answers] == [302, 302]
    assert answers[0].location == answers[1].location
    assert "wersja 1" in marta.get(answers[1].location).text


def test_to_delete_a_nominated_draft_is_to_decline_it(world):
    world.open()
    with world.at_work():
        city = db.session.scalars(select(City).where(City.name == "Legnica")).one()
        wish = Nomination(city, world.category("campaign"), "Proponowana", "Bo rozmawia z mieszkańcami.")
        key = nominations.nominate(world.edition, wish, by=world.user("alicja"), at=world.now()).id
    assert world.visitor("marta").post(f"/e/gala/entries/{key}/delete").status_code == 302
    with world.at_work():
        told = db.session.scalars(select(Mail).where(Mail.purpose == "nomination_declined")).one()
        assert told.to == "alicja@example.org"
        assert "Proponowana" in told.text


# What pages say.


def test_my_entries_say_that_a_returned_one_can_still_be_changed(checked):
    marta = checked.visitor("marta")
    assert "nie można ich już zmieniać" in marta.get("/e/gala/entries/").text
    send_back(checked)
    listed = marta.get("/e/gala/entries/").text
    assert "zmienić można już tylko zgłoszenie zwrócone do poprawy" in listed
    assert "nie można ich już zmieniać" not in listed


def test_my_entries_show_what_came_later_the_last_change_or_the_submission(world):
    world.open()
    key, marta = world.enter("Złożona później", submitted=False), world.visitor("marta")
    world.clock.shift(timedelta(hours=3))
    other = world.enter("Szkic", submitted=False)
    world.clock.shift(timedelta(hours=2))
    assert marta.post(f"/e/gala/entries/{key}/submit").status_code == 302
    listed = marta.get("/e/gala/entries/").text
    assert "14.10.2026, 19:00" in listed
    assert listed.index(str(key)) < listed.index(str(other))


def test_words_agree_with_what_they_speak_of(checked):
    send_back(checked)
    write(checked, goal="Nowy cel")
    with checked.at_work():
        correcting.resubmit(checked.entry(LEGNICA), by=checked.user("marta"), at=checked.now())
    assert "poprawione (1)" in checked.visitor("alicja").get("/e/gala/check/").text
    _client, page, _own = page_of(checked, LEGNICA)
    told = re.sub(r"\s+", " ", checked.visitor("alicja", locale="en").get(page).text)
    assert "<p>from 16 July 2026 to 14 September 2026</p>" in told
