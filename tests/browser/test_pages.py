"""Every page that a link leads to, in every width, colour and language: axe finds nothing and nothing sticks out."""

import re
from html import unescape
from html.parser import HTMLParser
from itertools import product
from urllib.parse import urljoin, urlsplit

import pytest
from werkzeug.exceptions import HTTPException

from awards_app import create_app
from config import Config
from tests.browser.visiting import NARROW, WIDE

pytestmark = [pytest.mark.browser, pytest.mark.timeout(900)]

PEOPLE = (None, "alicja", "celina", "bartek", "marta", "patrycja", "roman", "zofia")
WIDE_LIGHT_PL = {"viewport": WIDE, "theme": "light", "locale": "pl"}
NARROW_DARK_EN = {"viewport": NARROW, "theme": "dark", "locale": "en"}
WIDE_DARK_EN = {"viewport": WIDE, "theme": "dark", "locale": "en"}
NARROW_LIGHT_PL = {"viewport": NARROW, "theme": "light", "locale": "pl"}
# Two opposite looks hold each width, each theme and each language; where there is most to see, also the other two.
EXAMINED = {
    "the end": (("announced", "deliberation"), (WIDE_LIGHT_PL, NARROW_DARK_EN)),
    "the end in other looks": (("announced",), (WIDE_DARK_EN, NARROW_LIGHT_PL)),
    "the beginning": (("judging", "checking", "open"), (WIDE_LIGHT_PL, NARROW_DARK_EN)),
}
FILES = {"static", "check.attachment", "entries.attachment", "jury.attachment"}
DOWNLOADS = {f"laureates.{kind}" for kind in ("export_csv", "export_json", "export_xlsx", "seal_json")} | {
    "call.rules_pdf",
    "entries.receipt",
    "jury.sheet_pdf",
    "papers.ballots_pdf",
    "queue.table",
    "roster.template",
    "versions.checked_receipt",
}
# A link in a mail leads there, with a secret that only the mail has; `test_access_by_mail` and the path go there.
BY_MAIL = {"team.invitation", "accounts.reset", "joining.link"}
LINK = re.compile(r'<a[^>]*?\shref="([^"]*)"')


@pytest.fixture(scope="module")
def routes(tmp_path_factory):
    app = create_app(Config.from_env({"AWARDS_ENV": "test", "VAR_DIR": str(tmp_path_factory.mktemp("routes"))}))
    return app.url_map


def endpoint_of(routes, path):
    try:
        return routes.bind("localhost").match(path)[0]
    except HTTPException:
        pytest.fail(f"a link leads to {path}, which is no page")


def links_of(routes, site, html, base):
    """The endpoints of this site that the page links to, each with its first address."""
    found = {}
    for address in (urljoin(base, unescape(link)) for link in LINK.findall(html)):
        if address.startswith(site.url + "/"):
            path = urlsplit(address).path
            found.setdefault(endpoint_of(routes, path), address)
    return found


class Shapes(HTMLParser):
    """What a page is built of: each element by name and class inside its parent, each row by its number of cells."""

    VOID = {"area", "base", "br", "col", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}

    def __init__(self, html):
        super().__init__()
        self.found, self.inside, self.cells = set(), [""], 0
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        facts = dict(attrs)
        shape = f"{tag}.{facts.get('class')}.{facts.get('type')}"
        self.found.add(f"{self.inside[-1]} > {shape}")
        self.cells = 0 if tag == "tr" else self.cells + (tag in {"td", "th"})
        if tag not in self.VOID:
            self.inside.append(shape)

    def handle_endtag(self, tag):
        if tag == "tr":
            self.found.add(f"a row of {self.cells}")
        while len(self.inside) > 1 and not self.inside.pop().startswith(tag + "."):
            pass


def explore(routes, site, visitors, seen):
    """Follow the links from the first page on, every endpoint once, and draw what shows something new."""
    mine, waiting = set(), {"public.home": site.url + "/"}
    while waiting:
        endpoint = next(iter(waiting))
        answer = visitors[0].context.request.get(waiting.pop(endpoint))
        mine.add(endpoint)
        assert answer.ok, f"{answer.status} at {answer.url}"
        shapes = Shapes(answer.text()).found
        if not shapes <= seen.setdefault(endpoint, set()):
            seen[endpoint] |= shapes
            for visitor in visitors:
                visitor.visit(answer.url)
        found = links_of(routes, site, answer.text(), answer.url)
        waiting |= {name: link for name, link in found.items() if name not in mine | FILES | DOWNLOADS}


@pytest.mark.parametrize(("phases", "looks"), EXAMINED.values(), ids=EXAMINED)
def test_every_page_is_sound_in_every_look(routes, site_in, people_of, phases, looks):
    seen = {}
    for phase, person in product(phases, PEOPLE):
        site = site_in(phase)
        visitors = [people_of(site)(person, **look) for look in looks]
        explore(routes, site, visitors, seen)
        for visitor in visitors:
            visitor.context.close()
    assert "desk.home" in seen


def test_a_page_shows_something_new_when_its_table_has_one_column_more():
    page = '<table class="table"><tr><th>a</th>{}</tr></table><p class="hint">b<br>c</p>'
    before, other, after = (Shapes(page.format(more)).found for more in ("", "", "<td>1</td>"))
    assert before == other
    assert "a row of 2" in after - before
    assert Shapes('<p class="bad">b</p>').found - before == {" > p.bad.None"}
