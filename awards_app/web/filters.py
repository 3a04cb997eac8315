"""How numbers and moments look on a page, in the language of the answer."""

from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Literal
from zoneinfo import ZoneInfo

from babel.dates import format_date, format_datetime, format_time, format_timedelta
from babel.numbers import format_decimal
from flask import Flask, g
from flask_babel import get_locale
from flask_babel import gettext as _

from awards_app import clock
from awards_app.web.links import platform_of
from awards_app.web.plaintext import plain
from awards_app.web.richtext import headed, rich

WARSAW = "Europe/Warsaw"


def init_app(app: Flask) -> None:
    """Register the filters."""
    app.jinja_env.filters.update(
        moment=moment,
        day=day,
        date=date.fromisoformat,
        short=short,
        time=time_of_day,
        away=away,
        lasting=lasting,
        zone_name=zone_name,
        number=number,
        figure=figure,
        iso=iso,
        size=size,
        plain=plain,
        rich=rich,
        headed=headed,
        platform=platform_of,
    )


def _zone(name: str = "") -> ZoneInfo:
    return ZoneInfo(name or getattr(getattr(g, "edition", None), "timezone", WARSAW))


def moment(at: datetime, zone: str = "") -> str:
    """`wtorek, 25 listopada 2025, 19:00 (czasu warszawskiego)`; without a zone in that of the edition at hand."""
    pattern = "EEEE, d MMMM y, HH:mm"
    local = at.astimezone(_zone(zone))
    return f"{format_datetime(local, pattern, locale=get_locale())} ({zone_name(str(local.tzinfo))})"


def zone_name(zone: str) -> str:
    """What a zone is called: `czasu warszawskiego`; any other by its own name."""
    return str(_("Warsaw time")) if zone == WARSAW else zone


def day(at: datetime | date) -> str:
    """`25 listopada 2025`."""
    local = at.astimezone(_zone()) if isinstance(at, datetime) else at
    return format_date(local, "d MMMM y", locale=get_locale())


def short(at: datetime) -> str:
    """`25.11.2025, 19:00` in Polish, `25 Nov 2025, 19:00` in English."""
    locale = get_locale()
    pattern = "dd.MM.y, HH:mm" if locale and locale.language == "pl" else "d MMM y, HH:mm"
    return format_datetime(at.astimezone(_zone()), pattern, locale=locale)


def time_of_day(at: datetime) -> str:
    """`14:03:22`."""
    return format_time(at.astimezone(_zone()), "HH:mm:ss", locale=get_locale())


def clock_of(at: datetime) -> str:
    """`14:02`."""
    return format_time(at.astimezone(_zone()), "HH:mm", locale=get_locale())


COUNTED: tuple[tuple[Literal["day", "hour", "minute", "second"], int], ...] = (
    ("day", 86_400),
    ("hour", 3_600),
    ("minute", 60),
    ("second", 1),
)
UNREACHED = 10**9  # of no unit are there so many, so that the one that is named is taken


def away(at: datetime) -> str:
    """How far off a moment is, as static/js/countdown.js goes on to say it: `za 12 dni`, `2 dni temu`."""
    seconds = round((at - clock.now()).total_seconds())
    unit, size = next((one for one in COUNTED if abs(seconds) >= one[1] * (2 if one[1] > 60 else 1)), COUNTED[-1])
    whole = timedelta(seconds=int(seconds / size) * size)
    return format_timedelta(whole, unit, threshold=UNREACHED, add_direction=True, locale=get_locale())


def lasting(length: timedelta) -> str:
    """How long something lasts: `40 sekund`, `7 minut`, `3 godziny`."""
    return format_timedelta(max(length, timedelta(seconds=1)), locale=get_locale(), threshold=2)


def number(value: int | float | Decimal, places: int | None = None) -> str:
    """A number with the separators of the language; `places` fixes the decimals."""
    pattern = None if places is None else "#,##0" + ("." + "0" * places if places else "")
    return format_decimal(value, format=pattern, locale=get_locale())


def figure(plain: str) -> str:
    """A number that is kept as text, with all its decimals: `1 250,5`."""
    return format_decimal(Decimal(plain), locale=get_locale(), decimal_quantization=False) if plain else ""


def iso(at: datetime) -> str:
    """For the `datetime` attribute."""
    return at.isoformat(timespec="seconds")


def size(octets: int) -> str:
    """`340 kB`, `1,2 MB`."""
    if octets < 1_000_000:
        return f"{number(max(1, round(octets / 1000)))} kB"
    return f"{number(round(octets / 1_000_000, 1))} MB"
