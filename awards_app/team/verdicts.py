"""What becomes of each row of a table of people: it is invited, holds the role, was invited, or is wrong and why."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from email_validator import EmailNotValidError, validate_email
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from awards_app.accounts.queries import normal
from awards_app.cities import queries as cities
from awards_app.cities.models import City
from awards_app.editions.models import Edition
from awards_app.roles import Right, Role
from awards_app.team import queries
from awards_app.team.models import Grant, Invitation
from awards_app.team.roster import Row
from awards_app.team.service import Invited
from awards_app.web.forms import CONTROL

EMAIL_MOST, NAME_MOST, TITLE_MOST = 254, 120, 160
RIGHTS = {
    "podgląd": Right.VIEW,
    "edycja": Right.EDIT,
    "składanie": Right.SUBMIT,
    **{right.value: right for right in Right},
}


class Verdict(StrEnum):
    """What becomes of a row."""

    INVITE = "invite"
    HOLDS = "holds"
    INVITED = "invited"
    BAD = "bad"

    @property
    def label(self) -> str:
        """The verdict in the language of the answer."""
        return str(_LABELS[self])

    @property
    def tone(self) -> str:
        """The kind of tag that shows it."""
        return {"invite": "good", "holds": "", "invited": "info", "bad": "bad"}[self.value]


_LABELS = {
    Verdict.INVITE: _l("will be invited"),
    Verdict.HOLDS: _l("already has the role"),
    Verdict.INVITED: _l("already invited"),
    Verdict.BAD: _l("not valid"),
}


@dataclass(frozen=True)
class Judged:
    """A row with its verdict; `invited` is there where it is valid, `reasons` where it is not."""

    row: Row
    verdict: Verdict
    city: City | None = None
    invited: Invited | None = None
    reasons: tuple[str, ...] = ()


@dataclass
class _Known:
    """All that rows are compared with, read once."""

    cities: dict[str, City]
    held: dict[str, Grant]
    waiting: dict[str, Invitation]
    seen: dict[str, int] = field(default_factory=dict)
    submitted_for: set[UUID | None] = field(default_factory=set)

    def __post_init__(self) -> None:
        present: list[Grant | Invitation] = [*self.held.values(), *self.waiting.values()]
        self.submitted_for = {one.city_id for one in present if one.right is Right.SUBMIT}

    def right_for(self, row: Row, city: City) -> Right:
        """What the row says, else as `service.usual_right`; whoever stands in an earlier row comes first."""
        usual = Right.EDIT if city.id in self.submitted_for else Right.SUBMIT
        right = RIGHTS.get(row.right.casefold()) or usual
        if right is Right.SUBMIT:
            self.submitted_for.add(city.id)
        return right


def judge(edition: Edition, rows: Iterable[Row], *, at: datetime) -> list[Judged]:
    """The verdict on each row, in their order. The same number of queries for any table."""
    known = _Known(
        cities={key: city for city in cities.all_cities() for key in _keys(city)},
        held={grant.user.email: grant for grant in queries.grants_in(edition, Role.CITY)},
        waiting={
            one.email: one for one in queries.invitations_in(edition) if one.role is Role.CITY and one.is_alive(at)
        },
    )
    return [_judge(row, known) for row in rows]


def _keys(city: City) -> list[str]:
    """How a table may name the city: in full, or by the code of its gmina. Never by its bare name."""
    return [city.full_name.casefold(), *([city.teryt[:6]] if city.teryt else [])]


def _judge(row: Row, known: _Known) -> Judged:
    city, email = _find_city(row.city, known), normal(row.email)
    reasons = [*_of_person(row), *_of_city(row, city), *_of_right(row), *_of_repetition(email, known)]
    known.seen.setdefault(email, row.line)
    if city is None or reasons:
        return Judged(row, Verdict.BAD, city, reasons=tuple(reasons))
    present = known.held.get(email) or known.waiting.get(email)
    if present is None:
        right = known.right_for(row, city)
        return Judged(row, Verdict.INVITE, city, Invited(email, row.name, Role.CITY, city.id, row.title, right))
    if present.city_id != city.id:
        return Judged(row, Verdict.BAD, city, reasons=(_of_another_city(present),))
    return Judged(row, Verdict.HOLDS if email in known.held else Verdict.INVITED, city)


def _find_city(text: str, known: _Known) -> City | None:
    """By full name or code; spreadsheets drop a leading zero, and the seventh digit says only the kind of gmina."""
    if text.isascii() and text.isdigit():
        return known.cities.get(text.zfill(6)[:6]) if len(text) <= 7 else None
    return known.cities.get(" ".join(text.replace("(", " (").split()).casefold())


def _of_person(row: Row) -> list[str]:
    reasons = []
    if not _is_address(row.email):
        reasons.append(_("The e-mail address is not valid."))
    if not row.name:
        reasons.append(_("The name is missing."))
    if len(row.name) > NAME_MOST or len(row.title) > TITLE_MOST:
        reasons.append(_("The name or the function is too long."))
    if CONTROL.search(row.name + row.title) or "\n" in row.name + row.title:
        reasons.append(_("The name or the function holds a line break or invisible control characters."))
    return reasons


def _is_address(text: str) -> bool:
    if not text or len(text) > EMAIL_MOST or CONTROL.search(text):
        return False
    try:
        validate_email(text, check_deliverability=False)
    except EmailNotValidError:
        return False
    return True


def _of_city(row: Row, city: City | None) -> list[str]:
    if city is not None:
        return []
    if not row.city:
        return [_("The city is missing.")]
    sample = _("Write it with its voivodeship, such as Oleśnica (dolnośląskie), or as its TERYT code.")
    return [_("The city is not in the register.") + " " + sample]


def _of_right(row: Row) -> list[str]:
    if not row.right or row.right.casefold() in RIGHTS:
        return []
    return [_("The right must be podgląd, edycja or składanie (view, edit, submit), or stay empty.")]


def _of_repetition(email: str, known: _Known) -> list[str]:
    if not email or email not in known.seen:
        return []
    return [_("The same address stands in line %(line)d.", line=known.seen[email])]


def _of_another_city(present: Grant | Invitation) -> str:
    city = present.city.full_name if present.city else ""
    said = (
        _("This person already represents %(city)s; one person represents one city in an edition.", city=city)
        if isinstance(present, Grant)
        else _("This person is already invited for %(city)s. Withdraw that invitation first.", city=city)
    )
    return str(said)
