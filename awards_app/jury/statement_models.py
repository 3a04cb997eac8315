"""The statement of impartiality and confidentiality: its versions, and who made it when."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from awards_app.accounts.models import User
from awards_app.db import Model
from awards_app.editions.models import Edition
from awards_app.i18n import Localised, LocalisedText


class Statement(Model):
    """The statement as it is worded from one moment on, in limited Markdown, with its checksum. Never changed."""

    __tablename__ = "statement"
    __table_args__ = (UniqueConstraint("edition_id", "number"),)

    edition_id: Mapped[UUID] = mapped_column(ForeignKey("edition.id", ondelete="CASCADE"), index=True)
    number: Mapped[int]
    text: Mapped[Localised] = mapped_column(LocalisedText)
    sha256: Mapped[str]
    published_at: Mapped[datetime]

    edition: Mapped[Edition] = relationship()


class Acceptance(Model):
    """A juror made the statement, in that wording, at that moment."""

    __tablename__ = "acceptance"
    __table_args__ = (UniqueConstraint("statement_id", "juror_id"),)

    statement_id: Mapped[UUID] = mapped_column(ForeignKey("statement.id", ondelete="CASCADE"))
    juror_id: Mapped[UUID] = mapped_column(ForeignKey("user.id"), index=True)
    accepted_at: Mapped[datetime]

    statement: Mapped[Statement] = relationship()
    juror: Mapped[User] = relationship()
