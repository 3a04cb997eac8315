"""The form builder: the organiser sets what the entries of each category are asked."""

from typing import Any
from uuid import UUID

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from awards_app.clock import now
from awards_app.editions import queries as editions
from awards_app.editions import service as lives
from awards_app.editions.models import Category, Edition
from awards_app.editions.phases import Act, may
from awards_app.errors import Refused
from awards_app.questionnaire import queries, readiness, service
from awards_app.questionnaire.forms import (
    CopyForm,
    LimitsForm,
    QuestionForm,
    limits_form,
    question_form,
    section_form,
)
from awards_app.questionnaire.models import Question, Section
from awards_app.roles import Role
from awards_app.web.access import allow

bp = Blueprint("questionnaire", __name__, url_prefix="/e/<edition>/forms")
ONE = "/<category>"
SECTION = f"{ONE}/sections/<uuid:section_id>"
QUESTION = f"{ONE}/questions/<uuid:question_id>"
STEPS = {"up": -1, "down": 1}


@bp.get("/")
@allow(Role.ORGANISER, Role.AUDITOR)
def overview(edition: Edition) -> ResponseReturnValue:
    """The categories, how much each asks, and how many entries of a city it takes."""
    return _overview(edition)


@bp.post("/")
@allow(Role.ORGANISER)
def limit(edition: Edition) -> ResponseReturnValue:
    """How many entries a city may submit."""
    form = limits_form(None, _scored(edition))
    if not form.validate():
        return _overview(edition, form), 422
    lives.limit_entries(edition, form.whole.data, form.limits(), by=current_user, at=now())
    flash(_("The limits are saved."), "success")
    return redirect(url_for("questionnaire.overview", edition=edition.slug))


def _scored(edition: Edition) -> list[Category]:
    return [one for one in editions.categories_in(edition) if not one.by_resolution]


def _overview(edition: Edition, limits: LimitsForm | None = None) -> str:
    categories = _scored(edition)
    page = {
        "categories": categories,
        "limits": limits or limits_form(edition.entries_per_city, categories),
        "counts": queries.count_questions(edition),
        "checks": queries.count_check_items(edition),
        "problems": readiness.of_opening(edition),
    }
    return render_template("questionnaire/overview.html", edition=edition, **page, **_rights(edition))


@bp.get(ONE)
@allow(Role.ORGANISER, Role.AUDITOR)
def form(edition: Edition, category: str) -> ResponseReturnValue:
    """The form of a category, to look at and to build."""
    found = queries.get_category(edition, category)
    others = [
        (one.key, str(one.name))
        for one in editions.categories_in(edition)
        if one.key != category and not one.by_resolution
    ]
    page = {"sections": queries.sections_of(found), "copy": CopyForm(formdata=None).offer(others)}
    return render_template("questionnaire/form.html", edition=edition, category=found, **page, **_rights(edition))


@bp.post(f"{ONE}/copy")
@allow(Role.ORGANISER)
def copy(edition: Edition, category: str) -> ResponseReturnValue:
    """Replace the form by the default one or by another category's."""
    found, key = queries.get_category(edition, category), request.form.get("source", "")
    source = queries.get_category(edition, key) if key else None
    if source is not None and source.id == found.id:
        abort(404)
    service.copy_form(found, source, by=current_user, at=now())
    flash(_("The form is replaced."), "success")
    return _back(found)


@bp.route(f"{ONE}/sections/new", methods=["GET", "POST"])
@allow(Role.ORGANISER)
def new_section(edition: Edition, category: str) -> ResponseReturnValue:
    """One more section."""
    found = queries.get_category(edition, category)
    form = section_form()
    if request.method == "POST" and form.validate():
        service.add_section(found, form.title, form.help, by=current_user, at=now())
        flash(_("The section is added."), "success")
        return _back(found)
    return _page(found, form, None), 422 if form.errors else 200


