"""A city enters: drafts, deadlines, attachments, the formal check; bad input leaves nothing behind."""

import io
import re
from datetime import timedelta
from uuid import uuid4

import pytest
from PIL import Image
from pypdf import PdfReader, PdfWriter

from awards_app.editions.phases import Phase
from awards_app.entries import uploads
from awards_app.entries.models import Attachment, Entry
from awards_app.errors import BadFile
from tests.world import form_of, pdf, png

NEW = "/e/gala/entries/new"


@pytest.fixture
def calling(world):
    world.open()
    return world


def form(_world, **changes):
    return form_of(**changes)


def begin(world, client, title="Nowa kampania", category="campaign"):
    """A new draft by the page for it; returns the address of its form."""
    with world.app.app_context():
        chosen = next(str(one.id) for one in world.edition.categories if one.key == category)
    answer = client.post(NEW, data={"category": chosen, "title": title})
    assert answer.status_code == 302, answer.text
    return answer.location


def edit(key):
    return f"/e/gala/entries/{key}/edit"


def test_a_draft_becomes_a_numbered_entry_with_a_checksum(calling):
    marta = calling.visitor("marta")
    written = begin(calling, marta)
    shown = written.removesuffix("/edit")
    assert marta.post(written, data=form(calling)).status_code == 302
    assert marta.post(f"{shown}/submit").status_code == 302
    page = marta.get(shown).text
    assert "001" in page
    with calling.app.app_context():
        assert calling.entry("Nowa kampania").versions[0].sha256 in page


def test_an_incomplete_entry_says_what_is_missing(calling):
    key = calling.enter("Pusta", submitted=False, answers={})
    answer = calling.visitor("marta").post(f"/e/gala/entries/{key}/submit")
    assert answer.status_code == 409
    assert "Uzupełnij: Cel i odbiorcy." in answer.text


def test_the_deadline_is_decided_to_the_second(calling):
    key, other = calling.enter("Spóźniona", submitted=False), calling.enter("Ostatnia chwila", submitted=False)
    marta = calling.visitor("marta")
    with calling.app.app_context():
        deadline = calling.edition.entries_close_at
    calling.clock.move_to(deadline - timedelta(seconds=1))
    assert marta.post(f"/e/gala/entries/{other}/submit").status_code == 302
    calling.clock.move_to(deadline)
    assert marta.post(f"/e/gala/entries/{key}/submit").status_code == 409
    late = marta.post(edit(key), data=form(calling, title="Za późno, ale zachowane"))
    assert late.status_code == 409
    assert "Za późno, ale zachowane" in late.text


def test_two_people_cannot_overwrite_each_other(calling):
    key = calling.enter("Wspólna", submitted=False)
    first, second = calling.visitor("marta"), calling.visitor("marta")
    assert first.post(edit(key), data=form(calling, title="Pierwsza")).status_code == 302
    answer = second.post(edit(key), data=form(calling, title="Druga"))
    assert answer.status_code == 409
    assert "Druga" in answer.text
    assert "Marta Testowa zmieniła to pole o 14:00." in answer.text
    assert "Pierwsza" in answer.text
    assert 'name="revision" value="2"' in answer.text
    assert second.post(edit(key), data=form(calling, title="Druga", revision="2")).status_code == 302


def test_a_city_sees_only_its_own_entries(calling):
    key = calling.enter("Cudza", "Kalisz")
    marta = calling.visitor("marta")
    assert "Cudza" not in marta.get("/e/gala/entries/").text
    for path in (f"/e/gala/entries/{key}", edit(key)):
        assert marta.get(path).status_code == 404
    assert marta.post(f"/e/gala/entries/{key}/take-back").status_code == 404


