"""The language of an answer, text that an organiser writes in both languages, and Polish alphabetical order."""

import unicodedata
from dataclasses import dataclass
from typing import Any

from flask import Flask, current_app, has_request_context, request
from flask_babel import Babel, force_locale, get_locale
from flask_login import current_user
from sqlalchemy import JSON
from sqlalchemy.engine import Dialect
from sqlalchemy.types import TypeDecorator

LOCALES = ("pl", "en")
COOKIE = "locale"

__all__ = ["COOKIE", "LOCALES", "Localised", "LocalisedText", "force_locale", "init_app", "language", "sort_key"]


def init_app(app: Flask) -> None:
    Babel(app, locale_selector=_chosen)


def language() -> str:
    """The language of the present answer: `pl` or `en`."""
    locale = get_locale()
    return locale.language if locale else LOCALES[0]


def _chosen() -> str:
    if not has_request_context():
        return str(current_app.config["BABEL_DEFAULT_LOCALE"])
    # Polish unless the person chose: many Polish offices run browsers that ask for English.
    for wish in (request.cookies.get(COOKIE), getattr(current_user, "locale", None)):
        if wish in LOCALES:
            return str(wish)
    return str(current_app.config["BABEL_DEFAULT_LOCALE"])


@dataclass(frozen=True, slots=True)
class Localised:
    """A text in Polish and, where somebody wrote one, in English."""

    pl: str = ""
    en: str = ""

    def __str__(self) -> str:
        return self.in_language(language())

    def __bool__(self) -> bool:
        return bool(self.pl or self.en)

    def in_language(self, code: str) -> str:
        """The text in `code`; the other language stands in for a missing one."""
        return (self.en or self.pl) if code == "en" else (self.pl or self.en)


class LocalisedText(TypeDecorator[Localised]):
    """A `Localised` kept as a JSON object."""

    impl = JSON
    cache_ok = True

    def process_bind_param(self, value: Localised | None, dialect: Dialect) -> dict[str, str] | None:
        return None if value is None else {"pl": value.pl, "en": value.en}

    def process_result_value(self, value: Any, dialect: Dialect) -> Localised | None:
        return None if value is None else Localised(**value)


_POLISH = str.maketrans(
    {
        "ą": "a\x7f",
        "ć": "c\x7f",
        "ę": "e\x7f",
        "ł": "l\x7f",
        "ń": "n\x7f",
        "ó": "o\x7f",
        "ś": "s\x7f",
        "ź": "z\x7e",
        "ż": "z\x7f",
    }
)


def sort_key(text: str) -> str:
    """An ASCII key whose byte order is Polish alphabetical order (a, ą, b, c, ć, …, z, ź, ż).

    Letters of other languages sort as their base letter; case does not count.
    """
    polish = unicodedata.normalize("NFC", text).casefold().translate(_POLISH)
    plain = unicodedata.normalize("NFKD", polish)
    return plain.encode("ascii", "ignore").decode("ascii")
