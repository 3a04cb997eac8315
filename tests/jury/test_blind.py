"""What the edition hides from its jurors is in no answer that a juror gets, to the last byte."""

import io
from urllib.parse import quote

import pytest
from PIL import Image
from pypdf import PdfReader
from sqlalchemy import select

from awards_app.db import db
from awards_app.editions import service as editions
from awards_app.editions.judging import JudgingRules
from awards_app.editions.phases import Phase
from awards_app.entries import answering_files, attachments, drafts
from awards_app.entries import service as entering
from awards_app.entries.attachments import Sent
from awards_app.errors import Refused
from awards_app.i18n import Localised
from awards_app.jury import round_queries as rounds
from awards_app.jury.masking import masked
from awards_app.jury.round_models import Admission, Cut, RoundKind
from awards_app.jury.rounds import Plan, plan_round
from awards_app.notices.models import Mail
from awards_app.questionnaire.kinds import Kind
from awards_app.questionnaire.models import Question, Reveals
from awards_app.results import shortlisting
from awards_app.roles import Role
from awards_app.team import queries as team
from tests.jury.test_recused import addresses, bytes_of
from tests.world import JURORS, answers, draft_of, pdf

TITLE = "Legnica wraca do rzeki"
LEADER = "Genowefa Kaczawska"
PROFILE = "https://example.org/profil-legnicki"
LINKS = ["https://example.org/legnica/rzeka", "https://example.org/rzeka"]
FILES = {"legnica-plakat.png": "", "list-genowefy.pdf": "letter", "umowa-legnicka.pdf": ""}
# Every town of the register can be named there, whether it takes part or not.
REGISTER = "/e/gala/jury/conflicts"
SECRETS = ("Legnic", "legnica", LEADER, PROFILE, "Marta", *FILES)


def picture():
    kept = io.BytesIO()
    Image.new("RGB", (31, 17), "navy").save(kept, "PNG")
    return kept.getvalue()


def ask(world):
    """The form also asks for the profile, the leader and a letter; what they tell by themselves is said of each."""
    section = world.category("campaign").id
    first = db.session.scalars(select(Question).where(Question.category_id == section)).first()
    told = {"profile": Reveals.CITY, "leader": Reveals.PEOPLE, "letter": Reveals.PEOPLE}
    for place, (key, reveals) in enumerate(told.items(), 50):
        db.session.add(
            Question(
                section_id=first.section_id,
                category_id=section,
                position=place,
                key=key,
                kind=Kind.FILES if key == "letter" else Kind.TEXT,
                label=Localised(f"Pytanie {key}"),
                help=Localised(),
                reveals=reveals,
                settings={},
            )
        )


def enter(world):
    with world.at_work():
        marta, at = world.user("marta"), world.now()
        city = team.find_grant(marta, world.edition, Role.CITY).city
        given = answers(profile=PROFILE, leader=LEADER, goal="W **Legnicy** rzeka dzieli.", links=LINKS)
        entry = drafts.begin(world.edition, city, draft_of(world.edition, TITLE, answers=given), by=marta, at=at)
        letter = db.session.scalars(select(Question).where(Question.key == "letter")).one()
        for number, (name, question) in enumerate(FILES.items()):
            raw = picture() if name.endswith("png") else pdf() + b"\n" * number
            kept = attachments.add(entry, Sent(name, raw, "Plakat Legnicy"), by=marta, at=at)
            if question:
                answering_files.assign(kept, letter, by=marta, at=at)
        entering.submit(entry, by=marta, at=at)


def judged(world, **rules):
    """Everybody has judged; Bartek and the others read on."""
    with world.at_work():
        ask(world)
        editions.set_judging(world.edition, JudgingRules(**rules), by=world.user("alicja"), at=world.now())
    world.open()
    enter(world)
    for place in ("Kalisz", "Rumia"):
        world.enter(f"Kampania {place}", place)
    world.check()
    world.accept_all()
    world.judge()
    for juror in JURORS:
        for title in (TITLE, "Kampania Kalisz", "Kampania Rumia"):
            if not (juror == "celina" and title == TITLE):
                world.mark(juror, title, 7, 8)
    return world


def values(world):
    """The addresses of the recused test are built about an entry of that title."""
    return [path for path in addresses(world) if path != REGISTER]


def told(world, client, paths):
    found = set()
    for path in paths:
        with client.get(path) as answer:
            body = bytes_of(answer, path)
        found |= {(path, secret) for secret in SECRETS if secret.encode() in body or quote(secret).encode() in body}
    return found


@pytest.fixture(autouse=True)
def _about_this_entry(monkeypatch):
    monkeypatch.setattr("tests.jury.test_recused.TITLE", TITLE)


