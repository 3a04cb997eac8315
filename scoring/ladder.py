"""Score → ladder: a group that the score ties is walked down the steps until each entry stands alone or they end."""

from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from scoring.places import Group
from scoring.rungs import Rung

SHARED = "shared"


@dataclass(frozen=True)
class Step:
    """One step that was walked for a tied group.

    `name` is the step's, with `heaviest` expanded to `criterion:<key>` (`criterion:<key>+<key>` for criteria of
    equal weight); `criteria` are the keys it looked at. `values` has every entry of the group (none when no resolution
    orders the group). `tiers` is the group's order after the step, best first; the entries of a tier are still tied
    and stand in the order of their names.
    """

    name: str
    values: Mapping[str, Fraction]
    tiers: tuple[tuple[str, ...], ...]
    criteria: tuple[str, ...] = ()


@dataclass(frozen=True)
class Ladder:
    """The steps to walk; `shares` when it ends in `shared`: what is still tied then shares the place for good."""

    rungs: tuple[Rung, ...]
    shares: bool


@dataclass(frozen=True)
class Tier:
    """Entries that share a place (mostly one), and the steps that were walked for them."""

    entries: Group
    steps: tuple[Step, ...] = ()

    def decided_by(self, ladder: Ladder) -> str | None:
        """The last step that cut the tier off a group, or `shared`. None: the score alone decided, or nothing yet."""
        if len(self.entries) > 1:
            return SHARED if ladder.shares else None
        return next((step.name for step in reversed(self.steps) if len(step.tiers) > 1), None)


def walk(group: Group, ladder: Ladder, names: tuple[str, ...]) -> list[Tier]:
    """The group's tiers, best first. A tier that a step cuts off goes on with the steps below it, not from the top."""
    tiers = [Tier(group)]
    for rung in ladder.rungs:
        tiers = [finer for tier in tiers for finer in _cut(tier, rung, names)]
    return tiers


def _cut(tier: Tier, rung: Rung, names: tuple[str, ...]) -> list[Tier]:
    done: list[Tier] = []
    todo = deque([tier])
    while todo:
        tied = todo.popleft()
        if len(tied.entries) == 1:
            done.append(tied)
            continue
        finer = _looked_at(tied, rung, names)
        if rung.again and len(finer) > 1:
            todo.extendleft(reversed(finer))
        else:
            done.extend(finer)
    return done


def _looked_at(tied: Tier, rung: Rung, names: tuple[str, ...]) -> list[Tier]:
    look = rung.look(tied.entries)
    values = {names[entry]: value for entry, value in look.values.items()}
    tiers = tuple(tuple(names[entry] for entry in tier) for tier in look.tiers)
    steps = (*tied.steps, Step(rung.name, values, tiers, rung.criteria))
    return [Tier(entries, steps) for entries in look.tiers]
