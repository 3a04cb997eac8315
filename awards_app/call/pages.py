"""Who may read the call, and whether its translation keeps up."""

from collections.abc import Sequence
from itertools import takewhile

from flask import abort
from flask_login import current_user

from awards_app.editions.models import Edition, RulesVersion
from awards_app.editions.phases import Phase
from awards_app.i18n import language
from awards_app.roles import Role
from awards_app.web.access import held_roles

READERS_OF_DRAFTS = {Role.ORGANISER, Role.AUDITOR}


def require_public(edition: Edition) -> None:
    """A draft is nobody's business yet but of those who write and audit it: 404 for all others."""
    if edition.phase is Phase.DRAFT and not (current_user.is_authenticated and READERS_OF_DRAFTS & set(held_roles())):
        abort(404)


def only_polish_is_newer(rules: RulesVersion, versions: Sequence[RulesVersion]) -> bool:
    """Whether the page shows an English text that was left as it was when the Polish one changed."""
    if language() != "en" or not rules.text.en:
        return False
    earlier = (one for one in versions if one.number < rules.number)
    alike = takewhile(lambda one: one.text.en == rules.text.en, earlier)
    return any(one.text.pl != rules.text.pl for one in alike)
