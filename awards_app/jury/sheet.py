"""The sheet "what I gave": everything that a juror gave, as a document and as lines of a mail."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from flask_babel import gettext as _

from awards_app.accounts.models import User
from awards_app.documents import pdf
from awards_app.editions.models import Criterion, Edition, plain
from awards_app.i18n import force_locale
from awards_app.jury.models import Seat
from awards_app.jury.totals import sum_of
from awards_app.web.filters import moment, number


def lines_of(seat: Seat) -> list[str]:
    """One ballot in words: each criterion with its mark and comment, the total, the comment for the city."""
    progress = sum_of(seat.round, seat.ballot)
    told = [line for weight in seat.round.weights for line in _of_criterion(seat, weight.criterion)]
    total = number(progress.shown, 2) if not progress.unmarked else _("not complete")
    told.append(_("Total: %(total)s", total=total))
    if seat.ballot and seat.ballot.comment:
        told.append(_("Comment for the city: %(text)s", text=seat.ballot.comment))
    return [*told, *_from_paper(seat), *([progress.missing] if progress.unsaid else [])]


def _from_paper(seat: Seat) -> list[str]:
    """How the ballot came, where it came on paper."""
    if seat.ballot is None or seat.ballot.paper_revision is None:
        return []
    if seat.ballot.paper_revision == seat.ballot.revision:
        return [_("Taken from paper, read by two people.")]
    return [_("Taken from paper, and changed by you afterwards.")]


def name_of(seat: Seat) -> str:
    """The entry as the sheet names it."""
    return f"{seat.entry.code} {seat.title}" + (f" ({seat.city})" if seat.city else "")


def _of_criterion(seat: Seat, criterion: Criterion) -> list[str]:
    told = []
    if criterion.id in seat.marks:
        told.append(f"{criterion.name}: {plain(seat.marks[criterion.id])}")
    if text := seat.comments.get(criterion.id):
        told.append(_("Your comment on “%(criterion)s”: %(text)s", criterion=criterion.name, text=text))
    return told


def given(seats: Iterable[Seat]) -> list[Seat]:
    """The seats from which something was given."""
    return [seat for seat in seats if seat.ballot is not None and (seat.marks or seat.comments or seat.ballot.comment)]


def sheet_of(juror: User, edition: Edition, seats: Sequence[Seat], *, language: str, at: datetime) -> bytes:
    """The document, in the language of its reader."""
    with force_locale(language):
        data: dict[str, Any] = {
            "title": _("What I gave"),
            "subtitle": juror.name,
            "notes": [_("Everything that was saved by the time below; it can change until the round closes.")],
            "edition": str(edition.name),
            "foot": moment(at, edition.timezone),
            "facts": [(_("As of"), moment(at, edition.timezone)), (_("Ballots"), str(len(seats)))],
            "parts": [_part(seat) for seat in seats],
        }
    return pdf("receipt", data, language=language, at=at)


def _part(seat: Seat) -> dict[str, Any]:
    blocks = [{"kind": "paragraph", "runs": [{"kind": "text", "text": line}]} for line in lines_of(seat)]
    return {"title": name_of(seat), "blocks": blocks}
