"""Marks under way: by keyboard alone, without a connection, on two devices, by two people; none is lost or doubled."""

import json
import re
from collections import Counter

import pytest
from sqlalchemy import create_engine, text

from awards_app.db import engine_options
from tests.browser.test_ballot import MINE, PHONE, choose, marks_of, open_ballot
from tests.browser.visiting import sign_in

pytestmark = [pytest.mark.browser, pytest.mark.timeout(300)]
PHASE = "judging"
LEVELS = "67895"
TO_JUDGE = "tr:has-text('do oceny') td.lead a"


def recorded(site, address):
    """How often each mark of the ballot was saved, as the audit trail tells."""
    options = engine_options(site.config.database_url)
    engine = create_engine(options.pop("url"), **options)
    with engine.connect() as database:
        found = database.execute(text("SELECT data FROM audit_entry WHERE event = 'MarksSaved'"))
        facts = [json.loads(data) for (data,) in found]
    engine.dispose()
    seat = address.rsplit("/", 1)[1]
    return Counter(pair for one in facts if one["seat"] == seat for pair in one["after"].items())


def at_work(page):
    """The worker looks after the page, and has kept what the first page of all used."""
    page.evaluate("async () => { await navigator.serviceWorker.ready; }")
    page.wait_for_function("() => navigator.serviceWorker.controller")


def mark_all(page, levels=LEVELS):
    for number, level in enumerate(levels):
        choose(page, number, level)


def shown(page):
    """What waits on the device is shown, too."""
    page.locator(".scale input:checked").nth(4).wait_for(state="attached")
    return [box.get_attribute("value") for box in page.locator(".scale input:checked").all()]


def until(page, asked):
    """A promise is no answer yet."""
    for _time in range(150):
        if page.evaluate(asked):
            return
        page.wait_for_timeout(200)
    pytest.fail(f"never: {asked}")


def all_sent(page):
    page.locator("#receipt.saved").wait_for(timeout=30_000)


def test_forty_entries_are_scored_by_keyboard_alone(site, people):
    page = people("dorota").page
    page.goto(site.url + MINE)
    while page.evaluate("document.activeElement.textContent") != "Oceń następne zgłoszenie":
        page.keyboard.press("Tab")
    given = {}
    with page.expect_navigation():
        page.keyboard.press("Enter")
    for number in range(40):
        marks = [str((number + place) % 11) for place in range(5)]
        for place, mark in enumerate(marks):
            if place:
                page.keyboard.press("Tab")
            page.keyboard.press("x") if mark == "10" else page.keyboard.press(mark)
        given[page.url] = marks
        with page.expect_navigation():
            page.keyboard.press("n")
    assert len(given) == 40
    for address, marks in given.items():
        saved = recorded(site, address)
        assert sorted(value for _field, value in saved) == sorted(marks)
        assert set(saved.values()) == {1}
    page.goto(next(iter(given)))
    assert marks_of(page) == next(iter(given.values()))


def test_a_note_has_a_key_of_its_own(site, people):
    page = open_ballot(people("dorota"), 0)
    for key, place in (("7", "radio"), ("k", "textarea"), ("Tab", "radio"), ("Shift+Tab", "radio")):
        page.keyboard.press(key)
        assert page.evaluate("document.activeElement.type") == place
    assert page.locator(".crit").first.locator("input:focus").count() == 1


def test_on_a_phone_without_a_connection_every_mark_arrives_exactly_once(site, people):
    visitor = people("bartek", **PHONE)
    context = visitor.context
    first, second = keep_two_ballots(visitor)
    lose_the_connection_in_the_middle(visitor, first, second)
    page = context.new_page()
    page.goto(first)
    assert shown(page) == [*LEVELS[:4], "6"]
    page.goto(site.url + MINE)
    page.locator("#device", has_text="Czeka teraz: 10").wait_for()
    page.close()
    context.set_offline(False)
    page = context.new_page()
    page.goto(site.url + MINE)
    until(page, EMPTY)
    page.goto(second)
    assert page.locator("textarea[name=comment]").input_value() == "Napisane w pociągu."
    assert marks_of(page) == list(LEVELS)
    page.goto(first)
    assert marks_of(page) == [*LEVELS[:4], "6"]
    assert sorted(value for _field, value in recorded(site, first).elements()) == sorted([*LEVELS, "6"])
    assert sorted(value for _field, value in recorded(site, second).elements()) == sorted(LEVELS)


