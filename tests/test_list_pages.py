"""A list page costs the same number of queries for 1 and for 30 rows."""

import shutil
from datetime import timedelta
from itertools import product

import pytest
from sqlalchemy import event, select

from awards_app import create_app
from awards_app.accounts import service as people
from awards_app.call import service as calls
from awards_app.call.service import Answered, Asker
from awards_app.cities import imports
from awards_app.cities.models import City, FileKind
from awards_app.db import db
from awards_app.editions import service as editions
from awards_app.editions.models import Category, SizeClass, Weight
from awards_app.editions.phases import Phase
from awards_app.editions.service import More
from awards_app.entries import drafts
from awards_app.entries import service as entries
from awards_app.i18n import Localised, sort_key
from awards_app.joining import service as joining
from awards_app.joining.models import AccessRequest
from awards_app.joining.service import Approval, Asked
from awards_app.jury import rounds, seating
from awards_app.jury.rounds import Plan
from awards_app.results import readiness
from awards_app.results import service as session
from awards_app.results.models import Kind
from awards_app.results.service import Decision
from awards_app.roles import Right, Role
from awards_app.team import service as team
from awards_app.team.service import Invited
from config import Config, Environment
from tests.cities.files import terc
from tests.world import JURORS, World, draft_of, form_for

# Who reads which page in which phase; the rows of a longer list differ in all that a page may name.
PAGES = {
    "/": ("alicja", Phase.OPEN),
    "/account": ("alicja", Phase.OPEN),
    "/admin/": ("zofia", Phase.OPEN),
    "/admin/audit": ("zofia", Phase.OPEN),
    "/admin/outbox/": ("zofia", Phase.OPEN),
    "/admin/cities/": ("zofia", Phase.OPEN),
    "/admin/cities/imports/": ("zofia", Phase.OPEN),
    "/e/gala/": ("alicja", Phase.OPEN),
    "/e/gala/cities/": ("alicja", Phase.OPEN),
    "/e/gala/populations/": ("alicja", Phase.OPEN),
    "/e/gala/missing-towns": ("alicja", Phase.OPEN),
    "/e/gala/call/": ("alicja", Phase.OPEN),
    "/e/gala/call/deadline": ("alicja", Phase.OPEN),
    "/e/gala/call/questions": ("alicja", Phase.OPEN),
    "/e/gala/call/texts": ("alicja", Phase.OPEN),
    "/e/gala/questions": ("norbert", Phase.OPEN),
    "/e/gala/rules/": ("norbert", Phase.OPEN),
    "/e/gala/entries/": ("norbert", Phase.OPEN),
    "/e/gala/forms/": ("alicja", Phase.OPEN),
    "/e/gala/entries/new": ("norbert", Phase.OPEN),
    "/e/gala/nominations/": ("alicja", Phase.OPEN),
    "/e/gala/city": ("norbert", Phase.OPEN),
    "city": ("alicja", Phase.OPEN),
    "/e/gala/access": (None, Phase.OPEN),
    "/e/gala/access/requests": ("alicja", Phase.OPEN),
    "/e/gala/access/domains": ("alicja", Phase.OPEN),
    "/e/gala/check/": ("alicja", Phase.OPEN),
    "/e/gala/check/?state=waiting&city=miasto&alike=1&order=deadline": ("alicja", Phase.OPEN),
    "/e/gala/check/entries.csv": ("roman", Phase.OPEN),
    "/e/gala/forms/campaign/checklist/": ("alicja", Phase.OPEN),
    "/e/gala/desk": ("alicja", Phase.JUDGING),
    "/e/gala/jury/": ("bartek", Phase.JUDGING),
    "/e/gala/jury/panels": ("alicja", Phase.JUDGING),
    "/e/gala/team": ("alicja", Phase.OPEN),
    "/e/gala/audit": ("roman", Phase.OPEN),
    "/e/gala/results/": ("danuta", Phase.DELIBERATION),
    "board": ("danuta", Phase.DELIBERATION),
    "/e/gala/laureates/": ("patrycja", Phase.SEALED),
}


