"""The ranked list of a class says what the scoring module says, explains it, and leaves what is open to the chair."""

from datetime import UTC, datetime
from decimal import Decimal
from fractions import Fraction
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import scoring
from awards_app.cities.models import City
from awards_app.entries.models import Entry
from awards_app.i18n import Localised
from awards_app.jury.round_models import Round
from awards_app.results import boards, charts, labels, views
from awards_app.results.boards import Laurel, laurel_for
from awards_app.results.models import Kind, Resolution
from awards_app.results.queries import GivenBallot
from tests.world import edition_at

JURORS = [UUID(int=100 + number) for number in range(4)]
KEYS = ("pomysł", "dialog")
WEIGHTS = {"pomysł": 60, "dialog": 40}
FIXED = settings(max_examples=60, derandomize=True, deadline=None, database=None)
MARKS = st.lists(st.tuples(st.integers(0, 10), st.integers(0, 10)) | st.none(), min_size=4, max_size=4)


class Panel:
    """A class in memory: `marks` has a row for each entry, in it a pair of marks for each juror, None for no ballot."""

    def __init__(self, *marks, **rules):
        self.edition = edition_at(datetime(2026, 10, 14, tzinfo=UTC))
        defaults = {"method": "mean", "minimum_ballots": 3, "distinctions": 2, "divergence": 30}
        for name, value in (defaults | rules).items():
            setattr(self.edition, name, value)
        self.size_class = self.edition.categories[0].classes[0]
        self.entries = [self._entry(number) for number in range(1, len(marks) + 1)]
        self.ballots = [
            GivenBallot(juror, entry.id, {key: Decimal(mark) for key, mark in zip(KEYS, pair, strict=False)})
            for entry, row in zip(self.entries, marks, strict=True)
            for juror, pair in zip(JURORS, row, strict=False)
            if pair is not None
        ]

    def _entry(self, number):
        city = City(id=UUID(int=number), name=f"Miasto {number}", voivodeship="śląskie", population=1)
        return Entry(id=UUID(int=number), number=number, title=f"Kampania {number}", city=city, city_id=city.id)

    def board(self, *resolutions):
        judged = Round(category=self.edition.categories[0])
        return boards.build(judged, self.size_class, self.entries, self.ballots, resolutions)

    def decided(self, kind, *numbers):
        return Resolution(kind=kind, entries=[str(UUID(int=number)) for number in numbers], reason="Trwałość.")


def places(board):
    return [(row.entry.number, row.standing.place) for row in board.rows]


def alike(*pairs):
    return [[pair] * 4 for pair in pairs]


@FIXED
@given(st.lists(MARKS, min_size=1, max_size=6))
def test_the_board_says_what_the_scoring_module_says_of_a_sheet_of_its_own(marks):
    panel = Panel(*marks)
    board = panel.board()
    criteria = [scoring.Criterion(key, weight, 0, 10, 1) for key, weight in WEIGHTS.items()]
    given_by = [
        scoring.Ballot(f"juror {juror}", f"{entry}", dict(zip(KEYS, pair, strict=True)))
        for entry, row in enumerate(marks, 1)
        for juror, pair in enumerate(row)
        if pair is not None
    ]
    sheet = scoring.Sheet.of(criteria, given_by, [str(number) for number in range(1, len(marks) + 1)])
    ranking = scoring.rank(sheet, scoring.Rules(ladder=tuple(panel.edition.ladder), minimum_ballots=3))
    expected = {one.entry: (one.place, one.score, one.decided_by, one.ballots) for one in ranking.standings}
    shown = {
        str(row.entry.number): (row.standing.place, row.standing.score, row.standing.decided_by, row.standing.ballots)
        for row in board.rows
    }
    assert shown == expected
    assert {str(one.entry.number) for one in board.unranked} == {one.entry for one in ranking.unranked}


