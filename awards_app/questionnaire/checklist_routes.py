"""The organiser sets what the formal check looks at in each category."""

from uuid import UUID

from flask import Blueprint, abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from awards_app.clock import now
from awards_app.editions.models import Category, Edition
from awards_app.editions.phases import Act, may
from awards_app.errors import Refused
from awards_app.questionnaire import checklists, queries
from awards_app.questionnaire.forms import CheckItemForm, check_item_form
from awards_app.questionnaire.models import CheckItem
from awards_app.roles import Role
from awards_app.web.access import allow

bp = Blueprint("checklists", __name__, url_prefix="/e/<edition>/forms/<category>/checklist")
ITEM = "/<uuid:item_id>"
STEPS = {"up": -1, "down": 1}


@bp.get("/")
@allow(Role.ORGANISER, Role.AUDITOR)
def show(edition: Edition, category: str) -> ResponseReturnValue:
    """The checklist of a category, to look at and to change."""
    return _page(queries.get_category(edition, category), CheckItemForm(formdata=None))


@bp.post("/")
@allow(Role.ORGANISER)
def add(edition: Edition, category: str) -> ResponseReturnValue:
    """One more item."""
    found, form = queries.get_category(edition, category), CheckItemForm()
    if not form.validate():
        return _page(found, form), 422
    try:
        checklists.add(found, form.text, by=current_user, at=now())
    except Refused as error:
        form.form_errors.append(str(error))
        return _page(found, form), 409
    flash(_("The item is added to the checklist."), "success")
    return _back(found)


@bp.route(ITEM, methods=["GET", "POST"])
@allow(Role.ORGANISER)
def item(edition: Edition, category: str, item_id: UUID) -> ResponseReturnValue:
    """The wording of an item."""
    found = queries.get_category(edition, category)
    held = queries.get_check_item(found, item_id)
    form = check_item_form(held)
    if form.is_submitted() and form.validate():
        checklists.change(held, form.text, by=current_user, at=now())
        flash(_("The item is saved."), "success")
        return _back(found)
    return _page(found, form, held), 422 if form.errors else 200


@bp.post(f"{ITEM}/remove")
@allow(Role.ORGANISER)
def remove(edition: Edition, category: str, item_id: UUID) -> ResponseReturnValue:
    """Take an item away."""
    found = queries.get_category(edition, category)
    checklists.remove(queries.get_check_item(found, item_id), by=current_user, at=now())
    flash(_("The item is removed from the checklist."), "success")
    return _back(found)


@bp.post(f"{ITEM}/move/<direction>")
@allow(Role.ORGANISER)
def move(edition: Edition, category: str, item_id: UUID, direction: str) -> ResponseReturnValue:
    """One place up or down."""
    found = queries.get_category(edition, category)
    held = queries.get_check_item(found, item_id)
    checklists.move(held, STEPS.get(direction) or abort(404), by=current_user, at=now())
    return redirect(_url(found) + f"#item-{held.id}")


def _url(category: Category) -> str:
    return url_for("checklists.show", edition=category.edition.slug, category=category.key)


def _back(category: Category) -> ResponseReturnValue:
    return redirect(_url(category))


def _page(category: Category, form: CheckItemForm, held: CheckItem | None = None) -> str:
    page = {"items": queries.checklist_of(category), "may_edit": may(category.edition, Act.EDIT_CHECKLIST, now())}
    shown = {"category": category, "form": form, "held": held}
    return render_template("questionnaire/checklist.html", edition=category.edition, **shown, **page)
