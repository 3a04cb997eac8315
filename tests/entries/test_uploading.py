"""A file in pieces: it goes on where it stopped, nobody else can touch it, and whatever is wrong is told in words."""

import hashlib
import os
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from awards_app.db import db
from awards_app.entries import arriving
from awards_app.entries.models import Attachment
from awards_app.entries.upload_models import Upload
from tests.entries.recordings import mp3, mp4
from tests.world import pdf, png

FILM = mp4(filling=200_000)
PIECE = 65_536


@pytest.fixture
def entry(world):
    world.open()
    return world.enter("Z filmem", submitted=False)


@pytest.fixture
def marta(world, entry):
    return Sender(world.visitor("marta"), f"/e/gala/entries/{entry}/uploads")


class Sender:
    """A browser that sends files in pieces; each method hands back the answer."""

    def __init__(self, client, address):
        self.client, self.address = client, address

    def announce(self, raw, name="film.mp4", modified=1_790_000_000_000):
        sent = {"name": name, "size": len(raw), "modified": modified}
        answer = self.client.post(self.address, data=sent, headers={"Accept": "application/json"})
        self.place = answer.json.get("address")
        return answer

    def send(self, piece, offset, **headers):
        said = {"Upload-Offset": str(offset), "Accept": "application/json"} | headers
        return self.client.patch(self.place, data=piece, headers=said, content_type="application/offset+octet-stream")

    def send_all(self, raw, start=0):
        for offset in range(start, len(raw), PIECE):
            answer = self.send(raw[offset : offset + PIECE], offset)
            if answer.status_code != 204:
                return answer
        return answer

    def offset(self):
        return int(self.client.head(self.place).headers["Upload-Offset"])

    def finish(self, alt=""):
        return self.client.post(f"{self.place}/finish", data={"alt": alt}, headers={"Accept": "application/json"})

    def attach(self, raw, name="film.mp4", alt=""):
        assert self.announce(raw, name).status_code in {200, 201}
        answer = self.send_all(raw)
        return self.finish(alt) if answer.status_code == 204 else answer


def attached(world):
    with world.app.app_context():
        return [(one.name, one.media_type, one.alt) for one in world.entry("Z filmem").attachments]


def spooled(world):
    folder = Path(world.app.config["SPOOL_DIR"])
    return sorted(folder.iterdir()) if folder.is_dir() else []


def test_a_film_comes_in_pieces_and_is_attached_with_its_checksum(world, marta):
    answer = marta.attach(FILM, alt="Burmistrz mówi o rynku.")
    assert answer.status_code == 200
    assert "film.mp4" in answer.text
    with world.app.app_context():
        (one,) = world.entry("Z filmem").attachments
        assert one.original == one.key == hashlib.sha256(FILM).hexdigest()
        assert (one.size, one.media_type, one.alt) == (len(FILM), "video/mp4", "Burmistrz mówi o rynku.")
    assert spooled(world) == []
    assert world.count(Upload) == 0


def test_an_image_keeps_its_original_apart_and_never_shows_it(world, marta, entry):
    raw = png((1200, 900)) + b"52.13 N, 21.00 E"
    assert marta.attach(raw, "rynek.png", "Rynek").status_code == 200
    with world.app.app_context():
        (one,) = world.entry("Z filmem").attachments
        assert one.original == hashlib.sha256(raw).hexdigest()
        assert one.original_size == len(raw)
        assert len({one.key, one.original, one.medium, one.small}) == 4
    place = f"/e/gala/entries/{entry}/attachments/{one.id}"
    served = {hashlib.sha256(marta.client.get(f"{place}{size}").data).hexdigest() for size in SIZES}
    assert served == {one.key, one.medium, one.small}


SIZES = ("", "?size=small", "?size=medium", "?size=original", "?size=key", "?size=../../etc/passwd")


