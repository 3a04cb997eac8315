"""A real server on the example edition, and a real browser; each page that is visited is examined."""

import os
import re
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from config import Config
from tests.conftest import missing

PROJECT = Path(__file__).parents[2]
AXE = PROJECT / "node_modules" / "axe-core" / "axe.min.js"
PASSWORD = "zlote-lajki-2511"
CHROMIUM = "/usr/bin/chromium"
ARGUMENTS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
WIDE, NARROW = {"width": 1440, "height": 900}, {"width": 390, "height": 844}


@dataclass
class Site:
    """A running server, its environment and its address."""

    url: str
    env: dict[str, str]

    def flask(self, *arguments) -> str:
        done = subprocess.run(
            [sys.executable, "-m", "flask", "--app", "wsgi", "awards", *arguments],
            cwd=PROJECT, env=self.env, capture_output=True, text=True, check=False,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr
        return done.stdout

    @property
    def config(self) -> Config:
        return Config.from_env(self.env)


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return found.getsockname()[1]


def serve(folder: Path, phase: str) -> Iterator[Site]:
    port = free_port()
    env = os.environ | {"AWARDS_ENV": "test", "VAR_DIR": str(folder), "PORT": str(port), "SECRET_KEY": "k" * 40}
    site = Site(f"http://localhost:{port}", env)
    site.flask("upgrade")
    site.flask("example", "--phase", phase)
    command = [sys.executable, "-m", "granian", "--interface", "wsgi", "--port", str(port), "--workers", "1"]
    command += ["--blocking-threads", "4", "--no-ws", "wsgi:app"]
    log = (folder / "server.log").open("w")
    server = subprocess.Popen(command, cwd=PROJECT, env=env, stdout=log, stderr=log)
    try:
        wait_for(site.url)
        yield site
    finally:
        server.terminate()
        server.wait(timeout=20)
        log.close()


def wait_for(url: str) -> None:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        try:
            with urllib.request.urlopen(url, timeout=5) as answer:  # noqa: S310 - our own server
                answer.read()
                return
        except (urllib.error.URLError, OSError):
            time.sleep(0.2)
    pytest.fail("the server did not start")


@pytest.fixture(scope="module")
def site(request, tmp_path_factory) -> Iterator[Site]:
    """The example edition in the phase that the module names."""
    yield from serve(tmp_path_factory.mktemp("site"), request.module.PHASE)


@pytest.fixture(scope="module")
def browser():
    """Not for the whole run: its event loop would stand in the way of every later test of this process."""
    if not Path(CHROMIUM).exists() and not shutil.which("chromium"):
        missing("Chromium")
    from playwright.sync_api import sync_playwright  # noqa: PLC0415 - not needed where there is no browser

    with sync_playwright() as playwright:
        found = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield found
        found.close()


@dataclass
class Visitor:
    """A person with a browser of their own. `visit` and `look` examine the page that is shown."""

    site: Site
    context: object
    page: object
    troubles: list[str] = field(default_factory=list)

    def visit(self, path: str):
        self.page.goto(path if path.startswith("http") else self.site.url + path)
        return self.look()

    def look(self):
        """axe finds nothing, nothing sticks out, and the console is quiet."""
        self.page.wait_for_load_state("networkidle")
        if not self.page.evaluate("() => 'axe' in window"):
            self.page.evaluate(AXE.read_text())
        found = self.page.evaluate("() => axe.run(document, {resultTypes: ['violations']})")
        problems = [(one["id"], [node["html"][:120] for node in one["nodes"]][:3]) for one in found["violations"]]
        assert problems == [], (self.page.url, problems)
        wider = self.page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert wider <= 0, f"{self.page.url} is {wider} px too wide"
        assert self.troubles == [], (self.page.url, self.troubles)
        return self.page

    def press(self, selector: str):
        """Click what leads to another page, and examine that."""
        with self.page.expect_navigation():
            self.page.click(selector)
        return self.look()

    def confirm(self, action: str):
        """Unfold an act that shows its effect first, then do it."""
        form = f'form[action$="{action}"]'
        if self.page.locator(f"details:has({form})").count():
            self.page.locator(f"details:has({form}) > summary").first.click()
            self.look()
        return self.press(f"{form} button")


@pytest.fixture
def people(site, browser):
    """`people("marta")` is a signed-in visitor; without a name, a stranger. `**options` go to the browser's context."""
    contexts = []

    def visitor(key: str | None = None, *, locale: str = "pl", **options) -> Visitor:
        options.setdefault("viewport", WIDE)
        context = browser.new_context(**options)
        contexts.append(context)
        context.set_default_timeout(15_000)
        context.add_cookies([{"name": "locale", "value": locale, "url": site.url}])
        if key:
            sign_in(context, site, key)
        found = Visitor(site, context, context.new_page())
        found.page.on(
            "console",
            lambda said: found.troubles.append(f"{said.text} {said.location}") if said.type == "error" else None,
        )
        found.page.on("pageerror", lambda error: found.troubles.append(str(error)))
        return found

    yield visitor
    for context in contexts:
        context.close()


def sign_in(context, site, key) -> None:
    form = context.request.get(f"{site.url}/sign-in").text()
    token = re.search(r'name="csrf_token" value="([^"]+)"', form).group(1)
    sent = {"csrf_token": token, "email": f"{key}@example.org", "password": PASSWORD}
    assert context.request.post(f"{site.url}/sign-in", form=sent).ok
