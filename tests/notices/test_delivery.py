"""The outbox is emptied once: to a mail server or a folder, again after a failure, by one process at a time."""

import socket
import threading
import warnings
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy
from types import SimpleNamespace

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult
from sqlalchemy import select

from awards_app.db import db
from awards_app.notices import delivery
from awards_app.notices.models import Mail
from config import Encryption, Smtp

AT = datetime(2026, 10, 7, 9, 0, tzinfo=UTC)
SENDER = "Złote Lajki <lajki@miasto.example>"
POLISH = "Zażółć gęślą jaźń"


class Mailbox:
    """A mail server's handler that keeps what it is given, or refuses it."""

    def __init__(self):
        self.messages, self.refuses = [], False

    async def handle_DATA(self, _server, _session, envelope):
        if self.refuses:
            return "451 try later"
        self.messages.append((envelope.rcpt_tos, message_from_bytes(envelope.content, policy=policy.default)))
        return "250 kept"


def let_in(_server, _session, _envelope, _mechanism, login):
    return AuthResult(success=(login.login, login.password) == (b"lajki", b"secret"), handled=False)


@contextmanager
def mail_server(**options):
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with warnings.catch_warnings():
        # Passwords without TLS are no danger on this one machine.
        warnings.simplefilter("ignore", UserWarning)
        controller = Controller(Mailbox(), hostname="127.0.0.1", port=port, **options)
        controller.start()
        try:
            yield controller
        finally:
            controller.stop()


@pytest.fixture
def outbox(app):
    with app.test_request_context():
        yield app
        db.session.rollback()


def put(number=1, subject=POLISH, text=POLISH):
    mails = [
        Mail(to=f"miasto{n}@example.org", subject=subject, text=text, purpose="test", created_at=AT, due_at=AT)
        for n in range(number)
    ]
    db.session.add_all(mails)
    db.session.commit()
    return mails


def by(server, config, **login):
    smtp = {"host": server.hostname, "port": server.port, "user": "", "password": "", "encryption": Encryption.NONE}
    object.__setattr__(config, "smtp", Smtp(**smtp | login))
    return delivery.transport(config)


def the_mail():
    db.session.expire_all()
    return db.session.scalars(select(Mail)).one()


def test_a_mail_arrives_with_its_polish_letters_once(outbox, config):
    put()
    with mail_server() as server:
        send = by(server, config)
        assert delivery.deliver_due(send, SENDER, AT) == 1
        assert delivery.deliver_due(send, SENDER, AT + timedelta(hours=1)) == 0
    (to, message) = server.handler.messages[0]
    assert len(server.handler.messages) == 1
    assert (to, message["From"]) == (["miasto0@example.org"], SENDER)
    assert (message["Subject"], message.get_content().strip()) == (POLISH, POLISH)
    assert message["Auto-Submitted"] == "auto-generated"
    assert the_mail().sent_at == AT


def test_the_server_is_told_name_and_password(outbox, config):
    put()
    options = {"authenticator": let_in, "auth_required": True, "auth_require_tls": False}
    with mail_server(**options) as server:
        assert delivery.deliver_due(by(server, config, user="lajki", password="wrong"), SENDER, AT) == 0
        assert "535" in the_mail().problem
        later = AT + timedelta(minutes=2)
        assert delivery.deliver_due(by(server, config, user="lajki", password="secret"), SENDER, later) == 1


def test_without_the_encryption_that_was_asked_for_nothing_is_sent(outbox, config):
    put()
    with mail_server() as server:
        assert delivery.deliver_due(by(server, config, encryption=Encryption.STARTTLS), SENDER, AT) == 0
    assert server.handler.messages == []
    assert "STARTTLS" in the_mail().problem


def test_a_refused_mail_waits_longer_each_time_and_is_the_same_mail(outbox, config):
    put()
    pauses, at = [], AT
    with mail_server() as server:
        server.handler.refuses = True
        for _attempt in range(4):
            assert delivery.deliver_due(by(server, config), SENDER, at) == 0
            pauses.append(the_mail().due_at - at)
            assert delivery.deliver_due(by(server, config), SENDER, at + timedelta(seconds=1)) == 0
            at = the_mail().due_at
        assert "451" in the_mail().problem
        server.handler.refuses = False
        assert delivery.deliver_due(by(server, config), SENDER, at) == 1
    assert pauses == sorted(pauses)
    assert pauses[0] < pauses[-1]
    assert the_mail().problem == ""
    assert the_mail().id.hex in server.handler.messages[0][1]["Message-ID"]


def test_after_many_failures_a_mail_is_left_for_a_person(outbox, config):
    put()
    with socket.socket() as nobody:
        nobody.bind(("127.0.0.1", 0))
        send = by(SimpleNamespace(hostname="127.0.0.1", port=nobody.getsockname()[1]), config)
        for attempt in range(delivery.MOST_ATTEMPTS + 3):
            delivery.deliver_due(send, SENDER, AT + timedelta(days=attempt))
    assert (the_mail().attempts, the_mail().sent_at) == (delivery.MOST_ATTEMPTS, None)


def test_two_processes_never_send_the_same_mail(outbox):
    put(30)
    sent, start = [], threading.Barrier(4)

    def send(_message, key):
        sent.append(key)

    def process():
        with outbox.app_context():
            start.wait()
            while delivery.deliver_due(send, SENDER, AT):
                pass
            db.session.close()

    threads = [threading.Thread(target=process) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(sent) == len(set(sent)) == 30


def test_a_mail_whose_sender_died_is_sent_after_its_claim(outbox):
    put()

    def die(_message, _key):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        delivery.deliver_due(die, SENDER, AT)
    db.session.rollback()
    kept = []
    assert delivery.deliver_due(lambda _message, key: kept.append(key), SENDER, AT + timedelta(minutes=1)) == 0
    assert delivery.deliver_due(lambda _message, key: kept.append(key), SENDER, AT + delivery.CLAIM) == 1
    assert len(kept) == 1


@pytest.mark.parametrize("subject", ["Line\nBcc: victim@example.org", "Line\r\nBcc: victim@example.org"])
def test_a_subject_cannot_add_a_header(outbox, config, subject):
    put(subject=subject)
    with mail_server() as server:
        assert delivery.deliver_due(by(server, config), SENDER, AT) == 0
    assert server.handler.messages == []
    assert the_mail().problem


def test_without_a_server_mail_lies_in_the_folder(outbox, config):
    (mail,) = put()
    assert delivery.deliver_due(delivery.transport(config), SENDER, AT) == 1
    files = list(config.mail_dir.iterdir())
    assert [file.name for file in files] == [f"{mail.id}.eml"]
    assert message_from_bytes(files[0].read_bytes(), policy=policy.default).get_content().strip() == POLISH
