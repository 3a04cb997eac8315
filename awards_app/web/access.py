"""Who may call a route. Every view carries its answer, so that a test can read them all."""

from collections.abc import Callable
from functools import wraps
from typing import ParamSpec, TypeVar
from uuid import UUID

from flask import abort, current_app, g, request, session
from flask_login import current_user

from awards_app.roles import Role

Args = ParamSpec("Args")
Answer = TypeVar("Answer")
View = Callable[Args, Answer]

PUBLIC = frozenset({"public"})
ACTING = "acting"
SIGNED_IN = frozenset({"signed in"})


def allow(*roles: Role) -> Callable[[View[Args, Answer]], View[Args, Answer]]:
    """Only people who hold one of the roles in the edition of the address (an administrator's holds in all)."""

    def decorate(view: View[Args, Answer]) -> View[Args, Answer]:
        @wraps(view)
        def guarded(*args: Args.args, **kwargs: Args.kwargs) -> Answer:
            g.role = _role_among(roles)
            return view(*args, **kwargs)

        return _marked(guarded, frozenset(role.value for role in roles))

    return decorate


def signed_in(view: View[Args, Answer]) -> View[Args, Answer]:
    """Anybody with an account."""

    @wraps(view)
    def guarded(*args: Args.args, **kwargs: Args.kwargs) -> Answer:
        if not current_user.is_authenticated:
            abort(401)
        return view(*args, **kwargs)

    return _marked(guarded, SIGNED_IN)


def public(view: View[Args, Answer]) -> View[Args, Answer]:
    """Everybody."""
    return _marked(view, PUBLIC)


def is_for_some() -> bool:
    """Whether the address belongs to a page that not everybody may open."""
    view = current_app.view_functions.get(request.endpoint or "")
    return getattr(view, "allowed", PUBLIC) != PUBLIC


def held_roles() -> list[Role]:
    """The roles that the visitor holds in the edition of the address; the one they chose to act in comes first."""
    edition_id = getattr((request.view_args or {}).get("edition"), "id", None)
    held: list[Role] = current_user.roles_in(edition_id)
    wish = session.get(ACTING, {}).get(str(edition_id))
    return sorted(held, key=lambda role: role.value != wish)


def act_as(edition_id: UUID, role: Role) -> None:
    """Remember, in this browser, which role the visitor chose to act in."""
    session[ACTING] = {**session.get(ACTING, {}), str(edition_id): role.value}


def _role_among(roles: tuple[Role, ...]) -> Role:
    """The role that the visitor acts in here: the one chosen last, where it may come in."""
    if not current_user.is_authenticated:
        abort(401)
    held = [role for role in held_roles() if role in roles]
    return held[0] if held else abort(403)


def _marked(view: View[Args, Answer], allowed: frozenset[str]) -> View[Args, Answer]:
    view.allowed = allowed  # type: ignore[attr-defined]
    return view
