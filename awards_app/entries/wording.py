"""Sentences that Polish inflects by the person they speak of. Pure."""

from datetime import datetime

from flask_babel import pgettext

from awards_app.web.filters import clock_of

# Men whose first names end as women's do.
MEN_IN_A = {
    "barnaba",
    "bonawentura",
    "dyzma",
    "jarema",
    "jona",
    "kosma",
    "kuba",
    "luka",
    "sasza",
    "aleksa",
    "nikita",
    "ilia",
}


def who_changed(name: str, at: datetime) -> str:
    """`Anna Nowak zmieniła to pole o 14:02.`"""
    first = name.split(" ", 1)[0].casefold()
    if first.endswith("a") and first not in MEN_IN_A:
        return str(pgettext("a woman", "%(name)s changed this field at %(time)s.", name=name, time=clock_of(at)))
    return str(pgettext("a man", "%(name)s changed this field at %(time)s.", name=name, time=clock_of(at)))
