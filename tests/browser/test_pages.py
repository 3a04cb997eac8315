"""Every page that a link leads to, in every width, colour and language: axe finds nothing and nothing sticks out."""

import re
from html import unescape
from urllib.parse import urljoin, urlsplit

import pytest
from werkzeug.exceptions import HTTPException

from awards_app import create_app
from config import Config
from tests.browser.visiting import NARROW, WIDE

pytestmark = [pytest.mark.browser, pytest.mark.timeout(900)]

PEOPLE = (None, "alicja", "celina", "bartek", "marta", "patrycja", "roman", "zofia")
PHASES = ("open", "checking", "judging", "deliberation", "announced")
# Each width, each theme and each language; where there is most to see, each pair of them too (of the first four looks).
LOOKS = {
    "wide light pl": {"viewport": WIDE, "theme": "light", "locale": "pl"},
    "wide dark en": {"viewport": WIDE, "theme": "dark", "locale": "en"},
    "narrow light en": {"viewport": NARROW, "theme": "light", "locale": "en"},
    "narrow dark pl": {"viewport": NARROW, "theme": "dark", "locale": "pl"},
    "narrow dark en": {"viewport": NARROW, "theme": "dark", "locale": "en"},
}
OPPOSITE = ("wide light pl", "narrow dark en")
EXAMINED = [(phase, look) for phase in PHASES for look in (list(LOOKS)[:4] if phase == "announced" else OPPOSITE)]
# Everybody's own beginning; any other page is examined once in a phase and look, as whoever comes first.
OWN = {"desk.home", "public.edition"}
FILES = {"static", "check.attachment", "entries.attachment", "jury.attachment"}
DOWNLOADS = {f"laureates.{kind}" for kind in ("export_csv", "export_json", "export_xlsx", "seal_json")} | {
    "call.rules_pdf",
    "entries.receipt",
    "jury.sheet_pdf",
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


def explore(routes, site, visitor, seen):
    """Follow the links from the first page on; every endpoint once."""
    mine, waiting = set(), {"public.home": site.url + "/"}
    while waiting:
        endpoint = next(iter(waiting))
        address = waiting.pop(endpoint)
        mine.add(endpoint)
        if endpoint in OWN or endpoint not in seen:
            page = visitor.visit(address)
            found = links_of(routes, site, page.content(), page.url)
        else:
            # Examined as somebody else: only where it leads this person, which needs no drawing.
            answer = visitor.context.request.get(address)
            found = links_of(routes, site, answer.text(), answer.url)
        waiting |= {name: link for name, link in found.items() if name not in mine | FILES | DOWNLOADS}
        seen |= {endpoint} | (found.keys() & DOWNLOADS)


@pytest.mark.parametrize(("site", "look"), EXAMINED, indirect=["site"])
def test_every_page_is_sound_in_every_look(routes, site, people, look):
    seen = set()
    for person in PEOPLE:
        visitor = people(person, **LOOKS[look])
        explore(routes, site, visitor, seen)
        visitor.context.close()
    assert "desk.home" in seen
