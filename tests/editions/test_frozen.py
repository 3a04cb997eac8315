"""The class of an entry follows from the population that was frozen for its edition, and from no later one."""

from datetime import date

import pytest
from sqlalchemy import func, select

from awards_app.cities import queries as register
from awards_app.cities import service as cities
from awards_app.cities.models import City, Place
from awards_app.cities.service import Figure
from awards_app.db import db
from awards_app.editions import frozen
from awards_app.editions.models import SizeClass
from awards_app.editions.phases import Phase
from awards_app.editions.town_models import FrozenPopulation
from awards_app.entries import readiness
from awards_app.errors import Refused, WrongPhase
from awards_app.i18n import Localised
from awards_app.notices.models import Mail
from tests.cities import files
from tests.cities.test_terc import bring

REASON = "GUS podał inną liczbę na dzień 31 grudnia 2025."


@pytest.fixture
def bands(world):
    """The scored category has two classes, divided at 50,000 inhabitants."""
    with world.at_work():
        small = world.edition.categories[0].classes[0]
        small.name, small.population_below = Localised("do 50 tys."), 50_000
        large = SizeClass(category_id=small.category_id, position=2, name=Localised("od 50 tys."))
        large.population_from = 50_000
        db.session.add(large)
    return world


def set_in_register(world, name, population):
    with world.at_work():
        city = db.session.scalars(select(City).where(City.name == name)).one()
        figure = Figure(population, date(2026, 6, 30), "GUS")
        cities.correct(city, city.place, figure, by=world.user("alicja"), at=world.now())


def counted(world, name):
    """The population that counts for a city, and its identifier."""
    with world.app.app_context():
        query = select(FrozenPopulation).join(FrozenPopulation.city).where(City.name == name)
        found = db.session.scalars(query).one_or_none()
        return (found.population, found.id) if found else (None, None)


def class_of(world, title):
    with world.app.app_context():
        return world.entry(title).size_class.name.pl


def correct(world, name, population, *, person="alicja", **changes):
    """Sent as if the effect had been shown, unless `shown` is empty."""
    address = f"/e/gala/populations/{counted(world, name)[1]}"
    sent = {"population": str(population), "reason": REASON, "shown": str(population)}
    return world.visitor(person).post(address, data=sent | changes)


def test_opening_the_call_freezes_every_town_once(world):
    assert counted(world, "Legnica") == (None, None)
    world.open()
    assert world.count(FrozenPopulation) == 3
    with world.at_work():
        assert frozen.freeze_all(world.edition, by=None, at=world.now()) == 0


def test_a_later_figure_of_the_register_moves_no_entry(bands):
    bands.open()
    set_in_register(bands, "Legnica", 20_000)
    bands.enter("Kampania")
    assert class_of(bands, "Kampania") == "od 50 tys."
    with bands.app.app_context():
        assert '"population": 60000' in bands.entry("Kampania").versions[0].content


def test_in_a_draft_the_register_counts(bands):
    set_in_register(bands, "Legnica", 20_000)
    bands.open()
    bands.enter("Kampania")
    assert class_of(bands, "Kampania") == "do 50 tys."


def test_a_town_added_later_is_frozen_when_it_comes(bands):
    bands.open()
    with bands.at_work():
        figure = Figure(30_000, date(2026, 1, 1), "GUS")
        cities.add_city(Place("Nowe", "opolskie", None), figure, by=bands.user("alicja"), at=bands.now())
    set_in_register(bands, "Nowe", 70_000)
    assert counted(bands, "Nowe")[0] == 30_000


def test_a_town_without_a_population_is_frozen_when_one_becomes_known(bands):
    bands.open()
    with bands.at_work():
        bring(files.terc(("0201011", "Bolesławiec")))
    assert counted(bands, "Bolesławiec") == (None, None)
    set_in_register(bands, "Bolesławiec", 37_355)
    assert counted(bands, "Bolesławiec")[0] == 37_355


def test_an_entry_of_a_town_without_a_population_cannot_be_submitted(world):
    with world.at_work():
        register.find_city("Legnica", "dolnośląskie").population = 0
    world.open()
    world.enter("Kampania", submitted=False)
    with world.app.test_request_context():
        assert any("liczby mieszkańców" in str(one) for one in readiness.of_submission(world.entry("Kampania"), []))
    with pytest.raises(Refused):
        world.enter("Druga")


