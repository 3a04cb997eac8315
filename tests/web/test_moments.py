"""How far off a moment is: in the words that the script of the page goes on with."""

from datetime import timedelta

import pytest

from awards_app.clock import now
from awards_app.web.filters import away


@pytest.mark.parametrize(
    ("off", "polish"),
    [
        (timedelta(days=12, hours=20), "za 12 dni"),
        (timedelta(days=300), "za 300 dni"),
        (timedelta(hours=47), "za 47 godzin"),
        (timedelta(minutes=119), "za 119 minut"),
        (timedelta(seconds=30), "za 30 sekund"),
        (timedelta(days=-2, seconds=-3), "2 dni temu"),
    ],
)
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_moment_is_as_far_off_on_every_page(world, off, polish):
    with world.app.test_request_context():
        assert away(now() + off) == polish
