"""The statement of impartiality and confidentiality: jurors make it, organisers word it and see who made it when."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from awards_app.clock import now
from awards_app.editions.models import Edition
from awards_app.editions.phases import Act, may
from awards_app.errors import Refused
from awards_app.jury import statement_queries as queries
from awards_app.jury import statements
from awards_app.jury.forms import StatementForm
from awards_app.roles import Role
from awards_app.team import queries as team
from awards_app.web.access import allow

bp = Blueprint("statements", __name__, url_prefix="/e/<edition>")


@bp.get("/jury/statement")
@allow(Role.JUROR)
def mine(edition: Edition) -> ResponseReturnValue:
    """What the juror declares, and when they did."""
    statement = queries.statement_of(edition)
    made = queries.find_acceptance(statement, current_user.id) if statement else None
    page = {"statement": statement, "made": made, "may_make": may(edition, Act.MAKE_STATEMENT, now())}
    return render_template("statements/mine.html", edition=edition, **page)


@bp.post("/jury/statement")
@allow(Role.JUROR)
def make(edition: Edition) -> ResponseReturnValue:
    """Make the statement that was shown."""
    statements.make(edition, request.form.get("number", 0, type=int), by=current_user, at=now())
    flash(_("Your statement is kept with its time. You can judge now."), "success")
    return redirect(url_for("jury.mine", edition=edition.slug))


@bp.get("/statement")
@allow(Role.ORGANISER, Role.AUDITOR)
def wording(edition: Edition) -> ResponseReturnValue:
    """The text, and who made which version when."""
    statement = queries.statement_of(edition)
    text = statement.text if statement else statements.default_text()
    return _wording(edition, StatementForm.of(text, statement.number if statement else 0))


@bp.post("/statement")
@allow(Role.ORGANISER)
def word(edition: Edition) -> ResponseReturnValue:
    """Word it anew."""
    form = StatementForm()
    if not form.validate():
        return _wording(edition, form), 422
    try:
        statements.word(edition, form.text, form.base, by=current_user, at=now())
    except Refused as error:
        form.form_errors.append(str(error))
        return _wording(edition, form), 409
    flash(_("The statement is saved; jurors make it in this wording."), "success")
    return redirect(url_for("statements.wording", edition=edition.slug))


def _wording(edition: Edition, form: StatementForm) -> str:
    made = queries.acceptances_in(edition)
    present = queries.statement_of(edition)
    in_force = {one.juror_id for one in made if present and one.statement_id == present.id}
    page = {
        "statement": present,
        "made": made,
        "waiting": [one.user for one in team.grants_in(edition, Role.JUROR) if one.user_id not in in_force],
        "may_word": may(edition, Act.WORD_STATEMENT, now()) and Role.ORGANISER in current_user.roles_in(edition.id),
    }
    return render_template("statements/wording.html", edition=edition, form=form, **page)
