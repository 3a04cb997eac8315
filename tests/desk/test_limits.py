"""The organiser sets the limits of attachments while the edition is in draft or open."""

import pytest

from awards_app.editions.models import LIMITS
from awards_app.editions.phases import Phase

WANTED = {"image_mb": 5, "pdf_mb": 6, "audio_mb": 7, "video_mb": 800, "attachments_most": 3}


def limits(world):
    with world.app.app_context():
        return {name: getattr(world.edition, name) for name in LIMITS}


@pytest.mark.parametrize("phase", [Phase.DRAFT, Phase.OPEN])
def test_limits_are_set_shown_and_recorded(world, phase):
    world.in_phase(phase)
    alicja = world.visitor("alicja")
    assert limits(world) == {"image_mb": 20, "pdf_mb": 20, "audio_mb": 50, "video_mb": 200, "attachments_most": 10}
    assert alicja.post("/e/gala/limits", data=WANTED).status_code == 302
    assert limits(world) == WANTED
    assert 'value="800"' in alicja.get("/e/gala/limits").text
    assert "ustalono limity załączników" in alicja.get("/e/gala/audit").text


@pytest.mark.parametrize("wrong", ["0", "-1", "101", "1001", "2.5", "dużo", "", "9" * 30])
def test_a_limit_that_cannot_be_is_told_beside_its_field_and_nothing_changes(world, wrong):
    before = limits(world)
    answer = world.visitor("alicja").post("/e/gala/limits", data=WANTED | {"image_mb": wrong})
    assert answer.status_code == 422
    assert "od 1 do 100" in answer.text
    assert f'value="{wrong}"' in answer.text or not wrong
    assert limits(world) == before


def test_after_the_call_is_closed_limits_are_read_and_not_set(world):
    world.in_phase(Phase.CHECKING)
    alicja = world.visitor("alicja")
    assert "disabled" in alicja.get("/e/gala/limits").text
    assert alicja.post("/e/gala/limits", data=WANTED).status_code == 409
