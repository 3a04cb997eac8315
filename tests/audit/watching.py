"""A watch on every session: which rows were written, and whether an event of the same transaction tells of each."""

import json
import re
from contextlib import contextmanager
from uuid import UUID

from sqlalchemy import event, inspect
from sqlalchemy.orm import Session

from awards_app.accounts.models import Attempt, PasswordReset, SignIn, User
from awards_app.audit import AuditEntry, AuditHead
from awards_app.call.models import Inquiry
from awards_app.cities.models import City, FormerName, PopulationFigure, RegisterFile
from awards_app.editions.judging import JUDGING
from awards_app.editions.models import (
    LIMITS,
    Category,
    Criterion,
    Edition,
    Extension,
    RulesVersion,
    SizeClass,
    Weight,
)
from awards_app.editions.town_models import FrozenPopulation, TownRequest
from awards_app.entries.check_models import CheckTick, Correction, Finding, Fingerprint, Move
from awards_app.entries.models import Attachment, Entry, EntryVersion
from awards_app.entries.upload_models import Upload
from awards_app.joining.models import AccessRequest, CityDomain
from awards_app.jury.conflict_models import Conflict
from awards_app.jury.models import Ballot, Comment, Mark, Receipt, Seat
from awards_app.jury.paper_models import PaperBallot, PaperMark
from awards_app.jury.reminder_models import Reminder
from awards_app.jury.round_models import Admission, PanelMember, Round, RoundWeight
from awards_app.jury.statement_models import Acceptance, Statement
from awards_app.notices.models import Mail
from awards_app.questionnaire.models import CheckItem, Question, Section
from awards_app.results.models import Resolution, Seal
from awards_app.team.models import Grant, Invitation

