"""The deadline to the second: of all, with grace, of one city, when clocks change; what is said and what is kept."""

import io
import json
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select

from awards_app.call import service as calls
from awards_app.cities.models import City
from awards_app.db import db
from awards_app.editions import service as lives
from awards_app.editions.models import Edition, Extension
from awards_app.editions.phases import Phase
from awards_app.editions.service import More
from awards_app.entries import attachments, drafts
from awards_app.entries import service as entries
from awards_app.entries.attachments import Sent
from awards_app.entries.drafts import Edit
from awards_app.entries.models import Entry, EntryVersion, Status
from awards_app.errors import NotReady, Refused, TooLate
from awards_app.jury import service as judging
from awards_app.migrations import migrate
from awards_app.notices.models import Mail
from awards_app.web.forms import on_the_clock
from tests.world import answers, draft_of, form_of, pdf

SECOND = timedelta(seconds=1)
DAY = timedelta(days=1)
REASON = "Awaria łącza w urzędzie, potwierdzona przez operatora."
JSON = {"Accept": "application/json"}
# The deadline of the tests' edition, as every page and mail must name it.
DEADLINE = "sobota, 24 października 2026, 14:00 (czasu warszawskiego)"


def deadline(world):
    with world.app.app_context():
        return world.edition.entries_close_at


def give(world, until, city="Kalisz"):
    with world.at_work():
        place = db.session.scalars(select(City).where(City.name == city)).one()
        calls.extend_for(world.edition, place, More(until, REASON), by=world.user("alicja"), at=world.now())


def set_grace(world, seconds):
    with world.at_work():
        lives.set_grace(world.edition, seconds, by=world.user("alicja"), at=world.now())


def change(world, title, at):
    with world.app.test_request_context(method="POST"):
        entry = world.entry(title)
        before = entry.answers["goal"]
        drafts.change(entry, Edit({"goal": f"{before}!"}, entry.revision), by=world.user("alicja"), at=at)
        db.session.rollback()


def is_taken(world, title, at):
    try:
        change(world, title, at)
    except TooLate:
        return False
    return True


@pytest.fixture
def opened(world):
    world.open()
    for city in ("Legnica", "Kalisz"):
        world.enter(f"Szkic {city}", city, submitted=False)
    return world


@pytest.mark.parametrize("grace", [0, 1, 90, 600])
def test_a_write_is_taken_until_the_second_before_the_end_of_the_grace(opened, grace):
    set_grace(opened, grace)
    end = deadline(opened) + grace * SECOND
    micro = timedelta(microseconds=1)
    assert [is_taken(opened, "Szkic Legnica", at) for at in (end - SECOND, end - micro, end, end + micro)] == [
        True,
        True,
        False,
        False,
    ]


@pytest.mark.parametrize("seconds", ["-1", "601", "1.5", "ten", "9" * 400])
def test_a_grace_that_is_none_is_refused_beside_its_field(opened, seconds):
    answer = opened.visitor("alicja").post("/e/gala/call/grace", data={"seconds": seconds})
    assert answer.status_code == 422
    assert "Wpisz liczbę całkowitą" in answer.text
    assert 'aria-invalid="true"' in answer.text


def test_the_grace_is_never_shown_to_a_city(opened):
    set_grace(opened, 317)
    opened.clock.move_to(deadline(opened) + 316 * SECOND)
    pages = (
        "/e/gala/",
        "/e/gala/entries/",
        f"/e/gala/entries/{opened.id_of(type(opened).entry, 'Szkic Legnica')}/edit",
    )
    for page in pages:
        answer = opened.visitor("marta").get(page)
        assert answer.status_code == 200
        assert "317" not in answer.text
        assert "toleranc" not in answer.text.lower()


