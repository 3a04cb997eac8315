"""`make screenshots`: takes the pictures of the README from the example edition, so that they stay true."""

import os
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from playwright.sync_api import BrowserContext, Page, sync_playwright

from scripts.suite import BROWSERS

PROJECT = Path(__file__).parents[1]
OUT = PROJECT / "docs" / "img"
PORT = "8791"
URL = f"http://localhost:{PORT}"
PASSWORD = "zlote-lajki-2511"  # noqa: S105 - the example's
ARGUMENTS = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--disable-background-networking"]


def main() -> None:
    OUT.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        env = os.environ | {"AWARDS_ENV": "test", "VAR_DIR": folder, "PORT": PORT, "SECRET_KEY": "k" * 40}
        flask = [sys.executable, "-m", "flask", "--app", "wsgi"]
        for command in (["awards", "upgrade"], ["awards", "example", "--phase", "deliberation"]):
            subprocess.run([*flask, *command], cwd=PROJECT, env=env, check=True)  # noqa: S603 - our own
        server = subprocess.Popen([*flask, "run", "--port", PORT], cwd=PROJECT, env=env)  # noqa: S603 - our own
        try:
            wait()
            take()
        finally:
            server.terminate()
            server.wait(timeout=20)


def wait() -> None:
    for _attempt in range(100):
        try:
            socket.create_connection(("localhost", int(PORT)), timeout=5).close()
            return
        except OSError:
            time.sleep(0.3)
    raise SystemExit("The server did not start.")


def take() -> None:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=shutil.which(BROWSERS[0]) or shutil.which(BROWSERS[1]), args=ARGUMENTS
        )
        celina, bartek = visitor(browser.new_context(), "celina"), visitor(browser.new_context(), "bartek")
        celina.goto(f"{URL}/e/zlote-lajki/results/")
        celina.click('a:has-text("Kampania Roku")')
        keep(celina, "result")
        bartek.goto(f"{URL}/e/zlote-lajki/jury/")
        bartek.click('a:has-text("Nie śpij, Zduńska!")')
        keep(bartek, "ballot")
        browser.close()


def visitor(context: BrowserContext, key: str) -> Page:
    token = re.search(r'name="csrf_token" value="([^"]+)"', context.request.get(f"{URL}/sign-in").text())
    sent = {"csrf_token": token.group(1) if token else "", "email": f"{key}@example.org", "password": PASSWORD}
    context.request.post(f"{URL}/sign-in", form=sent)
    page = context.new_page()
    page.set_viewport_size({"width": 1440, "height": 960})
    return page


def keep(page: Page, name: str) -> None:
    page.wait_for_load_state("networkidle")
    page.screenshot(path=OUT / f"{name}.png")
    print(f"docs/img/{name}.png")


if __name__ == "__main__":
    main()