def test_the_same_file_goes_on_where_it_stopped(world, marta):
    assert marta.announce(FILM).status_code == 201
    marta.send(FILM[:PIECE], 0)
    again = Sender(world.visitor("marta"), marta.address)
    answer = again.announce(FILM)
    assert (answer.status_code, answer.json["offset"]) == (200, PIECE)
    assert again.place == marta.place
    assert again.send_all(FILM, PIECE).status_code == 204
    assert again.finish().status_code == 200
    assert attached(world) == [("film.mp4", "video/mp4", "")]


def test_a_file_that_differs_in_anything_that_is_known_of_it_begins_anew(marta):
    marta.announce(FILM)
    marta.send(FILM[:PIECE], 0)
    first = marta.place
    for changes in ({"name": "inny.mp4"}, {"modified": 1}):
        assert marta.announce(FILM, **changes).json["offset"] == 0
        assert marta.place != first


def test_a_file_that_came_in_part_is_named_on_the_page_and_can_be_discarded(world, marta, entry):
    marta.announce(FILM)
    marta.send(FILM[:PIECE], 0)
    page = marta.client.get(f"/e/gala/entries/{entry}/edit").text
    assert "film.mp4: 66 kB z 200 kB" in page
    assert marta.client.post(f"{marta.place}/discard").status_code == 302
    assert "film.mp4" not in marta.client.get(f"/e/gala/entries/{entry}/edit").text
    assert spooled(world) == []


def test_a_piece_that_belongs_elsewhere_is_told_where_to_go_on(marta):
    marta.announce(FILM)
    marta.send(FILM[:PIECE], 0)
    for offset in (0, PIECE - 1, PIECE + 1):
        answer = marta.send(b"x" * 100, offset)
        assert answer.status_code == 409
        assert answer.headers["Upload-Offset"] == str(PIECE)
        assert "error" in answer.json
    assert marta.offset() == PIECE


def test_more_than_was_announced_is_refused_and_nothing_of_it_is_kept(marta):
    marta.announce(FILM)
    marta.send_all(FILM)
    assert marta.send(b"more", len(FILM)).status_code == 422
    assert marta.offset() == len(FILM)


@pytest.mark.parametrize("offset", ["", "-1", "1e3", "²", "9" * 40, "0x10"])
def test_an_offset_that_is_no_number_is_refused(marta, offset):
    marta.announce(FILM)
    assert marta.send(FILM[:100], 0, **{"Upload-Offset": offset.encode().decode("latin-1")}).status_code in {409, 415}
    assert marta.offset() == 0


SENSELESS = [
    {},
    {"name": "a"},
    {"name": "a", "size": "-1", "modified": "0"},
    {"name": "a", "size": "x", "modified": "0"},
    {"name": "x" * 2000, "size": "9", "modified": "0"},
    {"name": "a", "size": "9", "modified": "9" * 30},
]


@pytest.mark.parametrize("sent", SENSELESS)
def test_an_announcement_that_makes_no_sense_is_refused(world, marta, sent):
    answer = marta.client.post(marta.address, data=sent, headers={"Accept": "application/json"})
    assert answer.status_code == 422
    assert world.count(Upload) == 0


def test_only_who_began_it_can_ask_send_finish_or_cancel(world, marta):
    marta.announce(FILM)
    for key in ("norbert", "alicja"):
        other = Sender(world.visitor(key), marta.address)
        other.place = marta.place
        assert {other.client.head(other.place).status_code, other.send(b"x", 0).status_code} <= {403, 404}
        assert {other.finish().status_code, other.client.delete(other.place).status_code} <= {403, 404}
    assert marta.offset() == 0


def test_cancelling_throws_away_what_has_come(world, marta):
    marta.announce(FILM)
    marta.send(FILM[:PIECE], 0)
    assert marta.client.delete(marta.place).status_code == 204
    assert marta.client.head(marta.place).status_code == 404
    assert (world.count(Upload), spooled(world)) == (0, [])


def test_what_will_be_refused_is_refused_after_the_first_piece(world, marta):
    marta.announce(b"GIF89a" + bytes(300_000), "film.mp4")
    answer = marta.send(b"GIF89a" + bytes(PIECE), 0)
    assert answer.status_code == 422
    assert "GIF" in answer.json["error"]
    assert spooled(world) == []