def test_a_city_with_its_own_deadline_writes_attaches_and_submits_after_the_others(opened):
    own = deadline(opened) + DAY
    give(opened, own)
    assert is_taken(opened, "Szkic Kalisz", own - SECOND)
    assert not is_taken(opened, "Szkic Kalisz", own)
    assert not is_taken(opened, "Szkic Legnica", deadline(opened))
    opened.clock.move_to(own - SECOND)
    with opened.at_work():
        entry, by, at = opened.entry("Szkic Kalisz"), opened.user("norbert"), opened.now()
        attachments.add(entry, Sent("plan.pdf", pdf()), by=by, at=at)
        entries.submit(entry, by=by, at=at)
        entries.take_back(entry, by=by, at=at)
        drafts.begin(opened.edition, entry.city, draft_of(opened.edition, "Druga"), by=by, at=at)
    with opened.app.test_request_context(method="POST"), pytest.raises(TooLate):
        entries.submit(opened.entry("Szkic Legnica"), by=opened.user("marta"), at=opened.now())


def test_an_own_deadline_has_the_same_grace(opened):
    own = deadline(opened) + DAY
    give(opened, own)
    set_grace(opened, 30)
    assert is_taken(opened, "Szkic Kalisz", own + 29 * SECOND)
    assert not is_taken(opened, "Szkic Kalisz", own + 30 * SECOND)


def test_after_the_call_is_closed_that_city_goes_on_and_judging_waits_for_it(opened):
    opened.enter("Kampania Rumia", "Rumia")
    own = deadline(opened) + 2 * DAY
    give(opened, own)
    opened.clock.move_to(deadline(opened))
    alicja = opened.visitor("alicja")
    board = alicja.get("/e/gala/desk").text
    assert "Te miasta mogą jeszcze składać zgłoszenia" in board
    assert "Kalisz (wielkopolskie) (poniedziałek, 26 października 2026, 13:00 (czasu warszawskiego))" in board
    alicja.post("/e/gala/close-call")
    opened.accept_all()
    with opened.at_work(), pytest.raises(NotReady) as refused:
        judging.open_judging(opened.edition, by=opened.user("alicja"), at=opened.now())
    assert any("Kalisz (wielkopolskie) może jeszcze składać" in str(one) for one in refused.value.problems)
    norbert, key = opened.visitor("norbert"), opened.id_of(type(opened).entry, "Szkic Kalisz")
    assert norbert.post(f"/e/gala/entries/{key}/edit", data=form_of("Szkic Kalisz")).status_code == 302
    assert norbert.post(f"/e/gala/entries/{key}/submit").status_code == 302
    opened.accept_all()
    opened.clock.move_to(own)
    opened.judge()
    with opened.app.app_context():
        assert opened.edition.phase is Phase.JUDGING
        assert opened.entry("Szkic Kalisz").status is Status.ACCEPTED


def test_what_is_decided_can_no_longer_be_taken_back_by_a_city_that_still_has_time(opened):
    opened.enter("Kampania Kalisz", "Kalisz")
    give(opened, deadline(opened) + DAY)
    opened.check()
    opened.accept_all()
    key = opened.id_of(type(opened).entry, "Kampania Kalisz")
    answer = opened.visitor("norbert").post(f"/e/gala/entries/{key}/take-back")
    assert answer.status_code == 409
    with opened.app.app_context():
        assert opened.entry("Kampania Kalisz").status is Status.ACCEPTED


@pytest.mark.parametrize(
    ("city", "until", "reason", "told"),
    [
        ("", "2026-10-26T12:00", REASON, "Wypełnij to pole"),
        ("Kalisz", "", REASON, "Wybierz dzień i godzinę"),
        ("Kalisz", "2026-10-26T12:00", "krótko", "od 10 do 1000 znaków"),
        ("Kalisz", "2026-10-24T14:00", REASON, "Nowy termin musi być późniejszy"),
        ("Kalisz", "2026-11-20T12:00", REASON, "następnej dacie"),
        ("Kalisz", "2026-10-25T02:30", REASON, "wypada dwa razy"),
        ("Kalisz", "0001-01-01T00:00", REASON, "Wybierz dzień i godzinę"),
    ],
)
def test_an_extension_that_makes_no_sense_is_refused_beside_its_field(opened, city, until, reason, told):
    with opened.app.app_context():
        chosen = str(db.session.scalars(select(City.id).where(City.name == city)).one()) if city else ""
    sent = {"city": chosen, "until": until, "reason": reason}
    answer = opened.visitor("alicja").post("/e/gala/call/extend-city", data=sent)
    assert answer.status_code in {409, 422}
    assert told in answer.text
    assert reason in answer.text
    assert opened.count(Extension) == 0


