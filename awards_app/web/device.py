"""What a browser may keep of somebody's pages while there is no connection, and whose they are.

Every answer names the visitor by a mark that reveals nothing. The service worker (static/js/worker.js) keeps the pages
of views that are `kept`, for that visitor alone, and forgets them as soon as an answer names somebody else. What a
script sends for a visitor is refused when somebody else is signed in by now.
"""

from collections.abc import Callable
from functools import wraps
from hashlib import sha256
from typing import ParamSpec
from uuid import UUID

from flask import Flask, Response, abort, g, make_response, request
from flask.typing import ResponseReturnValue
from flask_login import current_user

VISITOR, KEEP = "X-Visitor", "X-Keep"
NOBODY = "-"
Args = ParamSpec("Args")


def init_app(app: Flask) -> None:
    """Name the visitor in every answer, and refuse what was meant to be sent by somebody else."""
    app.before_request(_refuse_another)
    app.after_request(_name_visitor)


def mark_of(user_id: UUID) -> str:
    """The visitor's mark: of a random identifier, so that nobody is recognised by it elsewhere."""
    return sha256(str(user_id).encode()).hexdigest()[:16]


def kept(view: Callable[Args, ResponseReturnValue]) -> Callable[Args, Response]:
    """A view whose page the visitor's browser may keep, to open it again without a connection."""

    @wraps(view)
    def keeping(*args: Args.args, **kwargs: Args.kwargs) -> Response:
        answer = make_response(view(*args, **kwargs))
        if answer.status_code == 200:
            answer.headers[KEEP] = "1"
        return answer

    return keeping


def _refuse_another() -> None:
    meant = request.headers.get(VISITOR)
    if meant is not None and current_user.mark != meant:
        abort(401)


def _name_visitor(answer: Response) -> Response:
    # Asks nobody: where the request did not look who is there, or failed, the answer names no one.
    mark = getattr(g.get("_login_user"), "mark", "")
    if mark and answer.status_code < 500:
        answer.headers[VISITOR] = mark
    return answer
