"""Each form is sent every kind of nonsense in each field: that is never a failure of ours, and leaves nothing."""

from hashlib import sha256
from itertools import product

import pytest
from sqlalchemy import select, text

from awards_app.cities.models import City
from awards_app.db import Model, db
from awards_app.editions import service as lives
from awards_app.editions.phases import Phase
from awards_app.editions.town_models import FrozenPopulation, TownRequest
from awards_app.jury.round_models import Round
from awards_app.questionnaire import queries as forms
from awards_app.results import readiness
from awards_app.team import queries as team
from tests.accounts.test_sign_in import mailed_link
from tests.editions.test_missing_town import ASKED, FOUND
from tests.joining.asking import asked_and_confirmed
from tests.world import JURORS, PASSWORD, TEXTS, form_of

SCRIPT = "<script>alert(1)</script>"
REFUSED = {
    "nothing": "",
    "blanks": "   ",
    "a NUL": "a\x00b",
    "a direction mark": "abc\u202egpj.exe",
    "a novel": "ż" * 200_000,
}
TAKEN_OR_REFUSED = {
    "a script": SCRIPT,
    "a formula": '=HYPERLINK("http://evil.example")',
    "a quote": "'; DROP TABLE entry; --",
    "a template": "{{ config.SECRET_KEY }}%(x)s%",
    "a number beyond all": "9" * 400,
    "a negative": "-1",
    "no number": "NaN",
    "an infinity": "1e999",
    "a path": "../../../../etc/passwd",
    "emoji": "👍" * 40,
    "an identifier": "00000000-0000-4000-8000-000000000000",
    "half a surrogate": "\ud800",
}
# What a visitor without any right may cause: their tries are counted.
COUNTED = {"attempt"}


class Target:
    """A form that would be taken as it is: who sends it, where to, and what is in it."""

    def __init__(self, person, url, **fields):
        self.person, self.url, self.fields = person, url, fields


def profile(world):
    return Target("alicja", "/account/profile", name="Alicja Nowa", locale="en")


def password(world):
    return Target(
        "alicja", "/account/password", present=PASSWORD, password="another long one", again="another long one"
    )


def forgotten(world):
    return Target(None, "/forgot", email="nobody@example.org")


def signing_in(world):
    return Target(None, "/sign-in", email="alicja@example.org", password="not the right one")


def inviting(world):
    world.open()
    sent = {"email": "new@example.org", "name": "Nowa Osoba", "role": "city", "city": "Kalisz (wielkopolskie)"}
    return Target("alicja", "/e/gala/team", title="rzeczniczka", **sent)


def switching(world):
    return Target("danuta", "/e/gala/role", role="juror")


def extending(world):
    world.open()
    return Target("alicja", "/e/gala/extend/entries_close_at", until="2026-10-26T23:59")


def panels(world):
    world.open()
    with world.app.app_context():
        rounds = [str(one.id) for one in db.session.scalars(select(Round))]
        juror = world.user(JURORS[0]).id
        shown = [f"{one}:{world.user(key).id}" for one in rounds for key in JURORS]
    return Target("alicja", "/e/gala/jury/panels", seats=f"{rounds[0]}:{juror}", shown=shown)


def entry(world):
    world.open()
    with world.app.app_context():
        return Target("marta", "/e/gala/entries/new", category=str(world.edition.categories[0].id), title="Nowa")


def draft(world):
    world.open()
    key = world.enter("Szkic", submitted=False)
    with world.app.app_context():
        return Target("marta", f"/e/gala/entries/{key}/edit", **form_of())


def nomination(world):
    world.open()
    with world.app.app_context():
        chosen = str(world.edition.categories[0].id)
    words = {"title": "Nominowana", "reason": "Bo mówiło o niej całe miasto."}
    return Target("alicja", "/e/gala/nominations/new", city="Legnica (dolnośląskie)", category=chosen, **words)


def limits(world):
    return Target("alicja", "/e/gala/forms/", whole="2")


def wording(world):
    with world.app.app_context():
        was = lives.Wording.of(world.edition)
    texts = {f"{name}_{code}": "Tekst" for name in ("intro", "eligibility", "rules") for code in ("pl", "en")}
    return Target("alicja", "/e/gala/call/texts", **texts, contact="nowy@example.org", was=was.sha256)


