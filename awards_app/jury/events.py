"""What the audit trail tells of the jury. Comments are named by checksum: they may name people."""

from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from awards_app.audit import Event


@dataclass(frozen=True, kw_only=True)
class PanelSet(Event):
    category: UUID
    round: UUID
    jurors: tuple[UUID, ...]
    reserves: tuple[UUID, ...] = ()


@dataclass(frozen=True, kw_only=True)
class JurySeated(Event):
    """`seed` drew the seats where they are drawn; `lacking` is how many ballots could be given to nobody."""

    round: UUID
    seats: int
    recused: int
    seed: int | None = None
    lacking: int = 0


@dataclass(frozen=True, kw_only=True)
class JurorLeft(Event):
    round: UUID
    juror: UUID
    seats: int


@dataclass(frozen=True, kw_only=True)
class StatementWorded(Event):
    statement: UUID
    version: int
    sha256: str


@dataclass(frozen=True, kw_only=True)
class StatementMade(Event):
    statement: UUID
    juror: UUID
    version: int
    sha256: str


@dataclass(frozen=True, kw_only=True)
class RoundPlanned(Event):
    """A round as it is planned from now on; `weights` are its own, by criterion."""

    category: UUID
    round: UUID
    plan: dict[str, str | int | None]
    weights: dict[UUID, int]


@dataclass(frozen=True, kw_only=True)
class RoundRemoved(Event):
    category: UUID
    round: UUID


@dataclass(frozen=True, kw_only=True)
class RoundOpened(Event):
    round: UUID
    entries: int


@dataclass(frozen=True, kw_only=True)
class RoundClosed(Event):
    """`admitted` go on to the next round; `ballots` counted, `missing` were never given."""

    round: UUID
    early: bool
    ballots: int
    missing: int
    admitted: tuple[UUID, ...]


@dataclass(frozen=True, kw_only=True)
class NominationsPublished(Event):
    round: UUID
    entries: tuple[UUID, ...]


@dataclass(frozen=True, kw_only=True)
class OwnCityRecused(Event):
    user: UUID
    city: UUID
    seats: tuple[UUID, ...]


@dataclass(frozen=True, kw_only=True)
class MarksSaved(Event):
    seat: UUID
    revision: int
    before: dict[UUID, Decimal]
    after: dict[UUID, Decimal]
    comment_sha256: str = ""
    bookmarked: bool | None = None
    receipt: UUID | None = None
    comments_sha256: dict[UUID, str] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class BallotSubmitted(Event):
    seat: UUID
    revision: int


@dataclass(frozen=True, kw_only=True)
class JurorFinished(Event):
    """`finished` is False when the juror goes on after all."""

    round: UUID
    juror: UUID
    finished: bool
    ballots: int


@dataclass(frozen=True, kw_only=True)
class ConflictNamed(Event):
    """`seats` are those that the juror lost with it."""

    conflict: UUID
    juror: UUID
    named_by: str
    ground: str
    words_sha256: str
    seats: tuple[UUID, ...]


@dataclass(frozen=True, kw_only=True)
class ConflictDecided(Event):
    """`seats` are those that the juror lost when it was upheld, or got back when it was dismissed."""

    conflict: UUID
    upheld: bool
    seats: tuple[UUID, ...]


@dataclass(frozen=True, kw_only=True)
class RemindersSet(Event):
    """How many days before a deadline jurors are reminded from now on."""

    before: tuple[int, ...]
    after: tuple[int, ...]


@dataclass(frozen=True, kw_only=True)
class JurorsReminded(Event):
    """`by_itself`: the deadline of a round is as many days off as the edition says."""

    jurors: tuple[UUID, ...]
    ballots: int
    by_itself: bool


@dataclass(frozen=True, kw_only=True)
class PaperEntered(Event):
    """`after` is what was read from the paper by the first person; `before` what was entered for the seat earlier."""

    paper: UUID
    seat: UUID
    before: dict[UUID, Decimal]
    after: dict[UUID, Decimal]
    handed_over: datetime
    comment_sha256: str = ""
    comments_sha256: dict[UUID, str] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class PaperChecked(Event):
    """A second person read the same from the paper. `entered_by` is the first; `outcome` is what became of it."""

    paper: UUID
    seat: UUID
    entered_by: UUID
    outcome: str


@dataclass(frozen=True, kw_only=True)
class PaperCounted(Event):
    """The marks of a paper that two people read are those of the ballot; `before` stood there until now."""

    paper: UUID
    seat: UUID
    revision: int
    before: dict[UUID, Decimal]
    after: dict[UUID, Decimal]
    comment_sha256: str = ""
    comments_sha256: dict[UUID, str] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class PaperDeclined(Event):
    """The juror kept the marks that they had given themselves."""

    paper: UUID
    seat: UUID


@dataclass(frozen=True, kw_only=True)
class PaperDropped(Event):
    """What was entered and not checked is gone: it was of another seat, or of no use."""

    paper: UUID
    seat: UUID
