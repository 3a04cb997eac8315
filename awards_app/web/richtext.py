"""Limited Markdown: paragraphs, emphasis, lists and links; everything else stays the text that it is."""

from functools import cache

import nh3
from markdown_it import MarkdownIt
from markupsafe import Markup

TAGS = {"p", "br", "strong", "em", "ul", "ol", "li", "a"}
ATTRIBUTES = {"a": {"href"}, "ol": {"start"}}
RULES = ["newline", "escape", "emphasis", "link", "autolink", "list", "balance_pairs", "fragments_join", "text_join"]


@cache
def _parser() -> MarkdownIt:
    return MarkdownIt("zero", {"html": False, "breaks": True}).enable(RULES, ignoreInvalid=True)


def _to_the_web(_tag: str, name: str, value: str) -> str | None:
    """A link without a scheme would lead to a page of this site, or be taken for one."""
    return value if name != "href" or value.startswith(("http://", "https://")) else None


def rich(text: str) -> Markup:
    """The text as safe HTML. The parser makes no markup of its own accord; the cleaner is the second lock."""
    html = _parser().render(text or "")
    cleaned = nh3.clean(
        html,
        tags=TAGS,
        attributes=ATTRIBUTES,
        attribute_filter=_to_the_web,
        url_schemes={"http", "https"},
        link_rel="noopener noreferrer nofollow",
    )
    return Markup(cleaned)  # noqa: S704 - what nh3 returns is what its lists allow
