"""The audit trail in words: what each event is called, and names in place of the identifiers that prove it."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from awards_app.accounts import queries as accounts
from awards_app.audit import AuditEntry
from awards_app.cities import queries as cities
from awards_app.cities.models import FileKind
from awards_app.cities.plans import Kind
from awards_app.editions import queries as editions
from awards_app.editions.models import Edition
from awards_app.editions.phases import Phase
from awards_app.entries import queries as entries
from awards_app.jury import queries as jury
from awards_app.questionnaire import queries as forms
from awards_app.questionnaire.kinds import Kind as Asked
from awards_app.roles import Right, Role
from awards_app.web.filters import short

EVENTS = {
    "AccountCreated": _l("account created"),
    "SignedIn": _l("signed in"),
    "SignedOut": _l("signed out"),
    "PasswordResetAsked": _l("new password asked for"),
    "PasswordSet": _l("password set"),
    "ProfileChanged": _l("name or language changed"),
    "AdministratorMade": _l("administrator appointed"),
    "CitiesImported": _l("cities imported"),
    "RegisterFileReceived": _l("file for the register received"),
    "RegisterFileDiscarded": _l("file for the register put aside"),
    "TercImported": _l("official register imported"),
    "PopulationsImported": _l("populations imported"),
    "CityAdded": _l("city added"),
    "CityCorrected": _l("city corrected"),
    "ExampleThrownAway": _l("example edition thrown away"),
    "EditionCreated": _l("edition created"),
    "PhaseMoved": _l("next phase"),
    "EntryLimitsSet": _l("limits of entries set"),
    "DeadlineExtended": _l("deadline extended"),
    "PopulationsFrozen": _l("populations frozen"),
    "PopulationFrozen": _l("population of a city frozen"),
    "FrozenPopulationCorrected": _l("population that counts corrected"),
    "TownAsked": _l("missing town asked for"),
    "TownAccepted": _l("missing town added"),
    "TownIdentified": _l("missing town found in the register"),
    "TownRejected": _l("missing town refused"),
    "LimitsSet": _l("limits of attachments set"),
    "CityDeadlineExtended": _l("more time given to one city"),
    "GraceSet": _l("grace after the deadline set"),
    "CallReworded": _l("texts of the call changed"),
    "RulesPublished": _l("rules published"),
    "InquiryMade": _l("question about the call asked"),
    "InquiryAnswered": _l("question about the call answered"),
    "InquiryDismissed": _l("question about the call put aside"),
    "InquiryTakenUp": _l("question about the call taken up again"),
    "RoleGranted": _l("role given"),
    "RoleRevoked": _l("role taken away"),
    "PersonInvited": _l("person invited"),
    "InvitationAccepted": _l("invitation accepted"),
    "InvitationRevoked": _l("invitation withdrawn"),
    "RightChanged": _l("right of a representative changed"),
    "AccessAsked": _l("access asked for"),
    "AccessConfirmed": _l("address confirmed"),
    "AccessByDomain": _l("access by a remembered domain"),
    "AccessApproved": _l("access approved"),
    "AccessRefused": _l("access refused"),
    "DomainRemembered": _l("domain remembered"),
    "DomainForgotten": _l("domain forgotten"),
    "EntryBegun": _l("draft begun"),
    "EntryChanged": _l("entry changed"),
    "EntryCopied": _l("draft begun from another entry"),
    "EntryWithdrawn": _l("entry withdrawn by the city"),
    "EntryNominated": _l("entry nominated by the organiser"),
    "NominationAccepted": _l("city agreed to the nomination"),
    "NominationDeclined": _l("city declined the nomination"),
    "EntryDeleted": _l("draft deleted"),
    "EntryRecategorised": _l("draft moved to another category"),
    "AttachmentAdded": _l("file added"),
    "AttachmentDescribed": _l("file described in words"),
    "AttachmentAssigned": _l("file given to a question"),
    "AttachmentMoved": _l("files reordered"),
    "AttachmentRemoved": _l("file removed"),
    "EntrySubmitted": _l("entry submitted"),
    "EntryTakenBack": _l("entry taken back"),
    "EntryAccepted": _l("entry accepted"),
    "EntryRejected": _l("entry rejected"),
    "DecisionUndone": _l("decision undone"),
    "SectionAdded": _l("section added to a form"),
    "SectionChanged": _l("section of a form changed"),
    "SectionRemoved": _l("section removed from a form"),
    "QuestionAdded": _l("question added to a form"),
    "QuestionChanged": _l("question of a form changed"),
    "QuestionRemoved": _l("question removed from a form"),
    "FormReordered": _l("form put in another order"),
    "FormCopied": _l("form taken over"),
    "EntryReclassified": _l("entry moved to another class"),
    "PanelSet": _l("panel set"),
    "JurySeated": _l("jurors seated"),
    "OwnCityRecused": _l("juror recused from their own city"),
    "MarksSaved": _l("marks saved"),
    "BallotSubmitted": _l("ballot submitted by the juror"),
    "ConflictDeclared": _l("conflict of interest declared"),
    "MarksFrozen": _l("marks frozen"),
    "ResolutionMade": _l("resolution made"),
    "ResolutionWithdrawn": _l("resolution withdrawn"),
    "ResultSealed": _l("result sealed"),
    "LaureatesAnnounced": _l("laureates announced"),
    "SealedResultSeen": _l("sealed result seen"),
}
FACTS = {
    "added": _l("added"),
    "after": _l("after the change"),
    "attachment": _l("File"),
    "before": _l("before the change"),
    "category": _l("Category"),
    "changed": _l("changed"),
    "cities": _l("Cities"),
    "city": _l("City"),
    "city_domain": _l("Entry of the domain"),
    "closed": _l("closed with it"),
    "code": _l("Code"),
    "comment_sha256": _l("checksum of the comment"),
    "complete": _l("complete ballots"),
    "counts": _l("what happened"),
    "deadline": _l("Deadline"),
    "domain": _l("Domain"),
    "early": _l("before its deadline"),
    "entries": _l("Entries"),
    "entry": _l("Entry"),
    "example": _l("example data"),
    "everywhere": _l("on all devices"),
    "fields": _l("fields"),
    "key": _l("key of the question"),
    "file": _l("File"),
    "extension": _l("Extension"),
    "inquiry": _l("Question about the call"),
    "invitation": _l("Invitation"),
    "mailed": _l("sent by mail"),
    "published": _l("published"),
    "rules": _l("Rules"),
    "until": _l("Deadline"),
    "juror": _l("Juror"),
    "jurors": _l("Jurors"),
    "kind": _l("kind of resolution"),
    "limits": _l("limits"),
    "missing": _l("missing ballots"),
    "number": _l("No."),
    "of": _l("As of"),
    "population": _l("Inhabitants"),
    "original": _l("checksum of the original"),
    "other": _l("in place of the file"),
    "position": _l("place"),
    "reason": _l("Reason"),
    "reason_sha256": _l("checksum of the reason"),
    "recused": _l("recusals"),
    "remembered": _l("domain remembered"),
    "request": _l("Request"),
    "resolution": _l("resolution"),
    "revision": _l("Revision"),
    "right": _l("Right"),
    "role": _l("Role"),
    "seal": _l("Seal"),
    "seat": _l("Seat"),
    "seats": _l("seats"),
    "sha256": _l("Checksum (SHA-256)"),
    "size": _l("size in bytes"),
    "size_class": _l("Class"),
    "slug": _l("Address"),
    "source": _l("Source"),
    "teryt": _l("TERYT code"),
    "unchanged": _l("unchanged"),
    "user": _l("Person"),
    "order": _l("new order"),
    "question": _l("Question"),
    "questions": _l("Questions"),
    "section": _l("Section"),
    "sections": _l("Sections"),
    "version": _l("Version"),
    "what": _l("what was seen"),
}
FIELDS = {
    "blind": _l("Hidden from the jurors"),
    "contact": _l("Contact"),
    "eligibility": _l("Who may enter"),
    "intro": _l("About the award"),
    "help": _l("Help"),
    "kind": _l("What is asked for"),
    "label": _l("Wording"),
    "locale": _l("Language"),
    "name": _l("First and last name"),
    "only_if": _l("Condition"),
    "only_values": _l("Condition"),
    "required": _l("Needed to submit"),
    "settings": _l("Limits"),
    "title": _l("Title"),
}
_MARKS = ("before", "after")
_KNOWN: Mapping[tuple[str, str], Callable[[Any], str]] = {
    ("QuestionAdded", "kind"): lambda value: Asked(value).label,
    ("", "role"): lambda value: Role(value).label,
    ("", "counts"): lambda value: ", ".join(f"{Kind(one).label}: {count}" for one, count in value.items()),
    ("RegisterFileReceived", "kind"): lambda value: FileKind(value).label,
    ("CityCorrected", "before"): lambda value: _city_facts(value),
    ("CityCorrected", "after"): lambda value: _city_facts(value),
    ("", "right"): lambda value: Right(value).label,
    ("RightChanged", "before"): lambda value: Right(value).label,
    ("RightChanged", "after"): lambda value: Right(value).label,
    ("PhaseMoved", "before"): lambda value: Phase(value).label,
    ("PhaseMoved", "after"): lambda value: Phase(value).label,
    ("DeadlineExtended", "before"): lambda value: short(datetime.fromisoformat(value)),
    ("CityDeadlineExtended", "until"): lambda value: short(datetime.fromisoformat(value)),
    ("DeadlineExtended", "after"): lambda value: short(datetime.fromisoformat(value)),
}


def _city_facts(facts: Mapping[str, Any]) -> str:
    """Name, code and population of a city, each with its word."""
    worded = {**{key: FACTS[key] for key in ("teryt", "population", "of", "source")}, "name": _l("Name of the town")}
    return ", ".join(f"{worded[key]}: {value}" for key, value in facts.items() if value)


# Free text of the same length must not be taken for one.
_IDENTIFIER = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")


class Line(NamedTuple):
    """One record for a reader. `facts` are pairs of what and which; whoever did it is None for the system."""

    seq: int
    at: datetime
    by: str | None
    event: str
    facts: tuple[tuple[str, str], ...]
    hash: str


def event_label(name: str) -> str:
    """The event in the reader's language."""
    return str(EVENTS.get(name, name))