HOSTILE = {
    "no title": {"title": ""},
    "a long title": {"title": "x" * 201},
    "a NUL": {"goal": "a\x00b"},
    "direction marks": {"title": "abc\u202edef"},
    "two lines": {"title": "a\nb"},
    "a script for a link": {"links": "javascript:alert(1)"},
    "no host": {"links": "https://"},
    "eleven links": {"links": "\n".join(["https://example.org"] * 11)},
    "no date": {"period": ["yesterday", ""]},
    "an end before the beginning": {"period": ["2026-05-01", "2020-01-01"]},
    "a year that is a slip": {"period": ["0206-05-01", "2026-06-01"]},
    "words for a number": {"indicators": ["Odpowiedzi", "dużo", "94", "%"]},
    "too many rows": {"indicators": ["Odpowiedzi", "1", "2", "%"] * 11},
    "a text without end": {"means": "x" * 5001},
    "no revision": {"revision": "-1"},
}


@pytest.mark.parametrize("changes", HOSTILE.values(), ids=HOSTILE)
def test_hostile_text_is_refused_in_words_and_leaves_nothing(calling, changes):
    key = calling.enter("Szkic", submitted=False, answers={})
    answer = calling.visitor("marta").post(edit(key), data=form(calling, **changes))
    assert answer.status_code == 422
    assert 'role="alert"' in answer.text
    with calling.app.app_context():
        kept = calling.entry("Szkic")
        assert (kept.answers, kept.revision) == ({}, 1)


@pytest.mark.parametrize("category", ["nonsense", str(uuid4()), ""], ids=["nonsense", "foreign", "none"])
def test_a_draft_needs_a_category_that_can_be_entered(calling, category):
    answer = calling.visitor("marta").post(NEW, data={"category": category, "title": "Bez kategorii"})
    assert answer.status_code == 422
    assert "Bez kategorii" in answer.text
    assert calling.count(Entry) == 0


def test_a_file_beyond_the_limit_is_too_large(calling):
    key = calling.enter("Z plikiem", submitted=False)
    calling.app.config["MAX_CONTENT_LENGTH"] = 3000
    assert attach(calling, key, "film.png", b"x" * 4000).status_code == 413
    assert calling.count(Attachment) == 0


def test_markup_in_an_entry_is_shown_and_not_obeyed(calling):
    key = calling.enter("<script>alert(1)</script>")
    page = calling.visitor("marta").get(f"/e/gala/entries/{key}").text
    assert "&lt;script&gt;alert(1)" in page
    assert "<script>alert" not in page


def attach(world, key, name, content, alt="opis"):
    sent = {"file": (io.BytesIO(content), name), "alt": alt}
    return world.visitor("marta").post(f"/e/gala/entries/{key}/files/", data=sent)


def protected_pdf():
    writer, out = PdfWriter(clone_from=PdfReader(io.BytesIO(pdf()))), io.BytesIO()
    writer.encrypt("secret", algorithm="RC4-128")
    writer.write(out)
    return out.getvalue()


BAD_FILES = {
    "empty": b"",
    "html": b"<!doctype html><script>alert(1)</script>",
    "svg": b"<svg xmlns='http://www.w3.org/2000/svg'/>",
    "gif": b"GIF89a" + b"\x00" * 40,
    "cut png": png()[:60],
    "cut pdf": pdf()[:40],
    "protected pdf": protected_pdf(),
    "program": b"MZ" + b"\x00" * 200,
}


@pytest.mark.parametrize("content", BAD_FILES.values(), ids=BAD_FILES)
def test_a_wrong_file_is_refused_whatever_it_is_called(calling, content):
    key = calling.enter("Z plikiem", submitted=False)
    answer = attach(calling, key, "zdjecie.png", content)
    assert answer.status_code == 422
    assert "field-error" in answer.text
    assert calling.count(Attachment) == 0


def test_an_image_with_too_many_pixels_is_refused():
    out = io.BytesIO()
    Image.new("1", (30_000, 30_000)).save(out, "PNG")
    with pytest.raises(BadFile):
        uploads.read(out)


