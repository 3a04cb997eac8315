"""The submitted versions of an entry: word for word, with a checksum, never changed."""

import json
from collections.abc import Sequence
from datetime import datetime
from hashlib import sha256

from flask_babel import gettext as _

from awards_app.db import db
from awards_app.editions.models import RulesVersion
from awards_app.entries import findings
from awards_app.entries.models import Entry, EntryVersion
from awards_app.errors import Stale
from awards_app.questionnaire.models import Question


def keep(entry: Entry, questions: Sequence[Question], rules: RulesVersion | None, at: datetime) -> EntryVersion:
    """One more version, of what the entry says now and of the rules accepted with it; compared with all at once."""
    accepted = {"version": rules.number, "sha256": rules.sha256} if rules else None
    whole = {**content_of(entry, questions), "rules": accepted}
    content = json.dumps(whole, ensure_ascii=False, sort_keys=True, indent=1)
    version = EntryVersion(
        entry=entry,
        number=len(entry.versions) + 1,
        rules=rules,
        submitted_at=at,
        content=content,
        sha256=sha256(content.encode()).hexdigest(),
    )
    db.session.add(version)
    db.session.flush()
    findings.compare(entry, version)
    return version


def require_last(entry: Entry, seen: int | None) -> None:
    """Refuse a verdict on a version that another one has followed. None stands for a caller that shows no version."""
    if seen is not None and seen != len(entry.versions):
        raise Stale(
            _(
                "Version %(number)d was handed in while you looked at version %(seen)d. "
                "It is the one that you see now: look at it, then decide.",
                number=len(entry.versions),
                seen=seen,
            )
        )


def rules_of(entry: Entry) -> RulesVersion | None:
    """The rules accepted with the last submission: a correction and a move do not ask for them again."""
    return entry.versions[-1].rules if entry.versions else None


def content_of(entry: Entry, questions: Sequence[Question]) -> dict[str, object]:
    """What a version holds."""
    return {
        "category": entry.category.key,
        "city": {"teryt": entry.city.teryt, "name": entry.city.name, "voivodeship": entry.city.voivodeship},
        "population": entry.population,
        "title": entry.title,
        "answers": {one.key: entry.answers.get(one.key) for one in questions if one.is_asked(entry.answers)},
        "attachments": [[one.name, one.media_type, one.key, one.alt, one.question] for one in entry.attachments],
    }
