"""The example edition can be built in each phase, keeps what it promises, and never costs a real edition."""

import shutil
from collections import Counter
from datetime import UTC, datetime

import pytest
from sqlalchemy import func, select

from awards_app import create_app
from awards_app.accounts.models import User
from awards_app.audit import AuditEntry
from awards_app.db import db
from awards_app.editions.models import Edition
from awards_app.editions.phases import Phase
from awards_app.entries.models import Entry, Status
from awards_app.jury import queries as jury
from awards_app.jury.models import Recusal
from awards_app.results import standings
from awards_app.results.models import Seal
from config import Config, Environment

SLUG = "zlote-lajki"


class Built:
    """An application with the example edition in a phase."""

    def __init__(self, folder, template):
        self.path = folder / "example.sqlite"
        shutil.copy(template, self.path)
        config = Config(
            secret_key="a secret that is only good for tests, and long",
            environment=Environment.TEST,
            database_url=f"sqlite:///{self.path}",
            storage_dir=folder / "files",
            spool_dir=folder / "spool",
            mail_dir=folder / "mail",
        )
        self.app = create_app(config)

    def run(self, *words):
        return self.app.test_cli_runner().invoke(args=["awards", *words])

    def build(self, phase):
        done = self.run("example", "--phase", phase.value)
        assert done.exit_code == 0, done.output
        assert f"/e/{SLUG}/" in done.output
        return self

    @property
    def edition(self):
        return db.session.scalars(select(Edition).where(Edition.slug == SLUG)).one()

    def count(self, model):
        return db.session.scalar(select(func.count()).select_from(model))

    def board(self, category, size_class=1):
        boards = standings.boards_of(self.edition, at=datetime.now(UTC))
        wanted = (one for one in boards if one.size_class.category.key == category)
        return next(one for one in wanted if one.size_class.position == size_class)


@pytest.fixture(scope="module")
def empty(tmp_path_factory, sqlite_template):
    """Makes an application without an edition, or with the editions of another one."""
    made = []

    def make(template=sqlite_template):
        made.append(Built(tmp_path_factory.mktemp("example"), template))
        return made[-1]

    yield make
    for one in made:
        with one.app.app_context():
            db.engine.dispose()


@pytest.fixture(scope="module")
def built(empty):
    """The example in a phase, built once for all tests of this module."""
    known = {}

    def of(phase):
        if phase not in known:
            known[phase] = empty().build(phase)
        return known[phase]

    return of


@pytest.mark.parametrize("phase", Phase)
def test_the_example_can_be_tried_in_every_phase(built, phase):
    example = built(phase)
    with example.app.app_context():
        assert example.edition.phase is phase
        assert example.edition.example
    answer = example.app.test_client().get(f"/e/{SLUG}/")
    assert answer.status_code == (404 if phase is Phase.DRAFT else 200)
    assert "chain holds" in example.run("audit", "verify").output


def test_entries_are_at_every_stage_while_the_call_and_the_check_last(built):
    for phase, wanted in (
        (Phase.OPEN, {Status.DRAFT, Status.SUBMITTED}),
        (Phase.CHECKING, {Status.SUBMITTED, Status.RETURNED, Status.ACCEPTED, Status.REJECTED}),
        (Phase.JUDGING, {Status.ACCEPTED, Status.REJECTED}),
    ):
        with built(phase).app.app_context():
            statuses = Counter(db.session.scalars(select(Entry.status)))
        assert set(statuses) == wanted
        assert 55 <= statuses.total() <= 70


def test_one_juror_is_late_and_several_are_recused_from_their_own_cities(built):
    example = built(Phase.JUDGING)
    with example.app.app_context():
        loads = jury.loads_in(example.edition)
        people = dict(db.session.execute(select(User.id, User.name)).all())
        recused = jury.recused_in(example.edition)
        owed, due = Counter(), Counter()
        for load in loads:
            owed[people[load.juror_id]] += load.missing
            due[people[load.juror_id]] += load.seats
        latest, missing = owed.most_common(1)[0]
        assert len(due) == 9
        assert missing > 0.8 * due[latest]
        assert len({seat.juror_id for seat in recused}) >= 3
        assert {seat.recusal for seat in recused} == {Recusal.OWN_CITY}


def test_second_place_of_the_campaigns_is_a_tie_that_the_median_decides(built):
    example = built(Phase.DELIBERATION)
    with example.app.app_context():
        first, second, third = example.board("campaign").rows[:3]
        assert first.standing.score > second.standing.score == third.standing.score
        assert [row.standing.decided_by for row in (first, second, third)] == [None, "median", "median"]
        assert [row.standing.place for row in (first, second, third)] == [1, 2, 3]


def test_the_videos_of_cities_are_left_to_the_chair_and_one_entry_is_contested(built):
    example = built(Phase.DELIBERATION)
    with example.app.app_context():
        boards = standings.boards_of(example.edition, at=datetime.now(UTC))
        unresolved = [board.size_class.category.key for board in boards if board.unresolved]
        contested = [row.entry.city.name for board in boards for row in board.rows if row.contested]
    assert unresolved == ["video"]
    assert contested == ["Otwock"]


def test_the_announced_laureates_are_public_and_carry_the_code_of_the_seal(built):
    example = built(Phase.ANNOUNCED)
    with example.app.app_context():
        seal = db.session.scalars(select(Seal)).one()
        winner = example.board("campaign").rows[0].entry
    page = example.app.test_client().get(f"/e/{SLUG}/").text
    assert seal.code in page
    assert winner.title in page


def test_building_it_again_replaces_the_edition_and_keeps_people_and_the_trail(built, empty):
    sealed = built(Phase.SEALED)
    with sealed.app.app_context():
        # The last connection that closes brings the write-ahead log into the file.
        db.engine.dispose()
    example = empty(sealed.path)
    with example.app.app_context():
        before, people, events = example.edition.id, example.count(User), example.count(AuditEntry)
        assert example.count(Seal) == 1
    example.build(Phase.DRAFT)
    with example.app.app_context():
        assert example.edition.id != before
        assert (example.count(Edition), example.count(User)) == (1, people)
        assert (example.count(Entry), example.count(Seal)) == (0, 0)
        assert example.count(AuditEntry) > events
    assert "chain holds" in example.run("audit", "verify").output


def test_a_real_edition_is_never_thrown_away(empty):
    example = empty().build(Phase.DRAFT)
    with example.app.app_context():
        example.edition.example = False
        db.session.commit()
        real = example.edition.id
    done = example.run("example", "--phase", "judging")
    assert done.exit_code != 0
    assert "Only an example edition can be thrown away." in done.output
    with example.app.app_context():
        assert example.edition.id == real
        assert example.edition.phase is Phase.DRAFT


def test_an_edition_that_is_there_already_is_left_alone_when_asked(empty):
    example = empty().build(Phase.DRAFT)
    with example.app.app_context():
        before = example.edition.id
    assert "nothing was built" in example.run("example", "--if-empty").output
    with example.app.app_context():
        assert example.edition.id == before
