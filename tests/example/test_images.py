"""The example attachments are valid, small enough and the same each time."""

from io import BytesIO

import pytest
from PIL import Image

from awards_app.example import images
from awards_app.example.content import Entry, load


@pytest.fixture(scope="module")
def entry() -> Entry:
    return load().entry("gliwice-lawka")


def test_four_different_pictures_are_drawn_within_the_limit(entry):
    pictures = images.pictures_of(entry)
    assert len({picture.data for picture in pictures}) == len({picture.filename for picture in pictures}) == 4
    for picture in pictures:
        assert len(picture.data) <= 200_000
        with Image.open(BytesIO(picture.data)) as image:
            assert (image.format, image.size) == ("JPEG", (1600, 1000))


def test_the_same_entry_gives_the_same_bytes(entry):
    assert images.pictures_of(entry, 1) == images.pictures_of(entry, 1)
    assert images.document_of(entry) == images.document_of(entry)


def test_fewer_pictures_still_begin_with_the_poster(entry):
    assert [picture.filename for picture in images.pictures_of(entry, 1)] == ["gliwice-lawka-plakat.jpg"]


def test_every_picture_has_an_alternative_in_both_languages(entry):
    for picture in images.pictures_of(entry):
        assert picture.alternative.pl.startswith("Obraz przykładowy: ")
        assert picture.alternative.en.startswith("Example picture: ")


def test_without_a_font_the_picture_stays_wordless_and_valid(entry, monkeypatch):
    with_words = images.pictures_of(entry, 1)[0].data
    monkeypatch.setattr(images, "_font", lambda size: None)
    without = images.pictures_of(entry, 1)[0].data
    assert without != with_words
    with Image.open(BytesIO(without)) as image:
        assert image.size == (1600, 1000)


def test_the_document_is_a_pdf_of_one_page(entry):
    document = images.document_of(entry)
    assert document.startswith(b"%PDF-")
    assert document.rstrip().endswith(b"%%EOF")
    assert document.count(b"/Type /Page\n") == 1
    assert len(document) <= 200_000
