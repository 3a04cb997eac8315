"""Two ties in one class are decided one after the other, each once."""

from awards_app.results.models import Kind
from tests.world import JURORS


def twice_tied(world):
    world.open()
    for n, city in enumerate(("Kalisz", "Rumia", "Kalisz", "Rumia")):
        world.enter(f"Kampania {n}", city)
    world.check()
    world.accept_all()
    world.judge()
    for juror in JURORS:
        for n in range(4):
            world.mark(juror, f"Kampania {n}", *((9, 9) if n < 2 else (5, 5)))
    world.close()
    return f"/e/gala/results/{world.boards()[0].size_class.id}/ties/0"


def decide(world, url, kind):
    board = world.boards()[0]
    numbers = {f"tie0-place-{entry.id}": str(n) for n, entry in enumerate(board.unresolved[0], 1)}
    typed = numbers | {"tie0-kind": kind, "tie0-reason": "Równa jakość."}
    assert world.visitor("danuta").post(url, data=typed).status_code == 302


def test_a_tie_that_is_shared_no_longer_waits_while_another_does(world):
    url = twice_tied(world)
    assert len(world.boards()[0].unresolved) == 2
    decide(world, url, "shared")
    waiting = world.boards()[0].unresolved
    assert [[entry.title for entry in group] for group in waiting] == [["Kampania 2", "Kampania 3"]]
    decide(world, url, "order")
    board = world.boards()[0]
    assert board.is_final
    assert {resolution.kind for resolution in board.resolutions} == {Kind.SHARED, Kind.ORDER}
    assert [row.standing.place for row in board.rows] == [1, 1, 3, 4]


def test_two_shared_ties_share_both_places(world):
    url = twice_tied(world)
    for _tie in range(2):
        decide(world, url, "shared")
    assert [row.standing.place for row in world.boards()[0].rows] == [1, 1, 3, 3]