NEW, GONE, BULK, ELSE = "new", "gone", "changed at once", "any other column"
# The only rows that may be written without a record, each with its reason.
EXEMPT = {
    AuditEntry: "it is the record",
    AuditHead: "where the records end; a verification compares it",
    Attempt: "a counter against guessing, of hashes, thrown away within hours; mostly of people who are not signed in",
    Upload: "announces a file on its way, and goes when it is attached, discarded or left; the attaching is recorded",
    Fingerprint: "worked out from a submitted version, which is recorded with its checksum; it can be made anew",
    Finding: "worked out from fingerprints; it decides nothing and can be made anew",
    Mail: "the outbox: the act that a mail tells of is recorded, and what became of the mail stands in its own row",
}
# Files that bring cities and populations.
BROUGHT = {"CitiesImported", "TercImported", "PopulationsImported"}
FOUNDED = {NEW: {"EditionCreated"}}
FILES = {"AttachmentAdded", "AttachmentAssigned", "AttachmentDescribed", "AttachmentMoved", "AttachmentRemoved"}
DECIDED = {"EntryWithdrawn", "EntrySubmitted", "EntryTakenBack", "EntryAccepted", "EntryRejected", "DecisionUndone"} | {
    "EntryReturned",
    "EntryCorrected",
}
MOVED = {"MoveAccepted"}
# Which events may tell of a new row, of a row that is gone, and of a change of each column.
TOLD = {
    User: {
        NEW: {"AccountCreated"},
        "password_hash": {"PasswordSet"},
        "administrator": {"AdministratorMade"},
        "name": {"ProfileChanged"},
        "sort_key": {"ProfileChanged"},
        "locale": {"ProfileChanged"},
    },
    SignIn: {NEW: {"SignedIn"}, BULK: {"SignedOut", "PasswordSet"}},
    PasswordReset: {NEW: {"PasswordResetAsked"}, BULK: {"PasswordSet"}},
    Edition: FOUNDED
    | {"phase": {"PhaseMoved"}, "entries_per_city": {"EntryLimitsSet"}, "grace_seconds": {"GraceSet"}}
    | {"reminder_days": {"RemindersSet"}}
    | dict.fromkeys(("intro", "eligibility", "contact"), {"CallReworded"})
    | dict.fromkeys(LIMITS, {"LimitsSet"})
    | dict.fromkeys(JUDGING, {"JudgingRulesSet"})
    | {ELSE: {"DeadlineExtended"}},
    RulesVersion: {NEW: {"RulesPublished"}},
    Extension: {NEW: {"CityDeadlineExtended"}},
    Inquiry: {
        NEW: {"InquiryMade"},
        "revision": {"InquiryAnswered", "InquiryDismissed", "InquiryTakenUp"},
        "dismissed_at": {"InquiryDismissed", "InquiryTakenUp"},
        "published_at": {"InquiryAnswered", "InquiryDismissed"},
        ELSE: {"InquiryAnswered"},
    },
    Category: FOUNDED | {"entries_per_city": {"EntryLimitsSet"}},
    City: {NEW: BROUGHT | {"CityAdded"}, ELSE: BROUGHT | {"CityAdded", "CityCorrected"}},
    PopulationFigure: {NEW: BROUGHT | {"CityAdded", "CityCorrected"}},
    FormerName: {NEW: {"TercImported", "CityCorrected"}},
    RegisterFile: {
        NEW: {"RegisterFileReceived"},
        "discarded_at": {"RegisterFileDiscarded"},
        ELSE: {"TercImported", "PopulationsImported"},
    },
    FrozenPopulation: {NEW: {"PopulationsFrozen", "PopulationFrozen"}, ELSE: {"FrozenPopulationCorrected"}},
    TownRequest: {NEW: {"TownAsked"}, ELSE: {"TownAccepted", "TownIdentified", "TownRejected"}},
    SizeClass: FOUNDED,
    Criterion: {NEW: {"EditionCreated", "RoundPlanned"}},
    Weight: FOUNDED,
    Grant: {
        NEW: {"RoleGranted"},
        "revoked_at": {"RoleRevoked", "RoleGranted"},
        "right": {"RightChanged", "RoleGranted"},
        ELSE: {"RoleGranted"},
    },
    Invitation: {
        NEW: {"PersonInvited"},
        "accepted_at": {"InvitationAccepted"},
        "revoked_at": {"InvitationRevoked"},
        ELSE: {"InvitationDeclined"},
    },
    AccessRequest: {
        NEW: {"AccessAsked"},
        "confirmed_at": {"AccessConfirmed"},
        "outcome": {"AccessApproved", "AccessByDomain", "AccessRefused"},
        "decided_at": {"AccessApproved", "AccessByDomain", "AccessRefused"},
        "decided_by_id": {"AccessApproved", "AccessRefused"},
        "reason": {"AccessRefused"},
    },
    CityDomain: {NEW: {"DomainRemembered"}, GONE: {"DomainForgotten"}},
    Entry: {
        NEW: {"EntryBegun"},
        GONE: {"EntryDeleted", "NominationDeclined"},
        "nominated_at": {"EntryNominated"},
        "nomination": {"EntryNominated"},
        "consented_at": {"NominationAccepted"},
        "number": {"EntrySubmitted"},
        "size_class_id": {"EntrySubmitted", "EntryReclassified"} | MOVED,
        "submitted_at": {"EntrySubmitted", "EntryCorrected"},
        "status": DECIDED,
        "reason": {"EntryRejected", "EntryAccepted", "DecisionUndone"},
        "changed_at": {"EntryChanged", "EntryRecategorised"} | FILES,
        "revision": {"EntryChanged", "EntryRecategorised"},
        "category_id": {"EntryRecategorised"} | MOVED,
        ELSE: {"EntryChanged", "CorrectionDropped"} | MOVED,
    },
    EntryVersion: {NEW: {"EntrySubmitted", "EntryCorrected", "MoveAccepted"}},
    CheckItem: {
        NEW: {"CheckItemAdded", "ChecklistBegun"},
        GONE: {"CheckItemRemoved"},
        "position": {"ChecklistReordered"},
        "retired": {"CheckItemRemoved"},
        ELSE: {"CheckItemChanged"},
    },
    CheckTick: {NEW: {"EntryChecked"}, GONE: {"EntryChecked"}, ELSE: {"EntryChecked"}},
    Correction: {NEW: {"EntryReturned"}, "corrected_at": {"EntryCorrected", "EntrySubmitted"}},
    Move: {NEW: {"MoveProposed"}, ELSE: {"MoveAccepted", "MoveDeclined", "MoveWithdrawn"}},
    Attachment: {
        NEW: {"AttachmentAdded", "CorrectionDropped"},
        GONE: {"AttachmentRemoved", "EntryDeleted", "CorrectionDropped"},
        "alt": {"AttachmentDescribed", "CorrectionDropped"},
        "position": {"AttachmentMoved", "CorrectionDropped"},
        "question": {"AttachmentAssigned", "CorrectionDropped"},
    },
    Section: {
        NEW: {"SectionAdded", "FormCopied"},
        GONE: {"SectionRemoved"},
        "position": {"FormReordered"},
        ELSE: {"SectionChanged"},
    },
    Question: {
        NEW: {"QuestionAdded", "FormCopied"},
        GONE: {"QuestionRemoved", "SectionRemoved"},
        "position": {"FormReordered"},
        ELSE: {"QuestionChanged"},
    },
    Round: {
        NEW: {"RoundPlanned"},
        GONE: {"RoundRemoved"},
        "opened_at": {"RoundOpened"},
        "closed_at": {"RoundClosed"},
        "nominated_at": {"NominationsPublished"},
        ELSE: {"RoundPlanned", "RoundRemoved"},
    },
    Conflict: {NEW: {"ConflictNamed"}, ELSE: {"ConflictDecided"}},
    Statement: {NEW: {"StatementWorded"}},
    Acceptance: {NEW: {"StatementMade"}},
    RoundWeight: {NEW: {"RoundPlanned"}, GONE: {"RoundPlanned", "RoundRemoved"}},
    Admission: {NEW: {"RoundClosed"}},
    PanelMember: {
        NEW: {"PanelSet"},
        GONE: {"PanelSet", "RoundRemoved"},
        "reserve": {"PanelSet"},
        "left_at": {"JurorLeft"},
        "finished_at": {"JurorFinished"},
    },
    Reminder: {NEW: {"JurorsReminded"}},
    PaperBallot: {
        NEW: {"PaperEntered"},
        GONE: {"PaperDropped"},
        ELSE: {"PaperEntered", "PaperChecked", "PaperCounted", "PaperDeclined"},
    },
    PaperMark: {NEW: {"PaperEntered"}, GONE: {"PaperDropped", "PaperEntered"}, ELSE: {"PaperEntered"}},
    Seat: {NEW: {"JurySeated"}, GONE: {"JurorLeft"}, ELSE: {"ConflictNamed", "ConflictDecided", "OwnCityRecused"}},
    Ballot: {
        NEW: {"MarksSaved", "PaperCounted"},
        "submitted_at": {"BallotSubmitted", "PaperCounted"},
        ELSE: {"MarksSaved", "PaperCounted"},
    },
    Mark: {NEW: {"MarksSaved", "PaperCounted"}, ELSE: {"MarksSaved", "PaperCounted"}},
    Receipt: {NEW: {"MarksSaved", "PaperCounted"}},
    Comment: {NEW: {"MarksSaved"}, ELSE: {"MarksSaved"}},
    Resolution: {NEW: {"ResolutionMade"}, "replaced_at": {"ResolutionMade", "ResolutionWithdrawn"}},
    Seal: {NEW: {"ResultSealed"}},
}
# An import tells how many towns it brought and the checksum of their table, not thousands of identifiers.
COUNTED = {City, PopulationFigure, FormerName}
DISCARDED = "ExampleThrownAway"
_IDENTIFIER = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")


