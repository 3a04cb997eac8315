"""What becomes of the result without one juror: recomputed by the same rules, for each juror in turn."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

import numpy as np

from scoring.errors import ScoringError
from scoring.leaders import first_tiers
from scoring.places import competition_places
from scoring.ranking import computed
from scoring.rules import Rules
from scoring.sheet import Sheet

LARGEST_PATHS = 500
"""Entries beyond which the paths between all of them take too long for as many results as there are jurors."""


@dataclass(frozen=True)
class Without:
    """The places without one juror, ties walked down the ladder; or the reason why there are none.

    Under `schulze` with more than LARGEST_PATHS entries only those of the entries that the method puts first.
    """

    juror: str
    places: Mapping[str, int]
    reason: str | None = None

    @property
    def winners(self) -> tuple[str, ...]:
        """Whoever holds the first place."""
        return tuple(sorted(entry for entry, place in self.places.items() if place == 1))


def leave_one_out(sheet: Sheet, rules: Rules) -> tuple[Without, ...]:
    """The result without each juror, in the order of their names; the same as ranking the others' ballots alone."""
    return tuple(_without(sheet, rules, number) for number in range(len(sheet.jurors)))


def winners_of(sheet: Sheet, rules: Rules) -> Without:
    """The places on a sheet, or the reason why there are none; no juror is left out."""
    try:
        return _placed("", sheet, rules)
    except ScoringError as error:
        return Without("", {}, str(error))


def _without(sheet: Sheet, rules: Rules, number: int) -> Without:
    others = [index for index in range(len(sheet.jurors)) if index != number]
    juror = sheet.jurors[number]
    return replace(winners_of(with_jurors(sheet, others), rules), juror=juror)


def with_jurors(sheet: Sheet, jurors: list[int]) -> Sheet:
    """The sheet with these jurors, by index; whoever is named twice votes twice, under two names."""
    index = np.array(jurors, dtype=np.intp)
    names = tuple(f"{number} {sheet.jurors[juror]}" for number, juror in enumerate(jurors))
    return Sheet(sheet.criteria, sheet.entries, names, sheet.marks[:, index], sheet.complete[:, index])


def _placed(juror: str, sheet: Sheet, rules: Rules) -> Without:
    if rules.method == "schulze" and len(sheet.entries) > LARGEST_PATHS:
        tiers = first_tiers(sheet, rules)
    else:
        tiers = computed(sheet, rules).tiers
    groups = [tier.entries for tier in tiers]
    places = dict(_named(sheet, groups))
    reason = None if places else f"no entry has {rules.least_ballots} complete ballots"
    return Without(juror, places, reason)


def _named(sheet: Sheet, groups: list[tuple[int, ...]]) -> Iterator[tuple[str, int]]:
    for group, place in zip(groups, competition_places(groups), strict=True):
        yield from ((sheet.entries[entry], place) for entry in group)
