"""The same people and the same small edition in every test, built through the services that the product uses."""

import io
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from uuid import UUID

from PIL import Image
from pypdf import PdfWriter
from sqlalchemy import func, select

from awards_app import audit
from awards_app.accounts import service as people
from awards_app.accounts.models import User
from awards_app.accounts.secrets import hash_password
from awards_app.cities.models import City
from awards_app.db import db
from awards_app.editions import service as editions
from awards_app.editions.models import Category, Criterion, Edition, SizeClass, Weight
from awards_app.editions.phases import Phase
from awards_app.entries import checking, drafts
from awards_app.entries import service as entries
from awards_app.entries.drafts import Draft
from awards_app.entries.models import Entry
from awards_app.i18n import Localised, sort_key
from awards_app.jury import queries as jury
from awards_app.jury import rounds, seating, statements
from awards_app.jury import service as judging
from awards_app.jury.models import Seat
from awards_app.jury.receipts import Given
from awards_app.jury.round_models import Round
from awards_app.jury.rounds import Plan
from awards_app.questionnaire import service as questionnaire
from awards_app.questionnaire.events import FormCopied
from awards_app.questionnaire.kinds import Kind as Asked
from awards_app.questionnaire.models import Question, Section
from awards_app.results import readiness, standings
from awards_app.results import service as session
from awards_app.results.models import Kind
from awards_app.results.service import Decision
from awards_app.roles import Role
from awards_app.team import queries
from awards_app.team import service as team
from awards_app.team.service import Invited

NOW = datetime(2026, 10, 14, 12, 0, tzinfo=UTC)
PASSWORD = "correct horse battery"
HASHED = hash_password(PASSWORD)
SLUG = "gala"
# Who holds what, and the city they belong to.
TEAM = {
    "alicja": ([Role.ORGANISER], None),
    "bartek": ([Role.JUROR], None),
    "celina": ([Role.JUROR], "Legnica"),
    "danuta": ([Role.JUROR, Role.CHAIR], None),
    "edyta": ([Role.JUROR], None),
    "marta": ([Role.CITY], "Legnica"),
    "norbert": ([Role.CITY], "Kalisz"),
    "patrycja": ([Role.PRODUCER], None),
    "roman": ([Role.AUDITOR], None),
    "zofia": ([], None),
}
TEXTS = ("goal", "means", "results", "replicability")
JURORS = ("bartek", "celina", "danuta", "edyta")
CITIES = {"Legnica": "dolnośląskie", "Kalisz": "wielkopolskie", "Rumia": "pomorskie"}