def keep_two_ballots(visitor):
    """Open them once while there is a connection; the first stays open."""
    page = visitor.page
    page.goto(visitor.site.url + MINE)
    at_work(page)
    first, second = (visitor.site.url + one.get_attribute("href") for one in page.locator(TO_JUDGE).all()[:2])
    for address in (second, first):
        page.goto(address)
    return first, second


def lose_the_connection_in_the_middle(visitor, first, second):
    """Two marks are sent, the others wait; one is changed while it waits; then the tab is closed."""
    page = visitor.page
    page.locator(".sheet-bar .btn").tap()
    mark_all(page, LEVELS[:2])
    all_sent(page)
    visitor.context.set_offline(True)
    mark_all(page)
    choose(page, 4, 6)
    page.locator("#receipt.failed", has_text="czeka na połączenie (4)").wait_for()
    page.goto(second)
    page.locator("#device", has_text="Widzisz tę stronę w stanie z").wait_for()
    page.locator(".sheet-bar .btn").tap()
    visitor.troubles.clear()  # the browser reports each request without a connection
    visitor.look()
    mark_all(page)
    page.fill("textarea[name=comment]", "Napisane w pociągu.")
    page.wait_for_timeout(300)
    page.close()


EMPTY = """() => new Promise((done) => {
    const opening = indexedDB.open("awards");
    opening.onsuccess = () => {
        const asking = opening.result.transaction("changes").objectStore("changes").count();
        asking.onsuccess = () => { opening.result.close(); done(asking.result === 0); };
    };
})"""


def test_a_page_that_was_not_opened_before_says_so_without_a_connection(site, people):
    visitor = people("bartek")
    page = visitor.page
    page.goto(site.url + MINE)
    at_work(page)
    address = page.locator(TO_JUDGE).nth(3).get_attribute("href")
    page.reload()
    visitor.context.set_offline(True)
    page.goto(site.url + address)
    assert "Tej strony nie ma na tym urządzeniu" in page.locator("main").inner_text()
    visitor.context.set_offline(False)
    page.locator("#ballot").wait_for()


PAGES_KEPT = "async () => (await caches.keys()).filter((one) => one.startsWith('pages ')).length"


def test_who_signs_in_next_neither_sees_nor_sends_what_another_left(site, people):
    visitor = people("bartek")
    context = visitor.context
    address = leave_a_mark_waiting(visitor)
    become(visitor, "celina")
    page = context.new_page()
    page.goto(site.url + MINE)
    page.wait_for_timeout(1000)
    assert recorded(site, address) == {}
    assert page.evaluate(PAGES_KEPT) == 1
    context.set_offline(True)
    page.goto(address)
    assert page.locator("#ballot").count() == 0
    context.set_offline(False)
    become(visitor, "bartek")
    page.goto(address)
    all_sent(page)
    assert marks_of(page) == ["7"]
    assert list(recorded(site, address).values()) == [1]
    page.locator("form[action='/sign-out'] button").first.evaluate("(button) => button.form.requestSubmit()")
    page.wait_for_url(re.compile(r"/$"))
    until(page, f"async () => (await ({PAGES_KEPT})()) === 0")


KEPT = """async () => {
    const names = (await caches.keys()).filter((one) => one.startsWith('pages '));
    const kept = await Promise.all(names.map(async (one) => (await caches.open(one)).keys()));
    return kept.flat().map((one) => one.url);
}"""


def keeps(page, address, *, kept):
    until(page, f"async () => (await ({KEPT})()).includes('{address}') === {str(kept).lower()}")


def test_a_ballot_that_is_not_theirs_any_more_is_not_kept(site, people):
    visitor = people("bartek")
    page = visitor.page
    page.goto(site.url + MINE)
    at_work(page)
    first, second, third = (site.url + one.get_attribute("href") for one in page.locator(TO_JUDGE).all()[-3:])
    for address in (first, second, third):
        page.goto(address)
        keeps(page, address, kept=True)
    step_back(visitor, first)
    keeps(page, first, kept=False)
    other = people("bartek")  # on another device
    other.page.goto(second)
    step_back(other, second)
    keeps(page, second, kept=True)
    page.goto(site.url + MINE)
    keeps(page, second, kept=False)
    keeps(page, third, kept=True)
    visitor.context.set_offline(True)
    page.goto(second)
    assert page.locator("#ballot").count() == 0


