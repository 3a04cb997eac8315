"""Inviting representatives from a table: upload or paste, look each row over, send."""

from typing import Any

from flask import Blueprint, Response, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext
from flask_login import current_user

from awards_app.clock import now
from awards_app.editions.models import Edition
from awards_app.errors import BadFile
from awards_app.roles import Role
from awards_app.team import roster, service
from awards_app.team.forms import TABLE_MOST, RosterForm
from awards_app.team.verdicts import Judged, Verdict, judge
from awards_app.web.access import allow
from awards_app.web.addresses import absolute
from awards_app.web.forms import tidy

bp = Blueprint("roster", __name__, url_prefix="/e/<edition>/team/import")


@bp.get("/")
@allow(Role.ORGANISER)
def upload(edition: Edition) -> ResponseReturnValue:
    """The form for a table."""
    return _page(edition, RosterForm())


@bp.get("/template.csv")
@allow(Role.ORGANISER)
def template(edition: Edition) -> ResponseReturnValue:
    """An empty table with its columns, which Excel opens with Polish letters."""
    answer = Response(roster.TEMPLATE.encode("utf-8-sig"), content_type="text/csv; charset=utf-8")
    answer.headers["Content-Disposition"] = f'attachment; filename="{edition.slug}-representatives.csv"'
    return answer


@bp.post("/")
@allow(Role.ORGANISER)
def check(edition: Edition) -> ResponseReturnValue:
    """Look the table over; nothing is sent."""
    form = RosterForm()
    judged = _judged(edition, form)
    return _page(edition, form, judged), 422 if form.errors else 200


@bp.post("/send")
@allow(Role.ORGANISER)
def send(edition: Edition) -> ResponseReturnValue:
    """Invite all whose row is valid, if this is the table that was looked over; else look it over first."""
    form = RosterForm()
    looked_over = form.is_checked
    judged = _judged(edition, form)
    if form.errors:
        return _page(edition, form, judged), 422
    if not looked_over:
        flash(_("The table was changed since it was checked. Look it over, then send."), "warning")
        return _page(edition, form, judged), 409
    asked = [one.invited for one in judged if one.invited]
    link = absolute("team.invitation", token="TOKEN")  # noqa: S106
    service.invite_all(edition, asked, link=link, by=current_user, at=now())
    said = ngettext("%(num)d invitation is on its way.", "%(num)d invitations are on their way.", len(asked))
    flash(said, "success" if asked else "info")
    return redirect(url_for("team.team", edition=edition.slug))


def _judged(edition: Edition, form: RosterForm) -> list[Judged]:
    """The verdicts; none where the table cannot be read, which then stands beside its field."""
    if not form.validate():
        return []
    field = form.file if form.sent_file else form.table
    try:
        _take_file(form)
        return judge(edition, roster.rows_of(form.table.data or ""), at=now())
    except BadFile as error:
        field.errors = [str(error)]
        return []


def _take_file(form: RosterForm) -> None:
    """Put the text of the file where it can be read and corrected."""
    if form.sent_file is None:
        return
    decoded = roster.decode(form.sent_file.read())
    if len(decoded.text) > TABLE_MOST:
        raise BadFile(_("This table is too long. Split it."))
    form.table.data = tidy(decoded.text)
    if decoded.encoding != "UTF-8":
        flash(_("The file is in %(encoding)s; its letters were converted.", encoding=decoded.encoding), "info")


def _page(edition: Edition, form: RosterForm, judged: list[Judged] | None = None) -> str:
    found = judged or []
    counts = {verdict: sum(one.verdict is verdict for one in found) for verdict in Verdict}
    page: dict[str, Any] = {"judged": found, "counts": counts, "verdicts": list(Verdict)}
    return render_template("team/roster.html", edition=edition, form=form, **page)
