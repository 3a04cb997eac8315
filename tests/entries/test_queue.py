"""The organiser's queue: filters, order, what is next, and the same as a table for a spreadsheet."""

import csv
import io

import pytest
from openpyxl import load_workbook

from awards_app.editions.phases import Phase
from awards_app.entries import checking, checklist, queue
from awards_app.entries.checklist import Looked
from awards_app.entries.standing import State
from awards_app.i18n import sort_key
from awards_app.questionnaire import checklists

QUEUE = "/e/gala/check/"


@pytest.fixture
def checked(world):
    world.in_phase(Phase.OPEN)
    with world.at_work():
        city = world.entry("Kampania Kalisz").city
        city.name, city.sort_key = "Łódź", sort_key("Łódź")
        checklists.begin(world.category("campaign"), by=world.user("alicja"), at=world.now())
    world.enter('=HYPERLINK("http://zle.example")', "Rumia")
    world.check()
    return world


def shown(world, arguments="", person="alicja"):
    text = world.visitor(person).get(QUEUE + arguments).text
    return [title for title in ("Kampania Legnica", "Kampania Kalisz", "Kampania Rumia") if title in text]


@pytest.mark.parametrize("typed", ["łódź", "Lodz", "LODZ", "od"])
def test_a_city_is_found_without_its_diacritics(checked, typed):
    assert shown(checked, f"?city={typed}") == ["Kampania Kalisz"]


@pytest.mark.parametrize("typed", ["%25", "_", "%00", "x" * 5000, "' OR 1=1 --"])
def test_what_is_no_name_of_a_city_finds_nothing_and_breaks_nothing(checked, typed):
    answer = checked.visitor("alicja").get(f"{QUEUE}?city={typed}")
    assert answer.status_code == 200
    assert typed == "%00" or "Żadne zgłoszenie nie pasuje" in answer.text


@pytest.mark.parametrize("arguments", ["?state=nonsense&class=1&order=x&alike=7&page=-1", "?class=%00&category=%00"])
def test_nonsense_in_the_address_is_as_if_it_were_not_there_or_finds_nothing(checked, arguments):
    assert checked.visitor("alicja").get(QUEUE + arguments).status_code == 200


def test_states_are_counted_and_filtered(checked):
    with checked.at_work():
        checking.reject(checked.entry("Kampania Rumia"), "Poza okresem.", by=checked.user("alicja"), at=checked.now())
    assert shown(checked, "?state=rejected") == ["Kampania Rumia"]
    assert shown(checked, "?state=waiting") == ["Kampania Legnica", "Kampania Kalisz"]
    with checked.at_work():
        counts = queue.count(checked.edition, checked.now())
    assert (counts[State.WAITING], counts[State.REJECTED], counts[State.LATE]) == (3, 1, 0)
    assert "odrzucone (1)" in checked.visitor("alicja").get(QUEUE).text


def test_the_order_is_the_polish_alphabet_of_cities(checked):
    text = checked.visitor("alicja").get(f"{QUEUE}?order=city").text
    places = [text.index(name) for name in ("Kampania Legnica", "Kampania Kalisz", "Kampania Rumia")]
    assert places == sorted(places)


def test_the_next_waiting_entry_is_one_click_away_round_the_corner(checked):
    alicja = checked.visitor("alicja")
    with checked.at_work():
        keys = {entry.title: entry.id for entry in queue.entries(checked.edition, queue.Wish(), checked.now())}
        following = queue.next_waiting(
            checked.edition, checked.now(), checked.entry('=HYPERLINK("http://zle.example")')
        )
    assert following == keys["Kampania Legnica"]
    assert f'href="{QUEUE}{keys["Kampania Legnica"]}">Sprawdź następne' in alicja.get(QUEUE).text
    answer = alicja.post(f"{QUEUE}{keys['Kampania Legnica']}/reject", data={"reason": "Poza okresem edycji."})
    assert answer.location == f"{QUEUE}{keys['Kampania Kalisz']}"


def table(world, kind="csv", arguments="", person="alicja"):
    return world.visitor(person).get(f"{QUEUE}entries.{kind}{arguments}")


def rows_of(answer):
    assert answer.data.startswith(b"\xef\xbb\xbf")
    return list(csv.DictReader(io.StringIO(answer.data.decode("utf-8-sig")), delimiter=";"))


def test_the_table_has_reasons_versions_ticks_and_a_column_for_each_question(checked):
    with checked.at_work():
        entry, by, at = checked.entry("Kampania Rumia"), checked.user("alicja"), checked.now()
        line = checklist.lines_of(entry)[0]
        checklist.tick(entry, {line.item.id: Looked(False, "Nie ta klasa", "")}, by=by, at=at)
        checking.reject(entry, "Poza okresem edycji.", by=by, at=at)
    rows = {row["Kampania"]: row for row in rows_of(table(checked))}
    rumia = rows["Kampania Rumia"]
    assert rumia["Stan"] == "odrzucone"
    assert rumia["Uzasadnienie"] == "Poza okresem edycji."
    assert "nie w porządku (Nie ta klasa); Alicja Testowa" in rumia["Lista kontrolna"]
    assert rumia["Cel i odbiorcy"] == "goal: treść"
    assert rumia["Odnośniki"] == "https://example.org/kampania"
    assert rumia["Wersje"].startswith("1: ")
    assert rumia["Zgłoszenie"] == "nr 003"


def test_the_table_holds_what_the_filters_show(checked):
    assert [row["Miasto"] for row in rows_of(table(checked, arguments="?city=lodz"))] == ["Łódź"]


def test_no_cell_is_taken_for_a_formula(checked):
    titles = [row["Kampania"] for row in rows_of(table(checked))]
    assert '\'=HYPERLINK("http://zle.example")' in titles
    sheet = load_workbook(io.BytesIO(table(checked, "xlsx").data)).active
    cells = [cell for row in sheet.iter_rows(2) for cell in row]
    assert '=HYPERLINK("http://zle.example")' in [cell.value for cell in cells]
    assert all(cell.data_type != "f" for cell in cells)
    assert sheet.freeze_panes == "A2"


@pytest.mark.parametrize(("person", "code"), [("roman", 200), ("bartek", 403), ("marta", 403), ("patrycja", 403)])
def test_only_organisers_and_auditors_read_the_table(checked, person, code):
    assert table(checked, person=person).status_code == code


def test_another_ending_is_not_there(checked):
    assert table(checked, "html").status_code == 404
