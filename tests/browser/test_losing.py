"""Nothing typed in the entry form is lost: refused, overtaken, far too long, without session, cookie or connection."""

import pytest

from tests.browser.visiting import NARROW, PASSWORD, sign_in

pytestmark = [pytest.mark.browser, pytest.mark.timeout(300)]
PHASE = "open"
E = "/e/zlote-lajki"
SAVE = "#entry-form > .acts button"
LONG = "Za długi opis. " * 500


def begin(visitor, title):
    """A new draft with that title, on the page of its form."""
    page = visitor.page
    page.goto(f"{visitor.site.url}{E}/entries/new")
    page.fill("#title", title)
    page.click("main button.next")
    page.locator("#entry-form").wait_for()
    return page


def saved(page, key):
    page.locator(f"#at-{key} .kept.saved").wait_for()


def asks_before_leaving(page):
    """Whether the page asks; it stays."""
    asked = []
    page.once("dialog", lambda dialog: (asked.append(dialog.type), dialog.dismiss()))
    page.evaluate("() => { location.href = '/' }")
    page.wait_for_timeout(500)
    return asked == ["beforeunload"]


def leave(page, address):
    page.once("dialog", lambda dialog: dialog.accept())
    page.goto(address)


def end_sessions(people, key):
    """As from another device."""
    elsewhere = people(key)
    elsewhere.page.goto(f"{elsewhere.site.url}/account")
    elsewhere.page.evaluate("document.querySelector('form[action=\"/sign-out-everywhere\"]').submit()")
    elsewhere.page.wait_for_url("**/sign-in")


def fill_in_sign_in(page, key):
    page.fill("#email", f"{key}@example.org")
    page.fill("#password", PASSWORD)
    page.click("main button.next")


def test_a_refused_text_is_never_called_saved_and_is_there_again(site, people):
    page = begin(people("marta", viewport=NARROW), "Odrzucone pole")
    address = page.url
    page.fill("#goal", LONG)
    page.locator("#at-goal .kept.bad").wait_for(state="attached")
    assert page.locator("#at-goal").inner_text().count("Napisz najwyżej") == 1
    page.fill("#means", "To się mieści")
    saved(page, "means")
    page.wait_for_timeout(300)
    assert "Nie zapisano" in page.locator("#receipt").inner_text()
    assert asks_before_leaving(page)
    leave(page, f"{site.url}{E}/entries/")
    page.goto(address)
    page.locator("#at-goal .kept.bad").wait_for(state="attached")
    assert page.locator("#goal").input_value() == LONG
    assert page.locator("#goal").get_attribute("aria-invalid") == "true"
    page.fill("#goal", "Krótszy opis")
    saved(page, "goal")
    assert "zapisano" in page.locator("#receipt").inner_text()
    assert not asks_before_leaving(page)
    page.goto(address)
    assert page.locator("#goal").input_value() == "Krótszy opis"


def test_an_undecided_text_is_never_called_saved_and_is_there_again(site, people):
    marta, pawel = people("marta"), people("pawel")
    page, other = begin(marta, "Nierozstrzygnięte"), pawel.page
    address = page.url
    other.goto(address)
    page.fill("#goal", "Tekst Marty")
    saved(page, "goal")
    other.fill("#goal", "Tekst Pawła")
    box = other.locator("#at-goal .overtaken")
    box.wait_for()
    other.fill("#goal", "Tekst Pawła, pisany dalej")
    other.fill("#means", "Przebieg Pawła")
    saved(other, "means")
    assert box.is_visible()
    assert "Nie zapisano" in other.locator("#receipt").inner_text()
    assert asks_before_leaving(other)
    leave(other, f"{site.url}{E}/entries/")
    other.goto(address)
    box.wait_for()
    assert "Tekst Marty" in box.inner_text()
    assert other.locator("#goal").input_value() == "Tekst Pawła, pisany dalej"
    box.get_by_role("button", name="Zostaw mój tekst").click()
    saved(other, "goal")
    assert "zapisano" in other.locator("#receipt").inner_text()
    page.reload()
    assert page.locator("#goal").input_value() == "Tekst Pawła, pisany dalej"


def test_the_other_text_can_be_taken_and_stays_taken(site, people):
    marta, pawel = people("marta"), people("pawel")
    page, other = begin(marta, "Przyjęte"), pawel.page
    other.goto(page.url)
    page.fill("#goal", "Tekst Marty")
    saved(page, "goal")
    other.fill("#goal", "Tekst Pawła")
    other.locator("#at-goal .overtaken").get_by_role("button", name="Weź").click()
    assert other.locator("#goal").input_value() == "Tekst Marty"
    assert not asks_before_leaving(other)
    other.goto(page.url)
    assert other.locator("#goal").input_value() == "Tekst Marty"
    assert other.locator(".overtaken").count() == 0


