"""Leaving jurors out, drawing them anew, moving weights and changing the method: against doing it by hand."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction
from itertools import combinations_with_replacement, product
from math import factorial, prod

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from scoring import METHODS, Ballot, Criterion, Rules, ScoringError, Sheet, rank
from scoring.bootstrap import bootstrap
from scoring.leaders import leaders
from scoring.leave_out import leave_one_out, winners_of
from scoring.nudges import one_step_changes
from scoring.ranking import computed
from scoring.sensitivity import other_methods, weight_flips
from tests.scoring.test_methods import CRITERIA, VARIANTS, panels, places

SEALED = ("shared",)


@pytest.fixture(autouse=True)
def no_edits_are_searched(monkeypatch: pytest.MonkeyPatch) -> None:
    """Which has tests of its own, and would take most of the time of these."""
    monkeypatch.setattr("scoring.edits_trial.MOST_TRIALS", 0)
    monkeypatch.setattr("scoring.edits_own.MOST_TRIALS", 0)
    monkeypatch.setattr("scoring.edits_linear.MOST_SHARES", 0)


def sheet_of(ballots: Sequence[Ballot], criteria: Sequence[Criterion] = CRITERIA) -> Sheet:
    return Sheet.of(criteria, ballots)


def places_or_reason(sheet: Sheet, rules: Rules) -> dict[str, int] | str:
    try:
        return places(rank(sheet, rules))
    except ScoringError as error:
        return str(error)


@pytest.mark.parametrize("name", VARIANTS)
@settings(max_examples=10)
@given(ballots=panels())
def test_leaving_a_juror_out_is_ranking_the_others(name: str, ballots: list[Ballot]) -> None:
    found = leave_one_out(sheet_of(ballots), VARIANTS[name])
    assert [without.juror for without in found] == sorted({ballot.juror for ballot in ballots})
    for without in found:
        others = [ballot for ballot in ballots if ballot.juror != without.juror]
        expected = places_or_reason(sheet_of(others), VARIANTS[name])
        assert expected == (without.reason if isinstance(expected, str) else without.places)
        assert bool(without.places) == (without.reason is None)


@settings(max_examples=30)
@given(ballots=panels(), order=st.sampled_from(["high", "low"]))
def test_without_a_juror_of_a_large_panel_the_first_places_are_those_of_the_whole_result(
    ballots: list[Ballot], order: str
) -> None:
    rules = replace(VARIANTS["schulze"], order=order)
    whole = leave_one_out(sheet_of(ballots), rules)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("scoring.leave_out.LARGEST_PATHS", 0)
        first = leave_one_out(sheet_of(ballots), rules)
    assert [(one.juror, one.winners, one.reason) for one in first] == [(o.juror, o.winners, o.reason) for o in whole]
    assert all(one.places.items() <= other.places.items() for one, other in zip(first, whole, strict=True))


@pytest.mark.parametrize(
    "name", ["mean", "borda", "song contest", "median", "copeland", "schulze", "severity_adjusted"]
)
@settings(max_examples=12)
@given(ballots=panels(jurors="xyz", entries="ABC"), order=st.sampled_from(["high", "low"]))
def test_the_exact_bootstrap_is_the_count_of_all_ordered_draws(name: str, ballots: list[Ballot], order: str) -> None:
    rules = replace(VARIANTS[name], ladder=SEALED, order=order)
    sheet = sheet_of(ballots)
    assume(sheet.jurors)
    found = bootstrap(sheet, rules)
    assert found.exact
    assert sum(found.first.values(), found.nobody) == 1
    counted: Counter[str | None] = Counter()
    for draw in product(sheet.jurors, repeat=len(sheet.jurors)):
        leaders = first_by_hand(ballots, draw, rules)
        for leader in leaders or [None]:
            counted[leader] += Fraction(1, max(1, len(leaders)) * len(sheet.jurors) ** len(sheet.jurors))
    assert {e: share for e, share in found.first.items() if share} == {e: n for e, n in counted.items() if e}
    assert found.nobody == counted[None]


@pytest.mark.parametrize("name", VARIANTS)
@settings(max_examples=10)
@given(ballots=panels(jurors="vwxyz", entries="ABC"), order=st.sampled_from(["high", "low"]))
def test_the_exact_bootstrap_of_five_jurors_is_the_sum_over_all_juries(
    name: str, ballots: list[Ballot], order: str
) -> None:
    """Five, so that a trimmed mean has ballots enough; each jury with the number of orders that it can be drawn in."""
    rules = replace(VARIANTS[name], ladder=SEALED, order=order)
    sheet = sheet_of(ballots)
    jurors = len(sheet.jurors)
    found = bootstrap(sheet, rules)
    standing = [ballot for ballot in ballots if ballot.entry in found.first]
    expected: Counter[str | None] = Counter()
    for draw in combinations_with_replacement(sheet.jurors, jurors):
        orders = factorial(jurors) // prod(factorial(times) for times in Counter(draw).values())
        leaders = first_by_hand(standing, draw, rules)
        for leader in leaders or [None]:
            expected[leader] += Fraction(orders, max(1, len(leaders)) * jurors**jurors)
    assert found.exact
    assert {e: share for e, share in found.first.items() if share} == {e: n for e, n in expected.items() if e}
    assert found.nobody == expected[None]


def first_by_hand(ballots: Sequence[Ballot], draw: Sequence[str], rules: Rules) -> list[str]:
    drawn = [replace(b, juror=f"{number}") for number, juror in enumerate(draw) for b in ballots if b.juror == juror]
    return list(winners_of(sheet_of(drawn), rules).winners)


@settings(max_examples=15)
@given(ballots=panels(jurors="rstuvwxyz", entries="ABC"), name=st.sampled_from(list(VARIANTS)))
def test_the_shares_add_up_to_one_whether_enumerated_or_sampled(ballots: list[Ballot], name: str) -> None:
    found = bootstrap(sheet_of(ballots), replace(VARIANTS[name], minimum_ballots=2))
    assert sum(found.first.values(), found.nobody) == 1
    assert all(share >= 0 for share in found.first.values())


def test_up_to_eleven_jurors_are_enumerated_and_more_are_drawn_from_the_seed() -> None:
    def panel(jurors: int) -> Sheet:
        ballots = [
            Ballot(f"J{j:02}", e, {"a": (j * n) % 4, "b": 0}) for j in range(jurors) for n, e in enumerate("ABC", 1)
        ]
        return sheet_of(ballots)

    eleven, twelve = bootstrap(panel(11), Rules()), bootstrap(panel(12), Rules())
    assert (eleven.exact, eleven.draws) == (True, 352716)
    assert (twelve.exact, twelve.draws) == (False, 20_000)
    assert twelve == bootstrap(panel(12), Rules())
    assert twelve.first != bootstrap(panel(12), Rules(), seed=2).first
    assert sum(eleven.first.values()) == sum(twelve.first.values()) == 1


@pytest.mark.parametrize(
    ("name", "jurors", "different"),
    [("median", 11, 352716), ("majority_judgment", 10, 92378), ("rounded as in skating", 11, 352716)]
    + [
        ("trimmed by ballot", 11, 352716),
        ("schulze", 9, 24310),
        ("copeland", 9, 24310),
        ("severity_adjusted", 7, 1716),
    ],
)
def test_the_other_methods_are_enumerated_as_far_as_that_takes_seconds(name: str, jurors: int, different: int) -> None:
    marks = np.random.default_rng(jurors).integers(0, 4, (3, jurors))
    ballots = [
        Ballot(f"J{j:02}", e, {"a": int(marks[n, j]), "b": 1}) for n, e in enumerate("ABC") for j in range(jurors)
    ]
    found = bootstrap(sheet_of(ballots), VARIANTS[name])
    assert (found.exact, found.draws) == (True, different)
    assert sum(found.first.values(), found.nobody) == 1


@pytest.mark.parametrize("name", ["mean", "trimmed by criterion", "median", "majority_judgment", "schulze", "copeland"])
def test_a_large_panel_is_drawn_a_thousand_times_at_least(name: str) -> None:
    generator = np.random.default_rng(5)
    levels = generator.normal(50, 15, (400, 1, 1)) + generator.normal(0, 10, (400, 15, 2))
    marks, there = levels.clip(0, 100).astype(np.int64), generator.random((400, 15)) < 0.9
    names = [f"E{n:04}" for n in range(400)], [f"J{n:02}" for n in range(15)]
    criteria = [Criterion("a", 50, 0, 100), Criterion("b", 30, 0, 100)]
    sheet = Sheet.of_arrays(criteria, *names, marks * there[:, :, None], there)
    found = bootstrap(sheet, VARIANTS[name])
    assert 1000 <= found.draws <= 20_000
    assert sum(found.first.values(), found.nobody) == 1


def test_marks_too_large_for_64_bits_are_drawn_with_the_same_result() -> None:
    huge, small = Criterion("a", 10**12, 0, 10**17, 10**16), Criterion("a", 10, 0, 10)
    marks = {("x", "A"): 7, ("y", "A"): 3, ("z", "A"): 5, ("x", "B"): 4, ("y", "B"): 8, ("z", "B"): 5}
    both = [
        bootstrap(sheet_of([Ballot(j, e, {"a": m * unit}) for (j, e), m in marks.items()], [criterion]), Rules())
        for criterion, unit in ((huge, 10**16), (small, 1))
    ]
    assert both[0] == both[1]


@pytest.mark.parametrize("name", ["mean", "trimmed by criterion", "severity_adjusted"])
@settings(max_examples=40)
@given(ballots=panels(), order=st.sampled_from(["high", "low"]))
def test_at_a_flip_the_rival_draws_level_and_beyond_it_is_ahead(name: str, ballots: list[Ballot], order: str) -> None:
    rules = replace(VARIANTS[name], ladder=SEALED, order=order)
    sheet = sheet_of(ballots)
    assume(not isinstance(places_or_reason(sheet, rules), str))
    ranking = rank(sheet, rules)
    assume(ranking.standings)
    winner = ranking.standings[0].entry
    for flip in weight_flips(sheet, rules, ranking) or ():
        there, beyond = (
            lead(ballots, rules, flip.criterion, flip.weight * factor, (winner, flip.rival))
            for factor in (Fraction(1), Fraction(11, 10) if flip.above else Fraction(9, 10))
        )
        assert there == 0
        assert beyond < 0
        kept = sum(c.weight for c in CRITERIA if c.key != flip.criterion)
        assert flip.share == flip.weight / (kept + flip.weight)


def lead(ballots: Sequence[Ballot], rules: Rules, key: str, weight: Fraction, pair: tuple[str, str]) -> Fraction:
    """The winner's lead over the rival with another weight; all weights multiplied, so that they are whole."""
    times = weight.denominator
    criteria = [
        Criterion(c.key, int((weight if c.key == key else c.weight) * times), c.lowest, c.highest, c.step)
        for c in CRITERIA
    ]
    scores = {s.entry: s.score for s in rank(Sheet.of(criteria, ballots), rules).standings}
    return (scores[pair[0]] - scores[pair[1]]) * (1 if rules.order == "high" else -1)


