"""The laureate list in spreadsheets: worded for its reader, with the reasons, and nothing that is misread."""

import csv
import io
import json
import re

import pytest
from openpyxl import load_workbook
from sqlalchemy import select

from awards_app.db import db
from awards_app.i18n import Localised
from awards_app.results import laureates, standings
from awards_app.results import service as session
from awards_app.results.labels import step_in_words
from awards_app.results.models import Kind, Seal
from awards_app.results.service import Decision
from tests.world import JURORS

WHY = "Trwałość efektów."


@pytest.fixture
def decided(world):
    """A tie that a criterion decided, one that the chair did, and an award that is given to nobody; sealed."""
    world.open()
    marks = {"Rumia": (6, 8), "Kalisz": (8, 5), "Legnica": (5, 5), "Druga": (5, 5)}
    for title in marks:
        world.enter(title, "Legnica" if title == "Druga" else title)
    world.check()
    world.accept_all()
    world.judge()
    for title, values in marks.items():
        for juror in JURORS:
            if juror != "celina" or title in {"Rumia", "Kalisz"}:
                world.mark(juror, title, *values)
    world.close()
    with world.at_work():
        order = (world.entry("Druga").id, world.entry("Legnica").id)
        board = standings.boards_of(world.edition, at=world.now())[0]
        session.resolve_tie(board, Decision(Kind.ORDER, order, WHY), by=world.user("danuta"), at=world.now())
    world.decide_special()
    world.seal()
    return world


def csv_rows(world, path="export.csv?separator=semicolon&all=1"):
    parted = ";" if "semicolon" in path else ","
    return list(csv.reader(io.StringIO(exported(world, path).decode("utf-8-sig")), delimiter=parted))


def xlsx_rows(world):
    sheet = load_workbook(io.BytesIO(exported(world, "export.xlsx?all=1"))).active
    return [["" if cell is None else cell for cell in row] for row in sheet.iter_rows(values_only=True)]


@pytest.mark.parametrize("read", [csv_rows, xlsx_rows])
def test_what_decided_is_worded_and_the_chair_s_reason_is_given(decided, read):
    told = {row[7]: (row[12], row[13]) for row in read(decided)[1:]}
    assert told["Kalisz"] == told["Rumia"] == ("wyższa średnia: pomysł", "")
    assert told["Druga"] == told["Legnica"] == ("rozstrzygnięcie przewodniczącego", WHY)


@pytest.mark.parametrize("read", [csv_rows, xlsx_rows])
def test_an_award_that_nobody_gets_has_its_row(decided, read):
    rows = [row for row in read(decided) if row[0] == "Grand Prix"]
    assert len(rows) == 1
    assert rows[0][2:9] == ["bez nagrody", "", "", "", "", "", ""]
    assert rows[0][12:] == ["rozstrzygnięcie przewodniczącego", "za odwagę rozmowy"]
    assert [row[0] for row in csv_rows(decided, "export.csv?separator=comma")].count("Grand Prix") == 1


def test_json_keeps_the_codes_of_the_steps(decided):
    lines = json.loads(exported(decided, "export.json?all=1"))["awards"][0]["lines"]
    assert [line["decided_by"] for line in lines] == ["criterion:pomysł"] * 2 + ["resolution"] * 2
    assert [line["reason"] for line in lines] == ["", "", WHY, WHY]
    assert {line["teryt"] for line in lines} == {"100000", "100001", "100002"}


def test_the_list_s_page_gives_the_chair_s_reason_to_those_who_may_read_it(decided):
    assert WHY in decided.visitor("patrycja").get("/e/gala/laureates/").text


@pytest.mark.parametrize("separator", ["comma", "semicolon"])
def test_no_code_or_fraction_of_the_csv_can_be_taken_for_a_number_or_a_date(decided, separator):
    rows = csv_rows(decided, f"export.csv?separator={separator}&all=1")[1:5]
    assert {row[6] for row in rows} == {"TERYT 100000", "TERYT 100001", "TERYT 100002"}
    assert {row[8] for row in rows} == {"nr 001", "nr 002", "nr 003", "nr 004"}
    assert [row[10] for row in rows] == ["68 ÷ 1", "68 ÷ 1", "50 ÷ 1", "50 ÷ 1"]
    # Whatever else looks like a number is one: a place, a score, a number of ballots.
    assert {n for row in rows for n, cell in enumerate(row) if re.fullmatch(r"[\d\s.,:/-]+", cell)} == {3, 9, 11}


def test_xlsx_keeps_codes_as_they_are_in_cells_of_text(decided):
    told = [(row[6], row[8], row[10]) for row in xlsx_rows(decided)[1:3]]
    assert told == [("100001", "002", "68/1"), ("100002", "001", "68/1")]


def test_a_seal_without_resolutions_in_its_ties_is_still_read(decided):
    """The reason comes from what every seal has held from the first; a standing needs no field of its own for it."""
    with decided.app.app_context():
        seal = db.session.scalars(select(Seal)).one()
        content = json.loads(seal.document)
    assert not any("reason" in standing for standing in content["classes"][0]["standings"])
    content["classes"][0]["resolutions"] = []
    lines = laureates.awards_in(Seal(document=json.dumps(content)))[0].lines
    assert [line.reason for line in lines] == ["", "", "", ""]


def exported(world, path):
    return world.visitor("patrycja").get(f"/e/gala/laureates/{path}").data


def test_exports_are_safe_for_spreadsheets_and_keep_polish_letters(world):
    world.open()
    for title, city in (("=1+1", "Legnica"), ("-żółć", "Kalisz"), ("@ęśą", "Rumia")):
        world.enter(title, city)
    world.check()
    world.accept_all()
    world.judge()
    for juror in JURORS:
        for title, mark in (("=1+1", 9), ("-żółć", 8), ("@ęśą", 7)):
            if not (juror == "celina" and title == "=1+1"):
                world.mark(juror, title, mark, mark)
    world.close()
    world.decide_special()
    world.seal()
    raw = exported(world, "export.csv?separator=semicolon")
    rows = list(csv.reader(io.StringIO(raw.decode("utf-8-sig")), delimiter=";"))
    assert raw.startswith(b"\xef\xbb\xbf")
    assert [row[7] for row in rows[1:4]] == ["'=1+1", "'-żółć", "'@ęśą"]
    assert rows[1][9] == "90,00"
    comma = list(csv.reader(io.StringIO(exported(world, "export.csv?separator=comma").decode("utf-8-sig"))))
    assert comma[1][9] == "90.00"
    sheet = load_workbook(io.BytesIO(exported(world, "export.xlsx"))).active
    cells = list(sheet.iter_rows(2, 4, values_only=True))
    assert [(row[3], row[7], row[9]) for row in cells] == [(1, "=1+1", 90.0), (2, "-żółć", 80.0), (3, "@ęśą", 70.0)]
    assert all(cell.data_type != "f" for row in sheet.iter_rows(2) for cell in row)
    assert sheet.freeze_panes == "A2"
    content = json.loads(exported(world, "export.json"))
    assert [line["exact"] for line in content["awards"][0]["lines"]] == ["90/1", "80/1", "70/1"]
    assert exported(world, "export.csv?separator=x").startswith(b"<!DOCTYPE")


def test_a_step_on_a_criterion_is_exported_with_its_name():
    assert step_in_words("criterion:dialog", {"dialog": Localised("Dialog z ludźmi")}).endswith("Dialog z ludźmi")
