"""The kinds of question: how what was typed becomes an answer, and what an answer must be. Pure.

An answer is plain JSON: a text, a list of texts, a list of rows, an object, or true. Nothing at all is an empty one.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from typing import Any
from urllib.parse import urlsplit

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

Answer = Any
SHORT_MOST = 500
LONG_MOST = 20_000
LINK_MOST = 500
METRIC_PARTS = ("name", "before", "after", "unit")
METRIC_MOST = (160, 24, 24, 24)
NUMBER = re.compile(r"[+-]?\d{1,15}(?:[.,]\d{1,6})?")
GAPS = re.compile(r"[\s\u00a0\u202f]")
EMAIL = re.compile(r"[^@\s]{1,64}@[^@\s]+\.[^@\s.]{2,}")
YES = "yes"


# What a question for files may be narrowed to.
MEDIA = {"image": _l("images"), "pdf": _l("documents (PDF)"), "audio": _l("audio recordings"), "video": _l("videos")}


class Kind(StrEnum):
    """What is asked for."""

    TEXT = "text"
    LONG_TEXT = "long_text"
    NUMBER = "number"
    DATE = "date"
    PERIOD = "period"
    CHOICE = "choice"
    LINKS = "links"
    METRICS = "metrics"
    EMAIL = "email"
    CONSENT = "consent"
    FILES = "files"

    @property
    def label(self) -> str:
        """The kind's name in the language of the answer."""
        return str(_LABELS[self])


_LABELS = {
    Kind.TEXT: _l("one line of text"),
    Kind.LONG_TEXT: _l("long text"),
    Kind.NUMBER: _l("number"),
    Kind.DATE: _l("date"),
    Kind.PERIOD: _l("period, from one day to another"),
    Kind.CHOICE: _l("choice from a list"),
    Kind.LINKS: _l("links to posts and pages"),
    Kind.METRICS: _l("indicators with numbers before and after"),
    Kind.EMAIL: _l("e-mail address"),
    Kind.CONSENT: _l("consent to be ticked"),
    Kind.FILES: _l("files"),
}


@dataclass(frozen=True, slots=True)
class Limits:
    """What bounds an answer; each kind looks at its own.

    `most` and `least` are characters of a text, links, rows or options; `lowest` and `highest` bound a number. A period
    begins at most `months` months before the deadline that was announced first, and ends before the one that holds.
    `options` are keys of a choice with their wording.
    """

    least: int = 0
    most: int = 0
    lowest: Decimal | None = None
    highest: Decimal | None = None
    months: int = 0
    several: bool = False
    options: tuple[tuple[str, Mapping[str, str]], ...] = ()
    media: tuple[str, ...] = field(default=())

    @property
    def keys(self) -> list[str]:
        """The keys of the options."""
        return [key for key, _wording in self.options]


class BadAnswer(ValueError):
    """What was typed is no answer to the question; the message says why."""


def read(kind: Kind, limits: Limits, typed: Sequence[str]) -> Answer:
    """The answer in what a form sent: one text a control, in their order. Raises BadAnswer."""
    return _READ[kind](limits, [text.strip() for text in typed])


def typed(kind: Kind, answer: Answer) -> list[str]:
    """What a form shows for an answer: the inverse of `read`."""
    if is_empty(answer):
        return []
    if kind is Kind.PERIOD:
        return [answer.get("from", ""), answer.get("to", "")]
    if kind is Kind.METRICS:
        return [row.get(part, "") for row in answer for part in METRIC_PARTS]
    if kind is Kind.LINKS:
        return ["\n".join(answer)]
    if kind is Kind.CONSENT:
        return [YES]
    return list(answer) if isinstance(answer, list) else [str(answer)]


def characters_most(kind: Kind, limits: Limits) -> int:
    """How many characters an answer may have; 0 where characters are not counted."""
    usual = {Kind.TEXT: SHORT_MOST, Kind.LONG_TEXT: LONG_MOST}.get(kind, 0)
    return usual and (limits.most or usual)


def is_empty(answer: Answer) -> bool:
    """Whether nothing was answered yet."""
    return answer in (None, "", [], {}, False)


def _one(texts: list[str]) -> str:
    return texts[0] if texts else ""


def _text(limits: Limits, texts: list[str]) -> Answer:
    text = _one(texts)
    if "\n" in text:
        raise BadAnswer(_("Write this in one line."))
    return _bounded(text, characters_most(Kind.TEXT, limits))


def _long_text(limits: Limits, texts: list[str]) -> Answer:
    return _bounded(_one(texts), characters_most(Kind.LONG_TEXT, limits))


def _bounded(text: str, most: int) -> str:
    if len(text) > most:
        raise BadAnswer(_("Write at most %(max)d characters.", max=most))
    return text


