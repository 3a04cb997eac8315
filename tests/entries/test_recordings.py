"""Sound and films: the container is followed to its end, so that neither a name nor a first byte can pass for one."""

import io
import random

import pytest

from awards_app.entries import uploads
from awards_app.errors import BadFile
from tests.entries.recordings import aac, box, element, handler, id3, mp3, mp4, ogg, wav, webm

WHOLE = {
    "mp4": (mp4(b"vide", b"soun"), "video/mp4"),
    "mp4 without sound": (mp4(b"vide", brand=b"mp42"), "video/mp4"),
    "mov": (mp4(b"vide", b"soun", brand=b"qt  "), "video/quicktime"),
    "m4a": (mp4(b"soun", brand=b"M4A "), "audio/mp4"),
    "mp4 with sound alone": (mp4(b"soun"), "audio/mp4"),
    "webm": (webm(), "video/webm"),
    "webm recorded live": (webm(live=True), "video/webm"),
    "webm with sound alone": (webm(2), "audio/webm"),
    "mp3": (mp3(), "audio/mpeg"),
    "mp3 with tags": (mp3(tag=id3(3000)) + b"TAG" + bytes(125), "audio/mpeg"),
    "mp3 filled with zeros": (mp3() + bytes(4000), "audio/mpeg"),
    "aac": (aac(), "audio/aac"),
    "aac with a tag": (id3(500) + aac(), "audio/aac"),
    "ogg opus": (ogg(), "audio/ogg"),
    "ogg vorbis": (ogg(b"\x01vorbis"), "audio/ogg"),
    "wav": (wav(), "audio/wav"),
}


def read(raw):
    return uploads.read(io.BytesIO(raw)).media_type


def refusal(raw):
    with pytest.raises(BadFile) as refused:
        read(raw)
    return str(refused.value)


@pytest.mark.parametrize(("raw", "media_type"), WHOLE.values(), ids=WHOLE)
def test_every_kind_of_recording_that_people_have_is_taken(raw, media_type):
    assert read(raw) == media_type


@pytest.mark.parametrize("name", ["mp4", "mov", "m4a", "webm", "ogg opus", "wav"])
def test_a_recording_that_is_cut_off_is_told_as_such(name):
    raw, _media_type = WHOLE[name]
    assert "cut off" in refusal(raw[: len(raw) * 3 // 4])


@pytest.mark.parametrize("name", WHOLE)
def test_a_page_behind_a_recording_is_not_carried_along(name):
    raw, _media_type = WHOLE[name]
    assert refusal(raw + b"<html><script>alert(1)</script></html>")


@pytest.mark.parametrize("name", ["mp4", "webm", "mp3", "ogg opus", "wav"])
def test_an_archive_behind_a_recording_is_found_also_where_a_comment_follows_it(name):
    raw, _media_type = WHOLE[name]
    archive = b"PK\x03\x04" + bytes(40) + b"PK\x05\x06" + bytes(16) + b"\x05\x00" + b"hello"
    assert "archive" in refusal(raw + archive)


WRONG = {
    "matroska": webm(doc_type=b"matroska"),
    "webm with files in it": webm(more=element("1941a469", bytes(20))),
    "webm without a track": webm(17),
    "mp4 without a track": box(b"ftyp", b"isom", bytes(4)) + box(b"moov", box(b"mvhd", bytes(9))) + box(b"mdat", b"x"),
    "mp4 with a box of its own": mp4() + box(b"evil", b"<script>"),
    "box shorter than its head": box(b"ftyp", b"isom", bytes(4)) + b"\0\0\0\x04moov",
    "mp3 with noise among its frames": mp3() + b"noise" * 50 + mp3(),
    "first layer": b"\xff\xff\x90\x00" + bytes(413) * 9,
    "ogg with a film": ogg(b"\x80theora"),
    "heic": box(b"ftyp", b"heic", bytes(4)) + bytes(400),
    "avi": b"RIFF\x10\0\0\0AVI LIST",
    "midi": b"MThd" + bytes(40),
    "flash": b"FLV\x01" + bytes(40),
    "tag without a length": b"ID3\x04\0\0\xff\xff\xff\xff" + mp3(),
    "a tag and nothing else": id3(400),
}


@pytest.mark.parametrize("raw", WRONG.values(), ids=WRONG)
def test_what_only_looks_like_a_recording_is_refused(raw):
    assert refusal(raw)


def test_a_heic_photograph_is_refused_with_what_to_do():
    assert "Save it as JPEG" in refusal(WRONG["heic"])


def test_lengths_that_promise_the_moon_are_neither_followed_nor_believed():
    endless = box(b"ftyp", b"isom", bytes(4)) + b"\0\0\0\x01moov" + b"\xff" * 8
    nested = b""
    for _depth in range(2000):
        nested = box(b"trak", nested)
    assert refusal(endless)
    assert refusal(box(b"ftyp", b"isom", bytes(4)) + box(b"moov", nested, handler(b"text")) + box(b"mdat", b"x"))


def test_a_thousand_broken_recordings_are_each_taken_or_refused_in_words():
    dice = random.Random(2511)  # noqa: S311 - the same broken files in every run
    seeds = [raw for raw, _media_type in WHOLE.values()]
    outcomes = set()
    for _ in range(1000):
        broken = bytearray(dice.choice(seeds))
        for _ in range(dice.choice((1, 2, 8))):
            broken[dice.randrange(min(len(broken), 700))] = dice.choice((0, 1, 127, 255, dice.randrange(256)))
        try:
            outcomes.add(read(bytes(broken)))
        except BadFile as refused:
            outcomes.add(str(refused))
    assert {"video/mp4", "video/webm", "audio/mpeg", "audio/ogg", "audio/wav"} <= outcomes
    assert len(outcomes) >= 10