@bp.route(SECTION, methods=["GET", "POST"])
@allow(Role.ORGANISER)
def section(edition: Edition, category: str, section_id: UUID) -> ResponseReturnValue:
    """The heading and the help of a section."""
    found = queries.get_category(edition, category)
    held = queries.get_section(found, section_id)
    form = section_form(held)
    if request.method == "POST" and form.validate():
        service.change_section(held, form.title, form.help, by=current_user, at=now())
        flash(_("The section is saved."), "success")
        return _back(found)
    return _page(found, form, held), 422 if form.errors else 200


@bp.post(f"{SECTION}/remove")
@allow(Role.ORGANISER)
def remove_section(edition: Edition, category: str, section_id: UUID) -> ResponseReturnValue:
    """Take a section away, with its questions."""
    found = queries.get_category(edition, category)
    service.remove_section(queries.get_section(found, section_id), by=current_user, at=now())
    flash(_("The section is removed."), "success")
    return _back(found)


@bp.post(f"{SECTION}/move/<direction>")
@allow(Role.ORGANISER)
def move_section(edition: Edition, category: str, section_id: UUID, direction: str) -> ResponseReturnValue:
    """One place up or down."""
    found = queries.get_category(edition, category)
    held = queries.get_section(found, section_id)
    service.move_section(held, STEPS.get(direction) or abort(404), by=current_user, at=now())
    return redirect(_url(found) + f"#section-{held.id}")


@bp.route(f"{SECTION}/questions/new", methods=["GET", "POST"])
@allow(Role.ORGANISER)
def new_question(edition: Edition, category: str, section_id: UUID) -> ResponseReturnValue:
    """One more question."""
    found = queries.get_category(edition, category)
    held = queries.get_section(found, section_id)
    form = question_form(queries.questions_of(found))
    if request.method == "POST" and form.validate():
        service.add_question(held, form.asked(None), by=current_user, at=now())
        flash(_("The question is added."), "success")
        return _back(found)
    return _page(found, form, None, section=held), 422 if form.errors else 200


@bp.route(QUESTION, methods=["GET", "POST"])
@allow(Role.ORGANISER)
def question(edition: Edition, category: str, question_id: UUID) -> ResponseReturnValue:
    """The wording and the limits of a question."""
    found = queries.get_category(edition, category)
    held = queries.get_question(found, question_id)
    form = question_form(queries.questions_of(found), held)
    if request.method == "POST" and form.validate():
        try:
            service.change_question(held, form.asked(held), by=current_user, at=now())
        except Refused as error:
            form.form_errors.append(str(error))
            return _page(found, form, held), 409
        flash(_("The question is saved."), "success")
        return _back(found)
    return _page(found, form, held), 422 if form.errors else 200


@bp.post(f"{QUESTION}/remove")
@allow(Role.ORGANISER)
def remove_question(edition: Edition, category: str, question_id: UUID) -> ResponseReturnValue:
    """Take a question away."""
    found = queries.get_category(edition, category)
    service.remove_question(queries.get_question(found, question_id), by=current_user, at=now())
    flash(_("The question is removed."), "success")
    return _back(found)


@bp.post(f"{QUESTION}/move/<direction>")
@allow(Role.ORGANISER)
def move_question(edition: Edition, category: str, question_id: UUID, direction: str) -> ResponseReturnValue:
    """One place up or down in its section."""
    found = queries.get_category(edition, category)
    held = queries.get_question(found, question_id)
    service.move_question(held, STEPS.get(direction) or abort(404), by=current_user, at=now())
    return redirect(_url(found) + f"#question-{held.id}")


def _rights(edition: Edition) -> dict[str, bool]:
    return {"editable": may(edition, Act.EDIT_RULES, now()), "wording": may(edition, Act.EDIT_WORDING, now())}


def _url(category: Category) -> str:
    return url_for("questionnaire.form", edition=category.edition.slug, category=category.key)


def _back(category: Category) -> ResponseReturnValue:
    return redirect(_url(category))


def _page(category: Category, form: Any, held: Section | Question | None, **more: Any) -> str:
    name = "question" if isinstance(form, QuestionForm) else "section"
    page = {"category": category, "form": form, "held": held, **_rights(category.edition)}
    return render_template(f"questionnaire/{name}.html", edition=category.edition, **page, **more)
