"""Ballots on paper: printing them, entering one, checking it by a second person, and the juror's own word on it."""

from contextlib import suppress
from typing import Any
from uuid import UUID

from flask import Blueprint, Response, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from awards_app.clock import now
from awards_app.editions.models import Edition
from awards_app.editions.phases import Act, may
from awards_app.errors import Refused
from awards_app.i18n import language
from awards_app.jury import paper_queries as queries
from awards_app.jury import papers, printing
from awards_app.jury import queries as seats
from awards_app.jury import round_queries as rounds
from awards_app.jury import statement_queries as statements
from awards_app.jury.models import Seat
from awards_app.jury.paper_forms import PaperForm, is_mark, paper_form, typed
from awards_app.jury.paper_models import PaperBallot, PaperState
from awards_app.jury.papers import Differs, Read
from awards_app.jury.receipts import MARK, NOTE
from awards_app.roles import Role
from awards_app.web.access import allow

bp = Blueprint("papers", __name__, url_prefix="/e/<edition>/paper")
ONE = "/<uuid:seat_id>"
MOST_PAGES = 400


@bp.get("")
@allow(Role.ORGANISER, Role.AUDITOR)
def overview(edition: Edition) -> ResponseReturnValue:
    """What can be printed, and what became of the papers that came back."""
    running = [one for one in rounds.rounds_in(edition) if one.is_running]
    page = {
        "rounds": running if _may_enter(edition) else [],
        "made": statements.made_by(edition),
        "papers": queries.papers_in(edition),
        "may_enter": _may_enter(edition),
    }
    return render_template("papers/overview.html", edition=edition, PaperState=PaperState, **page)


@bp.get("/rounds/<uuid:round_id>.pdf")
@allow(Role.ORGANISER)
def ballots_pdf(edition: Edition, round_id: UUID) -> ResponseReturnValue:
    """The ballots of a round to print: of all its jurors, or of the one that the address names."""
    judged = rounds.get_round(edition, round_id)
    if not judged.is_running or not may(edition, Act.ENTER_PAPER, now()):
        raise Refused(_("This round is not open."))
    found = queries.seats_to_print(judged, _printed_for(edition, judged.panel)) or abort(404)
    if len(found) > MOST_PAGES:
        raise Refused(_("These are %(num)d pages, too many for one document. Print them by juror.", num=len(found)))
    document = printing.ballots_of(found, language=language(), at=now())
    answer = Response(document, mimetype="application/pdf")
    answer.headers.set("Content-Disposition", "attachment", filename=f"{edition.slug}-{_('paper-ballots')}.pdf")
    return answer


def _printed_for(edition: Edition, panel: list[Any]) -> set[UUID]:
    """Nobody gets the list of entries before they made the statement."""
    wanted = {member.juror_id for member in panel} & statements.made_by(edition)
    if asked := request.args.get("juror"):
        with suppress(ValueError):
            return wanted & {UUID(asked)}
        return set()
    return wanted


@bp.get(ONE)
@allow(Role.ORGANISER)
def one(edition: Edition, seat_id: UUID) -> ResponseReturnValue:
    """Where the code of a paper leads: its marks are entered here, or checked, or it says what became of it."""
    seat = queries.seat_in(edition, seat_id)
    paper = queries.paper_of(seat.id)
    return _page(seat, paper, _form(seat, paper))


@bp.post(ONE)
@allow(Role.ORGANISER)
def enter(edition: Edition, seat_id: UUID) -> ResponseReturnValue:
    """Keep what stands on the paper; somebody else checks it."""
    seat = queries.seat_in(edition, seat_id)
    form = _form(seat, None)
    if not form.validate():
        return _page(seat, queries.paper_of(seat.id), form, entering=True), 422
    try:
        papers.enter(seat, form.read, form.handed_over_at(edition), by=current_user, at=now())
    except Refused as error:
        form.form_errors.append(str(error))
        return _page(seat, queries.paper_of(seat.id), form, entering=True), 409
    flash(_("The paper is entered. It counts as soon as a second person has read the same from it."), "success")
    return redirect(url_for("papers.overview", edition=edition.slug))


