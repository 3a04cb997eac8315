"""The official register comes in once and for all: no town twice, and no town mistaken for another."""

import pytest
from sqlalchemy import func, select

from awards_app.audit import AuditEntry
from awards_app.cities import imports, queries, service, towns
from awards_app.cities.imports import Sent
from awards_app.cities.models import City, FileKind, FormerName
from awards_app.cities.plans import Kind
from awards_app.clock import now
from awards_app.db import db
from awards_app.errors import BadFile, Refused, Stale
from tests.cities import files

one_database = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@pytest.fixture
def register(app):
    """A register that is written by one request after another."""
    with app.test_request_context(method="POST"):
        yield


def town(name, voivodeship="dolnośląskie", teryt=None, population=5000):
    city = City(name=name, sort_key=name, voivodeship=voivodeship, teryt=teryt, population=population)
    city.population_source = "test"
    db.session.add(city)
    db.session.flush()
    return city.id


def receive(raw, kind=FileKind.TERC, **facts):
    return imports.receive(Sent(kind, "terc.csv", raw, **facts), by=None, at=now())


def bring(raw):
    """Receive, look, import; returns the plan that was carried out."""
    file = receive(raw)
    plan = imports.apply(file, imports.plan_of(file).digest, by=None, at=now())
    db.session.commit()
    return plan


def code_of(city_id):
    return db.session.get(City, city_id).teryt


def official(cities):
    """The register as TERC would tell it; towns whose code nobody knew get one."""
    codes = {city.voivodeship: city.teryt[:2] for city in cities if city.teryt}
    lines = [files.HEADER, *(f"{code};;;;{name.upper()};województwo;{files.DAY}" for name, code in codes.items())]
    for number, city in enumerate(sorted(cities, key=lambda one: one.teryt is not None)):
        code = city.teryt or f"{codes[city.voivodeship]}99{number:02d}"
        kind = "14"[number % 2]
        lines.append(f"{code[:2]};{code[2:4]};{code[4:]};{kind};{city.name};miasto;{files.DAY}")
    return ("\ufeff" + "\r\n".join(lines)).encode()


def test_the_bundled_towns_are_recognised_and_none_is_doubled(register):
    service.import_towns(towns.read(), by=None, at=now())
    before = queries.all_cities()
    assert {city.name for city in before if city.teryt is None} >= {"Augustów", "Bolesławiec"}
    raw = official(before)
    assert bring(raw).counts == {Kind.CODED: len(before)}
    assert queries.count_cities() == len(before)
    assert all(city.is_official for city in queries.all_cities())
    assert imports.plan_of(receive(raw)).counts == {Kind.UNCHANGED: len(before)}


def test_the_same_file_twice_changes_nothing_the_second_time(register):
    raw = files.terc(("0201011", "Bolesławiec"), ("1061011", "Łódź"))
    assert bring(raw).counts == {Kind.ADDED: 2}
    file = receive(raw)
    assert imports.plan_of(file).counts == {Kind.UNCHANGED: 2}
    assert imports.apply(file, imports.plan_of(file).digest, by=None, at=now()).changes == 0


def test_a_gmina_with_the_same_name_is_sure(register):
    key = town("Bolesławiec", teryt="020101")
    assert bring(files.terc(("0201011", "Bolesławiec"))).counts == {Kind.CODED: 1}
    assert code_of(key) == "0201011"


def test_a_blank_code_is_found_by_name_and_voivodeship(register):
    key = town("Bolesławiec")
    other = town("Bolesławiec", "łódzkie")
    plan = bring(files.terc(("0201011", "Bolesławiec"), ("1018024", "Bolesławiec")))
    assert plan.counts == {Kind.CODED: 2}
    assert (code_of(key), code_of(other)) == ("0201011", "1018024")


def test_homonyms_are_never_taken_for_each_other(register):
    lower = town("Oleśnica", "dolnośląskie")
    plan = bring(files.terc(("2612084", "Oleśnica")))
    assert plan.counts == {Kind.ADDED: 1, Kind.ABSENT: 1}
    assert code_of(lower) is None
    assert queries.find_city("Oleśnica", "świętokrzyskie").teryt == "2612084"


def test_a_wrong_code_does_not_rename_a_town_that_the_file_knows_by_its_name(register):
    """The code of the bundled table belongs to another town today; both towns keep their names."""
    first, second = town("Jedno", teryt="020102"), town("Drugie", teryt="020101")
    plan = bring(files.terc(("0201011", "Jedno"), ("0201024", "Drugie")))
    assert plan.counts == {Kind.MOVED: 2}
    assert (code_of(first), code_of(second)) == ("0201011", "0201024")
    assert db.session.get(City, first).name == "Jedno"