def test_each_kind_has_a_limit_of_its_own_in_the_edition(world, marta):
    limits = {"image_mb": 1, "pdf_mb": 1, "audio_mb": 1, "video_mb": 2, "attachments_most": 10}
    assert world.visitor("alicja").post("/e/gala/limits", data=limits).status_code == 302
    film, song = mp4(filling=1_500_000), mp3(frames=3000)
    assert marta.attach(film).status_code == 200
    answer = marta.attach(song, "piosenka.mp3")
    assert answer.status_code == 422
    assert "1,2 MB" in answer.json["error"]
    assert marta.announce(bytes(3_000_000)).status_code == 422
    assert [name for name, *_rest in attached(world)] == ["film.mp4"]


def test_the_same_file_twice_is_told_to_be_there_already(world, marta):
    marta.attach(FILM)
    answer = marta.attach(FILM, "kopia.mp4")
    assert answer.status_code == 409
    assert "film.mp4" in answer.json["error"]
    assert len(attached(world)) == 1


def test_one_file_too_many_is_refused_before_it_is_sent(world, marta):
    limits = {"image_mb": 1, "pdf_mb": 1, "audio_mb": 1, "video_mb": 2, "attachments_most": 1}
    world.visitor("alicja").post("/e/gala/limits", data=limits)
    marta.attach(pdf(), "a.pdf")
    assert marta.announce(FILM).status_code == 409


def test_nobody_gathers_more_than_three_unfinished_files(marta):
    for number in range(3):
        marta.announce(FILM, f"{number}.mp4")
        marta.send(FILM[:PIECE], 0)
    assert marta.announce(FILM, "3.mp4").status_code == 409
    assert marta.announce(FILM, "1.mp4").json["offset"] == PIECE


def test_finishing_what_is_not_whole_is_refused_and_keeps_it(marta):
    marta.announce(FILM)
    marta.send(FILM[:PIECE], 0)
    assert marta.finish().status_code == 409
    assert marta.offset() == PIECE


def test_an_empty_file_is_refused_before_it_is_sent(marta):
    answer = marta.announce(b"")
    assert answer.status_code == 422
    assert "pusty" in answer.json["error"]


def test_an_ended_session_leaves_what_has_come_for_the_next_one(world, marta):
    marta.announce(FILM)
    marta.send(FILM[:PIECE], 0)
    marta.client.post("/sign-out")
    assert marta.send(FILM[PIECE : 2 * PIECE], PIECE).status_code == 401
    again = Sender(world.visitor("marta"), marta.address)
    assert again.announce(FILM).json["offset"] == PIECE


def test_after_the_deadline_neither_a_piece_nor_the_end_is_taken(world, marta):
    marta.announce(FILM)
    marta.send(FILM[:PIECE], 0)
    world.clock.shift(timedelta(days=11))
    again = Sender(world.visitor("marta"), marta.address)
    again.place = marta.place
    assert again.send(FILM[PIECE : 2 * PIECE], PIECE).status_code == 409
    assert again.finish().status_code == 409
    assert attached(world) == []


def test_a_full_disk_is_told_and_what_has_come_is_kept(world, marta):
    marta.announce(FILM)
    with world.app.app_context():
        (upload,) = db.session.scalars(select(Upload))
    folder = Path(world.app.config["SPOOL_DIR"])
    folder.mkdir(parents=True, exist_ok=True)
    os.symlink("/dev/full", folder / str(upload.id))
    answer = marta.send(FILM[:PIECE], 0)
    assert answer.status_code == 507
    assert "później" in answer.json["error"]
    (folder / str(upload.id)).unlink()
    assert marta.send_all(FILM).status_code == 204
    assert marta.finish().status_code == 200


