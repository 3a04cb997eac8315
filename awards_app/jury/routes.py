"""The juror's desk, the ballot, and the organiser's panels."""

from collections.abc import Mapping
from uuid import UUID

from flask import Blueprint, Response, abort, flash, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from awards_app.clock import now
from awards_app.editions.models import Edition
from awards_app.editions.phases import Phase
from awards_app.entries import attachments
from awards_app.entries import queries as entries
from awards_app.i18n import language
from awards_app.jury import blind, calibration, conflicts, desk, peers, queries, receipts, service, windows
from awards_app.jury import paper_queries as papers
from awards_app.jury import round_queries as rounds
from awards_app.jury import sheet as sheets
from awards_app.jury import statement_queries as statements
from awards_app.jury.conflict_forms import ReasonForm
from awards_app.jury.conflicts import About, Tie
from awards_app.jury.forms import SEEN, BallotForm, PanelForm, ballot_form, merged_form
from awards_app.jury.models import Receipt, Seat
from awards_app.jury.receipts import MARK, NOTE, Given, Overtaken, Standing
from awards_app.jury.totals import sum_of
from awards_app.roles import Role
from awards_app.team import queries as team
from awards_app.web.access import allow
from awards_app.web.device import kept
from awards_app.web.errors import wants_json
from awards_app.web.filters import number, time_of_day
from awards_app.web.transaction import reads_first

bp = Blueprint("jury", __name__, url_prefix="/e/<edition>/jury")
ONE = "/<uuid:seat_id>"


@bp.get("/")
@allow(Role.JUROR)
@kept
def mine(edition: Edition) -> ResponseReturnValue:
    """The juror's desk: what is left, and all seats with the juror's own totals."""
    if statements.owes(current_user.id, edition):
        return redirect(url_for("statements.mine", edition=edition.slug))
    seats = queries.seats_of(current_user, edition)
    work = desk.of(seats, now(), by_total=request.args.get("order") == "total")
    finished = work.finished(rounds.finished_by(current_user.id, edition))
    page = {"work": work, "habit": desk.habit_of(seats), "finished": finished, "to_finish": work.to_finish(finished)}
    return render_template("jury/mine.html", edition=edition, by_total=work.by_total, **page)


@bp.get("/sheet")
@allow(Role.JUROR)
def sheet(edition: Edition) -> ResponseReturnValue:
    """Everything that the juror gave, to read at any time."""
    page = {"seats": sheets.given(queries.given_from(current_user, _judged(edition))), "lines_of": sheets.lines_of}
    return render_template("jury/sheet.html", edition=edition, **page)


def _judged(edition: Edition) -> set[UUID]:
    """Also the rounds that the juror has left: what they gave there still counts."""
    return queries.rounds_judged_by(current_user.id, edition)


@bp.get("/sheet.pdf")
@allow(Role.JUROR)
def sheet_pdf(edition: Edition) -> ResponseReturnValue:
    """The same as a document."""
    given = sheets.given(queries.given_from(current_user, _judged(edition))) or abort(404)
    document = sheets.sheet_of(current_user, edition, given, language=language(), at=now())
    answer = Response(document, mimetype="application/pdf")
    answer.headers.set("Content-Disposition", "attachment", filename=f"{edition.slug}-{_('ballots')}.pdf")
    return answer


@bp.post("/rounds/<uuid:round_id>/finish")
@allow(Role.JUROR)
def finish(edition: Edition, round_id: UUID) -> ResponseReturnValue:
    """Say that one has finished a round, or that one goes on; it locks nothing before the close."""
    judged = rounds.get_round(edition, round_id)
    done = request.form.get("finished") == "1"
    service.finish(judged, done, by=current_user, at=now())
    flash(
        _("Thank you. You can still change your marks until the round closes.") if done else _("You go on."), "success"
    )
    return redirect(url_for("jury.mine", edition=edition.slug))


@bp.get(ONE)
@allow(Role.JUROR)
@kept
def ballot(edition: Edition, seat_id: UUID) -> ResponseReturnValue:
    """The entry and the score sheet; after the close, what was given."""
    seat = queries.seat_of(current_user, edition, seat_id)
    if first := calibration.first_of(seat):
        page = {"seat": seat, "first": first, "told": calibration.why_not(first)}
        return render_template("jury/calibration.html", edition=edition, **page), 409
    return _ballot(edition, seat, ballot_form(seat))


