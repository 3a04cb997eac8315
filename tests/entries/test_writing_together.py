"""Two people write one entry: each field is saved at once, nobody overwrites anybody unseen, all is told in words."""

import json

import pytest

from awards_app.entries.models import Entry
from tests.world import form_of


@pytest.fixture
def draft(world):
    world.open()
    return world.enter("Wspólna", submitted=False)


def save(client, key, name, text, **more):
    sent = {"typed": [text], "base": 1, "page": "first"} | more
    return client.post(
        f"/e/gala/entries/{key}/autosave", data={name: json.dumps(sent)}, headers={"Accept": "application/json"}
    )


def entry(world):
    with world.app.app_context():
        return world.entry("Wspólna")


def test_a_field_is_saved_with_a_receipt(world, draft):
    answer = save(world.visitor("marta"), draft, "goal", "Nowy cel")
    assert answer.status_code == 200
    assert (answer.json["saved_at"], answer.json["revision"]) == ("14:00:00", 2)
    assert "Niczego nie brakuje" in answer.json["progress"]
    assert entry(world).answers["goal"] == "Nowy cel"


def test_a_repeated_save_is_receipted_and_changes_nothing(world, draft):
    marta = world.visitor("marta")
    for _again in range(3):
        assert save(marta, draft, "goal", "Nowy cel").json["revision"] == 2


def test_different_fields_of_two_people_are_merged_and_told(world, draft):
    marta, again = world.visitor("marta"), world.visitor("marta")
    save(marta, draft, "goal", "Cel Marty", page="one")
    answer = save(again, draft, "results", "Efekty z drugiego okna", page="two")
    assert answer.status_code == 200
    assert answer.json["others"] == {
        "goal": {"told": "Marta Testowa zmieniła to pole o 14:00.", "typed": ["Cel Marty"]}
    }
    kept = entry(world).answers
    assert (kept["goal"], kept["results"]) == ("Cel Marty", "Efekty z drugiego okna")


def test_the_same_field_is_not_overwritten_but_shown(world, draft):
    marta, again = world.visitor("marta"), world.visitor("marta")
    save(marta, draft, "goal", "Cel pierwszy", page="one")
    answer = save(again, draft, "goal", "Cel drugi", page="two")
    assert answer.status_code == 409
    assert answer.json["typed"] == ["Cel pierwszy"]
    assert "zmieniła to pole o 14:00" in answer.json["error"]
    assert entry(world).answers["goal"] == "Cel pierwszy"
    assert save(again, draft, "goal", "Cel drugi", base=answer.json["revision"], page="two").status_code == 200


def test_a_page_that_types_on_does_not_collide_with_itself(world, draft):
    marta = world.visitor("marta")
    assert [save(marta, draft, "goal", text, base=1).status_code for text in ("a", "ab", "abc")] == [200] * 3


def test_the_title_is_a_field_like_any_other_and_never_empty(world, draft):
    marta = world.visitor("marta")
    assert save(marta, draft, "title", "Wspólna").status_code == 200
    assert save(marta, draft, "title", "").status_code == 422


@pytest.mark.parametrize(
    "data",
    [
        {},
        {"goal": "no json"},
        {"goal": "[]"},
        {"goal": "null"},
        {"goal": '{"typed": "text", "base": "x", "page": ""}'},
        {"goal": '{"typed": [1], "base": 1, "page": ""}'},
        {"goal": '{"typed": ["a"], "base": 1}'},
        {"goal": '{"typed": ["a\\u0000"], "base": 1, "page": ""}'},
        {"goal": "[" * 100_000},
        {"goal": '{"typed": ["' + "x" * 250_000 + '"], "base": 1, "page": ""}'},
        {"nothing": '{"typed": ["a"], "base": 1, "page": ""}'},
        {"goal": '{"typed": ["a"], "base": 1, "page": ""}', "means": "{}"},
        {"period": '{"typed": ["2026-02-02", "2026-01-01"], "base": 1, "page": ""}'},
    ],
)
def test_nonsense_is_refused_in_words(world, draft, data):
    answer = world.visitor("marta").post(
        f"/e/gala/entries/{draft}/autosave", data=data, headers={"Accept": "application/json"}
    )
    assert answer.status_code == 422
    assert answer.json["error"].endswith(".")
    assert entry(world).revision == 1


def test_nobody_saves_into_another_citys_draft(world, draft):
    assert save(world.visitor("norbert"), draft, "goal", "Obcy").status_code == 404
    assert save(world.visitor("alicja"), draft, "goal", "Obcy").status_code == 403


def test_after_the_deadline_a_field_is_refused_in_words(world, draft):
    world.check()
    answer = save(world.visitor("marta"), draft, "goal", "Za późno")
    assert answer.status_code == 409
    assert answer.json["error"]


def test_a_draft_moves_to_another_category_and_keeps_its_answers(world, draft):
    with world.app.app_context():
        special = str(world.edition.categories[1].id)
    marta = world.visitor("marta")
    assert marta.post(f"/e/gala/entries/{draft}/category", data={"category": special}).status_code == 422
    assert world.count(Entry) == 1


# Of no width, a Braille pattern without dots, a byte order mark, marks of direction, fillers, tags.
INVISIBLE = ["\u200b", "\u2800", "\ufeff", "\u200f\u200e", "\u3164", "\u2060\u00ad", "\U000e0020"]


@pytest.mark.parametrize(
    "raw",
    [
        r'{"typed": ["a\ud800b"], "base": 1, "page": "p"}',
        r'{"typed": ["cel"], "base": 1, "page": "p\udfff"}',
        '{"typed": ["cel"], "base": 1e999, "page": "p"}',
        '{"typed": ["cel"], "base": -1e999, "page": "p"}',
        '{"typed": ["cel"], "base": NaN, "page": "p"}',
    ],
    ids=["half a pair in a text", "half a pair in a mark", "endless", "endless below", "no number"],
)
@pytest.mark.parametrize("name", ["title", "goal"])
def test_what_no_database_can_keep_is_refused_with_a_sentence(world, draft, name, raw):
    marta = world.visitor("marta")
    answer = marta.post(f"/e/gala/entries/{draft}/autosave", data={name: raw}, headers={"Accept": "application/json"})
    assert answer.status_code == 422
    assert answer.json["error"]
    assert entry(world).answers["goal"] == "goal: treść"
    assert marta.get(f"/e/gala/entries/{draft}/edit").status_code == 200


@pytest.mark.parametrize("title", INVISIBLE, ids=ascii)
def test_a_title_that_shows_nothing_is_no_title(world, draft, title):
    marta = world.visitor("marta")
    assert save(marta, draft, "title", title).json["error"] == "Wypełnij to pole."
    whole = marta.post(f"/e/gala/entries/{draft}/edit", data=form_of(title=title))
    assert (whole.status_code, "Wypełnij to pole." in whole.text) == (422, True)
    new = {"category": str(world.id_of(type(world).category, "campaign")), "title": title}
    assert marta.post("/e/gala/entries/new", data=new).status_code == 422
    assert world.count(Entry) == 1


@pytest.mark.parametrize("title", ["🎉", "…", "№ 1", "日本", "e\u0301", "👩\u200d👧"])
def test_a_title_of_signs_that_are_seen_is_one(world, draft, title):
    assert save(world.visitor("marta"), draft, "title", title).status_code == 200


def test_an_answer_that_shows_nothing_is_none(world, draft):
    marta = world.visitor("marta")
    assert "Cel i odbiorcy" in save(marta, draft, "goal", "\u200b\u2800").json["progress"]
