"""What must hold for every panel, whatever its marks."""

from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction
from random import Random

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from scoring import STEPS, Ballot, Criterion, Ranking, Resolution, Rules, Sheet, rank

CRITERIA = (Criterion("a", 60, 0, 3), Criterion("b", 30, 0, 4, "0.5"), Criterion("c", 30, 1, 3))
FULL_LADDER = ("heaviest", "median", "firsts", "head_to_head", "majority")
CHAIR = Resolution(tuple("ECADB"))
SINGLE_STEPS = ("criterion:b", *STEPS)
LADDERS = (FULL_LADDER, *((step,) for step in SINGLE_STEPS))
RULES = Rules(ladder=FULL_LADDER, minimum_ballots=2)


def rules_of(ladder: tuple[str, ...]) -> Rules:
    """The rules with a ladder; the chair has spoken on all entries where the ladder hears the chair."""
    return replace(RULES, ladder=ladder, resolutions=(CHAIR,) if "resolution" in ladder else ())


def rules() -> st.SearchStrategy[Rules]:
    """Ladders that part nearly everything, and ladders of one step, which leave ties for others to be placed below."""
    return st.sampled_from(LADDERS).map(rules_of)


# Marks on a, b and c: two or three ways to each of the totals 40, 50, …, 80, so that totals, sums and means tie.
FEW = [(1, 0, 2), (0, 4, 1), (2, 0, 1), (1, 0, 3), (1, 4, 1), (0, 4, 3), (3, 0, 1), (1, 4, 2), (2, 4, 1), (3, 0, 2)]
MARKS = [dict(zip("abc", map(Fraction, marks), strict=True)) for marks in FEW]
OTHER_MARKS = {"a": Fraction(2), "b": Fraction(1, 2), "c": Fraction(3)}


def panels(jurors: str = "vwxyz", entries: str = "ABCDE") -> st.SearchStrategy[list[Ballot]]:
    """Ballots of two jurors or more for every entry but some; evenly at random, since ties are made by variety."""

    def panel(random: Random) -> list[Ballot]:
        there = jurors[: random.randint(2, len(jurors))]
        given = {(j, e): random.choice([*MARKS, *MARKS, OTHER_MARKS, None, None]) for j in there for e in entries}
        return [Ballot(juror, entry, marks) for (juror, entry), marks in given.items() if marks is not None]

    return st.randoms(use_true_random=True).map(panel).filter(bool)


def ranked(ballots: Sequence[Ballot], rules: Rules = RULES) -> Ranking:
    return rank(Sheet.of(CRITERIA, ballots), rules)


def on_all_entries(ballots: Sequence[Ballot], rules: Rules) -> Ranking:
    """As `ranked`, with entries that nobody scored, since the chair may have named them."""
    return rank(Sheet.of(CRITERIA, ballots, entries="ABCDE"), rules)


def places(ranking: Ranking) -> dict[str, int]:
    return {standing.entry: standing.place for standing in ranking.standings}


@settings(max_examples=200)
@given(ballots=panels(), criteria=st.permutations(CRITERIA), rules=rules(), data=st.data())
def test_the_order_of_ballots_and_of_criteria_changes_nothing(
    ballots: list[Ballot], criteria: list[Criterion], rules: Rules, data: st.DataObject
) -> None:
    shuffled = data.draw(st.permutations(ballots))
    assert rank(Sheet.of(criteria, shuffled, entries="ABCDE"), rules) == on_all_entries(ballots, rules)


@pytest.mark.parametrize("step", SINGLE_STEPS)
@settings(max_examples=50)
@given(ballots=panels(), names=st.permutations("vwxyz"))
def test_the_names_of_jurors_change_nothing(step: str, ballots: list[Ballot], names: list[str]) -> None:
    renamed = dict(zip("vwxyz", names, strict=True))
    others = [replace(ballot, juror=renamed[ballot.juror]) for ballot in ballots]
    assert on_all_entries(others, rules_of((step,))) == on_all_entries(ballots, rules_of((step,)))


@pytest.mark.parametrize("step", SINGLE_STEPS)
@settings(max_examples=50)
@given(ballots=panels(), names=st.permutations("ABCDE"))
def test_the_names_of_entries_decide_no_place(step: str, ballots: list[Ballot], names: list[str]) -> None:
    renamed = dict(zip("ABCDE", names, strict=True))
    others = [replace(ballot, entry=renamed[ballot.entry]) for ballot in ballots]
    before = rules_of((step,))
    after = replace(
        before, resolutions=tuple(Resolution(tuple(map(renamed.__getitem__, r.order))) for r in before.resolutions)
    )
    expected = {renamed[entry]: place for entry, place in places(on_all_entries(ballots, before)).items()}
    assert places(on_all_entries(others, after)) == expected


@pytest.mark.parametrize("step", [step for step in SINGLE_STEPS if step != "shared"])
def test_the_panels_bring_ties_to_every_step_and_leave_ties_below_which_others_stand(step: str) -> None:
    """Without them the properties here would hold of anything."""
    looked_at, parted, stood_below_a_tie = [0], [0], [0]

    @settings(max_examples=120)
    @given(ballots=panels())
    def count(ballots: list[Ballot]) -> None:
        standings = on_all_entries(ballots, rules_of((step,))).standings
        looked_at[0] += any(standing.steps for standing in standings)
        parted[0] += any(standing.decided_by for standing in standings)
        at = [standing.place for standing in standings]
        stood_below_a_tie[0] += any(at.count(place) > 1 for place in at if place < at[-1])

    count()
    assert (looked_at[0] >= 20, parted[0] >= 3) == (True, True)
    assert stood_below_a_tie[0] >= 5 or step == "resolution"


