"""A list page costs the same number of queries for 1 and for 30 rows."""

import shutil
from itertools import product

import pytest
from sqlalchemy import event

from awards_app import create_app
from awards_app.db import db
from awards_app.editions.phases import Phase
from config import Config, Environment
from tests.world import JURORS, World

PAGES = {
    "entries/": ("norbert", Phase.OPEN),
    "check/": ("alicja", Phase.OPEN),
    "desk": ("alicja", Phase.JUDGING),
    "jury/": ("bartek", Phase.JUDGING),
    "jury/panels": ("alicja", Phase.JUDGING),
    "team": ("alicja", Phase.OPEN),
    "audit": ("roman", Phase.OPEN),
    "results/": ("danuta", Phase.DELIBERATION),
    "results/board": ("danuta", Phase.DELIBERATION),
    "laureates/": ("patrycja", Phase.SEALED),
}


def prepare(world, phase, rows):
    world.open()
    for number in range(rows):
        world.enter(f"Kampania {number}", "Kalisz")
    if phase is Phase.OPEN:
        return
    world.check()
    world.accept_all()
    world.judge()
    if phase is Phase.JUDGING:
        return
    for juror, number in product(JURORS, range(rows)):
        world.mark(juror, f"Kampania {number}", number % 10, number // 3)
    with world.at_work():
        world.edition.ladder = [*world.edition.ladder, "shared"]
    world.close()
    if phase is Phase.SEALED:
        world.decide_special()
        world.seal()


def cost(world, path, person):
    if path.endswith("board"):
        path = f"results/{world.boards()[0].size_class.id}"
    client = world.visitor(person)
    client.get(f"/e/gala/{path}")
    with world.app.app_context():
        engine, sent = db.engine, []
    event.listen(engine, "before_cursor_execute", lambda *statement: sent.append(statement[2]))
    answer = client.get(f"/e/gala/{path}")
    assert answer.status_code == 200
    return len(sent)


@pytest.fixture
def worlds(tmp_path, sqlite_template):
    """Two applications on databases of their own: the second world is not the first one grown."""
    made = []

    def make(name):
        path = tmp_path / f"{name}.sqlite"
        shutil.copy(sqlite_template, path)
        config = Config(
            secret_key="k" * 40,
            environment=Environment.TEST,
            database_url=f"sqlite:///{path}",
            storage_dir=tmp_path / "files",
        )
        app = create_app(config)
        app.config["WTF_CSRF_ENABLED"] = False
        made.append(app)
        return app

    yield make
    for app in made:
        with app.app_context():
            db.engine.dispose()


@pytest.mark.parametrize("path", PAGES)
def test_a_list_of_thirty_costs_as_many_queries_as_a_list_of_one(worlds, clock, path):
    person, phase = PAGES[path]
    costs = []
    for rows in (1, 30):
        world = World(worlds(f"with{rows}"), clock)
        prepare(world, phase, rows)
        costs.append(cost(world, path, person))
    print(f"{path}: {costs[0]} queries for 1 row, {costs[1]} for 30")
    assert costs[0] == costs[1]