def test_an_extension_is_mailed_to_that_city_and_shown_on_its_pages_with_the_reason(opened):
    with opened.app.app_context():
        kalisz = str(db.session.scalars(select(City.id).where(City.name == "Kalisz")).one())
    sent = {"city": kalisz, "until": "2026-10-26T12:00", "reason": REASON}
    assert opened.visitor("alicja").post("/e/gala/call/extend-city", data=sent).status_code == 302
    own = "poniedziałek, 26 października 2026, 12:00 (czasu warszawskiego)"
    with opened.app.app_context():
        (mail,) = db.session.scalars(select(Mail).where(Mail.purpose == "city_deadline_extended"))
        assert mail.to == "norbert@example.org"
        assert own in mail.text
        assert REASON in mail.text
    key = opened.id_of(type(opened).entry, "Szkic Kalisz")
    for page in ("/e/gala/", "/e/gala/entries/", "/e/gala/entries/new", f"/e/gala/entries/{key}/edit"):
        theirs = opened.visitor("norbert").get(page).text
        assert own in theirs, page
        assert REASON in theirs, page
        others = opened.visitor("marta").get(page).text if str(key) not in page else ""
        assert REASON not in others
        assert own not in others


def test_more_time_for_all_is_one_mail_to_each_representative(opened):
    give(opened, deadline(opened) + 3 * DAY)
    answer = opened.visitor("alicja").post("/e/gala/extend/entries_close_at", data={"until": "2026-10-26T12:00"})
    assert answer.status_code == 302
    with opened.app.app_context():
        mails = list(db.session.scalars(select(Mail).where(Mail.purpose == "deadline_extended")))
    assert sorted(mail.to for mail in mails) == ["marta@example.org", "norbert@example.org"]
    texts = {mail.to: mail.text for mail in mails}
    assert all("poniedziałek, 26 października 2026, 12:00 (czasu warszawskiego)" in text for text in texts.values())
    assert all(f"Dotychczasowy termin: {DEADLINE}" in text for text in texts.values())
    assert "zachowuje własny, późniejszy termin: wtorek, 27 października" in texts["norbert@example.org"]
    assert "własny" not in texts["marta@example.org"]


def test_every_page_and_mail_names_the_deadline_in_the_same_words(opened):
    opened.enter("Złożona", "Legnica")
    draft, done = (opened.id_of(type(opened).entry, title) for title in ("Szkic Legnica", "Złożona"))
    city = ["/", "/e/gala/", "/e/gala/categories/campaign", "/e/gala/entries/", "/e/gala/entries/new"]
    city += [
        f"/e/gala/entries/{draft}/edit",
        f"/e/gala/entries/{draft}/files/",
        f"/e/gala/entries/{draft}",
        f"/e/gala/entries/{done}",
    ]
    pages = [("marta", page) for page in city] + [("alicja", "/e/gala/desk"), ("alicja", "/e/gala/call/")]
    pages += [("alicja", "/e/gala/call/deadline"), (None, "/"), (None, "/e/gala/")]
    for person, page in pages:
        text = opened.visitor(person).get(page).text
        assert DEADLINE in text, page
        assert f'datetime="{deadline(opened).isoformat(timespec="seconds")}"' in text, page
    with opened.app.app_context():
        mail = db.session.scalars(select(Mail).where(Mail.purpose == "entry_submitted")).first()
        assert DEADLINE in mail.text


