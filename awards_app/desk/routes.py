"""Each role's start, the organiser's board with the acts that move the edition, and the audit trail."""

from datetime import datetime
from typing import Any

from flask import Blueprint, abort, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from awards_app import audit
from awards_app.call import queries as call
from awards_app.call import service as calls
from awards_app.call.models import State
from awards_app.clock import now
from awards_app.desk.board import board_of
from awards_app.desk.forms import DeadlineForm
from awards_app.desk.trail import event_label, lines_of
from awards_app.editions import queries as editions
from awards_app.editions import readiness as opening
from awards_app.editions import requests
from awards_app.editions import service as lives
from awards_app.editions.calendar import calendar_of
from awards_app.editions.models import Deadline, Edition
from awards_app.editions.phases import ALLOWED, Act, Phase
from awards_app.errors import Refused
from awards_app.i18n import sort_key
from awards_app.jury import readiness as judging
from awards_app.jury import reminder_queries as reminders
from awards_app.jury import service as jury
from awards_app.questionnaire import readiness as asking
from awards_app.questionnaire import service as forms
from awards_app.results import readiness as results
from awards_app.roles import Role
from awards_app.team import queries as team
from awards_app.web.access import allow, held_roles, signed_in
from awards_app.web.paging import asked_page, page_of

bp = Blueprint("desk", __name__)


@bp.get("/desk")
@bp.get("/e/<edition>/desk")
@signed_in
def home(edition: Edition | None = None) -> ResponseReturnValue:
    """Each role begins at its own place; without an edition, in the latest one the person has a role in."""
    if edition is None:
        return _into_an_edition()
    role = next((held for held in held_roles() if held is not Role.ADMINISTRATOR), None)
    if role is None:
        return redirect(url_for("desk.administration")) if current_user.administrator else abort(403)
    g.role = role
    return _start(edition, role)


def _into_an_edition() -> ResponseReturnValue:
    grants = team.grants_of(current_user)
    if grants:
        return redirect(url_for("desk.home", edition=grants[0].edition.slug))
    if current_user.administrator:
        return redirect(url_for("desk.administration"))
    return render_template("desk/no_role.html")


def _start(edition: Edition, role: Role) -> ResponseReturnValue:
    elsewhere = {Role.JUROR: "jury.mine", Role.CITY: "entries.mine", Role.AUDITOR: "desk.audit_trail"}
    if role in elsewhere:
        return redirect(url_for(elsewhere[role], edition=edition.slug))
    if role is Role.ORGANISER:
        return _board(edition, DeadlineForm())
    may_read = {
        "results": Act.READ_STANDINGS in ALLOWED[edition.phase],
        "seal": Act.READ_SEAL in ALLOWED[edition.phase],
    }
    return render_template("desk/waiting.html", edition=edition, role=role, calendar=calendar_of(edition), **may_read)


@bp.post("/e/<edition>/open-call")
@allow(Role.ORGANISER)
def open_call(edition: Edition) -> ResponseReturnValue:
    """From draft to open."""
    forms.open_call(edition, by=current_user, at=now())
    flash(_("The call is open."), "success")
    return _back(edition)


@bp.post("/e/<edition>/close-call")
@allow(Role.ORGANISER)
def close_call(edition: Edition) -> ResponseReturnValue:
    """From open to the formal check."""
    lives.close_call(edition, by=current_user, at=now())
    flash(_("The call is closed. Check the entries."), "success")
    return redirect(url_for("queue.entries", edition=edition.slug))


@bp.post("/e/<edition>/open-judging")
@allow(Role.ORGANISER)
def open_judging(edition: Edition) -> ResponseReturnValue:
    """From the formal check to judging."""
    jury.open_judging(edition, by=current_user, at=now())
    flash(_("Judging is open; the jurors have been told."), "success")
    return _back(edition)


