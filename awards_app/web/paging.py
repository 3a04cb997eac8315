"""Long lists in pages, at the same cost for each."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from flask import request, url_for
from sqlalchemy import Select, func, select

from awards_app.db import db

PER_PAGE = 50
WORDS_MOST = 100
Row = TypeVar("Row")


@dataclass(frozen=True)
class Page(Generic[Row]):
    """One page of a list; numbers begin at 1."""

    rows: list[Row]
    number: int
    last: int
    total: int

    def url_for(self, number: int) -> str:
        """The present address, on another page."""
        arguments: dict[str, Any] = {**request.args, **(request.view_args or {}), "page": number}
        edition = arguments.get("edition")
        if edition is not None and hasattr(edition, "slug"):
            arguments["edition"] = edition.slug
        return url_for(str(request.endpoint), **arguments)


def asked_page() -> int:
    """The page that the address names; anything that is not a page is the first."""
    wish = request.args.get("page", "1")
    return max(1, int(wish)) if wish.isascii() and wish.isdigit() and len(wish) < 9 else 1


def asked_words() -> str:
    """What the address searches for, without what no database can be asked."""
    wish = request.args.get("q", "")[:WORDS_MOST]
    return "".join(one for one in wish if one.isprintable()).strip()


def page_of(query: Select[Row], number: int) -> Page[Row]:
    """The page of that number, or the last one there is. Two queries, whatever the length."""
    total = db.session.scalar(select(func.count()).select_from(query.order_by(None).subquery())) or 0
    last = max(1, -(-total // PER_PAGE))
    number = min(number, last)
    rows = db.session.scalars(query.limit(PER_PAGE).offset((number - 1) * PER_PAGE))
    return Page(list(rows), number, last, total)


def page_through(rows: Sequence[Row], number: int) -> Page[Row]:
    """The same for a list that is at hand already."""
    last = max(1, -(-len(rows) // PER_PAGE))
    number = min(number, last)
    return Page(list(rows[(number - 1) * PER_PAGE : number * PER_PAGE]), number, last, len(rows))
