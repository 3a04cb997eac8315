"""A list page costs the same number of queries for 1 and for 30 rows."""

import shutil
from datetime import timedelta
from decimal import Decimal
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
from awards_app.jury import papers, reminder_queries, reminding, round_queries, rounds, seating
from awards_app.jury.papers import Read
from awards_app.jury.round_models import RoundKind
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
    "/e/gala/jury/sheet": ("bartek", Phase.DELIBERATION),
    "compare": ("bartek", Phase.JUDGING),
    "/e/gala/jury/panels": ("alicja", Phase.JUDGING),
    "/e/gala/rounds/": ("alicja", Phase.JUDGING),
    "/e/gala/conflicts": ("alicja", Phase.JUDGING),
    "round": ("alicja", Phase.JUDGING),
    "closing": ("alicja", Phase.JUDGING),
    "/e/gala/results/close-judging": ("alicja", Phase.JUDGING),
    "/e/gala/reminders": ("alicja", Phase.JUDGING),
    "/e/gala/paper": ("alicja", Phase.JUDGING),
    "health": ("alicja", Phase.JUDGING),
    "without": ("alicja", Phase.JUDGING),
    "/e/gala/team": ("alicja", Phase.OPEN),
    "/e/gala/audit": ("roman", Phase.OPEN),
    "/e/gala/results/": ("danuta", Phase.DELIBERATION),
    "board": ("danuta", Phase.DELIBERATION),
    "/e/gala/laureates/": ("patrycja", Phase.SEALED),
}