@FIXED
@given(st.lists(MARKS, min_size=1, max_size=6))
def test_a_score_is_the_mean_of_the_totals_that_the_page_prints(marks):
    for row in Panel(*marks).board().rows:
        totals = [Fraction(60 * pair[0] + 40 * pair[1], 10) for pair in marks[row.entry.number - 1] if pair is not None]
        assert sorted(row.totals.values()) == sorted(totals)
        assert row.standing.score == sum(totals) / len(totals)
        assert sum(row.standing.contributions.values()) == row.standing.score
        assert row.spread == max(totals) - min(totals)


@FIXED
@given(st.lists(MARKS, min_size=2, max_size=5), st.randoms(use_true_random=False))
def test_the_order_of_rows_decides_nothing(marks, dice):
    panel = Panel(*marks)
    before = places(panel.board())
    dice.shuffle(panel.entries)
    dice.shuffle(panel.ballots)
    assert places(panel.board()) == before


def test_an_incomplete_ballot_counts_neither_as_zero_nor_at_all():
    row = Panel([(8, 8), (8, 8), (8, 8), (8,)]).board().rows[0]
    assert (row.standing.ballots, row.standing.score) == (3, 80)
    assert len(row.totals) == 3


def test_below_the_minimum_there_is_no_standing_and_nothing_is_final():
    board = Panel([(8, 8)] * 4, [(9, 9), (9, 9), None, None]).board()
    assert places(board) == [(1, 1)]
    assert [(one.entry.number, one.ballots) for one in board.unranked] == [(2, 2)]
    assert not board.is_final


def test_a_class_without_any_ballot_has_no_leader():
    board = Panel([None] * 4).board()
    assert (board.leaders, board.rows, board.is_final) == ([], (), False)


@pytest.mark.parametrize(
    ("first", "second", "step"),
    [
        ([(9, 6)] * 4, [(7, 9)] * 4, "criterion:pomysł"),
        ([(8, 8), (8, 8), (8, 8), (4, 4)], [(9, 9), (7, 7), (7, 7), (5, 5)], "median"),
        ([(9, 9), (5, 5), (5, 5), (5, 5)], [(6, 6), (6, 6), (6, 6), (6, 6)], "median"),
    ],
)
def test_the_step_that_decided_stands_at_the_place(first, second, step):
    board = Panel(first, second).board()
    assert {row.standing.decided_by for row in board.rows} == {step}
    assert sorted(place for _number, place in places(board)) == [1, 2]


def test_what_no_step_decides_is_left_to_the_chair():
    board = Panel(*alike((8, 8), (8, 8), (5, 5))).board()
    assert places(board) == [(1, 1), (2, 1), (3, 3)]
    assert [[entry.number for entry in group] for group in board.unresolved] == [[1, 2]]
    assert not board.is_final


def test_the_chair_orders_a_tie():
    panel = Panel(*alike((8, 8), (8, 8), (5, 5)))
    board = panel.board(panel.decided(Kind.ORDER, 2, 1))
    assert places(board) == [(2, 1), (1, 2), (3, 3)]
    assert [row.standing.decided_by for row in board.rows] == ["resolution", "resolution", None]
    assert board.is_final


def test_the_chair_lets_a_tie_share_its_place_and_the_next_place_is_left_out():
    panel = Panel(*alike((8, 8), (8, 8), (5, 5)))
    board = panel.board(panel.decided(Kind.SHARED, 1, 2))
    assert places(board) == [(1, 1), (2, 1), (3, 3)]
    assert [row.laurel for row in board.rows] == [Laurel.LAUREATE, Laurel.LAUREATE, Laurel.DISTINCTION]
    assert board.is_final


def test_of_two_ties_one_may_be_ordered_and_the_other_shared():
    panel = Panel(*alike((8, 8), (8, 8), (5, 5), (5, 5)))
    assert len(panel.board().unresolved) == 2
    one = panel.decided(Kind.ORDER, 2, 1)
    assert [[entry.number for entry in group] for group in panel.board(one).unresolved] == [[3, 4]]
    board = panel.board(one, panel.decided(Kind.SHARED, 3, 4))
    assert places(board) == [(2, 1), (1, 2), (3, 3), (4, 3)]
    assert board.is_final


