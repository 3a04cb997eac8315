"""What two entries have in common, and what such a comparison costs."""

import json
import random
import time
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from awards_app.db import db
from awards_app.editions import service as editions
from awards_app.entries import drafts, findings, likeness, service
from awards_app.entries.check_models import Finding
from awards_app.entries.models import Entry, EntryVersion, Status
from awards_app.i18n import Localised
from tests.world import answers, draft_of, edition_at

TEXT = (
    "Przez cały rok prowadziliśmy rozmowę z mieszkańcami na rynku i w sieci, a każde pytanie dostawało odpowiedź "
    "tego samego dnia. Urzędnicy wychodzili z biur, siadali na ławkach i słuchali, co trzeba poprawić w mieście."
)
OTHER = "Film o szkolnej orkiestrze obejrzało więcej osób, niż miasto ma mieszkańców, a nuty trafiły do czterech szkół."


def content(title="Tytuł", links=(), files=(), **texts):
    return {
        "title": title,
        "answers": {**texts, "links": list(links)},
        "attachments": [["a.pdf", "application/pdf", key, ""] for key in files],
    }


def like(one, other):
    found = list(likeness.compare([likeness.marks_of(one)], [likeness.marks_of(other)]))
    return found[0][2] if found else None


def test_a_text_that_is_taken_over_whole_is_contained_by_a_hundred_percent():
    found = like(content(goal=TEXT), content("Inny", means=f"{OTHER} {TEXT} {OTHER}"))
    assert found.share == 100
    assert 40 < found.other_share < 80


def test_texts_of_the_same_subject_in_other_words_are_not_alike():
    assert like(content(goal=TEXT), content("Inny", goal=OTHER)) is None


def test_capitals_and_punctuation_do_not_hide_a_copy():
    assert like(content(goal=TEXT), content("Inny", goal=TEXT.upper().replace(",", " –"))).share == 100


def test_a_contact_that_every_entry_of_a_city_repeats_is_no_finding():
    contact = "Anna Nowak, biuro promocji, tel. 00 000 00 00"
    assert like(content(contact=contact), content("Inny", contact=contact)) is None


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("https://www.facebook.com/miasto/posts/1/", "http://facebook.com/miasto/posts/1", True),
        ("https://m.facebook.com/miasto#komentarze", "https://facebook.com/miasto", True),
        ("https://example.org/?id=1", "https://example.org/?id=2", False),
    ],
)
def test_links_are_the_same_when_they_lead_to_the_same_page(one, other, same):
    assert bool(like(content(links=[one]), content("Inny", links=[other]))) is same


def test_the_same_title_and_the_same_file_are_told():
    assert like(content("„Nie śpij, Zduńska!”"), content("Nie śpij Zduńska")).same_title
    assert like(content(files=["ab"]), content("Inny", files=["ab", "cd"])).files == 1


def test_the_matched_passages_stand_side_by_side_and_nothing_of_the_texts_is_lost():
    theirs = f"Na początku było inaczej. {TEXT} Potem też."
    ours, others = likeness.side_by_side(content(goal=TEXT), content(means=theirs, goal=OTHER))
    assert [piece.common for piece in ours["goal"]] == [True, False]
    assert list(others) == ["means"]
    assert "".join(piece.text for piece in others["means"]) == theirs
    assert TEXT.rstrip(".") in [piece.text for piece in others["means"] if piece.common]


@given(st.text(max_size=400), st.text(max_size=400))
def test_cutting_loses_no_character_of_any_text(one, other):
    ours, _theirs = likeness.side_by_side(content(goal=one), content(goal=f"{one} {other}"))
    assert all("".join(piece.text for piece in pieces) == one for pieces in ours.values())


def test_a_very_long_entry_is_sampled_and_its_shares_stay_about_right():
    dice = random.Random(1)  # noqa: S311 - not a secret
    words = [f"słowo{dice.randrange(10**6)}" for _ in range(16_000)]
    long, half = " ".join(words), " ".join(words[:8_000])
    marks = likeness.marks_of(content(goal=long))
    assert len(marks.shingles) == likeness.MARKS_MOST
    found = like(content(goal=long), content("Inny", goal=half))
    assert abs(found.share - 50) <= 5
    assert abs(found.other_share - 100) <= 2


# In the product.


def enter(world, title, city, **texts):
    return world.enter(title, city, answers=answers(links=[f"https://example.org/{title}"], **texts))


@pytest.fixture
def alike(world):
    """Legnica copies Kalisz; Rumia writes for itself."""
    world.open()
    enter(world, "Pierwsza", "Kalisz", goal=TEXT)
    enter(world, "Druga", "Legnica", means=f"{OTHER} {TEXT}")
    enter(world, "Trzecia", "Rumia", goal="Coś zupełnie innego.")
    return world


def test_a_copy_is_pointed_out_on_both_entries_and_decides_nothing(alike):
    alike.check()
    alicja = alike.visitor("alicja")
    for title, mate in (("Pierwsza", "Druga"), ("Druga", "Pierwsza")):
        key = alike.id_of(type(alike).entry, title)
        text = alicja.get(f"/e/gala/check/{key}").text
        assert f"{mate}</b>" in text
        with alike.at_work():
            (found,) = findings.of_entry(alike.entry(title))
        page = alicja.get(f"/e/gala/check/{key}/findings/{found.id}").text
        assert page.count("<mark>") == 2
    listed = alicja.get("/e/gala/check/?alike=1").text
    assert ("Pierwsza" in listed, "Druga" in listed, "Trzecia" in listed) == (True, True, False)
    with alike.at_work():
        assert alike.entry("Druga").status is Status.SUBMITTED