OF_A_ROUND = {
    "round": "/e/gala/rounds/{}",
    "closing": "/e/gala/rounds/{}/close",
    "health": "/e/gala/board/{}",
    "without": "/e/gala/board/{}/without",
    "compare": "/e/gala/jury/rounds/{}/compare",
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


def opened(world, rows, own_city):
    """The call is open; the entries are of cities of their own, or all of Kalisz."""
    world.open()
    for number in range(rows):
        grow(world, number)
        ask_about(world, number)
        enter(world, number, f"Miasto {number}" if own_city else "Kalisz")


def judging(world, rows):
    world.check()
    world.accept_all()
    world.clock.shift(3600)
    world.judge()
    for number in range(rows):
        come_back_on_paper(world, number)


def come_back_on_paper(world, number):
    """A paper that waits, and a juror of its own city who is reminded."""
    with world.at_work():
        by, at = world.user("alicja"), world.now()
        seat = world.seat("bartek", f"Kampania {number}")
        read = Read({one.criterion_id: Decimal(5) for one in seat.round.weights})
        papers.enter(seat, read, at, by=by, at=at)
        owing = [one for one in reminder_queries.owing_in(world.edition, at) if one.juror.email[:6] == "bartek"]
        reminding.remind(
            world.edition, {one.juror.id for one in owing}, reminder_queries.digest_of(owing), by=by, at=at
        )


def drop_papers(world, rows):
    """So that judging can close."""
    with world.at_work():
        for number in range(rows):
            papers.drop(world.seat("bartek", f"Kampania {number}"), by=world.user("alicja"), at=world.now())


def deliberating(world, rows):
    drop_papers(world, rows)
    for juror, number, name in product(JURORS, range(rows), ("Kampania", "Druga")):
        world.mark(juror, f"{name} {number}", number % 10, number // 3)
    with world.at_work():
        world.edition.ladder = [*world.edition.ladder, "shared"]
    world.close()
    award_all(world)


def sealed(world, rows):
    world.seal()


LATER = {Phase.JUDGING: judging, Phase.DELIBERATION: deliberating, Phase.SEALED: sealed}


def award_all(world):
    with world.at_work():
        for size_class in readiness.unscored_classes(world.edition):
            decision = Decision(Kind.AWARD, (world.entry("Kampania 0").id,), "za odwagę rozmowy")
            session.decide_award(size_class, decision, by=world.user("danuta"), at=world.now())


def cost(world, path, person):
    if path == "board":
        board = next(one for one in world.boards() if one.judged.category.key == "campaign")
        path = f"/e/gala/results/{board.size_class.id}"
    if path == "closing":
        with world.at_work():
            first = round_queries.rounds_in(world.edition)[0].category
            final = Plan(kind=RoundKind.FINAL)
            rounds.plan_round(first, final, by=world.user("alicja"), at=world.now())
    if path in OF_A_ROUND:
        with world.app.app_context():
            path = OF_A_ROUND[path].format(round_queries.rounds_in(world.edition)[0].id)
    if path == "city":
        with world.app.app_context():
            path = f"/e/gala/city/{db.session.scalars(select(City.id).where(City.name == 'Kalisz')).one()}"
    client = world.visitor(person)
    client.get(path)
    with world.app.app_context():
        engine, sent = db.engine, []

    def note(*statement):
        sent.append(statement[2])

    event.listen(engine, "before_cursor_execute", note)
    answer = client.get(path)
    event.remove(engine, "before_cursor_execute", note)
    assert answer.status_code == 200
    return len(sent)


class Stages:
    """An application with so many rows, kept in each phase: built once for all pages, and brought back for each."""

    def __init__(self, folder, template, rows):
        self.folder, self.template, self.rows, self.kept = folder, template, rows, {}
        self.path = folder / f"with{rows}.sqlite"
        config = Config(
            secret_key="k" * 40,
            environment=Environment.TEST,
            database_url=f"sqlite:///{self.path}",
            storage_dir=folder / "files",
            spool_dir=folder / "spool",
        )
        self.app = create_app(config)
        self.app.config["WTF_CSRF_ENABLED"] = False

    def world(self, clock, phase, own_city):
        if (Phase.OPEN, own_city) not in self.kept:
            self._lay(self.template)
            world = World(self.app, clock)
            opened(world, self.rows, own_city)
            self._keep(world, Phase.OPEN, own_city)
        if (phase, own_city) not in self.kept:
            world = self._back(clock, Phase.OPEN, own_city)
            for later, reach in LATER.items():
                reach(world, self.rows)
                self._keep(world, later, own_city)
        return self._back(clock, phase, own_city)

    def _keep(self, world, phase, own_city):
        kept = self.folder / f"{self.rows}-{phase}-{own_city}.sqlite"
        with self.app.app_context():
            db.engine.dispose()
        shutil.copy(self.path, kept)
        self.kept[phase, own_city] = kept, world.now()

    def _back(self, clock, phase, own_city):
        kept, moment = self.kept[phase, own_city]
        self._lay(kept)
        clock.move_to(moment)
        return World(self.app, clock, founded=True)

    def _lay(self, kept):
        with self.app.app_context():
            db.engine.dispose()
        for ending in ("", "-wal", "-shm"):
            self.path.with_name(self.path.name + ending).unlink(missing_ok=True)
        shutil.copy(kept, self.path)


@pytest.fixture(scope="module")
def stages(tmp_path_factory, sqlite_template):
    """By the number of rows; the larger world is not the smaller one grown."""
    made = {}

    def of(rows):
        if rows not in made:
            made[rows] = Stages(tmp_path_factory.mktemp("stages"), sqlite_template, rows)
        return made[rows]

    yield of
    for one in made.values():
        with one.app.app_context():
            db.engine.dispose()


def test_the_queue_costs_as_many_queries_with_three_hundred_entries_as_with_one(stages, clock):
    costs = [
        cost(stages(rows).world(clock, Phase.OPEN, own_city=True), "/e/gala/check/?order=city", "alicja")
        for rows in (1, 150)
    ]
    print(f"the queue: {costs[0]} queries for 2 entries, {costs[1]} for 300")
    assert costs[0] == costs[1]


@pytest.mark.parametrize("path", PAGES)
def test_a_list_of_thirty_costs_as_many_queries_as_a_list_of_one(stages, clock, path):
    person, phase = PAGES[path]
    own_city = not path.endswith(("gala/entries/", "city"))
    costs = [cost(stages(rows).world(clock, phase, own_city), path, person) for rows in (1, 30)]
    print(f"{path}: {costs[0]} queries for 1 row, {costs[1]} for 30")
    assert costs[0] == costs[1]
