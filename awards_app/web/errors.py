"""Each refusal becomes an answer once: a page in the visitor's language, or JSON where a script asked."""

import logging
from dataclasses import dataclass

from flask import Flask, Response, jsonify, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_login import current_user
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import IntegrityError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from werkzeug.exceptions import HTTPException, SecurityError

from awards_app.db import READS, db
from awards_app.errors import BadFile, NoRoom, NotAllowed, NotReady, Refused, TooMany, Unavailable
from awards_app.web.access import is_for_some
from awards_app.web.addresses import local_path
from awards_app.web.again import Again, refused_form

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Advice:
    """What a page says of a status code: what happened, and what is kept."""

    title: object
    message: object
    keep: object = ""


ADVICE = {
    400: Advice(_l("This request cannot be understood"), _l("Go back to the page before this one and try once more.")),
    401: Advice(_l("Sign in to go on"), _l("You are not signed in, or your session has ended.")),
    403: Advice(
        _l("This page is not for your role"), _l("Switch your role at the top, or ask the organiser for access.")
    ),
    404: Advice(_l("There is no such page"), _l("The address may be mistyped, or the page is not yours to see.")),
    405: Advice(_l("This address does not do that"), _l("Go back and use the buttons on the page.")),
    409: Advice(_l("This cannot be done now"), _l("Open the page anew to see the present state.")),
    413: Advice(_l("This is too large"), _l("Choose a smaller file or shorten the text, then send it again.")),
    415: Advice(_l("This kind of file is not accepted"), _l("Send an image, a PDF, an audio recording or a video.")),
    422: Advice(_l("Something in the form is not right"), _l("Go back, correct it and send it again.")),
    429: Advice(_l("Too many attempts"), _l("Wait a little and try again.")),
    500: Advice(_l("Something went wrong on our side"), _l("It has been recorded. Try again in a moment.")),
    503: Advice(_l("The service is busy"), _l("Try again in a few seconds.")),
    507: Advice(_l("There is no room for this file"), _l("Tell the organiser, and try again later.")),
}
NO_RIGHT = _l("You do not have the right to do this")
COPY_FIRST = _l(
    "What you typed is still on the page before this one: go back and copy what you need, then reload that page and "
    "send it again."
)
NOTHING_CHANGED = _l("Nothing has been changed. What was saved before is safe.")
STILL_THERE = _l(
    "What you typed is still on the page before this one: sign in in another window, go back to it and send it again."
)


def init_app(app: Flask) -> None:
    """Register the handlers."""
    app.register_error_handler(Refused, refused)
    app.register_error_handler(CSRFError, _csrf)
    app.register_error_handler(SecurityError, _strange_host)
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(IntegrityError, _collision)
    app.register_error_handler(OperationalError, _unavailable)
    app.register_error_handler(PoolTimeout, _unavailable)
    app.register_error_handler(Exception, _unexpected)


def wants_json() -> bool:
    """Whether a script asked, rather than a person."""
    return request.accept_mimetypes.best_match(["text/html", "application/json"]) == "application/json"


def status_of(error: Refused) -> int:
    """The status code that tells a program what the sentence tells a person."""
    return {TooMany: 429, BadFile: 422, NotAllowed: 403, Unavailable: 503, NoRoom: 507}.get(type(error), 409)


def refused(error: Refused) -> ResponseReturnValue:
    """The answer to an act that a rule refused."""
    code = status_of(error)
    problems = error.problems if isinstance(error, NotReady) else ()
    answer = _page(code, str(error), problems, title=NO_RIGHT if isinstance(error, NotAllowed) else None)
    if isinstance(error, TooMany):
        answer.headers["Retry-After"] = str(error.retry_after)
    return answer


def _csrf(error: CSRFError) -> ResponseReturnValue:
    """Without a session there is no token either: whoever has to sign in first is told that instead."""
    if not current_user.is_authenticated and is_for_some():
        return _page(401)
    if wants_json():
        return _page(400, _("The page is too old: you signed in or out since it was opened. Open it anew."))
    if form := refused_form():
        kept = _("You signed in or out since the page was opened, so it was not accepted. What you typed is kept here.")
        return _page(400, kept, title=_("Send it once more"), again=form)
    return _page(400, _("The form is too old or came from another site.") + " " + str(COPY_FIRST))


def _strange_host(_error: SecurityError) -> ResponseReturnValue:
    """For a name that is not ours no address can be built, so no page either."""
    text = "Ten serwer nie odpowiada pod tą nazwą. This server does not answer by this name.\n"
    return Response(text, 400, content_type="text/plain; charset=utf-8")


def _http(error: HTTPException) -> ResponseReturnValue:
    if error.response is not None or error.code is None or error.code < 400:
        return error
    if error.code == 401 and request.method in READS and not wants_json():
        return redirect(url_for("accounts.sign_in", next=request.full_path.rstrip("?")), 303)
    answer = _page(error.code)
    for name, value in error.get_headers():
        if name.lower() in {"allow", "retry-after"}:
            answer.headers[name] = value
    return answer


def _collision(error: IntegrityError) -> ResponseReturnValue:
    db.session.rollback()
    log.info("a constraint refused a write: %s", type(error.orig).__name__)
    changed = _("Somebody else has just done the same, or the thing has changed.")
    return _page(409, changed if wants_json() else f"{changed} {COPY_FIRST}")


def _unavailable(error: Exception) -> ResponseReturnValue:
    log.exception("the database did not answer")
    return _last_resort(503)


def _unexpected(error: Exception) -> ResponseReturnValue:
    log.exception("unexpected failure at %s", request.endpoint)
    return _last_resort(500)


def _last_resort(code: int) -> Response:
    """Whatever failed may fail again: ask nothing of the database, the session or the catalogue."""
    answer = make_response(
        render_template("errors/500.html", code=code) if not wants_json() else jsonify(error=str(code))
    )
    answer.status_code = code
    answer.headers["Retry-After"] = "5"
    return answer


def _page(
    code: int,
    message: str = "",
    problems: tuple[object, ...] = (),
    title: object = None,
    again: Again | None = None,
) -> Response:
    advice = ADVICE.get(code, ADVICE[400])
    sentence = message or str(advice.message)
    if wants_json():
        answer = make_response(jsonify(error=sentence))
    else:
        keep = str(STILL_THERE if code == 401 else NOTHING_CHANGED) if request.method not in READS else ""
        page = {"title": title or advice.title, "message": sentence, "keep": keep, "problems": problems, "again": again}
        answer = make_response(render_template("errors/error.html", code=code, **page, **_way_on(code)))
    answer.status_code = code
    return answer


def _way_on(code: int) -> dict[str, str]:
    if code == 401:
        return {"next_url": url_for("accounts.sign_in", next=_back()), "next_label": _("Sign in")}
    return {"next_url": url_for("public.home"), "next_label": _("Go to the start page")}


def _back() -> str | None:
    """The page to return to after signing in: the one asked for, or else the one whose form was sent."""
    if request.method in READS:
        return request.full_path.rstrip("?")
    came = request.referrer or ""
    return local_path("/" + came.removeprefix(request.host_url)) if came.startswith(request.host_url) else None
