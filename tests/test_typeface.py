"""Every text can be typeset: what no font holds becomes a visible sign first."""

import random
import unicodedata
from datetime import UTC, datetime

import pytest

from awards_app.documents import pdf
from awards_app.typeface import FAMILIES, displayable, signs_of

AT = datetime(2026, 10, 14, tzinfo=UTC)
EUROPE = "Zażółć gęślą jaźń Ελληνικά Кириллица Հայերեն ქართული עברית العربية Ĳ ŵ ð þ ő ß"


def document(app, *texts):
    runs = [{"kind": "text", "text": one} for one in texts]
    strong = [{"kind": "strong", "runs": runs}, {"kind": "em", "runs": runs}]
    whole = {"title": texts[0], "subtitle": texts[0], "notes": texts, "edition": texts[0], "foot": texts[0]}
    with app.test_request_context():
        blocks = [{"kind": "paragraph", "runs": runs + strong}]
        return pdf("rules", whole | {"blocks": blocks}, language="pl", at=AT)


@pytest.mark.parametrize("text", [EUROPE, "🎉 ✨ 👍🏽 #️⃣ ❤️ 👨‍👩‍👧 🇵🇱", "日本語 中文 한국어", "→ ✓ ✔ ∑ ½ ①", "\n\t"])
def test_what_the_fonts_hold_is_left_as_it_is(text):
    assert displayable(text) == text


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("a\ue000\u0378b", "a□□b"),
        ("\U000f0000\U0010ffff\uffff", "□□□"),
        ("\udc00", "□"),
        ("ไทย", "□□□"),
        ("日\u0301", "日□"),
        ("🎉\u0335!", "🎉□!"),
        ("e\u0328\u0301", "ę\u0301"),
        ("a\x00b\ufeff", "a\u200bb\u200b"),
        ("", ""),
    ],
)
def test_what_no_font_holds_is_shown_as_a_box(text, shown):
    assert displayable(text) == shown


def test_a_letter_chosen_for_its_looks_is_shown_as_the_plain_one():
    assert displayable("𝓗𝓮𝓵𝓵𝓸 𝓼́") == "Hello ś"


def test_each_family_is_installed_with_its_signs():
    expected = {
        "Inter": "ą",
        "Noto Emoji": "🎉",
        "DejaVu Sans": "ქ",
        "Noto Sans S Chinese": "語あ",
        "Noto Sans Korean": "한",
    }
    assert list(expected) == list(FAMILIES)
    assert all(signs_of(family) >= set(map(ord, signs)) for family, signs in expected.items())


def test_no_mixture_of_signs_breaks_a_document(world):
    chance = random.Random(20261126)  # noqa: S311 - the same mixtures every time
    marks = [code for code in range(0x110000) if unicodedata.category(chr(code)).startswith("M")]
    held = sorted(frozenset().union(*map(signs_of, FAMILIES)))
    pools = [range(0x110000), held, marks, [0x200D, 0xFE0F, 0x1F3FD], range(0x590, 0x700), range(0x2000, 0x2100)]
    for _time in range(6):
        words = ["".join(chr(chance.choice(chance.choice(pools))) for _sign in range(6)) for _word in range(200)]
        assert document(world.app, "🎉", " ".join(words)).startswith(b"%PDF")


def test_a_document_stays_a_tagged_archive_document(world):
    paper = document(world.app, "🎉 日本語 العربية", EUROPE, "\ue000")
    for sign in (
        b"<pdfaid:part>2</pdfaid:part>",
        b"<pdfaid:conformance>A</pdfaid:conformance>",
        b"<pdfuaid:part>1</pdfuaid:part>",
    ):
        assert sign in paper
    assert len(paper) < 300_000
