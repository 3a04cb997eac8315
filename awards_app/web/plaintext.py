"""Limited Markdown as a text to be read without a page, as in a mail: no marks, and links with their addresses."""

from collections.abc import Iterable, Mapping
from textwrap import indent
from typing import Any

from awards_app.web.richtext import blocks


def plain(text: object) -> str:
    """The paragraphs, with an empty line between them; lists keep their numbers or dots."""
    return _in_lines(blocks(str(text)), "\n\n")


def _in_lines(found: Iterable[Mapping[str, Any]], between: str) -> str:
    return between.join(_list(one) if one["kind"] == "list" else _words(one["runs"]) for one in found)


def _list(one: Mapping[str, Any]) -> str:
    marks = [f"{one['start'] + place}. " if one["ordered"] else "– " for place in range(len(one["items"]))]
    return "\n".join(
        mark + indent(_in_lines(item, "\n"), " " * len(mark)).lstrip()
        for mark, item in zip(marks, one["items"], strict=True)
    )


def _words(runs: Iterable[Mapping[str, Any]]) -> str:
    return "".join(_run(one) for one in runs)


def _run(one: Mapping[str, Any]) -> str:
    if one["kind"] == "text":
        return str(one["text"])
    if one["kind"] == "break":
        return "\n"
    words, href = _words(one["runs"]), one.get("href", "")
    return f"{words} ({href})" if href and href != words else words