@settings(max_examples=200)
@given(ballots=panels(), rules=rules(), data=st.data())
def test_raising_a_mark_never_lowers_the_entry(ballots: list[Ballot], rules: Rules, data: st.DataObject) -> None:
    number = data.draw(st.integers(0, len(ballots) - 1))
    criterion = data.draw(st.sampled_from(CRITERIA))
    ballot = ballots[number]
    raised = ballot.marks[criterion.key] + criterion.step
    assume(raised <= criterion.highest)
    better = replace(ballot, marks={**ballot.marks, criterion.key: raised})
    raised_ballots = [*ballots[:number], better, *ballots[number + 1 :]]
    before, after = places(on_all_entries(ballots, rules)), places(on_all_entries(raised_ballots, rules))
    assert after.get(ballot.entry, 0) <= before.get(ballot.entry, 0)


@given(order=st.permutations("ABCD"), jurors=st.integers(2, 5))
def test_the_order_of_a_unanimous_jury_is_the_result(order: list[str], jurors: int) -> None:
    ballots = [
        Ballot(f"juror {number}", entry, {"a": 3 - position, "b": 3 - position, "c": 1})
        for number in range(jurors)
        for position, entry in enumerate(order)
    ]
    assert [standing.entry for standing in ranked(ballots).standings] == order


@given(ballots=panels())
def test_contributions_add_up_to_the_score_exactly(ballots: list[Ballot]) -> None:
    for standing in ranked(ballots).standings:
        assert sum(standing.contributions.values()) == standing.score


@given(ballots=panels())
def test_contributions_are_the_weighted_shares_of_the_mean_marks(ballots: list[Ballot]) -> None:
    for standing in ranked(ballots).standings:
        for criterion in CRITERIA:
            share = standing.contributions_raw[criterion.key] / criterion.highest
            assert standing.contributions[criterion.key] == criterion.weight * share


@settings(max_examples=200)
@given(ballots=panels(), rules=rules())
def test_places_are_competition_places(ballots: list[Ballot], rules: Rules) -> None:
    standings = on_all_entries(ballots, rules).standings
    for position, standing in enumerate(standings, 1):
        above = [s for s in standings if s.place < standing.place]
        assert standing.place == len(above) + 1 <= position


@settings(max_examples=200)
@given(ballots=panels(), rules=rules())
def test_a_better_score_is_a_better_place_and_the_margin_is_the_way_down(ballots: list[Ballot], rules: Rules) -> None:
    standings = on_all_entries(ballots, rules).standings
    for standing in standings:
        assert all(s.place > standing.place for s in standings if s.score < standing.score)
        lower = [s.score for s in standings if s.place > standing.place]
        assert standing.margin == (standing.score - max(lower) if lower else None)


@settings(max_examples=200)
@given(ballots=panels(), open_rules=rules().filter(lambda rules: "shared" not in rules.ladder))
def test_every_shared_place_is_unresolved_or_shared_by_rule(ballots: list[Ballot], open_rules: Rules) -> None:
    open_end = on_all_entries(ballots, open_rules)
    closed_end = on_all_entries(ballots, replace(open_rules, ladder=(*open_rules.ladder, "shared")))
    assert places(open_end) == places(closed_end)
    tied = {s.entry for s in open_end.standings if list(places(open_end).values()).count(s.place) > 1}
    assert {entry for group in open_end.unresolved for entry in group} == tied
    assert {s.entry for s in closed_end.standings if s.decided_by == "shared"} == tied
    assert closed_end.unresolved == ()


@settings(max_examples=200)
@given(ballots=panels(), rules=rules())
def test_the_step_that_decided_is_the_last_that_parted_the_entry_from_another(
    ballots: list[Ballot], rules: Rules
) -> None:
    standings = on_all_entries(ballots, rules).standings
    at = [standing.place for standing in standings]
    for standing in standings:
        parted = [step.name for step in standing.steps if len(step.tiers) > 1]
        if at.count(standing.place) == 1:
            assert standing.decided_by == (parted[-1] if parted else None)
        else:
            assert standing.decided_by == ("shared" if "shared" in rules.ladder else None)
        assert all(standing.entry in step.values for step in standing.steps)


@given(ballots=panels())
def test_an_entry_that_nobody_scored_is_listed_and_moves_nobody(ballots: list[Ballot]) -> None:
    with_it = rank(Sheet.of(CRITERIA, ballots, entries=["nobody's"]), RULES)
    assert with_it.standings == ranked(ballots).standings
    assert [u.entry for u in with_it.unranked if u.ballots == 0] == ["nobody's"]


@given(ballots=panels())
def test_an_incomplete_ballot_counts_as_little_as_none(ballots: list[Ballot]) -> None:
    some = Ballot("late", "A", {"a": 3, "b": 4})
    with_it = ranked([*ballots, some])
    assert with_it.standings == ranked(ballots).standings
    assert with_it.incomplete == (("late", "A", ("c",)),)


@given(ballots=panels())
def test_low_marks_being_good_is_the_mirror_of_high_marks_being_good(ballots: list[Ballot]) -> None:
    criteria = (Criterion("a", 50, 0, 3), Criterion("b", 30, 0, 4, "0.5"))
    kept = [replace(ballot, marks={c.key: ballot.marks[c.key] for c in criteria}) for ballot in ballots]
    mirrored = [replace(ballot, marks={c.key: c.highest - ballot.marks[c.key] for c in criteria}) for ballot in kept]
    low, high = rank(Sheet.of(criteria, kept), replace(RULES, order="low")), rank(Sheet.of(criteria, mirrored), RULES)
    assert places(low) == places(high)
    assert [(s.decided_by, s.margin, s.edits) for s in low.standings] == [
        (s.decided_by, s.margin, s.edits) for s in high.standings
    ]