@bp.post(ONE)
@allow(Role.JUROR)
@reads_first
def save(edition: Edition, seat_id: UUID) -> ResponseReturnValue:
    """Save the marks that were sent, one or all, and answer with a receipt."""
    seat = queries.seat_of(current_user, edition, seat_id)
    form = ballot_form(seat)
    if not form.validate():
        sentence = " ".join(str(error) for errors in form.errors.values() for error in errors)
        return (jsonify(error=sentence), 422) if wants_json() else (_ballot(edition, seat, form), 422)
    given = form.given
    try:
        receipt = service.save_marks(seat, given, by=current_user, at=now())
    except Overtaken as error:
        return _overtaken(edition, seat, form, error), 409
    if wants_json():
        return jsonify(_told(seat, receipt, given))
    return _after_submit(edition, seat) if "submit" in request.form else _after_save(edition, seat)


def _overtaken(edition: Edition, seat: Seat, form: BallotForm, error: Overtaken) -> Response | str:
    """Both values, to choose from."""
    if wants_json():
        stands = {name: {"value": one.value, "told": one.told} for name, one in error.stands.items()}
        return jsonify(error=str(error), overtaken=stands)
    form = merged_form(seat, form, request.form)
    form.form_errors.append(str(error))
    return _ballot(edition, seat, form, error.stands)


def _after_save(edition: Edition, seat: Seat) -> ResponseReturnValue:
    flash(_("Your marks are saved."), "success")
    return redirect(url_for("jury.ballot", edition=edition.slug, seat_id=seat.id))


def _after_submit(edition: Edition, seat: Seat) -> ResponseReturnValue:
    try:
        service.submit_ballot(seat, by=current_user, at=now())
    except service.Incomplete as error:
        # Not an answer that takes the save back: the marks stay, and the ballot shows what is missing.
        flash(str(error), "warning")
        return redirect(url_for("jury.ballot", edition=edition.slug, seat_id=seat.id))
    following = queries.next_unjudged(queries.seat_ids_of(current_user, edition), seat.id, now())
    if following is None:
        flash(_("The ballot is submitted. It was the last one: you have judged everything."), "success")
        return redirect(url_for("jury.mine", edition=edition.slug))
    flash(_("The ballot is submitted. Here is the next entry."), "success")
    return redirect(url_for("jury.ballot", edition=edition.slug, seat_id=following))


@bp.get(f"{ONE}/conflict")
@allow(Role.JUROR)
def conflict(edition: Edition, seat_id: UUID) -> ResponseReturnValue:
    """What stepping back means, before it is done."""
    seat = queries.seat_of(current_user, edition, seat_id)
    return render_template("jury/conflict.html", edition=edition, seat=seat, form=ReasonForm())


@bp.post(f"{ONE}/conflict")
@allow(Role.JUROR)
def declare_conflict(edition: Edition, seat_id: UUID) -> ResponseReturnValue:
    """Step back from the entry."""
    seat = queries.seat_of(current_user, edition, seat_id)
    form = ReasonForm()
    if not form.validate():
        return render_template("jury/conflict.html", edition=edition, seat=seat, form=form), 422
    tie = Tie(current_user, About(entry_id=seat.entry_id), form.reason)
    conflicts.name(edition, tie, by=current_user, at=now())
    flash(_("You no longer judge this entry. The organiser has been told."), "success")
    return redirect(url_for("jury.mine", edition=edition.slug))


@bp.get(f"{ONE}/attachments/<uuid:attachment_id>")
@allow(Role.JUROR)
@kept
def attachment(edition: Edition, seat_id: UUID, attachment_id: UUID) -> ResponseReturnValue:
    """A file of an entry that the juror judges."""
    seat = queries.seat_of(current_user, edition, seat_id)
    found = entries.get_attachment(seat.entry, attachment_id)
    shown = {one.id: one for one in blind.reading_of(seat.entry).attachments}
    if found.id not in shown:
        abort(404)
    calibration.require_open(seat)
    return attachments.send(found, shown[found.id].name)


