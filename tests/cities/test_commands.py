"""The same imports by the command line: the report first, then the question."""

import pytest

from awards_app.cities import queries
from tests.cities import files


@pytest.fixture
def run(app, tmp_path):
    def type_in(command, raw, *options, answer=None):
        path = tmp_path / "plik.csv"
        path.write_bytes(raw)
        return app.test_cli_runner().invoke(args=["awards", "cities", command, str(path), *options], input=answer)

    return type_in


def count(app):
    with app.app_context():
        return queries.count_cities()


def test_terc_is_reported_and_imported_on_a_yes(app, run):
    done = run("terc", files.terc(("0201011", "Bolesławiec")), answer="y\n")
    assert done.exit_code == 0, done.output
    assert "added: 1" in done.output
    assert "Bolesławiec (dolnośląskie) 0201011" in done.output
    assert count(app) == 1
    assert "Nothing was imported." in run("terc", files.terc(("0201011", "Bolesławiec")), "--yes").output


def test_a_no_leaves_nothing(app, run):
    assert "Nothing was imported." in run("terc", files.terc(("0201011", "Bolesławiec")), answer="n\n").output
    assert count(app) == 0
    with app.app_context():
        assert queries.files(1).total == 0


def test_populations_are_imported_with_day_and_source(app, run):
    run("terc", files.terc(("0201011", "Bolesławiec")), "--yes")
    facts = ("--source", "GUS, BDL", "--of", "2025-12-31", "--yes")
    done = run("populations", files.figures(("0201011", 37355)), *facts)
    assert "first population: 1" in done.output
    with app.app_context():
        city = queries.find_city("Bolesławiec", "dolnośląskie")
        assert (city.population, city.population_source, str(city.population_date)) == (37355, "GUS, BDL", "2025-12-31")


@pytest.mark.parametrize(
    "options",
    [
        (),
        ("--source", "GUS"),
        ("--of", "2025-12-31"),
        ("--source", "GUS", "--of", "2999-01-01"),
        ("--source", " ", "--of", "2025-12-31"),
    ],
)
def test_populations_without_a_true_day_and_source_are_refused(run, options):
    assert run("populations", files.figures(("0201011", 37355)), *options).exit_code != 0


def test_a_bad_file_is_a_sentence_and_a_bad_exit_status(app, run):
    done = run("terc", b"a;b\n1;2\n", "--yes")
    assert done.exit_code == 1
    assert "Line 1, column 1" in done.output
    assert count(app) == 0
