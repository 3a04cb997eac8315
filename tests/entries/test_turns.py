"""Two people act on one entry: the second waits for the first, then acts on what is there, not on what it had read."""

import json
import re
import threading
import time
from datetime import timedelta

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import IntegrityError

from awards_app.cities.models import City
from awards_app.db import db
from awards_app.editions.models import SizeClass
from awards_app.entries import attachments, checklist, classes, correcting, drafts, moving, nominations, service
from awards_app.entries.attachments import Sent
from awards_app.entries.check_models import CheckTick
from awards_app.entries.checklist import Looked
from awards_app.entries.correcting import Wish
from awards_app.entries.drafts import Edit
from awards_app.entries.models import Attachment, Entry, EntryVersion
from awards_app.entries.nominations import Nomination
from awards_app.i18n import Localised
from awards_app.questionnaire import checklists
from tests.world import form_of, png

TITLE = "Wspólna kampania"
ENTRIES = "/e/gala/entries"


def while_open(world, first, then):
    """`first` in a transaction that stays open while the request `then` begins; the answer to that request."""
    answers = []
    with world.app.test_request_context(method="POST"):
        first()
        db.session.flush()
        waiting = threading.Thread(target=lambda: answers.append(then()))
        waiting.start()
        # Long enough for the request to load what it acts on, and to wait for the lock.
        time.sleep(0.7)
        db.session.commit()
        db.session.close()
    waiting.join(timeout=60)
    return answers[0]


def drafted(world):
    world.open()
    return world.enter(TITLE, submitted=False)


def write(world, key, goal):
    edit = Edit({"goal": goal}, 99)
    return lambda: drafts.change(db.session.get(Entry, key), edit, by=world.user("marta"), at=world.now())


def hand_in(world, key):
    return lambda: service.submit(db.session.get(Entry, key), by=world.user("marta"), at=world.now())


def posts(world, path, person="marta", **data):
    client = world.visitor(person)
    return lambda: client.post(path, data=data)


def last_version(world, key):
    with world.at_work():
        return json.loads(db.session.get(Entry, key).versions[-1].content)


def stored(world, key):
    with world.at_work():
        entry = db.session.get(Entry, key)
        return {"status": entry.status.value, "category": entry.category.key, "goal": entry.answers["goal"]}


def test_what_was_saved_while_submitting_waited_is_in_the_version(world):
    key = drafted(world)
    answer = while_open(world, write(world, key, "Nowy cel"), posts(world, f"{ENTRIES}/{key}/submit"))
    assert answer.status_code == 302
    assert stored(world, key)["goal"] == last_version(world, key)["answers"]["goal"] == "Nowy cel"


def test_a_file_attached_while_submitting_waited_is_in_the_version(world):
    key = drafted(world)

    def attach():
        entry = db.session.get(Entry, key)
        attachments.add(entry, Sent("plakat.png", png(), "Plakat"), by=world.user("marta"), at=world.now())

    assert while_open(world, attach, posts(world, f"{ENTRIES}/{key}/submit")).status_code == 302
    assert [one[0] for one in last_version(world, key)["attachments"]] == ["plakat.png"]


def test_a_file_described_while_submitting_waited_is_described_in_the_version(world):
    key = drafted(world)
    with world.at_work():
        entry = db.session.get(Entry, key)
        attachments.add(entry, Sent("plakat.png", png(), "Stary opis"), by=world.user("marta"), at=world.now())

    def describe():
        one = db.session.scalars(select(Attachment)).one()
        attachments.describe(one, "Nowy opis", by=world.user("marta"), at=world.now())

    assert while_open(world, describe, posts(world, f"{ENTRIES}/{key}/submit")).status_code == 302
    assert last_version(world, key)["attachments"][0][3] == "Nowy opis"


def test_a_correction_handed_in_holds_what_was_saved_meanwhile(world):
    world.open()
    key = world.enter(TITLE)
    world.check()
    with world.at_work():
        wish = Wish(("goal",), "Proszę podać cel kampanii.", 3)
        correcting.return_once(db.session.get(Entry, key), wish, by=world.user("alicja"), at=world.now())
    answer = while_open(world, write(world, key, "Poprawiony cel"), posts(world, f"{ENTRIES}/{key}/submit"))
    assert answer.status_code == 302
    assert stored(world, key)["goal"] == last_version(world, key)["answers"]["goal"] == "Poprawiony cel"


def test_an_entry_submitted_meanwhile_is_not_deleted(world):
    key = drafted(world)
    answer = while_open(world, hand_in(world, key), posts(world, f"{ENTRIES}/{key}/delete"))
    assert answer.status_code == 409
    assert stored(world, key)["status"] == "submitted"
    assert world.count(EntryVersion) == 1


def test_an_entry_submitted_meanwhile_does_not_change_its_category(world):
    world.add_category()
    key = drafted(world)
    other = str(world.id_of(type(world).category, "video"))
    answer = while_open(world, hand_in(world, key), posts(world, f"{ENTRIES}/{key}/category", category=other))
    assert answer.status_code == 409
    assert stored(world, key)["category"] == last_version(world, key)["category"] == "campaign"


