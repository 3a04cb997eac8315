"""Files on their way, as far as the asker may see them: one's own, of an entry of one's own city."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import select

from awards_app.accounts.models import User
from awards_app.db import db, one_or_404
from awards_app.entries.models import Entry
from awards_app.entries.upload_models import Upload


def upload_of(user: User, entry: Entry, upload_id: UUID) -> Upload:
    """One upload of the person to an entry that they may see, or 404."""
    return one_or_404(
        select(Upload).where(Upload.id == upload_id, Upload.entry_id == entry.id, Upload.user_id == user.id)
    )


def uploads_of(user: User, entry: Entry) -> list[Upload]:
    """The person's uploads to an entry, in the order in which they were begun."""
    query = select(Upload).where(Upload.entry_id == entry.id, Upload.user_id == user.id)
    return list(db.session.scalars(query.order_by(Upload.begun_at, Upload.id)))


def begun_before(moment: datetime) -> list[Upload]:
    """Everybody's uploads that were begun before the moment."""
    return list(db.session.scalars(select(Upload).where(Upload.begun_at < moment)))


def upload_ids() -> set[str]:
    """The identifiers of all uploads, as the spool names its files."""
    return {str(key) for key in db.session.scalars(select(Upload.id))}
