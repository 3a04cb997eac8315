"""Reads tables of TOML strictly: a missing key, a key too many or a value of another type is refused by its path."""

import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Self, TypeVar

from awards_app.example.parts import CityRef, Text

Value = TypeVar("Value")


class ContentError(ValueError):
    """The example data are not what they must be; the message says where."""


class Table:
    """A TOML table from which each key is taken once; as a context it refuses what is left at the end."""

    def __init__(self, where: str, values: dict[str, Any]) -> None:
        self.where = where
        self._left = dict(values)

    @classmethod
    def read(cls, path: Path) -> Self:
        with path.open("rb") as file:
            return cls(path.name, tomllib.load(file))

    def has(self, key: str) -> bool:
        return key in self._left

    def names(self) -> tuple[str, ...]:
        return tuple(self._left)

    def take(self, key: str, kind: type[Value]) -> Value:
        if key not in self._left:
            raise ContentError(f"{self.where}: {key} is missing")
        value = self._left.pop(key)
        # bool is an int in Python, but a flag is no number here.
        if not isinstance(value, kind) or (isinstance(value, bool) and kind is not bool):
            raise ContentError(f"{self.where}: {key} is not a {kind.__name__}")
        return value

    def take_or(self, key: str, default: Value) -> Value:
        return self.take(key, type(default)) if key in self._left else default

    def table(self, key: str) -> "Table":
        return Table(f"{self.where}: {key}", self.take(key, dict))

    def tables(self, key: str) -> Iterator["Table"]:
        """One by one; each must be used up before the next is handed out."""
        for index, values in enumerate(self.take(key, list)):
            with Table(f"{self.where}: {key} {values.get('key', index + 1)}", values) as table:
                yield table

    def texts(self, key: str) -> tuple[str, ...]:
        return self._list(key, str)

    def integers(self, key: str) -> tuple[int, ...]:
        return self._list(key, int)

    def text(self, key: str, *, may_be_empty: bool = False) -> Text:
        with self.table(key) as table:
            text = Text(table.take("pl", str).strip(), table.take("en", str).strip())
        if not may_be_empty and not (text.pl and text.en):
            raise ContentError(f"{self.where}: {key} is empty")
        return text

    def city(self, key: str) -> CityRef:
        with self.table(key) as table:
            return CityRef(table.take("name", str), table.take("voivodeship", str))

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        if self._left and kind is None:
            raise ContentError(f"{self.where}: unknown {', '.join(self._left)}")

    def _list(self, key: str, kind: type[Value]) -> tuple[Value, ...]:
        values = self.take(key, list)
        if not all(isinstance(value, kind) for value in values):
            raise ContentError(f"{self.where}: {key} is not a list of {kind.__name__}")
        return tuple(values)
