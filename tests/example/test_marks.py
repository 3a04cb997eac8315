"""The example jury's marks hold the tie, the quarrel and the late juror that the demonstration promises."""

from collections import defaultdict
from fractions import Fraction
from statistics import median

import pytest

from awards_app.example.content import Example, comment_for, given_while_judging, load, marks_for
from scoring import Ballot, Criterion, Rules, Sheet, rank

Totals = dict[str, dict[str, Fraction]]


@pytest.fixture(scope="module")
def example() -> Example:
    return load()


def ballots_of(example, entry):
    found = {juror.key: marks_for(example, entry.category, entry.key, juror.key) for juror in example.jurors}
    return {juror: marks for juror, marks in found.items() if marks is not None}


def totals_in(example, category_key, class_index=0) -> Totals:
    """Every ballot's total, reckoned here from the rule alone: the sum of weight times mark over ten."""
    weights = example.category(category_key).weights
    return {
        entry.key: {
            juror: sum((Fraction(weights[key] * mark, 10) for key, mark in marks.items()), Fraction(0))
            for juror, marks in ballots_of(example, entry).items()
        }
        for entry in example.entries
        if entry.category == category_key and entry.rejection is None and example.class_of(entry) == class_index
    }


def mean(values):
    return sum(values, Fraction(0)) / len(values)


def means_in_order(totals: Totals) -> list[tuple[Fraction, str]]:
    return sorted(((mean(list(by.values())), key) for key, by in totals.items()), reverse=True)


def criterion_means(example, entry_key):
    ballots = ballots_of(example, example.entry(entry_key)).values()
    return {c.key: mean([Fraction(marks[c.key]) for marks in ballots]) for c in example.criteria}


def firsts(totals: Totals, entry_key: str) -> int:
    best_of = defaultdict(list)
    for key, by in totals.items():
        for juror, total in by.items():
            best_of[juror].append((total, key))
    tops = [[key for total, key in given if total == max(given)[0]] for given in best_of.values()]
    return tops.count([entry_key])


def wins(totals: Totals, one: str, other: str) -> int:
    return sum(totals[one][juror] > totals[other][juror] for juror in totals[one].keys() & totals[other].keys())


def test_marks_are_the_same_each_time_and_on_the_scale(example):
    for entry in example.entries:
        ballots = ballots_of(example, entry)
        assert ballots == ballots_of(load(), entry)
        assert all(0 <= mark <= 10 for marks in ballots.values() for mark in marks.values())


def test_no_juror_has_a_ballot_for_their_own_city(example):
    for entry in example.entries:
        residents = {juror.key for juror in example.jurors if juror.city == entry.city}
        assert not residents & ballots_of(example, entry).keys()


def test_resident_of_one_olesnica_judges_the_other(example):
    assert marks_for(example, "city_profile", "olesnica-swietokrzyska-profil", "hubert") is not None
    assert marks_for(example, "city_profile", "olesnica-dolnoslaska-profil", "hubert") is None


def test_there_is_no_ballot_outside_of_the_panel_or_the_category_or_for_a_rejected_entry(example):
    assert marks_for(example, "europe", "slubice-jeden-most", "izabela") is None
    assert marks_for(example, "video", "slubice-jeden-most", "celina") is None
    assert marks_for(example, "debut", "solec-kujawski-kanal", "celina") is None


def test_every_accepted_entry_has_at_least_the_minimum_of_ballots(example):
    counts = [len(ballots_of(example, entry)) for entry in example.entries if entry.rejection is None]
    assert min(counts) >= 6


def test_campaign_has_an_exact_tie_for_second_place(example):
    order = means_in_order(totals_in(example, "campaign"))
    assert order[0][1] == "zdunska-wola-nie-spij"
    assert order[0][0] > order[1][0] == order[2][0] > order[3][0]
    assert {order[1][1], order[2][1]} == {"kalisz-glos-ma-woda", "legnica-stad-jestesmy"}


def test_no_criterion_separates_the_tie_in_the_campaign_but_the_median_does(example):
    totals = totals_in(example, "campaign")
    assert criterion_means(example, "kalisz-glos-ma-woda") == criterion_means(example, "legnica-stad-jestesmy")
    assert median(totals["kalisz-glos-ma-woda"].values()) > median(totals["legnica-stad-jestesmy"].values())