@bp.post("/e/<edition>/extend/<deadline>")
@allow(Role.ORGANISER)
def extend(edition: Edition, deadline: str) -> ResponseReturnValue:
    """Move a deadline to later."""
    if deadline not in list(Deadline):
        abort(404)
    form = DeadlineForm()
    if not form.validate():
        return _board(edition, form), 422
    try:
        _extend(edition, Deadline(deadline), form.moment(edition.timezone))
    except Refused as refused:
        form.until.errors = [*form.until.errors, str(refused)]
        return _board(edition, form), 409
    told = _("The representatives of the cities have been told.") if deadline == Deadline.ENTRIES else ""
    flash(_("The deadline is moved; all pages show the new one.") + f" {told}", "success")
    return _back(edition)


def _extend(edition: Edition, deadline: Deadline, to: datetime) -> None:
    if deadline is Deadline.ENTRIES:
        calls.extend(edition, to, by=current_user, at=now())
    else:
        lives.extend(edition, deadline, to, by=current_user, at=now())


@bp.get("/e/<edition>/audit")
@allow(Role.AUDITOR, Role.ORGANISER)
def audit_trail(edition: Edition) -> ResponseReturnValue:
    """Who did what and when, newest first."""
    return _trail(edition, url_for("desk.verify_audit", edition=edition.slug))


@bp.get("/admin/audit")
@allow(Role.ADMINISTRATOR)
def installation_trail() -> ResponseReturnValue:
    """What belongs to no edition: accounts, sign-ins, the register of cities."""
    return _trail(None, url_for("desk.verify_installation"))


def _trail(edition: Edition | None, verify: str) -> str:
    key = edition.id if edition else None
    kind, kinds = request.args.get("kind", ""), audit.kinds_in(key)
    found = page_of(audit.entries_in(key, [kind] if kind in kinds else []), asked_page())
    choices = sorted(((event_label(name), name) for name in kinds), key=lambda one: sort_key(one[0]))
    page = {"page": found, "lines": lines_of(found.rows, edition), "choices": choices, "kind": kind, "verify": verify}
    return render_template("desk/audit.html", edition=edition, **page)


@bp.get("/e/<edition>/audit/verify")
@allow(Role.AUDITOR, Role.ORGANISER)
def verify_audit(edition: Edition) -> ResponseReturnValue:
    """Recompute the whole chain and say what was found."""
    return _verified(edition, url_for("desk.audit_trail", edition=edition.slug))


@bp.get("/admin/audit/verify")
@allow(Role.ADMINISTRATOR)
def verify_installation() -> ResponseReturnValue:
    """The same chain, for who runs the installation."""
    return _verified(None, url_for("desk.installation_trail"))


def _verified(edition: Edition | None, back: str) -> str:
    return render_template("desk/audit_verified.html", edition=edition, verdict=audit.verify(), at=now(), back=back)


@bp.get("/admin/")
@allow(Role.ADMINISTRATOR)
def administration() -> ResponseReturnValue:
    """All editions, and the way to the outbox."""
    return render_template("desk/administration.html", editions=editions.all_editions())


def _board(edition: Edition, form: DeadlineForm) -> str:
    deadline = next((one for one in Deadline if one.phase is edition.phase), None)
    owing = reminders.owing_in(edition, now()) if edition.phase is Phase.JUDGING else []
    page: dict[str, Any] = {
        "to_remind": len(owing),
        "board": board_of(edition, current_user, now()),
        "calendar": calendar_of(edition, now()),
        "problems": _problems(edition),
        "deadline": deadline,
        "deadline_at": getattr(edition, deadline.value) if deadline else None,
        "form": form,
        "at": now(),
        "missing_towns": requests.count_waiting(edition),
        "inquiries": call.count_by_state(edition)[State.WAITING],
        "running": editions.running_extensions(edition, now()),
    }
    return render_template("desk/board.html", edition=edition, Phase=Phase, **page)


def _problems(edition: Edition) -> list[opening.Problem]:
    """What stands in the way of the next phase."""
    if edition.phase is Phase.DRAFT:
        return [*opening.of_opening(edition), *asking.of_opening(edition)]
    if edition.phase is Phase.CHECKING:
        return judging.of_judging(edition, now(), drawn=False)
    return results.of_closing(edition) if edition.phase is Phase.JUDGING else []


def _back(edition: Edition) -> ResponseReturnValue:
    return redirect(url_for("desk.home", edition=edition.slug))
