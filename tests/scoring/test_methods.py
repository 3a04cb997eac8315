"""What must hold for every panel under every official method."""

from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from scoring import METHODS, Ballot, Criterion, Ranking, Rules, ScoringError, Sheet, rank
from scoring.linear import solved
from scoring.rounding import half_up
from tests.scoring.naive_methods import Panel, keys_of

CRITERIA = (Criterion("a", 50, 0, 3), Criterion("b", 30, 0, 2, "0.5"))
LADDER = ("heaviest", "median", "firsts", "head_to_head", "majority")
VARIANTS = {
    "mean": Rules("mean", LADDER, 1),
    "trimmed by ballot": Rules("trimmed_mean", LADDER, 1),
    "trimmed sum": Rules("trimmed_mean", LADDER, 1, combine="sum"),
    "two trimmed": Rules("trimmed_mean", LADDER, 1, drop=2),
    "none trimmed": Rules("trimmed_mean", LADDER, 1, drop=0, combine="sum"),
    "trimmed by criterion": Rules("trimmed_mean", LADDER, 1, trim="criterion"),
    "rounded as in skating": Rules("trimmed_mean", LADDER, 1, trim="criterion", decimals=1),
    "median": Rules("median", LADDER, 1),
    "majority_judgment": Rules("majority_judgment", LADDER, 1),
    "borda": Rules("borda", LADDER, 1),
    "song contest": Rules("borda", LADDER, 1, points=(12, 10, 8, 7), combine="sum"),
    "copeland": Rules("copeland", LADDER, 1),
    "schulze": Rules("schulze", LADDER, 1),
    "severity_adjusted": Rules("severity_adjusted", LADDER, 1),
}
OWN = [name for name in VARIANTS if name not in ("copeland", "schulze", "severity_adjusted")]
SUMS = [name for name, rules in VARIANTS.items() if rules.method in ("mean", "trimmed_mean", "severity_adjusted")]


def marks() -> st.SearchStrategy[dict[str, Fraction]]:
    return st.fixed_dictionaries(
        {
            c.key: st.integers(0, int((c.highest - c.lowest) / c.step)).map(
                lambda n, c=c: c.lowest + n * c.step  # type: ignore[misc]
            )
            for c in CRITERIA
        }
    )


def panels(jurors: str = "tuvwxyz", entries: str = "ABCD") -> st.SearchStrategy[list[Ballot]]:
    pairs = [(juror, entry) for juror in jurors for entry in entries]
    return st.tuples(*(marks() | marks() | marks() | st.none() for _ in pairs)).map(
        lambda rows: [Ballot(j, e, m) for (j, e), m in zip(pairs, rows, strict=True) if m is not None]
    )


def full_panels(jurors: str = "tuvwxyz", entries: str = "ABCD") -> st.SearchStrategy[list[Ballot]]:
    pairs = [(juror, entry) for juror in jurors for entry in entries]
    return st.tuples(*(marks() for _ in pairs)).map(
        lambda rows: [Ballot(j, e, m) for (j, e), m in zip(pairs, rows, strict=True)]
    )


@pytest.fixture(autouse=True)
def the_search_for_edits_is_short(monkeypatch: pytest.MonkeyPatch) -> None:
    """It has tests of its own, and would take most of the time of these."""
    monkeypatch.setattr("scoring.edits_trial.MOST_TRIALS", 50)


def ranked(ballots: Sequence[Ballot], rules: Rules) -> Ranking:
    try:
        return rank(Sheet.of(CRITERIA, ballots), rules)
    except ScoringError as error:
        assert "hang together" in str(error)
        assume(False)
        raise


def places(ranking: Ranking) -> dict[str, int]:
    return {standing.entry: standing.place for standing in ranking.standings}


def told(ranking: Ranking) -> list[tuple[object, ...]]:
    """All of a standing that names no juror."""
    return [
        (s.entry, s.place, s.score, s.decided_by, s.contributions, s.margin, s.edits, s.values, s.steps)
        for s in ranking.standings
    ]


