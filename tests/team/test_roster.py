"""Representatives are invited from a table: each row is judged first, and who was mailed once is not mailed again."""

import io
import re
import time

import pytest
from sqlalchemy import select

from awards_app.cities.models import City
from awards_app.db import db
from awards_app.errors import BadFile
from awards_app.i18n import sort_key
from awards_app.notices.models import Mail
from awards_app.roles import Right, Role
from awards_app.team import queries, roster
from awards_app.team.models import Invitation

HEAD = "e-mail;imię i nazwisko;miasto;funkcja;prawo"
TABLE = f"""{HEAD}
anna@um.rumia.pl;Anna Żółć;Rumia (pomorskie);rzeczniczka;składanie
jan@um.rumia.pl;Jan Nowak;100002;;
marta@example.org;Marta Testowa;Legnica (dolnośląskie);;edycja
norbert@example.org;Norbert Testowy;Legnica (dolnośląskie);;
bez-malpy;Kto To;Rumia (pomorskie);;
ewa@um.rumia.pl;Ewa Kos;Rumia;;
anna@um.rumia.pl;Anna Druga;Rumia (pomorskie);;
ola@um.rumia.pl;;Rumia (pomorskie);;wszystko
"""
MARK = re.compile(r'name="checked" value="([^"]*)"')
URL = "/e/gala/team/import/"


def check(client, table="", file=None):
    sent = {"table": table}
    if file is not None:
        sent["file"] = (io.BytesIO(file), "osoby.csv")
    return client.post(URL, data=sent, content_type="multipart/form-data")


def send(client, table):
    """As the browser does: what was looked over, with its mark."""
    looked = check(client, table)
    assert looked.status_code == 200, looked.text
    return client.post(f"{URL}send", data={"table": table, "checked": MARK.search(looked.text).group(1)})


def verdicts(page):
    """Line, and what stands in the tag of the last cell."""
    cells = r'data-label="Wiersz">(\d+)</td>.*?data-label="Co się stanie"><span><span class="tag [^"]*">(.*?)</span>'
    return {int(line): said for line, said in re.findall(cells, page, re.DOTALL)}


def test_each_row_is_judged_and_nothing_is_sent_before_it_was_looked_over(world):
    page = check(world.visitor("alicja"), TABLE).text
    assert verdicts(page) == {
        2: "do zaproszenia",
        3: "do zaproszenia",
        4: "ma już tę rolę",
        5: "z błędem",
        6: "z błędem",
        7: "z błędem",
        8: "z błędem",
        9: "z błędem",
    }
    for sentence in (
        "reprezentuje już miasto Kalisz",
        "Adres e-mail jest niepoprawny",
        "Tego miasta nie ma w rejestrze",
        "Ten sam adres jest w wierszu 2",
        "Brakuje imienia i nazwiska",
        "Prawo to podgląd, edycja albo składanie",
    ):
        assert sentence in page
    assert world.count(Invitation) == world.count(Mail) == 0


def test_all_valid_rows_are_invited_and_the_same_table_again_invites_nobody(world):
    alicja = world.visitor("alicja")
    assert send(alicja, TABLE).status_code == 302
    with world.app.app_context():
        sent = {
            one.email: (one.city.name, one.right.value, one.title) for one in db.session.scalars(select(Invitation))
        }
    assert sent == {
        "anna@um.rumia.pl": ("Rumia", "submit", "rzeczniczka"),
        "jan@um.rumia.pl": ("Rumia", "edit", ""),
    }
    again = check(alicja, TABLE).text
    assert verdicts(again)[2] == verdicts(again)[3] == "zaproszenie już wysłane"
    assert send(alicja, TABLE).status_code == 302
    assert world.count(Invitation) == world.count(Mail) == 2


def test_who_comes_to_a_city_that_is_represented_edits_unless_told_otherwise(world):
    send(world.visitor("alicja"), f"{HEAD}\nnowa@um.legnica.pl;Nowa;Legnica (dolnośląskie);;\n")
    with world.app.app_context():
        assert db.session.scalars(select(Invitation)).one().right.value == "edit"