@pytest.fixture
def late(opened):
    """Seven minutes after the deadline, with a draft."""
    opened.clock.move_to(deadline(opened) + timedelta(minutes=7))
    return opened, opened.id_of(type(opened).entry, "Szkic Legnica")


def test_a_late_submission_is_told_by_how_much_and_keeps_the_draft(late):
    world, key = late
    answer = world.visitor("marta").post(f"/e/gala/entries/{key}/submit")
    assert answer.status_code == 409
    assert "Spóźnienie: 7 minut" in answer.text
    assert f"Termin zgłoszeń minął: {DEADLINE}. To, co zapisano wcześniej, jest zachowane." in answer.text
    assert "biuro@example.org" in answer.text
    with world.app.app_context():
        assert world.entry("Szkic Legnica").status is Status.DRAFT
        assert world.entry("Szkic Legnica").answers["goal"] == "goal: treść"
    assert world.count(EntryVersion) == 0


def test_a_late_save_of_the_whole_form_shows_everything_that_was_typed(late):
    world, key = late
    answer = world.visitor("marta").post(
        f"/e/gala/entries/{key}/edit", data=form_of("Inny tytuł", goal="Spóźniony cel")
    )
    assert answer.status_code == 409
    assert f"Termin zgłoszeń minął: {DEADLINE}. To, co zapisano wcześniej, jest zachowane." in answer.text
    assert "Spóźnienie tej próby: 7 minut" in answer.text
    assert "Tego, co wpisano poniżej, nie zapisano" in answer.text
    assert "Popraw to, zanim przejdziesz dalej" not in answer.text
    assert "Spóźniony cel" in answer.text
    assert 'value="Inny tytuł"' in answer.text


def test_a_late_autosave_gets_a_sentence_that_lets_the_page_keep_the_text(late):
    world, key = late
    sent = {"goal": json.dumps({"typed": ["Spóźniony cel"], "base": 1, "page": "p"})}
    answer = world.visitor("marta").post(f"/e/gala/entries/{key}/autosave", data=sent, headers=JSON)
    assert answer.status_code == 409
    assert answer.json["late"] is True
    assert answer.json["error"].endswith("Spóźnienie tej próby: 7 minut.")


@pytest.mark.parametrize("path", ["files/", "category", "delete"])
def test_whatever_else_comes_late_gets_the_same_page(late, path):
    world, key = late
    with world.app.app_context():
        category = str(world.edition.categories[0].id)
    data = {"category": category} if path == "category" else {}
    if path == "files/":
        data = {"file": (io.BytesIO(pdf()), "plan.pdf")}
    answer = world.visitor("marta").post(f"/e/gala/entries/{key}/{path}", data=data)
    assert answer.status_code == 409
    assert "7 minut" in answer.text
    assert world.count(Entry) == 2


def test_a_late_beginning_keeps_the_title_that_was_typed(late):
    world, _key = late
    with world.app.app_context():
        category = str(world.edition.categories[0].id)
    sent = {"category": category, "title": "Za późno wymyślona"}
    answer = world.visitor("marta").post("/e/gala/entries/new", data=sent)
    assert answer.status_code == 409
    assert 'value="Za późno wymyślona"' in answer.text
    assert "Popraw to, zanim przejdziesz dalej" not in answer.text
    assert "7 minut" in answer.text


@pytest.mark.parametrize(
    ("late_by", "words"),
    [(1, "1 sekunda"), (65, "65 sekund"), (120, "2 minuty"), (3 * 3600, "3 godziny"), (5 * 86400, "5 dni")],
)
def test_lateness_is_said_in_the_unit_that_people_would_use(opened, late_by, words):
    opened.clock.move_to(deadline(opened) + late_by * SECOND)
    key = opened.id_of(type(opened).entry, "Szkic Legnica")
    assert f"Spóźnienie: {words}<" in opened.visitor("marta").post(f"/e/gala/entries/{key}/submit").text


