"""What every method hands on: for each entry an exact score, its parts by criterion, and a key to place it by."""

from dataclasses import dataclass

from scoring.exact import Whole


@dataclass(frozen=True, eq=False)
class Scores:
    """What a method hands on, by entry of the sheet; entries that are not ranked have values without meaning.

    `keys[entry]` places the entries: the higher the better, equal means tied. The score is `numerators[entry]` ÷
    `denominator`; `parts[entry, criterion]` ÷ `denominator` is what each criterion contributed to it.
    """

    keys: Whole
    numerators: Whole
    parts: Whole
    denominator: int
