"""When a round takes marks: the edition's phase, the round's own window, and the clock."""

from datetime import datetime

from flask_babel import gettext as _

from awards_app.db import db
from awards_app.editions import gate, phases
from awards_app.editions.phases import Act
from awards_app.errors import WrongPhase
from awards_app.jury.round_models import Round
from awards_app.web.filters import moment

STATE = ("opened_at", "closed_at", "opens_at", "closes_at")


def why_not(judged: Round, at: datetime) -> str:
    """Why no mark can be given in the round at this moment, as a sentence; empty when marks are taken."""
    if reason := phases.why_not(judged.edition, Act.SCORE, at):
        return reason
    if judged.closed_at is not None:
        return str(_("This round is closed. All marks saved before are kept."))
    if judged.opened_at is None or (judged.opens_at and at < judged.opens_at):
        return _not_yet(judged)
    if at >= judged.ends_at:
        return str(_("The deadline for marks has passed. All marks saved before it are kept."))
    return ""


def _not_yet(judged: Round) -> str:
    if judged.opens_at is None:
        return str(_("This round has not opened yet."))
    return str(_("This round opens: %(when)s.", when=moment(judged.opens_at, judged.edition.timezone)))


def require(judged: Round, at: datetime) -> None:
    """Refuse marks unless the round takes them now; it cannot be closed before this transaction ends."""
    gate.require(judged.edition, Act.SCORE, at)
    # Read under the edition's lock: whoever opens or closes a round holds the edition alone.
    db.session.refresh(judged, STATE)
    if reason := why_not(judged, at):
        raise WrongPhase(reason)
