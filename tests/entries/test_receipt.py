"""The confirmation of a submitted version as a document that anybody can read, also by ear."""

import io

from pypdf import PdfReader

from tests.world import form_of, pdf


def text_of(answer):
    assert answer.mimetype == "application/pdf"
    return "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(answer.data)).pages)


def test_the_receipt_names_number_time_checksum_and_all_that_was_submitted(world):
    world.open()
    key = world.enter("Kampania zażółcona")
    marta, url = world.visitor("marta"), f"/e/gala/entries/{key}"
    assert f'href="{url}/receipt/1.pdf"' in marta.get(url).text
    with world.app.app_context():
        checksum = world.entry("Kampania zażółcona").versions[0].sha256
    text = text_of(marta.get(f"{url}/receipt/1.pdf"))
    for told in ("001", "Legnica (dolnośląskie)", checksum, "14 października 2026", "goal: treść", "Cel i odbiorcy"):
        assert told in text, told
    assert "Submitted" in text_of(world.visitor("marta", locale="en").get(f"{url}/receipt/1.pdf"))


def test_the_receipt_of_an_earlier_version_tells_what_it_said_then(world):
    world.open()
    key = world.enter("Pierwotna")
    marta, url = world.visitor("marta"), f"/e/gala/entries/{key}"
    marta.post(f"{url}/take-back")
    assert marta.post(f"{url}/edit", data=form_of("Zmieniona", goal="Nowy cel")).status_code == 302
    assert marta.post(f"{url}/submit").status_code == 302
    first, second = (text_of(marta.get(f"{url}/receipt/{number}.pdf")) for number in (1, 2))
    assert "Pierwotna" in first
    assert "Nowy cel" not in first
    assert "Zmieniona" in second
    assert "Nowy cel" in second


def test_nobody_else_and_no_missing_version_gives_a_receipt(world):
    world.open()
    key = world.enter("Moja")
    assert world.visitor("norbert").get(f"/e/gala/entries/{key}/receipt/1.pdf").status_code == 404
    assert world.visitor("marta").get(f"/e/gala/entries/{key}/receipt/9.pdf").status_code == 404
    assert world.visitor("alicja").get(f"/e/gala/entries/{key}/receipt/1.pdf").status_code == 403


SHOWN = "🎉 ✨ 👍🏽 #️⃣ 日本語 한국어 Ελλάδα Київ საქართველო"
LOST = "\ue000\u0378\U0010ffff हि"


def test_no_sign_in_an_entry_breaks_its_receipt(world):
    world.open()
    marta, title = world.visitor("marta"), f"Kampania {SHOWN} العربية {LOST}"
    key = world.enter(title, submitted=False)
    form = form_of(title, goal=f"**Cel {SHOWN}** {LOST} العربية")
    assert marta.post(f"/e/gala/entries/{key}/edit", data=form).status_code == 302
    file = {"file": (io.BytesIO(pdf()), f"{SHOWN}.pdf"), "alt": f"opis {SHOWN}"}
    assert marta.post(f"/e/gala/entries/{key}/files/", data=file).status_code == 302
    assert marta.post(f"/e/gala/entries/{key}/submit").status_code == 302
    text = text_of(marta.get(f"/e/gala/entries/{key}/receipt/1.pdf"))
    assert text.count("🎉") >= 4  # title, heading of the file, answer, file
    assert "日本語 한국어 Ελλάδα Київ საქართველო" in text
    assert "□□□ □□" in text
