"""The laureate list, read from the seal and from nothing else. Pure."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from awards_app.i18n import Localised
from awards_app.results.models import Kind, Seal

# The decisions of the chair that settle a tie, by the step which then stands as the one that decided.
TIES = {"resolution": Kind.ORDER, "shared": Kind.SHARED}


@dataclass(frozen=True)
class Line:
    """One entry of the sealed result; `place` and `score` are None where the award was given by resolution.

    `reason` is the chair's: why the award was given, or how a tie was decided. `criteria` names those that judged it.
    """

    category: Localised
    size_class: Localised
    laurel: str | None
    place: int | None
    city: str
    voivodeship: str
    teryt: str | None
    title: str
    entry: str
    score: str | None
    exact: str | None
    ballots: int | None
    decided_by: str | None
    reason: str
    criteria: Mapping[str, Localised] = field(default_factory=dict)

    @property
    def full_name(self) -> str:
        """The city with its voivodeship: `Oleśnica (dolnośląskie)`."""
        return f"{self.city} ({self.voivodeship})"

    @property
    def award(self) -> str:
        """The category with its class."""
        return f"{self.category}: {self.size_class}" if self.size_class else str(self.category)


@dataclass(frozen=True)
class Award:
    """One category or class with all of its lines; no line with a laurel means that no award is given."""

    category: Localised
    size_class: Localised
    lines: tuple[Line, ...]
    reason: str = ""

    @property
    def name(self) -> str:
        """The category with its class."""
        return f"{self.category}: {self.size_class}" if self.size_class else str(self.category)

    @property
    def is_withheld(self) -> bool:
        """Whether it was decided that nobody wins."""
        return not self.lines

    @property
    def winners(self) -> tuple[Line, ...]:
        """The lines that carry a laurel, laureates first."""
        return tuple(line for line in self.lines if line.laurel)


def awards_in(seal: Seal) -> list[Award]:
    """All awards of the sealed result, in the edition's order."""
    content = json.loads(seal.document)
    return [_scored(one) for one in content["classes"]] + [_unscored(one) for one in content["resolutions"]]


def _scored(one: dict[str, Any]) -> Award:
    names = _names(one)
    criteria = {criterion["key"]: Localised(**criterion["name"]) for criterion in one["criteria"]}
    lines = (
        replace(_line(names, standing), criteria=criteria, reason=_tie_reason(one, standing))
        for standing in one["standings"]
    )
    return Award(*names, tuple(lines))


def _tie_reason(one: dict[str, Any], standing: dict[str, Any]) -> str:
    """The reason of the resolution that decided a standing; empty where no resolution did."""
    kind = TIES.get(standing["decided_by"])
    of_it = (made for made in one["resolutions"] if made["kind"] == kind and standing["entry"] in made["order"])
    return next((str(made["reason"]) for made in of_it), "")


def _unscored(one: dict[str, Any]) -> Award:
    names = _names(one)
    winner = one.get("laureate")
    lines = (_line(names, winner | {"laurel": "laureate", "reason": one["reason"]}),) if winner else ()
    return Award(*names, lines, one["reason"])


def _names(one: dict[str, Any]) -> tuple[Localised, Localised]:
    return Localised(**one["category_name"]), Localised(**one["class_name"])


def _line(names: tuple[Localised, Localised], one: dict[str, Any]) -> Line:
    return Line(
        category=names[0],
        size_class=names[1],
        laurel=one.get("laurel"),
        place=one.get("place"),
        city=one["city"],
        voivodeship=one["voivodeship"],
        teryt=one["teryt"],
        title=one["title"],
        entry=one["entry"],
        score=one.get("score"),
        exact=one.get("exact"),
        ballots=one.get("ballots"),
        decided_by=one.get("decided_by"),
        reason=one.get("reason", ""),
    )