def test_what_nobody_went_on_with_for_a_week_is_thrown_away(world, marta):
    marta.announce(FILM)
    marta.send(FILM[:PIECE], 0)
    (left,) = spooled(world)
    stray = left.with_name("00000000-0000-4000-8000-000000000000")
    stray.write_bytes(b"x")
    for path in (left, stray):
        os.utime(path, (world.now().timestamp(),) * 2)
    world.clock.shift(timedelta(days=6))
    with world.at_work():
        assert arriving.sweep(at=world.now()) == 1
    assert spooled(world) == [left]
    world.clock.shift(timedelta(days=2))
    with world.at_work():
        assert arriving.sweep(at=world.now()) == 1
    assert (spooled(world), world.count(Upload)) == ([], 0)


def test_a_name_with_a_path_and_control_characters_is_only_ever_shown_plain(world, marta):
    assert marta.attach(FILM, "../../etc/\u202epasswd\x00.mp4").status_code == 200
    assert attached(world)[0][0] == "passwd.mp4"
    assert spooled(world) == []


def test_a_deleted_draft_takes_its_uploads_along(world, marta, entry):
    marta.announce(FILM)
    marta.send(FILM[:PIECE], 0)
    assert marta.client.post(f"/e/gala/entries/{entry}/delete").status_code == 302
    assert world.count(Upload) == 0
    assert marta.client.head(marta.place).status_code == 404


def test_files_change_places_one_step_at_a_time(world, marta, entry):
    for name, raw in (("a.pdf", pdf()), ("b.mp4", FILM), ("c.mp3", mp3())):
        marta.attach(raw, name)
    keys = {one.name: one.id for one in rows(world)}

    def step(name, way):
        place = f"/e/gala/entries/{entry}/files/{keys[name]}/move"
        assert marta.client.post(place, data={way: "1"}).status_code == 302
        return [one.name[0] for one in rows(world)]

    assert step("c.mp3", "up") == ["a", "c", "b"]
    assert step("c.mp3", "up") == ["c", "a", "b"]
    assert step("c.mp3", "up") == ["c", "a", "b"]
    assert step("a.pdf", "down") == ["c", "b", "a"]
    assert step("a.pdf", "down") == ["c", "b", "a"]


def rows(world):
    with world.app.app_context():
        return list(world.entry("Z filmem").attachments)


def test_a_recording_without_words_cannot_be_submitted(world, marta, entry):
    marta.attach(FILM)
    place = f"/e/gala/entries/{entry}"
    assert "co słychać i widać" in marta.client.get(place).text
    assert marta.client.post(f"{place}/submit").status_code == 409
    (one,) = rows(world)
    assert marta.client.post(f"{place}/files/{one.id}", data={"alt": "x" * 20_001}).status_code == 422
    words = "Burmistrz zaprasza na rynek. " * 500
    assert marta.client.post(f"{place}/files/{one.id}", data={"alt": words}).status_code == 302
    assert marta.client.post(f"{place}/submit").status_code == 302
    assert world.count(Attachment) == 1


def test_a_long_list_of_files_costs_as_many_queries_as_a_short_one(world, marta, entry, queries):
    costs = []
    for number in range(9):
        marta.attach(mp4(filling=100 + number), f"{number}.mp4")
        marta.announce(FILM, f"reszta {number}.mp4")
        queries.clear()
        assert marta.client.get(f"/e/gala/entries/{entry}/files/").status_code == 200
        costs.append(len(queries))
    print(f"files of a draft: {costs[0]} queries for 1, {costs[-1]} for 9")
    assert costs[0] == costs[-1]


def test_the_page_of_the_files_leads_elsewhere_once_the_entry_is_submitted(world, marta, entry):
    files = f"/e/gala/entries/{entry}/files/"
    assert "Co można dodać" in marta.client.get(files).text
    marta.client.post(f"/e/gala/entries/{entry}/submit")
    assert marta.client.get(files).location.endswith(str(entry))


def test_the_command_throws_away_what_was_left(world, marta):
    marta.announce(FILM)
    said = world.app.test_cli_runner().invoke(args=["awards", "uploads"])
    assert (said.exit_code, said.output) == (0, "Unfinished uploads thrown away: 0.\n")
    assert world.count(Upload) == 1
