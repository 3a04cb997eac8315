"""Sentences that Polish inflects by the person they speak of. Pure."""

from datetime import datetime

from flask_babel import pgettext

from awards_app.web.filters import clock_of, short

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
    if _is_a_woman(name):
        return str(pgettext("a woman", "%(name)s changed this field at %(time)s.", name=name, time=clock_of(at)))
    return str(pgettext("a man", "%(name)s changed this field at %(time)s.", name=name, time=clock_of(at)))


def who_moved(name: str, at: datetime, category: str) -> str:
    """`Paweł Nowak przeniósł to zgłoszenie do kategorii „Wideo” (25.11.2025, 14:02).`"""
    told = {"name": name, "category": category, "when": short(at)}
    if _is_a_woman(name):
        return str(pgettext("a woman", "%(name)s moved this entry to the category “%(category)s” (%(when)s).", **told))
    return str(pgettext("a man", "%(name)s moved this entry to the category “%(category)s” (%(when)s).", **told))


def who_deleted(name: str, at: datetime) -> str:
    """`Paweł Nowak usunął ten szkic (25.11.2025, 14:02).`"""
    if _is_a_woman(name):
        return str(pgettext("a woman", "%(name)s deleted this draft (%(when)s).", name=name, when=short(at)))
    return str(pgettext("a man", "%(name)s deleted this draft (%(when)s).", name=name, when=short(at)))


def _is_a_woman(name: str) -> bool:
    first = name.split(" ", 1)[0].casefold()
    return first.endswith("a") and first not in MEN_IN_A
