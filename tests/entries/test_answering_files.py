"""Files answer questions of the form: needed ones, limited ones, and those that jurors must not see."""

import pytest

from awards_app.entries import answering_files, attachments
from awards_app.entries.attachments import Sent
from awards_app.i18n import Localised
from awards_app.questionnaire import queries, service
from awards_app.questionnaire.kinds import Kind
from awards_app.questionnaire.service import Asked
from tests.entries.test_turns import while_open
from tests.world import pdf, png


@pytest.fixture
def draft(world):
    """A draft with an image and a PDF; the form asks for a contract that jurors do not see."""
    asked = Asked(
        Kind.FILES,
        Localised("Umowa"),
        required=True,
        blind=True,
        settings={"most": 1, "media": ["pdf"]},
    )
    with world.at_work():
        section = queries.sections_of(world.edition.categories[0])[0]
        service.add_question(section, asked, by=world.user("alicja"), at=world.now())
    world.open()
    key = world.enter("Z umową", "Kalisz", submitted=False)
    with world.at_work():
        entry, by, at = world.entry("Z umową"), world.user("norbert"), world.now()
        for name, content in (("rynek.png", png()), ("umowa.pdf", pdf())):
            attachments.add(entry, Sent(name, content, "opis"), by=by, at=at)
    return key


def file_id(world, name):
    with world.app.app_context():
        return next(one.id for one in world.entry("Z umową").attachments if one.name == name)


def question_key(world):
    with world.app.app_context():
        return queries.questions_of(world.edition.categories[0])[-1].key


def assign(world, draft, name, key, person="norbert"):
    url = f"/e/gala/entries/{draft}/files/{file_id(world, name)}/question"
    return world.visitor(person).post(url, data={"question": key}, follow_redirects=True)


def test_a_file_answers_a_question_that_must_be_answered(world, draft):
    norbert = world.visitor("norbert")
    assert "Uzupełnij: Umowa." in norbert.post(f"/e/gala/entries/{draft}/submit").text
    assert "Zapisano, czego dotyczy" in assign(world, draft, "umowa.pdf", question_key(world)).text
    assert norbert.post(f"/e/gala/entries/{draft}/submit").status_code == 302


def test_a_file_of_another_kind_does_not_fit(world, draft):
    assert "To pytanie przyjmuje inne pliki: dokument." in assign(world, draft, "rynek.png", question_key(world)).text
    assert assign(world, draft, "umowa.pdf", "goal").status_code == 404
    assert assign(world, draft, "umowa.pdf", question_key(world), "marta").status_code == 404


def test_two_who_answer_at_once_stay_within_the_limit(world, draft):
    with world.at_work():
        entry = world.entry("Z umową")
        attachments.add(entry, Sent("aneks.pdf", pdf(300), ""), by=world.user("norbert"), at=world.now())
    key, norbert = question_key(world), world.visitor("norbert")
    url = f"/e/gala/entries/{draft}/files/{file_id(world, 'aneks.pdf')}/question"

    def assign_first():
        files = {one.name: one for one in world.entry("Z umową").attachments}
        question = queries.questions_of(files["umowa.pdf"].entry.category)[-1]
        answering_files.assign(files["umowa.pdf"], question, by=world.user("norbert"), at=world.now())

    answer = while_open(world, assign_first, lambda: norbert.post(url, data={"question": key}, follow_redirects=True))
    assert "najwyżej 1" in answer.text
    with world.app.app_context():
        assert [one.name for one in world.entry("Z umową").attachments if one.question] == ["umowa.pdf"]


def test_jurors_do_not_get_the_files_of_a_hidden_question(world, draft):
    assign(world, draft, "umowa.pdf", question_key(world))
    assert world.visitor("norbert").post(f"/e/gala/entries/{draft}/submit").status_code == 302
    world.check()
    world.accept_all()
    world.judge()
    seat = world.id_of(type(world).seat, "bartek", "Z umową")
    bartek, url = world.visitor("bartek"), f"/e/gala/jury/{seat}"
    page = bartek.get(url).text
    assert "umowa.pdf" not in page
    assert str(file_id(world, "umowa.pdf")) not in page
    assert bartek.get(f"{url}/attachments/{file_id(world, 'umowa.pdf')}").status_code == 404
    assert bartek.get(f"{url}/attachments/{file_id(world, 'rynek.png')}").status_code == 200
    assert "umowa.pdf" in world.visitor("alicja").get(f"/e/gala/check/{draft}").text
