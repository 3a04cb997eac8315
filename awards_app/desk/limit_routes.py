"""The limits of attachments: the organiser sets them while the edition is in draft or open."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from awards_app.clock import now
from awards_app.desk.forms import LimitsForm
from awards_app.editions import service
from awards_app.editions.models import LIMITS, Edition
from awards_app.editions.phases import Act, why_not
from awards_app.roles import Role
from awards_app.web.access import allow

bp = Blueprint("limits", __name__, url_prefix="/e/<edition>/limits")


@bp.get("")
@allow(Role.ORGANISER)
def page(edition: Edition) -> ResponseReturnValue:
    """The limits as they are."""
    return _page(edition, LimitsForm(formdata=None, data={name: getattr(edition, name) for name in LIMITS}))


@bp.post("")
@allow(Role.ORGANISER)
def save(edition: Edition) -> ResponseReturnValue:
    """The limits as they shall be."""
    form = LimitsForm()
    if not form.validate():
        return _page(edition, form), 422
    service.set_limits(edition, form.limits, by=current_user, at=now())
    flash(_("The limits are saved. They hold for files that are attached from now on."), "success")
    return redirect(url_for("limits.page", edition=edition.slug))


def _page(edition: Edition, form: LimitsForm) -> str:
    closed = why_not(edition, Act.SET_LIMITS, now())
    return render_template("desk/limits.html", edition=edition, form=form, closed=closed)
