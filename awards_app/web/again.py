"""A form of our own that came with a token of an earlier session: what it held, to be sent once more by the person."""

from dataclasses import dataclass

from flask import request

from awards_app.web.addresses import local_path

# Each of these is a field of its own on the page: more than any form has, fewer than would choke a browser.
FIELDS_MOST = 2000


@dataclass(frozen=True)
class Again:
    """Where the form goes, and what it held."""

    address: str
    fields: tuple[tuple[str, str], ...]


def refused_form() -> Again | None:
    """The form that was sent just now, if it may be shown once more.

    Not one from another site, which nobody here has filled in; nor one with files, which are gone, or with a password,
    which no page shows.
    """
    address = local_path(request.full_path.rstrip("?"))
    fields = tuple((name, value) for name, value in request.form.items(multi=True) if name != "csrf_token")
    secret = any("password" in name for name, _value in fields)
    if not address or not fields or secret or request.files or len(fields) > FIELDS_MOST or not _is_our_own():
        return None
    return Again(address, fields)


def _is_our_own() -> bool:
    """Whether the browser says that a page of this site sent it; a browser lets no page choose what it says here."""
    if fetched := request.headers.get("Sec-Fetch-Site"):
        return fetched == "same-origin"
    return request.headers.get("Origin") == request.host_url.rstrip("/")
