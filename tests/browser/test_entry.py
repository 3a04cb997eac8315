"""A city writes an entry under real conditions: slips, wrong files, no scripts, a second person, leaving too early."""

import pytest
from PIL import Image

from tests.browser.visiting import NARROW

pytestmark = [pytest.mark.browser, pytest.mark.timeout(300)]
PHASE = "open"
E = "/e/zlote-lajki"
GOAL = "Skrócić drogę mieszkańca do burmistrza."


def begin(visitor, title):
    """A new draft with that title, on its page."""
    page = visitor.page
    page.goto(f"{visitor.site.url}{E}/entries/new")
    page.fill("#title", title)
    page.fill("#goal", GOAL)
    page.click("main button.next")
    return page


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])
def test_a_slip_is_shown_at_its_field_and_nothing_typed_is_lost(site, people, scripts):
    marta = people("marta", viewport=NARROW, java_script_enabled=scripts)
    page = marta.page
    page.goto(f"{site.url}{E}/entries/new")
    page.fill("#goal", GOAL)
    page.fill("#title", "Kampania z pomyłką")
    page.fill("#links", "to nie jest adres")
    page.fill("#period_from", "2026-09-01")
    page.fill("#period_to", "2026-06-01")
    page.click("main button.next")
    summary = page.locator(".summary")
    assert "pełny adres strony" in summary.inner_text()
    assert "zanim się zacznie" in summary.inner_text()
    assert page.locator("#goal").input_value() == GOAL
    assert page.locator("#links").input_value() == "to nie jest adres"
    assert page.locator("#period_to").input_value() == "2026-06-01"
    assert page.locator("#links").get_attribute("aria-invalid") == "true"
    if scripts:
        marta.troubles.clear()  # the console tells of the 422 itself
        marta.look()


def test_a_file_that_is_too_large_is_told_before_it_is_sent(site, people, tmp_path):
    page = begin(people("marta"), "Za duży plik")
    (tmp_path / "large.pdf").write_bytes(b"%PDF-1.7\n" + b"\0" * 1_500_000)
    page.set_input_files("#file", tmp_path / "large.pdf")
    page.locator("#file-preview .bad").wait_for()
    assert "Wybierz mniejszy" in page.locator("#file-preview").inner_text()


@pytest.mark.parametrize(("octets", "words"), [(1_500_000, "większy niż 1 MB"), (3_000_000, "za duże")])
def test_a_file_that_is_too_large_is_refused_without_scripts_and_the_draft_stays(site, people, tmp_path, octets, words):
    page = begin(people("marta", java_script_enabled=False), "Za duży plik bez skryptów")
    address = page.url
    (tmp_path / "large.pdf").write_bytes(b"%PDF-1.7\n" + b"\0" * octets)
    page.set_input_files("#file", tmp_path / "large.pdf")
    page.click("form[action$='/attachments'] button")
    assert words in page.locator("main").inner_text()
    page.goto(address)
    assert page.locator("#goal").input_value() == GOAL


def test_a_file_of_another_kind_is_refused_in_words(site, people, tmp_path):
    page = begin(people("marta", java_script_enabled=False), "Zły plik")
    (tmp_path / "photo.jpg").write_text("<script>alert(1)</script>")
    page.set_input_files("#file", tmp_path / "photo.jpg")
    page.fill("#alt", "Zdjęcie rynku")
    page.click("form[action$='/attachments'] button")
    assert "To nie jest obraz" in page.locator("main").inner_text()
    assert page.locator("#alt").input_value() == "Zdjęcie rynku"


def test_an_image_is_shown_before_and_after_it_is_sent(site, people, tmp_path):
    marta = people("marta", viewport=NARROW)
    page = begin(marta, "Ze zdjęciem")
    Image.linear_gradient("L").save(tmp_path / "rynek.png")
    page.set_input_files("#file", tmp_path / "rynek.png")
    page.locator("#file-preview img").wait_for()
    page.fill("#alt", "Rynek nocą")
    page.click("form[action$='/attachments'] button")
    image = page.locator(".files img")
    image.wait_for()
    assert image.evaluate("(shown) => shown.complete && shown.naturalWidth > 0")
    assert image.get_attribute("alt") == "Rynek nocą"
    marta.look()


def test_leaving_with_unsaved_text_asks_first(site, people):
    page = begin(people("marta"), "Niezapisane")
    page.fill("#goal", "Zmienione i niezapisane")
    asked = []
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.dismiss()))
    page.close(run_before_unload=True)
    page.wait_for_timeout(500)
    assert asked == ["beforeunload"]


def test_the_second_of_two_people_sees_both_texts_and_overwrites_nothing(site, people):
    marta, pawel = people("marta"), people("pawel")
    page = begin(marta, "Wspólna")
    other = pawel.page
    other.goto(page.url)
    page.fill("#goal", "Tekst Marty")
    page.click("main button.next")
    other.fill("#goal", "Tekst Pawła")
    other.click("main button.next")
    assert "zapisała inna osoba" in other.locator("main").inner_text()
    assert other.locator("#goal").input_value() == "Tekst Pawła"
    page.reload()
    assert page.locator("#goal").input_value() == "Tekst Marty"
