"""Borda, Copeland, Schulze and majority judgment against independent libraries.

pref_voting (MIT), whalrus (GPL) and schulze-condorcet serve here only; nothing of the application imports them.
"""

from collections import Counter
from fractions import Fraction
from itertools import permutations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from pref_voting.c1_methods import copeland as pref_copeland
from pref_voting.margin_based_methods import beat_path_defeat
from pref_voting.profiles import Profile
from schulze_condorcet import schulze_evaluate
from whalrus import RuleBorda, RuleCopeland, RuleMajorityJudgment, RuleSchulze, ScaleRange

from scoring import Ballot, Criterion, Ranking, Rules, Sheet, rank
from scoring.pairwise import LARGEST_FRONT, strongest_paths, unbeaten

NAMES = "ABCDEF"
Voter = dict[str, int]


@st.composite
def strict_voters(draw: st.DrawFn) -> list[Voter]:
    """Each voter a ranking without ties: entry → rank."""
    names = NAMES[: draw(st.integers(2, 6))]
    orders = draw(st.lists(st.permutations(names), min_size=1, max_size=9))
    return [{name: number for number, name in enumerate(order, 1)} for order in orders]


@st.composite
def voters_with_ties(draw: st.DrawFn) -> list[Voter]:
    names = NAMES[: draw(st.integers(2, 5))]
    ranks = st.fixed_dictionaries({name: st.integers(1, 4) for name in names})
    return draw(st.lists(ranks, min_size=1, max_size=7))


def ranked(method: str, voters: list[Voter], **rules: object) -> Ranking:
    ballots = [Ballot(f"V{v}", name, {"r": r}) for v, voter in enumerate(voters) for name, r in voter.items()]
    settings = {"ladder": ("shared",), "minimum_ballots": 1, "order": "low"} | rules
    return rank(Sheet.of([Criterion("r", 100, 0, 10)], ballots), Rules(method, **settings))


def places(ranking: Ranking) -> dict[str, int]:
    return {standing.entry: standing.place for standing in ranking.standings}


def levels(voters: list[Voter]) -> list[dict[str, int]]:
    """High is good, as whalrus has it."""
    return [{name: -rank for name, rank in voter.items()} for voter in voters]


def profile(voters: list[Voter]) -> Profile:
    """pref_voting numbers its candidates."""
    counts = Counter(tuple(NAMES.index(name) for name in sorted(voter, key=voter.__getitem__)) for voter in voters)
    return Profile([list(order) for order in counts], list(counts.values()))


def places_of(order: list[set[str]]) -> dict[str, int]:
    return {name: 1 + sum(map(len, order[:number])) for number, tier in enumerate(order) for name in tier}


@settings(max_examples=40)
@given(voters=strict_voters())
def test_borda_points_are_those_of_pref_voting_and_whalrus(voters: list[Voter]) -> None:
    points = tuple(range(len(voters[0]) - 1, -1, -1))
    ranking = ranked("borda", voters, points=points, combine="sum")
    ours = {standing.entry: standing.score for standing in ranking.standings}
    assert ours == {NAMES[number]: score for number, score in profile(voters).borda_scores().items()}
    assert ours == RuleBorda(levels(voters)).gross_scores_
    assert places(ranking) == places(ranked("borda", voters)) == places_of(RuleBorda(levels(voters)).order_)


@settings(max_examples=40)
@given(voters=voters_with_ties())
def test_entries_that_a_juror_puts_level_share_their_borda_points(voters: list[Voter]) -> None:
    points = tuple(range(len(voters[0]) - 1, -1, -1))
    ours = {s.entry: s.score for s in ranked("borda", voters, points=points, combine="sum").standings}
    # whalrus counts a half for each entry on the same level, which is the mean of the points of the shared ranks.
    assert ours == {name: Fraction(score) for name, score in RuleBorda(levels(voters)).gross_scores_.items()}