def compare_of(world):
    with world.app.app_context():
        key = rounds.rounds_in(world.edition)[0].id
        first, second = (world.seat("bartek", title).id for title in (TITLE, "Kampania Rumia"))
    return f"/e/gala/jury/rounds/{key}/compare?first={first}&second={second}"


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_no_answer_to_a_juror_names_the_city_or_the_people(world):
    judged(world, hides_city=True, hides_people=True)
    bartek = world.visitor("bartek")
    paths = [*values(world), compare_of(world)]
    assert told(world, bartek, paths) == set()
    world.close()
    assert told(world, bartek, paths) == set()
    with world.app.app_context():
        sheet = db.session.scalars(select(Mail).where(Mail.purpose == "jury_sheet", Mail.to.like("bartek%"))).one()
        text = "\n".join(
            p.extract_text() for p in PdfReader(io.BytesIO(bartek.get("/e/gala/jury/sheet.pdf").data)).pages
        )
        for read in (sheet.text, text):
            assert "‹miasto› wraca do rzeki" in read
            assert not [secret for secret in SECRETS if secret in read]


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_the_walk_finds_them_where_nothing_is_hidden(world):
    judged(world)
    found = told(world, world.visitor("bartek"), [*values(world), compare_of(world)])
    assert {secret for _path, secret in found} >= {"Legnic", LEADER, PROFILE, *FILES}
    assert compare_of(world) in {path for path, _secret in found}


def test_each_switch_hides_its_own(world):
    judged(world, hides_city=True)
    with world.app.app_context():
        url = f"/e/gala/jury/{world.seat('bartek', TITLE).id}"
    page = world.visitor("bartek").get(url).text
    assert LEADER in page
    assert PROFILE not in page
    assert "Legnic" not in page
    assert "W <strong>‹miasto›</strong> rzeka dzieli." in page
    assert LINKS[1] in page
    assert "plik 3.pdf" in page


def test_a_file_comes_under_its_number_and_one_that_answers_a_hidden_question_not_at_all(world):
    judged(world, hides_people=True)
    bartek = world.visitor("bartek")
    with world.app.app_context():
        seat, kept = world.seat("bartek", TITLE), {one.name: one.id for one in world.entry(TITLE).attachments}
        url = f"/e/gala/jury/{seat.id}/attachments"
    assert bartek.get(f"{url}/{kept['list-genowefy.pdf']}").status_code == 404
    sent = bartek.get(f"{url}/{kept['umowa-legnicka.pdf']}")
    assert "plik%203.pdf" in sent.headers["Content-Disposition"]
    assert "umowa" not in sent.headers["Content-Disposition"]


def test_when_the_laureates_are_announced_nothing_is_hidden_any_more(world):
    judged(world, hides_city=True, hides_people=True)
    world.close()
    world.decide_special()
    with world.at_work():
        world.edition.ladder = [*world.edition.ladder, "shared"]
    world.seal()
    assert "Legnica" not in world.visitor("bartek").get("/e/gala/jury/").text
    world.announce()
    assert "Legnica" in world.visitor("bartek").get("/e/gala/jury/").text


def test_nominations_wait_while_the_cities_are_hidden_from_those_who_judge(world):
    with world.at_work():
        editions.set_judging(world.edition, JudgingRules(hides_city=True), by=world.user("alicja"), at=world.now())
        plan = Plan(kind=RoundKind.SCREENING, cut=Cut.JURORS, cut_value=1)
        plan_round(world.edition.categories[0], plan, by=world.user("alicja"), at=world.now())
    world.in_phase(Phase.JUDGING)
    with world.at_work():
        first, second = rounds.rounds_of(world.edition.categories[0])
        db.session.add_all(Admission(round_id=second.id, entry_id=entry.id) for entry in rounds.entries_in(first))
    with world.at_work(), pytest.raises(Refused):
        second = rounds.rounds_of(world.edition.categories[0])[1]
        shortlisting.publish_nominations(second, by=world.user("alicja"), at=world.now())


@pytest.mark.parametrize(
    ("city", "text", "read"),
    [
        ("Legnica", "W Legnicy, legnickie i Legnickie #legnica", "W ‹city›, legnickie i ‹city› #‹city›"),
        ("Łódź", "Łodzi i łodzi, łódź", "‹city› i łodzi, łódź"),
        ("Wisła", "W Wiśle, nad Wisłą; wiślanie", "W ‹city›, nad ‹city›; wiślanie"),
        ("Zduńska Wola", "Zduńskiej Woli, Wola, Zduńska", "‹city›, Wola, Zduńska"),
        ("Bielsko-Biała", "Bielska-Białej i Bielsko – Biała", "‹city› i ‹city›"),
        ("Ełk", "Ełk, Ełckie, ełk", "‹city›, Ełckie, ełk"),
        ("Dobra", "Dobra praktyka i dobre praktyki", "‹city› praktyka i dobre praktyki"),
        ("Legnica", "", ""),
        ("Legnica", "🎉 Legnica", "🎉 ‹city›"),
    ],
)
def test_a_city_is_taken_out_of_a_text_as_far_as_its_beginning_betrays_it(app, city, text, read):
    with app.test_request_context():
        assert masked(text, city).replace("‹miasto›", "‹city›") == read
