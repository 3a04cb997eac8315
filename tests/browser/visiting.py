"""A person with a browser of their own: what they visit and press is examined, page by page."""

import re
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from playwright.sync_api import BrowserContext, ConsoleMessage, Page

from tests.browser.serving import PROJECT, Site

AXE = PROJECT / "node_modules" / "axe-core" / "axe.min.js"
PASSWORD = "zlote-lajki-2511"
WIDE, NARROW = {"width": 1440, "height": 900}, {"width": 390, "height": 844}
EXAMINE = "() => axe.run(document, {resultTypes: ['violations', 'incomplete']})"
READY = """async () => {
    await document.fonts.ready;
    const drawn = () => [...document.querySelectorAll('figure.chart .plot')].every((one) => one.matches('.failed') || one.querySelector('.main-svg'));
    while (!drawn()) await new Promise(requestAnimationFrame);
}"""  # noqa: E501
WIDER = "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"
# What axe leaves to a person, by its own words: text on a drawn ground, under a bar that stays in view, of one sign.
JUDGED_BY_HAND = {
    "shortTextContent",
    "bgGradient",
    "bgImage",
    "pseudoContent",
    "bgOverlap",
    "elmPartiallyObscured",
    "elmPartiallyObscuring",
}


@dataclass
class Visitor:
    """`visit`, `press`, `confirm` and `look` hand back the page after it was examined."""

    site: Site
    context: BrowserContext
    page: Page
    pictures: Path | None = None
    troubles: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.page.on("console", self._hear)
        self.page.on("pageerror", lambda error: self.troubles.append(str(error)))

    def _hear(self, said: ConsoleMessage) -> None:
        if said.type == "error":
            self.troubles.append(f"{said.text} {said.location}")

    def visit(self, path: str) -> Page:
        self.page.goto(path if path.startswith("http") else self.site.url + path)
        return self.look()

    def look(self) -> Page:
        """axe finds nothing, nothing sticks out, the console is quiet: no error, no breach of the policy."""
        self.page.evaluate(READY)
        self._keep()
        if not self.page.evaluate("() => 'axe' in window"):
            self.page.evaluate(AXE.read_text())
        found = self.page.evaluate(EXAMINE)
        assert told(found["violations"]) == [], self.page.url
        assert told(undecided(found["incomplete"])) == [], self.page.url
        assert self.page.evaluate(WIDER) <= 0, f"{self.page.url} is too wide"
        assert self.troubles == [], self.page.url
        return self.page

    def _keep(self) -> None:
        if self.pictures:
            self.pictures.mkdir(parents=True, exist_ok=True)
            name = re.sub(r"[^a-z0-9]+", "-", urlsplit(self.page.url).path.lower()).strip("-")[:60] or "home"
            number = len(list(self.pictures.iterdir()))
            self.page.screenshot(path=self.pictures / f"{number:03d}-{name}.png", full_page=True)

    def press(self, selector: str) -> Page:
        """Click what leads to another page, and examine that."""
        with self.page.expect_navigation():
            self.page.click(selector)
        return self.look()

    def confirm(self, action: str, says: str = "") -> Page:
        """Unfold an act that shows its effect first, then do it."""
        form = f'form[action$="{action}"]'
        if self.page.locator(f"details:has({form})").count():
            self.page.locator(f"details:has({form}) > summary").first.click()
            self.look()
        assert re.search(says, self.page.locator(form).inner_text())
        return self.press(f"{form} button")

    def post(self, path: str, **fields: str) -> int:
        """What a form of this site would send, without a page; the status of the answer."""
        token = self.page.locator('input[name="csrf_token"]').first.get_attribute("value")
        answer = self.context.request.post(self.site.url + path, form={"csrf_token": token or "", **fields})
        return answer.status


def told(findings: list[dict]) -> list[tuple[str, str, list[str]]]:
    return [(one["id"], one["impact"], [about(node) for node in one["nodes"]][:4]) for one in findings]


def about(node: dict) -> str:
    reasons = [str((check.get("data") or {}).get("messageKey", "")) for check in node["any"] if check.get("data")]
    return " ".join([node["html"][:140], *reasons])


def undecided(findings: list[dict]) -> list[dict]:
    """What axe calls serious and leaves to a person, but for the contrast of text that `JUDGED_BY_HAND` speaks of."""
    grave = [one for one in findings if one["impact"] in {"serious", "critical"}]
    left = [one | {"nodes": [node for node in one["nodes"] if not is_judged_by_hand(node)]} for one in grave]
    return [one for one in left if one["nodes"]]


def is_judged_by_hand(node: dict) -> bool:
    checks = [check for check in node["any"] if check["id"] == "color-contrast"]
    return bool(checks) and all((check.get("data") or {}).get("messageKey") in JUDGED_BY_HAND for check in checks)


def sign_in(context: BrowserContext, site: Site, key: str) -> None:
    form = context.request.get(f"{site.url}/sign-in").text()
    token = re.search(r'name="csrf_token" value="([^"]+)"', form)
    sent = {"csrf_token": token[1] if token else "", "email": f"{key}@example.org", "password": PASSWORD}
    answer = context.request.post(f"{site.url}/sign-in", form=sent)
    assert answer.ok, answer.status
    assert not answer.url.endswith("/sign-in"), "the sign-in was refused"
