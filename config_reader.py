"""Reads single settings from a mapping of texts, as the environment is; a bad value is refused in a sentence."""

import re
from collections.abc import Mapping
from enum import StrEnum
from pathlib import Path
from typing import TypeVar

Choice = TypeVar("Choice", bound=StrEnum)


class ConfigError(ValueError):
    """A setting is missing or wrong. The message names the variable, what is wrong and what is expected."""


class Reader:
    """Reads one variable at a time; an empty one counts as not set."""

    def __init__(self, env: Mapping[str, str]) -> None:
        self._env = env

    def text(self, name: str, default: str = "") -> str:
        return self._env.get(name, "").strip() or default

    def folder(self, name: str, default: Path) -> Path:
        return Path(self.text(name, str(default))).expanduser().absolute()

    def number(self, name: str, default: int, lowest: int, highest: int) -> int:
        text = self.text(name, str(default))
        if not re.fullmatch(r"[0-9]{1,9}", text) or not lowest <= int(text) <= highest:
            raise ConfigError(f"{name} is {text!r}; expected a whole number from {lowest} to {highest}.")
        return int(text)

    def one_of(self, name: str, default: str, allowed: tuple[str, ...]) -> str:
        text = self.text(name, default)
        if text not in allowed:
            raise ConfigError(f"{name} is {text!r}; expected one of: {', '.join(allowed)}.")
        return text

    def choice(self, name: str, default: Choice) -> Choice:
        return type(default)(self.one_of(name, default, tuple(type(default))))
