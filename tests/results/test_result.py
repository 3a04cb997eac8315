"""From frozen marks to the announced list: standings, ties, the chair, the seal, exports, and silence before."""

import json
import subprocess
import sys
from hashlib import sha256

import pytest
from sqlalchemy import select

from awards_app.audit import AuditEntry
from awards_app.db import db
from awards_app.editions.phases import Phase
from awards_app.results import queries, sealing
from awards_app.results.models import Seal
from tests.world import JURORS, best

RULES = """
ladder = ["heaviest", "median", "firsts", "head_to_head", "resolution"]
[[criteria]]
key = "pomysł"
weight = 60
lowest = 0
highest = 10
step = 1
[[criteria]]
key = "dialog"
weight = 40
lowest = 0
highest = 10
step = 1
"""


def tied(world):
    """Kalisz and Rumia get equal marks from everybody: no step of the ladder can tell them apart."""
    world.in_phase(Phase.JUDGING)
    for juror in JURORS:
        for title in ("Kampania Kalisz", "Kampania Rumia"):
            world.mark(juror, title, 8, 8)
        if juror != "celina":
            world.mark(juror, "Kampania Legnica", 5, 5)
    world.close()
    return world


def board_url(world):
    return f"/e/gala/results/{world.boards()[0].size_class.id}"


def places(world, **typed):
    entries = {entry.city.name: entry.id for entry in world.boards()[0].unresolved[0]}
    numbers = {f"tie0-place-{key}": typed.get(city, "") for city, key in entries.items()}
    return numbers | {"tie0-kind": "order", "tie0-reason": "Trwałość."}


def test_the_page_says_the_same_as_the_command_line(world, tmp_path):
    world.in_phase(Phase.DELIBERATION)
    rows = ["juror,entry,criterion,mark"]
    board = world.boards()[0]
    names = {one.entry.id: one.entry.city.name for one in board.rows}
    with world.app.app_context():
        for given in queries.ballots_in(world.edition)[board.size_class.id]:
            rows += [f"{given.juror},{names[given.entry]},{key},{mark}" for key, mark in given.marks.items()]
    (tmp_path / "ballots.csv").write_text("\n".join(rows))
    (tmp_path / "rules.toml").write_text(RULES)
    files = ["--ballots", tmp_path / "ballots.csv", "--rules", tmp_path / "rules.toml", "--format", "json"]
    done = subprocess.run([sys.executable, "-m", "scoring", "rank", *files], capture_output=True, text=True, check=True)
    expected = [(one["entry"], one["place"], one["exact"]) for one in json.loads(done.stdout)["standings"]]
    shown = [(row.entry.city.name, row.standing.place, row.standing.score) for row in world.boards()[0].rows]
    assert [(n, p, f"{s.numerator}/{s.denominator}") for n, p, s in shown] == expected
    page = world.visitor("danuta").get(board_url(world)).text
    assert page.index("Kampania Rumia") < page.index("Kampania Kalisz") < page.index("Kampania Legnica")
    assert "90,00" in page


def test_a_tie_blocks_the_seal_until_the_chair_decides(world):
    tied(world).decide_special()
    alicja, danuta = world.visitor("alicja"), world.visitor("danuta")
    assert alicja.post("/e/gala/results/seal").status_code == 409
    tie = f"{board_url(world)}/ties/0"
    assert alicja.post(tie, data=places(world, Rumia="1", Kalisz="2")).status_code == 403
    assert danuta.post(tie, data=places(world, Rumia="1", Kalisz="1")).status_code == 422
    assert danuta.post(tie, data=places(world, Rumia="1", Kalisz="2") | {"tie0-reason": ""}).status_code == 422
    assert danuta.post(tie, data=places(world, Rumia="1", Kalisz="2")).status_code == 302
    assert best(world)[:2] == ["Kampania Rumia", "Kampania Kalisz"]
    assert "rozstrzygnięcie przewodniczącego" in danuta.get(board_url(world)).text
    assert alicja.post("/e/gala/results/seal").status_code == 302


