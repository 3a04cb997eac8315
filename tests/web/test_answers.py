"""What every answer tells a browser, and how each refusal looks, in Polish and in English."""

import pytest
from sqlalchemy.exc import OperationalError

from awards_app.editions import queries as editions
from awards_app.editions.phases import Phase


def test_the_content_policy_forbids_inline_scripts_and_styles(world):
    policy = world.visitor().get("/").headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy


def test_a_signed_in_page_is_stored_nowhere(world):
    answer = world.visitor("alicja").get("/e/gala/desk")
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


def test_pages_hold_no_inline_style_or_script(world):
    world.in_phase(Phase.DELIBERATION)
    page = world.visitor("danuta").get("/e/gala/results/").text
    assert " style=" not in page
    assert "onclick" not in page


def test_a_form_without_its_token_is_refused(app, world):
    app.config["WTF_CSRF_ENABLED"] = True
    answer = world.visitor().post("/sign-in", data={"email": "alicja@example.org", "password": "x"})
    assert answer.status_code == 400
    assert "Formularz jest zbyt stary" in answer.text


@pytest.mark.parametrize(
    ("path", "method", "code", "said"),
    [
        ("/nowhere", "GET", 404, {"pl": "Nie ma takiej strony", "en": "There is no such page"}),
        ("/sign-out", "POST", 401, {"pl": "Zaloguj się, aby kontynuować", "en": "Sign in to go on"}),
        (
            "/about-data",
            "POST",
            405,
            {"pl": "Pod tym adresem nie można tego zrobić", "en": "This address does not do that"},
        ),
    ],
)
def test_refusals_have_pages_in_both_languages(world, path, method, code, said):
    visitor = world.visitor()
    for language, words in said.items():
        visitor.set_cookie("locale", language)
        answer = visitor.open(path, method=method)
        assert answer.status_code == code
        assert words in answer.text


def test_a_script_gets_json(world):
    answer = world.visitor().get("/nowhere", headers={"Accept": "application/json"})
    assert answer.status_code == 404
    assert set(answer.json) == {"error"}


def test_a_database_that_does_not_answer_is_a_503_that_says_when_to_come_back(world, monkeypatch):
    def fail():
        raise OperationalError("SELECT", {}, Exception("gone"))

    monkeypatch.setattr(editions, "public_editions", fail)
    answer = world.visitor().get("/")
    assert answer.status_code == 503
    assert answer.headers["Retry-After"]
    assert "bezpieczne" in answer.text


def test_the_style_guide_is_only_there_in_debug_mode(world):
    assert world.visitor().get("/styleguide/").status_code == 404


OURS = {"Origin": "http://localhost"}


def stale(app, world, path, data, headers):
    visitor = world.visitor()
    app.config["WTF_CSRF_ENABLED"] = True
    return visitor.post(path, data=data, headers=headers)


def test_a_form_of_an_earlier_session_is_shown_once_more_with_what_was_typed(app, world):
    typed = {"email": "alicja@example.org", "note": 'Dwie\nlinijki i "cudzysłów"'}
    answer = stale(app, world, "/forgot", typed, OURS)
    assert (answer.status_code, "Wyślij ponownie" in answer.text) == (400, True)
    assert 'action="/forgot"' in answer.text
    assert 'value="Dwie\nlinijki i &#34;cudzysłów&#34;"' in answer.text
    token = answer.text.split('name="csrf_token" value="', 1)[1].split('"', 1)[0]
    assert token


@pytest.mark.parametrize(
    ("data", "headers"),
    [
        ({"email": "a@example.org"}, {}),
        ({"email": "a@example.org"}, {"Origin": "http://evil.example"}),
        ({"email": "a@example.org"}, OURS | {"Sec-Fetch-Site": "cross-site"}),
        ({"email": "a@example.org", "password": "sekret-sekret"}, OURS),
    ],
    ids=["nobody knows from where", "another site", "another site by the other header", "a password"],
)
def test_no_other_form_is_shown_once_more_but_the_way_to_keep_the_text_is_told(app, world, data, headers):
    answer = stale(app, world, "/forgot", data, headers)
    assert "sekret-sekret" not in answer.text
    assert "a@example.org" not in answer.text
    assert "wróć i skopiuj" in answer.text
