"""The towns that come with the platform: reads the bundled table and refuses a malformed one."""

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

BUNDLED = Path(__file__).parent / "data" / "polish_towns.csv"
SOURCE = "GeoNames"


@dataclass(frozen=True, slots=True)
class Town:
    """A row of the table; `teryt` is None where the source was wrong."""

    name: str
    voivodeship: str
    teryt: str | None
    population: int
    geonames_id: int


@dataclass(frozen=True, slots=True)
class TownTable:
    """All rows, and the checksum of the file that they came from."""

    towns: tuple[Town, ...]
    sha256: str


def read(path: Path = BUNDLED) -> TownTable:
    """The table in `path`. Raises ValueError with the line of the first bad row."""
    raw = path.read_bytes()
    reader = csv.DictReader(io.StringIO(raw.decode("utf-8-sig"), newline=""))
    return TownTable(tuple(_rows(reader)), sha256(raw).hexdigest())


def _rows(reader: "csv.DictReader[str]") -> Iterator[Town]:
    for row in reader:
        try:
            yield Town(
                name=row["name"],
                voivodeship=row["voivodeship"],
                teryt=row["gmina_teryt6_geonames"] or None,
                population=int(row["population_geonames"]),
                geonames_id=int(row["geonameid"]),
            )
        except (KeyError, ValueError) as error:
            raise ValueError(f"line {reader.line_num} of the table of towns: {error}") from error