class Watch:
    """What was written since it began, and what of it no record tells of."""

    def __init__(self):
        self.seen, self.unrecorded = set(), []

    def after_flush(self, session, _context):
        at_hand = {row.id: row for rows in (session.identity_map.values(), session.new) for row in rows}
        for kind, rows in ((NEW, session.new), (GONE, session.deleted), (None, session.dirty)):
            for row in rows:
                if isinstance(row, AuditEntry):
                    named = {UUID(one) for one in _IDENTIFIER.findall(json.dumps(row.facts))} | {row.edition_id}
                    session.info.setdefault("told", []).append((row.event, named))
                for what in [kind] if kind else changed(row):
                    self._note(session, type(row), what, subjects(row, at_hand))

    def in_bulk(self, state):
        if state.is_update or state.is_delete or state.is_insert:
            kind = NEW if state.is_insert else BULK if state.is_update else GONE
            self._note(state.session, state.bind_mapper.class_, kind, None)

    def _note(self, session, model, what, named):
        if model not in EXEMPT:
            self.seen.add(model)
            session.info.setdefault("written", []).append((model, what, named))

    def after_commit(self, session):
        told = session.info.pop("told", [])
        for model, what, named in session.info.pop("written", []):
            right = TOLD[model].get(what, TOLD[model].get(ELSE, set()) if what not in {NEW, GONE, BULK} else set())
            right = right | ({DISCARDED} if what == GONE else set())
            if not any(name in right and (named is None or model in COUNTED or named & ids) for name, ids in told):
                self.unrecorded.append((model.__name__, what))

    def after_rollback(self, session):
        session.info.pop("told", None)
        session.info.pop("written", None)


def changed(row):
    """The columns of a row whose value is another one now."""
    state = inspect(row)
    return [one.key for one in state.mapper.column_attrs if state.attrs[one.key].history.has_changes()]


def subjects(row, at_hand):
    """The identifiers in a row, and in the rows it stands under as far as they are at hand."""
    found = identifiers(row)
    return found.union(*(identifiers(at_hand[key]) for key in found if key in at_hand))


def identifiers(row):
    state = inspect(row)
    return {value for one in state.mapper.column_attrs if isinstance(value := state.dict.get(one.key), UUID)}


@contextmanager
def watched():
    """Listens to every session while the block runs."""
    watch = Watch()
    listeners = [(name, getattr(watch, name)) for name in ("after_flush", "after_commit", "after_rollback")] + [
        ("do_orm_execute", watch.in_bulk)
    ]
    for name, listener in listeners:
        event.listen(Session, name, listener)
    try:
        yield watch
    finally:
        for name, listener in listeners:
            event.remove(Session, name, listener)
