"""Moving a deadline: a moment that makes no sense is refused beside the field, with what was typed."""

import pytest


@pytest.mark.parametrize("moment", ["2020-01-01T12:00", "2031-01-01T12:00"])
def test_a_deadline_out_of_order_is_refused_beside_its_field(world, moment):
    world.open()
    answer = world.visitor("alicja").post("/e/gala/extend/entries_close_at", data={"until": moment})
    assert answer.status_code == 409
    assert f'value="{moment}"' in answer.text
    assert 'aria-invalid="true"' in answer.text
