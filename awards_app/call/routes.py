"""The call for everybody: the rules as a page and as PDF, questions and answers, and a form to ask."""

from flask import Blueprint, Response, abort, flash, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from awards_app.accounts import limits
from awards_app.call import queries, service
from awards_app.call.forms import AskForm
from awards_app.call.pages import only_polish_is_newer, require_public
from awards_app.call.papers import paper_of
from awards_app.call.service import Asker
from awards_app.clock import now
from awards_app.editions import queries as editions
from awards_app.editions.models import Edition, RulesVersion
from awards_app.editions.phases import Act, why_not
from awards_app.errors import Refused
from awards_app.i18n import language
from awards_app.roles import Role
from awards_app.team import queries as team
from awards_app.web.access import public

bp = Blueprint("call", __name__, url_prefix="/e/<edition>")


@bp.get("/rules/")
@bp.get("/rules/<int:number>")
@public
def rules(edition: Edition, number: int | None = None) -> ResponseReturnValue:
    """The rules in force, or an earlier version."""
    found = _rules(edition, number)
    versions = editions.rules_versions(edition)
    page = {"rules": found, "versions": versions, "behind": only_polish_is_newer(found, versions)}
    return render_template("call/rules.html", edition=edition, **page)


@bp.get("/rules/<int:number>.pdf")
@public
def rules_pdf(edition: Edition, number: int) -> ResponseReturnValue:
    """The same as a tagged PDF, in the language of the page. It never changes, so a browser may keep it."""
    found, code, label = _rules(edition, number), language(), _("rules")
    answer = Response(mimetype="application/pdf")
    answer.set_etag(f"{found.sha256}-{code}")
    if answer.make_conditional(request).status_code != 304:
        answer.data = paper_of(found, code)
    name = f"{edition.slug}-{label}-{found.number}.pdf"
    answer.headers.set("Content-Disposition", "inline", filename=name)
    return answer


def _rules(edition: Edition, number: int | None) -> RulesVersion:
    require_public(edition)
    found = editions.get_rules(edition, number) if number is not None else editions.rules_of(edition)
    return found or abort(404)


@bp.get("/questions")
@public
def questions(edition: Edition) -> ResponseReturnValue:
    """What was asked and answered, and the form to ask."""
    require_public(edition)
    return _questions(edition, AskForm.for_visitor(signed_in=current_user.is_authenticated))


@bp.post("/questions")
@public
def ask(edition: Edition) -> ResponseReturnValue:
    """Put a question to the organiser."""
    require_public(edition)
    form = AskForm.for_visitor(signed_in=current_user.is_authenticated)
    if not form.validate():
        return _questions(edition, form), 422
    asker = _asker(edition, form)
    try:
        limits.spend({limits.ASK_PLACE: request.remote_addr or "", limits.ASK_ADDRESS: asker.email.lower()}, now())
        by = current_user if current_user.is_authenticated else None
        service.ask(edition, str(form.question.data), asker, by=by, at=now())
    except Refused as error:
        form.form_errors.append(str(error))
        return _refused(edition, form, error)
    flash(_("Your question is with the organiser. The answer comes by mail."), "success")
    return redirect(url_for("call.questions", edition=edition.slug))


def _refused(edition: Edition, form: AskForm, error: Refused) -> ResponseReturnValue:
    """The page with what was typed."""
    wait = getattr(error, "retry_after", None)
    answer = make_response(_questions(edition, form), 429 if wait else 409)
    if wait:
        answer.headers["Retry-After"] = str(wait)
    return answer


def _asker(edition: Edition, form: AskForm) -> Asker:
    if not current_user.is_authenticated:
        return Asker(str(form.email.data), language())
    grant = team.find_grant(current_user, edition, Role.CITY)
    return Asker(current_user.email, language(), grant.city_id if grant else None)


def _questions(edition: Edition, form: AskForm) -> str:
    page = {"topics": queries.published_in(edition), "form": form, "closed": why_not(edition, Act.ASK, now())}
    return render_template("call/questions.html", edition=edition, **page)