def test_what_hides_in_a_photograph_is_gone():
    out, exif = io.BytesIO(), Image.Exif()
    exif[0x8825] = {1: "N", 2: (52.0, 13.0, 0.0)}
    Image.new("RGB", (30, 30)).save(out, "JPEG", exif=exif)
    assert not Image.open(io.BytesIO(uploads.read(out).picture.content)).getexif()


def test_a_pdf_is_only_ever_a_download(calling):
    key = calling.enter("Z plikiem", submitted=False)
    assert attach(calling, key, "../../etc/opis żółty.pdf", pdf()).status_code == 302
    with calling.app.app_context():
        one = calling.entry("Z plikiem").attachments[0]
        assert one.name == "opis żółty.pdf"
    sent = calling.visitor("marta").get(f"/e/gala/entries/{key}/attachments/{one.id}")
    assert sent.headers["Content-Disposition"].startswith("attachment")
    assert "sandbox" in sent.headers["Content-Security-Policy"]
    assert sent.headers["X-Content-Type-Options"] == "nosniff"
    assert sent.data == pdf()
    sent.close()


def test_a_submitted_entry_cannot_be_changed_until_it_is_taken_back(calling):
    key = calling.enter("Złożona")
    marta = calling.visitor("marta")
    assert marta.post(edit(key), data=form(calling, title="Inna")).status_code == 409
    assert attach(calling, key, "a.png", png()).status_code == 409
    assert marta.post(f"/e/gala/entries/{key}/take-back").status_code == 302
    assert marta.post(edit(key), data=form(calling, title="Inna")).status_code == 302


def test_the_organiser_accepts_rejects_with_a_reason_and_can_undo(world):
    world.in_phase(Phase.CHECKING)
    alicja = world.visitor("alicja")
    key = world.id_of(lambda found, title: found.entry(title), "Kampania Kalisz")
    assert alicja.post(f"/e/gala/check/{key}/reject", data={"reason": ""}).status_code == 422
    assert alicja.post(f"/e/gala/check/{key}/reject", data={"reason": "Poza okresem naboru."}).status_code == 302
    assert alicja.post(f"/e/gala/check/{key}/accept").status_code == 409
    assert "Poza okresem naboru." in world.visitor("norbert").get(f"/e/gala/entries/{key}").text
    assert alicja.post(f"/e/gala/check/{key}/undo").status_code == 302
    assert alicja.post(f"/e/gala/check/{key}/accept").status_code == 302


def test_entries_are_decided_only_in_the_formal_check(world):
    world.in_phase(Phase.JUDGING)
    key = world.id_of(lambda found, title: found.entry(title), "Kampania Kalisz")
    assert world.visitor("alicja").post(f"/e/gala/check/{key}/undo").status_code == 409


def test_drafts_are_private_to_their_city(calling):
    key = calling.enter("Tajny szkic", submitted=False)
    alicja = calling.visitor("alicja")
    assert "Tajny szkic" not in alicja.get("/e/gala/check/").text
    assert alicja.get(f"/e/gala/check/{key}").status_code == 404


def test_an_image_is_described_after_it_was_attached(world):
    world.open()
    key = world.enter("Szkic", submitted=False)
    url, marta = f"/e/gala/entries/{key}", world.visitor("marta")
    sent = {"file": (io.BytesIO(png()), "zdjecie.png"), "alt": ""}
    assert marta.post(f"{url}/files/", data=sent).status_code == 302
    (place,) = re.findall(rf'action="({url}/files/[^"/]+)"', marta.get(f"{url}/edit").text)
    for alt in ("", "x" * 301):
        assert marta.post(place, data={"alt": alt}).status_code == 422
    assert world.visitor("norbert").post(place, data={"alt": "Obcy opis"}).status_code == 404
    assert marta.post(place, data={"alt": "Rynek o świcie"}).status_code == 302
    page = marta.get(f"{url}/edit").text
    assert 'alt="Rynek o świcie"' in page
    assert marta.post(place, data={"alt": "Rynek o zmierzchu"}).status_code == 302
    assert 'alt="Rynek o zmierzchu"' in marta.get(f"{url}/edit").text
