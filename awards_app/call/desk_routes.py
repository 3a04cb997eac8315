"""The call for its organiser: the texts, the deadline with its extensions, the questions that wait."""

from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from awards_app.call import queries, service
from awards_app.call.forms import AnswerForm, ExtensionForm, GraceForm, WordingForm
from awards_app.call.models import Inquiry, State
from awards_app.clock import now
from awards_app.editions import queries as editions
from awards_app.editions import service as lives
from awards_app.editions.models import Edition
from awards_app.editions.phases import Act, may
from awards_app.editions.service import More, Wording
from awards_app.errors import Refused, Stale
from awards_app.roles import Role
from awards_app.web.access import allow
from awards_app.web.forms import on_the_clock
from awards_app.web.paging import asked_page

bp = Blueprint("calldesk", __name__, url_prefix="/e/<edition>/call")
ONE = "/questions/<uuid:inquiry_id>"


@bp.get("/")
@allow(Role.ORGANISER, Role.AUDITOR)
def overview(edition: Edition) -> ResponseReturnValue:
    """What the call consists of, and what waits."""
    page = {
        "rules": editions.rules_of(edition),
        "counts": queries.count_by_state(edition),
        "running": editions.running_extensions(edition, now()),
    }
    return render_template("call/overview.html", edition=edition, **page)


@bp.get("/texts")
@allow(Role.ORGANISER, Role.AUDITOR)
def texts(edition: Edition) -> ResponseReturnValue:
    """The texts as they stand."""
    return _texts(edition, WordingForm.of(Wording.of(edition), formdata=None))


@bp.post("/texts")
@allow(Role.ORGANISER)
def save_texts(edition: Edition) -> ResponseReturnValue:
    """Change them; changed rules become a new version."""
    form = WordingForm()
    if not form.validate():
        return _texts(edition, form), 422
    try:
        changed = service.reword(edition, form.wording, form.was.data or "", by=current_user, at=now())
    except Refused as error:
        form.form_errors.append(str(error))
        return _stale_texts(edition, form, error), 409
    told = _("The texts are saved.") if changed else _("Nothing was changed.")
    if "rules" in changed and (rules := editions.rules_of(edition)):
        told = _("The rules are published as version %(number)d; earlier ones are kept.", number=rules.number)
    flash(told, "success")
    return redirect(url_for("calldesk.texts", edition=edition.slug))


def _stale_texts(edition: Edition, form: WordingForm, error: Refused) -> str:
    """With what was typed; what the other wrote stands beside it, and saving once more is a choice."""
    if not isinstance(error, Stale):
        return _texts(edition, form)
    there = Wording.of(edition)
    form.was.process_data(there.sha256)
    form.was.raw_data = None
    return _texts(edition, form, there)


def _texts(edition: Edition, form: WordingForm, there: Wording | None = None) -> str:
    page = {
        "form": form,
        "editable": may(edition, Act.EDIT_WORDING, now()),
        "versions": editions.rules_versions(edition),
        "there": there,
    }
    return render_template("call/texts.html", edition=edition, **page)


@bp.get("/deadline")
@allow(Role.ORGANISER, Role.AUDITOR)
def deadline(edition: Edition) -> ResponseReturnValue:
    """The deadline, its grace, and who has a later one."""
    return _deadline(edition, GraceForm(formdata=None, seconds=edition.grace_seconds), ExtensionForm(formdata=None))


@bp.post("/grace")
@allow(Role.ORGANISER)
def grace(edition: Edition) -> ResponseReturnValue:
    """How long after the deadline entries are still taken."""
    form = GraceForm()
    if not form.validate():
        return _deadline(edition, form, ExtensionForm(formdata=None)), 422
    lives.set_grace(edition, int(form.seconds.data or 0), by=current_user, at=now())
    flash(_("The grace is saved."), "success")
    return redirect(url_for("calldesk.deadline", edition=edition.slug))


@bp.post("/extend-city")
@allow(Role.ORGANISER)
def extend_city(edition: Edition) -> ResponseReturnValue:
    """A later deadline for one city."""
    cities = queries.cities_in(edition)
    form, kept = ExtensionForm().offer(cities), GraceForm(formdata=None, seconds=edition.grace_seconds)
    if not form.validate():
        return _deadline(edition, kept, form), 422
    city = next(one for one in cities if one.id == form.city_id)
    try:
        until = on_the_clock(form.until.data, edition.timezone)
        service.extend_for(edition, city, More(until, str(form.reason.data)), by=current_user, at=now())
    except Refused as error:
        form.until.errors = [str(error)]
        return _deadline(edition, kept, form), 409
    flash(_("%(city)s has a deadline of its own; its people have been told.", city=city.full_name), "success")
    return redirect(url_for("calldesk.deadline", edition=edition.slug))