@settings(max_examples=40)
@given(ballots=panels(), data=st.data())
def test_a_rival_without_a_flip_never_overtakes_by_one_weight(ballots: list[Ballot], data: st.DataObject) -> None:
    rules = replace(VARIANTS["mean"], ladder=SEALED)
    ranking = rank(sheet_of(ballots), rules)
    assume(len(ranking.standings) > 1)
    flips = {(flip.rival, flip.criterion) for flip in weight_flips(sheet_of(ballots), rules, ranking) or ()}
    weight = Fraction(data.draw(st.sampled_from([1, 10, 1000])))
    for rival in ranking.standings[1:]:
        for criterion in CRITERIA:
            if (rival.entry, criterion.key) not in flips:
                assert lead(ballots, rules, criterion.key, weight, (ranking.standings[0].entry, rival.entry)) >= 0


def test_where_scores_are_not_linear_in_the_weights_there_are_no_flips() -> None:
    ballots = [Ballot(f"J{n}", entry, {"a": n % 3, "b": 1}) for n in range(5) for entry in "AB"]
    for name in ("median", "borda", "trimmed by ballot", "rounded as in skating", "schulze"):
        sheet = sheet_of(ballots)
        assert weight_flips(sheet, VARIANTS[name], rank(sheet, VARIANTS[name])) is None


