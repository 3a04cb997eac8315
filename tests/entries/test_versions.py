"""The submitted versions: each read whole, any two compared in the words of the form, with their confirmations."""

import io
import re

import pytest
from pypdf import PdfReader

from awards_app.db import db
from awards_app.editions.models import Category, SizeClass
from awards_app.entries import versions as kept
from awards_app.entries.comparing import pieces_of
from awards_app.i18n import Localised
from awards_app.questionnaire import queries
from awards_app.questionnaire import service as forms
from tests.world import form_of, png


def again(world, key, **changes):
    """Take the entry back, change it, submit it anew."""
    marta, url = world.visitor("marta"), f"/e/gala/entries/{key}"
    marta.post(f"{url}/take-back")
    assert marta.post(f"{url}/edit", data=form_of("Dwa razy", **changes)).status_code == 302
    assert marta.post(f"{url}/submit").status_code == 302


def attach(world, key, content, name="zdjęcie.png", alt="rynek nocą"):
    file = {"file": (io.BytesIO(content), name), "alt": alt}
    assert world.visitor("marta").post(f"/e/gala/entries/{key}/files/", data=file).status_code == 302


@pytest.fixture
def calling(world):
    """A call with a second category that asks the default form."""
    with world.at_work():
        other = Category(
            edition_id=world.edition.id,
            position=9,
            key="other",
            name=Localised("Debiut Roku"),
            description=Localised("Opis"),
            classes=[SizeClass(position=1, name=Localised())],
        )
        db.session.add(other)
        db.session.flush()
        forms.copy_form(other, None, by=world.user("alicja"), at=world.now())
        for weight in world.edition.categories[0].weights:
            other.weights.append(type(weight)(criterion=weight.criterion, value=weight.value))
    world.open()
    return world


@pytest.fixture
def twice(calling):
    """An entry submitted three times; the goal changes each time, a file comes with the second."""
    calling.key = calling.enter("Dwa razy")
    again(calling, calling.key, goal="nowa treść celu")
    calling.visitor("marta").post(f"/e/gala/entries/{calling.key}/take-back")
    attach(calling, calling.key, png())
    assert calling.visitor("marta").post(f"/e/gala/entries/{calling.key}/submit").status_code == 302
    return calling


def both_sides(world):
    return [
        (world.visitor("marta"), f"/e/gala/entries/{world.key}"),
        (world.visitor("alicja"), f"/e/gala/check/{world.key}"),
    ]


def test_versions_are_compared_word_by_word_for_the_city_and_the_organiser(twice):
    for client, path in both_sides(twice):
        assert f"{path}/versions" in client.get(path).text
        page = client.get(f"{path}/versions?from=1&to=2").text
        assert "<ins>nowa" in page
        assert "Cel i odbiorcy" in page
        assert "Zmiany od wersji 1 do wersji 2" in page
    assert twice.visitor("norbert").get(f"/e/gala/entries/{twice.key}/versions").status_code == 404


def test_any_two_versions_are_compared_and_first_the_last_two(twice):
    for client, path in both_sides(twice):
        page = client.get(f"{path}/versions").text
        assert "Zmiany od wersji 2 do wersji 3" in page
        assert "<ins>zdjęcie.png — rynek nocą</ins>" in page
        assert "nowa treść" not in page
        page = client.get(f"{path}/versions?from=3&to=1").text
        assert "Zmiany od wersji 3 do wersji 1" in page
        assert "<del>zdjęcie.png — rynek nocą</del>" in page
        assert "Obie mówią to samo" in client.get(f"{path}/versions?from=2&to=2").text


@pytest.mark.parametrize("wish", ["from=9&to=1", "from=0&to=-1", f"from={'9' * 400}&to=2", "from=1&from=2&to=99"])
def test_versions_that_are_not_there_are_not_compared(twice, wish):
    for client, path in both_sides(twice):
        answer = client.get(f"{path}/versions?{wish}")
        assert answer.status_code == 200
        assert "Nie ma takiej wersji" in answer.text


@pytest.mark.parametrize("wish", ["from=x&to=<script>", "from=&to=", "from=1.5", "from=%00&to=%FF", "to[]=1"])
def test_what_is_no_number_is_as_if_nothing_was_asked(twice, wish):
    for client, path in both_sides(twice):
        answer = client.get(f"{path}/versions?{wish}")
        assert "Zmiany od wersji 2 do wersji 3" in answer.text
        assert "<script>alert" not in answer.text