def test_a_table_that_was_changed_after_the_look_is_shown_before_it_is_sent(world):
    alicja = world.visitor("alicja")
    mark = MARK.search(check(alicja, TABLE).text).group(1)
    changed = TABLE.replace("jan@", "janina@")
    answer = alicja.post(f"{URL}send", data={"table": changed, "checked": mark})
    assert answer.status_code == 409
    assert "janina@um.rumia.pl" in answer.text
    assert alicja.post(f"{URL}send", data={"table": changed}).status_code == 409
    assert world.count(Invitation) == 0


@pytest.mark.parametrize(
    ("codec", "said"),
    [("utf-8", ""), ("utf-8-sig", ""), ("cp1250", "Windows-1250"), ("utf-16", "UTF-16")],
)
@pytest.mark.parametrize("delimiter", [";", ",", "\t"])
def test_a_file_is_read_as_spreadsheets_save_it(world, codec, said, delimiter):
    raw = TABLE.replace(";", delimiter).replace("\n", "\r\n").encode(codec)
    page = check(world.visitor("alicja"), file=raw).text
    assert "Anna Żółć" in page
    assert list(verdicts(page)) == [2, 3, 4, 5, 6, 7, 8, 9]
    assert not said or f"w kodowaniu {said}" in page


def test_a_file_that_was_looked_over_can_be_sent_from_the_text_that_the_page_shows(world):
    alicja = world.visitor("alicja")
    page = check(alicja, file=TABLE.replace("\n", "\r\n").encode("utf-8-sig")).text
    shown = re.search(r"<textarea[^>]*>(.*?)</textarea>", page, re.S).group(1).strip().replace("\n", "\r\n")
    assert alicja.post(f"{URL}send", data={"table": shown, "checked": MARK.search(page).group(1)}).status_code == 302
    assert world.count(Invitation) == 2


@pytest.mark.parametrize(
    ("raw", "said"),
    [
        (b"", "Tabela jest pusta"),
        (b"\n\n  \n", "Tabela jest pusta"),
        (b"PK\x03\x04\x00\x00xlsx", "To nie jest plik tekstowy"),
        (b"\x89PNG\r\n\x1a\n\x00", "To nie jest plik tekstowy"),
        (b"\xff\xfe\x00", "odczyta"),
        (b"a;b;c\x81\x83\xe9", "odczyta"),
        (b"anna@um.rumia.pl;Anna;Rumia\n", "Brakuje: E-mail"),
        ("e-mail;imię i nazwisko\n".encode(), "Brakuje: Miasto"),
        (f'{HEAD}\n"nie zamknięty;a;b\n'.encode(), "wiersza 2"),
        (f'{HEAD}\na@b.pl;"Ala" ma;c\n'.encode(), "wiersza 2"),
        ((f"{HEAD}\n" + "a@b.pl;A;B\n" * 2001).encode(), "2000"),
        (f"{HEAD}\n{'a' * 200_000}@b.pl;A;B\n".encode(), "wiersza 2"),
        (b"x" * 500_000, "za długa"),
    ],
)
def test_what_is_no_table_gets_a_sentence_beside_its_field(world, raw, said):
    answer = check(world.visitor("alicja"), file=raw)
    assert answer.status_code == 422
    assert said in answer.text
    assert world.count(Invitation) == 0


def test_bad_rows_of_every_kind_stop_nobody_else(world):
    nonsense = "\n".join(
        (
            "zła@żółć@x;A;Rumia (pomorskie);;",
            f"{'a' * 250}@b.pl;A;Rumia (pomorskie);;",
            f"b@b.pl;{'A' * 200};Rumia (pomorskie);;",
            "c@b.pl;A\u202eB;Rumia (pomorskie);;",
            "d@b.pl;A;=HYPERLINK(1);;",
            'e@b.pl;"A\nB";Rumia (pomorskie);;',
            ";;;;",
            "f@b.pl",
        )
    )
    alicja = world.visitor("alicja")
    table = f"{HEAD}\n{nonsense}\nanna@um.rumia.pl;Anna;Rumia (pomorskie);;;nadmiar;kolumn"
    page = check(alicja, table).text
    assert [line for line, said in verdicts(page).items() if said == "do zaproszenia"] == [11]
    assert send(alicja, table).status_code == 302
    assert world.count(Invitation) == 1


