"""What colleagues do to a draft while somebody has its form open: nothing typed is lost, and who did it is told."""

import json

import pytest
from sqlalchemy import select

from awards_app.db import db
from awards_app.entries import drafts
from awards_app.questionnaire.kinds import Kind
from awards_app.questionnaire.models import Question, Section
from awards_app.roles import Right
from awards_app.team.models import Grant
from tests.world import form_of

E = "/e/gala/entries"


@pytest.fixture
def draft(world):
    """Marta has the form open; only it, and not that of the other category, asks for numbers."""
    world.add_category()
    with world.at_work():
        section = db.session.scalars(select(Section).where(Section.category == world.category("campaign"))).first()
        about = {"label": section.title, "help": section.title, "settings": {}}
        numbers = Question(category_id=section.category_id, key="numbers", position=90, kind=Kind.METRICS, **about)
        section.questions.append(numbers)
    world.open()
    return world.enter("Wspólna", submitted=False)


def save(client, key, name, *typed, category=""):
    sent = {"typed": typed, "base": 1, "page": "first", "category": category}
    return client.post(f"{E}/{key}/autosave", data={name: json.dumps(sent)}, headers={"Accept": "application/json"})


def move_away(world):
    with world.at_work():
        before = str(world.category("campaign").id)
        entry = world.entry("Wspólna")
        drafts.recategorise(entry, world.category("video"), by=world.user("marta"), at=world.now())
        return before


def numbers(world):
    with world.at_work():
        return world.entry("Wspólna").answers.get("numbers")


def test_a_text_for_the_category_before_is_kept_unseen_and_who_moved_the_draft_is_told(world, draft):
    marta = world.visitor("marta")
    assert save(marta, draft, "goal", "Cel").json["moved"] == ""
    before = move_away(world)
    answer = save(marta, draft, "numbers", "Zasięg", "", "31", "", category=before)
    assert answer.status_code == 200
    assert "Marta Testowa przeniosła to zgłoszenie do kategorii „Wideo”" in answer.json["moved"]
    assert numbers(world) == [{"name": "Zasięg", "before": "", "after": "31", "unit": ""}]
    assert save(marta, draft, "nothing", "x", category=before).status_code == 422


def test_the_whole_form_of_the_category_before_keeps_all_that_it_holds(world, draft):
    marta = world.visitor("marta")
    before = move_away(world)
    sent = {**form_of("Wspólna"), "shown-category": before, "numbers": ["Zasięg", "x", "31", ""]}
    refused = marta.post(f"{E}/{draft}/edit", data=sent)
    assert (refused.status_code, 'value="Zasięg"' in refused.text) == (422, True)
    sent["numbers"] = ["Zasięg", "", "31", ""]
    assert marta.post(f"{E}/{draft}/edit", data=sent).status_code == 302
    assert "Marta Testowa przeniosła" in marta.get(f"{E}/{draft}/edit").text
    assert numbers(world) == [{"name": "Zasięg", "before": "", "after": "31", "unit": ""}]


def held_fields(text):
    return text.split('id="held"', 1)[1].split('data-fields="', 1)[1].split('"', 1)[0]


def test_what_the_browser_still_holds_is_shown_wherever_it_is_not_asked(world, draft):
    marta = world.visitor("marta")
    assert "numbers" not in held_fields(marta.get(f"{E}/{draft}/edit").text)
    move_away(world)
    for page in (f"{E}/{draft}/edit", f"{E}/"):
        assert "numbers" in held_fields(marta.get(page).text)
    assert 'id="held"' not in marta.get(f"{E}/{draft}").text
    with world.at_work():
        held = db.session.scalars(select(Grant).where(Grant.user == world.user("marta"))).one()
        held.right = Right.VIEW
    assert "numbers" in held_fields(marta.get(f"{E}/{draft}").text)


def test_who_deleted_the_draft_is_told_to_whoever_still_writes_on_it(world, draft):
    with world.at_work():
        drafts.delete(world.entry("Wspólna"), by=world.user("marta"), at=world.now())
    marta = world.visitor("marta")
    answer = save(marta, draft, "goal", "Cel")
    assert answer.status_code == 409
    assert "Marta Testowa usunęła ten szkic" in answer.json["error"]
    whole = marta.post(f"{E}/{draft}/edit", data=form_of())
    assert (whole.status_code, "usunęła ten szkic" in whole.text) == (409, True)
    for page in ("", "/edit"):
        assert marta.get(f"{E}/{draft}{page}").status_code == 302
    assert "Marta Testowa usunęła ten szkic" in marta.get(f"{E}/").text
    # Another city learns nothing.
    assert save(world.visitor("norbert"), draft, "goal", "Obcy").status_code == 404