def test_a_finding_of_another_entry_is_not_there(alike):
    alike.check()
    with alike.at_work():
        (found,) = findings.of_entry(alike.entry("Druga"))
    third = alike.id_of(type(alike).entry, "Trzecia")
    assert alike.visitor("alicja").get(f"/e/gala/check/{third}/findings/{found.id}").status_code == 404
    assert alike.visitor("norbert").get(f"/e/gala/check/{third}/findings/{found.id}").status_code == 403


def test_what_was_taken_back_is_private_again_and_a_new_version_is_compared_anew(alike):
    with alike.at_work():
        service.take_back(alike.entry("Druga"), by=alike.user("marta"), at=alike.now())
    with alike.at_work():
        assert findings.of_entry(alike.entry("Pierwsza")) == []
        entry, marta = alike.entry("Druga"), alike.user("marta")
        drafts.change(entry, drafts.Edit({"means": OTHER}, entry.revision), by=marta, at=alike.now())
        service.submit(entry, by=marta, at=alike.now())
    with alike.at_work():
        assert findings.of_entry(alike.entry("Pierwsza")) == []


def past_edition(world, rows):
    """An edition of a year ago with submitted entries of these contents."""
    with world.at_work():
        edition = edition_at(world.now() - timedelta(days=365))
        edition.slug = f"gala-{random.randrange(10**6)}"  # noqa: S311 - not a secret
        edition.name = Localised("Gala sprzed roku")
        editions.create(edition, by=None, at=world.now())
        city = world.entry("Pierwsza").city
        for number, (title, told) in enumerate(rows, 1):
            draft = draft_of(edition, title)
            entry = Entry(
                edition=edition,
                city=city,
                category=draft.category,
                size_class=draft.category.classes[0],
                number=number,
                title=title,
                answers=told,
                traces={},
                status=Status.ACCEPTED,
                created_at=world.now(),
                changed_at=world.now(),
                submitted_at=world.now(),
            )
            text = json.dumps({"title": title, "answers": told, "attachments": []})
            db.session.add_all(
                [entry, EntryVersion(entry=entry, number=1, submitted_at=world.now(), content=text, sha256="0" * 64)]
            )


def test_entries_of_past_editions_are_compared_too_also_those_that_came_later(alike):
    alike.check()
    past_edition(alike, [("Dawna", {"goal": TEXT})])
    alicja = alike.visitor("alicja")
    assert alicja.post("/e/gala/check/compare").status_code == 302
    key = alike.id_of(type(alike).entry, "Pierwsza")
    text = alicja.get(f"/e/gala/check/{key}").text
    assert "Dawna" in text
    assert "Gala sprzed roku" in text
    with alike.at_work():
        # The past is not told what came after it.
        assert findings.of_entry(alike.entry("Dawna")) == []


def many(name):
    """Three hundred entries of 900 invented words each."""
    dice = random.Random(name)  # noqa: S311 - not a secret
    lexicon = [f"wyraz{number}" for number in range(5_000)]
    texts = [{key: " ".join(dice.choices(lexicon, k=300)) for key in ("goal", "means", "results")} for _ in range(300)]
    return [(f"{name} {number}", told) for number, told in enumerate(texts)]


def this_edition(world, rows):
    """Submitted entries of these contents, as if each had been handed in; their fingerprints are not made yet."""
    with world.at_work():
        category, city, at = world.category("campaign"), world.entry("Pierwsza").city, world.now()
        for number, (title, told) in enumerate(rows, 10):
            entry = Entry(edition=world.edition, city=city, category=category, number=number, title=title)
            entry.size_class, entry.answers, entry.traces = category.classes[0], told, {}
            entry.status, entry.created_at, entry.changed_at, entry.submitted_at = Status.SUBMITTED, at, at, at
            text = json.dumps({"title": title, "answers": told, "attachments": []})
            version = EntryVersion(entry=entry, number=1, submitted_at=at, content=text, sha256="0" * 64)
            db.session.add_all([entry, version])


def seconds(world, act):
    with world.at_work():
        begun = time.perf_counter()
        act()
        db.session.flush()
        return time.perf_counter() - begun


def resubmitted(world, title):
    entry = world.entry(title)
    text = entry.versions[0].content
    version = EntryVersion(entry=entry, number=2, submitted_at=world.now(), content=text, sha256="0" * 64)
    db.session.add(version)
    db.session.flush()
    findings.compare(entry, version)


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_three_hundred_entries_and_three_past_editions_of_three_hundred_cost_a_bounded_time(alike):
    for year in range(3):
        past_edition(alike, many(f"Dawna {year}"))
    this_edition(alike, many("Nowa"))
    alike.check()

    def all_of_them():
        findings.compare_all(alike.edition, by=alike.user("alicja"), at=alike.now())

    first, again = seconds(alike, all_of_them), seconds(alike, all_of_them)
    one = seconds(alike, lambda: resubmitted(alike, "Nowa 7"))
    print(f"1,200 fingerprints made, then all compared: {first:.2f} s; compared anew: {again:.2f} s; one: {one:.2f} s")
    assert again < 30
    assert one < 3
    with alike.at_work():
        assert db.session.scalars(select(Finding)).all()
