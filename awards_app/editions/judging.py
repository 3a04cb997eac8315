"""What an edition says of judging: what jurors do not see, what they see of each other, which marks need words."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from flask_babel import lazy_gettext as _l


class Peers(StrEnum):
    """What a juror sees of what the other jurors gave, once a round is closed. Names are never shown."""

    NEVER = "never"
    AVERAGES = "averages"
    MARKS = "marks"

    @property
    def label(self) -> str:
        """The rule in the language of the answer."""
        return str(_PEERS[self])


class Extremes(StrEnum):
    """At which marks a juror has to say why."""

    NEVER = "never"
    ENDS = "ends"
    LOWEST = "lowest"
    HIGHEST = "highest"

    @property
    def label(self) -> str:
        """The rule in the language of the answer."""
        return str(_EXTREMES[self])

    def ask(self, mark: Decimal, lowest: Decimal, highest: Decimal) -> bool:
        """Whether the mark needs words, on a scale with these ends."""
        ends = {Extremes.ENDS: (lowest, highest), Extremes.LOWEST: (lowest,), Extremes.HIGHEST: (highest,)}
        return mark in ends.get(self, ())


_PEERS = {
    Peers.NEVER: _l("nothing, not even after the close"),
    Peers.AVERAGES: _l("the averages, once the round is closed"),
    Peers.MARKS: _l("the averages and every mark without names, once the round is closed"),
}
_EXTREMES = {
    Extremes.NEVER: _l("none"),
    Extremes.ENDS: _l("the lowest and the highest level of a scale"),
    Extremes.LOWEST: _l("the lowest level of a scale"),
    Extremes.HIGHEST: _l("the highest level of a scale"),
}


@dataclass(frozen=True)
class JudgingRules:
    """The rules that hold in every round, by the columns of the edition."""

    hides_city: bool = False
    hides_people: bool = False
    peers: Peers = Peers.NEVER
    calibration_peers: bool = False
    extremes: Extremes = Extremes.NEVER


JUDGING: Sequence[str] = tuple(JudgingRules.__dataclass_fields__)
