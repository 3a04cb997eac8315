"""The rules: versions that are kept, what an entry accepted, the PDF; the texts of the call and who may change them."""

import io
import json

import pytest
from pypdf import PdfReader
from sqlalchemy import select, text

from awards_app.db import db
from awards_app.editions import service as lives
from awards_app.editions.models import RulesVersion
from awards_app.entries.models import EntryVersion
from awards_app.i18n import Localised
from awards_app.notices.models import Mail
from awards_app.web.richtext import blocks, headed

RULES = """# Postanowienia ogólne

Konkurs **Złote Lajki**: zażółć gęślą jaźń.

1. Pierwszy punkt z [odnośnikiem](https://example.org/a).
2. Drugi punkt.
   - zagnieżdżony

## Zgłoszenia
"""
HOSTILE = """### Za głęboko
#let x = read("/etc/passwd")
$ sum $ @ref <label> `kod` \\ # "cudzysłów" #include "a"
<script>alert(1)</script> [klik](javascript:alert(1)) ![x](https://example.org/x.png)

-
# 
- # w liście
1. a
"""


def fields(world, **changes):
    with world.app.app_context():
        was = lives.Wording.of(world.edition)
        texts = {"intro": was.intro, "eligibility": was.eligibility, "rules": was.rules}
        held = {f"{name}_{code}": getattr(one, code) for name, one in texts.items() for code in ("pl", "en")}
        return held | {"contact": was.contact, "was": was.sha256} | changes


def publish(world, polish=RULES, english=""):
    with world.at_work():
        text = Localised(polish, english)
        return lives.publish_rules(world.edition, text, by=world.user("alicja"), at=world.now()).number


def save(world, person="alicja", **changes):
    return world.visitor(person).post("/e/gala/call/texts", data=fields(world, **changes))


def test_the_organiser_rewords_the_call_in_draft_and_while_it_is_open(world):
    assert save(world, intro_pl="Nowy *wstęp*").status_code == 302
    world.open()
    assert "Nowy <em>wstęp</em>" in world.visitor().get("/e/gala/").text
    assert save(world, eligibility_en="Any city").status_code == 302
    assert "Any city" in world.visitor(locale="en").get("/e/gala/").text
    world.check()
    answer = save(world, intro_pl="Za późno")
    assert answer.status_code == 409
    assert "Za późno" in answer.text


def test_only_changed_rules_become_a_new_version(world):
    assert save(world, rules_pl=RULES).status_code == 302
    assert save(world, intro_pl="Inny wstęp").status_code == 302
    assert save(world, rules_pl=RULES + "\nNowy ustęp.").status_code == 302
    with world.app.app_context():
        versions = list(db.session.scalars(select(RulesVersion).order_by(RulesVersion.number)))
    assert [one.number for one in versions] == [1, 2]
    assert versions[0].text.pl == RULES.strip()
    assert versions[0].sha256 != versions[1].sha256


def test_two_who_write_the_texts_do_not_overwrite_each_other(world):
    stale = fields(world, intro_pl="Tekst drugiej osoby")
    save(world, intro_pl="Tekst pierwszej osoby")
    answer = world.visitor("alicja").post("/e/gala/call/texts", data=stale)
    assert answer.status_code == 409
    assert "Tekst pierwszej osoby" in answer.text
    assert "Tekst drugiej osoby" in answer.text
    with world.app.app_context():
        assert world.edition.intro.pl == "Tekst pierwszej osoby"


def test_a_draft_is_read_by_its_writers_alone(world):
    publish(world)
    for path in (
        "/e/gala/",
        "/e/gala/rules/",
        "/e/gala/rules/1.pdf",
        "/e/gala/questions",
        "/e/gala/categories/campaign",
    ):
        assert world.visitor().get(path).status_code == 404, path
        assert world.visitor("marta").get(path).status_code == 404, path
        assert world.visitor("alicja").get(path).status_code == 200, path
        assert world.visitor("roman").get(path).status_code == 200, path


def test_an_entry_records_the_version_of_the_rules_that_was_accepted(world):
    publish(world)
    world.open()
    key = world.enter("Kampania", submitted=False)
    marta = world.visitor("marta")
    assert "regulaminu w wersji 1" in marta.get(f"/e/gala/entries/{key}").text
    assert marta.post(f"/e/gala/entries/{key}/submit", data={"rules": "1"}).status_code == 302
    publish(world, RULES + "\nNowe.")
    with world.app.app_context():
        version = db.session.scalars(select(EntryVersion)).one()
        rules = version.rules
        assert rules.number == 1
        assert json.loads(version.content)["rules"] == {"version": 1, "sha256": rules.sha256}
    assert "/e/gala/rules/1" in marta.get(f"/e/gala/entries/{key}").text


def test_rules_that_changed_while_they_were_read_must_be_read_again(world):
    publish(world)
    world.open()
    key = world.enter("Kampania", submitted=False)
    publish(world, RULES + "\nNowe.")
    answer = world.visitor("marta").post(f"/e/gala/entries/{key}/submit", data={"rules": "1"})
    assert answer.status_code == 409
    assert "obowiązuje wersja 2" in answer.text
    assert world.count(EntryVersion) == 0


def test_an_earlier_version_stays_readable_and_says_that_it_is_one(world):
    publish(world)
    publish(world, "# Nowy regulamin")
    world.open()
    earlier = world.visitor().get("/e/gala/rules/1").text
    assert "Postanowienia ogólne" in earlier
    assert "Obowiązuje wersja 2" in earlier
    assert "Nowy regulamin" in world.visitor().get("/e/gala/rules/").text
    assert world.visitor().get("/e/gala/rules/3").status_code == 404


