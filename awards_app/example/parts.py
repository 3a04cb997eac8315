"""What the example edition consists of, as frozen values; it knows neither the database nor the web."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo


@dataclass(frozen=True, slots=True)
class Text:
    pl: str
    en: str

    def as_dict(self) -> dict[str, str]:
        return {"pl": self.pl, "en": self.en}


@dataclass(frozen=True, slots=True)
class CityRef:
    """A city by what tells homonyms apart."""

    name: str
    voivodeship: str


@dataclass(frozen=True, slots=True)
class Town:
    name: str
    voivodeship: str
    gmina_teryt6: str
    population: int


@dataclass(frozen=True, slots=True)
class Moment:
    key: str
    name: Text
    days_before_gala: int
    time: time

    def on(self, gala: date, zone: ZoneInfo) -> datetime:
        return datetime.combine(gala - timedelta(days=self.days_before_gala), self.time, tzinfo=zone)


@dataclass(frozen=True, slots=True)
class Calendar:
    time_zone: str
    gala_month: int
    gala_day: int
    moments: tuple[Moment, ...]

    def gala_in(self, year: int) -> date:
        return date(year, self.gala_month, self.gala_day)

    def dates(self, gala: date) -> dict[str, datetime]:
        zone = ZoneInfo(self.time_zone)
        return {moment.key: moment.on(gala, zone) for moment in self.moments}


@dataclass(frozen=True, slots=True)
class Question:
    """Something about the call that the organiser answers for everybody."""

    topic: Text
    question: Text
    answer: Text


@dataclass(frozen=True, slots=True)
class Edition:
    slug: str
    name: Text
    notice: Text
    intro: Text
    call: Text
    eligibility: Text
    rules: Text
    questions: tuple[Question, ...]
    calendar: Calendar


@dataclass(frozen=True, slots=True)
class Criterion:
    key: str
    name: Text
    description: Text
    lowest: int
    highest: int
    step: int
    anchors: tuple[Text, ...]

    def anchor(self, mark: int) -> Text:
        return self.anchors[(mark - self.lowest) // self.step]


@dataclass(frozen=True, slots=True)
class SizeClass:
    """A band of population: `least` is in it, `below` is not; None leaves that side open."""

    name: Text
    least: int | None
    below: int | None

    def takes(self, population: int) -> bool:
        return (self.least is None or population >= self.least) and (self.below is None or population < self.below)


@dataclass(frozen=True, slots=True)
class Category:
    key: str
    name: Text
    description: Text
    precedence: int
    by_resolution: bool
    weights: dict[str, int]
    classes: tuple[SizeClass, ...]

    def class_of(self, population: int) -> int:
        """The index of the one class that takes a city of this population."""
        return next(index for index, band in enumerate(self.classes) if band.takes(population))


@dataclass(frozen=True, slots=True)
class Person:
    key: str
    name: str
    email: str
    gender: str
    roles: tuple[str, ...]
    function: Text
    city: CityRef | None
    panels: tuple[str, ...]
    late: bool
    severity: int
    pace: int

    def judges(self, category_key: str) -> bool:
        return "juror" in self.roles and category_key in self.panels


@dataclass(frozen=True, slots=True)
class Answers:
    goal: str
    means: str
    results: str
    indicators: tuple[str, ...]
    replicability: str


@dataclass(frozen=True, slots=True)
class Entry:
    key: str
    city: CityRef
    category: str
    title: str
    answers: Answers
    links: tuple[str, ...]
    starts_days_before: int
    ends_days_before: int
    draft_in_open: bool
    rejection: str | None

    def period(self, deadline: date) -> tuple[date, date]:
        """First and last day of the activity, counted back from the day on which entries close."""
        return deadline - timedelta(days=self.starts_days_before), deadline - timedelta(days=self.ends_days_before)


@dataclass(frozen=True, slots=True)
class MarkTables:
    """Levels are marks times ten for each criterion in order; fixed marks override what levels would give."""

    levels: dict[str, tuple[int, ...]]
    fixed: dict[str, dict[str, tuple[int, ...]]]
    comments: dict[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Example:
    edition: Edition
    criteria: tuple[Criterion, ...]
    categories: tuple[Category, ...]
    people: tuple[Person, ...]
    entries: tuple[Entry, ...]
    towns: dict[CityRef, Town]
    marks: MarkTables

    @property
    def jurors(self) -> tuple[Person, ...]:
        return tuple(person for person in self.people if "juror" in person.roles)

    def category(self, key: str) -> Category:
        return next(category for category in self.categories if category.key == key)

    def person(self, key: str) -> Person:
        return next(person for person in self.people if person.key == key)

    def entry(self, key: str) -> Entry:
        return next(entry for entry in self.entries if entry.key == key)

    def class_of(self, entry: Entry) -> int:
        return self.category(entry.category).class_of(self.towns[entry.city].population)