def panel_of(ranking: Ranking, ballots: Sequence[Ballot]) -> Panel:
    entries = {standing.entry for standing in ranking.standings}
    return {e: {b.juror: dict(b.marks) for b in ballots if b.entry == e} for e in sorted(entries)}


@pytest.mark.parametrize("name", VARIANTS)
@settings(max_examples=60)
@given(ballots=panels(), order=st.sampled_from(["high", "low"]))
def test_the_method_places_as_the_naive_reading_of_it(name: str, ballots: list[Ballot], order: str) -> None:
    rules = replace(VARIANTS[name], order=order, ladder=("shared",))
    ranking = ranked(ballots, rules)
    panel = panel_of(ranking, ballots)
    assume(panel)
    if name in ("borda", "song contest"):
        assume(len(panel) == len({ballot.entry for ballot in ballots}))
    if name == "mean":
        rules = replace(rules, method="trimmed_mean", drop=0)
    keys = keys_of(CRITERIA, panel, rules)
    assert places(ranking) == {entry: 1 + sum(key > keys[entry] for key in keys.values()) for entry in keys}


@pytest.mark.parametrize("name", VARIANTS)
@settings(max_examples=15)
@given(ballots=panels(), names=st.permutations("tuvwxyz"), data=st.data())
def test_the_order_of_ballots_and_the_names_of_jurors_change_nothing(
    name: str, ballots: list[Ballot], names: list[str], data: st.DataObject
) -> None:
    renamed = dict(zip("tuvwxyz", names, strict=True))
    shuffled = data.draw(st.permutations([replace(ballot, juror=renamed[ballot.juror]) for ballot in ballots]))
    assert told(ranked(shuffled, VARIANTS[name])) == told(ranked(ballots, VARIANTS[name]))


@pytest.mark.parametrize("name", VARIANTS)
@settings(max_examples=15)
@given(ballots=panels(), names=st.permutations("ABCD"))
def test_the_names_of_entries_decide_no_place(name: str, ballots: list[Ballot], names: list[str]) -> None:
    renamed = dict(zip("ABCD", names, strict=True))
    result = ranked([replace(ballot, entry=renamed[ballot.entry]) for ballot in ballots], VARIANTS[name])
    assert places(result) == {renamed[e]: place for e, place in places(ranked(ballots, VARIANTS[name])).items()}


@pytest.mark.parametrize("name", OWN)
@settings(max_examples=30)
@given(ballots=panels(), data=st.data())
def test_raising_a_mark_never_lowers_the_entry(name: str, ballots: list[Ballot], data: st.DataObject) -> None:
    assume(ballots)
    number = data.draw(st.integers(0, len(ballots) - 1))
    criterion = data.draw(st.sampled_from(CRITERIA))
    ballot = ballots[number]
    raised = ballot.marks[criterion.key] + criterion.step
    assume(raised <= criterion.highest)
    better = replace(ballot, marks={**ballot.marks, criterion.key: raised})
    rules = replace(VARIANTS[name], ladder=("shared",))
    before, after = ranked(ballots, rules), ranked([*ballots[:number], better, *ballots[number + 1 :]], rules)
    assert places(after).get(ballot.entry, 0) <= places(before).get(ballot.entry, 0)


@pytest.mark.parametrize("name", VARIANTS)
@settings(max_examples=20)
@given(order=st.permutations("ABCD"), jurors=st.integers(5, 7))
def test_the_order_of_a_unanimous_jury_is_the_result(name: str, order: list[str], jurors: int) -> None:
    ballots = [
        Ballot(f"juror {number}", entry, {"a": 3 - position, "b": 1})
        for number in range(jurors)
        for position, entry in enumerate(order)
    ]
    assert [standing.entry for standing in ranked(ballots, VARIANTS[name]).standings] == order


