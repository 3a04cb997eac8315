"""The page of all components, which a server in debug mode shows."""

import pytest

from tests.browser.serving import serve
from tests.browser.visiting import NARROW, WIDE

pytestmark = [pytest.mark.browser, pytest.mark.timeout(300)]


@pytest.fixture(scope="module")
def debugging(example, tmp_path_factory):
    folder = tmp_path_factory.mktemp("debugging")
    with serve(example("open"), folder, AWARDS_ENV="development", DEBUG="1") as site:
        yield site


@pytest.fixture
def site(debugging):
    return debugging


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("width", [WIDE, NARROW], ids=["wide", "narrow"])
@pytest.mark.parametrize("locale", ["pl", "en"])
def test_every_component_is_sound(site, people, theme, width, locale):
    page = people(theme=theme, viewport=width, locale=locale).visit("/styleguide/")
    assert page.locator("main").is_visible()