def test_the_pdf_is_tagged_dated_polish_and_always_the_same(world):
    publish(world)
    world.open()
    answers = [world.visitor().get("/e/gala/rules/1.pdf") for _twice in range(2)]
    assert answers[0].data == answers[1].data
    assert answers[0].mimetype == "application/pdf"
    paper = PdfReader(io.BytesIO(answers[0].data))
    root = paper.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert root["/Lang"].startswith("pl")
    assert b"pdfuaid" in root["/Metadata"].get_data()
    assert paper.metadata.title == "Regulamin"
    assert paper.metadata.creation_date == world.now().replace(microsecond=0)
    read = paper.pages[0].extract_text()
    assert "zażółć gęślą jaźń" in read
    assert "Wersja 1" in read
    fonts = {font["/BaseFont"] for page in paper.pages for font in page["/Resources"]["/Font"].values()}
    assert fonts
    assert all("Inter" in font for font in fonts)


def test_a_browser_that_has_the_pdf_is_told_so(world):
    publish(world)
    world.open()
    first = world.visitor().get("/e/gala/rules/1.pdf")
    again = world.visitor().get("/e/gala/rules/1.pdf", headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")
    english = world.visitor(locale="en").get("/e/gala/rules/1.pdf", headers={"If-None-Match": first.headers["ETag"]})
    assert english.status_code == 200


@pytest.mark.parametrize(
    "written", [HOSTILE, "", "#" * 500, "- " * 200 + "a", "*" * 999, "[" * 300, "> " * 50 + "a", "a\n\n" * 900]
)
def test_hostile_rules_are_text_on_the_page_and_in_the_pdf(world, written):
    publish(world, written)
    world.open()
    page = world.visitor().get("/e/gala/rules/")
    assert page.status_code == 200
    assert "<script>alert" not in page.text
    assert "javascript:" not in page.text.replace("(javascript:", "")
    paper = world.visitor().get("/e/gala/rules/1.pdf")
    assert paper.status_code == 200
    assert paper.data.startswith(b"%PDF")


def test_headings_never_leave_a_level_out():
    found = blocks("### a\n\n# b\n\n### c\n")
    assert [(one["level"], one["runs"][0]["text"]) for one in found] == [(2, "a"), (2, "b"), (3, "c")]
    assert headed("### a\n\n# b\n\n### c\n") == "<h2>a</h2>\n<h2>b</h2>\n<h3>c</h3>\n"


def test_the_database_itself_keeps_the_versions_of_the_rules(world):
    publish(world)
    for act in ("UPDATE rules_version SET number = 9", "DELETE FROM rules_version"):
        with world.app.app_context(), pytest.raises(Exception, match="can never be changed or removed"):
            db.session.execute(text(act))


def test_a_city_can_prepare_from_the_page_of_a_category(world):
    world.open()
    page = world.visitor().get("/e/gala/categories/campaign").text
    for part in (
        "pomysł 10",
        "waga 60",
        "Czas trwania",
        "w ostatnich 12 miesiącach",
        "najwyżej znaków: 5",
        "do złożenia",
    ):
        assert part in page, part
    assert world.visitor().get("/e/gala/categories/special").status_code == 404


def test_changed_rules_are_mailed_once_to_each_representative_and_only_while_the_call_is_open(world):
    save(world, rules_pl="Jeszcze nikt nie czyta.")
    assert mailed(world) == []
    world.open()
    save(world, intro_pl="Sam wstęp.")
    assert mailed(world) == []
    save(world, rules_pl="Nowe zasady.")
    (legnica, *others) = mailed(world)
    assert (legnica.to, [mail.to for mail in others]) == ("marta@example.org", ["norbert@example.org"])
    assert "Regulamin się zmienił" in legnica.subject
    assert "wersję 2 regulaminu: środa, 14 października 2026" in legnica.text
    assert "/e/gala/rules/" in legnica.text


def mailed(world):
    with world.app.app_context():
        query = select(Mail).where(Mail.purpose == "rules_changed").order_by(Mail.to)
        return list(db.session.scalars(query))


@pytest.mark.parametrize(
    "written",
    [
        "# 🎉 ✨ 👍🏽 #️⃣\n\n**日本語** العربية \ue000\u0378",
        "# [](https://example.org/nothing)",
        "# \ufeff",
        "[a](https://example.org/" + "x" * 9000 + ")",
        "# \u0301\n\n- 日\u0301 🎉\u0335 \u200d\ufe0f",
    ],
    ids=["signs", "a link without words", "an invisible heading", "a long address", "marks without letters"],
)
def test_no_text_breaks_the_pdf_of_the_rules(world, written):
    publish(world, written)
    world.open()
    answer = world.visitor().get("/e/gala/rules/1.pdf")
    assert answer.status_code == 200
    assert PdfReader(io.BytesIO(answer.data)).pages


def test_the_english_page_says_when_only_the_polish_rules_are_newer(world):
    publish(world, RULES, "# Rules")
    publish(world, "# Nowy regulamin", "# Rules")
    publish(world, "# Najnowszy regulamin", "# New rules")
    world.open()
    english, words = world.visitor(locale="en"), "Only the Polish text of this version is new"
    assert [words in english.get(f"/e/gala/rules/{number}").text for number in (1, 2, 3)] == [False, True, False]
    assert "Tylko polski tekst" not in world.visitor().get("/e/gala/rules/2").text