@pytest.mark.parametrize("name", SUMS)
@settings(max_examples=60)
@given(ballots=panels())
def test_contributions_add_up_to_the_score_exactly(name: str, ballots: list[Ballot]) -> None:
    ranking = ranked(ballots, VARIANTS[name])
    assert ranking.is_sum
    for standing in ranking.standings:
        assert sum(standing.contributions.values()) == standing.score


@pytest.mark.parametrize("name", SUMS)
@settings(max_examples=40)
@given(ballots=panels())
def test_the_marks_shown_are_those_that_make_the_contributions(name: str, ballots: list[Ballot]) -> None:
    """Also of a trimmed mean: the marks of what was left out are in neither."""
    rules = VARIANTS[name]
    for standing in ranked(ballots, rules).standings:
        for criterion in CRITERIA:
            part = criterion.weight * standing.contributions_raw[criterion.key] / criterion.highest
            shown = part if rules.decimals is None else half_up(part, rules.decimals)
            assert standing.contributions[criterion.key] == shown


@pytest.mark.parametrize("combine", ["mean", "sum"])
def test_the_marks_of_a_trimmed_mean_are_the_mean_or_the_sum_of_what_is_left(combine: str) -> None:
    marks = [(0, 2), (1, 1), (2, 1), (3, 1), (3, 0)]
    ballots = [Ballot(f"J{n}", "A", {"a": a, "b": b}) for n, (a, b) in enumerate(marks)]
    (by_ballot,), (by_criterion,) = (
        ranked(ballots, replace(VARIANTS[name], combine=combine)).standings
        for name in ("trimmed by ballot", "trimmed by criterion")
    )
    count = 3 if combine == "mean" else 1
    # The totals are 30, 31⅔, 48⅓, 65 and 50: the first and the fourth go, with their marks.
    assert by_ballot.contributions_raw == {"a": Fraction(1 + 2 + 3, count), "b": Fraction(1 + 1 + 0, count)}
    assert by_criterion.contributions_raw == {"a": Fraction(1 + 2 + 3, count), "b": Fraction(1 + 1 + 1, count)}


@pytest.mark.parametrize("name", sorted(VARIANTS.keys() - set(SUMS)))
@given(ballots=panels())
@settings(max_examples=10)
def test_where_nothing_adds_up_there_are_no_contributions_and_a_reason(name: str, ballots: list[Ballot]) -> None:
    ranking = ranked(ballots, VARIANTS[name])
    assert all(standing.contributions == {} for standing in ranking.standings)
    assert any("is no sum over the criteria" in note for note in ranking.notes)


@pytest.mark.parametrize("name", VARIANTS)
@settings(max_examples=30)
@given(ballots=panels())
def test_places_are_competition_places_and_margins_are_gaps(name: str, ballots: list[Ballot]) -> None:
    standings = ranked(ballots, VARIANTS[name]).standings
    for position, standing in enumerate(standings, 1):
        assert standing.place == 1 + sum(s.place < standing.place for s in standings) <= position
        lower = [s.score for s in standings if s.place > standing.place]
        assert standing.margin == (abs(standing.score - lower[0]) if lower else None)


@settings(max_examples=60)
@given(ballots=full_panels(), order=st.sampled_from(["high", "low"]))
def test_on_a_complete_panel_the_severity_adjusted_score_is_the_mean(ballots: list[Ballot], order: str) -> None:
    adjusted = ranked(ballots, replace(VARIANTS["severity_adjusted"], order=order))
    mean = ranked(ballots, replace(VARIANTS["mean"], order=order))
    assert [(s.entry, s.place, s.score, s.contributions, s.edits) for s in adjusted.standings] == [
        (s.entry, s.place, s.score, s.contributions, s.edits) for s in mean.standings
    ]
    assert adjusted.notes == ("every juror scored every entry: the severity-adjusted score is the mean",)
    assert sum(adjusted.juror_effects.values()) == 0


