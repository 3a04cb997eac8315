"""What comes from outside is not trusted: forged requests, foreign hosts, odd characters."""

import re
from html import unescape
from urllib.parse import parse_qs, urlsplit

import pytest

from awards_app.editions.phases import Phase
from tests.world import PASSWORD

ONLY_SQLITE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
JSON = {"Accept": "application/json"}
FORM = re.compile(r"<form\b[^>]*method=\"post\".*?</form>", re.S)
TOKEN = re.compile(r'name="csrf_token" value="([^"]+)"')
PAGES = {
    "alicja": ("desk", "check/", "team", "jury/panels", "audit", "results/", "laureates/"),
    "bartek": ("jury/",),
    "danuta": ("desk", "results/", "laureates/"),
    "marta": ("entries/", "entries/new"),
    "zofia": ("../../admin/", "../../admin/outbox/", "../../account"),
}


def posts(app):
    for rule in app.url_map.iter_rules():
        if "POST" in rule.methods:
            values = {name: "00000000-0000-4000-8000-000000000000" for name in rule.arguments}
            values |= {"edition": "gala", "tie": 0} if "edition" in rule.arguments else {}
            with app.test_request_context():
                yield app.url_map.bind("localhost").build(rule.endpoint, values, method="POST")


@ONLY_SQLITE
def test_no_form_is_taken_without_its_token(app, world):
    client = world.visitor("alicja")
    app.config["WTF_CSRF_ENABLED"] = True
    answers = {path: client.post(path).status_code for path in posts(app)}
    assert len(answers) > 30
    assert set(answers.values()) == {400}


@ONLY_SQLITE
def test_a_form_with_its_token_is_taken(app, world):
    client = world.visitor()
    app.config["WTF_CSRF_ENABLED"] = True
    token = TOKEN.search(client.get("/sign-in").text).group(1)
    sent = {"email": "alicja@example.org", "password": PASSWORD, "csrf_token": token}
    assert client.post("/sign-in", data=sent).status_code == 302
    assert world.visitor().post("/sign-in", data=sent).status_code == 400


@ONLY_SQLITE
@pytest.mark.parametrize("phase", [Phase.OPEN, Phase.JUDGING, Phase.DELIBERATION, Phase.SEALED])
def test_every_form_on_every_page_carries_its_token(world, phase):
    world.in_phase(phase)
    forms = []
    for person, paths in PAGES.items():
        client = world.visitor(person)
        for path in paths:
            forms += FORM.findall(client.get(f"/e/gala/{path}", follow_redirects=True).text)
    assert len(forms) > 20
    assert [form for form in forms if not TOKEN.search(form)] == []


@ONLY_SQLITE
@pytest.mark.parametrize("headers", [{"Host": "evil.example"}, {"Host": "evil.example"} | JSON])
def test_a_host_that_is_not_ours_is_refused(world, headers):
    answer = world.visitor().get("/", headers=headers)
    assert answer.status_code == 400
    assert "evil" not in answer.text


@pytest.mark.parametrize(
    "path", ["/e/%00/", "/e/gala%00/team", "/%00", "/invitation/%00", "/reset/%C5%82%00", "/e/%FF/"]
)
def test_an_address_with_odd_characters_leads_nowhere(world, path):
    assert world.visitor("alicja").get(path).status_code == 404


@pytest.mark.parametrize("query", ["page=99999999", "page=-1", "page=%C5%82", "kind=%00", "kind=' OR 1=1 --"])
def test_an_odd_query_shows_the_list_all_the_same(world, query):
    assert world.visitor("alicja").get(f"/e/gala/audit?{query}").status_code == 200


@pytest.mark.parametrize("name", ["", "   ", "\t", "x" * 121, "a\x00b", "a\nb", "abc\u202edef"])
def test_a_name_is_one_line_of_visible_characters(world, name):
    client = world.visitor("alicja")
    answer = client.post("/account/profile", data={"name": name, "locale": "pl"})
    assert answer.status_code == 422
    assert 'aria-invalid="true"' in answer.text
    assert "Alicja Testowa" in client.get("/account").text


