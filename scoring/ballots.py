"""A ballot: what one juror gives one entry, and the report of a ballot that misses marks."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

from scoring.exact import Exact


@dataclass(frozen=True)
class Ballot:
    """One juror's marks for one entry, by criterion key.

    A criterion without a mark makes the ballot incomplete: it does not count and is reported. A juror who was
    recused or absent has no ballot at all; nothing is ever read as a zero.
    """

    juror: str
    entry: str
    marks: Mapping[str, Exact]


class Incomplete(NamedTuple):
    """A ballot that does not count, and the criteria it has no mark on, in the order of the criteria."""

    juror: str
    entry: str
    missing: tuple[str, ...]