def test_totals_more_than_thirty_points_apart_make_an_entry_contested():
    at_the_line, beyond = [(9, 9), (6, 6), (6, 6), (6, 6)], [(10, 9), (6, 6), (6, 6), (6, 6)]
    board = Panel(at_the_line, beyond).board()
    assert {row.entry.number: row.contested for row in board.rows} == {1: False, 2: True}
    assert board.contested == 1


@pytest.mark.parametrize(
    ("place", "distinctions", "laurel"),
    [(1, 0, Laurel.LAUREATE), (2, 0, None), (2, 2, Laurel.DISTINCTION), (3, 2, Laurel.DISTINCTION), (4, 2, None)],
)
def test_the_first_place_wins_the_title_and_the_next_ones_distinctions(place, distinctions, laurel):
    assert laurel_for(place, distinctions) is laurel


def test_two_scores_that_differ_are_never_printed_alike():
    board = Panel([(7, 7), (7, 7), (7, 7), (7, 7)], [(7, 7), (7, 7), (7, 7), None], [(7, 7), (7, 8), (7, 7)] + [None])
    shown = {row.standing.score: row.shown for row in board.board().rows}
    assert len(set(shown.values())) == len(shown) == 2


def test_the_chart_shows_what_the_table_shows(app):
    board = Panel(*alike((9, 6), (5, 5))).board()
    with app.app_context():
        figure = charts.contributions(board)
    assert [bar["name"] for bar in figure["data"]] == list(KEYS)
    assert [sum(parts) for parts in zip(*(bar["x"] for bar in figure["data"]), strict=True)] == [78, 50]
    assert list(figure["data"][0]["y"]) == ["1. Miasto 1 (śląskie)", "2. Miasto 2 (śląskie)"]


def test_two_entries_of_one_city_do_not_share_a_bar(app):
    panel = Panel(*alike((9, 6), (5, 5)))
    panel.entries[1].city_id, panel.entries[1].city = panel.entries[0].city_id, panel.entries[0].city
    with app.app_context():
        assert list(charts.contributions(panel.board())["data"][0]["y"]) == [
            "1. Miasto 1 (śląskie) (001)",
            "2. Miasto 1 (śląskie) (002)",
        ]


def test_jurors_are_numbered_and_not_named_and_a_missing_total_is_no_zero(app):
    with app.app_context():
        matrix = views.matrix_of(Panel([(8, 8), None, (7, 7), (6, 6)], [(5, 5)] * 4).board())
    assert matrix.jurors == ("J1", "J2", "J3", "J4")
    assert matrix.lines == (("80,0", None, "70,0", "60,0"), ("50,0", "50,0", "50,0", "50,0"))


def test_the_ladder_is_shown_step_by_step_until_it_decided(app):
    board = Panel([(8, 8), (8, 8), (8, 8), (4, 4)], [(9, 9), (7, 7), (7, 7), (5, 5)]).board()
    with app.app_context():
        (tie,) = views.steps_of(board)
    assert [rung.state for rung in tie.rungs] == ["passed", "passed", "decided"]
    assert tie.rungs[-1].detail == "Miasto 1 (śląskie) 80, Miasto 2 (śląskie) 70"
    assert not tie.is_open


@pytest.mark.parametrize("step", scoring.STEPS)
def test_every_step_of_the_ladder_has_words_in_both_languages(app, step):
    category = Panel([(1, 1)]).edition.categories[0]
    said = set()
    for locale in ("pl", "en"):
        app.config["BABEL_DEFAULT_LOCALE"] = locale
        with app.app_context():
            said.add(labels.step_label(step, category.weights))
    assert len(said) == 2
    assert step not in said


def test_a_criterion_that_decided_is_called_by_its_name(app):
    category = Panel([(1, 1)]).edition.categories[0]
    category.weights[0].criterion.name = Localised("Pomysł i kreacja", "Idea")
    with app.app_context():
        assert labels.step_label("criterion:pomysł+dialog", category.weights).endswith("Pomysł i kreacja, dialog")
        assert labels.step_label(None, category.weights) == ""
