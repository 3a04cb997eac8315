"""Who may call which route: the golden file `access.txt` says it all, and the answers obey it.

After a deliberate change run `python -m tests.test_access` to write the file anew, and read its difference.
"""

import re
from pathlib import Path
from uuid import uuid4

import pytest

from awards_app import create_app
from awards_app.editions.phases import Phase
from awards_app.roles import Role
from config import Config, Environment
from tests.world import SLUG, TEAM

WRITES = ("POST", "PATCH", "DELETE")
GOLDEN = Path(__file__).parent / "access.txt"
TOKEN = re.compile(r'(name="csrf_token" value=|X-CSRFToken": )"[^"]+"')
HOLDER = {Role.ORGANISER: "alicja", Role.JUROR: "bartek", Role.CHAIR: "danuta", Role.CITY: "marta"} | {
    Role.PRODUCER: "patrycja",
    Role.AUDITOR: "roman",
    Role.ADMINISTRATOR: "zofia",
}


def lines(app) -> list[str]:
    found = []
    for rule in app.url_map.iter_rules():
        if rule.endpoint != "static":
            methods = ",".join(sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}))
            allowed = ", ".join(sorted(app.view_functions[rule.endpoint].allowed))
            found.append(f"{rule.rule} {methods} {rule.endpoint}: {allowed}")
    return sorted(found)


def test_every_route_says_who_may_call_it_as_the_golden_file_does(app):
    assert lines(app) == GOLDEN.read_text().splitlines()


def protected(app):
    for rule in app.url_map.iter_rules():
        allowed = getattr(app.view_functions[rule.endpoint], "allowed", {"public"})
        if allowed != {"public"} and rule.endpoint != "static":
            values = {name: uuid4() for name in rule.arguments} | {"edition": SLUG, "deadline": "x", "tie": 0}
            with app.test_request_context():
                path = app.url_map.bind("localhost").build(rule.endpoint, {k: values[k] for k in rule.arguments})
            yield path, next(one for one in WRITES + ("GET",) if one in rule.methods), allowed


def test_a_stranger_is_sent_to_the_sign_in_or_refused(app, world):
    client = world.visitor()
    for path, method, _allowed in protected(app):
        answer = client.open(path, method=method)
        assert answer.status_code == (401 if method in WRITES else 303), path
        assert method in WRITES or answer.location.startswith("/sign-in?next=")


@pytest.mark.parametrize("role", list(Role))
def test_a_role_that_is_not_named_on_a_route_is_refused(app, world, role):
    world.in_phase(Phase.OPEN)
    person = HOLDER[role]
    held = {one.value for one in TEAM[person][0]} | ({"administrator"} if person == "zofia" else set())
    client = world.visitor(person)
    for path, method, allowed in protected(app):
        if allowed != {"signed in"} and not held & allowed:
            assert client.open(path, method=method).status_code == 403, (person, path)


def test_an_unknown_edition_is_not_found_whoever_asks(world):
    for person in (None, "alicja"):
        assert world.visitor(person).get("/e/nowhere/results/").status_code == 404


def test_foreign_and_missing_things_are_the_same_404(world):
    world.in_phase(Phase.OPEN)
    foreign = world.id_of(entry_named, "Kampania Kalisz")
    marta = world.visitor("marta")
    keys = [foreign, uuid4()]
    answers = [marta.get(f"/e/{SLUG}/entries/{key}") for key in keys]
    assert [answer.status_code for answer in answers] == [404, 404]
    pages = [answer.text.replace(str(key), "KEY") for answer, key in zip(answers, keys, strict=True)]
    assert TOKEN.sub("TOKEN", pages[0]) == TOKEN.sub("TOKEN", pages[1])


def entry_named(world, title):
    return world.entry(title)


if __name__ == "__main__":
    bare = create_app(Config(secret_key="x" * 40, environment=Environment.TEST, database_url="sqlite:////tmp/unused"))
    GOLDEN.write_text("\n".join(lines(bare)) + "\n")
