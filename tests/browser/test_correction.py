"""An entry is returned, corrected and decided: the organiser and the city, each in a browser of their own."""

import pytest

from tests.browser.visiting import NARROW

pytestmark = [pytest.mark.browser, pytest.mark.timeout(300)]
PHASE = "checking"
E = "/e/zlote-lajki"


def returned(page):
    """The page of the entry that the example has sent back to Marta's city."""
    page.click("td.acts a.next")
    page.wait_for_load_state()
    return page


def test_the_city_corrects_what_was_named_and_nothing_else_and_hands_it_in(site, people):
    marta = people("marta", viewport=NARROW)
    page = returned(marta.visit(f"{E}/entries/"))
    marta.look()
    assert "Nie wiemy, jak policzono pytania" in page.locator("main").inner_text()
    assert page.locator("[data-countdown]").count() == 1
    names = {
        one.get_attribute("name") for one in page.locator("#entry-form :is(textarea, input:not([type=hidden]))").all()
    }
    assert names == {"results", "links"}
    page.fill("#results", "Pytania liczyliśmy w arkuszu dyżurów, od 1 marca do 31 października.")
    page.locator("#at-results .kept.saved").wait_for()
    marta.press("#progress a.btn")
    page.click("details.confirm summary")
    with page.expect_navigation():
        page.click("details.confirm button")
    marta.look()
    assert "Poprawka złożona, wersja 2" in page.locator(".history").inner_text()
    assert page.locator("a", has_text="Popraw zgłoszenie").count() == 0

    alicja = people("alicja")
    queue = alicja.visit(f"{E}/check/?state=corrected&city=zdunska")
    with queue.expect_navigation():
        queue.click("td.lead a")
    alicja.look()
    assert "Pytania liczyliśmy w arkuszu dyżurów" in queue.locator("main").inner_text()
    assert queue.locator("summary", has_text="Zwróć do poprawy").count() == 0


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])
def test_an_organiser_ticks_returns_and_goes_on_to_the_next_entry(site, people, scripts):
    alicja = people("alicja", java_script_enabled=scripts)
    page = alicja.page
    page.goto(f"{site.url}{E}/check/?state=waiting&order=latest")
    page.click("td.lead a >> nth=0")
    page.wait_for_load_state()
    page.locator(".tick input[value=failed]").first.check()
    page.locator(".tick input[name^=note]").first.fill("Nie ta klasa")
    page.click(".ticks > .acts button")
    page.wait_for_load_state()
    assert "Nie ta klasa" in page.locator("textarea[name=reason]").first.input_value()
    page.locator("summary", has_text="Zwróć do poprawy").click()
    page.check("input[name=fields][value=goal]")
    page.fill("#message", "Prosimy o krótszy cel.")
    assert "dni robocze: do" in page.locator("#decision").inner_text()
    here = page.url.split("#")[0]
    page.locator("form[action$='/return'] button").click()
    page.wait_for_load_state()
    assert page.url != here
    page.goto(here)
    assert "Miasto może poprawić to zgłoszenie do" in page.locator("main").inner_text()
    if scripts:
        alicja.look()


def test_a_message_that_is_missing_is_asked_for_and_what_was_chosen_stays(site, people):
    page = people("alicja", java_script_enabled=False).page
    page.goto(f"{site.url}{E}/check/?state=waiting")
    page.click("td.lead a >> nth=1")
    page.locator("summary", has_text="Zwróć do poprawy").click()
    page.check("input[name=fields][value=means]")
    page.check("input[name=days][value='2']")
    page.locator("#message").fill(" " * 12)
    page.locator("form[action$='/return'] button").click()
    assert "Wiadomość dla miasta: Wypełnij to pole." in page.locator(".summary").inner_text()
    assert page.locator("input[name=fields][value=means]").is_checked()
    assert page.locator("input[name=days][value='2']").is_checked()
