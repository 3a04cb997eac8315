"""Files are sent so that a player can seek in them and no browser can take them for a page."""

import hashlib

import pytest

from awards_app.entries.models import Attachment
from tests.entries.recordings import mp4
from tests.entries.test_uploading import Sender
from tests.world import pdf

FILM = mp4(filling=200_000)


@pytest.fixture
def film(world):
    """Marta's browser and the address of the film of her entry."""
    world.open()
    entry = world.enter("Z filmem", submitted=False)
    marta = Sender(world.visitor("marta"), f"/e/gala/entries/{entry}/uploads")
    assert marta.attach(FILM, 'fil"m; ż\u202e.mp4').status_code == 200
    with world.app.app_context():
        (one,) = world.entry("Z filmem").attachments
    return marta, f"/e/gala/entries/{entry}/attachments/{one.id}"


def test_a_film_is_played_in_place_and_cannot_act_as_a_page(film):
    marta, place = film
    sent = marta.client.get(place)
    assert (sent.status_code, sent.data) == (200, FILM)
    assert sent.headers["Accept-Ranges"] == "bytes"
    assert sent.headers["Content-Type"] == "video/mp4"
    assert sent.headers["X-Content-Type-Options"] == "nosniff"
    assert sent.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert sent.headers["Content-Disposition"] == (
        "inline; filename=\"fil_m; _.mp4\"; filename*=UTF-8''fil%22m%3B%20%C5%BC.mp4"
    )
    assert "no-cache" in sent.headers["Cache-Control"]


@pytest.mark.parametrize(
    ("asked", "start", "stop"),
    [
        ("bytes=0-0", 0, 1),
        ("bytes=100-299", 100, 300),
        ("bytes=-500", len(FILM) - 500, len(FILM)),
        ("bytes=1000-", 1000, len(FILM)),
        (f"bytes=10-{10**12}", 10, len(FILM)),
    ],
)
def test_a_player_gets_the_part_that_it_asks_for(film, asked, start, stop):
    marta, place = film
    sent = marta.client.get(place, headers={"Range": asked})
    assert sent.status_code == 206
    assert sent.data == FILM[start:stop]
    assert sent.headers["Content-Range"] == f"bytes {start}-{stop - 1}/{len(FILM)}"
    assert sent.content_length == stop - start


@pytest.mark.parametrize("asked", [f"bytes={len(FILM)}-", "bytes=500000000-500000001"])
def test_a_part_behind_the_end_is_told_to_be_none(film, asked):
    marta, place = film
    sent = marta.client.get(place, headers={"Range": asked})
    assert sent.status_code == 416
    assert sent.headers["Content-Range"] == f"bytes */{len(FILM)}"


@pytest.mark.parametrize("asked", ["bytes=0-1,5-9", "lines=1-2", "bytes=x-y", "bytes=", "bytes=9-1", "\u00b2"])
def test_what_is_no_single_part_is_answered_by_the_whole(film, asked):
    marta, place = film
    sent = marta.client.get(place, headers={"Range": asked})
    assert (sent.status_code, sent.data) == (200, FILM)


def test_a_part_of_another_version_is_not_mixed_in(film):
    marta, place = film
    etag = marta.client.get(place).headers["ETag"]
    same = marta.client.get(place, headers={"Range": "bytes=0-9", "If-Range": etag})
    other = marta.client.get(place, headers={"Range": "bytes=0-9", "If-Range": '"other"'})
    assert (same.status_code, other.status_code) == (206, 200)
    assert marta.client.get(place, headers={"If-None-Match": etag}).status_code == 304
    assert marta.client.head(place).content_length == len(FILM)


def test_a_file_that_the_storage_has_lost_is_not_found(world, film):
    marta, place = film
    for path in (world.app.config["SPOOL_DIR"].parent / "files").rglob(hashlib.sha256(FILM).hexdigest()):
        path.unlink()
    assert marta.client.get(place).status_code == 404


def test_the_page_of_the_entry_plays_it_with_its_words(world, film):
    marta, place = film
    entry = place.rpartition("/attachments")[0]
    page = marta.client.get(entry).text
    assert f'<video controls preload="metadata" src="{place}"' in page
    assert "media-src 'self'" in marta.client.get(entry).headers["Content-Security-Policy"]


def test_the_checksum_of_an_original_is_for_the_organiser_and_the_auditor(world, film):
    marta, place = film
    entry = place.rpartition("/attachments")[0]
    with world.at_work():
        world.entry("Z filmem").attachments[0].alt = "Burmistrz mówi."
    assert marta.client.post(f"{entry}/submit").status_code == 302
    checksum = hashlib.sha256(FILM).hexdigest()
    for key in ("alicja", "roman"):
        assert checksum in world.visitor(key).get(entry.replace("/entries/", "/check/")).text
    assert world.count(Attachment) == 1


def test_a_pdf_stays_a_download_that_no_viewer_of_the_browser_opens(world, film):
    marta, place = film
    assert marta.attach(pdf(), "opis.pdf").status_code == 200
    with world.app.app_context():
        paper = world.entry("Z filmem").attachments[1]
    sent = marta.client.get(f"{place.rpartition('/')[0]}/{paper.id}")
    assert sent.headers["Content-Disposition"].startswith("attachment")
