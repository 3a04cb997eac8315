"""The register in the browser: search, correction, and imports with a preview that is true."""

import re

import pytest
from sqlalchemy import select

from awards_app.cities import queries
from awards_app.cities.models import City
from awards_app.db import db
from tests.cities import files

CORRECTED = {"name": "Legnica", "teryt": "100000", "population": "95 000", "of": "2026-06-30", "source": "GUS, BDL"}
SHOWN = re.compile(r'name="shown" value="([^"]+)"')


def city_id(world, name):
    with world.app.app_context():
        return db.session.scalars(select(City.id).where(City.name == name)).one()


def population(world, name):
    with world.app.app_context():
        return db.session.scalars(select(City.population).where(City.name == name)).one()


def add(world, *names, voivodeship="łódzkie"):
    with world.at_work():
        for name in names:
            db.session.add(
                City(name=name, sort_key=name, voivodeship=voivodeship, population=9, population_source="test")
            )


@pytest.mark.parametrize(
    ("wish", "found"),
    [
        ("lodz", "Łódź"),
        ("ŁÓDŹ", "Łódź"),
        ("zdunska", "Zduńska Wola"),
        ("bielsko biala", "Bielsko-Biała"),
        ("BIAŁA", "Bielsko-Biała"),
        ("1000", "Legnica"),
    ],
)
def test_a_search_finds_a_city_however_it_is_typed(world, wish, found):
    add(world, "Łódź", "Zduńska Wola", "Bielsko-Biała")
    page = world.visitor("alicja").get("/e/gala/cities/", query_string={"q": wish}).text
    names = re.findall(r'class="name" href="[^"]+">([^<]+)<', page)
    assert any(name.startswith(found) for name in names)
    assert len(names) < 4


@pytest.mark.parametrize("wish", ["%", "_", "'; DROP TABLE city; --", "x" * 5000, "ǆ", "٣"])
def test_a_strange_search_finds_nothing_and_breaks_nothing(world, wish):
    answer = world.visitor("alicja").get("/e/gala/cities/", query_string={"q": wish})
    assert answer.status_code == 200
    assert "Nie znaleziono miasta" in answer.text


def test_what_no_database_can_be_asked_is_left_out_of_a_search(world):
    assert "Legnica" in world.visitor("alicja").get("/e/gala/cities/?q=leg%00nica").text


def test_a_filter_keeps_to_a_voivodeship_and_ignores_one_that_is_none(world):
    alicja = world.visitor("alicja")
    assert "Kalisz" not in alicja.get("/e/gala/cities/?voivodeship=pomorskie").text
    assert "Kalisz" in alicja.get("/e/gala/cities/?voivodeship=Mordor").text


def test_an_organiser_corrects_a_city_and_the_page_keeps_what_was(world):
    alicja, address = world.visitor("alicja"), f"/e/gala/cities/{city_id(world, 'Legnica')}"
    assert alicja.post(address, data=CORRECTED).status_code == 302
    assert alicja.post(address, data=CORRECTED | {"population": "94000", "name": "Nowa Legnica"}).status_code == 302
    page = alicja.get(address).text
    kept = ("95\u00a0000", "94\u00a0000", "30 czerwca 2026", "GUS, BDL", "Legnica (dolnośląskie)")
    assert [one for one in kept if one not in page] == []
    trail = world.visitor("zofia").get("/admin/audit?kind=CityCorrected").text
    assert "Nowa Legnica" in trail


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("population", "dużo", "Wpisz liczbę całkowitą"),
        ("population", "0", "od 1 do"),
        ("of", "2099-01-01", "jeszcze nie nadszedł"),
        ("of", "wczoraj", "Wpisz datę"),
        ("source", "", "Wypełnij to pole"),
        ("teryt", "12", "Kod TERYT ma 7 cyfr"),
        ("teryt", "100001", "jest już w rejestrze"),
    ],
)
def test_a_wrong_correction_is_told_beside_the_field_and_loses_nothing(world, field, value, sentence):
    alicja, address = world.visitor("alicja"), f"/e/gala/cities/{city_id(world, 'Legnica')}"
    answer = alicja.post(address, data=CORRECTED | {"source": "Moje źródło"} | {field: value})
    assert answer.status_code in {409, 422}
    assert sentence in answer.text
    assert field == "source" or "Moje źródło" in answer.text
    assert population(world, "Legnica") == 60_000


