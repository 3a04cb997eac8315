"""Real servers on the example edition, a real browser, and people who use it."""

import os
import re
import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from functools import partial
from pathlib import Path

import pytest

from tests.browser.serving import Site, example_in, serve
from tests.conftest import missing

CHROMIUM = ("chromium-headless-shell", "chromium")
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


@pytest.fixture(scope="session")
def example(tmp_path_factory) -> Callable[[str], Path]:
    """The folder of the example edition in a phase; the processes of a parallel run share it."""
    mine = tmp_path_factory.getbasetemp()
    shared = mine.parent if "PYTEST_XDIST_WORKER" in os.environ else mine
    return lambda phase: example_in(phase, shared)


@pytest.fixture(scope="module")
def site_in(example, tmp_path_factory) -> Iterator[Callable[[str], Site]]:
    """A server of this module for each phase that is asked for."""
    running: dict[str, Site] = {}
    with ExitStack() as stack:

        def found(phase: str) -> Site:
            if phase not in running:
                folder = tmp_path_factory.mktemp(phase)
                running[phase] = stack.enter_context(serve(example(phase), folder))
            return running[phase]

        yield found


@pytest.fixture
def site(request, site_in) -> Site:
    """The example edition in the phase that the test is parametrized with, or that its module names."""
    return site_in(getattr(request, "param", None) or request.module.PHASE)


@pytest.fixture(scope="module")
def browser():
    """Not for the whole run: its event loop would stand in the way of every later test of this process."""
    program = next(filter(None, map(shutil.which, CHROMIUM)), None)
    if not program:
        missing("Chromium")
    from playwright.sync_api import sync_playwright  # noqa: PLC0415 - not needed where there is no browser

    with sync_playwright() as playwright:
        found = playwright.chromium.launch(executable_path=program, args=ARGUMENTS)
        yield found
        found.close()


@pytest.fixture
def people(site, people_of):
    """`people("marta")` is a signed-in visitor; without a name, a stranger. `**options` go to the browser's context."""
    return people_of(site)


@pytest.fixture
def people_of(request, browser):
    """As `people`, of one site or another."""
    from tests.browser.visiting import WIDE, Visitor, sign_in  # noqa: PLC0415 - needs what `browser` has asked for

    contexts = []
    folder = request.config.getoption("pictures")
    pictures = Path(folder) / re.sub(r"\W+", "-", request.node.name) if folder else None

    def visitor(site, key: str | None = None, *, locale: str = "pl", theme: str = "light", **options) -> Visitor:
        context = browser.new_context(**({"viewport": WIDE, "reduced_motion": "reduce"} | options))
        contexts.append(context)
        context.set_default_timeout(15_000)
        wishes = {"locale": locale, "theme": theme}
        context.add_cookies([{"name": name, "value": value, "url": site.url} for name, value in wishes.items()])
        if key:
            sign_in(context, site, key)
        return Visitor(site, context, context.new_page(), pictures)

    yield lambda site: partial(visitor, site)
    for context in contexts:
        context.close()
