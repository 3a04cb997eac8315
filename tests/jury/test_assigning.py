"""Balanced random seating: as many seats as can be, as even as can be, the same from the same seed."""

from collections import Counter, deque

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.sparse import csr_array
from scipy.sparse.csgraph import maximum_flow

from awards_app.jury.assigning import Panel, Wish, assign, cure_of


@st.composite
def panels(draw):
    entries = list(range(draw(st.integers(0, 7))))
    jurors = [f"J{number}" for number in range(draw(st.integers(0, 5)))]
    pairs = [(entry, juror) for entry in entries for juror in jurors]
    kinds = draw(st.lists(st.sampled_from("---bh"), min_size=len(pairs), max_size=len(pairs)))
    barred, held = (frozenset(pair for pair, one in zip(pairs, kinds, strict=True) if one == kind) for kind in "bh")
    return Panel(entries, jurors, barred, held)


wishes = st.builds(Wish, st.integers(0, 5), st.none() | st.integers(0, 7), st.integers(0, 9))


def capacity(panel, wish):
    """How much each entry needs and each juror can take, beside what is held."""
    held_by = Counter(juror for _entry, juror in panel.held)
    held_of = Counter(entry for entry, _juror in panel.held)
    needs = {entry: max(0, wish.per_entry - held_of[entry]) for entry in panel.entries}
    most = 99 if wish.most is None else wish.most
    return needs, {juror: max(0, most - held_by[juror]) for juror in panel.jurors}


def possible(panel):
    return [
        (entry, juror)
        for entry in panel.entries
        for juror in panel.jurors
        if (entry, juror) not in panel.barred | panel.held
    ]


def greatest(panel, wish):
    """How many seats there can be, by an algorithm of another kind."""
    needs, room = capacity(panel, wish)
    nodes = ["from", *panel.entries, *panel.jurors, "to"]
    at = {node: number for number, node in enumerate(nodes)}
    flow = np.zeros((len(nodes), len(nodes)), dtype=np.int32)
    for entry, need in needs.items():
        flow[at["from"], at[entry]] = need
    for juror, free in room.items():
        flow[at[juror], at["to"]] = free
    for entry, juror in possible(panel):
        flow[at[entry], at[juror]] = 1
    return maximum_flow(csr_array(flow), at["from"], at["to"]).flow_value


@settings(max_examples=300, deadline=None)
@given(panels(), wishes)
def test_nobody_gets_what_must_not_be_and_there_are_as_many_seats_as_there_can_be(panel, wish):
    found = assign(panel, wish)
    needs, room = capacity(panel, wish)
    assert set(found.pairs) <= set(possible(panel))
    assert len(set(found.pairs)) == len(found.pairs) == greatest(panel, wish)
    given_to = Counter(entry for entry, _juror in found.pairs)
    assert {entry: need - given_to[entry] for entry, need in needs.items() if need > given_to[entry]} == found.lacking
    assert all(given_to[entry] <= need for entry, need in needs.items())
    assert all(count <= room[juror] for juror, count in Counter(juror for _entry, juror in found.pairs).items())


@settings(max_examples=300, deadline=None)
@given(panels(), wishes)
def test_no_chain_of_exchanges_makes_the_loads_more_even(panel, wish):
    found = assign(panel, wish)
    loads = Counter(juror for _entry, juror in (*panel.held, *found.pairs))
    _needs, room = capacity(panel, wish)
    free = {juror: room[juror] - sum(who == juror for _entry, who in found.pairs) for juror in panel.jurors}
    for juror in panel.jurors:
        for other in reachable(panel, found, juror):
            assert not free[other] or loads[juror] <= loads[other] + 1, (juror, other, loads)


def reachable(panel, found, start):
    """Whom a seat of this juror can reach when each hands one on to somebody who may take it."""
    taken, allowed = set(found.pairs), set(possible(panel))
    seen, waiting = {start}, deque([start])
    while waiting:
        present = waiting.popleft()
        entries = [entry for entry, juror in taken if juror == present]
        further = {
            juror
            for entry in entries
            for juror in panel.jurors
            if (entry, juror) in allowed - taken and juror not in seen
        }
        seen |= further
        waiting += further
    return seen - {start}


