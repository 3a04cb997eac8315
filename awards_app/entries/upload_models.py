"""What has been announced of a file that comes in pieces; the pieces lie in the spool under the row's identifier."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from awards_app.accounts.models import User
from awards_app.db import Model
from awards_app.entries.models import Entry


class Upload(Model):
    """A file on its way to an entry. Name, size and time of change tell the same file when it is chosen again."""

    __tablename__ = "upload"
    __table_args__ = (
        UniqueConstraint("entry_id", "user_id", "name", "size", "modified"),
        CheckConstraint("size > 0", name="size_positive"),
    )

    entry_id: Mapped[UUID] = mapped_column(ForeignKey("entry.id", ondelete="CASCADE"), index=True)
    user_id: Mapped[UUID] = mapped_column(ForeignKey("user.id", ondelete="CASCADE"), index=True)
    name: Mapped[str]
    size: Mapped[int] = mapped_column(BigInteger)
    modified: Mapped[int] = mapped_column(BigInteger)
    begun_at: Mapped[datetime]

    entry: Mapped[Entry] = relationship()
    user: Mapped[User] = relationship()
