"""Putting mail into the outbox. Sending is another matter: see delivery."""

from datetime import datetime

from flask import render_template
from sqlalchemy import delete

from awards_app.db import db
from awards_app.i18n import force_locale
from awards_app.notices.models import Mail


def post(purpose: str, *, to: str, locale: str, at: datetime, **facts: object) -> Mail:
    """Write the mail `templates/mail/<purpose>.txt` in the reader's language; its first line is the subject."""
    with force_locale(locale):
        subject, _blank, text = render_template(f"mail/{purpose}.txt", **facts).strip().partition("\n")
    mail = Mail(to=to, subject=subject.strip(), text=text.strip() + "\n", purpose=purpose, created_at=at, due_at=at)
    db.session.add(mail)
    return mail


def take_back(purpose: str, to: str) -> datetime | None:
    """Withdraw a mail to that address which nobody tried to send yet; returns when it was written."""
    waiting = delete(Mail).where(Mail.purpose == purpose, Mail.to == to, Mail.sent_at.is_(None), Mail.attempts == 0)
    taken = db.session.scalars(waiting.returning(Mail.created_at).execution_options(synchronize_session=False)).all()
    return min(taken, default=None)
