"""The organiser closes a round after seeing who would go on, opens the next one, and publishes the shortlist."""

from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext
from flask_login import current_user

from awards_app.clock import now
from awards_app.editions.models import Edition
from awards_app.jury import round_queries as queries
from awards_app.jury.round_models import Round
from awards_app.results import cutting, readiness, shortlisting, without
from awards_app.roles import Role
from awards_app.web.access import allow

bp = Blueprint("shortlists", __name__, url_prefix="/e/<edition>/rounds/<uuid:round_id>")


@bp.get("/close")
@allow(Role.ORGANISER)
def effect(edition: Edition, round_id: UUID) -> ResponseReturnValue:
    """What closing would do: nobody sees a score, or how many reach a line, before the close."""
    judged = queries.get_round(edition, round_id)
    following = queries.following(judged)
    if following is None or judged.closed_at is not None:
        # The last round closes with judging, and what is closed has no effect to show.
        return _back(edition, judged)
    boards, found = shortlisting.boards_of(judged), [without.of_closing_round(judged)] if judged.is_running else []
    sizes = [(board.size_class, len(board.rows) + len(board.unranked)) for board in boards]
    page = {
        "round": judged,
        # Only what follows from the rule: how many would go on by their marks would give the averages away.
        "classes": [(one, size, cutting.places_for(judged, size)) for one, size in sizes],
        "problems": readiness.of_boards(boards) + readiness.of_papers(edition, judged),
        "disputed": readiness.disputed(edition, judged),
        "effect": next(iter(found), None),
        "digest": without.digest_of(found),
        "early": now() < judged.ends_at,
    }
    return render_template("rounds/close.html", edition=edition, **page)


@bp.post("/close")
@allow(Role.ORGANISER)
def close(edition: Edition, round_id: UUID) -> ResponseReturnValue:
    """Freeze the marks, apply the cut, open what follows."""
    judged = queries.get_round(edition, round_id)
    found = shortlisting.close_round(judged, request.form.get("read", ""), by=current_user, at=now())
    count = sum(len(one.through) for one in found)
    told = ngettext("The round is closed; %(num)d entry goes on.", "The round is closed; %(num)d entries go on.", count)
    if shortlisting.open_next(judged, by=current_user, at=now()):
        flash(told + " " + _("The next round is open and its jurors have been told."), "success")
    else:
        flash(told + " " + _("The next round cannot be opened yet."), "warning")
    return _back(edition, judged)


@bp.post("/open")
@allow(Role.ORGANISER)
def open_following(edition: Edition, round_id: UUID) -> ResponseReturnValue:
    """Open this round, once the one before it is closed."""
    judged = queries.get_round(edition, round_id)
    shortlisting.open_late(judged, by=current_user, at=now())
    flash(_("The round is open; its jurors have been told."), "success")
    return _back(edition, judged)


@bp.post("/publish")
@allow(Role.ORGANISER)
def publish(edition: Edition, round_id: UUID) -> ResponseReturnValue:
    """Show the shortlist that came into this round on the public page."""
    judged = queries.get_round(edition, round_id)
    shortlisting.publish_nominations(judged, by=current_user, at=now())
    flash(_("The nominations are published on the page of the edition."), "success")
    return _back(edition, judged)


def _back(edition: Edition, judged: Round) -> ResponseReturnValue:
    return redirect(url_for("rounds.show", edition=edition.slug, round_id=judged.id))
