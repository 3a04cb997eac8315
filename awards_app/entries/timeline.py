"""The life of an entry in words and times, from the audit trail; what the clock alone decides is added."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy import select

from awards_app import audit
from awards_app.accounts import queries as accounts
from awards_app.audit import AuditEntry
from awards_app.db import db
from awards_app.editions import queries as editions
from awards_app.entries import correcting
from awards_app.entries.check_models import Move
from awards_app.entries.models import Entry
from awards_app.entries.standing import State, state_of
from awards_app.questionnaire import queries as forms
from awards_app.web.filters import moment

KINDS = (
    "EntryBegun",
    "EntryCopied",
    "EntryNominated",
    "NominationAccepted",
    "EntrySubmitted",
    "EntryTakenBack",
    "EntryWithdrawn",
    "EntryReturned",
    "EntryCorrected",
    "MoveProposed",
    "MoveWithdrawn",
    "MoveDeclined",
    "MoveAccepted",
    "EntryAccepted",
    "EntryRejected",
    "DecisionUndone",
)


@dataclass(frozen=True)
class Step:
    """One thing that happened. `text` is what somebody wrote; `who` is empty where names are not told."""

    at: datetime
    what: str
    text: str = ""
    checksum: str = ""
    who: str = ""


def of_entry(entry: Entry, at: datetime, *, names: bool) -> list[Step]:
    """The steps so far, the first one first. With `names`, who did them."""
    query = audit.entries_in(entry.edition_id, KINDS).where(AuditEntry.data.contains(str(entry.id)))
    # A copy names its source, too.
    records = [one for one in reversed(db.session.scalars(query).all()) if one.facts["entry"] == str(entry.id)]
    who = accounts.names_of({one.by_id for one in records if one.by_id}) if names else {}
    teller = _Teller(entry)
    steps = [teller.step(one, who.get(one.by_id, "") if one.by_id else "") for one in records]
    return sorted([*steps, *_lapsed(entry, at)], key=lambda step: step.at)


def _lapsed(entry: Entry, at: datetime) -> Iterator[Step]:
    if entry.correction and state_of(entry, at) is State.LATE:
        yield Step(
            entry.correction.deadline,
            _("The deadline passed without a correction; the version that was submitted last counts."),
        )


class _Teller:
    """Finds the words for each event of one entry."""

    def __init__(self, entry: Entry) -> None:
        self.entry = entry
        self.categories = {str(one.id): str(one.name) for one in editions.categories_in(entry.edition)}
        moves = db.session.scalars(select(Move).where(Move.entry_id == entry.id))
        self.reasons = {str(one.id): one.reason for one in moves}

    def step(self, record: AuditEntry, who: str) -> Step:
        facts = record.facts
        text = self._text(record.event, facts)
        return Step(record.at, self._what(record.event, facts), text, facts.get("sha256", ""), who)

    def _text(self, event: str, facts: Mapping[str, Any]) -> str:
        if event == "EntryReturned" and self.entry.correction:
            return self.entry.correction.message
        if event == "MoveProposed":
            return self.reasons.get(facts["move"], "")
        if event == "EntryCorrected" and "changed" in facts:
            return self._changed(facts["changed"])
        return str(facts["reason"]) if event == "EntryRejected" else ""

    def _changed(self, keys: Iterable[str]) -> str:
        """What a correction really changed, whatever could have been."""
        labels = dict(correcting.fields_to_name(forms.questions_of(self.entry.category)))
        named = ", ".join(labels.get(key, key) for key in keys)
        return str(_("Changed: %(fields)s.", fields=named) if named else _("Nothing was changed."))

    def _what(self, event: str, facts: Mapping[str, Any]) -> str:
        after = self.categories.get(facts.get("after", ""), "")
        version = facts.get("version", 0)
        words: dict[str, Callable[[], str]] = {
            "EntryBegun": lambda: _("Draft begun"),
            "EntryCopied": lambda: _("Begun from another entry of the city"),
            "EntryNominated": lambda: _("Nominated by the organiser"),
            "NominationAccepted": lambda: _("The city agreed to the nomination"),
            "EntrySubmitted": lambda: _("Submitted, version %(version)d", version=version),
            "EntryTakenBack": lambda: _("Taken back to be changed"),
            "EntryWithdrawn": lambda: _("Withdrawn by the city"),
            "EntryReturned": lambda: _returned(facts),
            "EntryCorrected": lambda: _("Correction handed in, version %(version)d", version=version),
            "MoveProposed": lambda: _("A move to the category “%(category)s” was proposed", category=after),
            "MoveWithdrawn": lambda: _("The proposal to move was withdrawn"),
            "MoveDeclined": lambda: _("The city declined the move"),
            "MoveAccepted": lambda: _(
                "Moved to the category “%(category)s” with the city's consent, version %(version)d",
                category=after,
                version=version,
            ),
            "EntryAccepted": lambda: _("Accepted"),
            "EntryRejected": lambda: _("Rejected"),
            "DecisionUndone": lambda: _("The decision was taken back"),
        }
        return str(words[event]())


def _returned(facts: Mapping[str, Any]) -> str:
    return str(
        ngettext(
            "Returned to correct %(num)d field until %(when)s",
            "Returned to correct %(num)d fields until %(when)s",
            len(facts["fields"]),
            when=moment(datetime.fromisoformat(facts["deadline"])),
        )
    )