def test_a_category_changed_while_submitting_waited_is_the_one_submitted(world):
    world.add_category()
    key = drafted(world)

    def change():
        drafts.recategorise(db.session.get(Entry, key), world.category("video"), by=world.user("marta"), at=world.now())

    assert while_open(world, change, posts(world, f"{ENTRIES}/{key}/submit")).status_code == 302
    assert stored(world, key)["category"] == last_version(world, key)["category"] == "video"
    with world.at_work():
        assert db.session.get(Entry, key).size_class.category.key == "video"


def test_a_population_corrected_while_a_move_waited_decides_the_class(world):
    world.add_category()
    with world.at_work():
        video = world.category("video")
        video.classes[0].population_from = 50_000
        small = SizeClass(position=2, name=Localised("Małe", "Small"), population_below=50_000)
        video.classes.append(small)
    world.open()
    key = world.enter(TITLE)
    world.check()
    with world.at_work():
        entry, by = db.session.get(Entry, key), world.user("alicja")
        moving.propose(entry, world.category("video"), "To film.", by=by, at=world.now())

    def correct():
        figure = db.session.get(Entry, key).frozen
        classes.correct_population(figure, 20_000, "GUS: inna liczba.", by=world.user("alicja"), at=world.now())

    assert while_open(world, correct, posts(world, f"{ENTRIES}/{key}/move/accept")).status_code == 302
    with world.at_work():
        assert db.session.get(Entry, key).size_class.name.pl == "Małe"
    assert last_version(world, key)["population"] == 20_000


def nominated(world):
    world.open()
    with world.at_work():
        city = db.session.scalars(select(City).where(City.name == "Legnica")).one()
        wish = Nomination(city, world.edition.categories[0], TITLE, "Bo rozmawia z mieszkańcami.")
        return nominations.nominate(world.edition, wish, by=world.user("alicja"), at=world.now()).id


def test_a_nomination_that_was_agreed_to_meanwhile_is_not_declined(world):
    key = nominated(world)

    def agree():
        nominations.agree(db.session.get(Entry, key), by=world.user("marta"), at=world.now())

    answer = while_open(world, agree, posts(world, f"/e/gala/nominations/{key}/decline"))
    assert answer.status_code == 409
    with world.at_work():
        assert db.session.get(Entry, key).consented_at is not None


@pytest.mark.parametrize("path", ["submit", "edit", "autosave", "delete", "category"])
def test_whoever_acts_on_a_draft_deleted_meanwhile_reads_a_sentence(world, path):
    key = drafted(world)
    data = {
        "edit": form_of(goal="Nowy cel"),
        "autosave": {"goal": json.dumps({"typed": ["Nowy cel"], "base": 1, "page": "p"})},
        "category": {"category": str(world.id_of(type(world).category, "campaign"))},
    }.get(path, {})

    def delete():
        drafts.delete(db.session.get(Entry, key), by=world.user("marta"), at=world.now())

    answer = while_open(world, delete, posts(world, f"{ENTRIES}/{key}/{path}", **data))
    # SQLite lets one writer in at a time, so there the page is gone before it is looked for.
    assert answer.status_code in {404, 409}
    assert world.count(Entry) == 0


def test_a_verdict_given_meanwhile_is_not_overwritten(world):
    world.open()
    key = world.enter(TITLE)
    with world.at_work():
        checklists.begin(world.edition.categories[0], by=world.user("alicja"), at=world.now())
    world.check()
    page, alicja = f"/e/gala/check/{key}", world.visitor("alicja")
    item = re.findall(r'name="tick-([0-9a-f-]+)"', alicja.get(page).text)[0]
    alicja.post(f"{page}/checklist", data={f"tick-{item}": "passed", f"note-{item}": "pierwsza", f"seen-{item}": ""})
    seen = re.search(rf'name="seen-{item}"[^>]*value="([^"]+)"', alicja.get(page).text).group(1)

    def other():
        entry = db.session.get(Entry, key)
        line = next(one for one in checklist.lines_of(entry) if str(one.item.id) == item)
        looked = {line.item.id: Looked(False, "Nie w porządku", line.mark)}
        checklist.tick(entry, looked, by=world.user("zofia"), at=world.now() + timedelta(seconds=5))

    data = {f"tick-{item}": "passed", f"note-{item}": "trzecia", f"seen-{item}": seen}
    answer = while_open(world, other, lambda: alicja.post(f"{page}/checklist", data=data))
    assert answer.status_code == 409
    assert "trzecia" in answer.text
    with world.at_work():
        assert [(one.passed, one.note) for one in db.session.scalars(select(CheckTick))] == [(False, "Nie w porządku")]


@pytest.mark.parametrize(
    "act", ["UPDATE entry_version SET content = '{}'", "DELETE FROM entry_version", "DELETE FROM entry"]
)
def test_the_database_itself_refuses_to_change_or_remove_a_version(world, act):
    world.open()
    world.enter(TITLE)
    with world.app.app_context(), pytest.raises(IntegrityError, match="can never be changed or removed"):
        db.session.execute(text(act))