def grow(world, number):
    """One more city with a resident juror, a representative and an invitation, and two categories of its own."""
    with world.at_work():
        edition, at = world.edition, world.now()
        name = f"Miasto {number}"
        city = City(name=name, voivodeship="opolskie", sort_key=sort_key(name), population=30_000 + number)
        city.population_source, city.teryt, city.geonames_id = "test", str(200_000 + number), 9_000 + number
        scored, special = (
            Category(
                position=10 + 2 * number + by_resolution,
                key=f"{'special' if by_resolution else 'scored'}-{number}",
                name=Localised(f"Kategoria {number}"),
                description=Localised("Opis"),
                by_resolution=by_resolution,
                edition_id=edition.id,
                classes=[SizeClass(position=1, name=Localised())],
            )
            for by_resolution in (False, True)
        )
        scored.weights = [
            Weight(criterion=one, value=value) for one, value in zip(edition.criteria, (60, 40), strict=True)
        ]
        db.session.add_all([city, scored, special])
        db.session.flush()
        db.session.add(form_for(scored))
        joined = []
        for key, role in ((f"juror{number}", Role.JUROR), (f"city{number}", Role.CITY)):
            user = people.create_user(f"{key}@example.org", key.title(), at=at)
            team.grant(user, edition, Invited(user.email, user.name, role, city.id), by=None, at=at)
            joined.append(user)
        kalisz = db.session.scalars(select(City).where(City.name == "Kalisz")).one()
        for key, place in (("new", city), ("other", kalisz)):
            invited = Invited(f"{key}{number}@example.org", "Nowa", Role.CITY, place.id)
            team.invite(edition, invited, link="http://localhost:8000/TOKEN", by=world.user("alicja"), at=at)
        ask_for(world, number, city, kalisz)
        panel = [joined[0], *(world.user(key) for key in JURORS)]
        seating.set_panel(rounds.plan_round(scored, Plan(), by=None, at=at), panel, by=None, at=at)
        imports.receive(imports.Sent(FileKind.TERC, "terc.csv", terc(("0201011", name))), by=None, at=at)
    asked = {"name": f"Brak {number}", "voivodeship": "opolskie", "population": "9", "asker": "X"}
    sent = asked | {"email": f"asker{number}@example.org"}
    assert world.visitor().post("/e/gala/missing-town", data=sent).status_code in {302, 429}


def ask_for(world, number, city, kalisz):
    """Two who wait, for a city of their own and for Kalisz; one whose domain is remembered; a colleague in Kalisz."""
    edition, by, at = world.edition, world.user("alicja"), world.now()
    for key, place in (("wait", city), ("kal", kalisz), ("in", city)):
        asked = Asked(f"{key}@um{number}.example.org", f"Osoba {number}", "rzeczniczka", place, "pl")
        joining.ask(edition, asked, link="http://localhost:8000/TOKEN", at=at)
        request = db.session.scalars(select(AccessRequest).where(AccessRequest.email == asked.email)).one()
        joining.confirm(request, f"{key}{number}", at=at)
        if key == "in":
            joining.approve(request, Approval(Right.EDIT, remember=True), link="http://x/TOKEN", by=by, at=at)
    user = people.create_user(f"kalisz{number}@example.org", f"Kalisz {number}", at=at)
    team.grant(user, edition, Invited(user.email, user.name, Role.CITY, kalisz.id), by=None, at=at)


def enter(world, number, city):
    """An entry in the category of that number, and one beside the others in the first category."""
    with world.at_work():
        place = db.session.scalars(select(City).where(City.name == city)).one()
        by, at = world.user("alicja"), world.now()
        own = next(one for one in world.edition.categories if one.key == f"scored-{number}")
        for category, title in ((own, f"Kampania {number}"), (world.edition.categories[0], f"Druga {number}")):
            draft = draft_of(world.edition, title, category=category)
            entry = drafts.begin(world.edition, place, draft, by=by, at=at)
            entries.submit(entry, by=by, at=at)
            entry.nominated_at = entry.consented_at = at


