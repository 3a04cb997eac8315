"""The example edition's data are complete, consistent and refused when they are not."""

import shutil
from collections import Counter
from datetime import date
from pathlib import Path

import pytest

from awards_app.example.content import DATA, ContentError, Example, load


@pytest.fixture(scope="module")
def example() -> Example:
    return load()


def scored(example: Example):
    return [category for category in example.categories if not category.by_resolution]


def test_weights_of_each_scored_category_add_up_to_100(example):
    assert {category.key: sum(category.weights.values()) for category in scored(example)} == {
        category.key: 100 for category in scored(example)
    }


def test_weights_are_those_of_the_four_profiles(example):
    criteria = [criterion.key for criterion in example.criteria]
    used = {tuple(category.weights[key] for key in criteria) for category in scored(example)}
    assert used == {(20, 25, 30, 15, 10), (30, 25, 20, 20, 5), (25, 20, 15, 30, 10), (15, 25, 35, 15, 10)}


def test_grand_prix_and_special_award_are_by_resolution_only(example):
    assert [category.key for category in example.categories if category.by_resolution] == [
        "grand_prix",
        "special_award",
    ]
    assert not example.category("grand_prix").weights


@pytest.mark.parametrize("language", ["pl", "en"])
def test_every_level_of_every_criterion_has_its_own_short_sentence(example, language):
    anchors = [getattr(anchor, language) for criterion in example.criteria for anchor in criterion.anchors]
    assert len(anchors) == len(set(anchors)) == 55
    assert all(anchor.endswith(".") and len(anchor) <= 110 for anchor in anchors)
    assert [criterion.anchor(10) for criterion in example.criteria] == [c.anchors[-1] for c in example.criteria]


def test_each_population_falls_into_exactly_one_class(example):
    for category in example.categories:
        for population in (1, 19_999, 20_000, 49_999, 50_000, 99_999, 100_000, 199_999, 200_000, 1_700_000):
            assert sum(band.takes(population) for band in category.classes) == 1


def test_calendar_ends_with_the_gala_on_25_november_at_seven_in_warsaw(example):
    gala = example.edition.calendar.gala_in(2025)
    dates = example.edition.calendar.dates(gala)
    assert dates["gala"].isoformat() == "2025-11-25T19:00:00+01:00"
    assert dates["entries_close"].isoformat() == "2025-09-15T23:59:00+02:00"
    assert list(dates.values()) == sorted(dates.values())


def test_nine_jurors_have_one_chair_and_one_who_is_late(example):
    assert len(example.jurors) == 9
    assert [juror.key for juror in example.jurors if "chair" in juror.roles] == ["celina"]
    assert [juror.key for juror in example.jurors if juror.late] == ["dorota"]


def test_several_jurors_live_in_entering_cities(example):
    entering = {entry.city for entry in example.entries}
    assert sum(juror.city in entering for juror in example.jurors) >= 4


def test_each_scored_category_has_at_least_six_jurors(example):
    for category in scored(example):
        assert sum(juror.judges(category.key) for juror in example.jurors) >= 6


def test_every_role_is_held_and_four_entering_cities_are_represented(example):
    held = {role for person in example.people for role in person.roles}
    assert held == {"organiser", "juror", "chair", "producer", "auditor", "administrator", "city"}
    entering = {entry.city for entry in example.entries}
    represented = {person.city for person in example.people if "city" in person.roles}
    assert represented <= entering
    assert len(represented) >= 4


def test_about_sixty_entries_come_from_about_forty_cities(example):
    assert 60 <= len(example.entries) <= 64
    assert 38 <= len({entry.city for entry in example.entries}) <= 50


def test_every_class_of_every_scored_category_has_at_least_three_accepted_entries(example):
    accepted = Counter(
        (entry.category, example.class_of(entry)) for entry in example.entries if entry.rejection is None
    )
    for category in scored(example):
        for index in range(len(category.classes)):
            assert accepted[category.key, index] >= 3
    assert accepted["campaign", 0] == 10


def test_homonymous_towns_both_enter_and_are_told_apart_by_voivodeship(example):
    namesakes = {entry.city for entry in example.entries if entry.city.name == "Oleśnica"}
    assert {city.voivodeship for city in namesakes} == {"dolnośląskie", "świętokrzyskie"}
    assert {example.towns[city].population < 20_000 for city in namesakes} == {True, False}


