"""Loads the example edition from the data files of this package and refuses what is incomplete or inconsistent."""

from pathlib import Path

from awards_app.example import reading
from awards_app.example.marks import comment_for, given_while_judging, marks_for
from awards_app.example.parts import (
    Answers,
    Calendar,
    Category,
    CityRef,
    Criterion,
    Edition,
    Entry,
    Example,
    Moment,
    Person,
    SizeClass,
    Text,
    Town,
)
from awards_app.example.soundness import require_sound
from awards_app.example.strict import ContentError

__all__ = [
    "Answers",
    "Calendar",
    "Category",
    "CityRef",
    "ContentError",
    "Criterion",
    "Edition",
    "Entry",
    "Example",
    "Moment",
    "Person",
    "SizeClass",
    "Text",
    "Town",
    "given_while_judging",
    "load",
    "marks_for",
    "comment_for",
]

DATA = Path(__file__).parent / "data"
TOWNS = Path(__file__).parents[1] / "cities" / "data" / "polish_towns.csv"


def load(folder: Path = DATA, towns: Path = TOWNS) -> Example:
    categories = reading.categories(folder / "categories.toml")
    scored = tuple(category.key for category in categories if not category.by_resolution)
    example = Example(
        edition=reading.edition(folder / "edition.toml"),
        criteria=reading.criteria(folder / "criteria.toml"),
        categories=categories,
        people=reading.people(folder / "people.toml", scored),
        entries=tuple(entry for key in scored for entry in reading.entries(folder / "entries" / f"{key}.toml", key)),
        towns=reading.towns(towns),
        marks=reading.mark_tables(folder / "marks.toml"),
    )
    require_sound(example)
    return example
