"""The form and the checklist that a category begins with, from the data files of this package."""

import tomllib
from functools import cache
from pathlib import Path
from typing import Any

from awards_app.editions.models import Category
from awards_app.i18n import Localised
from awards_app.questionnaire.kinds import Kind
from awards_app.questionnaire.models import CheckItem, Question, Reveals, Section

DEFAULT = Path(__file__).parent / "data" / "default.toml"
CHECKLIST = Path(__file__).parent / "data" / "checklist.toml"


@cache
def _content() -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = tomllib.loads(DEFAULT.read_text(encoding="utf-8"))["sections"]
    return found


def default_form(category: Category) -> list[Section]:
    """The sections with questions for a category; its key decides which of the special ones it gets."""
    wanted = [one for one in _content() if category.key in one.get("only", [category.key])]
    return [_section(category, number, one) for number, one in enumerate(wanted, 1)]


def _section(category: Category, number: int, one: dict[str, Any]) -> Section:
    return Section(
        category_id=category.id,
        position=number,
        title=Localised(**one["title"]),
        help=Localised(**one["help"]),
        questions=[_question(category, place, part) for place, part in enumerate(one["questions"], 1)],
    )


def _question(category: Category, place: int, one: dict[str, Any]) -> Question:
    return Question(
        category_id=category.id,
        position=place,
        key=one["key"],
        kind=Kind(one["kind"]),
        label=Localised(**one["label"]),
        help=Localised(**one["help"]),
        required=one.get("required", False),
        blind=one.get("blind", False),
        reveals=Reveals(one.get("reveals", "nothing")),
        settings=one["settings"],
        only_if=one.get("only_if", ""),
        only_values=one.get("only_values", []),
    )


@cache
def _items() -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = tomllib.loads(CHECKLIST.read_text(encoding="utf-8"))["items"]
    return found


def default_checklist(category: Category) -> list[CheckItem]:
    """What the formal check looks at in a category; its key decides which of the special items it gets."""
    wanted = [one for one in _items() if category.key in one.get("only", [category.key])]
    return [
        CheckItem(category_id=category.id, position=place, text=Localised(one["pl"], one["en"]), retired=False)
        for place, one in enumerate(wanted, 1)
    ]
