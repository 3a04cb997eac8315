"""A server that is killed in the middle of saves loses no receipt and doubles no mark."""

import pytest

from tests.jury.killing import Server, doubled, judging_now, lost, survive

KILLS, SAVES = 2, 300


@pytest.mark.timeout(200)
def test_no_receipt_is_lost_when_the_server_is_killed(app, database_url, home):
    world = judging_now(app)
    outcome = survive(world, Server(home, database_url), kills=KILLS, saves=SAVES)
    assert len(outcome.promises) >= SAVES
    assert outcome.again > 0, "no save was under way when the server was killed"
    with app.app_context():
        assert lost(outcome.promises) == []
        assert doubled(outcome.promises) == 0
        # What was promised is believed only if a broken promise would be seen.
        outcome.promises[0].revision += 1
        assert lost(outcome.promises) == outcome.promises[:1]