def _number(limits: Limits, texts: list[str]) -> Answer:
    text = _one(texts)
    if not text:
        return ""
    value = number_in(text)
    low, high = limits.lowest, limits.highest
    if (low is not None and value < low) or (high is not None and value > high):
        raise BadAnswer(_out_of_range(low, high))
    return f"{value:f}"


def number_in(text: str) -> Decimal:
    """The number that somebody typed, with a decimal comma or point and gaps between thousands. Raises BadAnswer."""
    plain = GAPS.sub("", text)
    if not NUMBER.fullmatch(plain):
        raise BadAnswer(_("Write a number, such as 1250 or 12.5."))
    try:
        return Decimal(plain.replace(",", "."))
    except InvalidOperation as error:
        raise BadAnswer(_("Write a number, such as 1250 or 12.5.")) from error


def _out_of_range(low: Decimal | None, high: Decimal | None) -> str:
    if low is None:
        return str(_("The number may be %(high)s at most.", high=high))
    if high is None:
        return str(_("The number must be %(low)s at least.", low=low))
    return str(_("The number must lie between %(low)s and %(high)s.", low=low, high=high))


def _date(_limits: Limits, texts: list[str]) -> Answer:
    return _day(_one(texts))


def _day(text: str) -> str:
    if not text:
        return ""
    try:
        day = date.fromisoformat(text)
    except ValueError as error:
        raise BadAnswer(_("Write the date as day, month and year.")) from error
    if not 1900 <= day.year <= 2200:
        raise BadAnswer(_("Check the year of this date."))
    return day.isoformat()


def _period(_limits: Limits, texts: list[str]) -> Answer:
    days = [_day(text) for text in [*texts, "", ""][:2]]
    if all(days) and days[1] < days[0]:
        raise BadAnswer(_("The end cannot come before the beginning."))
    return {"from": days[0], "to": days[1]} if any(days) else {}


def _choice(limits: Limits, texts: list[str]) -> Answer:
    chosen = [text for text in texts if text]
    if any(text not in limits.keys for text in chosen) or (len(chosen) > 1 and not limits.several):
        raise BadAnswer(_("Choose from the list."))
    if limits.several:
        return [key for key in limits.keys if key in chosen]
    return _one(chosen)


def _links(limits: Limits, texts: list[str]) -> Answer:
    lines = [line.strip() for text in texts for line in text.splitlines() if line.strip()]
    most = limits.most or 10
    if len(lines) > most:
        raise BadAnswer(_("At most %(most)d links.", most=most))
    if any(not is_web_address(line) for line in lines):
        raise BadAnswer(_("Each line must be a full web address that begins with https://."))
    return lines


def is_web_address(text: str) -> bool:
    """Only web addresses: anything else could run as a script when clicked."""
    if len(text) > LINK_MOST or any(character.isspace() for character in text):
        return False
    try:
        parts = urlsplit(text)
        return parts.scheme in {"http", "https"} and "." in (parts.hostname or "") and parts.port != 0
    except ValueError:
        return False


def _metrics(limits: Limits, texts: list[str]) -> Answer:
    width, most = len(METRIC_PARTS), limits.most or 10
    padded = [*texts, *[""] * (-len(texts) % width)]
    rows = [padded[start : start + width] for start in range(0, len(padded), width)]
    filled = [_metric(number, row) for number, row in enumerate(rows, 1) if any(row)]
    if len(filled) > most:
        raise BadAnswer(_("At most %(most)d indicators.", most=most))
    return filled


def _metric(number: int, row: list[str]) -> dict[str, str]:
    if any(len(text) > most for text, most in zip(row, METRIC_MOST, strict=True)):
        raise BadAnswer(_("Row %(row)d is too long: shorten the name or the unit.", row=number))
    try:
        values = [f"{number_in(text):f}" if text else "" for text in row[1:3]]
    except BadAnswer as error:
        raise BadAnswer(_("Row %(row)d: before and after must be numbers, such as 31 or 12.5.", row=number)) from error
    return dict(zip(METRIC_PARTS, (row[0], *values, row[3]), strict=True))


def _email(_limits: Limits, texts: list[str]) -> Answer:
    text = _one(texts)
    if text and (len(text) > 254 or not EMAIL.fullmatch(text)):
        raise BadAnswer(_("This is not an e-mail address."))
    return text


def _consent(_limits: Limits, texts: list[str]) -> Answer:
    return _one(texts) == YES


def _files(_limits: Limits, _texts: list[str]) -> Answer:
    """Files are attached, not typed."""
    return None


_READ = {
    Kind.TEXT: _text,
    Kind.LONG_TEXT: _long_text,
    Kind.NUMBER: _number,
    Kind.DATE: _date,
    Kind.PERIOD: _period,
    Kind.CHOICE: _choice,
    Kind.LINKS: _links,
    Kind.METRICS: _metrics,
    Kind.EMAIL: _email,
    Kind.CONSENT: _consent,
    Kind.FILES: _files,
}