def step_back(visitor, address):
    visitor.page.goto(f"{address}/conflict")
    visitor.page.locator("main input[name=ground]").first.check()
    with visitor.page.expect_navigation():
        visitor.page.click("main form .btn.danger")


def test_what_the_server_refused_is_told_on_the_desk_and_sent_when_it_can_be(site, people):
    visitor = people("bartek")
    page = visitor.page
    page.goto(site.url + MINE)
    late, gone = (site.url + one.get_attribute("href") for one in page.locator(TO_JUDGE).all()[-5:-3])
    for address, code in ((late, 409), (gone, 404)):
        visitor.context.route(address, refusing(code))
        page.goto(address)
        choose(page, 0, 6)
        page.locator("#receipt.failed", has_text="Nie można.").wait_for()
    page.goto(site.url + MINE)
    lines = page.locator("#refused li")
    lines.nth(1).wait_for()
    assert all("Nie można." in one for one in lines.all_inner_texts())
    assert page.locator("#refused a").first.get_attribute("href") == late
    visitor.troubles.clear()  # the browser reports each refusal
    visitor.look()
    visitor.context.unroute_all()
    page.reload()
    lines.nth(1).wait_for(state="detached")
    assert list(recorded(site, late).values()) == [1]
    assert recorded(site, gone) == {}
    lines.get_by_role("button").click()
    page.locator("#refused").wait_for(state="hidden")
    until(page, EMPTY)


def refusing(code):
    """The server as it is after the close, or when the seat is another's."""
    answer = {"status": code, "json": {"error": "Nie można."}}
    return lambda route: route.fulfill(**answer) if route.request.method == "POST" else route.continue_()


def leave_a_mark_waiting(visitor):
    page = visitor.page
    page.goto(visitor.site.url + MINE)
    at_work(page)
    address = visitor.site.url + page.locator(TO_JUDGE).nth(4).get_attribute("href")
    page.goto(address)
    visitor.context.set_offline(True)
    choose(page, 0, 7)
    page.locator("#receipt.failed").wait_for()
    page.close()
    visitor.context.set_offline(False)
    return address


def become(visitor, key):
    visitor.context.clear_cookies(name="session")
    sign_in(visitor.context, visitor.site, key)


@pytest.mark.parametrize("offline", [False, True])
def test_of_two_values_from_two_devices_the_juror_chooses(site, people, offline):
    phone, laptop = people("dorota", **PHONE), people("dorota")
    page, other = open_ballot(laptop, 1 + offline), phone.page
    other.goto(page.url)
    other.locator(".sheet-bar .btn").tap()
    mark_differently(phone, laptop, offline=offline)
    boxes = other.locator(".crit .overtaken")
    boxes.nth(1).wait_for(timeout=30_000)
    assert re.search(r"Zapisano o \d\d:\d\d:\d\d na innym urządzeniu lub w innym oknie: 2", boxes.first.inner_text())
    phone.troubles.clear()  # the browser reports each refusal
    phone.look()
    other.reload()  # the boxes open the sheet
    boxes.nth(1).wait_for()
    assert marks_of(page) == ["2", "3"]
    boxes.first.get_by_role("button", name="Zostaw to, co wybrano tutaj").click()
    boxes.nth(1).wait_for(state="detached")
    boxes.first.get_by_role("button", name="Weź to").click()
    boxes.first.wait_for(state="detached")
    assert marks_of(other) == ["7", "3"]
    assert marks_of(page) == ["7", "3"]


def mark_differently(phone, laptop, *, offline):
    """On the laptop first, then on the phone, which has not seen it."""
    phone.context.set_offline(offline)
    for number, level in enumerate((2, 3)):
        choose(laptop.page, number, level)
    all_sent(laptop.page)
    for number, level in enumerate((7, 8)):
        choose(phone.page, number, level)
    if offline:
        phone.page.locator("#receipt.failed").wait_for()
        phone.context.set_offline(False)
