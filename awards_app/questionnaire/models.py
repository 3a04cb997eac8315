"""What an entry of a category is asked: sections of questions, set by the organiser as data."""

from collections.abc import Mapping
from decimal import Decimal
from enum import StrEnum
from typing import Any
from uuid import UUID

from flask_babel import lazy_gettext as _l
from sqlalchemy import JSON, CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from awards_app.db import Model
from awards_app.editions.models import Category, Edition
from awards_app.i18n import Localised, LocalisedText
from awards_app.questionnaire import kinds
from awards_app.questionnaire.kinds import Answer, Kind, Limits


class Reveals(StrEnum):
    """What an answer tells by itself, and jurors do not read where the edition hides it."""

    NOTHING = "nothing"
    CITY = "city"
    PEOPLE = "people"

    @property
    def label(self) -> str:
        """What it is, in the language of the answer."""
        return str(_REVEALS[self])


_REVEALS = {
    Reveals.NOTHING: _l("neither the city nor people"),
    Reveals.CITY: _l("which city it is"),
    Reveals.PEOPLE: _l("who the people are"),
}


class Section(Model):
    """A headed part of the form of a category."""

    __tablename__ = "section"
    __table_args__ = (UniqueConstraint("category_id", "position"),)

    category_id: Mapped[UUID] = mapped_column(ForeignKey("category.id", ondelete="CASCADE"), index=True)
    position: Mapped[int]
    title: Mapped[Localised] = mapped_column(LocalisedText)
    help: Mapped[Localised] = mapped_column(LocalisedText)

    category: Mapped[Category] = relationship()
    questions: Mapped[list["Question"]] = relationship(
        order_by="Question.position", back_populates="section", cascade="all, delete-orphan"
    )


class Question(Model):
    """One thing that is asked; answers are kept under its `key`, which never changes.

    `required` means needed to submit. What is `blind` no juror sees, what `reveals` the city or people none where the
    edition hides them. With `only_if`, the key of a choice or a consent, it is asked only when the answer there is one
    of `only_values`.
    """

    __tablename__ = "question"
    __table_args__ = (
        UniqueConstraint("section_id", "position"),
        UniqueConstraint("category_id", "key"),
        CheckConstraint("only_if <> key", name="not_its_own_condition"),
    )

    section_id: Mapped[UUID] = mapped_column(ForeignKey("section.id", ondelete="CASCADE"), index=True)
    category_id: Mapped[UUID] = mapped_column(ForeignKey("category.id", ondelete="CASCADE"))
    position: Mapped[int]
    key: Mapped[str]
    kind: Mapped[Kind]
    label: Mapped[Localised] = mapped_column(LocalisedText)
    help: Mapped[Localised] = mapped_column(LocalisedText)
    required: Mapped[bool] = mapped_column(default=False)
    blind: Mapped[bool] = mapped_column(default=False)
    reveals: Mapped[Reveals] = mapped_column(default=Reveals.NOTHING, server_default="nothing")
    settings: Mapped[dict[str, Any]] = mapped_column(JSON)
    only_if: Mapped[str] = mapped_column(default="")
    only_values: Mapped[list[str]] = mapped_column(JSON, default=list)

    section: Mapped[Section] = relationship(back_populates="questions")

    def is_shown(self, edition: Edition) -> bool:
        """Whether jurors of the edition may read the answer."""
        kept = {Reveals.CITY: edition.keeps_city, Reveals.PEOPLE: edition.keeps_people}
        return not self.blind and not kept.get(self.reveals, False)

    @property
    def limits(self) -> Limits:
        """What bounds an answer."""
        return limits_of(self.settings)

    @property
    def options(self) -> list[tuple[str, Localised]]:
        """The options of a choice: key and wording."""
        return [(key, Localised(**wording)) for key, wording in self.limits.options]

    def read(self, typed: list[str]) -> Answer:
        """The answer in what a form sent. Raises BadAnswer."""
        return kinds.read(self.kind, self.limits, typed)

    def is_asked(self, answers: Mapping[str, Answer]) -> bool:
        """Whether the condition lets the question be asked, given the other answers."""
        if not self.only_if:
            return True
        there = answers.get(self.only_if)
        given = there if isinstance(there, list) else [kinds.YES if there is True else there]
        return bool(set(self.only_values) & set(given))


class CheckItem(Model):
    """One thing that the formal check looks at in each entry of a category.

    A retired one shows only where it was ticked.
    """

    __tablename__ = "check_item"
    __table_args__ = (UniqueConstraint("category_id", "position"),)

    category_id: Mapped[UUID] = mapped_column(ForeignKey("category.id", ondelete="CASCADE"), index=True)
    position: Mapped[int]
    text: Mapped[Localised] = mapped_column(LocalisedText)
    retired: Mapped[bool] = mapped_column(default=False)

    category: Mapped[Category] = relationship()


def limits_of(settings: Mapping[str, Any]) -> Limits:
    """The limits as the table keeps them."""
    known = dict(settings)
    for bound in ("lowest", "highest"):
        if known.get(bound) is not None:
            known[bound] = Decimal(str(known[bound]))
    known["options"] = tuple((key, wording) for key, wording in known.get("options", ()))
    known["media"] = tuple(known.get("media", ()))
    return Limits(**known)