def test_each_version_is_read_whole_and_has_its_confirmation(twice):
    for client, path in both_sides(twice):
        page = client.get(f"{path}/versions").text
        for number in (1, 2, 3):
            assert f'href="{path}/versions/{number}"' in page
        first, last = (client.get(f"{path}/versions/{number}").text for number in (1, 3))
        assert "goal: treść" in first
        assert "zdjęcie.png" not in first
        assert "nowa treść celu" in last
        assert "zdjęcie.png — rynek nocą" in last
        receipt = re.search(r'class="btn" href="([^"]+\.pdf)"', first)[1]
        text = PdfReader(io.BytesIO(client.get(receipt).data)).pages[0].extract_text()
        assert "goal: treść" in text
        assert client.get(f"{path}/versions/4").status_code == 404
    for path in ("", ".pdf"):
        assert twice.visitor("norbert").get(f"/e/gala/check/{twice.key}/versions/1{path}").status_code == 403
    assert twice.visitor("norbert").get(f"/e/gala/entries/{twice.key}/versions/1").status_code == 404
    assert twice.visitor("bartek").get(f"/e/gala/entries/{twice.key}/versions/1").status_code == 403


def test_no_checksum_or_type_of_a_file_is_shown_but_that_it_is_another_one(twice):
    marta, url = twice.visitor("marta"), f"/e/gala/entries/{twice.key}"
    marta.post(f"{url}/take-back")
    with twice.app.app_context():
        one = twice.entry("Dwa razy").attachments[0].id
    assert marta.post(f"{url}/files/{one}/remove").status_code == 302
    attach(twice, twice.key, png((50, 50)))
    assert marta.post(f"{url}/submit").status_code == 302
    page = marta.get(f"{url}/versions").text
    assert "inny plik o tej samej nazwie" in page
    assert "image/png" not in page
    with twice.app.app_context():
        key = twice.entry("Dwa razy").attachments[0].key
    assert key not in page


def test_a_moved_entry_is_read_with_the_form_of_each_version(calling):
    """Categories by name, each question by the form that asked it, a choice by its wording."""
    calling.key = calling.enter("Przeniesione")
    with calling.at_work():
        entry = calling.entry("Przeniesione")
        before, entry.category = entry.category, next(one for one in calling.edition.categories if one.key == "other")
        asked = queries.questions_of(entry.category)
        chosen = next(one for one in asked if one.options and not one.only_if)
        key, wording = chosen.options[0]
        entry.answers = {**entry.answers, chosen.key: [key] if chosen.limits.several else key}
        kept.keep(entry, asked, None, calling.now())
        told = ["<dt>Kategoria</dt>", "<ins>Debiut</ins> Roku", str(chosen.label), f"<ins>{wording}</ins>"]
        codes = [before.key, "other", chosen.key, key]
    for client, path in both_sides(calling):
        page = client.get(f"{path}/versions").text
        changes = page[page.index('<dl class="changes">') :]
        assert [one for one in told if one not in changes] == []
        assert [one for one in codes if f">{one}<" in changes] == []
        assert str(chosen.label) not in client.get(f"{path}/versions/1").text
        assert str(chosen.label) in client.get(f"{path}/versions/2").text


def test_an_answer_whose_question_was_taken_out_of_the_form_is_still_read(calling):
    calling.key = calling.enter("Bez pytania")
    with calling.at_work():
        asked = queries.questions_of(calling.entry("Bez pytania").category)
        db.session.delete(next(one for one in asked if one.key == "goal"))
    for client, path in both_sides(calling):
        page = client.get(f"{path}/versions/1").text
        assert "goal: treść" in page
        assert "Pytanie, którego nie ma już w formularzu" in page


def test_a_hostile_text_is_compared_at_once_and_shown_as_text():
    assert [piece.kind for piece in pieces_of("stary cel", "nowy cel")] == ["gone", "new", "same"]
    assert len(list(pieces_of("a b " * 5000, "b a " * 5000))) == 2
    assert len(list(pieces_of(" ".join(map(str, range(9000))), " ".join(map(str, range(9000, 0, -1)))))) < 9


def test_a_title_with_markup_stays_text(calling):
    calling.key = calling.enter("<script>alert(1)</script>")
    for client, path in both_sides(calling):
        for page in (client.get(f"{path}/versions").text, client.get(f"{path}/versions/1").text):
            assert "<script>alert" not in page