def test_what_is_typed_and_saved_after_the_session_ended_is_sent_after_signing_in(site, people):
    page = begin(people("marta", viewport=NARROW), "Sesja wygasła")
    address = page.url
    end_sessions(people, "marta")
    page.fill("#goal", "Napisane po wygaśnięciu")
    page.click(SAVE)
    page.locator("#told.failed a").wait_for()
    assert page.url == address
    with page.context.expect_page() as opened:
        page.click("#told a")
    again = opened.value
    fill_in_sign_in(again, "marta")
    again.wait_for_url(address)
    saved(again, "goal")
    assert again.locator("#goal").input_value() == "Napisane po wygaśnięciu"
    page.bring_to_front()
    page.click(SAVE)
    page.locator("#told.saved").wait_for()
    page.reload()
    assert page.locator("#goal").input_value() == "Napisane po wygaśnięciu"


def test_what_is_typed_after_the_cookie_is_gone_is_sent_after_signing_in(site, people):
    marta = people("marta")
    page = begin(marta, "Bez ciasteczka")
    address = page.url
    page.context.clear_cookies()
    page.fill("#goal", "Napisane bez ciasteczka")
    page.click(SAVE)
    page.locator("#told.failed a").wait_for()
    leave(page, address)  # leads to the sign-in page
    fill_in_sign_in(page, "marta")
    page.wait_for_url(address)
    saved(page, "goal")
    page.reload()
    assert page.locator("#goal").input_value() == "Napisane bez ciasteczka"


def test_what_is_saved_without_a_connection_stays_on_the_page_and_is_sent(site, people):
    marta = people("marta", viewport=NARROW)
    page = begin(marta, "Zapis bez połączenia")
    address = page.url
    page.context.set_offline(True)
    page.fill("#goal", "Napisane w tunelu")
    page.click(SAVE)
    page.locator("#told.failed").wait_for()
    assert page.url == address
    assert page.locator("#goal").input_value() == "Napisane w tunelu"
    page.context.set_offline(False)
    saved(page, "goal")
    page.reload()
    assert page.locator("#goal").input_value() == "Napisane w tunelu"


def test_what_waited_is_sent_when_the_browser_comes_back_another_day(site, people):
    marta = people("marta")
    page = begin(marta, "Zamknięta bez połączenia")
    address = page.url
    page.route("**/autosave", lambda route: route.abort())
    page.fill("#goal", "Napisane przed zamknięciem")
    page.click(SAVE)
    page.locator("#told.failed").wait_for()
    page.close(run_before_unload=False)
    page = page.context.new_page()
    page.goto(address)
    saved(page, "goal")
    page.reload()
    assert page.locator("#goal").input_value() == "Napisane przed zamknięciem"


def test_what_came_too_late_for_an_entry_is_shown_to_be_copied(site, people):
    marta, colleague = people("marta", viewport=NARROW), people("marta").page
    page = marta.visit(f"{E}/entries/")
    entry = page.locator("tr", has_text="złożone").locator("a").first.get_attribute("href")
    for act in ("take-back", "submit"):
        colleague.goto(site.url + entry)
        if act == "submit":
            page.goto(f"{site.url}{entry}/edit")
            page.fill("#goal", LONG)
            page.locator("#at-goal .kept.bad").wait_for(state="attached")
        else:
            colleague.locator(f"details:has(form[action$='/{act}']) > summary").click()
        with colleague.expect_navigation():
            colleague.locator(f"form[action$='/{act}'] button").click()
    leave(page, site.url + entry)
    held = page.locator("#held")
    held.wait_for()
    assert held.locator("textarea:visible").count() == 1
    assert held.locator("#held-goal").input_value() == LONG
    marta.troubles.clear()  # the refusal of what was too long
    marta.look()
    held.locator("[data-copy]:visible").click()
    held.get_by_text("Skopiowano").wait_for()
    held.locator("[data-remove]:visible").click()
    page.reload()
    assert held.is_hidden()


def test_what_was_typed_before_the_script_came_is_saved_too(site, people):
    page = begin(people("marta"), "Szybkie palce")
    script = []
    page.route("**/entry.js*", lambda route: script.append(route))
    page.reload(wait_until="commit")
    page.fill("#goal", "Napisane zaraz")
    page.locator("input[name=budget]").nth(1).check()
    script[0].continue_()
    saved(page, "goal")
    saved(page, "budget")
    page.unroute("**/entry.js*")
    page.reload()
    assert page.locator("#goal").input_value() == "Napisane zaraz"
    assert page.locator("input[name=budget]").nth(1).is_checked()


