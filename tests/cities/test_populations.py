"""Populations have a day and a source; what a person corrected gives way only to a later official figure, in sight."""

from datetime import date

import pytest

from awards_app.cities import imports, queries, service, towns
from awards_app.cities.imports import Sent
from awards_app.cities.models import FileKind, Origin, Place
from awards_app.cities.plans import Kind
from awards_app.cities.service import Figure
from awards_app.clock import now
from awards_app.db import db
from awards_app.errors import Refused
from tests.cities import files
from tests.cities.test_terc import bring

OLD, NEW = date(2024, 12, 31), date(2025, 12, 31)


@pytest.fixture
def towns_known(app):
    """Two towns of the official register, without populations."""
    with app.test_request_context(method="POST"):
        bring(files.terc(("0201011", "Bolesławiec"), ("1061011", "Łódź")))
        yield


class Somebody:
    id = None


def compare(raw, of=NEW, source="GUS"):
    file = imports.receive(Sent(FileKind.POPULATIONS, "p.csv", raw, of, source), by=None, at=now())
    return file, imports.plan_of(file)


def bring_figures(raw, of=NEW, source="GUS"):
    file, plan = compare(raw, of, source)
    imports.apply(file, plan.digest, by=None, at=now())
    db.session.commit()
    return plan.counts


def boleslawiec():
    return queries.find_city("Bolesławiec", "dolnośląskie")


def correct(population, of, source="Urząd Miasta"):
    city = boleslawiec()
    return service.correct(city, city.place, Figure(population, of, source), by=Somebody, at=now())


def test_a_town_of_the_official_register_has_no_population_until_one_is_imported(towns_known):
    assert queries.count_unknown() == 2
    assert bring_figures(files.figures(("0201011", 37355), ("1061011", 645693))) == {Kind.FIRST: 2}
    assert queries.count_unknown() == 0
    assert (boleslawiec().population, boleslawiec().population_date) == (37355, NEW)


def test_the_same_figures_twice_change_nothing_the_second_time(towns_known):
    raw = files.figures(("0201011", 37355), ("1061011", 645693))
    bring_figures(raw)
    assert bring_figures(raw) == {Kind.UNCHANGED: 2}
    assert len(queries.figures_of(boleslawiec())) == 1


def test_the_preview_tells_populations_before_and_after(towns_known):
    bring_figures(files.figures(("0201011", 38000), ("1061011", 1)), OLD)
    _file, plan = compare(files.figures(("0201011", 37355), ("9999999", 5)))
    assert plan.counts == {Kind.CHANGED: 1, Kind.UNKNOWN: 1, Kind.ABSENT: 1}
    assert (plan.steps[0].before, plan.steps[0].after) == ("38000", "37355")
    assert boleslawiec().population == 38000


def test_an_older_official_figure_does_not_replace_a_newer_one(towns_known):
    bring_figures(files.figures(("0201011", 37355)), NEW)
    assert bring_figures(files.figures(("0201011", 38000)), OLD)[Kind.KEPT] == 1
    assert boleslawiec().population == 37355


def test_codes_of_gminas_find_the_same_towns(towns_known):
    assert bring_figures(files.figures(("020101", 37355), ("106101", 5)))[Kind.FIRST] == 2


def test_codes_of_towns_find_cities_that_are_known_by_their_gmina(towns_known):
    boleslawiec().teryt = "020101"
    db.session.flush()
    assert bring_figures(files.figures(("0201011", 37355), ("0201012", 999)))[Kind.FIRST] == 1
    assert boleslawiec().population == 37355


def test_a_correction_gives_way_to_a_later_figure_and_the_preview_says_so(towns_known):
    bring_figures(files.figures(("0201011", 38000)), OLD)
    assert correct(37000, date(2025, 6, 30))
    _file, plan = compare(files.figures(("0201011", 37355)), NEW)
    assert [step.kind for step in plan.steps if step.name] == [Kind.OVERWRITTEN, Kind.ABSENT]
    assert bring_figures(files.figures(("0201011", 37355)), NEW)[Kind.OVERWRITTEN] == 1
    assert (boleslawiec().population, boleslawiec().population_origin) == (37355, Origin.OFFICIAL)


@pytest.mark.parametrize("of", [OLD, NEW])
def test_a_correction_is_kept_before_a_figure_of_the_same_or_an_earlier_day(towns_known, of):
    correct(37000, NEW)
    assert bring_figures(files.figures(("0201011", 37355)), of)[Kind.KEPT] == 1
    assert boleslawiec().population == 37000


def test_a_correction_is_never_overwritten_by_the_bundled_towns(app):
    with app.test_request_context(method="POST"):
        service.import_towns(towns.read(), by=None, at=now())
        correct(1234, NEW)
        assert service.import_towns(towns.read(), by=None, at=now()).changed == 0
        assert boleslawiec().population == 1234


def test_the_history_keeps_every_figure_with_its_day_source_and_origin(towns_known):
    bring_figures(files.figures(("0201011", 38000)), OLD)
    correct(37000, date(2025, 6, 30))
    told = {(one.population, one.of, one.source, one.origin) for one in queries.figures_of(boleslawiec())}
    assert told == {
        (38000, OLD, "GUS", Origin.OFFICIAL),
        (37000, date(2025, 6, 30), "Urząd Miasta", Origin.CORRECTED),
    }


def test_a_correction_that_changes_nothing_is_not_noted(towns_known):
    assert correct(37000, NEW)
    assert not correct(37000, NEW)
    assert len(queries.figures_of(boleslawiec())) == 1


@pytest.mark.parametrize(
    "place", [Place("Łódź", "łódzkie", None), Place("Lodz", "łódzkie", None), Place("Inne", "x", "106101")]
)
def test_no_correction_makes_two_towns_alike(towns_known, place):
    with pytest.raises(Refused, match="Łódź"):
        service.correct(boleslawiec(), place, Figure(5, NEW, "GUS"), by=Somebody, at=now())


def test_a_name_is_corrected_with_its_history(towns_known):
    city = boleslawiec()
    service.correct(
        city, Place("Bolesławiec Śląski", city.voivodeship, city.teryt), Figure(5, NEW, "Dz.U."), by=Somebody, at=now()
    )
    assert [(was.name, was.source) for was in queries.former_names_of(city)] == [("Bolesławiec", "Dz.U.")]
    assert queries.figures_of(city)[0].population == 5
    assert queries.cities_like("boleslawiec slaski", "", 1).total == 1


def test_the_source_of_a_new_name_is_not_taken_for_that_of_the_population(towns_known):
    bring_figures(files.figures(("0201011", 38000)), OLD)
    city = boleslawiec()
    place = Place("Bolesławiec Śląski", city.voivodeship, city.teryt)
    service.correct(city, place, Figure(38000, NEW, "Dz.U."), by=Somebody, at=now())
    assert (city.name, city.population_source, city.population_date) == ("Bolesławiec Śląski", "GUS", OLD)
    assert len(queries.figures_of(city)) == 1
