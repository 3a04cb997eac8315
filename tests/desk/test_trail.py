"""The audit trail is read by people: in words, with names, and without the marks that nobody may know yet."""

import importlib
import pkgutil
import re

import pytest

import awards_app
from awards_app.audit import Event
from awards_app.desk.trail import EVENTS, FACTS
from awards_app.editions.phases import Phase
from tests.world import form_of


def all_events():
    for module in pkgutil.iter_modules(awards_app.__path__):
        if module.ispkg and module.name not in {"migrations", "translations"}:
            try:
                importlib.import_module(f"awards_app.{module.name}.events")
            except ModuleNotFoundError:
                continue
    return [one for one in Event.__subclasses__() if one.__module__.startswith("awards_app.")]


@pytest.mark.parametrize("event", all_events(), ids=lambda event: event.__name__)
def test_every_event_and_fact_has_its_word(event):
    assert event.__name__ in EVENTS
    assert set(event.__dataclass_fields__) - {"edition"} <= FACTS.keys()


def test_no_word_is_kept_for_an_event_that_is_gone():
    assert EVENTS.keys() == {event.__name__ for event in all_events()}


def trail(world, person, kind):
    return world.visitor(person).get(f"/e/gala/audit?kind={kind}").text


@pytest.mark.parametrize("person", ["alicja", "roman"])
def test_marks_are_hidden_until_judging_is_closed(world, person):
    world.in_phase(Phase.JUDGING)
    world.mark_all()
    text = trail(world, person, "MarksSaved")
    assert "ukryte do zakończenia oceniania" in text
    assert not re.search(r"<dd>[^<]*: \d", text)


def test_marks_are_shown_with_criterion_and_juror_afterwards(world):
    world.in_phase(Phase.DELIBERATION)
    text = trail(world, "roman", "MarksSaved")
    assert "Bartek Testowa" in text
    assert re.search(r"<dd>[^<]*pomysł[^<]*: \d", text)


def test_a_draft_keeps_its_title_to_itself(world):
    world.open()
    world.enter("Jeszcze nie gotowe", submitted=False)
    assert "Jeszcze nie gotowe" not in trail(world, "alicja", "EntryBegun")


def test_a_phase_and_a_role_are_named_by_their_words(world):
    world.in_phase(Phase.CHECKING)
    assert "Kontrola formalna" in trail(world, "alicja", "PhaseMoved")
    assert "Przedstawiciel miasta" in trail(world, "alicja", "RoleGranted")


@pytest.mark.parametrize("reason", ["Nie - Regulamin - pkt - 4 - ogolny..", "-" * 4 + "g" * 32, "----" + "0" * 32])
def test_a_reason_that_looks_like_an_identifier_is_read_as_text(world, reason):
    world.in_phase(Phase.CHECKING)
    entry = world.id_of(type(world).entry, "Kampania Rumia")
    world.visitor("alicja").post(f"/e/gala/check/{entry}/reject", data={"reason": reason})
    assert reason in trail(world, "roman", "EntryRejected")


def test_an_administrator_reads_what_belongs_to_no_edition(world):
    zofia = world.visitor("zofia")
    page = zofia.get("/admin/audit").text
    assert "zalogowanie" in page
    assert "Zofia Testowa" in page
    assert 'href="/admin/audit/verify"' in page
    assert "utworzenie edycji" not in page
    assert 'href="/admin/audit"' in zofia.get("/admin/audit/verify").text
    assert "założenie konta" in zofia.get("/admin/audit?kind=AccountCreated").text


def test_changed_fields_are_named_in_the_readers_language(world):
    world.open()
    key = world.enter("Szkic", submitted=False)
    marta = world.visitor("marta")
    assert marta.post(f"/e/gala/entries/{key}/edit", data=form_of("Inny")).status_code == 302
    text = trail(world, "alicja", "EntryChanged")
    assert "Cel i odbiorcy" in text
    assert "<dd>Tytuł" in text or ", Tytuł" in text
