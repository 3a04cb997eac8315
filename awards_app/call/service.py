"""Asking about the call and answering; changing its texts and deadlines, with a notice to those who enter."""

import json
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from uuid import UUID

from flask_babel import gettext as _

from awards_app import audit
from awards_app.accounts.models import User
from awards_app.call import letters
from awards_app.call.events import InquiryAnswered, InquiryDismissed, InquiryMade, InquiryTakenUp
from awards_app.call.models import Inquiry
from awards_app.cities.models import City
from awards_app.db import db
from awards_app.editions import gate
from awards_app.editions import queries as editions
from awards_app.editions import service as lives
from awards_app.editions.models import Deadline, Edition, Extension
from awards_app.editions.phases import Act, Phase
from awards_app.editions.service import More, Wording
from awards_app.errors import Refused, Stale
from awards_app.i18n import Localised

# What an answer reads before it writes, so that of two at once the second sees the first.
WRITTEN = ("question", "answer", "topic", "position", "revision", "answered_at", "published_at", "dismissed_at")


@dataclass(frozen=True)
class Asker:
    """Who gets the answer, and in which language. An organiser who adds a question gets none."""

    email: str = ""
    locale: str = "pl"
    city_id: UUID | None = None


@dataclass(frozen=True)
class Answered:
    """What the organiser wrote: how the question is worded for others, the answer, and who may read it.

    `tell`: mail the answer to the asker. A first answer is always mailed.
    """

    question: Localised
    answer: Localised
    topic: Localised = Localised()
    publish: bool = False
    tell: bool = False
    position: int = 0


def ask(edition: Edition, text: str, asker: Asker, *, by: audit.Actor | None, at: datetime) -> Inquiry:
    """Put a question to the organiser."""
    gate.require(edition, Act.ASK, at)
    wording = Localised(en=text) if asker.locale == "en" else Localised(pl=text)
    made = Inquiry(
        edition=edition,
        city_id=asker.city_id,
        email=asker.email,
        locale=asker.locale,
        asked=text,
        asked_at=at,
        question=wording,
    )
    return _make(made, text, by=by, at=at)


def add(edition: Edition, answered: Answered, *, by: User, at: datetime) -> Inquiry:
    """A question that nobody asked yet, with its answer."""
    gate.require(edition, Act.ANSWER, at)
    made = Inquiry(edition=edition, asked_at=at, question=answered.question)
    _make(made, str(answered.question), by=by, at=at)
    answer(made, answered, 1, by=by, at=at)
    return made


def _make(made: Inquiry, text: str, *, by: audit.Actor | None, at: datetime) -> Inquiry:
    db.session.add(made)
    db.session.flush()
    event = InquiryMade(
        edition=made.edition_id, inquiry=made.id, city=made.city_id, sha256=sha256(text.encode()).hexdigest()
    )
    audit.record(event, by=by, at=at)
    return made


def answer(inquiry: Inquiry, answered: Answered, base: int, *, by: User, at: datetime) -> None:
    """Word the question, answer it, and decide who may read both. Raises Stale if somebody saved it since `base`."""
    gate.require(inquiry.edition, Act.ANSWER, at)
    db.session.refresh(inquiry, WRITTEN, with_for_update=True)
    if inquiry.revision != base:
        raise Stale(_("Somebody else saved this answer meanwhile. Compare it with yours, then save again."))
    if inquiry.dismissed_at:
        raise Refused(_("This question was put aside. Take it up again first."))
    mailed = bool(inquiry.email) and (inquiry.answered_at is None or answered.tell)
    inquiry.question, inquiry.answer, inquiry.topic = answered.question, answered.answer, answered.topic
    inquiry.position, inquiry.revision = answered.position, inquiry.revision + 1
    inquiry.answered_at = inquiry.answered_at or at
    inquiry.published_at = (inquiry.published_at or at) if answered.publish else None
    if mailed:
        letters.answered(inquiry, at=at)
    texts = [[text.pl, text.en] for text in (answered.question, answered.answer)]
    event = InquiryAnswered(
        edition=inquiry.edition_id,
        inquiry=inquiry.id,
        revision=inquiry.revision,
        sha256=sha256(json.dumps(texts, ensure_ascii=False).encode()).hexdigest(),
        published=answered.publish,
        mailed=mailed,
    )
    audit.record(event, by=by, at=at)


def dismiss(inquiry: Inquiry, *, by: User, at: datetime) -> None:
    """Put a question aside that needs no answer; it is not deleted, and its asker hears nothing."""
    gate.require(inquiry.edition, Act.ANSWER, at)
    db.session.refresh(inquiry, WRITTEN, with_for_update=True)
    if inquiry.dismissed_at:
        return
    inquiry.published_at, inquiry.dismissed_at = None, at
    inquiry.revision += 1
    audit.record(InquiryDismissed(edition=inquiry.edition_id, inquiry=inquiry.id), by=by, at=at)


def take_up(inquiry: Inquiry, *, by: User, at: datetime) -> None:
    """Back from where it was put aside."""
    gate.require(inquiry.edition, Act.ANSWER, at)
    db.session.refresh(inquiry, WRITTEN, with_for_update=True)
    if inquiry.dismissed_at is None:
        return
    inquiry.dismissed_at = None
    inquiry.revision += 1
    audit.record(InquiryTakenUp(edition=inquiry.edition_id, inquiry=inquiry.id), by=by, at=at)


def reword(edition: Edition, wording: Wording, was: str, *, by: User, at: datetime) -> tuple[str, ...]:
    """Change texts of the call, and tell every representative of changed rules: they accept them when they submit."""
    changed = lives.reword(edition, wording, was, by=by, at=at)
    rules = editions.rules_of(edition)
    if "rules" in changed and rules and edition.phase is not Phase.DRAFT:
        letters.rules_changed(rules, at=at)
    return changed


def extend(edition: Edition, to: datetime, *, by: User, at: datetime) -> None:
    """Move the deadline for entries for everybody, and tell every representative."""
    before = edition.entries_close_at
    lives.extend(edition, Deadline.ENTRIES, to, by=by, at=at)
    letters.extended(edition, before, at=at)


def extend_for(edition: Edition, city: City, more: More, *, by: User, at: datetime) -> Extension:
    """Give one city a later deadline, and tell its people."""
    given = lives.extend_for(edition, city, more, by=by, at=at)
    letters.extended_for(given, at=at)
    return given
