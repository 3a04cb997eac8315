"""Addresses that go into mail and redirects; nothing a visitor sends may lead to another host."""

from urllib.parse import urlsplit

from flask import current_app, url_for


def absolute(endpoint: str, **values: object) -> str:
    """The full address of a page, from the configured public URL and never from the Host header."""
    return str(current_app.config["PUBLIC_URL"]).rstrip("/") + url_for(endpoint, **values)  # type: ignore[arg-type]


def local_path(wish: str | None) -> str | None:
    """The wish, if it is a path of this site; else None."""
    if not wish or not wish.startswith("/") or wish.startswith("//") or "\\" in wish or not wish.isprintable():
        return None
    parts = urlsplit(wish)
    return wish if not parts.scheme and not parts.netloc else None
