"""The virus scanner has the last word; without a word of it nothing is let through."""

import io

import pytest

from awards_app import scanner
from awards_app.entries.models import Attachment
from awards_app.errors import BadFile, Unavailable
from awards_app.scanner import Clamd
from tests.entries.recordings import mp4
from tests.entries.scanning import EVIL, clamd, closed_port
from tests.entries.test_uploading import Sender, spooled
from tests.world import png


def test_a_clean_file_is_let_through_and_sent_whole(app):
    with app.test_request_context(), clamd() as server:
        Clamd(server.address).require_clean(io.BytesIO(bytes(200_000)))
        assert server.seen == [200_000]


def test_an_infected_file_is_refused(app):
    with app.test_request_context(), clamd() as server, pytest.raises(BadFile, match="Skaner antywirusowy odrzucił"):
        Clamd(server.address).require_clean(io.BytesIO(bytes(70_000) + EVIL))


def test_a_scanner_on_a_socket_is_asked_as_well(app, tmp_path):
    with app.test_request_context(), clamd(path=tmp_path / "clamd.ctl") as server:
        Clamd(server.address).require_clean(io.BytesIO(b"clean"))
        assert server.seen == [5]


@pytest.mark.parametrize(
    "answer", [b"INSTREAM size limit exceeded. ERROR\0", b"", b"\xff\xfe\0", b"stream: OK but not quite\0"]
)
def test_an_answer_that_is_no_verdict_lets_nothing_through(app, answer):
    with app.test_request_context(), clamd(lambda _content: answer) as server, pytest.raises(Unavailable):
        Clamd(server.address).require_clean(io.BytesIO(b"x"))


def test_a_scanner_that_is_away_or_silent_lets_nothing_through(app, tmp_path, monkeypatch):
    monkeypatch.setattr(scanner, "SECONDS_TO_ANSWER", 0.2)
    with app.test_request_context():
        for address in (f"127.0.0.1:{closed_port()}", str(tmp_path / "nowhere")):
            with pytest.raises(Unavailable):
                Clamd(address).require_clean(io.BytesIO(b"x"))
    import time  # noqa: PLC0415

    def silent(_content):
        time.sleep(0.5)
        return b"stream: OK\0"

    with app.test_request_context(), clamd(silent) as server, pytest.raises(Unavailable):
        Clamd(server.address).require_clean(io.BytesIO(b"x"))


@pytest.fixture
def marta(world):
    world.open()
    entry = world.enter("Z filmem", submitted=False)
    return Sender(world.visitor("marta"), f"/e/gala/entries/{entry}/uploads")


def test_an_infected_upload_is_refused_in_words_and_thrown_away(world, marta):
    with clamd() as server:
        world.app.extensions[scanner.EXTENSION] = Clamd(server.address)
        answer = marta.attach(mp4(filling=100) + b"")
        assert answer.status_code == 200
        film = mp4(filling=1000).replace(bytes(100), EVIL.ljust(100, b"\0"), 1)
        answer = marta.attach(film, "zly.mp4")
    assert answer.status_code == 422
    assert "Skaner antywirusowy odrzucił" in answer.json["error"]
    assert (world.count(Attachment), spooled(world)) == (1, [])


def test_an_upload_waits_for_a_scanner_that_does_not_answer(world, marta):
    world.app.extensions[scanner.EXTENSION] = Clamd(f"127.0.0.1:{closed_port()}")
    answer = marta.attach(mp4())
    assert answer.status_code == 503
    assert "Spróbuj ponownie" in answer.json["error"]
    assert world.count(Attachment) == 0
    with clamd() as server:
        world.app.extensions[scanner.EXTENSION] = Clamd(server.address)
        assert marta.finish().status_code == 200
    assert world.count(Attachment) == 1


def test_the_plain_form_asks_the_scanner_too_and_keeps_what_was_typed(world, marta):
    world.app.extensions[scanner.EXTENSION] = Clamd(f"127.0.0.1:{closed_port()}")
    place = marta.address.replace("/uploads", "/files/")
    sent = {"file": (io.BytesIO(png()), "a.png"), "alt": "Rynek nocą"}
    answer = marta.client.post(place, data=sent)
    assert answer.status_code == 503
    assert "Rynek nocą" in answer.text
    assert "Skaner antywirusowy nie odpowiada" in answer.text
