"""A city writes an entry under real conditions: slips, wrong files, no scripts, a second person, leaving too early."""

import re

import pytest
from PIL import Image

from tests.browser.visiting import NARROW

pytestmark = [pytest.mark.browser, pytest.mark.timeout(300)]
PHASE = "open"
E = "/e/zlote-lajki"
GOAL = "Skrócić drogę mieszkańca do burmistrza."


def begin(visitor, title):
    """A new draft with that title and a goal, on the page of its form."""
    page = visitor.page
    page.goto(f"{visitor.site.url}{E}/entries/new")
    page.fill("#title", title)
    page.click("main button.next")
    page.fill("#goal", GOAL)
    page.click("#entry-form > .acts button")
    page.get_by_text(re.compile(r"zapisano \d|Wszystko jest zapisane")).first.wait_for()
    return page


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])
def test_a_slip_is_shown_at_its_field_and_nothing_typed_is_lost(site, people, scripts):
    marta = people("marta", viewport=NARROW, java_script_enabled=scripts)
    page = begin(marta, "Kampania z pomyłką")
    page.fill("#means", "Przebieg, którego nikt nie zgubi.")
    page.fill("#links", "to nie jest adres")
    page.fill("#period-0", "2026-09-01")
    page.fill("#period-1", "2026-06-01")
    page.click("#entry-form > .acts button")
    told = page.locator(".ask:has(#links) .kept.bad, .ask:has(#period-0) .kept.bad" if scripts else ".summary")
    page.wait_for_function("(most) => document.querySelectorAll('.kept.bad').length === most", arg=2 if scripts else 0)
    sentences = " ".join(told.all_inner_texts())
    assert "pełny adres strony" in sentences
    assert "przed początkiem" in sentences
    assert page.locator("#means").input_value() == "Przebieg, którego nikt nie zgubi."
    assert page.locator("#links").input_value() == "to nie jest adres"
    assert page.locator("#period-1").input_value() == "2026-06-01"
    assert page.locator("#links").get_attribute("aria-invalid") == "true"
    if scripts:
        page.locator("#told", has_text="Nie zapisano").wait_for()
        marta.troubles.clear()  # the console tells of the 422 itself
        marta.look()


def test_each_field_is_saved_while_one_types_and_survives_a_closed_tab(site, people):
    marta = people("marta", viewport=NARROW)
    page = begin(marta, "Zapisana w biegu")
    page.fill("#results", "Wyniki wpisane i niezapisane ręcznie")
    page.locator("#at-results .kept.saved").wait_for()
    assert "zapisano" in page.locator("#receipt").inner_text()
    address = page.url
    page.goto("about:blank")
    page.goto(address)
    assert page.locator("#results").input_value() == "Wyniki wpisane i niezapisane ręcznie"


def test_what_is_typed_without_a_connection_waits_and_is_sent(site, people):
    marta = people("marta")
    page = begin(marta, "Bez połączenia")
    page.context.set_offline(True)
    page.fill("#results", "Wpisane w tunelu")
    page.locator("#receipt.failed").wait_for()
    assert "Brak połączenia" in page.locator("#receipt").inner_text()
    page.context.set_offline(False)
    page.locator("#at-results .kept.saved").wait_for()
    marta.troubles.clear()  # the console tells of the lost connection itself
    page.reload()
    assert page.locator("#results").input_value() == "Wpisane w tunelu"


def test_a_question_appears_when_its_condition_holds(site, people):
    page = begin(people("marta"), "Z warunkiem")
    assert page.locator("#agency").is_hidden()
    page.check("#budget-2")
    page.locator("#agency").wait_for(state="visible")
    page.check("#budget-0")
    page.locator("#agency").wait_for(state="hidden")


def test_rows_of_indicators_are_added(site, people):
    page = begin(people("marta"), "Ze wskaźnikami")
    page.fill("#indicators-0", "Zasięg")
    page.click("[data-add-row]")
    page.keyboard.type("Odpowiedzi")
    page.locator("#at-indicators .kept.saved").wait_for()
    page.reload()
    names = page.locator('[name="indicators"]').evaluate_all(
        "(all) => all.filter((_, n) => n % 4 == 0).map((one) => one.value)"
    )
    assert names[:2] == ["Zasięg", "Odpowiedzi"]


def test_a_file_that_is_too_large_is_told_before_it_is_sent(site, people, tmp_path):
    page = begin(people("marta"), "Za duży plik")
    (tmp_path / "large.pdf").write_bytes(b"%PDF-1.7\n" + b"\0" * 21_000_000)
    page.set_input_files("#file", tmp_path / "large.pdf")
    page.locator("#file-preview .bad").wait_for()
    assert "Wybierz mniejszy" in page.locator("#file-preview").inner_text()


