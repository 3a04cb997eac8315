"""Files on their way in a real browser: progress, a lost connection, a closed tab, an ended session, wrong files."""

import pytest
from PIL import Image

from tests.browser.test_entry import begin
from tests.browser.visiting import NARROW, sign_in
from tests.entries.recordings import mp4, wav
from tests.entries.test_uploads import bomb, photograph
from tests.world import pdf

pytestmark = [pytest.mark.browser, pytest.mark.timeout(300)]
PHASE = "open"
# Several pieces of the one megabyte that this site takes at once.
LONG = mp4(b"vide", b"soun", filling=5_500_000)


@pytest.fixture
def film(tmp_path):
    path = tmp_path / "spot.mp4"
    path.write_bytes(LONG)
    return path


def choose(page, path, words=""):
    page.set_input_files("#file", path)
    if words:
        page.fill("#alt", words)
    page.click("#attach .acts button:not([data-cancel])")


def names(page):
    return page.locator(".files > li > div > a").all_inner_texts()


def test_a_film_is_sent_in_pieces_while_the_text_of_the_entry_waits(site, people, film):
    marta = people("marta")
    page = begin(marta, "Z filmem")
    page.fill("#goal", "Pisane w trakcie, niezapisane")
    choose(page, film, "Burmistrz zaprasza na rynek.")
    page.locator(".files > li").wait_for()
    assert names(page) == ["spot.mp4"]
    assert "Dodano plik „spot.mp4”" in page.locator("#sending-status").inner_text()
    assert page.locator("#goal").input_value() == "Pisane w trakcie, niezapisane"
    assert page.locator("#alt").input_value() == ""
    assert "Dodano plik „spot.mp4”" in page.locator("#sending-words").inner_text()
    marta.look()


def test_progress_is_shown_and_said_in_words(site, people, film):
    page = begin(people("marta"), "Postęp")
    said = []
    page.expose_function("heard", lambda words: said.append(words))
    page.evaluate(
        "() => new MutationObserver(() => heard(document.querySelector('#sending-status').textContent))"
        ".observe(document.querySelector('#sending-status'), {childList: true})"
    )
    choose(page, film)
    page.locator(".files > li").wait_for()
    page.wait_for_timeout(200)
    assert any("Wysłano" in words and "5,5 MB" in words for words in said)
    assert any("jest sprawdzany" in words for words in said)


def test_a_lost_connection_is_told_and_sending_goes_on_by_itself(site, people, film):
    marta = people("marta", viewport=NARROW)
    page = begin(marta, "Bez zasięgu")
    pieces = []

    def break_off(route):
        pieces.append(route.request.headers["upload-offset"])
        if len(pieces) == 3:
            marta.context.set_offline(True)
            route.abort("internetdisconnected")
        else:
            route.continue_()

    page.route("**/uploads/*", lambda route: break_off(route) if route.request.method == "PATCH" else route.continue_())
    choose(page, film, "Film z rynku")
    page.get_by_text("Utracono połączenie").first.wait_for()
    assert page.locator("#alt").input_value() == "Film z rynku"
    marta.context.set_offline(False)
    page.locator(".files > li").wait_for()
    assert names(page) == ["spot.mp4"]
    assert pieces[2] == pieces[3] != "0"


def test_after_a_closed_tab_the_same_file_goes_on_where_it_stopped(site, people, film):
    marta = people("marta")
    page = begin(marta, "Zamknięta karta")
    address = page.url
    page.route("**/uploads/*", lambda route: stop_at(route, 3_000_000))
    choose(page, film)
    page.get_by_text("Utracono połączenie").first.wait_for()
    page.close(run_before_unload=False)

    again = marta.context.new_page()
    again.goto(address)
    assert "spot.mp4: 3,1 MB z 5,5 MB" in again.locator("#attachment-list").inner_text()
    offsets = []
    again.on("request", lambda sent: offsets.append(sent.headers.get("upload-offset")))
    choose(again, film)
    again.locator(".files > li").wait_for()
    assert [one for one in offsets if one][0] == str(3 * 2**20)
    assert again.locator(".unfinished").count() == 0


def stop_at(route, offset):
    """Every piece beyond the offset is lost, and every question how much has come."""
    is_beyond = int(route.request.headers.get("upload-offset", "-1")) > offset
    if is_beyond or route.request.method == "HEAD":
        route.abort("internetdisconnected")
    else:
        route.continue_()


def test_sending_can_be_cancelled_and_leaves_nothing(site, people, film):
    page = begin(people("marta"), "Przerwane")
    page.route("**/uploads/*", lambda route: stop_at(route, 1_500_000))
    choose(page, film, "Opis, który zostaje")
    page.get_by_text("Utracono połączenie").first.wait_for()
    page.unroute("**/uploads/*")
    page.click("[data-cancel]")
    page.get_by_text("Wysyłanie przerwano").first.wait_for()
    assert page.locator("#alt").input_value() == "Opis, który zostaje"
    page.wait_for_timeout(500)
    page.reload()
    assert page.locator(".unfinished").count() == 0
    assert names(page) == []