@settings(max_examples=100, deadline=None)
@given(panels(), wishes)
def test_the_seed_decides_and_nothing_else_does(panel, wish):
    assert assign(panel, wish) == assign(panel, wish)


def test_another_seed_draws_other_pairs():
    panel = Panel(list(range(30)), list("ABCDEF"))
    drawn = {assign(panel, Wish(3, None, seed)).pairs for seed in range(5)}
    assert len(drawn) == 5
    # Nobody is preferred: over many draws each pair comes up about as often as any other.
    times = Counter(pair for seed in range(60) for pair in assign(panel, Wish(3, None, seed)).pairs)
    assert 12 < min(times.values()) <= max(times.values()) < 48


@settings(max_examples=100, deadline=None)
@given(st.integers(1, 8), st.integers(1, 6), st.data())
def test_without_conflicts_loads_differ_by_one_at_most(entries, jurors, data):
    wish = Wish(data.draw(st.integers(1, jurors)), None, 0)
    found = assign(Panel(list(range(entries)), list(range(jurors))), wish)
    loads = Counter(juror for _entry, juror in found.pairs)
    counts = [loads[juror] for juror in range(jurors)]
    assert found.lacking == {}
    assert max(counts) - min(counts) <= 1


def test_who_joins_takes_what_is_missing_and_nobody_loses_a_seat():
    panel = Panel(list(range(12)), list("ABC"))
    first = assign(panel, Wish(2, None, 1))
    # C leaves after four ballots; D joins.
    kept = frozenset(pair for number, pair in enumerate(first.pairs) if pair[1] != "C" or number < 12)
    more = assign(Panel(list(range(12)), list("ABD"), held=kept), Wish(2, None, 2))
    assert more.lacking == {}
    assert not set(more.pairs) & kept
    assert Counter(entry for entry, _juror in (*kept, *more.pairs)) == dict.fromkeys(range(12), 2)


def cure(panel, wish):
    return cure_of(panel, wish, assign(panel, wish))


def test_a_wish_that_can_be_met_needs_no_cure():
    assert cure(Panel([1, 2], list("AB")), Wish(2, 2, 0)) is None


def test_too_low_a_limit_is_cured_by_the_least_that_is_enough_or_by_more_jurors():
    found = cure(Panel(list(range(10)), list("ABCD")), Wish(2, 3, 0))
    assert (found.scarce, found.most, found.jurors) == ({}, 5, 3)


def test_entries_that_too_few_may_judge_are_named():
    barred = frozenset({(1, "A"), (1, "B")})
    found = cure(Panel([1, 2], list("ABC"), barred), Wish(3, None, 0))
    assert (found.scarce, found.most, found.jurors) == ({1: 2}, None, 2)


def test_both_causes_at_once_are_told_apart():
    barred = frozenset({(1, "A"), (1, "B")})
    found = cure(Panel([1, 2, 3], list("ABC"), barred), Wish(2, 1, 0))
    assert (found.scarce, found.most) == ({1: 1}, 2)


@settings(max_examples=60, deadline=None)
@given(panels(), wishes)
def test_the_cure_works(panel, wish):
    needed = cure(panel, wish)
    if needed is None:
        return
    if needed.most is not None:
        assert assign(panel, Wish(wish.per_entry, needed.most, wish.seed)).lacking == needed.scarce
        assert assign(panel, Wish(wish.per_entry, needed.most - 1, wish.seed)).lacking != needed.scarce
    if wish.most != 0:
        more = [f"N{number}" for number in range(needed.jurors)]
        assert assign(Panel(panel.entries, [*panel.jurors, *more], panel.barred, panel.held), wish).lacking == {}


@pytest.mark.parametrize("entries", [0, 3])
def test_nothing_to_give_is_no_error(entries):
    found = assign(Panel(list(range(entries)), []), Wish(2, 5, 0))
    assert found.pairs == ()
    assert found.lacking == dict.fromkeys(range(entries), 2)