def grace(world):
    return Target("alicja", "/e/gala/call/grace", seconds="30")


def more_time(world):
    world.open()
    with world.app.app_context():
        city = str(db.session.scalars(select(City.id).where(City.name == "Kalisz")).one())
    sent = {"until": "2026-10-26T12:00", "reason": "Awaria łącza w urzędzie."}
    return Target("alicja", "/e/gala/call/extend-city", city=city, **sent)


def inquiring(world):
    world.open()
    return Target(None, "/e/gala/questions", question="Czy można zgłosić dwie kampanie?", email="kto@example.org")


def answering(world):
    words = {"question_pl": "Czy można?", "question_en": "", "answer_pl": "Tak.", "answer_en": ""}
    return Target("alicja", "/e/gala/call/questions/new", **words, topic_pl="Temat", topic_en="", position="3")


def section(world):
    return Target(
        "alicja", "/e/gala/forms/campaign/sections/new", title_pl="Dodatek", title_en="More", help_pl="Opis", help_en=""
    )


def question(world):
    with world.app.app_context():
        held = forms.sections_of(world.edition.categories[0])[0]
    url = f"/e/gala/forms/campaign/sections/{held.id}/questions/new"
    return Target(
        "alicja",
        url,
        kind="text",
        label_pl="Hasło",
        label_en="Motto",
        help_pl="",
        help_en="",
        most="80",
        only_values="",
    )


def rejection(world):
    world.in_phase(Phase.CHECKING)
    entry = world.id_of(type(world).entry, "Kampania Rumia")
    return Target("alicja", f"/e/gala/check/{entry}/reject", reason="Po terminie.")


def ballot(world):
    world.in_phase(Phase.JUDGING)
    with world.app.app_context():
        marks = {f"mark-{one.id}": "7" for one in world.edition.criteria}
        marks[f"note-{world.edition.criteria[0].id}"] = "Świeże."
    seat = world.id_of(type(world).seat, "bartek", "Kampania Kalisz")
    return Target("bartek", f"/e/gala/jury/{seat}", **marks, comment="Dobre.")


def conflict(world):
    world.in_phase(Phase.JUDGING)
    seat = world.id_of(type(world).seat, "bartek", "Kampania Kalisz")
    return Target("bartek", f"/e/gala/jury/{seat}/conflict", ground="other", words="Pracowała tam moja siostra.")


def award(world):
    world.in_phase(Phase.DELIBERATION)
    with world.app.app_context():
        (special,) = [one.id for one in readiness.unscored_classes(world.edition)]
        winner = str(world.entry("Kampania Rumia").id)
    return Target("danuta", f"/e/gala/results/{special}/award", winner=winner, reason="za odwagę rozmowy")


def invitation(world):
    sent = {"email": "nowa@example.org", "name": "Nowa", "role": "juror", "city": "", "title": ""}
    world.visitor("alicja").post("/e/gala/team", data=sent)
    return Target(None, mailed_link(world, "invitation"), password=PASSWORD, again=PASSWORD, name="Nowa Osoba")


def reset(world):
    world.visitor().post("/forgot", data={"email": "alicja@example.org"})
    return Target(None, mailed_link(world, "password_reset"), password="another long one", again="another long one")


def tie(world):
    world.open()
    for city in ("Kalisz", "Rumia"):
        world.enter(f"Kampania {city}", city)
    world.check()
    world.accept_all()
    world.judge()
    for juror, city in product(JURORS, ("Kalisz", "Rumia")):
        world.mark(juror, f"Kampania {city}", 8, 8)
    world.close()
    board = world.boards()[0]
    places = {f"tie0-place-{entry.id}": str(n) for n, entry in enumerate(board.unresolved[0], 1)}
    decided = {"tie0-kind": "order", "tie0-reason": "Trwałość."}
    return Target("danuta", f"/e/gala/results/{board.size_class.id}/ties/0", **places, **decided)


def correction(world):
    world.open()
    with world.app.app_context():
        key = db.session.scalars(select(City.id).where(City.name == "Legnica")).one()
    sent = {"name": "Legnica", "teryt": "100000", "population": "95000", "of": "2026-06-30", "source": "GUS"}
    return Target("alicja", f"/e/gala/cities/{key}", **sent)


