"""Who may read the call."""

from flask import abort
from flask_login import current_user

from awards_app.editions.models import Edition
from awards_app.editions.phases import Phase
from awards_app.roles import Role
from awards_app.web.access import held_roles

READERS_OF_DRAFTS = {Role.ORGANISER, Role.AUDITOR}


def require_public(edition: Edition) -> None:
    """A draft is nobody's business yet but of those who write and audit it: 404 for all others."""
    if edition.phase is Phase.DRAFT and not (current_user.is_authenticated and READERS_OF_DRAFTS & set(held_roles())):
        abort(404)