class World:
    """The edition `gala` and its people. Each method that changes something commits, at the present of the clock."""

    def __init__(self, app, clock, *, founded=False):
        self.app, self.clock = app, clock
        if founded:
            return
        with self.at_work():
            self._found()

    @contextmanager
    def at_work(self):
        """A request's context, so that verbs may name pages; what was done is committed."""
        with self.app.test_request_context(method="POST"):
            yield
            db.session.commit()
            db.session.close()

    def now(self):
        return datetime.now(UTC)

    def _found(self):
        cities = [
            City(
                name=name,
                voivodeship=place,
                sort_key=sort_key(name),
                population=60_000,
                population_source="test",
                teryt=str(n),
            )
            for n, (name, place) in enumerate(CITIES.items(), 100000)
        ]
        db.session.add_all(cities)
        edition = editions.create(edition_at(self.now()), by=None, at=self.now())
        db.session.add(form_for(edition.categories[0]))
        audit.record(
            FormCopied(edition=edition.id, category=edition.categories[0].id, source="test", sections=(), questions=()),
            by=None,
            at=self.now(),
        )
        found = {city.name: city.id for city in cities}
        for key, (roles, city) in TEAM.items():
            user = people.create_user(f"{key}@example.org", key.title() + " Testowa", at=self.now())
            people.adopt_password(user, HASHED, at=self.now())
            if key == "zofia":
                people.promote(user, at=self.now())
            for role in roles:
                team.grant(user, edition, Invited(user.email, user.name, role, found.get(city)), by=None, at=self.now())
        judged = rounds.plan_round(edition.categories[0], Plan(), by=None, at=self.now())
        seating.set_panel(judged, [self.user(key) for key in JURORS], by=None, at=self.now())

    def add_category(self):
        """A second category that is scored, `video`, with the same form; for a move from the first one."""
        with self.at_work():
            edition = self.edition
            added = Category(
                edition_id=edition.id,
                position=3,
                key="video",
                name=Localised("Wideo", "Video"),
                description=Localised("Filmy"),
                classes=[SizeClass(position=1, name=Localised("Miasto", "Town"))],
                weights=[Weight(criterion=one, value=50) for one in edition.criteria],
            )
            db.session.add(added)
            db.session.flush()
            db.session.add(form_for(added))
            judged = rounds.plan_round(added, Plan(), by=None, at=self.now())
            seating.set_panel(judged, [self.user(key) for key in JURORS], by=None, at=self.now())

    def category(self, key) -> Category:
        return next(one for one in self.edition.categories if one.key == key)

    # Looking things up, inside `at_work` or an application context.

    def user(self, key) -> User:
        return db.session.scalars(select(User).where(User.email == f"{key}@example.org")).one()

    @property
    def edition(self) -> Edition:
        return db.session.scalars(select(Edition).where(Edition.slug == SLUG)).one()

    def entry(self, title) -> Entry:
        return db.session.scalars(select(Entry).where(Entry.title == title)).one()

    def seat(self, juror, title) -> Seat:
        """In the round that was opened last."""
        query = select(Seat).join(Seat.entry).join(Seat.round)
        query = query.where(Seat.juror_id == self.user(juror).id, Entry.title == title)
        return db.session.scalars(query.order_by(Round.position.desc()).limit(1)).one()

    def id_of(self, look, *names) -> UUID:
        with self.app.app_context():
            return look(self, *names).id

    def count(self, model) -> int:
        with self.app.app_context():
            return db.session.scalar(select(func.count()).select_from(model))

    # Acting as a person in the browser.

    def visitor(self, key=None, *, locale="pl"):
        """A browser that asks for that language, signed in as the person by the real form."""
        client = self.app.test_client()
        client.set_cookie("locale", locale)
        if key:
            sent = client.post("/sign-in", data={"email": f"{key}@example.org", "password": PASSWORD})
            assert sent.status_code == 302, sent.text
        return client

    # Bringing the edition on.

    def open(self):
        with self.at_work():
            questionnaire.open_call(self.edition, by=self.user("alicja"), at=self.now())

    def enter(self, title, city="Legnica", *, submitted=True, **changes):
        """A complete entry of a city, submitted unless said otherwise."""
        author = self.user_of(city)
        with self.at_work():
            place = db.session.scalars(select(City).where(City.name == city)).one()
            entry = drafts.begin(
                self.edition, place, draft_of(self.edition, title, **changes), by=self.user(author), at=self.now()
            )
            if submitted:
                entries.submit(entry, by=self.user(author), at=self.now())
            return entry.id

    def user_of(self, city):
        return next((key for key, (roles, place) in TEAM.items() if roles == [Role.CITY] and place == city), "alicja")

    def check(self):
        """Close the call and accept whatever was submitted."""
        self.clock.move_to(self._moment("entries_close_at"))
        with self.at_work():
            editions.close_call(self.edition, by=self.user("alicja"), at=self.now())

    def accept_all(self):
        with self.at_work():
            for entry in db.session.scalars(select(Entry).where(Entry.status == "submitted")):
                checking.accept(entry, "Obejrzane w całości.", by=self.user("alicja"), at=self.now())

    def judge(self):
        with self.at_work():
            judging.open_judging(self.edition, by=self.user("alicja"), at=self.now())
            for grant in queries.grants_in(self.edition, Role.JUROR):
                statements.make(self.edition, 1, by=grant.user, at=self.now())

    def mark(self, juror, title, *values):
        """Marks on the criteria in their order; fewer values leave the ballot incomplete."""
        with self.at_work():
            keys = [criterion.id for criterion in self.edition.criteria]
            given = Given({key: Decimal(value) for key, value in zip(keys, values, strict=False)})
            judging.save_marks(self.seat(juror, title), given, by=self.user(juror), at=self.now())

    def close(self):
        with self.at_work():
            session.close_judging(self.edition, by=self.user("alicja"), at=self.now())

    def decide_special(self, title=None):
        with self.at_work():
            size_class = readiness.unscored_classes(self.edition)[0]
            kind = Kind.AWARD if title else Kind.NO_AWARD
            chosen = (self.entry(title).id,) if title else ()
            decision = Decision(kind, chosen, "za odwagę rozmowy")
            session.decide_award(size_class, decision, by=self.user("danuta"), at=self.now())

    def seal(self):
        with self.at_work():
            return session.seal(self.edition, by=self.user("alicja"), at=self.now()).code

    def announce(self):
        with self.at_work():
            session.announce(self.edition, by=self.user("alicja"), at=self.now())

    def boards(self):
        with self.app.app_context():
            return standings.boards_of(self.edition, at=self.now())

    def in_phase(self, phase):
        """Three entries; in judging and later the marks make Rumia first, Kalisz second, Legnica third."""
        steps = (
            (Phase.OPEN, self.open),
            (Phase.OPEN, lambda: [self.enter(f"Kampania {city}", city) for city in CITIES]),
            (Phase.CHECKING, self.check),
            (Phase.JUDGING, self.accept_all),
            (Phase.JUDGING, self.judge),
            (Phase.DELIBERATION, self.mark_all),
            (Phase.DELIBERATION, self.close),
            (Phase.SEALED, lambda: self.decide_special("Kampania Rumia")),
            (Phase.SEALED, self.seal),
            (Phase.ANNOUNCED, self.announce),
        )
        for needed, step in steps:
            if not phase.is_before(needed):
                step()
        return self

    def mark_all(self):
        for title, values in (("Kampania Rumia", (9, 9)), ("Kampania Kalisz", (7, 8)), ("Kampania Legnica", (5, 6))):
            for juror in JURORS:
                if not (juror == "celina" and title.endswith("Legnica")):
                    self.mark(juror, title, *values)

    def _moment(self, column):
        with self.app.app_context():
            return getattr(self.edition, column)


