"""Finds which town of the register a line of the TERC file speaks of. Pure.

The bundled table has codes of gminas, some blank and some old, so a code alone may point at another town. The surest
sign decides first: the whole code; the gmina with the same name; name and voivodeship, where that is one town on both
sides; the gmina alone, for a town that was renamed. A file that was imported once is matched by whole codes ever after.
"""

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass, field
from typing import TypeVar

from awards_app.cities.models import City
from awards_app.cities.terc import TercTown

Thing = TypeVar("Thing")


@dataclass
class Matches:
    """Pairs of town and city; what is left on either side; and the towns that could be more than one city."""

    pairs: list[tuple[TercTown, City]] = field(default_factory=list)
    new: list[TercTown] = field(default_factory=list)
    unclear: list[TercTown] = field(default_factory=list)
    absent: list[City] = field(default_factory=list)


def match(towns: Iterable[TercTown], register: Iterable[City]) -> Matches:
    """Each town with at most one city and each city with at most one town."""
    found = Matches(new=list(towns), absent=list(register))
    _pair(found, lambda town: town.teryt, lambda city: city.teryt)
    _pair(found, lambda town: (town.gmina, town.name), lambda city: (city.gmina, city.name))
    _pair(found, _by_name, _by_name)
    _pair(found, lambda town: town.gmina, lambda city: city.gmina)
    doubtful = {_by_name(city) for city in found.absent}
    found.unclear = [town for town in found.new if _by_name(town) in doubtful]
    found.new = [town for town in found.new if _by_name(town) not in doubtful]
    return found


def _by_name(one: TercTown | City) -> tuple[str, str]:
    return one.name, one.voivodeship


def _pair(found: Matches, of_town: Callable[[TercTown], Hashable], of_city: Callable[[City], Hashable]) -> None:
    """Pair what bears the same sign, where it is one town and one city."""
    towns, cities = _by_sign(found.new, of_town), _by_sign(found.absent, of_city)
    for sign, bearers in towns.items():
        if len(bearers) == 1 and len(cities.get(sign, ())) == 1:
            found.pairs.append((bearers[0], cities[sign][0]))
    paired_towns = {town.teryt for town, _city in found.pairs}
    paired_cities = {city.id for _town, city in found.pairs}
    found.new = [town for town in found.new if town.teryt not in paired_towns]
    found.absent = [city for city in found.absent if city.id not in paired_cities]


def _by_sign(things: Iterable[Thing], sign_of: Callable[[Thing], Hashable]) -> dict[Hashable, list[Thing]]:
    signs: dict[Hashable, list[Thing]] = defaultdict(list)
    for thing in things:
        sign = sign_of(thing)
        if sign is not None:
            signs[sign].append(thing)
    return signs