def test_a_code_without_its_leading_zero_and_a_column_for_the_voivodeship_are_understood(world):
    with world.at_work():
        city = City(name="Oleśnica", voivodeship="dolnośląskie", sort_key=sort_key("Oleśnica"), population=37_000)
        city.population_source, city.teryt = "test", "021401"
        db.session.add(city)
    alicja = world.visitor("alicja")
    for code in ("021401", "21401", "0214011"):
        assert verdicts(check(alicja, f"{HEAD}\na@um.pl;A;{code};;").text)[2] == "do zaproszenia", code
    table = "email,name,city,województwo\na@um.pl,A,Oleśnica,dolnośląskie\nb@um.pl,B,Oleśnica,śląskie\n"
    assert verdicts(check(alicja, table).text) == {2: "do zaproszenia", 3: "z błędem"}


def test_the_empty_table_to_download_has_the_columns_that_are_read(world):
    answer = world.visitor("alicja").get(f"{URL}template.csv")
    assert answer.headers["Content-Disposition"].startswith("attachment")
    text = roster.decode(answer.data).text
    assert roster.rows_of(f"{text}anna@um.rumia.pl;Anna Żółć;Rumia;;")[0].name == "Anna Żółć"
    with pytest.raises(BadFile), world.app.test_request_context():
        roster.rows_of(text.replace("miasto", "gdzie"))


def test_a_thousand_rows_are_sent_in_one_go(world):
    people = "\n".join(f"osoba{n}@um.rumia.pl;Osoba {n};Rumia (pomorskie);;podgląd" for n in range(1000))
    alicja, began = world.visitor("alicja"), time.perf_counter()
    assert send(alicja, f"{HEAD}\n{people}").status_code == 302
    print(f"1,000 rows judged twice and invited in {time.perf_counter() - began:.1f} s")
    assert world.count(Invitation) == world.count(Mail) == 1000


def test_only_the_organiser_sends_tables(world):
    for person in ("roman", "marta"):
        assert world.visitor(person).get(URL).status_code == 403
        assert world.visitor(person).post(f"{URL}send", data={"table": TABLE}).status_code == 403


def rights_of(world):
    with world.app.app_context():
        return {one.email.split("@")[0]: one.right.value for one in db.session.scalars(select(Invitation))}


def test_of_a_city_one_person_submits_and_the_next_ones_edit(world):
    alicja = world.visitor("alicja")
    send(alicja, f"{HEAD}\na@um.rumia.pl;Anna Żółć;Rumia (pomorskie);;\nb@um.rumia.pl;Jan Nowak;Rumia (pomorskie);;\n")
    assert rights_of(world) == {"a": "submit", "b": "edit"}
    # An invitation that still works counts in the next table and in the form for one person.
    send(alicja, f"{HEAD}\nc@um.rumia.pl;Ewa Kos;Rumia (pomorskie);;\n")
    one = {"email": "d@um.rumia.pl", "name": "Ola Kos", "role": "city", "city": "Rumia (pomorskie)", "right": ""}
    assert alicja.post("/e/gala/team", data=one).status_code == 302
    assert rights_of(world) == {"a": "submit", "b": "edit", "c": "edit", "d": "edit"}


def test_where_nobody_submits_yet_the_next_one_does(world):
    with world.at_work():
        queries.find_grant(world.user("marta"), world.edition, Role.CITY).right = Right.VIEW
    table = f"{HEAD}\na@um.legnica.pl;Anna Żółć;Legnica (dolnośląskie);;podgląd\n"
    table += "b@um.legnica.pl;Jan Nowak;Legnica (dolnośląskie);;\n"
    send(world.visitor("alicja"), table)
    assert rights_of(world) == {"a": "view", "b": "submit"}


def test_a_table_of_headings_only_says_so(world):
    answer = check(world.visitor("alicja"), f"{HEAD}\n")
    assert answer.status_code == 422
    assert "tylko nagłówki" in answer.text


def test_names_in_two_columns_and_towns_with_other_spaces_are_read(world):
    table = "e-mail;nazwisko;imię;miasto\n"
    table += "a@um.rumia.pl;Żółć;Anna;Rumia(pomorskie)\nb@um.rumia.pl;Nowak;Jan;Rumia  (pomorskie)\n"
    page = check(world.visitor("alicja"), table).text
    assert verdicts(page) == {2: "do zaproszenia", 3: "do zaproszenia"}
    assert "Anna Żółć" in page