@settings(max_examples=40)
@given(voters=strict_voters())
def test_copeland_is_that_of_pref_voting(voters: list[Voter]) -> None:
    standings = ranked("copeland", voters).standings
    scores = {s.entry: s.values["wins"] - s.values["losses"] for s in standings}
    assert scores == {NAMES[number]: score for number, score in profile(voters).copeland_scores().items()}
    assert [s.entry for s in standings if s.place == 1] == [NAMES[number] for number in pref_copeland(profile(voters))]


@settings(max_examples=40)
@given(voters=voters_with_ties())
def test_copeland_is_that_of_whalrus(voters: list[Voter]) -> None:
    rule = RuleCopeland(levels(voters))
    ranking = ranked("copeland", voters)
    # whalrus counts one for a win and a half for a draw, as we do; it scores an entry alone with zero, too.
    assert {s.entry: s.score for s in ranking.standings} == {name: Fraction(s) for name, s in rule.scores_.items()}
    assert places(ranking) == places_of(rule.order_)


@settings(max_examples=40)
@given(voters=strict_voters())
def test_who_beats_whom_by_schulze_is_what_pref_voting_says(voters: list[Voter]) -> None:
    beaten = Counter(NAMES[loser] for _, loser in beat_path_defeat(profile(voters)).edges)
    # With rankings that are complete and strict, winning votes and margins order the links alike.
    standings = ranked("schulze", voters).standings
    assert {s.entry: s.values["is_beaten_by"] for s in standings} == {name: beaten[name] for name in voters[0]}


@settings(max_examples=40)
@given(voters=strict_voters())
def test_the_schulze_winners_are_those_of_whalrus(voters: list[Voter]) -> None:
    winners = {name for name, place in places(ranked("schulze", voters)).items() if place == 1}
    assert winners == RuleSchulze(levels(voters)).cowinners_


@settings(max_examples=40)
@given(voters=voters_with_ties())
def test_schulze_with_ties_agrees_with_schulze_condorcet(voters: list[Voter]) -> None:
    votes = [
        ">".join("=".join(sorted(n for n in voter if voter[n] == r)) for r in sorted(set(voter.values())))
        for voter in voters
    ]
    theirs = places_of([set(tier.split("=")) for tier in schulze_evaluate(votes, tuple(voters[0])).split(">")])
    ours = places(ranked("schulze", voters))
    # It peels off the unbeaten again and again; we count for each entry the others that beat it. The first places are
    # the same, and where neither leaves a tie so are all.
    assert {name for name in ours if ours[name] == 1} == {name for name in theirs if theirs[name] == 1}
    if len(set(ours.values())) == len(ours):
        assert ours == theirs


@settings(max_examples=40)
@given(voters=st.lists(st.fixed_dictionaries({name: st.integers(1, 4) for name in "ABC"}), min_size=1, max_size=7))
def test_the_majority_grade_is_that_of_whalrus(voters: list[Voter]) -> None:
    ranking = ranked("majority_judgment", voters, order="high")
    scores = RuleMajorityJudgment(voters, scale=ScaleRange(0, 10)).scores_
    assert {s.entry: s.score / 10 for s in ranking.standings} == {name: score[0] for name, score in scores.items()}
    # Behind the grade whalrus compares the majority gauge (the shares above and below the grade), the short cut for
    # electorates so large that the shares differ; ours is the majority value itself. Only grades compare.
    for one, other in permutations(ranking.standings, 2):
        if scores[one.entry][0] > scores[other.entry][0]:
            assert one.place < other.place


@settings(max_examples=60)
@given(seed=st.integers(0, 2**32), jurors=st.integers(1, 9), levels=st.integers(2, 40))
def test_the_schulze_winners_of_many_are_those_of_the_paths_between_all(seed: int, jurors: int, levels: int) -> None:
    marks = np.random.default_rng(seed).integers(0, levels, (jurors, LARGEST_FRONT + 5))
    prefers = (marks[:, :, None] > marks[:, None, :]).sum(axis=0)
    paths = strongest_paths(prefers)
    assert unbeaten(prefers).tolist() == np.flatnonzero((paths >= paths.T).all(axis=1)).tolist()