@bp.get("/panels")
@allow(Role.ORGANISER, Role.AUDITOR)
def panels(edition: Edition) -> ResponseReturnValue:
    """Who judges which category, and who is recused from what."""
    return _panels(edition, PanelForm(_places(edition)))


@bp.post("/panels")
@allow(Role.ORGANISER)
def set_panels(edition: Edition) -> ResponseReturnValue:
    """Save the whole grid."""
    form = PanelForm(_places(edition))
    if not form.validate():
        return _panels(edition, form), 422
    chosen = form.jurors_by_round()
    jurors = {str(grant.user_id): grant.user for grant in team.grants_in(edition, Role.JUROR)}
    wanted = {}
    for judged in rounds.rounds_in(edition):
        wanted[judged] = {jurors[key] for key in chosen[str(judged.id)]}
        if judged.opened_at or edition.phase is Phase.JUDGING:
            wanted[judged] |= {member.juror for member in judged.panel if not member.reserve}
    service.set_panels(edition, wanted, by=current_user, at=now())
    flash(_("The panels are saved."), "success")
    return redirect(url_for("jury.panels", edition=edition.slug))


def _places(edition: Edition) -> list[str]:
    """The boxes of the grid that can be ticked: all before judging, then those of jurors who may still join."""
    open_to_all, jurors = edition.phase.is_before(Phase.JUDGING), team.grants_in(edition, Role.JUROR)
    return [
        f"{judged.id}:{grant.user_id}"
        for judged in rounds.rounds_in(edition)
        for grant in jurors
        if open_to_all or grant.user_id not in {member.juror_id for member in judged.panel}
    ]


def _panels(edition: Edition, form: PanelForm) -> str:
    listed, jurors = rounds.rounds_in(edition), team.grants_in(edition, Role.JUROR)
    judges = {grant.user_id for grant in jurors}
    organises = Role.ORGANISER in current_user.roles_in(edition.id)
    page = {
        "rounds": listed,
        "jurors": jurors,
        "gone": {member.juror for judged in listed for member in judged.panel if member.juror_id not in judges},
        "recused": queries.recused_in(edition),
        "editable": organises and edition.phase.is_before(Phase.JUDGING),
        "joinable": organises and edition.phase is Phase.JUDGING,
    }
    return render_template("jury/panels.html", edition=edition, form=form, **page)


def _ballot(edition: Edition, seat: Seat, form: BallotForm, stands: Mapping[str, Standing] | None = None) -> str:
    ids = queries.seat_ids_of(current_user, edition)
    place = ids.index(seat.id)
    progress = sum_of(seat.round, seat.ballot)
    page = {
        "number": place + 1,
        "of": len(ids),
        "before": ids[place - 1] if place else None,
        "after": ids[place + 1] if place + 1 < len(ids) else None,
        "unjudged": queries.next_unjudged(ids, seat.id, now()),
        "closed": windows.why_not(seat.round, now()),
        "progress": progress,
        "owed": [one.id for one in progress.unsaid],
        "peers": peers.of(seat),
        "reading": blind.reading_of(seat.entry),
        "prefix": MARK,
        "notes": NOTE,
        "seen": SEEN,
        "stands": stands or {},
        "paper": papers.disputed_of(seat),
    }
    return render_template("jury/ballot.html", edition=edition, seat=seat, form=form, **page)


def _told(seat: Seat, receipt: Receipt, given: Given) -> dict[str, object]:
    """The receipt for a script, with how far the ballot has come and what changed elsewhere meanwhile."""
    progress = sum_of(seat.round, receipt.ballot)
    told: dict[str, object] = {
        "saved_at": time_of_day(receipt.saved_at),
        "revision": receipt.revision,
        "total": number(progress.shown, 2),
        "complete": progress.is_complete,
        "marked": progress.marked,
        "of": progress.of,
        "missing": progress.missing,
        "owed": [f"{NOTE}{one.id}" for one in progress.unsaid],
    }
    others = receipts.elsewhere(receipt, given)
    return told | ({"others": others} if others else {})