def test_the_chair_may_let_a_tie_stand(world):
    tied(world)
    sent = places(world) | {"tie0-kind": "shared"}
    assert world.visitor("danuta").post(f"{board_url(world)}/ties/0", data=sent).status_code == 302
    assert [row.standing.place for row in world.boards()[0].rows] == [1, 1, 3]
    assert world.boards()[0].is_final


def test_a_form_of_a_tie_that_has_moved_up_decides_nothing(world):
    tied(world)
    sent = places(world) | {"tie0-kind": "shared"}
    sent["tie0-place-" + "0" * 8 + "-0000-4000-8000-" + "0" * 12] = sent.pop(next(iter(sent)))
    assert world.visitor("danuta").post(f"{board_url(world)}/ties/0", data=sent).status_code == 409
    assert world.boards()[0].unresolved


def test_a_refused_order_keeps_the_reason_and_the_numbers(world):
    tied(world)
    danuta, sent = world.visitor("danuta"), places(world, Rumia="7", Kalisz="2") | {"tie0-reason": "Za dialog."}
    answer = danuta.post(f"{board_url(world)}/ties/0", data=sent)
    assert answer.status_code == 422
    assert all(text in answer.text for text in ("Za dialog.", 'value="7"', 'value="2"', "inny numer"))


def test_a_recused_chair_cannot_decide(world):
    tied(world)
    with world.at_work():
        for title in ("Kampania Rumia", "Kampania Kalisz"):
            world.seat("danuta", title).recusal = "declared"
    answer = world.visitor("danuta").post(f"{board_url(world)}/ties/0", data=places(world, Rumia="1", Kalisz="2"))
    assert answer.status_code == 409


def test_the_seal_is_canonical_and_anyone_can_recompute_its_code(world):
    world.in_phase(Phase.SEALED)
    with world.app.app_context():
        seal = db.session.scalars(select(Seal)).one()
    digest = sha256(seal.document.encode())
    assert seal.sha256 == digest.hexdigest()
    assert seal.code == sealing.code_of(digest.digest())
    content = json.loads(seal.document)
    assert [one["place"] for one in content["classes"][0]["standings"]] == [1, 2, 3]
    assert "Bartek" not in seal.document


def test_nothing_can_be_decided_or_sealed_twice(world):
    world.in_phase(Phase.SEALED)
    assert world.visitor("alicja").post("/e/gala/results/seal").status_code == 409
    with world.app.app_context():
        special = next(one.id for one in world.edition.categories[1].classes)
    sent = {"winner": "no_award", "reason": "Za późno na zmianę."}
    assert world.visitor("danuta").post(f"/e/gala/results/{special}/award", data=sent).status_code == 409


@pytest.mark.parametrize("person", [None, "marta", "bartek"])
def test_nobody_without_the_right_learns_the_result_before_it_is_announced(world, person):
    world.in_phase(Phase.DELIBERATION).decide_special("Kampania Rumia")
    code, visitor = world.seal(), world.visitor(person)
    for path in ("", "laureates/", "laureates/export.csv", "laureates/seal.json", "results/", "desk"):
        text = visitor.get(f"/e/gala/{path}", follow_redirects=True).text
        assert code not in text
        assert "za odwagę rozmowy" not in text
    world.announce()
    assert "za odwagę rozmowy" in visitor.get("/e/gala/").text


def test_the_producer_sees_nothing_before_the_seal(world):
    world.in_phase(Phase.DELIBERATION)
    patrycja = world.visitor("patrycja")
    assert patrycja.get("/e/gala/laureates/").status_code == 409
    assert patrycja.get("/e/gala/results/").status_code == 403
    assert "Kampania" not in patrycja.get("/e/gala/desk").text


def test_every_look_at_the_sealed_result_is_recorded(world):
    world.in_phase(Phase.SEALED)
    patrycja = world.visitor("patrycja")
    for path in ("", "export.csv", "export.xlsx", "export.json", "seal.json"):
        assert patrycja.get(f"/e/gala/laureates/{path}").status_code == 200
    with world.app.app_context():
        looks = db.session.scalars(select(AuditEntry).where(AuditEntry.event == "SealedResultSeen")).all()
    assert sorted(look.facts["what"] for look in looks) == ["csv", "json", "list", "seal", "xlsx"]
