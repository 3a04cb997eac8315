"""Carries the outbox to the mail server, or to a folder where none is configured.

At least once: a mail is claimed for a while, sent, and only then marked; a crash in between sends it again.
"""

import logging
import os
import smtplib
import ssl
import threading
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime, timedelta
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from functools import partial
from pathlib import Path

from flask import Flask
from sqlalchemy import select, update

from awards_app import clock
from awards_app.db import db
from awards_app.notices.models import Mail
from config import Config, Encryption, Smtp

log = logging.getLogger(__name__)
Transport = Callable[[EmailMessage, str], None]
Chore = Callable[[datetime], int]
# A claim outlasts the slowest delivery of all that it takes.
CLAIM = timedelta(minutes=2)
SECONDS_A_MAIL = 20
MOST_AT_ONCE = 5
FIRST_PAUSE = timedelta(seconds=30)
MOST_ATTEMPTS = 8
EVERY = 3.0
CHORES_EVERY = timedelta(minutes=1)


def start(app: Flask, config: Config, chores: Iterable[Chore] = ()) -> threading.Thread:
    """Send due mail from a background thread of this process until the process ends.

    A chore is done every minute before that: whatever a moment causes, and no request. Every process does it, so a
    chore sees to it by itself that nothing is done twice.
    """
    carried = (app, transport(config), config.mail_from, tuple(chores))
    thread = threading.Thread(target=_carry, args=carried, daemon=True, name="mail")
    thread.start()
    return thread


def transport(config: Config) -> Transport:
    """Where mail goes: the SMTP server if one is configured, else files in the mail folder."""
    if smtp := config.smtp:
        return lambda message, _key: _by_smtp(smtp, message)
    return lambda message, key: _to_folder(config.mail_dir, message, key)


def deliver_due(send: Transport, sender: str, at: datetime) -> int:
    """Send what is due at `at`; returns how many mails left."""
    sent = 0
    for mail in _claim(at):
        sent += _deliver(mail, send, sender, at)
    return sent


def _claim(at: datetime) -> list[Mail]:
    """Take due mails so that no other process sends them meanwhile."""
    waiting = (
        select(Mail.id)
        .where(Mail.sent_at.is_(None), Mail.due_at <= at, Mail.attempts < MOST_ATTEMPTS)
        .order_by(Mail.due_at)
        .limit(MOST_AT_ONCE)
    )
    if not db.session.scalars(waiting).all():
        db.session.rollback()
        return []
    taken = (
        update(Mail)
        .where(Mail.id.in_(waiting), Mail.due_at <= at)
        .values(due_at=at + CLAIM, attempts=Mail.attempts + 1)
        .returning(Mail)
        .execution_options(synchronize_session=False, populate_existing=True)
    )
    mails = list(db.session.scalars(taken))
    db.session.commit()
    return mails


def _deliver(mail: Mail, send: Transport, sender: str, at: datetime) -> bool:
    try:
        send(_message(mail, sender), str(mail.id))
    except (OSError, ValueError, smtplib.SMTPException) as error:
        mail.problem = f"{type(error).__name__}: {error}"[:500]
        mail.due_at = at + FIRST_PAUSE * 2 ** min(mail.attempts, 10)
        log.warning("mail %s was not sent: %s", mail.id, type(error).__name__)
    else:
        mail.sent_at, mail.problem = at, ""
    db.session.commit()
    return mail.sent_at is not None


def _message(mail: Mail, sender: str) -> EmailMessage:
    message = EmailMessage(policy=SMTP)
    message["From"], message["To"], message["Subject"] = sender, mail.to, mail.subject
    message["Date"] = format_datetime(mail.created_at)
    # The same on every attempt, so that a mailbox can tell a mail that came twice.
    message["Message-ID"] = f"<{mail.id.hex}@{sender.rpartition('@')[2].strip('<> ') or 'localhost'}>"
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(mail.text)
    return message


def _by_smtp(smtp: Smtp, message: EmailMessage) -> None:
    trust = ssl.create_default_context()
    with (
        smtplib.SMTP_SSL(smtp.host, smtp.port, timeout=SECONDS_A_MAIL, context=trust)
        if smtp.encryption is Encryption.TLS
        else smtplib.SMTP(smtp.host, smtp.port, timeout=SECONDS_A_MAIL)
    ) as server:
        if smtp.encryption is Encryption.STARTTLS:
            server.starttls(context=trust)
        if smtp.user:
            server.login(smtp.user, smtp.password)
        server.send_message(message)


def _to_folder(folder: Path, message: EmailMessage, key: str) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    draft, final = folder / f".{key}.part", folder / f"{key}.eml"
    draft.write_bytes(message.as_bytes())
    os.replace(draft, final)


def _carry(app: Flask, send: Transport, sender: str, chores: Sequence[Chore]) -> None:
    pause, done = threading.Event(), clock.now()
    while not pause.wait(EVERY):
        if chores and clock.now() >= done + CHORES_EVERY:
            done = clock.now()
            for chore in chores:
                _safely(app, partial(chore, done), "a chore could not be done; trying again")
        _safely(app, partial(deliver_due, send, sender, clock.now()), "the outbox could not be read; trying again")


def _safely(app: Flask, work: Callable[[], int], complaint: str) -> None:
    try:
        with app.app_context():
            work()
    except Exception:
        log.exception(complaint)