@settings(max_examples=15)
@given(ballots=panels())
def test_the_other_methods_are_ranked_by_the_same_rules(ballots: list[Ballot]) -> None:
    rules = VARIANTS["mean"]
    found = other_methods(sheet_of(ballots), rules)
    assert list(found) == [method for method in METHODS if method != "mean"]
    for method, under in found.items():
        expected = places_or_reason(sheet_of(ballots), replace(rules, method=method))
        assert expected == (under.reason if isinstance(expected, str) else under.places)


@settings(max_examples=30)
@given(ballots=panels(jurors="xyz", entries="ABC"))
def test_one_step_is_found_exactly_when_trying_all_of_them_finds_one(ballots: list[Ballot]) -> None:
    rules = replace(VARIANTS["mean"], ladder=SEALED)
    ranking = rank(sheet_of(ballots), rules)
    assume(ranking.standings)
    first = {s.entry for s in ranking.standings if s.place == 1}
    front = {s.entry for s in ranking.standings if s.place in sorted({s.place for s in ranking.standings})[:2]}
    changed = False
    for number, ballot in enumerate(ballots):
        for criterion in CRITERIA:
            for step in (-criterion.step, criterion.step):
                mark = ballot.marks[criterion.key] + step
                if ballot.entry in front and criterion.lowest <= mark <= criterion.highest:
                    edited = replace(ballot, marks={**ballot.marks, criterion.key: mark})
                    after = rank(sheet_of([*ballots[:number], edited, *ballots[number + 1 :]]), rules)
                    changed |= first != {s.entry for s in after.standings if s.place == 1}
    assert changed == (one_step_changes(sheet_of(ballots), rules, ranking) is not None)


@pytest.mark.parametrize("name", VARIANTS)
@pytest.mark.parametrize("order", ["high", "low"])
@settings(max_examples=60)
@given(ballots=panels(jurors="vwxyz", entries="ABCDEF"))
def test_the_leaders_are_the_best_group_of_the_whole_result(name: str, order: str, ballots: list[Ballot]) -> None:
    rules = replace(VARIANTS[name], ladder=SEALED, order=order)
    sheet = sheet_of(ballots)
    assume(not isinstance(places_or_reason(sheet, rules), str))
    tiers = computed(sheet, rules).tiers
    assert leaders(sheet, rules) == (tiers[0].entries if tiers else ())
