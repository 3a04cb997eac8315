"""Every component in every state, on one page; only in debug mode."""

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from awards_app.web.access import public

bp = Blueprint("styleguide", __name__, url_prefix="/styleguide")


@bp.get("/")
@public
def page() -> ResponseReturnValue:
    """The page."""
    return render_template("styleguide/page.html")
