"""Two towns of one name are told apart wherever a name is shown: on every page, in every mail and every export."""

import csv
import io
import json
import re
from html import unescape
from pathlib import Path

import openpyxl
import pytest
from sqlalchemy import select

from awards_app.cities import imports
from awards_app.cities.models import City, FileKind, RegisterFile
from awards_app.db import db
from awards_app.editions.town_models import FrozenPopulation, TownRequest
from awards_app.entries import drafts
from awards_app.entries import service as entries
from awards_app.jury import conflicts
from awards_app.jury.conflict_models import Ground
from awards_app.jury.conflicts import About, Reason, Tie
from awards_app.jury.models import Seat
from awards_app.notices.models import Mail
from awards_app.results import service as session
from awards_app.results import standings
from awards_app.results.models import Kind
from awards_app.results.service import Decision
from awards_app.roles import Role
from awards_app.team import service as team
from awards_app.team.service import Invited
from tests.cities.files import terc
from tests.world import JURORS, draft_of

NAME, PLACES = "Oleśnica", {"Kalisz": "dolnośląskie", "Rumia": "świętokrzyskie"}
ALONE = re.compile(rf"{NAME}(?! \((?:dolnośląskie|świętokrzyskie|wielkopolskie)\))")
# The field that a name is typed into stands beside the one of the voivodeship, or under the full name.
TYPED = re.compile(r'<input[^>]* id="name"[^>]*>')
ESCAPED = re.compile(r"\\u([0-9a-f]{4})")
# One for each role, and nobody.
PEOPLE = (None, "alicja", "bartek", "danuta", "norbert", "patrycja", "roman", "zofia")
FILES = (
    "/laureates/export.csv?separator=comma",
    "/laureates/export.xlsx",
    "/laureates/export.json",
    "/laureates/seal.json",
)


@pytest.fixture
def twins(world):
    """Kalisz and Rumia bear one name, enter, and are marked alike, so that every page that tells of ties speaks up."""
    with world.at_work():
        for old, voivodeship in PLACES.items():
            city = db.session.scalars(select(City).where(City.name == old)).one()
            city.name, city.voivodeship = NAME, voivodeship
            invited = Invited(f"{voivodeship[0]}@example.org", "Nowa", Role.CITY, city.id)
            link = "http://localhost:8000/TOKEN"
            team.invite(world.edition, invited, link=link, by=world.user("alicja"), at=world.now())
        raw = terc(("0214044", NAME), ("2612084", NAME), ("3001014", NAME))
        imports.receive(imports.Sent(FileKind.TERC, "terc.csv", raw), by=world.user("zofia"), at=world.now())
    world.open()
    asked = {"name": NAME, "voivodeship": "dolnośląskie", "population": "9", "asker": "X", "email": "x@example.org"}
    world.visitor().post("/e/gala/missing-town", data=asked)
    with world.at_work():
        for city in db.session.scalars(select(City).where(City.name == NAME)):
            by, at = world.user("norbert"), world.now()
            draft = draft_of(world.edition, f"Kampania {city.voivodeship}")
            entries.submit(drafts.begin(world.edition, city, draft, by=by, at=at), by=by, at=at)
    return world


def pages_of(world, person):
    """Every address without a parameter, and every one whose parameters can be filled from what there is."""
    with world.app.app_context():
        found = {
            "entry_id": [one.id for one in db.session.scalars(select(entries.Entry))],
            "seat_id": [one.id for one in db.session.scalars(select(Seat))],
            "class_id": [one.classes[0].id for one in world.edition.categories],
            "city_id": list(db.session.scalars(select(City.id))),
            "frozen_id": list(db.session.scalars(select(FrozenPopulation.id))),
            "request_id": list(db.session.scalars(select(TownRequest.id))),
            "file_id": list(db.session.scalars(select(RegisterFile.id))),
        }
    for rule in world.app.url_map.iter_rules():
        names = rule.arguments - {"edition"}
        if "GET" in rule.methods and names <= found.keys() and len(names) < 2:
            for value in found[next(iter(names))] if names else [None]:
                with world.app.test_request_context():
                    filled = {name: value for name in names} | {"edition": "gala"}
                    values = {name: filled[name] for name in rule.arguments}
                    yield world.app.url_map.bind("localhost").build(rule.endpoint, values)