def edition_at(now) -> Edition:
    """One scored category with two criteria (60 and 40), one given by resolution; the call closes in ten days."""
    criteria = [
        Criterion(
            position=number,
            key=key,
            name=Localised(key, key),
            description=Localised(key, key),
            lowest=Decimal(0),
            highest=Decimal(10),
            step=Decimal(1),
            anchors={str(level): {"pl": f"{key} {level}", "en": f"{key} {level}"} for level in range(11)},
        )
        for number, key in enumerate(("pomysł", "dialog"), 1)
    ]
    scored = Category(
        position=1,
        key="campaign",
        name=Localised("Kampania Roku", "Campaign"),
        description=Localised("Kampanie"),
        classes=[SizeClass(position=1, name=Localised())],
        weights=[Weight(criterion=criteria[0], value=60), Weight(criterion=criteria[1], value=40)],
    )
    special = Category(
        position=2,
        key="special",
        name=Localised("Grand Prix", "Grand Prix"),
        description=Localised("Uchwałą"),
        by_resolution=True,
        classes=[SizeClass(position=1, name=Localised())],
    )
    return Edition(
        slug=SLUG,
        name=Localised("Gala testowa", "Test gala"),
        intro=Localised("O nagrodzie", "About"),
        eligibility=Localised("Miasta", "Cities"),
        contact="biuro@example.org",
        phase=Phase.DRAFT,
        ladder=["heaviest", "median", "firsts", "head_to_head", "resolution"],
        criteria=criteria,
        categories=[scored, special],
        opens_at=now - timedelta(days=1),
        entries_close_at=now + timedelta(days=10),
        checking_ends_at=now + timedelta(days=15),
        judging_closes_at=now + timedelta(days=20),
        session_at=now + timedelta(days=25),
        seal_by=now + timedelta(days=30),
        gala_at=now + timedelta(days=40),
    )


def draft_of(edition, title, **changes) -> Draft:
    """A draft that lacks nothing."""
    values = {
        "category": edition.categories[0],
        "title": title,
        "answers": answers(),
    }
    return Draft(**(values | changes))


def answers(**changes):
    """Answers to all that the form asks; None leaves one out."""
    texts = {key: f"{key}: treść" for key in TEXTS}
    period = {"from": str(NOW.date() - timedelta(days=90)), "to": str(NOW.date() - timedelta(days=30))}
    found = {**texts, "period": period, "links": ["https://example.org/kampania"]} | changes
    return {key: value for key, value in found.items() if value is not None}


def form_for(category) -> Section:
    """What entries of the category are asked: a period, texts, indicators, links, a contact hidden from jurors."""
    asked = [
        ("period", Asked.PERIOD, "Czas trwania", True, {"months": 12}),
        ("goal", Asked.LONG_TEXT, "Cel i odbiorcy", True, {"most": 2000}),
        ("means", Asked.LONG_TEXT, "Przebieg", True, {"most": 5000}),
        ("results", Asked.LONG_TEXT, "Efekty", True, {"most": 3000}),
        ("indicators", Asked.METRICS, "Wskaźniki", False, {}),
        ("replicability", Asked.LONG_TEXT, "Powtarzalność", True, {"most": 2000}),
        ("links", Asked.LINKS, "Odnośniki", False, {"most": 10}),
        ("contact", Asked.TEXT, "Kontakt", False, {}),
    ]
    return Section(
        category_id=category.id,
        position=1,
        title=Localised("Kampania", "Campaign"),
        help=Localised(),
        questions=[
            Question(
                category_id=category.id,
                position=place,
                key=key,
                kind=kind,
                label=Localised(label, key.title()),
                help=Localised(),
                required=required,
                blind=key == "contact",
                settings=settings,
            )
            for place, (key, kind, label, required, settings) in enumerate(asked, 1)
        ],
    )


def form_of(title="Nowa kampania", **changes) -> dict[str, object]:
    """What the entry form sends."""
    fields = {
        "title": title,
        "links": "https://example.org/kampania",
        "period": ["2026-06-01", "2026-07-01"],
        "revision": "1",
        **{key: "treść" for key in TEXTS},
    }
    return fields | changes


def png(size=(40, 30)) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", size, "#f2b705").save(out, "PNG")
    return out.getvalue()


def pdf(width: int = 200) -> bytes:
    out, writer = io.BytesIO(), PdfWriter()
    writer.add_blank_page(width, 200)
    writer.write(out)
    return out.getvalue()


def best(world) -> list[str]:
    """The titles on the board of the scored category, best first."""
    return [row.entry.title for row in world.boards()[0].rows]


__all__ = [
    "CITIES",
    "JURORS",
    "NOW",
    "PASSWORD",
    "SLUG",
    "World",
    "answers",
    "best",
    "draft_of",
    "form_of",
    "jury",
    "pdf",
    "png",
]
