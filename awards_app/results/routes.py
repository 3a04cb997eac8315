"""The boards, the chair's resolutions, the seal, the laureate list and its exports."""

from uuid import UUID

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from awards_app.clock import now
from awards_app.editions import queries as editions
from awards_app.editions.models import Edition, SizeClass
from awards_app.editions.phases import Act, Phase, may, require
from awards_app.entries import queries as entries
from awards_app.results import charts, labels, queries, readiness, service, standings, views, without
from awards_app.results.boards import Board
from awards_app.results.forms import AwardForm, TieForm, tie_form
from awards_app.roles import Role
from awards_app.web.access import allow

bp = Blueprint("results", __name__, url_prefix="/e/<edition>/results")
JUDGES_OF_THE_RESULT = (Role.CHAIR, Role.ORGANISER, Role.AUDITOR)


@bp.get("/")
@allow(*JUDGES_OF_THE_RESULT)
def overview(edition: Edition) -> ResponseReturnValue:
    """Every class with its leaders, its ties and what keeps it from the seal."""
    boards = standings.boards_of(edition, at=now())
    sealed = queries.find_seal(edition)
    service.note_look(edition, sealed, "standings", by=current_user, at=now())
    awards = queries.awards_in(edition)
    page = {
        "boards": boards,
        "unscored": [(one, awards.get(one.id)) for one in readiness.unscored_classes(edition)],
        "problems": readiness.of_sealing(edition, boards) if edition.phase is Phase.DELIBERATION else [],
        "names": {str(entry.id): entry for entry in entries.accepted_in(edition)},
        "sealed": sealed,
    }
    return render_template("results/overview.html", edition=edition, labels=labels, **page)


@bp.get("/<uuid:class_id>")
@allow(*JUDGES_OF_THE_RESULT)
def board(edition: Edition, class_id: UUID) -> ResponseReturnValue:
    """The result of one class, or the award that is given by resolution."""
    size_class = editions.get_class(edition, class_id)
    require(edition, Act.READ_STANDINGS, now())
    service.note_look(edition, queries.find_seal(edition), "standings", by=current_user, at=now())
    if size_class.category.by_resolution:
        return _award_page(edition, size_class, AwardForm().offer(entries.accepted_in(edition)))
    return _board_page(edition, standings.board_of(edition, size_class, at=now()))


@bp.post("/<uuid:class_id>/ties/<int:tie>")
@allow(Role.CHAIR)
def resolve_tie(edition: Edition, class_id: UUID, tie: int) -> ResponseReturnValue:
    """The chair decides a tie that the ladder left."""
    found = standings.board_of(edition, editions.get_class(edition, class_id), at=now())
    if not 0 <= tie < len(found.unresolved):
        abort(409)
    form = tie_form(found.unresolved[tie], tie)
    if not form.is_of_this_tie(request.form):
        abort(409)
    if not form.validate():
        return _board_page(edition, found, form), 422
    service.resolve_tie(found, form.decision, by=current_user, at=now())
    flash(_("The resolution is recorded."), "success")
    return redirect(_board_url(edition, class_id))


@bp.post("/<uuid:class_id>/resolutions/<uuid:resolution_id>/withdraw")
@allow(Role.CHAIR)
def withdraw(edition: Edition, class_id: UUID, resolution_id: UUID) -> ResponseReturnValue:
    """Take a resolution back before the seal."""
    size_class = editions.get_class(edition, class_id)
    service.withdraw(queries.get_resolution(size_class, resolution_id), by=current_user, at=now())
    flash(_("The resolution is withdrawn; it stays on record."), "success")
    return redirect(_board_url(edition, class_id))


@bp.post("/<uuid:class_id>/award")
@allow(Role.CHAIR)
def decide_award(edition: Edition, class_id: UUID) -> ResponseReturnValue:
    """The chair gives an award that is not scored."""
    size_class = editions.get_class(edition, class_id)
    form = AwardForm().offer(entries.accepted_in(edition))
    if not form.validate():
        return _award_page(edition, size_class, form), 422
    service.decide_award(size_class, form.decision, by=current_user, at=now())
    flash(_("The resolution is recorded."), "success")
    return redirect(_board_url(edition, class_id))


@bp.get("/close-judging")
@allow(Role.ORGANISER)
def closing(edition: Edition) -> ResponseReturnValue:
    """What closing judging would do, before it is done."""
    if edition.phase is not Phase.JUDGING:
        return redirect(url_for("desk.home", edition=edition.slug))
    effects = without.of_closing(edition)
    page = {
        "effects": effects,
        "digest": without.digest_of(effects),
        "problems": readiness.of_closing(edition),
        "disputed": readiness.disputed(edition),
        "missing": sum(one.missing for one in effects),
        "early": now() < edition.judging_closes_at,
    }
    return render_template("results/closing.html", edition=edition, **page)


@bp.post("/close-judging")
@allow(Role.ORGANISER)
def close_judging(edition: Edition) -> ResponseReturnValue:
    """Freeze the marks and go to the session, if that does what was read."""
    service.close_judging(edition, request.form.get("read", ""), by=current_user, at=now())
    flash(_("Judging is closed and the marks are frozen. The jury session can begin."), "success")
    return redirect(url_for("results.overview", edition=edition.slug))


@bp.post("/seal")
@allow(Role.ORGANISER)
def seal(edition: Edition) -> ResponseReturnValue:
    """Freeze the result for good."""
    sealed = service.seal(edition, by=current_user, at=now())
    flash(_("The result is sealed. Its code is %(code)s.", code=sealed.code), "success")
    return redirect(url_for("laureates.show", edition=edition.slug))


def _board_page(edition: Edition, found: Board, refused: TieForm | None = None) -> str:
    forms = [tie_form(group, number) for number, group in enumerate(found.unresolved)]
    page = {
        "board": found,
        "forms": [refused if refused and refused.group == one.group else one for one in forms],
        "refused": refused,
        "figure": charts.contributions(found),
        "criteria": views.criteria_of(found),
        "parts_of": views.parts_of,
        "shown": views.shown,
        "matrix": views.matrix_of(found),
        "steps": views.steps_of(found),
        "may_resolve": may(edition, Act.RESOLVE, now()) and Role.CHAIR in current_user.roles_in(edition.id),
        "names": {str(row.entry.id): row.entry for row in found.rows},
    }
    return render_template("results/board.html", edition=edition, labels=labels, **page)


def _award_page(edition: Edition, size_class: SizeClass, form: AwardForm) -> str:
    page = {
        "resolution": queries.find_award(size_class),
        "names": {str(entry.id): entry for entry in entries.accepted_in(edition)},
        "may_resolve": may(edition, Act.RESOLVE, now()) and Role.CHAIR in current_user.roles_in(edition.id),
    }
    return render_template(
        "results/award.html", edition=edition, size_class=size_class, form=form, labels=labels, **page
    )


def _board_url(edition: Edition, class_id: UUID) -> str:
    return url_for("results.board", edition=edition.slug, class_id=class_id)
