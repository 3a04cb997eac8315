"""The receipt of a submitted version as a document: number, time, checksum, and all that was submitted."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from flask_babel import gettext as _

from awards_app.documents import pdf
from awards_app.editions.models import SizeClass
from awards_app.entries.models import EntryVersion
from awards_app.entries.reading import lines_of
from awards_app.i18n import force_locale
from awards_app.questionnaire import queries as forms
from awards_app.questionnaire.kinds import Answer, Kind, is_empty
from awards_app.questionnaire.models import Question
from awards_app.web.filters import moment
from awards_app.web.richtext import blocks

Block = Mapping[str, Any]


def receipt_of(version: EntryVersion, language: str) -> bytes:
    """The PDF of one version. It tells what was submitted then, not what the entry says now, nor where it was moved."""
    entry, content = version.entry, json.loads(version.content)
    category = forms.get_category(entry.edition, content["category"])
    with force_locale(language):
        data = {
            "title": _("Confirmation"),
            "subtitle": content["title"],
            "notes": [_("This document confirms that the entry was submitted, and what it said.")],
            "edition": str(entry.edition.name),
            "foot": f"{entry.code} · {version.sha256[:16]}",
            "facts": _facts(version, category.class_for(content["population"])),
            "parts": _parts(content, forms.questions_of(category)),
        }
    return pdf("receipt", data, language=language, at=version.submitted_at)


def _facts(version: EntryVersion, size_class: SizeClass | None) -> list[tuple[str, str]]:
    entry = version.entry
    facts = [
        (_("Number"), entry.code),
        (_("City"), entry.city.full_name),
        (_("Category"), size_class.full_name if size_class else ""),
        (_("Version"), str(version.number)),
        (_("Submitted"), moment(version.submitted_at, entry.edition.timezone)),
        (_("Checksum (SHA-256)"), version.sha256),
    ]
    if version.rules:
        facts.append((_("Accepted rules"), _("Version %(number)d", number=version.rules.number)))
    return facts


def _parts(content: Mapping[str, Any], questions: Sequence[Question]) -> list[Block]:
    answers = content["answers"]
    parts: list[Block] = [
        {"title": str(question.label), "blocks": _blocks(question, answers[question.key])}
        for question in questions
        if not is_empty(answers.get(question.key))
    ]
    files = [" · ".join(filter(None, map(str, (file[0], file[3])))) for file in content["attachments"]]
    return [*parts, {"title": _("Attachments"), "blocks": _lines(files)}] if files else parts


def _blocks(question: Question, answer: Answer) -> Sequence[Block]:
    """An answer as a document shows it, by the kind of its question."""
    if question.kind is Kind.LONG_TEXT:
        return blocks(answer)
    return _lines(lines_of(question, answer))


def _lines(lines: Sequence[object]) -> list[Block]:
    return [{"kind": "paragraph", "runs": [{"kind": "text", "text": str(line)}]} for line in lines]
