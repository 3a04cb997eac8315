"""Turns each data file of the example edition into its parts; whether they fit together is soundness.py's question."""

import csv
from collections.abc import Iterable
from datetime import time
from pathlib import Path

from awards_app.example.parts import (
    Answers,
    Calendar,
    Category,
    CityRef,
    Criterion,
    Edition,
    Entry,
    MarkTables,
    Moment,
    Person,
    Question,
    SizeClass,
    Text,
    Town,
)
from awards_app.example.strict import ContentError, Table

Weights = dict[str, int]


def edition(path: Path) -> Edition:
    with Table.read(path) as table:
        return Edition(
            slug=table.take("slug", str),
            name=table.text("name"),
            notice=table.text("notice"),
            intro=table.text("intro"),
            call=table.text("call"),
            eligibility=table.text("eligibility"),
            rules=table.text("rules"),
            questions=tuple(
                Question(part.text("topic"), part.text("question"), part.text("answer"))
                for part in table.tables("questions")
            ),
            calendar=_calendar(table.table("calendar")),
        )


def _calendar(table: Table) -> Calendar:
    with table:
        zone, month, day = table.take("time_zone", str), table.take("gala_month", int), table.take("gala_day", int)
        return Calendar(zone, month, day, tuple(_moment(key, table.table(key)) for key in table.names()))


def _moment(key: str, table: Table) -> Moment:
    with table:
        return Moment(key, table.text("name"), table.take("days_before_gala", int), table.take("time", time))


def criteria(path: Path) -> tuple[Criterion, ...]:
    with Table.read(path) as table:
        return tuple(_criterion(part) for part in table.tables("criteria"))


def _criterion(table: Table) -> Criterion:
    return Criterion(
        key=table.take("key", str),
        name=table.text("name"),
        description=table.text("description"),
        lowest=table.take("lowest", int),
        highest=table.take("highest", int),
        step=table.take("step", int),
        anchors=tuple(Text(part.take("pl", str), part.take("en", str)) for part in table.tables("anchors")),
    )


def categories(path: Path) -> tuple[Category, ...]:
    with Table.read(path) as table:
        profiles = table.table("profiles")
        weights = {key: _weights(profiles.table(key)) for key in profiles.names()}
        return tuple(_category(part, place, weights) for place, part in enumerate(table.tables("categories"), start=1))


def _weights(table: Table) -> Weights:
    with table:
        return {key: table.take(key, int) for key in table.names()}


def _category(table: Table, precedence: int, profiles: dict[str, Weights]) -> Category:
    by_resolution = table.take_or("by_resolution", False)
    return Category(
        key=table.take("key", str),
        name=table.text("name"),
        description=table.text("description"),
        precedence=precedence,
        by_resolution=by_resolution,
        weights={} if by_resolution else dict(profiles[table.take("weights", str)]),
        classes=tuple(_size_class(part) for part in table.tables("classes")),
    )


def _size_class(table: Table) -> SizeClass:
    name = table.text("name", may_be_empty=True)
    least = table.take("from", int) if table.has("from") else None
    below = table.take("below", int) if table.has("below") else None
    return SizeClass(name, least, below)


def people(path: Path, scored: tuple[str, ...]) -> tuple[Person, ...]:
    with Table.read(path) as table:
        return tuple(_person(part, scored) for part in table.tables("people"))


def _person(table: Table, scored: tuple[str, ...]) -> Person:
    roles = table.texts("roles")
    return Person(
        key=table.take("key", str),
        name=table.take("name", str),
        email=table.take("email", str),
        gender=table.take("gender", str),
        roles=roles,
        function=table.text("function"),
        city=table.city("city") if table.has("city") else None,
        panels=() if "juror" not in roles else table.texts("panels") if table.has("panels") else scored,
        late=table.take_or("late", False),
        severity=table.take_or("severity", 0),
        pace=table.take_or("pace", 100),
    )


def entries(path: Path, category_key: str) -> tuple[Entry, ...]:
    with Table.read(path) as table:
        return tuple(_entry(part, category_key) for part in table.tables("entries"))


def _entry(table: Table, category_key: str) -> Entry:
    return Entry(
        key=table.take("key", str),
        city=table.city("city"),
        category=category_key,
        title=table.take("title", str),
        answers=_answers(table),
        links=table.texts("links"),
        starts_days_before=table.take("starts_days_before", int),
        ends_days_before=table.take("ends_days_before", int),
        draft_in_open=table.take_or("draft_in_open", False),
        rejection=table.take("rejection", str) if table.has("rejection") else None,
    )


def _answers(table: Table) -> Answers:
    return Answers(
        goal=table.take("goal", str).strip(),
        means=table.take("means", str).strip(),
        results=table.take("results", str).strip(),
        indicators=table.texts("indicators"),
        replicability=table.take("replicability", str).strip(),
    )


def mark_tables(path: Path) -> MarkTables:
    with Table.read(path) as table:
        levels, fixed, comments = table.table("levels"), table.table("fixed"), table.table("comments")
        return MarkTables(
            levels={key: levels.integers(key) for key in levels.names()},
            fixed={key: _fixed(fixed.table(key)) for key in fixed.names()},
            comments={key: comments.texts(key) for key in comments.names()},
        )


def _fixed(table: Table) -> dict[str, tuple[int, ...]]:
    return {juror_key: table.integers(juror_key) for juror_key in table.names()}


def towns(path: Path) -> dict[CityRef, Town]:
    with path.open(encoding="utf-8", newline="") as file:
        found = [_town(row) for row in csv.DictReader(file)]
    return _by_city(found, path.name)


def _town(row: dict[str, str]) -> Town:
    return Town(row["name"], row["voivodeship"], row["gmina_teryt6_geonames"], int(row["population_geonames"]))


def _by_city(found: Iterable[Town], where: str) -> dict[CityRef, Town]:
    towns: dict[CityRef, Town] = {}
    for town in found:
        city = CityRef(town.name, town.voivodeship)
        if city in towns:
            raise ContentError(f"{where}: {town.name} ({town.voivodeship}) is listed twice")
        towns[city] = town
    return towns