def alone(text):
    """Where the name stands without its voivodeship, with what is around it."""
    text = TYPED.sub("", text)
    plain = unescape(ESCAPED.sub(lambda code: chr(int(code[1], 16)), text)).replace("\u00a0", " ")
    return [plain[max(0, found.start() - 60) : found.end() + 40] for found in ALONE.finditer(plain)]


def walk(world):
    """Everybody looks at everything they may; returns how often the name was seen."""
    seen = 0
    for person in PEOPLE:
        client = world.visitor(person)
        for page in sorted(set(pages_of(world, person))):
            answer = client.get(page)
            if answer.status_code == 200 and answer.mimetype == "text/html":
                assert not alone(answer.text), (person, page)
                seen += answer.text.count(f"{NAME} (")
    return seen


def steps_back(twins, seat):
    tie = Tie(seat.juror, About(entry_id=seat.entry_id), Reason(Ground.FAMILY))
    conflicts.name(seat.entry.edition, tie, by=seat.juror, at=twins.now())


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_no_page_mail_or_export_shows_a_name_of_two_towns_alone(twins):
    assert walk(twins) > 20
    twins.check()
    twins.accept_all()
    twins.judge()
    with twins.at_work():
        seat = twins.seat("edyta", "Kampania dolnośląskie")
        steps_back(twins, seat)
    assert walk(twins) > 20
    for juror in JURORS:
        for voivodeship in PLACES.values():
            if (juror, voivodeship) != ("edyta", "dolnośląskie"):
                twins.mark(juror, f"Kampania {voivodeship}", 8, 8)
    twins.close()
    assert walk(twins) > 20
    resolve(twins)
    assert walk(twins) > 20
    twins.decide_special("Kampania dolnośląskie")
    twins.seal()
    walk(twins)
    exports(twins)
    twins.announce()
    assert f"{NAME} (świętokrzyskie)" in twins.visitor().get("/e/gala/").text
    walk(twins)
    with twins.app.app_context():
        mails = db.session.scalars(select(Mail)).all()
        assert not [found for mail in mails for found in alone(f"{mail.subject} {mail.text}")]
        assert any(NAME in mail.text for mail in mails)


def resolve(world):
    with world.at_work():
        board = standings.boards_of(world.edition, at=world.now())[0]
        for group in board.unresolved:
            decision = Decision(Kind.ORDER, tuple(entry.id for entry in group), "Trwałość efektów.")
            session.resolve_tie(board, decision, by=world.user("danuta"), at=world.now())


def exports(world):
    """In a table the voivodeship stands in the next column; in data, beside the name."""
    client = world.visitor("patrycja")
    table, book, *data = (client.get(f"/e/gala{path}{'&' if '?' in path else '?'}all=1").data for path in FILES)
    rows = list(csv.reader(io.StringIO(table.decode("utf-8-sig"))))
    rows += [list(row) for row in openpyxl.load_workbook(io.BytesIO(book)).active.values]
    places = [row[row.index(NAME) + 1] for row in rows if NAME in row]
    assert set(places) == set(PLACES.values())
    assert len(places) > 4
    for one in data:
        found = list(named(json.loads(one)))
        assert {line["voivodeship"] for line in found} == set(PLACES.values())


def named(value):
    """Every object in the data that names the city."""
    if isinstance(value, dict):
        if value.get("city") == NAME:
            yield value
        value = list(value.values())
    if isinstance(value, list):
        for one in value:
            yield from named(one)


def test_no_mail_names_a_town_without_its_voivodeship():
    letters = (Path(__file__).resolve().parent.parent / "templates" / "mail").glob("*.txt")
    assert [one.name for one in letters if "city.name" in one.read_text(encoding="utf-8")] == []