@pytest.mark.parametrize(
    ("local", "after"),
    [
        (datetime.fromisoformat("2026-10-25T03:00"), "niedziela, 25 października 2026, 03:00 (czasu warszawskiego)"),
        (datetime.fromisoformat("2026-10-25T01:59"), "niedziela, 25 października 2026, 01:59 (czasu warszawskiego)"),
    ],
)
def test_the_night_of_changing_clocks_moves_no_deadline(opened, local, after):
    until = local.strftime("%Y-%m-%dT%H:%M")
    assert opened.visitor("alicja").post("/e/gala/extend/entries_close_at", data={"until": until}).status_code == 302
    moment = local.replace(tzinfo=ZoneInfo("Europe/Warsaw")).astimezone(UTC)
    assert deadline(opened) == moment
    assert after in opened.visitor("marta").get("/e/gala/entries/").text
    assert is_taken(opened, "Szkic Legnica", moment - SECOND)
    assert not is_taken(opened, "Szkic Legnica", moment)


@pytest.mark.parametrize("until", ["2026-10-25T02:00", "2026-10-25T02:59"])
def test_an_hour_that_comes_twice_is_no_deadline(opened, until):
    answer = opened.visitor("alicja").post("/e/gala/extend/entries_close_at", data={"until": until})
    assert answer.status_code == 409
    assert "wypada dwa razy" in answer.text


def test_an_hour_that_never_comes_is_no_deadline(app):
    with app.test_request_context(), pytest.raises(Refused, match="nie ma"):
        on_the_clock(datetime.fromisoformat("2027-03-28T02:30"), "Europe/Warsaw")


def test_the_database_itself_keeps_extensions_and_bounds_the_grace(opened):
    give(opened, deadline(opened) + DAY)
    with opened.app.app_context():
        for change in ({"reason": "inny"}, {"until": opened.now()}):
            extension = db.session.scalars(select(Extension)).one()
            for name, value in change.items():
                setattr(extension, name, value)
            with pytest.raises(Exception, match="can never be changed"):
                db.session.commit()
            db.session.rollback()
        db.session.scalars(select(Edition)).one().grace_seconds = 601
        with pytest.raises(Exception, match="grace_is_short"):
            db.session.commit()
        db.session.rollback()


def test_more_time_for_all_pushes_no_campaign_out_of_its_period(world):
    world.open()
    with world.at_work():
        close = world.edition.entries_close_at
    first = close.date().replace(year=close.year - 1)
    period = {"from": str(first), "to": str(first + timedelta(days=90))}
    key = world.enter("Sprzed roku", submitted=False, answers=answers(period=period))
    for days in (3, 5):
        with world.at_work():
            calls.extend(world.edition, close + timedelta(days=days), by=world.user("alicja"), at=world.now())
    last = close.date() + timedelta(days=5)
    late = world.enter(
        "Do końca", "Kalisz", submitted=False, answers=answers(period={"from": str(last), "to": str(last)})
    )
    assert world.visitor("marta").post(f"/e/gala/entries/{key}/submit").status_code == 302
    assert world.visitor("norbert").post(f"/e/gala/entries/{late}/submit").status_code == 302
    with world.at_work():
        assert world.edition.announced_close_at == close


def test_an_edition_whose_deadline_was_moved_before_remembers_what_it_announced(app, world, database_url):
    world.open()
    with world.at_work():
        close = world.edition.entries_close_at
        calls.extend(world.edition, close + timedelta(days=3), by=world.user("alicja"), at=world.now())
        calls.extend(world.edition, close + timedelta(days=4), by=world.user("alicja"), at=world.now())
    with app.app_context():
        db.engine.dispose()
    migrate.downgrade(database_url, "0012")
    migrate.upgrade(database_url)
    with world.at_work():
        assert world.edition.announced_close_at == close
