"""What was typed becomes an answer, or is refused in words; what a form shows becomes the same answer again."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from awards_app.questionnaire.kinds import BadAnswer, Kind, Limits, is_empty, read, typed
from awards_app.web.links import platform_of
from awards_app.web.richtext import rich

OPTIONS = Limits(options=(("a", {"pl": "A"}), ("b", {"pl": "B"}), ("c", {"pl": "C"})))
MANY = Limits(options=OPTIONS.options, several=True)
UNIT = Limits(lowest=Decimal(0), highest=Decimal(100))
READ = [
    (Kind.TEXT, Limits(most=5), ["abcde"], "abcde"),
    (Kind.LONG_TEXT, Limits(), ["dwa\nwiersze"], "dwa\nwiersze"),
    (Kind.NUMBER, Limits(), ["1 250,50"], "1250.50"),
    (Kind.NUMBER, UNIT, ["100"], "100"),
    (Kind.DATE, Limits(), ["2026-02-28"], "2026-02-28"),
    (Kind.PERIOD, Limits(), ["2026-01-01", "2026-01-01"], {"from": "2026-01-01", "to": "2026-01-01"}),
    (Kind.PERIOD, Limits(), ["", "2026-01-01"], {"from": "", "to": "2026-01-01"}),
    (Kind.CHOICE, OPTIONS, ["b"], "b"),
    (Kind.CHOICE, MANY, ["c", "a"], ["a", "c"]),
    (
        Kind.LINKS,
        Limits(),
        ["https://example.org/a\n\n https://example.org/b"],
        ["https://example.org/a", "https://example.org/b"],
    ),
    (
        Kind.METRICS,
        Limits(),
        ["Zasięg", "1 000", "2,5", "tys.", "", "", "", ""],
        [{"name": "Zasięg", "before": "1000", "after": "2.5", "unit": "tys."}],
    ),
    (Kind.EMAIL, Limits(), ["anna@legnica.example"], "anna@legnica.example"),
    (Kind.CONSENT, Limits(), ["yes"], True),
    (Kind.CONSENT, Limits(), [], False),
]
REFUSED = [
    (Kind.TEXT, Limits(most=5), ["abcdef"]),
    (Kind.TEXT, Limits(), ["a\nb"]),
    (Kind.LONG_TEXT, Limits(most=3), ["abcd"]),
    (Kind.NUMBER, Limits(), ["12 osób"]),
    (Kind.NUMBER, Limits(), ["1e5"]),
    (Kind.NUMBER, Limits(), ["NaN"]),
    (Kind.NUMBER, Limits(), ["9" * 400]),
    (Kind.NUMBER, UNIT, ["100,1"]),
    (Kind.NUMBER, UNIT, ["-1"]),
    (Kind.DATE, Limits(), ["2026-02-30"]),
    (Kind.DATE, Limits(), ["0026-02-03"]),
    (Kind.PERIOD, Limits(), ["2026-02-02", "2026-02-01"]),
    (Kind.CHOICE, OPTIONS, ["d"]),
    (Kind.CHOICE, OPTIONS, ["a", "b"]),
    (Kind.LINKS, Limits(), ["javascript:alert(1)"]),
    (Kind.LINKS, Limits(), ["https://[::1"]),
    (Kind.LINKS, Limits(most=1), ["https://a.pl\nhttps://b.pl"]),
    (Kind.METRICS, Limits(), ["Zasięg", "dużo", "2", ""]),
    (Kind.METRICS, Limits(), ["x" * 161, "1", "2", ""]),
    (Kind.METRICS, Limits(most=1), ["a", "1", "2", "", "b", "1", "2", ""]),
    (Kind.EMAIL, Limits(), ["anna"]),
    (Kind.EMAIL, Limits(), ["anna@" + "a" * 300 + ".pl"]),
]


@pytest.fixture(autouse=True)
def _polish(app):
    with app.test_request_context():
        yield


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@pytest.mark.parametrize(("kind", "limits", "sent", "answer"), READ)
def test_what_was_typed_is_read_and_shown_again(kind, limits, sent, answer):
    assert read(kind, limits, sent) == answer
    assert read(kind, limits, typed(kind, answer)) == answer


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@pytest.mark.parametrize(("kind", "limits", "sent"), REFUSED)
def test_what_is_no_answer_is_refused_with_a_sentence(kind, limits, sent):
    with pytest.raises(BadAnswer, match=r"\w{3}.*\."):
        read(kind, limits, sent)


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@pytest.mark.parametrize("kind", list(Kind))
def test_nothing_is_an_empty_answer_of_every_kind(kind):
    for sent in ([], [""], [" ", " "]):
        assert is_empty(read(kind, MANY, sent))


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_any_text_at_all_is_read_or_refused(app):
    limits = Limits(options=OPTIONS.options, several=True, lowest=Decimal(-5), highest=Decimal(5))

    @given(st.sampled_from(list(Kind)), st.lists(st.text(max_size=40), max_size=9))
    def tried(kind, sent):
        try:
            answer = read(kind, limits, sent)
        except BadAnswer as error:
            assert str(error)
        else:
            assert read(kind, limits, typed(kind, answer)) == answer

    tried()


PLATFORMS = {
    "https://www.facebook.com/legnica": "Facebook",
    "https://m.facebook.com/legnica": "Facebook",
    "https://youtu.be/abc": "YouTube",
    "https://www.youtube.com/watch?v=abc": "YouTube",
    "https://x.com/legnica": "X",
    "https://netflix.com": "netflix.com",
    "https://facebook.com.example.org/": "facebook.com.example.org",
    "https://www.instagram.com/p/1": "Instagram",
    "https://vm.tiktok.com/1": "TikTok",
    "https://pl.linkedin.com/company/1": "LinkedIn",
    "https://www.threads.net/@legnica": "Threads",
}


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@pytest.mark.parametrize("link", PLATFORMS)
def test_the_platform_of_a_link_is_known_by_its_host_alone(link):
    assert platform_of(link) == PLATFORMS[link]


MARKUP = {
    "**ważne** i *ładne*": "<p><strong>ważne</strong> i <em>ładne</em></p>",
    "- jeden\n- dwa": "<ul>\n<li>jeden</li>\n<li>dwa</li>\n</ul>",
    "[profil](https://a.pl)": '<a href="https://a.pl" rel="noopener noreferrer nofollow">profil</a>',
    "<script>alert(1)</script>": "&lt;script&gt;alert(1)",
    "# Nagłówek": "<p># Nagłówek</p>",
    "![obraz](https://example.org/a.png)": "!<a href",
    "<img src=x onerror=alert(1)>": "&lt;img",
}


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@pytest.mark.parametrize("text", MARKUP)
def test_limited_markup_is_shown_and_all_else_stays_text(text):
    assert MARKUP[text] in rich(text)


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@pytest.mark.parametrize(
    "link", ["javascript:alert(1)", "data:text/html,x", "JAVASCRIPT:a", "file:///etc", "//evil.example", "/sign-out"]
)
def test_a_link_in_a_text_leads_to_the_web_alone(link):
    assert "href" not in rich(f"[kliknij]({link})")
