"""What must hold between the parts of the example edition; the first thing that does not is refused by name."""

from collections.abc import Iterable

from awards_app.example.parts import Category, Criterion, Entry, Example, Person
from awards_app.example.strict import ContentError

ROLES = {"organiser", "juror", "chair", "producer", "auditor", "administrator", "city"}
A_YEAR = 365


def require_sound(example: Example) -> None:
    _require_unique("criterion", (criterion.key for criterion in example.criteria))
    _require_unique("category", (category.key for category in example.categories))
    _require_unique("person", (person.key for person in example.people))
    _require_unique("e-mail", (person.email for person in example.people))
    _require_unique("entry", (entry.key for entry in example.entries))
    _require_unique("city in a category", (f"{entry.city} {entry.category}" for entry in example.entries))
    for criterion in example.criteria:
        _require_anchors(criterion)
    for category in example.categories:
        _require_category(example, category)
    for person in example.people:
        _require_person(example, person)
    for entry in example.entries:
        _require_entry(example, entry)
    _require_marks(example)


def _require(holds: bool, otherwise: str) -> None:
    if not holds:
        raise ContentError(otherwise)


def _require_unique(what: str, keys: Iterable[str]) -> None:
    seen: set[str] = set()
    for key in keys:
        _require(key not in seen, f"{what} {key} is there twice")
        seen.add(key)


def _require_anchors(criterion: Criterion) -> None:
    levels = (criterion.highest - criterion.lowest) // criterion.step + 1
    _require(len(criterion.anchors) == levels, f"criterion {criterion.key} needs {levels} anchors")


def _require_category(example: Example, category: Category) -> None:
    where = f"category {category.key}"
    if not category.by_resolution:
        _require(set(category.weights) == {c.key for c in example.criteria}, f"{where} does not weigh each criterion")
        _require(sum(category.weights.values()) == 100, f"the weights of {where} do not add up to 100")
    edges = [band.least for band in category.classes] + [None]
    uppers = [None] + [band.below for band in category.classes]
    _require(sorted(edges, key=_low) == sorted(uppers, key=_low), f"the classes of {where} leave a gap or overlap")


def _low(edge: int | None) -> int:
    return -1 if edge is None else edge


def _require_person(example: Example, person: Person) -> None:
    where = f"person {person.key}"
    _require(set(person.roles) <= ROLES and bool(person.roles), f"{where} has an unknown role")
    _require(person.gender in {"f", "m"}, f"{where} has no gender to address them by")
    _require(person.email.isascii() and person.email.endswith("@example.org"), f"{where} has an unsafe e-mail")
    _require(person.city is None or person.city in example.towns, f"{where} lives in an unknown city")
    scored = {category.key for category in example.categories if not category.by_resolution}
    _require(set(person.panels) <= scored, f"{where} sits in an unknown panel")
    _require("city" not in person.roles or person.city is not None, f"{where} represents no city")


def _require_entry(example: Example, entry: Entry) -> None:
    where = f"entry {entry.key}"
    town = example.towns.get(entry.city)
    _require(town is not None, f"{where} comes from an unknown city")
    _require(town is not None and len(town.gmina_teryt6) == 6, f"the city of {where} has no TERYT code")
    _require(A_YEAR >= entry.starts_days_before > entry.ends_days_before >= 0, f"{where} is not of the last 12 months")
    _require(all(_is_example_link(link) for link in entry.links), f"{where} links outside of example.org")


def _is_example_link(link: str) -> bool:
    return link.startswith("https://example.org/") and link.isascii()


def _require_marks(example: Example) -> None:
    entries = {entry.key for entry in example.entries if entry.rejection is None}
    _require(set(example.marks.levels) == entries, "levels and accepted entries differ")
    _require(set(example.marks.fixed) <= entries, "fixed marks for an unknown entry")
    jurors = {person.key for person in example.jurors}
    for key, by_juror in example.marks.fixed.items():
        _require(set(by_juror) <= jurors, f"fixed marks of {key} by an unknown juror")
        for marks in by_juror.values():
            _require_on_scale(example, key, marks)


def _require_on_scale(example: Example, entry_key: str, marks: tuple[int, ...]) -> None:
    on_scale = len(marks) == len(example.criteria) and all(
        criterion.lowest <= mark <= criterion.highest for criterion, mark in zip(example.criteria, marks, strict=False)
    )
    _require(on_scale, f"fixed marks of {entry_key} are off the scale")
