"""Who is asking: the person behind a cookie, with the roles that they hold."""

from collections import defaultdict
from datetime import datetime
from uuid import UUID

from flask_login import AnonymousUserMixin

from awards_app.accounts import queries as accounts
from awards_app.accounts.models import User
from awards_app.roles import Role
from awards_app.team import queries
from awards_app.web.device import NOBODY, mark_of


class Stranger(AnonymousUserMixin):
    """Nobody in particular."""

    name = ""
    mark = NOBODY
    locale = None
    administrator = False

    def roles_in(self, _edition_id: UUID | None) -> list[Role]:
        """None at all."""
        return []


def visitor_with(token: str, at: datetime) -> User | None:
    """The person whose living session has this secret, with their roles by edition."""
    signed_in = accounts.find_session(token, at)
    if signed_in is None:
        return None
    user = signed_in.user
    roles: dict[UUID, list[Role]] = defaultdict(list)
    for grant in queries.grants_of(user):
        roles[grant.edition_id].append(grant.role)
    user.token = token
    user.mark = mark_of(user.id)
    user.roles = {edition: sorted(held, key=list(Role).index) for edition, held in roles.items()}
    return user
