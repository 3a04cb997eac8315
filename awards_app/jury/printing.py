"""Ballots to fill in by hand: a page for each seat, with a code that leads an organiser to where it is entered.

On it stands what the juror may see of the entry, and no more than a sheet needs: number and title.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import segno
from flask_babel import gettext as _

from awards_app.documents import pdf
from awards_app.editions.judging import Extremes
from awards_app.editions.models import Edition, plain
from awards_app.i18n import force_locale
from awards_app.jury.models import Seat
from awards_app.jury.round_models import Round, RoundKind, Weighs
from awards_app.web.addresses import absolute
from awards_app.web.filters import moment


def ballots_of(seats: Sequence[Seat], *, language: str, at: datetime) -> bytes:
    """The document of these seats, each page in the language of its juror."""
    edition = seats[0].round.edition
    with force_locale(language):
        data: dict[str, Any] = {
            "title": _("Ballots on paper"),
            "subtitle": "",
            "notes": [],
            "edition": str(edition.name),
            "foot": moment(at, edition.timezone),
        }
    data["ballots"] = [_ballot(seat) for seat in seats]
    return pdf("ballots", data, language=language, at=at)


def _ballot(seat: Seat) -> dict[str, Any]:
    judged, entry = seat.round, seat.entry
    address = absolute("papers.one", edition=judged.edition.slug, seat_id=seat.id)
    with force_locale(seat.juror.locale):
        return {
            "language": seat.juror.locale,
            "heading": _("Ballot"),
            "category": f"{judged.category.name}, {judged.kind.label}",
            "entry": f"{entry.code} · {seat.title}",
            "juror": [_("Juror"), seat.juror.name],
            "until": [_("Hand it over before"), moment(judged.ends_at, judged.edition.timezone)],
            "how": _("Tick one box for each criterion. To correct a tick, strike the box out and sign beside it."),
            "criteria": [_criterion(weight, judged) for weight in judged.weights],
            "comment": _("Comment for the city (it may be given to the city without your name)"),
            "signature": _("Signature"),
            "handed": _("Handed over (day, time)"),
            "taken": _("Taken by"),
            "code": _code(address),
            "alt": _("Code for the organiser, who enters this ballot"),
            "address": address,
        }


def _criterion(weight: Weighs, judged: Round) -> dict[str, Any]:
    levels = weight.criterion.levels()
    screens = judged.kind is RoundKind.SCREENING
    words = {0: _("No"), 1: _("Yes")} if screens else {}
    return {
        "name": str(weight.criterion.name),
        "weight": _("weight %(weight)s", weight=weight.value),
        "description": str(weight.criterion.description),
        "levels": [words.get(int(level), plain(level)) if words else plain(level) for level in levels],
        "lowest": str(weight.criterion.anchor(levels[0])),
        "highest": str(weight.criterion.anchor(levels[-1])),
        "why": "" if screens else _why(judged.edition),
    }


def _why(edition: Edition) -> str:
    if edition.extremes is Extremes.NEVER:
        return ""
    return str(_("Say why at this mark: %(which)s", which=edition.extremes.label))


def _code(address: str) -> str:
    """The address as a QR code that stands creases and stains."""
    drawn: str = segno.make(address, error="q", micro=False).svg_inline(border=2, dark="#000", light="#fff")
    return drawn.replace("<svg ", '<svg xmlns="http://www.w3.org/2000/svg" ', 1)
