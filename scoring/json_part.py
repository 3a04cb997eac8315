"""A part of a JSON document that knows where it stands, so that whatever is not as it should be is named."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from scoring.errors import InputError, quoted
from scoring.text_file import position


@dataclass(frozen=True)
class Part:
    """A value, the keys that lead to it, and the file that it stands in."""

    value: Any
    source: str
    text: str
    path: tuple[str | int, ...] = ()

    def error(self, sentence: str) -> InputError:
        """The error to raise about this part; line and column are those of its key where it first stands."""
        key = next((json.dumps(key, ensure_ascii=False) for key in reversed(self.path) if isinstance(key, str)), "")
        where = "".join(f"[{key}]" if isinstance(key, int) else f".{key}" for key in self.path).lstrip(".")
        at = position(self.text[: max(0, self.text.find(key))])
        return InputError(self.source, *at, f"{where}: {sentence}" if where else sentence)

    def __getitem__(self, key: str) -> "Part":
        if not isinstance(self.value, dict):
            raise self.error("this must be an object")
        if key not in self.value:
            raise self.error(f"{quoted(key)} is missing")
        return Part(self.value[key], self.source, self.text, (*self.path, key))

    def items(self) -> Iterator[tuple[str, "Part"]]:
        """The keys and parts of an object."""
        if not isinstance(self.value, dict):
            raise self.error("this must be an object")
        yield from ((key, self[key]) for key in self.value)

    def parts(self) -> Iterator["Part"]:
        """The parts of a list."""
        if not isinstance(self.value, list):
            raise self.error("this must be a list")
        for number, value in enumerate(self.value):
            yield Part(value, self.source, self.text, (*self.path, number))

    def words(self) -> str:
        """The value of a text."""
        if not isinstance(self.value, str):
            raise self.error("this must be text")
        return self.value

    def whole(self) -> int:
        """The value of a whole number."""
        if isinstance(self.value, bool) or not isinstance(self.value, int):
            raise self.error("this must be a whole number")
        return self.value
