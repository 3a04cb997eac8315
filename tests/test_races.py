"""People act at the same moment: nothing is lost, nothing happens twice, nothing slips in behind a close."""

import json
import re
import threading

from sqlalchemy import create_engine, select, text

from awards_app import audit
from awards_app.audit import AuditEntry
from awards_app.db import db, engine_options
from awards_app.editions.phases import Phase
from awards_app.entries.models import Entry, EntryVersion
from awards_app.jury.models import Ballot, Mark
from awards_app.results import readiness
from awards_app.results.models import Resolution
from tests.world import JURORS

JSON = {"Accept": "application/json"}


def at_once(*acts):
    """Start the acts together, each in a thread of its own; their answers in the given order."""
    start, answers = threading.Barrier(len(acts)), [None] * len(acts)

    def run(number, act):
        start.wait()
        answers[number] = act()

    threads = [threading.Thread(target=run, args=one) for one in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    return answers


def seat_of(world, juror, title):
    with world.app.app_context():
        found = world.seat(juror, title)
        return f"/e/gala/jury/{found.id}", [f"mark-{one.id}" for one in world.edition.criteria]


def records(kind):
    query = select(AuditEntry).where(AuditEntry.event == kind).order_by(AuditEntry.seq)
    return list(db.session.scalars(query))


def test_marks_saved_at_once_are_all_kept_and_recorded_one_after_another(world):
    world.in_phase(Phase.JUDGING)
    url, fields = seat_of(world, "bartek", "Kampania Kalisz")
    devices = [world.visitor("bartek") for _ in range(6)]
    saves = [
        lambda device=device, number=number: (
            device.post(url, data={fields[number % 2]: str(number + 1)}, headers=JSON).json
        )
        for number, device in enumerate(devices)
    ]
    receipts = at_once(*saves)
    assert sorted(receipt["revision"] for receipt in receipts) == [1, 2, 3, 4, 5, 6]
    with world.app.app_context():
        assert db.session.scalars(select(Ballot)).one().revision == 6
        expected = {}
        for record in records("MarksSaved"):
            facts = record.facts
            assert facts["before"].items() <= expected.items()
            expected |= facts["after"]
        stored = {str(mark.criterion_id): mark.value for mark in db.session.scalars(select(Mark))}
        assert stored == {key: type(stored[key])(value) for key, value in expected.items()}
        assert audit.verify().holds


def test_who_sends_nonsense_is_refused_without_waiting_for_whoever_writes(world, database_url):
    world.in_phase(Phase.JUDGING)
    url, fields = seat_of(world, "bartek", "Kampania Kalisz")
    bartek = world.visitor("bartek")
    options = engine_options(database_url)
    engine = create_engine(options.pop("url"), **options)
    with engine.connect() as writer:
        # All of SQLite is held, and all that a save of this edition needs of PostgreSQL.
        writer.execute(text("UPDATE edition SET slug = slug"))
        assert bartek.post(url, data={fields[0]: "99"}, headers=JSON).status_code == 422
        writer.rollback()
    engine.dispose()
    assert bartek.post(url, data={fields[0]: "9"}, headers=JSON).status_code == 200


def test_no_mark_slips_in_behind_the_close(world):
    world.in_phase(Phase.JUDGING)
    world.mark_all()
    alicja, acts = world.visitor("alicja"), []
    close = "/e/gala/results/close-judging"
    read = {"read": re.search(r'name="read" value="([^"]+)"', alicja.get(close).text)[1]}
    for juror in JURORS:
        url, fields = seat_of(world, juror, "Kampania Rumia")
        device = world.visitor(juror)
        for value in "123":
            acts.append(lambda d=device, u=url, f=fields[0], v=value: d.post(u, data={f: v}, headers=JSON).status_code)
    answers = at_once(*acts[:6], lambda: alicja.post(close, data=read).status_code, *acts[6:])
    assert answers[6] == 302
    with world.app.app_context():
        assert world.edition.phase is Phase.DELIBERATION
        frozen, saved = records("MarksFrozen")[0].seq, records("MarksSaved")
        assert all(record.seq < frozen for record in saved)
        # Eleven ballots were saved before; each save that was accepted stands in the record, and no other.
        assert len(saved) == 11 + answers.count(200)
        assert set(answers) <= {200, 302, 409}
        assert audit.verify().holds


def test_a_double_click_submits_an_entry_once(world):
    world.open()
    entry = world.enter("Dwa kliknięcia", submitted=False)
    devices = [world.visitor("marta") for _ in range(4)]
    answers = at_once(*(lambda d=d: d.post(f"/e/gala/entries/{entry}/submit").status_code for d in devices))
    assert 302 in answers
    with world.app.app_context():
        assert len(list(db.session.scalars(select(EntryVersion)))) == 1
        assert len(records("EntrySubmitted")) == 1


def test_a_double_click_begins_a_draft_once(world):
    world.open()
    sent = {"category": str(world.id_of(type(world).category, "campaign")), "title": "Dwa kliknięcia", "once": "ab12"}
    devices = [world.visitor("marta") for _ in range(4)]
    answers = at_once(*(lambda d=d: d.post("/e/gala/entries/new", data=sent) for d in devices))
    assert [one.status_code for one in answers] == [302] * 4
    assert len({one.location for one in answers}) == 1
    assert world.count(Entry) == 1
    with world.app.app_context():
        assert len(records("EntryBegun")) == 1


def test_entries_submitted_at_once_get_different_numbers(world):
    world.open()
    drafts = [world.enter(f"Kampania {number}", submitted=False) for number in range(5)]
    people = [(world.visitor("marta"), draft) for draft in drafts]
    answers = at_once(*(lambda d=d, e=e: d.post(f"/e/gala/entries/{e}/submit").status_code for d, e in people))
    assert answers == [302] * 5
    with world.app.app_context():
        assert sorted(db.session.scalars(select(Entry.number))) == [1, 2, 3, 4, 5]
        assert sorted(json.loads(one.data)["number"] for one in records("EntrySubmitted")) == [1, 2, 3, 4, 5]


def test_two_organisers_seal_once(world):
    world.in_phase(Phase.DELIBERATION)
    world.decide_special("Kampania Rumia")
    devices = [world.visitor("alicja") for _ in range(3)]
    answers = at_once(*(lambda d=d: d.post("/e/gala/results/seal").status_code for d in devices))
    assert sorted(answers) == [302, 409, 409]
    with world.app.app_context():
        assert len(records("ResultSealed")) == 1


def test_two_organisers_announce_once(world):
    world.in_phase(Phase.SEALED)
    devices = [world.visitor("alicja") for _ in range(3)]
    answers = at_once(*(lambda d=d: d.post("/e/gala/laureates/announce").status_code for d in devices))
    assert sorted(answers) == [302, 409, 409]
    with world.app.app_context():
        assert len(records("LaureatesAnnounced")) == 1


def test_of_two_decisions_on_one_award_the_later_stands_alone(world):
    world.in_phase(Phase.DELIBERATION)
    with world.app.app_context():
        (award,) = [one.id for one in readiness.unscored_classes(world.edition)]
        choices = [str(world.entry(f"Kampania {city}").id) for city in ("Rumia", "Kalisz")]
    url, devices = f"/e/gala/results/{award}/award", [world.visitor("danuta") for _ in choices]
    sent = [{"winner": choice, "reason": "za odwagę rozmowy"} for choice in choices]
    acts = [
        lambda d=device, data=data: d.post(url, data=data).status_code
        for device, data in zip(devices, sent, strict=True)
    ]
    assert at_once(*acts) == [302, 302]
    with world.app.app_context():
        standing = db.session.scalars(select(Resolution).where(Resolution.replaced_at.is_(None))).all()
        assert len(standing) == 1
        assert standing[0].entries[0] == records("ResolutionMade")[-1].facts["entries"][0]