def _deadline(edition: Edition, grace_form: GraceForm, form: ExtensionForm) -> str:
    page = {
        "due": editions.due_for(edition, None),
        "form": form.offer(queries.cities_in(edition)),
        "grace": grace_form,
        "extensions": editions.extensions_in(edition),
        "running": {one.id for one in editions.running_extensions(edition, now())},
        "may_extend": may(edition, Act.EXTEND_CITY, now()),
        "may_word": may(edition, Act.EDIT_WORDING, now()),
        "at": now(),
    }
    return render_template("call/deadline.html", edition=edition, **page)


@bp.get("/questions")
@allow(Role.ORGANISER, Role.AUDITOR)
def inquiries(edition: Edition) -> ResponseReturnValue:
    """All questions, or those in one state."""
    wish = request.args.get("state", "")
    state = State(wish) if wish in list(State) else None
    page = {"page": queries.inquiries_in(edition, state, asked_page()), "counts": queries.count_by_state(edition)}
    return render_template("call/inquiries.html", edition=edition, state=state, states=list(State), **page)


@bp.route("/questions/new", methods=["GET", "POST"])
@allow(Role.ORGANISER)
def new(edition: Edition) -> ResponseReturnValue:
    """A question that nobody asked yet, with its answer."""
    form = AnswerForm.of(None)
    if request.method == "POST" and form.validate():
        service.add(edition, form.answered, by=current_user, at=now())
        flash(_("The answer is saved."), "success")
        return redirect(url_for("calldesk.inquiries", edition=edition.slug))
    return _inquiry(edition, None, form), 422 if form.errors else 200


@bp.get(ONE)
@allow(Role.ORGANISER, Role.AUDITOR)
def inquiry(edition: Edition, inquiry_id: UUID) -> ResponseReturnValue:
    """One question with its answer."""
    found = queries.get_inquiry(edition, inquiry_id)
    return _inquiry(edition, found, AnswerForm.of(found))


@bp.post(ONE)
@allow(Role.ORGANISER)
def answer(edition: Edition, inquiry_id: UUID) -> ResponseReturnValue:
    """Answer it, or change the answer."""
    found, form = queries.get_inquiry(edition, inquiry_id), AnswerForm()
    if not form.validate():
        return _inquiry(edition, found, form), 422
    try:
        service.answer(found, form.answered, form.base, by=current_user, at=now())
    except Refused as error:
        form.form_errors.append(str(error))
        return _stale_answer(edition, found, form, error), 409
    flash(_("The answer is saved."), "success")
    return redirect(url_for("calldesk.inquiries", edition=edition.slug))


def _stale_answer(edition: Edition, found: Inquiry, form: AnswerForm, error: Refused) -> str:
    if not isinstance(error, Stale):
        return _inquiry(edition, found, form)
    form.revision.process_data(found.revision)
    form.revision.raw_data = None
    return _inquiry(edition, found, form, found)


def _inquiry(edition: Edition, found: Inquiry | None, form: AnswerForm, there: Inquiry | None = None) -> str:
    page = {
        "inquiry": found,
        "form": form,
        "there": there,
        "topics": queries.topics_in(edition),
        "may_answer": may(edition, Act.ANSWER, now()),
    }
    return render_template("call/inquiry.html", edition=edition, **page)


@bp.post(f"{ONE}/dismiss")
@allow(Role.ORGANISER)
def dismiss(edition: Edition, inquiry_id: UUID) -> ResponseReturnValue:
    """Put it aside."""
    service.dismiss(queries.get_inquiry(edition, inquiry_id), by=current_user, at=now())
    flash(_("The question is put aside."), "success")
    return redirect(url_for("calldesk.inquiries", edition=edition.slug))


@bp.post(f"{ONE}/take-up")
@allow(Role.ORGANISER)
def take_up(edition: Edition, inquiry_id: UUID) -> ResponseReturnValue:
    """Back from there."""
    service.take_up(queries.get_inquiry(edition, inquiry_id), by=current_user, at=now())
    return redirect(url_for("calldesk.inquiry", edition=edition.slug, inquiry_id=inquiry_id))
