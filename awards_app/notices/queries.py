"""What stands in the outbox."""

from uuid import UUID

from sqlalchemy import func, select

from awards_app.db import db, one_or_404
from awards_app.notices.models import Mail
from awards_app.web.paging import Page, page_of


def mails(number: int) -> Page[Mail]:
    """The outbox, newest first."""
    return page_of(select(Mail).order_by(Mail.created_at.desc(), Mail.id), number)


def get_mail(mail_id: UUID) -> Mail:
    """One mail, or 404."""
    return one_or_404(select(Mail).where(Mail.id == mail_id))


def count_waiting() -> int:
    """How many mails are not sent yet."""
    return db.session.scalar(select(func.count()).select_from(Mail).where(Mail.sent_at.is_(None))) or 0