def test_an_ended_session_is_told_and_nothing_is_sent_twice(site, people, film):
    marta = people("marta")
    page = begin(marta, "Koniec sesji")
    offsets = []

    def end_session(route):
        if route.request.method == "PATCH":
            offsets.append(route.request.headers["upload-offset"])
            if len(offsets) == 3:
                marta.context.clear_cookies(name="session")
        route.continue_()

    page.route("**/uploads/*", end_session)
    choose(page, film, "Zostaje wpisane")
    page.get_by_text("Twoja sesja wygasła").wait_for()
    assert page.locator("#alt").input_value() == "Zostaje wpisane"
    sign_in(marta.context, site, "marta")
    with page.expect_response(lambda answer: answer.url == page.url.partition("#")[0]):
        page.evaluate("() => window.dispatchEvent(new Event('focus'))")
    page.wait_for_timeout(300)
    page.click("#attach .acts button:not([data-cancel])")
    page.locator(".files > li").wait_for()
    assert names(page) == ["spot.mp4"]
    assert offsets.count("0") == 1


def test_a_double_click_attaches_once_and_the_same_file_again_is_told(site, people, tmp_path):
    page = begin(people("marta"), "Dwa kliknięcia")
    (tmp_path / "opis.pdf").write_bytes(pdf())
    page.set_input_files("#file", tmp_path / "opis.pdf")
    page.dblclick("#attach .acts button:not([data-cancel])")
    page.locator(".files > li").wait_for()
    choose(page, tmp_path / "opis.pdf", "Drugi raz")
    page.get_by_text("Ten plik jest już dodany jako „opis.pdf”").wait_for()
    assert names(page) == ["opis.pdf"]
    assert page.locator("#alt").input_value() == "Drugi raz"


WRONG = {
    "bomba.png": (bomb(), "zbyt wiele pikseli"),
    "zdjecie.jpg": (photograph() + b"PK\x05\x06" + bytes(18), "archiwum"),
    "pusty.png": (b"", "pusty"),
    "strona.jpg": (b"<!doctype html><script>alert(1)</script>", "strona internetowa"),
    "ruch.png": (b"GIF89a" + bytes(9000), "GIF"),
    "uciety.mp4": (LONG[:40_000], "ucięty"),
    "skrypt.pdf": (pdf() + b"<script>", "jednocześnie plikiem innego rodzaju"),
    "paczka.wav": (wav() + b"PK\x05\x06" + bytes(18), "archiwum"),
}


@pytest.mark.parametrize("name", WRONG)
def test_a_wrong_file_is_told_beside_the_field_and_the_words_stay(site, people, tmp_path, name):
    raw, words = WRONG[name]
    page = begin(people("marta"), f"Zły plik {name}")
    (tmp_path / name).write_bytes(raw)
    choose(page, tmp_path / name, "Opis zostaje")
    error = page.locator("#file-error")
    error.wait_for()
    assert words in error.inner_text()
    assert page.locator("#file").get_attribute("aria-describedby") == "file-error"
    assert page.locator("#alt").input_value() == "Opis zostaje"
    assert names(page) == []


def test_files_are_ordered_and_described_by_keyboard_without_scripts(site, people, tmp_path):
    marta = people("marta", java_script_enabled=False)
    page = begin(marta, "Kolejność")
    for number in range(3):
        path = tmp_path / f"{number}.png"
        Image.new("RGB", (60 + number, 40), "#888").save(path)
        page.set_input_files("#file", path)
        page.fill("#alt", f"Obraz {number}")
        page.click("#attach .acts button:not([data-cancel])")
    assert names(page) == ["0.png", "1.png", "2.png"]
    page.get_by_role("button", name="Przesuń „2.png” w górę").press("Enter")
    assert names(page) == ["0.png", "2.png", "1.png"]
    assert "#file-" in page.url
    page.locator("details.describe > summary").first.press("Enter")
    field = page.locator(".files > li").first.locator("textarea")
    field.fill("Rynek o świcie")
    page.locator(".files > li").first.get_by_role("button", name="Zapisz opis").press("Enter")
    assert page.locator(".files img").first.get_attribute("alt") == "Rynek o świcie"


def test_a_recording_is_played_in_place(site, people, tmp_path):
    page = begin(people("marta"), "Nagranie")
    (tmp_path / "glos.wav").write_bytes(wav(seconds=2))
    choose(page, tmp_path / "glos.wav", "Hejnał z wieży.")
    page.locator(".files > li").wait_for()
    page.goto(page.url.partition("/edit")[0])
    audio = page.locator("audio")
    seconds = audio.evaluate(
        "(one) => new Promise((done) => { if (one.readyState) done(one.duration);"
        " one.onloadedmetadata = () => done(one.duration); one.onerror = () => done(-1); })"
    )
    assert seconds == pytest.approx(2, abs=0.1)
    audio.evaluate("(one) => { one.currentTime = 1.5; }")
    assert "Hejnał z wieży." in page.locator("figure.recording").inner_text() or page.locator("details").count()


def test_a_full_disk_is_told_and_the_file_can_be_sent_again(site, people, film):
    page = begin(people("marta"), "Pełny dysk")
    spool, full = site.config.spool_dir, []

    def fill_the_disk(route):
        if route.request.method == "PATCH" and not full:
            full.append(spool / route.request.url.rpartition("/")[2])
            spool.mkdir(parents=True, exist_ok=True)
            full[0].symlink_to("/dev/full")
        route.continue_()

    page.route("**/uploads/*", fill_the_disk)
    choose(page, film, "Opis zostaje")
    page.locator("#file-error").wait_for()
    assert "Serwer nie może teraz zapisać pliku" in page.locator("#file-error").inner_text()
    assert page.locator("#alt").input_value() == "Opis zostaje"
    full[0].unlink()
    page.click("#attach .acts button:not([data-cancel])")
    page.locator(".files > li").wait_for()
    assert names(page) == ["spot.mp4"]
