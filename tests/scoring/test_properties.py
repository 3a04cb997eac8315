"""What must hold for every panel, whatever its marks."""

from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction

from hypothesis import assume, given
from hypothesis import strategies as st

from scoring import Ballot, Criterion, Ranking, Rules, Sheet, rank

CRITERIA = (Criterion("a", 50, 0, 3), Criterion("b", 30, 0, 4, "0.5"), Criterion("c", 30, 1, 3))
FULL_LADDER = ("heaviest", "median", "firsts", "head_to_head", "majority")
RULES = Rules(ladder=FULL_LADDER, minimum_ballots=2)


def marks_of(criterion: Criterion) -> st.SearchStrategy[Fraction]:
    steps = int((criterion.highest - criterion.lowest) / criterion.step)
    return st.integers(0, steps).map(lambda n: criterion.lowest + n * criterion.step)


def marks() -> st.SearchStrategy[dict[str, Fraction]]:
    return st.fixed_dictionaries({criterion.key: marks_of(criterion) for criterion in CRITERIA})


def panels(jurors: str = "vwxyz", entries: str = "ABCDE") -> st.SearchStrategy[list[Ballot]]:
    pairs = st.tuples(st.sampled_from(jurors), st.sampled_from(entries))
    given_marks = st.dictionaries(pairs, marks(), min_size=1, max_size=len(jurors) * len(entries))
    return given_marks.map(lambda given: [Ballot(juror, entry, m) for (juror, entry), m in given.items()])


def ranked(ballots: Sequence[Ballot], rules: Rules = RULES) -> Ranking:
    return rank(Sheet.of(CRITERIA, ballots), rules)


def places(ranking: Ranking) -> dict[str, int]:
    return {standing.entry: standing.place for standing in ranking.standings}


@given(ballots=panels(), criteria=st.permutations(CRITERIA), data=st.data())
def test_the_order_of_ballots_and_of_criteria_changes_nothing(
    ballots: list[Ballot], criteria: list[Criterion], data: st.DataObject
) -> None:
    shuffled = data.draw(st.permutations(ballots))
    assert rank(Sheet.of(criteria, shuffled), RULES) == ranked(ballots)


@given(ballots=panels(), names=st.permutations("vwxyz"))
def test_the_names_of_jurors_change_nothing(ballots: list[Ballot], names: list[str]) -> None:
    renamed = dict(zip("vwxyz", names, strict=True))
    assert ranked([replace(ballot, juror=renamed[ballot.juror]) for ballot in ballots]) == ranked(ballots)


@given(ballots=panels(), names=st.permutations("ABCDE"))
def test_the_names_of_entries_decide_no_place(ballots: list[Ballot], names: list[str]) -> None:
    renamed = dict(zip("ABCDE", names, strict=True))
    result = ranked([replace(ballot, entry=renamed[ballot.entry]) for ballot in ballots])
    assert places(result) == {renamed[entry]: place for entry, place in places(ranked(ballots)).items()}


@given(ballots=panels(), data=st.data())
def test_raising_a_mark_never_lowers_the_entry(ballots: list[Ballot], data: st.DataObject) -> None:
    number = data.draw(st.integers(0, len(ballots) - 1))
    criterion = data.draw(st.sampled_from(CRITERIA))
    ballot = ballots[number]
    raised = ballot.marks[criterion.key] + criterion.step
    assume(raised <= criterion.highest)
    better = replace(ballot, marks={**ballot.marks, criterion.key: raised})
    before, after = places(ranked(ballots)), places(ranked([*ballots[:number], better, *ballots[number + 1 :]]))
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


@given(ballots=panels())
def test_places_are_competition_places(ballots: list[Ballot]) -> None:
    standings = ranked(ballots).standings
    for position, standing in enumerate(standings, 1):
        above = [s for s in standings if s.place < standing.place]
        assert standing.place == len(above) + 1 <= position


@given(ballots=panels())
def test_a_better_score_is_a_better_place_and_the_margin_is_the_way_down(ballots: list[Ballot]) -> None:
    standings = ranked(ballots).standings
    for standing in standings:
        assert all(s.place > standing.place for s in standings if s.score < standing.score)
        lower = [s.score for s in standings if s.place > standing.place]
        assert standing.margin == (standing.score - max(lower) if lower else None)


@given(ballots=panels())
def test_every_shared_place_is_unresolved_or_shared_by_rule(ballots: list[Ballot]) -> None:
    open_end, closed_end = ranked(ballots), ranked(ballots, replace(RULES, ladder=(*FULL_LADDER, "shared")))
    assert places(open_end) == places(closed_end)
    tied = {s.entry for s in open_end.standings if list(places(open_end).values()).count(s.place) > 1}
    assert {entry for group in open_end.unresolved for entry in group} == tied
    assert {s.entry for s in closed_end.standings if s.decided_by == "shared"} == tied
    assert closed_end.unresolved == ()


@given(ballots=panels())
def test_the_step_that_decided_is_the_last_that_parted_the_entry_from_another(ballots: list[Ballot]) -> None:
    for standing in ranked(ballots, replace(RULES, ladder=(*FULL_LADDER, "shared"))).standings:
        parted = [step.name for step in standing.steps if len(step.tiers) > 1]
        if standing.decided_by != "shared":
            assert standing.decided_by == (parted[-1] if parted else None)
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