def test_an_auditor_reads_the_register_and_cannot_correct_it(world):
    roman, address = world.visitor("roman"), f"/e/gala/cities/{city_id(world, 'Legnica')}"
    page = roman.get(address)
    assert page.status_code == 200
    assert "Popraw rejestr" not in page.text
    assert roman.post(address, data=CORRECTED).status_code == 403


def send(client, raw, where="terc", **fields):
    answer = client.post(f"/admin/cities/imports/{where}", data=files.upload(raw, **fields))
    assert answer.status_code == 302, answer.text
    return answer.location


def test_an_administrator_imports_terc_after_looking_at_the_preview(world):
    zofia = world.visitor("zofia")
    page = send(zofia, files.terc(("0201011", "Bolesławiec")))
    preview = zofia.get(page).text
    assert "Bolesławiec (dolnośląskie) 0201011" in preview
    assert "dodano (1)" in preview
    with world.app.app_context():
        assert queries.find_city("Bolesławiec", "dolnośląskie") is None
    assert zofia.post(f"{page}/import", data={"shown": SHOWN.search(preview)[1]}).status_code == 302
    assert "Co zaimportowano" in zofia.get(page).text
    with world.app.app_context():
        assert queries.find_city("Bolesławiec", "dolnośląskie").teryt == "0201011"


def test_a_preview_that_is_no_longer_true_is_shown_anew(world):
    zofia = world.visitor("zofia")
    page = send(zofia, files.figures(("100000", 70000)), "populations", of="2026-01-01", source="GUS")
    old = SHOWN.search(zofia.get(page).text)[1]
    world.visitor("alicja").post(f"/e/gala/cities/{city_id(world, 'Legnica')}", data=CORRECTED | {"of": "2025-06-30"})
    answer = zofia.post(f"{page}/import", data={"shown": old})
    assert answer.status_code == 409
    assert "zastąpiona poprawka ręczna" in answer.text
    assert population(world, "Legnica") == 95_000
    assert zofia.post(f"{page}/import", data={"shown": SHOWN.search(answer.text)[1]}).status_code == 302
    assert population(world, "Legnica") == 70_000


def test_a_bad_file_is_refused_beside_its_field_and_the_rest_is_kept(world):
    zofia = world.visitor("zofia")
    sent = files.upload(files.figures(("0201011", "38 000")), of="2026-01-01", source="Moje źródło")
    answer = zofia.post("/admin/cities/imports/populations", data=sent)
    assert answer.status_code == 422
    assert "Wiersz 2, kolumna 2" in answer.text
    assert "Moje źródło" in answer.text
    with world.app.app_context():
        assert queries.files(1).total == 0


@pytest.mark.parametrize("where", ["terc", "populations"])
def test_no_file_and_a_huge_file_are_refused_in_words(world, where):
    zofia = world.visitor("zofia")
    facts = {"of": "2026-01-01", "source": "GUS"}
    assert "Wybierz plik" in zofia.post(f"/admin/cities/imports/{where}", data=facts).text
    huge = zofia.post(f"/admin/cities/imports/{where}", data=files.upload(b"x;" * 5_000_000, **facts))
    assert huge.status_code == 422
    assert "Plik ma 10.0 MB" in huge.text
    # What the test's browser sent lies in a file of its own.
    huge.request.environ["wsgi.input"].close()


def test_a_file_is_put_aside(world):
    zofia = world.visitor("zofia")
    page = send(zofia, files.terc(("0201011", "Bolesławiec")))
    assert zofia.post(f"{page}/discard").status_code == 302
    assert "odłożony" in zofia.get("/admin/cities/imports/").text
    assert zofia.post(f"{page}/import", data={"shown": "x"}).status_code == 409


def test_an_older_terc_file_warns(world):
    zofia = world.visitor("zofia")
    page = send(zofia, files.terc(("0201011", "Bolesławiec"), day="2026-01-01"))
    zofia.post(f"{page}/import", data={"shown": SHOWN.search(zofia.get(page).text)[1]})
    older = zofia.get(send(zofia, files.terc(("0201011", "Stary Bolesławiec"), day="2020-01-01"))).text
    assert "Zaimportowano już plik o późniejszym stanie" in older
