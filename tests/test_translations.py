"""The Polish catalogue is complete: every text is in it, filled, and with the same placeholders."""

import re
from gettext import GNUTranslations
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir
from babel.messages.frontend import parse_mapping_cfg
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

PROJECT = Path(__file__).parents[1]
PO = PROJECT / "awards_app" / "translations" / "pl" / "LC_MESSAGES" / "messages.po"
KEYWORDS = {**DEFAULT_KEYWORDS, "_l": None, "lazy_gettext": None}
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|\{\w+\}")
SAME_IN_BOTH = {"E-mail", "Plan", "Juror", "Administrator", "Menu", "system", "Gala", "Gala: %(when)s", "Excel (XLSX)"}


def extracted() -> set[str | tuple[str, str]]:
    with (PROJECT / "babel.cfg").open() as config:
        methods, options = parse_mapping_cfg(config)
    found = set()
    for folder in ("awards_app", "templates"):
        for _file, _line, message, _comments, _context in extract_from_dir(
            PROJECT / folder,
            [(pattern.removeprefix(f"{folder}/"), method) for pattern, method in methods],
            {pattern.removeprefix(f"{folder}/"): values for pattern, values in options.items()},
            keywords=KEYWORDS,
            directory_filter=lambda path: not path.endswith("__pycache__"),
        ):
            found.add(message[:2] if isinstance(message, tuple) else message)
    return found


@pytest.fixture(scope="module")
def polish() -> Catalog:
    with PO.open("rb") as file:
        return read_po(file, locale="pl")


def test_every_text_is_in_the_polish_catalogue(polish):
    known = {message.id for message in polish if message.id}
    texts = extracted()
    assert len(texts) > 500
    assert texts - known == set()


def test_the_catalogue_holds_nothing_that_is_no_longer_said(polish):
    assert {message.id for message in polish if message.id} - extracted() == set()
    assert not polish.obsolete


def test_no_text_is_empty_or_guessed(polish):
    for message in polish:
        texts = message.string if isinstance(message.string, tuple) else (message.string,)
        assert all(texts), message.id
        assert not message.fuzzy or not message.id, message.id


def test_placeholders_survive_translation(polish):
    for message in polish:
        if not message.id:
            continue
        ids = message.id if isinstance(message.id, tuple) else (message.id,)
        texts = message.string if isinstance(message.string, tuple) else (message.string,)
        wanted = set(PLACEHOLDER.findall(ids[-1]))
        for text in texts:
            assert set(PLACEHOLDER.findall(text)) == wanted, message.id


def test_plural_texts_have_all_three_polish_forms(polish):
    plural = [message for message in polish if isinstance(message.id, tuple)]
    assert len(plural) > 15
    assert all(len(message.string) == 3 for message in plural)


def test_nothing_is_left_in_english(polish):
    same = {message.id for message in polish if message.id and message.id == message.string}
    assert same == SAME_IN_BOTH


@pytest.mark.parametrize(
    ("count", "words"),
    [(1, "1 zgłoszenie"), (2, "2 zgłoszenia"), (5, "5 zgłoszeń"), (12, "12 zgłoszeń"), (22, "22 zgłoszenia")],
)
def test_polish_counts_are_declined(polish, tmp_path, count, words):
    compiled = tmp_path / "messages.mo"
    with compiled.open("wb") as file:
        write_mo(file, polish)
    with compiled.open("rb") as file:
        texts = GNUTranslations(file)
    assert texts.ngettext("%(num)d entry", "%(num)d entries", count) % {"num": count} == words