def missing_town(world):
    world.open()
    return Target(None, "/e/gala/missing-town", **ASKED)


def asked_town(world):
    target = missing_town(world)
    world.visitor().post(target.url, data=target.fields)
    with world.app.app_context():
        return f"/e/gala/missing-towns/{db.session.scalars(select(TownRequest.id)).one()}"


def accepted_town(world):
    return Target("alicja", f"{asked_town(world)}/accept", **FOUND)


def known_town(world):
    return Target("alicja", f"{asked_town(world)}/known", city="Kalisz (wielkopolskie)")


def refused_town(world):
    return Target("alicja", f"{asked_town(world)}/reject", reason="To wieś.")


def counted_population(world):
    world.open()
    with world.app.app_context():
        key = db.session.scalars(select(FrozenPopulation.id)).first()
    return Target("alicja", f"/e/gala/populations/{key}", population="70000", reason="Nowa liczba.")


def asking(world):
    world.open()
    sent = {"email": "nowa@um.rumia.pl", "name": "Nowa Osoba", "title": "rzeczniczka", "city": "Rumia (pomorskie)"}
    return Target(None, "/e/gala/access", **sent)


def letting_in(world):
    world.open()
    key = asked_and_confirmed(world, "nowa@um.rumia.pl")
    return Target("alicja", f"/e/gala/access/requests/{key}/approve", right="edit")


def refusing(world):
    world.open()
    key = asked_and_confirmed(world, "nowa@um.rumia.pl")
    return Target("alicja", f"/e/gala/access/requests/{key}/refuse", reason="Nie z urzędu.")


def colleague(world):
    sent = {"email": "nowa@um.legnica.pl", "name": "Nowa Osoba", "title": "rzeczniczka", "right": "view"}
    return Target("marta", "/e/gala/city/people", **sent)


def right(world):
    with world.app.app_context():
        held = team.find_representative("norbert@example.org", world.edition).id
    return Target("alicja", f"/e/gala/team/{held}/right", right="view")


def table(world):
    text = "e-mail;imię i nazwisko;miasto\nnowa@um.rumia.pl;Nowa;Rumia (pomorskie)"
    return Target("alicja", "/e/gala/team/import/send", table=text, checked=sha256(text.encode()).hexdigest())


def planning(world):
    numbers = {"per_entry": "3", "most_per_juror": "9", "seed": "5", "minimum_ballots": "2", "cut_value": "4"}
    chosen = {"kind": "final", "seating": "drawn", "cut": "best", "method": "mean"}
    return Target("alicja", "/e/gala/rounds/campaign/new", **chosen, **numbers)


def judging_rules(world):
    return Target("alicja", "/e/gala/rounds/", peers="averages", extremes="ends")


def statement(world):
    return Target("alicja", "/e/gala/statement", pl="Oświadczam.", en="I declare.", number="0")


def declaring(world):
    about = world.id_of(type(world).category, "campaign")
    return Target("bartek", "/e/gala/jury/conflicts", about=f"category:{about}", ground="other", words="Sąsiadka.")


def naming(world):
    juror = world.id_of(type(world).user, "bartek")
    return Target("marta", "/e/gala/city/conflicts", juror=str(juror), ground="other", words="Doradzał nam.")


def keeping(world):
    about, juror = world.id_of(type(world).category, "campaign"), world.id_of(type(world).user, "bartek")
    sent = {"juror": str(juror), "about": f"category:{about}"}
    return Target("alicja", "/e/gala/conflicts", ground="other", words="Ustalone na posiedzeniu.", **sent)


def declining(world):
    world.visitor("alicja").post("/e/gala/team", data=inviting(world).fields)
    return Target(None, f"{mailed_link(world, 'invitation')}/decline", reason="Wyjeżdżam.")