@settings(max_examples=60)
@given(ballots=panels(), strictness=st.lists(st.integers(0, 9), min_size=7, max_size=7))
def test_jurors_who_agree_but_for_their_strictness_are_seen_through(
    ballots: list[Ballot], strictness: list[int]
) -> None:
    strict = dict(zip("tuvwxyz", strictness, strict=True))
    criterion = Criterion("a", 20, 0, 20)
    exactly = [Ballot(b.juror, b.entry, {"a": "ABCD".index(b.entry) + strict[b.juror]}) for b in ballots]
    try:
        ranking = rank(Sheet.of([criterion], exactly), Rules("severity_adjusted", ("shared",), 1))
    except ScoringError:
        assume(False)
        raise
    first = min((s.entry for s in ranking.standings), default="A")
    scores = {s.entry: s.score for s in ranking.standings}
    assert all(scores[e] - scores[first] == "ABCD".index(e) - "ABCD".index(first) for e in scores)
    assert sum(ranking.juror_effects.values()) == 0


@settings(max_examples=60)
@given(ballots=panels(), name=st.sampled_from([name for name in VARIANTS if name.startswith(("trim", "two"))]))
def test_what_was_dropped_is_listed_and_the_rest_is_the_score(ballots: list[Ballot], name: str) -> None:
    rules = VARIANTS[name]
    for standing in ranked(ballots, rules).standings:
        per = 1 if rules.trim == "ballot" else len(CRITERIA)
        assert sum(dropped.count for dropped in standing.dropped) == 2 * rules.drop * per
        if rules.trim == "ballot":
            left = sum(standing_totals(ballots, standing.entry)) - sum(d.value * d.count for d in standing.dropped)
            count = 1 if rules.combine == "sum" else standing.ballots - 2 * rules.drop
            assert left / count == standing.score
        assert all(len(dropped.jurors) >= dropped.count for dropped in standing.dropped)


def standing_totals(ballots: Sequence[Ballot], entry: str) -> list[Fraction]:
    rows = (ballot.marks for ballot in ballots if ballot.entry == entry)
    return [sum((c.weight * Fraction(row[c.key]) / c.highest for c in CRITERIA), Fraction(0)) for row in rows]


def test_fewer_than_five_ballots_are_not_trimmed() -> None:
    ballots = [Ballot(f"J{n}", e, {"a": 1, "b": 1}) for e in "AB" for n in range(5 if e == "A" else 4)]
    ranking = ranked(ballots, VARIANTS["trimmed by ballot"])
    assert [s.entry for s in ranking.standings] == ["A"]
    assert [u.reason for u in ranking.unranked] == ["complete ballots: 4, at least 5 needed"]
    assert Rules("trimmed_mean", drop=3).least_ballots == 7
    assert Rules("trimmed_mean", drop=0).least_ballots == 3


def test_every_method_has_its_place_among_the_variants() -> None:
    assert {rules.method for rules in VARIANTS.values()} == set(METHODS)


@settings(max_examples=60)
@given(
    lower=st.integers(1, 5).flatmap(
        lambda n: st.lists(st.lists(st.integers(-9, 9), min_size=n, max_size=n), min_size=n, max_size=n)
    ),
    data=st.data(),
)
def test_the_solution_of_a_system_solves_it(lower: list[list[int]], data: st.DataObject) -> None:
    size = range(len(lower))
    matrix = [[sum(lower[i][k] * lower[j][k] for k in size) + (i == j) for j in size] for i in size]
    right = data.draw(st.lists(st.tuples(st.integers(), st.integers()), min_size=len(lower), max_size=len(lower)))
    solution = solved(matrix, right)
    for row, given_right in zip(matrix, right, strict=True):
        for side in (0, 1):
            assert sum(a * x[side] for a, x in zip(row, solution, strict=True)) == given_right[side]