def test_every_town_of_an_entry_has_a_teryt_code_of_its_own(example):
    cities = {entry.city for entry in example.entries}
    assert len({example.towns[city].gmina_teryt6 for city in cities}) == len(cities)


ANSWER_LENGTHS = {"goal": (300, 700), "means": (300, 900), "results": (200, 600), "replicability": (150, 400)}
LONG_TEXT = ("lublin-profil", "means")


@pytest.mark.parametrize("question", ANSWER_LENGTHS)
def test_answers_are_as_long_as_a_city_would_write(example, question):
    least, most = ANSWER_LENGTHS[question]
    odd = [
        entry.key
        for entry in example.entries
        if (entry.key, question) != LONG_TEXT and not least <= len(getattr(entry.answers, question)) <= most
    ]
    assert odd == []


def test_one_text_and_one_title_are_long_enough_to_stress_the_layout(example):
    assert 4_000 <= len(example.entry("lublin-profil").answers.means) <= 5_000
    assert sum(len(entry.title) > 150 for entry in example.entries) == 1


def test_every_entry_has_indicators_with_a_before_and_an_after(example):
    for entry in example.entries:
        assert 2 <= len(entry.answers.indicators) <= 4
        assert all(": " in line and " → " in line for line in entry.answers.indicators)


def test_no_two_entries_share_a_title_or_an_answer(example):
    texts = [text for e in example.entries for text in (e.title, e.answers.goal, e.answers.means, e.answers.results)]
    assert len(set(texts)) == len(texts)


def test_periods_lie_within_the_twelve_months_before_the_deadline(example):
    deadline = date(2025, 9, 15)
    for entry in example.entries:
        first, last = entry.period(deadline)
        assert date(2024, 9, 15) <= first < last <= deadline


def test_the_demonstration_city_has_a_draft_and_a_submitted_entry(example):
    home = example.person("marta").city
    assert {entry.draft_in_open for entry in example.entries if entry.city == home} == {True, False}


def test_a_few_entries_are_drafts_at_first_and_one_is_rejected_with_a_reason(example):
    assert sum(entry.draft_in_open for entry in example.entries) == 5
    rejections = [entry.rejection for entry in example.entries if entry.rejection is not None]
    assert len(rejections) == 1
    assert len(rejections[0]) > 50


@pytest.fixture
def copied(tmp_path: Path) -> Path:
    return Path(shutil.copytree(DATA, tmp_path / "data"))


def change(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


@pytest.mark.parametrize(
    ("file", "old", "new", "complaint"),
    [
        ("categories.toml", "idea = 20", "idea = 21", "do not add up to 100"),
        ("categories.toml", "from = 20000, below = 50000", "from = 20000, below = 40000", "leave a gap or overlap"),
        ("criteria.toml", "highest = 10", "highest = 11", "needs 12 anchors"),
        ("criteria.toml", "lowest = 0", 'lowest = "0"', "lowest is not a int"),
        ("people.toml", "alicja@example.org", "alicja@example.com", "unsafe e-mail"),
        ("people.toml", 'key = "krzysztof"', 'key = "alicja"', "person alicja is there twice"),
        ("people.toml", "late = true", "late = 1", "late is not a bool"),
        ("people.toml", "pace = 100", "speed = 100", "unknown speed"),
        ("edition.toml", 'slug = "zlote-lajki"', "", "slug is missing"),
        ("entries/europe.toml", 'voivodeship = "lubuskie"', 'voivodeship = "opolskie"', "unknown city"),
        ("entries/europe.toml", "https://example.org/slubice", "https://example.net/slubice", "outside of example.org"),
        ("entries/europe.toml", "starts_days_before = 350", "starts_days_before = 366", "last 12 months"),
        ("marks.toml", "celina = [7, 6, 6, 7, 5]", "celina = [7, 6, 6, 7, 11]", "off the scale"),
        ("marks.toml", "wisla-wideo = [", "wisla-inna = [", "levels and accepted entries differ"),
    ],
)
def test_broken_data_are_refused_with_what_is_wrong(copied, file, old, new, complaint):
    change(copied / file, old, new)
    with pytest.raises(ContentError, match=complaint):
        load(copied)
