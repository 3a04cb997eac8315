"""Building the form of a category. In draft everything may change; once the call is open, only the wording."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256
from typing import Any
from uuid import UUID, uuid4

from flask_babel import gettext as _

from awards_app import audit
from awards_app.db import db
from awards_app.editions import service as lives
from awards_app.editions.gate import require_alone
from awards_app.editions.models import Category, Edition
from awards_app.editions.phases import Act, Phase
from awards_app.errors import NotReady, Refused
from awards_app.i18n import Localised
from awards_app.questionnaire import checklists, queries, readiness
from awards_app.questionnaire.defaults import default_form
from awards_app.questionnaire.events import (
    FormCopied,
    FormReordered,
    QuestionAdded,
    QuestionChanged,
    QuestionRemoved,
    SectionAdded,
    SectionChanged,
    SectionRemoved,
)
from awards_app.questionnaire.kinds import Kind
from awards_app.questionnaire.models import Question, Reveals, Section

SECTIONS_MOST = 20
QUESTIONS_MOST = 60
WORDING = ("label", "help")


@dataclass(frozen=True)
class Asked:
    """What the organiser wants to ask."""

    kind: Kind
    label: Localised
    help: Localised = Localised()
    required: bool = False
    blind: bool = False
    reveals: Reveals = Reveals.NOTHING
    settings: dict[str, Any] = field(default_factory=dict)
    only_if: str = ""
    only_values: tuple[str, ...] = ()


def open_call(edition: Edition, *, by: audit.Actor | None, at: datetime) -> None:
    """From draft to open; every scored category must have a form that can be filled in."""
    if problems := readiness.of_opening(edition):
        raise NotReady(_("The call cannot be opened yet."), problems)
    lives.open_call(edition, by=by, at=at)


def begin_forms(edition: Edition, *, by: audit.Actor | None, at: datetime) -> None:
    """Give each scored category that has no form, or no checklist, the default one."""
    for category in edition.categories:
        if not category.by_resolution and not queries.sections_of(category):
            _adopt(category, default_form(category), "default", by, at)
        if not category.by_resolution:
            checklists.begin(category, by=by, at=at)


def copy_form(category: Category, source: Category | None, *, by: audit.Actor, at: datetime) -> None:
    """Replace the form of a category by that of another one, or by the default form."""
    require_alone(category.edition, Act.EDIT_RULES, at)
    for section in queries.sections_of(category):
        _drop(section, by, at)
    db.session.flush()
    copied = [_copy(section, category) for section in queries.sections_of(source)] if source else default_form(category)
    _adopt(category, copied, source.key if source else "default", by, at)


def _adopt(category: Category, sections: Sequence[Section], source: str, by: audit.Actor | None, at: datetime) -> None:
    db.session.add_all(sections)
    db.session.flush()
    questions = tuple(question.id for section in sections for question in section.questions)
    event = FormCopied(
        edition=category.edition_id,
        category=category.id,
        source=source,
        sections=tuple(section.id for section in sections),
        questions=questions,
    )
    audit.record(event, by=by, at=at)


def _copy(section: Section, to: Category) -> Section:
    columns = (
        "position",
        "key",
        "kind",
        *WORDING,
        "required",
        "blind",
        "reveals",
        "settings",
        "only_if",
        "only_values",
    )
    return Section(
        category_id=to.id,
        position=section.position,
        title=section.title,
        help=section.help,
        questions=[
            Question(category_id=to.id, **{name: getattr(question, name) for name in columns})
            for question in section.questions
        ],
    )


def add_section(category: Category, title: Localised, text: Localised, *, by: audit.Actor, at: datetime) -> Section:
    """A new section at the end of the form."""
    require_alone(category.edition, Act.EDIT_RULES, at)
    sections = queries.sections_of(category)
    if len(sections) >= SECTIONS_MOST:
        raise Refused(_("A form may have %(most)d sections.", most=SECTIONS_MOST))
    last = sections[-1].position if sections else 0
    section = Section(category_id=category.id, position=last + 1, title=title, help=text)
    db.session.add(section)
    db.session.flush()
    audit.record(SectionAdded(edition=category.edition_id, category=category.id, section=section.id), by=by, at=at)
    return section


def change_section(section: Section, title: Localised, text: Localised, *, by: audit.Actor, at: datetime) -> None:
    """Another wording; possible while the call is open, too."""
    require_alone(section.category.edition, Act.EDIT_WORDING, at)
    if (section.title, section.help) == (title, text):
        return
    section.title, section.help = title, text
    event = SectionChanged(
        edition=section.category.edition_id,
        category=section.category_id,
        section=section.id,
        sha256=_checksum(title, text),
    )
    audit.record(event, by=by, at=at)


def remove_section(section: Section, *, by: audit.Actor, at: datetime) -> None:
    """Take a section with its questions away; refused while another section's question depends on one of them."""
    require_alone(section.category.edition, Act.EDIT_RULES, at)
    keys = {question.key for question in section.questions}
    for question in queries.questions_of(section.category):
        if question.section_id != section.id and question.only_if in keys:
            raise Refused(_("“%(question)s” depends on a question of this section.", question=question.label))
    _drop(section, by, at)


