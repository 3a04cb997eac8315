"""A bad file is refused as a whole, in a sentence that says where it is bad."""

import pytest

from awards_app.cities import populations, terc
from awards_app.errors import BadFile
from tests.cities import files

GOOD = files.terc(("0201011", "Bolesławiec"))
TOO_LARGE = b"teryt,population\n" + b"0201011,1\n" * 1_000_000


def with_line(text: str) -> bytes:
    """The good file with one more line, which is its line 9."""
    return GOOD + text.encode() + b"\r\n"


BAD_TERC = {
    "nothing": (b"", "Plik jest pusty"),
    "only a mark": (b"\xef\xbb\xbf", "nagłówek"),
    "only a header": (files.HEADER.encode(), "nie ma pod nim żadnego wiersza"),
    "no town": (files.terc(), "nie ma żadnego miasta"),
    "another header": (b"WOJ;POW;GMI;RODZ;NAME;NAZWA_DOD;STAN_NA\n02;;;;X;w;2026-01-01", "Wiersz 1, kolumna 5"),
    "a column less": (b"WOJ;POW;GMI;RODZ;NAZWA;NAZWA_DOD\n", "Wiersz 1, kolumna 7"),
    "commas": (GOOD.replace(b";", b","), "Wiersz 1, kolumna 1"),
    "an old code page": (
        "WOJ;POW;GMI;RODZ;NAZWA;NAZWA_DOD;STAN_NA\n02;;;;DOLNOŚLĄSKIE".encode("cp1250"),
        "Wiersz 2, znak 12",
    ),
    "UTF-16": (GOOD.decode().encode("utf-16"), "UTF-16"),
    "a NUL": (with_line("02;01;03;4;No\0wy;miasto;2026-01-01"), "Wiersz 9, znak 14"),
    "a picture": (b"\x89PNG\r\n\x1a\n" + b"\x00\xff" * 50, "Wiersz 1, znak 1"),
    "too many cells": (with_line("02;01;03;4;Nowy;miasto;2026-01-01;x"), "Wiersz 9: oczekiwana liczba kolumn: 7"),
    "a letter in a code": (with_line("02;0l;03;4;Nowy;miasto;2026-01-01"), "Wiersz 9, kolumna 2 (POW)"),
    "Arabic digits": (with_line("02;٠١;03;4;Nowy;miasto;2026-01-01"), "Wiersz 9, kolumna 2 (POW)"),
    "a code without its zero": (with_line("2;01;03;4;Nowy;miasto;2026-01-01"), "Wiersz 9, kolumna 1 (WOJ)"),
    "an unknown kind": (with_line("02;01;03;7;Nowy;miasto;2026-01-01"), "Wiersz 9, kolumna 4 (RODZ)"),
    "no name": (with_line("02;01;03;4; ;miasto;2026-01-01"), "Wiersz 9, kolumna 5 (NAZWA)"),
    "a forged name": (with_line("02;01;03;4;a\u202eb;miasto;2026-01-01"), "Wiersz 9, kolumna 5 (NAZWA)"),
    "no day": (with_line("02;01;03;4;Nowy;miasto;1 stycznia"), "Wiersz 9, kolumna 7 (STAN_NA)"),
    "a foreign voivodeship": (with_line("04;01;03;4;Nowy;miasto;2026-01-01"), "Wiersz 9, kolumna 1 (WOJ)"),
    "a double": (with_line("02;01;01;4;Bolesławiec;miasto;2026-01-01"), "w wierszu 8"),
    "a voivodeship twice": (with_line("02;;;;DOLNOŚLĄSKIE;województwo;2026-01-01"), "Wiersz 9, kolumna 1 (WOJ)"),
    "an open quotation mark": (with_line('02;01;03;4;"Nowy;miasto;2026-01-01'), "Wiersz 9: cudzysłów"),
    "ten megabytes": (TOO_LARGE, "Plik ma 10.0 MB"),
}
BAD_FIGURES = {
    "only a header": (b"teryt,population\n", "nie ma pod nim żadnego wiersza"),
    "another header": (b"kod,ludnosc\n0201011,5\n", "Wiersz 1, kolumna 1"),
    "spaces in a number": (
        files.figures(("0201011", "38 000")),
        "Wiersz 2, kolumna 2 (population): zapisz liczbę bez spacji",
    ),
    "a hard space": (files.figures(("0201011", "38\u00a0000")), "zapisz liczbę bez spacji"),
    "a fraction": (files.figures(("0201011", "38.5")), "Wiersz 2, kolumna 2"),
    "a negative": (files.figures(("0201011", "-5")), "Wiersz 2, kolumna 2"),
    "nobody": (files.figures(("0201011", "0")), "Wiersz 2, kolumna 2"),
    "beyond all": (files.figures(("0201011", "9" * 400)), "Wiersz 2, kolumna 2"),
    "no number": (files.figures(("0201011", "")), "Wiersz 2, kolumna 2"),
    "a formula": (files.figures(("=1+1", "5")), "Wiersz 2, kolumna 1 (teryt)"),
    "a double": (
        files.figures(("0201011", 5), ("0202011", 6), ("0201011", 5)),
        "Wiersz 4, kolumna 1 (teryt): ten kod występuje już w wierszu 2",
    ),
    "a lost zero": (files.figures(("1001011", 5), ("201011", 6)), "Wiersz 3, kolumna 1 (teryt): liczba cyfr: 6"),
    "a NUL": (b"teryt,population\n0201011,5\x00\n", "Wiersz 2, znak 10"),
    "ten megabytes": (TOO_LARGE, "Plik ma 10.0 MB"),
}


@pytest.fixture
def in_polish(app):
    with app.test_request_context():
        yield


one_database = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@one_database
@pytest.mark.parametrize(("raw", "sentence"), BAD_TERC.values(), ids=BAD_TERC)
def test_a_bad_terc_file_is_refused_with_its_place(in_polish, raw, sentence):
    with pytest.raises(BadFile) as refused:
        terc.read(raw)
    assert sentence in str(refused.value)


@one_database
@pytest.mark.parametrize(("raw", "sentence"), BAD_FIGURES.values(), ids=BAD_FIGURES)
def test_a_bad_table_of_populations_is_refused_with_its_place(in_polish, raw, sentence):
    with pytest.raises(BadFile) as refused:
        populations.read(raw)
    assert sentence in str(refused.value)


@one_database
def test_the_towns_of_a_terc_file_are_read_with_their_voivodeships(in_polish):
    table = terc.read(files.terc(("0201011", "Bolesławiec"), ("1061011", "Łódź"), ("2604064", "Bodzentyn")))
    assert [(town.teryt, town.name, town.voivodeship) for town in table.towns] == [
        ("0201011", "Bolesławiec", "dolnośląskie"),
        ("1061011", "Łódź", "łódzkie"),
        ("2604064", "Bodzentyn", "świętokrzyskie"),
    ]
    assert table.of.isoformat() == files.DAY


@one_database
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_line_ends_and_blank_lines_do_not_matter(in_polish, end):
    raw = files.terc(("0201011", "Bolesławiec"), end=end) + end.encode() * 3
    assert len(terc.read(raw).towns) == 1


@one_database
@pytest.mark.parametrize("separator", [",", ";"])
def test_populations_come_with_commas_or_semicolons(in_polish, separator):
    raw = files.figures(("0201011", 38000), ("1061011", 645693), separator=separator)
    assert populations.read(raw).figures == {"0201011": 38000, "1061011": 645693}