def ask_about(world, number):
    """A question of a city, published under a topic of its own, a version of the rules, and more time for that city."""
    with world.at_work():
        edition, by, at = world.edition, world.user("alicja"), world.now()
        city = db.session.scalars(select(City).where(City.name == f"Miasto {number}")).one()
        asked = calls.ask(edition, "Czy można?", Asker(f"city{number}@example.org", city_id=city.id), by=by, at=at)
        words = Answered(
            Localised(f"Czy można {number}?"), Localised("Tak."), Localised(f"Temat {number}"), publish=True
        )
        calls.answer(asked, words, 1, by=by, at=at)
        editions.publish_rules(edition, Localised(f"# Zasady {number}"), by=by, at=at)
        later = More(edition.entries_close_at + timedelta(hours=1), "Awaria łącza w urzędzie.")
        calls.extend_for(edition, city, later, by=by, at=at)


def prepare(world, path, phase, rows):
    world.open()
    for number in range(rows):
        grow(world, number)
        world.visitor("alicja")
        ask_about(world, number)
        enter(world, number, "Kalisz" if path.endswith(("gala/entries/", "city")) else f"Miasto {number}")
    if phase is Phase.OPEN:
        return
    world.check()
    world.accept_all()
    world.clock.shift(3600)
    world.judge()
    if phase is Phase.JUDGING:
        return
    for juror, number, name in product(JURORS, range(rows), ("Kampania", "Druga")):
        world.mark(juror, f"{name} {number}", number % 10, number // 3)
    with world.at_work():
        world.edition.ladder = [*world.edition.ladder, "shared"]
    world.close()
    award_all(world)
    if phase is Phase.SEALED:
        world.seal()


def award_all(world):
    with world.at_work():
        for size_class in readiness.unscored_classes(world.edition):
            decision = Decision(Kind.AWARD, (world.entry("Kampania 0").id,), "za odwagę rozmowy")
            session.decide_award(size_class, decision, by=world.user("danuta"), at=world.now())


def cost(world, path, person):
    if path == "board":
        board = next(one for one in world.boards() if one.size_class.category.key == "campaign")
        path = f"/e/gala/results/{board.size_class.id}"
    if path == "city":
        with world.app.app_context():
            path = f"/e/gala/city/{db.session.scalars(select(City.id).where(City.name == 'Kalisz')).one()}"
    client = world.visitor(person)
    client.get(path)
    with world.app.app_context():
        engine, sent = db.engine, []
    event.listen(engine, "before_cursor_execute", lambda *statement: sent.append(statement[2]))
    answer = client.get(path)
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
            spool_dir=tmp_path / "spool",
        )
        app = create_app(config)
        app.config["WTF_CSRF_ENABLED"] = False
        made.append(app)
        return app

    yield make
    for app in made:
        with app.app_context():
            db.engine.dispose()


def test_the_queue_costs_as_many_queries_with_three_hundred_entries_as_with_one(worlds, clock):
    costs = []
    for rows in (1, 150):
        world = World(worlds(f"queue{rows}"), clock)
        prepare(world, "/e/gala/check/", Phase.OPEN, rows)
        costs.append(cost(world, "/e/gala/check/?order=city", "alicja"))
    print(f"the queue: {costs[0]} queries for 2 entries, {costs[1]} for 300")
    assert costs[0] == costs[1]


@pytest.mark.parametrize("path", PAGES)
def test_a_list_of_thirty_costs_as_many_queries_as_a_list_of_one(worlds, clock, path):
    person, phase = PAGES[path]
    costs = []
    for rows in (1, 30):
        world = World(worlds(f"with{rows}"), clock)
        prepare(world, path, phase, rows)
        costs.append(cost(world, path, person))
    print(f"{path}: {costs[0]} queries for 1 row, {costs[1]} for 30")
    assert costs[0] == costs[1]
