"""Criteria and rules out of a TOML file; refuses unknown keys and senseless values and says where."""

from codecs import BOM_UTF8
from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from scoring.criteria import Criterion, checked_criteria, checked_weight
from scoring.errors import ScoringError, quoted
from scoring.exact import exact
from scoring.rules import CRITERION, Resolution, Rules
from scoring.text_file import clean_name, decoded
from scoring.toml_file import TomlFile, parsed

CRITERION_KEYS = ("key", "weight", "lowest", "highest", "step")
OF_METHODS = ("trim", "drop", "combine", "decimals", "points")
"""Settings of single methods: a file may keep them while it names another method, which leaves them aside."""
SETTINGS = ("method", "order", "minimum_ballots", "ladder", "resolutions", *OF_METHODS)


@dataclass(frozen=True)
class RulesFile:
    """What the file says; no criteria when it names none."""

    file: TomlFile
    criteria: tuple[Criterion, ...]
    rules: Rules

    def check_entries(self, entries: Collection[str]) -> None:
        """Raises InputError when a resolution names an entry that is not among these."""
        for resolution in self.rules.resolutions:
            for entry in resolution.order:
                if entry not in entries:
                    raise self.file.error("resolutions", f"no ballot names the entry {quoted(entry)}")

    def check_ladder(self, criteria: Iterable[Criterion]) -> None:
        """Raises InputError when a step of the ladder names a criterion that is not among these."""
        keys = {criterion.key for criterion in criteria}
        for step in self.rules.ladder:
            if step.startswith(CRITERION) and step.removeprefix(CRITERION) not in keys:
                what = "the rules do" if self.criteria else "the ballots do"
                raise self.file.error("ladder", f"the step {quoted(step)} names a criterion that {what} not have")

    @contextmanager
    def blamed_for(self, key: str) -> Iterator[None]:
        """Whatever is refused inside is refused as a mistake in this setting: its line and column are named."""
        try:
            yield
        except ScoringError as error:
            raise self.file.error(key, str(error)) from None


def read_rules(data: bytes, source: str) -> RulesFile:
    """The rules in a TOML file; `source` is its name for errors, which are raised as InputError.

    A file that sets nothing, empty or of comments alone, leaves all settings at their defaults.
    """
    file = parsed(decoded(data, source) if data.removeprefix(BOM_UTF8).strip() else "", source)
    known = (*SETTINGS, "criteria")
    for key in file.content:
        if key not in known:
            raise file.error(key, f"there is no setting {quoted(key)}; the settings are {', '.join(known)}")
    criteria = _criteria(file)
    rules = _rules(file)
    found = RulesFile(file, criteria, rules)
    if criteria:
        found.check_ladder(criteria)
    return found


def _criteria(file: TomlFile) -> tuple[Criterion, ...]:
    tables = file.content.get("criteria", [])
    if not isinstance(tables, list) or not all(isinstance(table, dict) for table in tables):
        raise file.error("criteria", "criteria must be tables, each under [[criteria]]")
    criteria = [_criterion(file, number, table) for number, table in enumerate(tables)]
    for number in range(1, len(criteria) + 1):
        try:
            checked_criteria(criteria[:number])
        except ScoringError as error:
            raise file.error("key", str(error), number - 1) from None
    return tuple(criteria)


def _criterion(file: TomlFile, number: int, table: dict[str, Any]) -> Criterion:
    for key in ("key", "weight"):
        if key not in table:
            raise file.error("", f"the criterion has no {key}", number)
    for key, value in table.items():
        try:
            _check_setting(key, value)
        except ScoringError as error:
            raise file.error(key, str(error), number) from None
    try:
        return Criterion(**table | {"key": clean_name(table["key"])})
    except ScoringError as error:
        raise file.error("", str(error), number) from None


def _check_setting(key: str, value: object) -> None:
    if key not in CRITERION_KEYS:
        raise ScoringError(f"a criterion has no setting {quoted(key)}; its settings are {', '.join(CRITERION_KEYS)}")
    if key == "key" and not isinstance(value, str):
        raise ScoringError("the key of a criterion must be text")
    if key == "weight":
        checked_weight(value)
    if key in ("lowest", "highest", "step"):
        exact(value)


def _rules(file: TomlFile) -> Rules:
    """Rules are made anew with each setting, so that an error is about the setting last added."""
    given: dict[str, Any] = {}
    rules = Rules()
    for key in SETTINGS:
        if key in file.content:
            try:
                given[key] = _setting(key, file.content[key])
                rules = Rules(**given)
            except ScoringError as error:
                raise file.error(key, str(error)) from None
    return rules


def _setting(key: str, value: object) -> object:
    if key == "ladder":
        return tuple(_texts(key, value))
    if key == "resolutions":
        return tuple(Resolution(tuple(_texts("a resolution", order))) for order in _listed(key, value))
    if key == "points":
        return tuple(_listed(key, value))
    if key in ("method", "order", "trim", "combine") and not isinstance(value, str):
        raise ScoringError(f"{key} must be text, not {quoted(value)}")
    return value


def _texts(what: str, value: object) -> list[str]:
    texts = _listed(what, value)
    for text in texts:
        if not isinstance(text, str):
            raise ScoringError(f"{what} must be a list of texts, and {quoted(text)} is none")
    return [clean_name(text) for text in texts]


def _listed(what: str, value: object) -> list[Any]:
    if not isinstance(value, list):
        raise ScoringError(f"{what} must be a list, not {quoted(value)}")
    return value
