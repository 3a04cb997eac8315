"""The score sheet under real conditions: a phone, no network, no scripts, a session that ended, two tabs."""

import re

import pytest

from tests.browser.visiting import NARROW, PASSWORD

pytestmark = [pytest.mark.browser, pytest.mark.timeout(300)]
PHASE = "judging"
MINE = "/e/zlote-lajki/jury/"
SAVED = re.compile(r"zapisano \d\d:\d\d:\d\d")
PHONE = {"viewport": NARROW, "has_touch": True, "is_mobile": True}


def open_ballot(visitor, number=0):
    """The juror's ballot that is the `number`th of those still to be judged."""
    page = visitor.page
    page.goto(visitor.site.url + MINE)
    row = page.locator("tr", has_text="do oceny").nth(number)
    page.goto(visitor.site.url + row.locator("a").first.get_attribute("href"))
    return page


def scales(page):
    return page.locator(".crit .scale")


def choose(page, criterion, level):
    scales(page).nth(criterion).locator(f"label:has(input[value='{level}'])").click()


def marks_of(page):
    page.reload()
    return [box.get_attribute("value") for box in page.locator(".scale input:checked").all()]


def test_a_phone_gives_a_whole_ballot_by_thumb(site, people):
    dorota = people("dorota", **PHONE)
    page = open_ballot(dorota)
    page.locator(".sheet-bar .btn").tap()
    dorota.look()
    for number, level in enumerate("67890"):
        label = scales(page).nth(number).locator(f"label:has(input[value='{level}'])")
        label.tap()
        assert label.bounding_box()["height"] >= 44
    page.locator("#receipt.saved").wait_for()
    assert SAVED.search(page.locator("#receipt").inner_text())
    assert marks_of(page) == list("67890")


def test_marks_given_without_a_network_arrive_when_it_is_back(site, people):
    dorota = people("dorota")
    page = open_ballot(dorota, 1)
    choose(page, 0, 5)
    page.locator("#receipt.saved").wait_for()
    dorota.context.set_offline(True)
    choose(page, 1, 6)
    choose(page, 2, 7)
    page.locator("#receipt.failed").wait_for()
    dorota.context.set_offline(False)
    page.locator("#receipt.saved").wait_for(timeout=30_000)
    assert marks_of(page) == ["5", "6", "7"]


def test_marks_that_were_waiting_when_the_browser_closed_are_sent_at_the_next_visit(site, people):
    dorota = people("dorota")
    page = open_ballot(dorota, 2)
    address = page.url
    dorota.context.route(
        "**/jury/*", lambda route: route.abort() if route.request.method == "POST" else route.continue_()
    )
    choose(page, 0, 9)
    page.locator("#receipt.failed").wait_for()
    page.close()
    dorota.context.unroute_all()
    page = dorota.context.new_page()
    page.goto(address)
    page.locator("#receipt.saved").wait_for(timeout=30_000)
    assert marks_of(page) == ["9"]


def test_a_mark_given_before_the_script_came_is_sent_too(site, people):
    page = open_ballot(people("dorota", service_workers="block"), 7)
    script = []
    page.route("**/ballot.js*", lambda route: script.append(route))
    page.reload(wait_until="commit")
    choose(page, 0, 4)
    choose(page, 0, 5)
    script[0].continue_()
    page.locator("#receipt.saved").wait_for()
    page.unroute("**/ballot.js*")
    assert marks_of(page) == ["5"]


def test_without_scripts_the_ballot_is_a_form(site, people):
    dorota = people("dorota", java_script_enabled=False)
    page = open_ballot(dorota, 3)
    page.fill("textarea[name=comment]", "Bez skryptów też się da.")
    choose(page, 0, 8)
    page.click("button.btn.quiet:has-text('Zapisz')")
    address = page.url
    assert page.locator(".scale input:checked").count() == 1
    page.click("button[name=submit]")
    assert "wystaw ocenę w każdym kryterium" in page.content()
    page.goto(address)
    for number in range(5):
        choose(page, number, 8)
    page.click("button[name=submit]")
    page.goto(address)
    assert page.locator(".scale input:checked").count() == 5
    assert page.locator("textarea[name=comment]").input_value() == "Bez skryptów też się da."
    assert "Zatwierdzono" in page.content()


def test_a_note_on_a_criterion_is_saved_and_receipted_like_a_mark(site, people):
    page = open_ballot(people("dorota"), 6)
    note = page.locator(".own-note").nth(1)
    note.locator("summary").click()
    # Digits and letters are words here, and no keys of the ballot.
    note.locator("textarea").press_sequentially("7 na 10, n? x")
    page.locator("#receipt.saved.fresh").wait_for()
    assert SAVED.search(page.locator("#receipt").inner_text())
    assert "Bez oceny" in page.locator("[data-missing]").inner_text()
    assert marks_of(page) == []
    assert page.locator(".own-note[open] textarea").input_value() == "7 na 10, n? x"


def test_a_session_that_ended_loses_no_mark(site, people):
    dorota = people("dorota")
    page = open_ballot(dorota, 4)
    dorota.context.clear_cookies(name="session")
    choose(page, 0, 4)
    page.locator("#receipt.failed", has_text="Sesja wygasła").wait_for()
    other = dorota.context.new_page()
    other.goto(f"{site.url}/sign-in")
    other.fill("#email", "dorota@example.org")
    other.fill("#password", PASSWORD)
    # Chromium may forget a request to close a page whose next document is just arriving, and close() waits for ever.
    with other.expect_navigation():
        other.click("main button.next")
    other.close()
    choose(page, 1, 3)
    page.locator("#receipt.saved").wait_for(timeout=30_000)
    assert marks_of(page) == ["4", "3"]


def test_two_tabs_show_the_same_marks(site, people):
    dorota = people("dorota")
    first = open_ballot(dorota, 5)
    second = dorota.context.new_page()
    second.goto(first.url)
    choose(first, 0, 2)
    first.locator("#receipt.saved").wait_for()
    second.locator(".scale input[value='2']:checked").first.wait_for(state="attached")


def test_an_anchor_tells_what_the_mark_means(site, people):
    dorota = people("dorota")
    page = open_ballot(dorota, 6)
    before = page.locator(".crit .anchor, .crit [id$='-anchor']").first.inner_text()
    choose(page, 0, 10)
    after = page.locator(".crit [id$='-anchor']").first.inner_text()
    assert after
    assert after != before
