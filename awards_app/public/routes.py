"""What everybody may read: the start page, the call, the laureates once announced, sources, accessibility."""

from uuid import UUID

from flask import Blueprint, Response, render_template
from flask.typing import ResponseReturnValue
from flask_login import current_user

from awards_app.call import queries as call
from awards_app.call.pages import require_public
from awards_app.cities import queries as cities
from awards_app.clock import now
from awards_app.editions import queries as editions
from awards_app.editions.calendar import calendar_of, dates_of
from awards_app.editions.models import Edition
from awards_app.editions.phases import Act, may, why_not
from awards_app.jury import round_queries as rounds
from awards_app.public.preview import told_of
from awards_app.questionnaire import queries as forms
from awards_app.results import labels, laureates
from awards_app.results import queries as results
from awards_app.roles import Role
from awards_app.team import queries as team
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
    """The call; after the gala, the laureates above it."""
    require_public(edition)
    seal = results.find_seal(edition) if may(edition, Act.READ_LAUREATES, now()) else None
    due = editions.due_for(edition, _city_of_visitor(edition))
    page = {
        "categories": editions.categories_in(edition),
        "calendar": calendar_of(edition),
        "may_join": may(edition, Act.ASK_ACCESS, now()),
        "may_enter": may(edition, Act.ENTER, now(), due.own),
        "may_ask": not why_not(edition, Act.ASK, now()),
        "due": due,
        "dates": dates_of(edition),
        "rules": editions.rules_of(edition),
        "topics": call.published_in(edition),
        "nominated": rounds.nominated_in(edition),
        "seal": seal,
        "awards": laureates.awards_in(seal) if seal else [],
    }
    return render_template("public/edition.html", edition=edition, labels=labels, **page)


def _city_of_visitor(edition: Edition) -> UUID | None:
    grant = team.find_grant(current_user, edition, Role.CITY) if current_user.is_authenticated else None
    return grant.city_id if grant else None


@bp.get("/e/<edition>/categories/<category>")
@public
def category(edition: Edition, category: str) -> ResponseReturnValue:
    """One category to prepare for, also on paper: classes, criteria with their levels, and all that its form asks."""
    require_public(edition)
    found = forms.get_category(edition, category)
    sections = forms.sections_of(found)
    page = {
        "category": found,
        "weights": editions.weights_of(found),
        "sections": sections,
        "told": told_of([question for section in sections for question in section.questions]),
        "due": editions.due_for(edition, _city_of_visitor(edition)),
        "closed": why_not(edition, Act.ENTER, now()),
    }
    return render_template("public/category.html", edition=edition, **page)


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


@bp.get("/worker.js")
@public
def worker() -> ResponseReturnValue:
    """The service worker. It stands at the root, since it may only look after addresses below its own."""
    return Response(render_template("public/worker.js"), content_type="text/javascript; charset=utf-8")


@bp.get("/offline")
@public
def offline() -> ResponseReturnValue:
    """What a browser shows without a connection instead of a page that it has not kept."""
    return render_template("errors/offline.html")