@pytest.mark.parametrize("signs", ["lorem ipsum " * 5600, "Місто говорить " * 2000, "🎉" * 60_000])
def test_a_text_far_too_long_is_told_at_once_and_blocks_no_other_field(site, people, signs):
    page = begin(people("marta"), "O wiele za długie")
    page.fill("#goal", signs)
    assert "najwyżej" in page.locator("[data-count=goal]").inner_text()
    page.fill("#means", "Zapisane obok")
    saved(page, "means")
    page.locator("#at-goal .kept.bad").wait_for(state="attached")
    assert "nie odpowiada" not in page.locator("#receipt").inner_text()
    page.click(SAVE)
    page.wait_for_timeout(500)
    assert page.locator("#goal").input_value() == signs
    assert page.evaluate("document.activeElement.id") == "goal"


def test_a_field_that_cannot_be_sent_does_not_keep_the_others_waiting(site, people):
    page = begin(people("marta"), "Jedno pole stoi")
    page.route("**/autosave", lambda route: route.abort() if "utknie" in route.request.post_data else route.continue_())
    page.fill("#goal", "utknie")
    page.locator("#receipt.failed").wait_for()
    page.fill("#means", "Zapisane obok")
    saved(page, "means")
    assert "zapisano" not in page.locator("#receipt").inner_text()
    page.unroute("**/autosave")
    saved(page, "goal")


def test_two_windows_do_not_take_each_others_waiting_text(site, people):
    page = begin(people("marta"), "Dwa okna")
    address = page.url
    second = page.context.new_page()
    second.goto(address)
    page.route("**/autosave", lambda route: route.abort())
    page.fill("#goal", "Z pierwszego okna")
    page.locator("#receipt.failed").wait_for()
    second.fill("#means", "Z drugiego okna")
    saved(second, "means")
    page.close(run_before_unload=False)
    second.reload()
    saved(second, "goal")
    assert second.locator("#goal").input_value() == "Z pierwszego okna"


def test_without_scripts_the_sign_in_page_leads_back_to_the_form(site, people):
    marta = people("marta", java_script_enabled=False)
    page = begin(marta, "Bez skryptów i bez sesji")
    address = page.url
    page.context.clear_cookies()
    page.fill("#goal", "Tekst")
    page.click(SAVE)
    assert "poprzedniej stronie" in page.locator("main").inner_text()
    page.click("main a.btn")
    fill_in_sign_in(page, "marta")
    page.wait_for_url(address)
    sign_in(page.context, site, "marta")


def test_a_double_press_sends_a_form_once_and_coming_back_wakes_its_button(site, people):
    marta = people("marta")
    page = marta.page
    page.goto(f"{site.url}{E}/entries/new")
    page.fill("#title", "Wciśnięte dwa razy")
    posts = []
    page.on("request", lambda request: request.method == "POST" and posts.append(request.url))
    page.route("**/entries/new", lambda route: (page.wait_for_timeout(600), route.continue_()))
    box = page.locator("main button.next").bounding_box()
    for _press in range(3):
        page.mouse.click(box["x"] + 20, box["y"] + 10)
        page.wait_for_timeout(100)
    page.locator("#entry-form").wait_for()
    assert len(posts) == 1
    page.go_back()
    page.locator("main button.next").wait_for()
    assert page.locator("main button.next").is_enabled()


def test_what_was_typed_into_a_draft_that_a_colleague_deleted_is_among_my_entries(site, people):
    page = begin(people("marta", viewport=NARROW), "Usunięty przez kogoś")
    address = page.url.removesuffix("/edit")
    colleague = people("marta").page
    colleague.goto(f"{address}/edit")
    colleague.locator("details:has(form[action$='/delete']) > summary").click()
    with colleague.expect_navigation():
        colleague.locator("form[action$='/delete'] button").click()
    page.fill("#goal", "Zdanie, które nie może zginąć")
    page.locator("#at-indicators input").nth(0).fill("Zasięg")
    page.locator("#at-indicators input").nth(2).fill("31")
    page.locator("#at-goal .kept.bad", has_text="ten szkic").wait_for()
    page.locator("#at-indicators .kept.bad", has_text="ten szkic").wait_for()
    leave(page, address)
    page.wait_for_url("**/entries/")
    held = page.locator("#held")
    assert held.locator("#held-goal").input_value() == "Zdanie, które nie może zginąć"
    assert held.locator("#held-indicators").input_value() == "Zasięg · – · 31 · –"
    for _each in range(2):
        held.locator("[data-remove]").first.click()
    assert held.is_hidden()
