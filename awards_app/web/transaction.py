"""One request, one transaction: a write that answered well is kept, all else is dropped."""

from collections.abc import Callable
from typing import ParamSpec, TypeVar

from flask import Flask, Response, g, request
from flask.typing import ResponseReturnValue

from awards_app.db import READS, STILL_READS, db

Args = ParamSpec("Args")
Answer = TypeVar("Answer")


def reads_first(view: Callable[Args, Answer]) -> Callable[Args, Answer]:
    """A view that writes, but finds out first, without SQLite's only write lock, who asks for what.

    Its service calls `db.begin_writing`, and asks anew whatever could have changed before.
    """
    view.reads_first = True  # type: ignore[attr-defined]
    return view


class TransactionalFlask(Flask):
    """Commits where error handlers still see a failure; `after_request` would be too late."""

    def preprocess_request(self) -> ResponseReturnValue | None:
        """Take in the whole form before the database is asked anything.

        The first question of a writing request takes SQLite's only write lock, and who sends slowly must not hold it.
        """
        if request.method not in READS:
            _ = request.form
            setattr(g, STILL_READS, hasattr(self.view_functions.get(request.endpoint or ""), "reads_first"))
        return super().preprocess_request()

    def dispatch_request(self) -> Response:
        """Answer, then commit a write that was not refused."""
        try:
            response = self.make_response(super().dispatch_request())
            if request.method not in READS and response.status_code < 400:
                db.session.commit()
        except Exception:
            db.session.rollback()
            raise
        return response
