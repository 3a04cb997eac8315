"""Questions about the call: asked by anybody, answered by mail, published without the asker."""

import pytest
from sqlalchemy import select

from awards_app.call.models import Inquiry, State
from awards_app.db import db
from awards_app.editions.phases import Phase
from awards_app.notices.models import Mail

QUESTION = "Czy można zgłosić kampanię, która trwa nadal?"
ANSWER = {
    "question_pl": "Czy kampania może trwać nadal?",
    "answer_pl": "Tak, byle **zaczęła się** w terminie.",
    "position": "0",
}


def ask(world, person=None, **changes):
    sent = {"question": QUESTION} | ({} if person else {"email": "gosc@example.org"}) | changes
    return world.visitor(person).post("/e/gala/questions", data=sent)


def inquiry(world):
    with world.app.app_context():
        return db.session.scalars(select(Inquiry)).one()


def answer(world, **changes):
    found = inquiry(world)
    sent = ANSWER | {"revision": str(found.revision)} | changes
    return world.visitor("alicja").post(f"/e/gala/call/questions/{found.id}", data=sent)


def mails(world):
    with world.app.app_context():
        return list(db.session.scalars(select(Mail).where(Mail.purpose == "inquiry_answered")))


def test_a_question_waits_on_the_board_until_it_is_answered(world):
    world.open()
    assert ask(world).status_code == 302
    assert "1 pytanie o nabór czeka na odpowiedź" in world.visitor("alicja").get("/e/gala/desk").text
    assert answer(world).status_code == 302
    assert "czeka na odpowiedź" not in world.visitor("alicja").get("/e/gala/desk").text


def test_a_published_answer_tells_nothing_of_the_asker_and_is_mailed_to_them(world):
    world.open()
    ask(world, "marta")
    assert inquiry(world).city_id is not None
    answer(world, publish="y", topic_pl="Terminy")
    for page in ("/e/gala/questions", "/e/gala/"):
        text = world.visitor().get(page).text
        assert "Czy kampania może trwać nadal?" in text
        assert "byle <strong>zaczęła się</strong> w terminie" in text
        assert "Terminy" in text
        assert not any(sign in text for sign in (QUESTION, "marta@", "Legnica"))
    (mail,) = mails(world)
    assert mail.to == "marta@example.org"
    assert QUESTION in mail.text
    assert "zaczęła się" in mail.text


def test_an_answer_that_is_not_published_reaches_the_asker_alone(world):
    world.open()
    ask(world)
    answer(world)
    assert "trwać nadal" not in world.visitor().get("/e/gala/questions").text
    assert [mail.to for mail in mails(world)] == ["gosc@example.org"]


def test_a_changed_answer_is_mailed_again_only_on_wish(world):
    world.open()
    ask(world)
    answer(world)
    answer(world, answer_pl="Tak, z poprawioną literówką.")
    assert len(mails(world)) == 1
    answer(world, answer_pl="Jednak nie.", tell="y")
    assert len(mails(world)) == 2


def test_an_answer_saved_by_another_is_not_overwritten(world):
    world.open()
    ask(world)
    answer(world, answer_pl="Pierwsza odpowiedź")
    refused = answer(world, revision="1", answer_pl="Druga odpowiedź")
    assert refused.status_code == 409
    assert "Pierwsza odpowiedź" in refused.text
    assert "Druga odpowiedź" in refused.text
    assert inquiry(world).answer.pl == "Pierwsza odpowiedź"


def test_a_question_that_is_put_aside_can_be_taken_up_again(world):
    world.open()
    ask(world)
    url = f"/e/gala/call/questions/{inquiry(world).id}"
    alicja = world.visitor("alicja")
    alicja.post(f"{url}/dismiss")
    assert inquiry(world).state is State.DISMISSED
    assert answer(world).status_code == 409
    alicja.post(f"{url}/take-up")
    assert inquiry(world).state is State.WAITING
    assert answer(world).status_code == 302


def test_the_organiser_adds_questions_of_their_own_already_in_draft(world):
    sent = ANSWER | {"publish": "y"}
    assert world.visitor("alicja").post("/e/gala/call/questions/new", data=sent).status_code == 302
    world.open()
    assert "Czy kampania może trwać nadal?" in world.visitor().get("/e/gala/questions").text
    assert mails(world) == []


def test_published_questions_stand_in_the_organisers_order_and_the_newest_first(world):
    world.open()
    alicja = world.visitor("alicja")
    for number, (text, place) in enumerate((("Trzecie", "1"), ("Drugie", "0"), ("Pierwsze", "0"))):
        world.clock.shift(60 * (number + 1))
        sent = ANSWER | {"question_pl": text, "position": place, "publish": "y"}
        alicja.post("/e/gala/call/questions/new", data=sent)
    page = world.visitor().get("/e/gala/questions").text
    assert page.index("Pierwsze") < page.index("Drugie") < page.index("Trzecie")


@pytest.mark.parametrize(
    ("sent", "told"),
    [
        ({"email": "nobody"}, "Wpisz adres e-mail"),
        ({"email": ""}, "Wypełnij to pole"),
        ({"question": "   "}, "Wypełnij to pole"),
        ({"question": "x" * 2001}, "znaków"),
        ({"question": QUESTION + "\x00"}, "znaki sterujące"),
    ],
)
def test_a_question_that_cannot_be_answered_is_refused_beside_its_field(world, sent, told):
    world.open()
    refused = ask(world, **sent)
    assert refused.status_code == 422
    assert told in refused.text
    assert world.count(Inquiry) == 0


def test_html_in_a_question_stays_text(world):
    world.open()
    ask(world, question="<script>alert(1)</script> Czy to działa?")
    text = world.visitor("alicja").get(f"/e/gala/call/questions/{inquiry(world).id}").text
    assert "<script>alert" not in text
    assert "&lt;script&gt;alert" in text


def test_who_asks_too_often_waits_and_loses_no_word(world):
    world.open()
    answers = [ask(world) for _number in range(6)]
    assert [one.status_code for one in answers] == [302] * 5 + [429]
    assert QUESTION in answers[-1].text
    assert int(answers[-1].headers["Retry-After"]) > 0
    assert ask(world, email="inny@example.org").status_code == 302


def test_questions_are_taken_until_judging_begins(world):
    world.in_phase(Phase.JUDGING)
    refused = ask(world)
    assert refused.status_code == 409
    assert world.count(Inquiry) == 0
    assert "Pytań już tu nie przyjmujemy" in world.visitor().get("/e/gala/questions").text


def test_the_mailed_answer_is_a_text_without_marks(world):
    world.open()
    ask(world)
    answer(world, answer_pl="Tak, **byle**:\n\n1. raz\n2. dwa, [zob. regulamin](https://example.org/r)\n\n- trzy\\*")
    (mail,) = mails(world)
    assert "Tak, byle:\n\n1. raz\n2. dwa, zob. regulamin (https://example.org/r)\n\n– trzy*" in mail.text
