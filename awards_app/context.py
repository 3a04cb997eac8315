"""What every page knows: the edition of the address, the visitor's roles and places, language and theme."""

from typing import Any

from flask import Flask, abort, g, request
from flask_login import current_user

from awards_app import clock
from awards_app.accounts.routes import THEMES
from awards_app.desk.navigation import places_for
from awards_app.documents import BRAND
from awards_app.editions import queries as editions
from awards_app.i18n import language
from awards_app.roles import Role
from awards_app.web.access import held_roles

VERSION = "0.2"


def init_app(app: Flask) -> None:
    """Load the edition of an address before its view, and offer the context to templates."""
    app.url_value_preprocessor(_load_edition)
    app.context_processor(_context)


def _load_edition(_endpoint: str | None, values: dict[str, Any] | None) -> None:
    """Views get the edition itself; an unknown one is a 404 for everybody."""
    if values and "edition" in values:
        slug = str(values["edition"])
        # PostgreSQL cannot even be asked for a NUL.
        found = editions.find_edition(slug) if slug.isprintable() else None
        g.edition = values["edition"] = found or abort(404)


def _context() -> dict[str, Any]:
    roles = held_roles() if request.endpoint and current_user.is_authenticated else []
    role: Role | None = g.get("role") or next(iter(roles), None)
    edition = g.get("edition")
    theme = request.cookies.get("theme", "system")
    return {
        "brand": BRAND,
        "version": VERSION,
        "edition": edition,
        "locale": language(),
        "theme": theme if theme in THEMES else "system",
        "server_time": clock.now(),
        "visitor_role": role,
        "visitor_roles": roles,
        "navigation": places_for(role, edition),
    }