def test_a_town_that_slipped_in_is_frozen_with_its_first_entry(world):
    world.open()
    with world.at_work():
        db.session.execute(db.delete(FrozenPopulation)) if hasattr(db, "delete") else db.session.query(
            FrozenPopulation
        ).delete()
    world.enter("Kampania")
    assert world.count(FrozenPopulation) == 1


def test_the_effect_is_shown_before_anything_changes(bands):
    bands.open()
    bands.enter("Kampania")
    answer = correct(bands, "Legnica", 20_000, shown="")
    assert answer.status_code == 200
    assert "Kampania Roku: od 50 tys." in answer.text
    assert "Kampania Roku: do 50 tys." in answer.text
    assert REASON in answer.text
    assert counted(bands, "Legnica")[0] == 60_000


def test_a_correction_moves_entries_and_tells_their_city(bands):
    bands.open()
    bands.enter("Kampania")
    bands.enter("Inne miasto", "Kalisz")
    assert correct(bands, "Legnica", 20_000).status_code == 302
    assert (class_of(bands, "Kampania"), class_of(bands, "Inne miasto")) == ("do 50 tys.", "od 50 tys.")
    with bands.app.app_context():
        mails = db.session.scalars(select(Mail).where(Mail.purpose == "entries_reclassified")).all()
        assert [mail.to for mail in mails] == ["marta@example.org"]
        assert REASON in mails[0].text
        assert "60\u00a0000" in mails[0].text
        assert db.session.scalars(select(City.population).where(City.name == "Legnica")).one() == 60_000
    page = bands.visitor("roman").get(f"/e/gala/populations/{counted(bands, 'Legnica')[1]}").text
    assert REASON in page
    assert "Alicja Testowa" in page


def test_a_correction_inside_the_same_class_tells_nobody(bands):
    bands.open()
    bands.enter("Kampania")
    assert correct(bands, "Legnica", 61_000).status_code == 302
    with bands.app.app_context():
        assert not db.session.scalar(select(func.count()).where(Mail.purpose == "entries_reclassified"))


def test_a_correction_that_leaves_an_entry_without_a_class_is_refused(bands):
    with bands.at_work():
        bands.edition.categories[0].classes[0].population_from = 10_000
    bands.open()
    bands.enter("Kampania")
    answer = correct(bands, "Legnica", 5_000)
    assert answer.status_code == 409
    assert "bez klasy" in answer.text
    assert REASON in answer.text
    assert "obowiązująca w tej edycji: 60\u00a0000" in answer.text
    assert counted(bands, "Legnica")[0] == 60_000
    assert class_of(bands, "Kampania") == "od 50 tys."


def test_a_draft_gets_the_class_of_the_corrected_figure(bands):
    bands.open()
    bands.enter("Kampania", submitted=False)
    correct(bands, "Legnica", 20_000)
    assert (
        bands.visitor("marta").post(f"/e/gala/entries/{bands.id_of(type(bands).entry, 'Kampania')}/submit").status_code
        == 302
    )
    assert class_of(bands, "Kampania") == "do 50 tys."


@pytest.mark.parametrize("phase", [Phase.JUDGING, Phase.DELIBERATION, Phase.SEALED])
def test_nothing_is_corrected_once_judging_has_opened(world, phase):
    world.in_phase(phase)
    assert correct(world, "Legnica", 20_000).status_code == 409
    with world.app.test_request_context(method="POST"), pytest.raises(WrongPhase):
        figure = frozen.find_frozen(world.edition, world.entry("Kampania Legnica").city)
        frozen.correct(figure, 5, REASON, by=world.user("alicja"), at=world.now())


@pytest.mark.parametrize(
    ("population", "reason"), [("", REASON), ("-1", REASON), ("1e9", REASON), ("5", ""), ("5", "  ")]
)
def test_a_correction_needs_a_number_and_a_reason(world, population, reason):
    world.open()
    assert correct(world, "Legnica", population, reason=reason).status_code == 422


def test_only_an_organiser_corrects(world):
    world.open()
    for person in ("roman", "marta", "bartek", "patrycja"):
        assert correct(world, "Legnica", 5, person=person).status_code == 403


def test_a_search_among_the_figures_knows_no_polish_letters(world):
    world.open()
    page = world.visitor("alicja").get("/e/gala/populations/?q=legn").text
    assert "Legnica (dolnośląskie)" in page
    assert "Kalisz" not in page