def forged(world, **sent):
    client = world.visitor(locale=sent.pop("locale"))
    world.app.config["WTF_CSRF_ENABLED"] = True
    return client.post("/sign-in", **sent)


def not_signed_in(world, **sent):
    return world.visitor(locale=sent.pop("locale")).post("/sign-out", **sent)


def of_another_role(world, **sent):
    return world.visitor("bartek", locale=sent.pop("locale")).get("/e/gala/team", **sent)


def unknown(world, **sent):
    return world.visitor("bartek", locale=sent.pop("locale")).get("/e/nowhere/", **sent)


def wrong_method(world, **sent):
    return world.visitor(locale=sent.pop("locale")).post("/about-data", **sent)


def at_the_wrong_time(world, **sent):
    return world.visitor("alicja", locale=sent.pop("locale")).post("/e/gala/close-call", **sent)


def too_large(world, **sent):
    client = world.visitor("alicja", locale=sent.pop("locale"))
    world.app.config["MAX_CONTENT_LENGTH"] = 10
    return client.post("/account/profile", data={"name": "x" * 50}, **sent)


def once_too_often(world, **sent):
    client, guess = world.visitor(locale=sent.pop("locale")), {"email": "a@b.pl", "password": "guess"}
    while client.post("/sign-in", data=guess).status_code == 422:
        pass
    return client.post("/sign-in", data=guess, **sent)


REFUSALS = {
    400: (forged, "Formularz jest zbyt stary", "too old"),
    401: (not_signed_in, "Zaloguj się", "Sign in"),
    403: (of_another_role, "Ta strona nie jest dla", "This page is not for your role"),
    404: (unknown, "Nie ma takiej strony", "There is no such page"),
    405: (wrong_method, "Pod tym adresem", "This address"),
    409: (at_the_wrong_time, "nie może przejść", "cannot go"),
    413: (too_large, "za duże", "too large"),
    429: (once_too_often, "Zbyt wiele prób", "Too many attempts"),
}


@ONLY_SQLITE
@pytest.mark.parametrize(("locale", "said"), [("pl", 1), ("en", 2)])
@pytest.mark.parametrize("code", REFUSALS)
def test_each_refusal_has_its_page_in_the_visitors_language(world, code, locale, said):
    answer = REFUSALS[code][0](world, locale=locale)
    assert answer.status_code == code
    assert f'lang="{locale}"' in answer.text
    assert REFUSALS[code][said] in answer.text


@ONLY_SQLITE
@pytest.mark.parametrize("code", REFUSALS)
def test_a_script_is_refused_in_json_with_the_same_code(world, code):
    answer = REFUSALS[code][0](world, locale="pl", headers=JSON)
    assert answer.status_code == code
    assert answer.is_json
    assert answer.json["error"]


@ONLY_SQLITE
@pytest.mark.parametrize("token", [False, True], ids=["with the session the token is gone too", "no session"])
@pytest.mark.parametrize(
    ("came", "back"),
    [
        ("http://localhost/e/gala/entries/new?a=1", "/e/gala/entries/new?a=1"),
        ("http://evil.example/e/gala/", None),
        ("http://localhost//evil.example/", None),
        ("http://localhost/\\evil.example", None),
        ("http://localhost@evil.example/", None),
        ("javascript:alert(1)", None),
        ("http://[", None),
        ("", None),
    ],
)
def test_who_has_to_sign_in_first_comes_back_to_the_page_of_the_form(app, world, came, back, token):
    app.config["WTF_CSRF_ENABLED"] = not token
    answer = world.visitor().post("/e/gala/entries/new", data={"title": "x"}, headers={"Referer": came})
    assert answer.status_code == 401
    link = re.search(r'class="btn next" href="([^"]*)"', answer.text)[1]
    assert parse_qs(urlsplit(unescape(link)).query).get("next") == (back and [back])
    assert "poprzedniej stronie" in answer.text