def test_no_computed_step_separates_the_first_two_videos_of_cities(example):
    totals, pair = totals_in(example, "video", 1), ("zamosc-echo", "swinoujscie-prom")
    order = means_in_order(totals)
    assert {order[0][1], order[1][1]} == set(pair)
    assert order[0][0] == order[1][0] > order[2][0]
    assert criterion_means(example, pair[0]) == criterion_means(example, pair[1])
    assert median(totals[pair[0]].values()) == median(totals[pair[1]].values())
    assert firsts(totals, pair[0]) == firsts(totals, pair[1]) > 0
    assert wins(totals, *pair) == wins(totals, *reversed(pair)) > 0


def test_the_heaviest_criterion_decides_the_tie_of_the_leaders(example):
    order = means_in_order(totals_in(example, "leader"))
    tied = {key for score, key in order if score == order[2][0]}
    assert tied == {"turek-radna-na-rowerze", "elk-zastepca"}
    assert len({criterion_means(example, key)["dialogue"] for key in tied}) == 2


def test_no_other_entries_tie_for_a_place_on_the_podium(example):
    known = {("campaign", 0), ("video", 1), ("leader", 0)}
    for category in example.categories:
        for index in range(len(category.classes)):
            order = [score for score, _ in means_in_order(totals_in(example, category.key, index))]
            if (category.key, index) not in known:
                assert len(set(order[:4])) == len(order[:4])


def test_exactly_one_entry_is_contested(example):
    spreads = {
        key: max(by.values()) - min(by.values())
        for category in example.categories
        for index in range(len(category.classes))
        for key, by in totals_in(example, category.key, index).items()
    }
    assert [key for key, spread in spreads.items() if spread > 30] == ["otwock-wichura"]


def given_by(example, juror_key):
    return sum(given_while_judging(example, entry.category, entry.key, juror_key) for entry in example.entries)


def seats_of(example, juror_key):
    return sum(marks_for(example, e.category, e.key, juror_key) is not None for e in example.entries)


def test_late_juror_has_given_only_a_few_ballots_while_judging(example):
    assert 3 <= given_by(example, "dorota") <= 10
    assert seats_of(example, "dorota") > 50


def test_bartek_still_has_ballots_to_give_and_the_chair_has_none(example):
    assert given_by(example, "bartek") < seats_of(example, "bartek")
    assert given_by(example, "celina") == seats_of(example, "celina")


def test_jurors_differ_in_severity(example):
    campaign = totals_in(example, "campaign")
    everyone = [by for by in campaign.values() if len(by) == 9]
    strict, kind = (mean([by[juror] for by in everyone]) for juror in ("filip", "grazyna"))
    assert kind - strict > 10


def test_some_ballots_carry_a_comment_and_many_different_ones(example):
    comments = [
        comment_for(example, entry.category, entry.key, juror.key)
        for entry in example.entries
        for juror in example.jurors
    ]
    written = [comment for comment in comments if comment is not None]
    assert 12 <= len(set(written)) <= 20
    assert 0.2 < len(written) / sum(seats_of(example, juror.key) for juror in example.jurors) < 0.4


def ranking_of(example, category_key, class_index=0):
    weights = example.category(category_key).weights
    criteria = [Criterion(key=criterion.key, weight=weights[criterion.key]) for criterion in example.criteria]
    ballots = [
        Ballot(juror=juror, entry=entry.key, marks=marks)
        for entry in example.entries
        if entry.category == category_key and example.class_of(entry) == class_index
        for juror, marks in ballots_of(example, entry).items()
    ]
    return rank(Sheet.of(criteria, ballots), Rules())


def test_the_scoring_module_names_the_median_as_the_step_that_decides_the_campaign(example):
    ranking = ranking_of(example, "campaign")
    second, third = ranking.standings[1:3]
    assert [(s.entry, s.place, s.decided_by) for s in (second, third)] == [
        ("kalisz-glos-ma-woda", 2, "median"),
        ("legnica-stad-jestesmy", 3, "median"),
    ]
    assert not ranking.unresolved


def test_the_scoring_module_leaves_the_first_two_videos_of_cities_to_the_chair(example):
    unresolved = ranking_of(example, "video", 1).unresolved
    assert [set(group) for group in unresolved] == [{"zamosc-echo", "swinoujscie-prom"}]


def test_the_scoring_module_reckons_the_same_scores(example):
    for category in example.categories:
        for index in range(len(category.classes)):
            if not category.by_resolution:
                expected = {key: score for score, key in means_in_order(totals_in(example, category.key, index))}
                standings = ranking_of(example, category.key, index).standings
                assert {standing.entry: standing.score for standing in standings} == expected