@pytest.mark.parametrize(("octets", "words"), [(1_500_000, "większy niż 1 MB"), (3_000_000, "za duże")])
def test_a_file_that_is_too_large_is_refused_without_scripts_and_the_draft_stays(site, people, tmp_path, octets, words):
    page = begin(people("marta", java_script_enabled=False), "Za duży plik bez skryptów")
    address = page.url
    (tmp_path / "large.pdf").write_bytes(b"%PDF-1.7\n" + b"\0" * octets)
    page.set_input_files("#file", tmp_path / "large.pdf")
    page.click("#attach .acts button")
    assert words in page.locator("main").inner_text()
    page.goto(address)
    assert page.locator("#goal").input_value() == GOAL


def test_a_file_of_another_kind_is_refused_in_words(site, people, tmp_path):
    page = begin(people("marta", java_script_enabled=False), "Zły plik")
    (tmp_path / "photo.jpg").write_text("<script>alert(1)</script>")
    page.set_input_files("#file", tmp_path / "photo.jpg")
    page.fill("#alt", "Zdjęcie rynku")
    page.click("#attach .acts button")
    assert "To jest strona internetowa" in page.locator("main").inner_text()
    assert page.locator("#alt").input_value() == "Zdjęcie rynku"


def test_an_image_is_shown_before_and_after_it_is_sent(site, people, tmp_path):
    marta = people("marta", viewport=NARROW)
    page = begin(marta, "Ze zdjęciem")
    evidence = page.locator("#progress", has_text="Dodaj link do kampanii albo załącznik")
    evidence.wait_for()
    # The way to submitting is in sight at both ends of the page.
    assert page.locator(".finish .btn").bounding_box()["y"] < NARROW["height"]
    Image.linear_gradient("L").save(tmp_path / "rynek.png")
    page.set_input_files("#file", tmp_path / "rynek.png")
    page.locator("#file-preview img").wait_for()
    page.fill("#alt", "Rynek nocą")
    page.click("#attach .acts button")
    image = page.locator(".files img")
    image.wait_for()
    image.scroll_into_view_if_needed()
    page.wait_for_function("shown => shown.complete && shown.naturalWidth > 0", arg=image.element_handle())
    assert image.get_attribute("alt") == "Rynek nocą"
    evidence.wait_for(state="detached")
    marta.look()


def test_leaving_with_unsaved_text_asks_first(site, people):
    page = begin(people("marta"), "Niezapisane")
    page.context.set_offline(True)
    page.fill("#goal", "Zmienione i niezapisane")
    asked = []
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.dismiss()))
    page.close(run_before_unload=True)
    page.wait_for_timeout(500)
    assert asked == ["beforeunload"]


def test_the_second_of_two_people_sees_both_texts_and_chooses(site, people):
    marta, pawel = people("marta"), people("pawel")
    page = begin(marta, "Wspólna")
    other = pawel.page
    other.goto(page.url)
    page.fill("#goal", "Tekst Marty")
    page.locator("#at-goal .kept.saved").wait_for()
    other.fill("#goal", "Tekst Pawła")
    box = other.locator("#at-goal .overtaken")
    box.wait_for()
    assert "zmieniła to pole o" in box.inner_text()
    assert "Tekst Marty" in box.inner_text()
    assert other.locator("#goal").input_value() == "Tekst Pawła"
    box.get_by_role("button", name="Zostaw mój tekst").click()
    other.locator("#at-goal .kept.saved").wait_for()
    pawel.troubles.clear()  # the console tells of the 409 itself
    page.fill("#means", "Marta pisze dalej w innym polu")
    page.locator("#at-goal .kept.other").wait_for()
    assert "zmienił to pole o" in page.locator("#at-goal").inner_text()
    assert page.locator("#goal").input_value() == "Tekst Pawła"


def test_without_scripts_the_second_of_two_people_sees_both_texts(site, people):
    marta, pawel = people("marta", java_script_enabled=False), people("pawel", java_script_enabled=False)
    page = begin(marta, "Wspólna bez skryptów")
    other = pawel.page
    other.goto(page.url)
    page.fill("#goal", "Tekst Marty")
    page.click("#entry-form > .acts button")
    other.fill("#goal", "Tekst Pawła")
    other.fill("#means", "Przebieg Pawła")
    other.click("#entry-form > .acts button")
    assert "Tekst Marty" in other.locator("#at-goal .overtaken").inner_text()
    assert other.locator("#goal").input_value() == "Tekst Pawła"
    other.click("#entry-form > .acts button")
    page.reload()
    assert page.locator("#goal").input_value() == "Tekst Pawła"
    assert page.locator("#means").input_value() == "Przebieg Pawła"
