"""A recused juror learns nothing of the entry: every address that there is, read to the last byte, in every phase."""

import io
from decimal import Decimal
from itertools import product
from urllib.parse import quote

import pytest
from PIL import Image

from awards_app.db import Model, db
from awards_app.editions.phases import Phase
from awards_app.entries import attachments, drafts
from awards_app.entries import service as entering
from awards_app.entries.attachments import Sent
from awards_app.jury import conflicts
from awards_app.jury import service as judging
from awards_app.jury.conflict_models import Ground
from awards_app.jury.conflicts import About, Reason, Tie
from awards_app.jury.receipts import Given
from awards_app.roles import Role
from awards_app.team import queries as team
from tests.world import JURORS, answers, draft_of

TITLE = "Kampania Legnica"
SECRET = "zaklinanie deszczu nad Kaczawą"
COMMENT = "Za mało rozmowy z mieszkańcami Zakaczawia."
FILE = "plakat-zakaczawie.png"
MOST = 4


def picture():
    kept = io.BytesIO()
    Image.new("RGB", (31, 17), "navy").save(kept, "PNG")
    return kept.getvalue()


@pytest.fixture
def judged(world):
    """Everybody has judged the entry of Legnica but Celina, who lives there, and Bartek, who stepped back."""
    world.open()
    with world.at_work():
        marta, at = world.user("marta"), world.now()
        city = team.find_grant(marta, world.edition, Role.CITY).city
        entry = drafts.begin(
            world.edition, city, draft_of(world.edition, TITLE, answers=answers(goal=SECRET)), by=marta, at=at
        )
        attachments.add(entry, Sent(FILE, picture(), "Plakat"), by=marta, at=at)
        entering.submit(entry, by=marta, at=at)
    for place in ("Kalisz", "Rumia"):
        world.enter(f"Kampania {place}", place)
    world.check()
    world.accept_all()
    world.judge()
    world.mark_all()
    with world.at_work():
        for juror in ("danuta", "edyta"):
            given = Given({world.edition.criteria[0].id: Decimal(3)}, COMMENT)
            judging.save_marks(world.seat(juror, TITLE), given, by=world.user(juror), at=world.now())
        tie = Tie(world.user("bartek"), About(entry_id=world.entry(TITLE).id), Reason(Ground.FAMILY))
        conflicts.name(world.edition, tie, by=world.user("bartek"), at=world.now())
    return world


def values_of(world):
    """For each argument of an address, everything there is that fits, the recused entry's first."""
    found = {"edition": ["gala"], "category": ["campaign"], "kind": ["csv", "xlsx", "json"], "number": ["1"]}
    found |= {"language": ["pl", "en"], "direction": ["up"], "verdict": ["uphold"], "token": ["x"], "filename": []}
    with world.app.app_context():
        for mapper in Model.registry.mappers:
            rows = db.session.query(mapper.class_).limit(60).all()
            keys = [str(row.id) for row in rows if getattr(row, "id", None)]
            found[f"{mapper.class_.__tablename__}_id"] = keys
        own = world.entry(TITLE)
        found["entry_id"] = [str(own.id)]
        found["attachment_id"] = [str(one.id) for one in own.attachments]
        found["seat_id"] = [str(world.seat(juror, TITLE).id) for juror in JURORS]
        found["class_id"] = found["size_class_id"]
        found["juror_id"] = found["user_id"]
        found["grant_id"], found["inquiry_id"] = found.get("grant_id", []), found.get("inquiry_id", [])
    return found


def addresses(world):
    """Each address that answers a GET, with every value of its arguments, but not without end."""
    values = values_of(world)
    for rule in world.app.url_map.iter_rules():
        if "GET" not in rule.methods or rule.endpoint == "static":
            continue
        names = sorted(rule.arguments)
        known = [values.get(name, ["00000000-0000-4000-8000-000000000000"])[:MOST] or ["x"] for name in names]
        with world.app.test_request_context():
            adapter = world.app.url_map.bind("localhost")
            for chosen in product(*known):
                try:
                    yield adapter.build(rule.endpoint, dict(zip(names, chosen, strict=True)), "GET")
                except Exception:  # noqa: S112 - a value that does not fit this rule
                    continue


def bytes_of(answer, path):
    """All that came, but what was only asked for."""
    body = answer.get_data() + repr(list(answer.headers)).encode()
    for asked in (path, quote(path), quote(path, safe="")):
        body = body.replace(asked.encode(), b"")
    return body


def leaks(world, client):
    with world.app.app_context():
        entry = world.entry(TITLE)
        secrets = [TITLE, SECRET, COMMENT, FILE, str(entry.id), entry.id.hex]
        secrets += [one.key for one in entry.attachments]
    found, read = [], 0
    for path in addresses(world):
        with client.get(path) as answer:
            read += answer.status_code == 200
            body = bytes_of(answer, path)
            found += [(path, secret) for secret in secrets if secret.encode() in body]
    assert read > 10
    return found


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@pytest.mark.parametrize("juror", ["celina", "bartek"])
@pytest.mark.parametrize("phase", [Phase.JUDGING, Phase.DELIBERATION, Phase.SEALED])
def test_no_address_tells_a_recused_juror_anything_of_the_entry(judged, juror, phase):
    if phase is not Phase.JUDGING:
        with judged.at_work():
            judged.edition.minimum_ballots = 2
        judged.close()
    if phase is Phase.SEALED:
        judged.decide_special()
        judged.seal()
    assert leaks(judged, judged.visitor(juror)) == []


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_the_walk_finds_what_a_juror_may_read(judged):
    """The same walk as somebody who judges the entry: it would find a leak."""
    assert {secret for _path, secret in leaks(judged, judged.visitor("danuta"))} >= {TITLE, SECRET, FILE}
