"""What a file would change in the register, line by line, before anything is changed. Pure.

The preview shows a plan, the import carries out the same plan, and its digest tells whether the two are the same.
"""

import json
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from enum import StrEnum
from functools import cached_property
from hashlib import sha256
from typing import Any
from uuid import UUID

from flask_babel import lazy_gettext as _l


class Kind(StrEnum):
    """What happens to one town. Those that change something come first."""

    ADDED = "added"
    RENAMED = "renamed"
    MOVED = "moved"
    CODED = "coded"
    FIRST = "first"
    CHANGED = "changed"
    OVERWRITTEN = "overwritten"
    REDATED = "redated"
    UNCLEAR = "unclear"
    KEPT = "kept"
    UNKNOWN = "unknown"
    ABSENT = "absent"
    UNCHANGED = "unchanged"

    @property
    def label(self) -> str:
        """What the kind is called in the language of the answer."""
        return str(_LABELS[self])

    @property
    def changes(self) -> bool:
        """Whether the register is another one afterwards."""
        return self in _CHANGES

    @property
    def tone(self) -> str:
        """The kind of tag that shows it."""
        if self in {Kind.OVERWRITTEN, Kind.UNCLEAR, Kind.RENAMED, Kind.MOVED}:
            return "warn"
        return "info" if self.changes else ""


_CHANGES = frozenset(list(Kind)[: list(Kind).index(Kind.UNCLEAR)])
_LABELS = {
    Kind.ADDED: _l("added"),
    Kind.RENAMED: _l("renamed"),
    Kind.MOVED: _l("moved"),
    Kind.CODED: _l("code completed"),
    Kind.FIRST: _l("first population"),
    Kind.CHANGED: _l("population changed"),
    Kind.OVERWRITTEN: _l("correction by hand replaced"),
    Kind.REDATED: _l("same figure, newer date"),
    Kind.UNCLEAR: _l("unclear, left alone"),
    Kind.KEPT: _l("newer figure kept"),
    Kind.UNKNOWN: _l("in the file, not in the register"),
    Kind.ABSENT: _l("in the register, not in the file"),
    Kind.UNCHANGED: _l("unchanged"),
}


@dataclass(frozen=True, slots=True)
class Step:
    """What happens to one town; `before` and `after` are what a reader compares."""

    kind: Kind
    city: str | None
    teryt: str | None
    name: str
    before: str = ""
    after: str = ""

    @property
    def city_id(self) -> UUID:
        """The town of the register; only for steps that have one."""
        return UUID(str(self.city))


@dataclass(frozen=True)
class Plan:
    """All steps, those that change something first."""

    steps: tuple[Step, ...]

    @cached_property
    def counts(self) -> dict[Kind, int]:
        """How many steps of each kind there are, in the order of the kinds; none that is empty."""
        found = Counter(step.kind for step in self.steps)
        return {kind: found[kind] for kind in Kind if found[kind]}

    @property
    def changes(self) -> int:
        """How many towns are added or changed."""
        return sum(count for kind, count in self.counts.items() if kind.changes)

    @cached_property
    def digest(self) -> str:
        """The same for the same steps and for no others."""
        return sha256(json.dumps(self.as_data()).encode()).hexdigest()

    def of_kind(self, kind: Kind | None) -> list[Step]:
        """The steps of a kind; without one, those that are worth reading: all but the unchanged."""
        return [step for step in self.steps if (step.kind is kind if kind else step.kind is not Kind.UNCHANGED)]

    def as_data(self) -> dict[str, Any]:
        """The plan as plain values, to be kept as the report of an import."""
        return {"steps": [asdict(step) for step in self.steps]}


def plan_of(steps: Iterable[Step]) -> Plan:
    """A plan in the order in which people read it: by kind, then as the steps came."""
    order = list(Kind)
    return Plan(tuple(sorted(steps, key=lambda step: order.index(step.kind))))


def kept_plan(data: Mapping[str, Any]) -> Plan:
    """The plan that an import carried out, from its report."""
    return Plan(tuple(Step(**{**step, "kind": Kind(step["kind"])}) for step in data["steps"]))