def _drop(section: Section, by: audit.Actor, at: datetime) -> None:
    event = SectionRemoved(
        edition=section.category.edition_id,
        category=section.category_id,
        section=section.id,
        questions=tuple(question.id for question in section.questions),
    )
    audit.record(event, by=by, at=at)
    db.session.delete(section)


def add_question(section: Section, asked: Asked, *, by: audit.Actor, at: datetime) -> Question:
    """A new question at the end of a section; its key is made here and never shown."""
    category = section.category
    require_alone(category.edition, Act.EDIT_RULES, at)
    if len(queries.questions_of(category)) >= QUESTIONS_MOST:
        raise Refused(_("A form may have %(most)d questions.", most=QUESTIONS_MOST))
    position = max((one.position for one in section.questions), default=0) + 1
    question = Question(category_id=category.id, position=position, key=f"q{uuid4().hex[:10]}")
    _write(question, asked)
    section.questions.append(question)
    db.session.flush()
    event = QuestionAdded(
        edition=category.edition_id,
        category=category.id,
        section=section.id,
        question=question.id,
        key=question.key,
        kind=question.kind,
    )
    audit.record(event, by=by, at=at)
    return question


def change_question(question: Question, asked: Asked, *, by: audit.Actor, at: datetime) -> None:
    """Other words or other limits; while the call is open only other words, so that nobody's answer becomes wrong."""
    category = question.section.category
    require_alone(category.edition, Act.EDIT_WORDING, at)
    changed = _write(question, asked)
    if not changed:
        return
    if category.edition.phase is not Phase.DRAFT and set(changed) - set(WORDING):
        raise Refused(_("The call is open: only the wording and the help of a question can still be changed."))
    event = QuestionChanged(
        edition=category.edition_id,
        category=category.id,
        question=question.id,
        fields=changed,
        sha256=_checksum(asked.label, asked.help),
    )
    audit.record(event, by=by, at=at)


def _write(question: Question, asked: Asked) -> tuple[str, ...]:
    new = {
        "kind": asked.kind,
        "label": asked.label,
        "help": asked.help,
        "required": asked.required,
        "blind": asked.blind,
        "reveals": asked.reveals,
        "settings": asked.settings,
        "only_if": asked.only_if,
        "only_values": list(asked.only_values),
    }
    changed = tuple(name for name, value in new.items() if getattr(question, name) != value)
    for name in changed:
        setattr(question, name, new[name])
    return changed


def remove_question(question: Question, *, by: audit.Actor, at: datetime) -> None:
    """Take a question away; refused while another one depends on it."""
    category = question.section.category
    require_alone(category.edition, Act.EDIT_RULES, at)
    for other in queries.questions_of(category):
        if other.only_if == question.key:
            raise Refused(_("“%(question)s” depends on this question.", question=other.label))
    event = QuestionRemoved(edition=category.edition_id, category=category.id, question=question.id, key=question.key)
    audit.record(event, by=by, at=at)
    question.section.questions.remove(question)


def move_section(section: Section, by_steps: int, *, by: audit.Actor, at: datetime) -> None:
    """One place up (-1) or down (+1); at the edge nothing happens."""
    require_alone(section.category.edition, Act.EDIT_RULES, at)
    _swap(queries.sections_of(section.category), section, by_steps)
    _reordered(section.category, [one.id for one in queries.sections_of(section.category)], by, at)


def move_question(question: Question, by_steps: int, *, by: audit.Actor, at: datetime) -> None:
    """One place up (-1) or down (+1) in its section; at the edge nothing happens."""
    category = question.section.category
    require_alone(category.edition, Act.EDIT_RULES, at)
    _swap(list(question.section.questions), question, by_steps)
    ordered = sorted(question.section.questions, key=lambda one: one.position)
    _reordered(category, [one.id for one in ordered], by, at)


def _swap(rows: Sequence[Section | Question], moved: Section | Question, by_steps: int) -> None:
    place = rows.index(moved) + by_steps
    if not 0 <= place < len(rows):
        return
    other = rows[place]
    here, there = moved.position, other.position
    # Over a free place: both databases check the uniqueness of places row by row.
    moved.position = -1
    db.session.flush()
    other.position = here
    db.session.flush()
    moved.position = there
    db.session.flush()


def _reordered(category: Category, order: Sequence[UUID], by: audit.Actor, at: datetime) -> None:
    event = FormReordered(edition=category.edition_id, category=category.id, order=tuple(order))
    audit.record(event, by=by, at=at)


def _checksum(*texts: Localised) -> str:
    return sha256(json.dumps([[text.pl, text.en] for text in texts], ensure_ascii=False).encode()).hexdigest()