def test_two_towns_may_change_codes_with_each_other(register):
    bring(files.terc(("0201011", "Jedno"), ("0201024", "Drugie")))
    plan = bring(files.terc(("0201024", "Jedno"), ("0201011", "Drugie")))
    assert plan.counts == {Kind.RENAMED: 2}
    assert {city.name: city.teryt for city in queries.all_cities()} == {"Jedno": "0201024", "Drugie": "0201011"}


def test_a_renamed_town_keeps_its_former_name(register):
    bring(files.terc(("0201011", "Stara Nazwa")))
    assert bring(files.terc(("0201011", "Nowa Nazwa"), day="2026-07-01")).counts == {Kind.RENAMED: 1}
    city = queries.all_cities()[0]
    assert (city.name, city.search_key) == ("Nowa Nazwa", "nowa nazwa")
    assert [(was.name, was.source) for was in queries.former_names_of(city)] == [("Stara Nazwa", "TERC 2026-07-01")]


def test_a_town_that_becomes_part_of_a_mixed_gmina_is_the_same_town(register):
    bring(files.terc(("0201011", "Bolesławiec")))
    assert bring(files.terc(("0201014", "Bolesławiec"))).counts == {Kind.CODED: 1}
    assert bring(files.terc(("0205034", "Bolesławiec"))).counts == {Kind.MOVED: 1}
    assert queries.count_cities() == 1


def test_a_town_that_may_be_two_cities_is_left_alone(register):
    for _twice in range(2):
        town("Bolesławiec")
    plan = bring(files.terc(("0201011", "Bolesławiec")))
    assert plan.counts == {Kind.UNCLEAR: 1, Kind.ABSENT: 2}
    assert queries.count_cities() == 2


def test_towns_that_the_file_does_not_name_stay(register):
    key = town("Zniesione", teryt="020155")
    assert bring(files.terc(("0201011", "Bolesławiec"))).counts == {Kind.ADDED: 1, Kind.ABSENT: 1}
    assert db.session.get(City, key) is not None


def test_a_bad_file_leaves_nothing_behind(register):
    with pytest.raises(BadFile):
        receive(files.terc(("0201011", "Dobre")) + b"02;01;03;4;;miasto;2026-01-01\n")
    assert queries.count_cities() == 0
    assert queries.files(1).total == 0


def test_an_import_is_refused_when_the_register_changed_after_the_preview(register):
    file = receive(files.terc(("0201011", "Bolesławiec")))
    shown = imports.plan_of(file).digest
    town("Bolesławiec")
    with pytest.raises(Stale):
        imports.apply(file, shown, by=None, at=now())
    assert file.waits
    assert imports.apply(file, imports.plan_of(file).digest, by=None, at=now()).counts == {Kind.CODED: 1}


def test_a_file_is_imported_once_and_not_after_it_was_put_aside(register):
    file = receive(files.terc(("0201011", "Bolesławiec")))
    plan = imports.apply(file, imports.plan_of(file).digest, by=None, at=now())
    for act in (imports.discard, lambda it, **who: imports.apply(it, plan.digest, **who)):
        with pytest.raises(Refused):
            act(file, by=None, at=now())
    assert imports.plan_of(file) == plan


def test_an_import_is_recorded_with_its_checksum_and_counts(register):
    bring(files.terc(("0201011", "Bolesławiec")))
    facts = db.session.scalars(select(AuditEntry).where(AuditEntry.event == "TercImported")).one().facts
    assert facts["counts"] == {"added": 1}
    assert facts["of"] == files.DAY
    assert len(facts["sha256"]) == 64


def test_the_bundled_towns_do_not_undo_the_official_register(register):
    table = towns.read()
    service.import_towns(table, by=None, at=now())
    first = table.towns[0]
    city = queries.find_city(first.name, first.voivodeship)
    city.name, city.teryt = "Inna Nazwa", f"{first.teryt}1"
    db.session.flush()
    report = service.import_towns(table, by=None, at=now())
    assert (report.added, report.changed) == (0, 0)
    assert (city.name, city.teryt) == ("Inna Nazwa", f"{first.teryt}1")


@one_database
def test_the_bundled_towns_after_the_official_register_bring_populations_and_no_doubles(register):
    first = next(one for one in towns.read().towns if one.name == "Bolesławiec" and one.voivodeship == "dolnośląskie")
    bring(files.terc(("0201011", "Bolesławiec")))
    service.import_towns(towns.read(), by=None, at=now())
    assert queries.count_cities() == len(towns.read().towns)
    assert queries.find_city("Bolesławiec", "dolnośląskie").population == first.population
    assert db.session.scalar(select(func.count()).select_from(FormerName)) == 0
