"""What an uploaded file is, is decided by its content; whatever could do harm is refused or left behind."""

import io
import random
import re
import struct
import threading
import warnings
import zipfile
import zlib

import pytest
from PIL import Image, ImageOps, PngImagePlugin
from pypdf import PdfReader, PdfWriter

from awards_app.entries import uploads
from awards_app.entries.attachments import NAME_MOST, plain_name
from awards_app.entries.formats import images
from awards_app.errors import BadFile, Unavailable
from tests.world import pdf, png

SCRIPT = b"<script>alert(document.domain)</script>"


def saved(image, kind, **options):
    out = io.BytesIO()
    image.save(out, kind, **options)
    return out.getvalue()


def picture(size=(60, 40)):
    return Image.linear_gradient("L").resize(size).convert("RGB")


def photograph(**options):
    exif = Image.Exif()
    exif[0x010F] = "Phone of Jan Kowalski"
    exif[0x8825] = {1: "N", 2: (52.0, 13.0, 48.0), 3: "E", 4: (21.0, 0.0, 44.0)}
    return saved(picture(), "JPEG", exif=exif, **options)


def chunk(kind, content):
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))


def bomb(side=30_000):
    """A PNG of 900 million pixels in about a hundred kilobytes."""
    row = b"\x00" * (side // 8 + 1)
    packer = zlib.compressobj(9)
    lines = b"".join(packer.compress(row) for _ in range(side)) + packer.flush()
    header = struct.pack(">IIBBBBB", side, side, 1, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", lines) + chunk(b"IEND", b"")


def read(raw):
    return uploads.read(io.BytesIO(raw))


def refusal(raw):
    with pytest.raises(BadFile) as refused:
        read(raw)
    return str(refused.value)


@pytest.mark.parametrize(
    ("raw", "media_type"),
    [
        (png(), "image/png"),
        (photograph(), "image/jpeg"),
        (photograph(progressive=True), "image/jpeg"),
        (saved(picture().convert("CMYK"), "JPEG"), "image/jpeg"),
        (saved(picture(), "MPO", save_all=True, append_images=[picture()]), "image/jpeg"),
        (saved(picture(), "WEBP"), "image/webp"),
        (saved(picture().convert("P"), "PNG", transparency=3), "image/png"),
        (saved(Image.new("I;16", (20, 20), 40_000), "PNG"), "image/png"),
        (saved(picture().convert("1"), "PNG"), "image/png"),
        (pdf(), "application/pdf"),
    ],
    ids=["png", "jpeg", "progressive", "cmyk", "two pictures", "webp", "palette", "16 bit", "1 bit", "pdf"],
)
def test_every_kind_of_picture_that_people_have_is_taken(raw, media_type):
    upload = read(raw)
    assert upload.media_type == media_type
    if made := upload.picture:
        with Image.open(io.BytesIO(made.content)) as kept:
            assert kept.size == (made.width, made.height)


@pytest.mark.parametrize(
    "raw",
    [b"<!DOCTYPE html>" + SCRIPT, b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>", b"\x00" * 4000, b"%"],
    ids=["html", "svg", "nothing", "one byte"],
)
def test_what_cannot_be_shown_is_refused_with_what_to_do(raw):
    assert re.search("not an image|web page or an SVG", refusal(raw))


@pytest.mark.parametrize("kind", ["GIF", "TIFF", "BMP", "ICO"])
def test_other_formats_are_refused_even_when_they_are_whole(kind):
    assert re.search("not an image|GIF images are not accepted", refusal(saved(picture((48, 48)), kind)))


@pytest.mark.parametrize(
    "whole", [png((200, 200)), photograph(), saved(picture(), "WEBP")], ids=["png", "jpeg", "webp"]
)
def test_a_picture_cut_anywhere_is_refused_or_whole(whole):
    complete, refused = read(whole), 0
    for part in range(1, 10):
        try:
            assert read(whole[: len(whole) * part // 10]) == complete
        except BadFile:
            refused += 1
    assert refused


def test_a_picture_without_its_second_half_is_called_damaged():
    assert "damaged" in refusal(photograph()[:900])


def test_a_pdf_without_its_end_or_pages_is_refused():
    empty = io.BytesIO()
    PdfWriter().write(empty)
    assert "1 to 500 pages" in refusal(empty.getvalue())
    assert "damaged" in refusal(b"%PDF-1.7\n" + SCRIPT)


def test_a_pdf_with_a_password_is_refused_even_if_the_password_is_empty():
    for password in ("secret", ""):
        writer, out = PdfWriter(clone_from=PdfReader(io.BytesIO(pdf()))), io.BytesIO()
        writer.encrypt(password, algorithm="RC4-128")
        writer.write(out)
        assert "password" in refusal(out.getvalue())


def test_a_small_file_of_a_billion_pixels_is_refused_before_it_is_opened():
    raw = bomb()
    assert len(raw) < 200_000
    assert "too many pixels" in refusal(raw)


@pytest.mark.parametrize(("kind", "side"), [("PNG", 4480), ("WEBP", 3470)])
def test_what_a_decoder_holds_whole_may_have_fewer_pixels(kind, side):
    large = Image.new("RGB", (side, side))
    assert "too many pixels" in refusal(saved(large, kind))


def test_a_progressive_photograph_may_have_fewer_pixels_than_a_plain_one():
    large = Image.new("RGB", (5000, 5000))
    assert "too many pixels" in refusal(saved(large, "JPEG", progressive=True))
    assert read(saved(large, "JPEG")).media_type == "image/jpeg"


def test_pictures_are_opened_one_at_a_time():
    made = []
    waiting = threading.Thread(target=lambda: made.append(read(png())))
    with images._turn:
        waiting.start()
        waiting.join(timeout=0.3)
        assert made == []
    waiting.join(timeout=30)
    assert len(made) == 1


def test_who_waits_too_long_for_a_turn_is_told_to_send_the_image_again(monkeypatch):
    monkeypatch.setattr(images, "TURN_SECONDS", 0.01)
    with images._turn, pytest.raises(Unavailable, match="Send this one again"):
        read(png())


def test_what_stands_behind_or_beside_a_picture_is_gone():
    notes = PngImagePlugin.PngInfo()
    notes.add_text("Comment", SCRIPT.decode())
    for raw in (
        png() + SCRIPT,
        photograph() + SCRIPT,
        saved(picture(), "PNG", pnginfo=notes),
        photograph(comment=SCRIPT),
    ):
        assert SCRIPT in raw
        made = read(raw).picture
        assert not any(SCRIPT in one for one in (made.content, made.medium, made.small))


def test_a_picture_that_is_also_an_archive_is_refused():
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("program.exe", b"MZ" * 50)
    for raw in (photograph(), png(), saved(picture(), "WEBP")):
        assert "archive" in refusal(raw + packed.getvalue())
    assert "archive or an office document" in refusal(packed.getvalue())


def test_a_gif_that_is_also_a_script_is_refused():
    polyglot = b"GIF89a/*" + b"\x00" * 20 + b"*/=1;alert(1)"
    assert "GIF images are not accepted" in refusal(polyglot)


def test_where_and_by_whom_a_photograph_was_taken_is_gone():
    raw = photograph()
    made = read(raw).picture
    assert b"Kowalski" in raw
    for kept in (made.content, made.medium, made.small):
        assert b"Kowalski" not in kept
        with Image.open(io.BytesIO(kept)) as image:
            assert not image.getexif()


def test_a_photograph_taken_sideways_is_kept_upright():
    exif = Image.Exif()
    exif[0x0112] = 6
    sideways = ImageOps.pad(picture((60, 40)), (60, 40))
    made = read(saved(sideways, "JPEG", exif=exif)).picture
    assert (made.width, made.height) == (40, 60)


def test_a_large_picture_is_made_smaller_in_proportion():
    made = read(saved(Image.new("RGB", (6000, 3000)), "JPEG")).picture
    assert (made.width, made.height) == (2560, 1280)
    sizes = [Image.open(io.BytesIO(one)).size for one in (made.medium, made.small)]
    assert sizes == [(960, 480), (320, 160)]


def test_a_thousand_broken_files_are_each_taken_or_refused_in_words():
    """Whatever a decoder raises must not reach the visitor as a failure of ours."""
    dice = random.Random(2511)  # noqa: S311 - the same broken files in every run
    seeds = [png(), photograph(), saved(picture(), "WEBP"), pdf()]
    outcomes = set()
    for _ in range(1000):
        broken = bytearray(dice.choice(seeds))
        for _ in range(dice.choice((1, 2, 8))):
            broken[dice.randrange(min(len(broken), 400))] = dice.choice((0, 1, 127, 255, dice.randrange(256)))
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            try:
                outcomes.add(read(bytes(broken)).media_type)
            except BadFile as refused:
                outcomes.add(str(refused))
    assert {"image/png", "image/jpeg", "image/webp", "application/pdf"} <= outcomes
    assert len(outcomes) >= 7


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\Marta\\zdjęcie.png", "zdjęcie.png"),
        ("a\r\nSet-Cookie: x=1.pdf", "aSet-Cookie: x=1.pdf"),
        ("faktura\u202egnp.pdf", "fakturagnp.pdf"),
        ("\x00\x1b[31m.pdf", "[31m.pdf"),
        ("..", "file"),
        ("", "file"),
        ("/", "file"),
        (".htaccess", "htaccess"),
        ("🎉 święto.webp", "🎉 święto.webp"),
        ("ż" * 300 + ".png", "ż" * (NAME_MOST - 4) + ".png"),
        ("x" * 300, "x" * NAME_MOST),
        ("a." + "b" * 300, "a." + "b" * 107 + "." + "b" * 10),
    ],
)
def test_a_file_name_is_shown_without_its_path_and_tricks(sent, kept):
    assert plain_name(sent) == kept
