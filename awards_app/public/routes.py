"""What everybody may read: the start page, the call, the laureates once announced, sources, accessibility."""

from flask import Blueprint, abort, render_template
from flask.typing import ResponseReturnValue

from awards_app.cities import queries as cities
from awards_app.clock import now
from awards_app.editions import queries as editions
from awards_app.editions.calendar import calendar_of
from awards_app.editions.models import Edition
from awards_app.editions.phases import Act, Phase, may
from awards_app.results import labels, laureates
from awards_app.results import queries as results
from awards_app.web.access import public

bp = Blueprint("public", __name__)


@bp.get("/")
@public
def home() -> ResponseReturnValue:
    """The editions there are."""
    return render_template("public/home.html", editions=editions.public_editions(), at=now())


@bp.get("/e/<edition>/")
@public
def edition(edition: Edition) -> ResponseReturnValue:
    """The call; after the gala, the laureates above it. A draft is nobody's business yet."""
    if edition.phase is Phase.DRAFT:
        abort(404)
    seal = results.find_seal(edition) if may(edition, Act.READ_LAUREATES, now()) else None
    page = {
        "categories": editions.categories_in(edition),
        "calendar": calendar_of(edition),
        "may_enter": may(edition, Act.ENTER, now()),
        "may_ask": may(edition, Act.ASK_ACCESS, now()),
        "seal": seal,
        "awards": laureates.awards_in(seal) if seal else [],
    }
    return render_template("public/edition.html", edition=edition, labels=labels, **page)


@bp.get("/about-data")
@public
def about_data() -> ResponseReturnValue:
    """Where the data on towns comes from, and under which licences."""
    return render_template("public/about_data.html", count=cities.count_cities())


@bp.get("/accessibility")
@public
def accessibility() -> ResponseReturnValue:
    """How accessible the site is, and where to report a barrier."""
    return render_template("public/accessibility.html")