FORMS = [
    profile,
    password,
    forgotten,
    signing_in,
    inviting,
    switching,
    extending,
    panels,
    entry,
    draft,
    rejection,
    section,
    question,
]
FORMS += [correction, missing_town, accepted_town, known_town, refused_town, counted_population]
FORMS += [asking, letting_in, refusing, colleague, right, table, wording, grace, more_time, inquiring, answering]
FORMS += [planning, judging_rules, statement, declaring, naming, keeping, declining]
FORMS += [nomination, limits, ballot, conflict, award, invitation, reset, tie]
# A draft needs no more than a category and a title.
OPTIONAL = {ballot: {"comment", "note"}, inviting: {"title"}, draft: {*TEXTS, "links", "period"}}
OPTIONAL[limits] = {"whole"}
OPTIONAL[planning] = {"most_per_juror", "seed", "minimum_ballots", "method"}
OPTIONAL[statement] = {"en"}
OPTIONAL[declining] = {"reason"}
OPTIONAL[wording] = {"intro_en", "eligibility_en", "rules_pl", "rules_en"}
OPTIONAL[grace] = {"seconds"}
OPTIONAL[answering] = {"question_en", "answer_en", "topic_pl", "topic_en", "position"}
OPTIONAL[section] = {"title_en", "help_pl", "help_en"}
OPTIONAL[question] = {"label_en", "help_pl", "help_en", "most", "only_values"}
OPTIONAL[missing_town] = {"teryt", "note"}
OPTIONAL[correction] = OPTIONAL[accepted_town] = {"teryt"}
OPTIONAL[colleague] = {"title"}


def contents():
    """Every row of every table, but for the counted tries."""
    tables = [table for table in Model.metadata.sorted_tables if table.name not in COUNTED]
    return {table.name: sorted(map(str, db.session.execute(select(table)))) for table in tables}


def attacks(fields):
    for name in fields:
        for kind, value in (REFUSED | TAKEN_OR_REFUSED).items():
            yield f"{name}: {kind}", fields | {name: value}
        yield f"{name} left out", {key: value for key, value in fields.items() if key != name}
        yield f"{name} many times", fields | {name: [fields[name], SCRIPT] * 50}
    yield "nothing at all", {}
    yield "a thousand fields more", fields | {f"more{number}": "x" for number in range(900)}


# Columns that only PostgreSQL refuses are met by the tests of the features: here each form costs dozens of requests.
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@pytest.mark.parametrize("form", FORMS, ids=lambda form: form.__name__)
def test_nonsense_is_refused_in_words_and_changes_nothing(world, form):
    target = form(world)
    client = world.visitor(target.person)
    with world.app.app_context():
        before = contents()
    for attack, sent in attacks(target.fields):
        data = {key: encoded(value) for key, value in sent.items()}
        answer = client.post(target.url, data=data)
        assert answer.status_code < 500, attack
        assert SCRIPT not in answer.text, attack
        with world.app.app_context():
            after = contents()
        if must_be_refused(form, attack):
            assert answer.status_code >= 400, attack
            assert told(answer.text), attack
        if answer.status_code >= 400:
            assert after == before, attack
            assert answer.mimetype == "text/html"
        before = after
        forget_tries(world)


def must_be_refused(form, attack):
    """No field of any form takes these, but for an empty one where nothing is asked."""
    name, _colon, kind = attack.partition(": ")
    return kind in REFUSED and not (name.partition("-")[0] in OPTIONAL.get(form, ()) and kind in {"nothing", "blanks"})


def told(page):
    """Whether a sentence says what is wrong: beside a field, above the form, or alone on a page."""
    return any(mark in page for mark in ('class="field-error"', 'class="note bad"', 'class="error-summary"', "<h1>"))


def encoded(value):
    return value.encode("utf-8", "surrogatepass") if isinstance(value, str) and "\ud800" in value else value


def forget_tries(world):
    """Limits have their own tests; here they would hide the form."""
    with world.app.app_context():
        db.session.execute(text("DELETE FROM attempt"))
        db.session.commit()


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@pytest.mark.parametrize("form", FORMS, ids=lambda form: form.__name__)
def test_the_form_would_be_taken_as_it_is(world, form):
    target = form(world)
    answer = world.visitor(target.person).post(target.url, data=target.fields)
    shown = {signing_in: 422, forgotten: 200, counted_population: 200, asking: 200, declining: 200}
    assert answer.status_code == shown.get(form, 302)