def lines_of(records: Sequence[AuditEntry], edition: Edition | None) -> list[Line]:
    """The records of an edition, or of none, as lines.

    Marks stay hidden until judging is closed: nobody may add them up before.
    """
    reader = _Reader(records, edition)
    return [
        Line(
            record.seq,
            record.at,
            reader.names.get(str(record.by_id), str(_("unknown"))) if record.by_id else None,
            event_label(record.event),
            tuple(reader.facts(record)),
            record.hash,
        )
        for record in records
    ]


class _Reader:
    """Knows the names of everything that a page of records speaks of, by as many queries as there are kinds."""

    def __init__(self, records: Sequence[AuditEntry], edition: Edition | None) -> None:
        mentioned = set(_identifiers(record.facts for record in records))
        categories = editions.categories_in(edition) if edition else []
        people = mentioned | {record.by_id for record in records if record.by_id}
        found: dict[UUID, str] = accounts.names_of(people)
        found |= entries.titles_of(mentioned) | jury.seats_in_words(mentioned) | cities.names_of(mentioned)
        for category in categories:
            found[category.id] = str(category.name)
            found |= {one.id: f"{category.name} {one.name}".strip() for one in category.classes}
            found |= {weight.criterion.id: str(weight.criterion.name) for weight in category.weights}
        self.names = {str(key): name for key, name in found.items()}
        asked = forms.questions_in(edition).values() if edition else []
        self._questions = {question.key: str(question.label) for form in asked for question in form}
        self._marks_are_hidden = edition is None or edition.phase.is_before(Phase.DELIBERATION)

    def facts(self, record: AuditEntry) -> Iterable[tuple[str, str]]:
        for key, value in record.facts.items():
            if record.event == "MarksSaved" and key in _MARKS and self._marks_are_hidden:
                yield str(FACTS[key]), _("hidden until judging is closed")
            elif value not in (None, "", [], {}):
                known = _KNOWN.get((record.event, key)) or _KNOWN.get(("", key)) or self._in_words
                words = self._fields(record.event, value) if key == "fields" else known(value)
                yield str(FACTS.get(key, key)), words

    def _fields(self, event: str, value: Any) -> str:
        """An entry's fields are named by its questions, those of anything else by what they are."""
        labels = {**FIELDS, **self._questions} if event == "EntryChanged" else FIELDS
        return ", ".join(dict.fromkeys(str(labels.get(one, one)) for one in value))

    def _in_words(self, value: Any) -> str:
        if isinstance(value, bool):
            return str(_("yes") if value else _("no"))
        if isinstance(value, Mapping):
            return ", ".join(f"{self._in_words(key)}: {self._in_words(one)}" for key, one in value.items())
        if isinstance(value, list):
            return ", ".join(map(self._in_words, value))
        text = str(value)
        return str(self.names.get(text, text))


def _identifiers(value: Any) -> Iterable[UUID]:
    """Every identifier in nested facts."""
    if isinstance(value, str):
        if _IDENTIFIER.fullmatch(value):
            yield UUID(value)
    elif isinstance(value, Mapping):
        yield from _identifiers([*value.keys(), *value.values()])
    elif isinstance(value, Iterable):
        for one in value:
            yield from _identifiers(one)