@bp.post(f"{ONE}/check")
@allow(Role.ORGANISER)
def check(edition: Edition, seat_id: UUID) -> ResponseReturnValue:
    """The second person types what they read; only the same counts."""
    seat = queries.seat_in(edition, seat_id)
    form = _form(seat, queries.paper_of(seat.id))
    if not form.validate():
        return _page(seat, queries.paper_of(seat.id), form), 422
    try:
        paper = papers.check(seat, form.read, by=current_user, at=now())
    except Differs as error:
        return _page(seat, error.paper, form, first=Read.of(error.paper)), 409
    except Refused as error:
        form.form_errors.append(str(error))
        return _page(seat, queries.paper_of(seat.id), form), 409
    disputed = paper.state is PaperState.DISPUTED
    told = _("Both read the same. The juror gave other marks on the screen, and decides which of them count.")
    flash(told if disputed else _("Both read the same: the ballot counts."), "warning" if disputed else "success")
    return redirect(url_for("papers.overview", edition=edition.slug))


@bp.post(f"{ONE}/drop")
@allow(Role.ORGANISER)
def drop(edition: Edition, seat_id: UUID) -> ResponseReturnValue:
    """Throw away what was entered by mistake."""
    papers.drop(queries.seat_in(edition, seat_id), by=current_user, at=now())
    flash(_("What was entered is gone. The paper can be entered again."), "success")
    return redirect(url_for("papers.overview", edition=edition.slug))


@bp.post(f"{ONE}/mine/<verdict>")
@allow(Role.JUROR)
def decide(edition: Edition, seat_id: UUID, verdict: str) -> ResponseReturnValue:
    """The juror lets the paper stand, or their own marks."""
    if verdict not in {"take", "keep"}:
        abort(404)
    seat = seats.seat_of(current_user, edition, seat_id)
    act = papers.take if verdict == "take" else papers.decline
    act(seat, request.form.get("revision", -1, type=int), by=current_user, at=now())
    flash(_("The marks of the paper count.") if verdict == "take" else _("Your own marks stay."), "success")
    return redirect(url_for("jury.ballot", edition=edition.slug, seat_id=seat.id))


def _form(seat: Seat, paper: PaperBallot | None) -> PaperForm:
    """Empty: the second person reads the paper and not the first one's marks. The comment is compared by eye."""
    edition = seat.round.edition
    # What stands there in words is compared by eye, and not written twice.
    filled = {name: text for name, text in typed(Read.of(paper)).items() if not is_mark(name)} if paper else {}
    latest = min(now(), seat.round.ends_at)
    return paper_form(seat.round.weights, edition, paper.handed_over_at if paper else latest, **filled)


def _page(
    seat: Seat, paper: PaperBallot | None, form: PaperForm, *, entering: bool = False, first: Read | None = None
) -> str:
    edition = seat.round.edition
    closed = papers.why_not(seat, current_user, now()) or ("" if _may_enter(edition) else _("This round is not open."))
    waits = paper is not None and paper.state is PaperState.ENTERED
    page = {
        "paper": paper,
        "closed": closed,
        "checking": waits and not entering and paper is not None and paper.entered_by_id != current_user.id,
        "again": waits and not entering and paper is not None and paper.entered_by_id == current_user.id,
        "first": typed(first) if first else None,
        "prefix": MARK,
        "notes": NOTE,
    }
    return render_template("papers/one.html", edition=edition, seat=seat, form=form, PaperState=PaperState, **page)


def _may_enter(edition: Edition) -> bool:
    organises = Role.ORGANISER in current_user.roles_in(edition.id)
    return organises and may(edition, Act.ENTER_PAPER, now())
