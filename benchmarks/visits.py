"""Counts requests and bytes of the ballot page at the first visit and later, through a browser and a counting relay.

`python -m benchmarks.visits` serves the example edition on 127.0.0.1 and opens, as a juror with an empty browser, a
ballot, the same ballot again, and another one; with the service worker and without it.
"""

import re
import shutil
import socket
import tempfile
import threading
import time
from pathlib import Path
from urllib.parse import urlsplit

from playwright.sync_api import Browser, sync_playwright

from tests.browser.serving import Site, environment, flask, free_port, serve
from tests.browser.test_ballot import MINE
from tests.browser.visiting import sign_in

ASKED = re.compile(rb"(?:GET|POST) \S+ HTTP/1\.1\r\n")
OPTIONS = ["--no-sandbox", "--disable-quic", "--disable-background-networking", "--disable-component-update"]


class Relay:
    """Passes everything on to the server, and counts requests and the bytes that came back."""

    def __init__(self, url: str) -> None:
        self._to = ("127.0.0.1", urlsplit(url).port)
        self._door = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://localhost:{self._door.getsockname()[1]}"
        self.requests = self.octets = 0
        threading.Thread(target=self._listen, daemon=True).start()

    def _listen(self) -> None:
        while True:
            inside, _from = self._door.accept()
            outside = socket.create_connection(self._to)
            for one, other, count in ((inside, outside, self._asked), (outside, inside, self._answered)):
                threading.Thread(target=self._pass, args=(one, other, count), daemon=True).start()

    def _pass(self, one: socket.socket, other: socket.socket, count) -> None:
        try:
            while data := one.recv(65536):
                count(data)
                other.sendall(data)
            other.shutdown(socket.SHUT_WR)
        except OSError:
            one.close()

    def _asked(self, data: bytes) -> None:
        self.requests += len(ASKED.findall(data))

    def _answered(self, data: bytes) -> None:
        self.octets += len(data)

    def told(self) -> str:
        found, self.requests, self.octets = (self.requests, self.octets), 0, 0
        return f"{found[0]} requests, {found[1] / 1000:.1f} kB"


def main() -> None:
    with tempfile.TemporaryDirectory() as name, sync_playwright() as playwright:
        folder = Path(name)
        env = environment(folder / "example", free_port())
        flask(env, "upgrade")
        flask(env, "example", "--phase", "judging")
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=OPTIONS)
        with serve(folder / "example", folder / "served") as site:
            for workers in ("allow", "block"):
                visit(browser, site, workers)
        browser.close()


def visit(browser: Browser, site: Site, workers: str) -> None:
    relay = Relay(site.url)
    context = browser.new_context(service_workers=workers, locale="pl-PL")
    sign_in(context, Site(relay.url, site.env), "dorota")
    desk = context.request.get(relay.url + MINE).text()
    ballots = re.findall(r'href="(/e/[^"]+/jury/[0-9a-f-]{36})"', desk)
    page = context.new_page()
    relay.told()
    for what, path in (("first visit", ballots[1]), ("the same again", ballots[1]), ("another ballot", ballots[2])):
        page.goto(relay.url + path, wait_until="networkidle")
        time.sleep(2)
        print(f"service worker {workers}ed, {what}: {relay.told()}", flush=True)
    context.close()


if __name__ == "__main__":
    main()
