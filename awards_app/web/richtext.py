"""Limited Markdown: paragraphs, emphasis, lists, links and, in long texts, headings; all else stays as typed."""

from collections.abc import Sequence
from functools import cache
from typing import Any

import nh3
from markdown_it import MarkdownIt
from markdown_it.token import Token
from markupsafe import Markup

TAGS = {"p", "br", "strong", "em", "ul", "ol", "li", "a"}
ATTRIBUTES = {"a": {"href"}, "ol": {"start"}}
RULES = ["newline", "escape", "emphasis", "link", "autolink", "list", "balance_pairs", "fragments_join", "text_join"]
# Long texts, such as rules, have headings too; the page's own title is the only one of the first level.
HEADED = RULES + ["heading"]
# No document takes a longer one, and no browser needs it.
ADDRESS_MOST = 2000
HEADINGS = {"h1": "h2", "h2": "h3", "h3": "h4", "h4": "h4", "h5": "h4", "h6": "h4"}


@cache
def _parser(*rules: str) -> MarkdownIt:
    return MarkdownIt("zero", {"html": False, "breaks": True}).enable(list(rules), ignoreInvalid=True)


def _to_the_web(_tag: str, name: str, value: str) -> str | None:
    """A link without a scheme would lead to a page of this site, or be taken for one."""
    return value if name != "href" or value.startswith(("http://", "https://")) else None


def rich(text: str) -> Markup:
    """The text as safe HTML. The parser makes no markup of its own accord; the cleaner is the second lock."""
    return _cleaned(_parser(*RULES).render(text or ""), TAGS)


def headed(text: str) -> Markup:
    """As `rich`, with headings."""
    return _cleaned(_render(_tokens(text)), TAGS | set(HEADINGS.values()))


def blocks(text: str) -> list[dict[str, Any]]:
    """The same text as a tree of plain data, for a document that is no web page.

    Blocks: heading (level 2–4, runs), paragraph (runs), list (ordered, start, items of blocks).
    Runs: text, break, and strong, em and link (href) with runs inside.
    """
    found, _rest = _blocks_in(_tokens(text), 0)
    return found


def _tokens(text: str) -> list[Token]:
    """With headings that never leave a level out: a reader by ear would look for what is not there."""
    tokens = _parser(*HEADED).parse(text or "")
    level = 1
    for token in tokens:
        if token.type == "heading_open":
            level = min(int(HEADINGS[token.tag][1]), level + 1)
        if token.type.startswith("heading_"):
            token.tag = f"h{level}"
    return tokens


def _render(tokens: Sequence[Token]) -> str:
    parser = _parser(*HEADED)
    return str(parser.renderer.render(tokens, parser.options, {}))


def _blocks_in(tokens: Sequence[Token], at: int) -> tuple[list[dict[str, Any]], int]:
    """The blocks from a place to the end of what they stand in, and the place after it."""
    found: list[dict[str, Any]] = []
    while at < len(tokens) and tokens[at].nesting >= 0:
        token = tokens[at]
        if token.type.endswith("list_open"):
            items, at = _items_in(tokens, at + 1)
            ordered = token.type.startswith("ordered")
            found.append(
                {"kind": "list", "ordered": ordered, "start": int(token.attrs.get("start", 1)), "items": items}
            )
            continue
        runs, _end = _runs_in(tokens[at + 1].children or [], 0)
        level = int(token.tag[1]) if token.type == "heading_open" else 0
        if runs:
            found.append({"kind": "heading" if level else "paragraph", "level": level, "runs": runs})
        at += 3
    return found, at + 1


def _items_in(tokens: Sequence[Token], at: int) -> tuple[list[list[dict[str, Any]]], int]:
    items = []
    while tokens[at].type == "list_item_open":
        item, at = _blocks_in(tokens, at + 1)
        items.append(item)
    return items, at + 1


def _runs_in(tokens: Sequence[Token], at: int) -> tuple[list[dict[str, Any]], int]:
    found: list[dict[str, Any]] = []
    while at < len(tokens) and tokens[at].nesting >= 0:
        token = tokens[at]
        if token.nesting == 0:
            found.append({"kind": "break"} if token.type.endswith("break") else {"kind": "text", "text": token.content})
            at += 1
            continue
        inside, at = _runs_in(tokens, at + 1)
        found += _marked(token, inside)
    return found, at + 1


def _marked(token: Token, inside: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Emphasis or a link around runs; a link of no words, or that leads to no page of the web, is left out."""
    if token.tag != "a" or not inside:
        return [{"kind": token.tag, "runs": inside}] if inside else []
    href = _to_the_web("a", "href", str(token.attrs.get("href", "")))
    return [{"kind": "link", "href": href, "runs": inside}] if href and len(href) <= ADDRESS_MOST else inside


def _cleaned(html: str, tags: set[str]) -> Markup:
    cleaned = nh3.clean(
        html,
        tags=tags,
        attributes=ATTRIBUTES,
        attribute_filter=_to_the_web,
        url_schemes={"http", "https"},
        link_rel="noopener noreferrer nofollow",
    )
    return Markup(cleaned)  # noqa: S704 - what nh3 returns is what its lists allow
