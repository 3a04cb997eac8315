"""The formal check: the checklist, the decision, a return for correction and what the city may then do."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select

from awards_app.db import db
from awards_app.editions import readiness as opening
from awards_app.editions.phases import Phase
from awards_app.entries import attachments, checking, checklist, correcting, drafts, queries, service, standing
from awards_app.entries.attachments import Sent
from awards_app.entries.check_models import CheckTick
from awards_app.entries.correcting import Wish
from awards_app.entries.drafts import Edit
from awards_app.entries.standing import State, state_of
from awards_app.entries.workdays import deadline_after, is_working_day
from awards_app.errors import NotReady, Refused
from awards_app.jury import service as judging
from awards_app.notices.models import Mail
from awards_app.questionnaire import checklists
from awards_app.questionnaire import queries as forms
from awards_app.roles import Right
from awards_app.team import queries as team
from tests.world import pdf, png

E = "/e/gala"
LEGNICA = "Kampania Legnica"
WARSAW = ZoneInfo("Europe/Warsaw")


@pytest.fixture
def checked(world):
    """Three entries in the formal check; the campaigns have a checklist."""
    world.in_phase(Phase.OPEN)
    with world.at_work():
        checklists.begin(world.edition.categories[0], by=world.user("alicja"), at=world.now())
    world.check()
    return world


def page_of(world, title, person="alicja"):
    key = world.id_of(type(world).entry, title)
    return world.visitor(person), f"{E}/check/{key}", f"{E}/entries/{key}"


def send_back(world, title=LEGNICA, *fields, days=2):
    with world.at_work():
        entry = world.entry(title)
        wish = Wish(fields or ("goal",), "Proszę podać cel kampanii.", days)
        correcting.return_once(entry, wish, by=world.user("alicja"), at=world.now())


def write(world, **changes):
    with world.at_work():
        entry = world.entry(LEGNICA)
        drafts.change(entry, Edit(changes, entry.revision), by=world.user("marta"), at=world.now())


def goal(world, title=LEGNICA):
    with world.at_work():
        return world.entry(title).answers["goal"]


def state(world, title=LEGNICA):
    with world.at_work():
        return state_of(world.entry(title), world.now())


def after_deadline(world):
    with world.at_work():
        deadline = world.entry(LEGNICA).correction.deadline
    world.clock.move_to(deadline + timedelta(seconds=1))


def tick_all(world, title=LEGNICA, **failed):
    client, page, _own = page_of(world, title)
    with world.at_work():
        lines = checklist.lines_of(world.entry(title))
        data = {}
        for number, line in enumerate(lines):
            note = failed.get(f"n{number}")
            data |= {f"tick-{line.item.id}": "failed" if note else "passed", f"note-{line.item.id}": note or ""}
            data[f"seen-{line.item.id}"] = line.mark
    return client.post(f"{page}/checklist", data=data)


# Working days.


@pytest.mark.parametrize(
    ("day", "works"),
    [
        ("2026-11-11", False),
        ("2026-11-12", True),
        ("2026-11-14", False),
        ("2026-11-15", False),
        ("2026-12-24", False),
        ("2026-12-28", True),
        ("2027-03-29", False),
        ("2027-05-27", False),
    ],
)
def test_saturdays_sundays_and_polish_holidays_are_no_working_days(day, works):
    assert is_working_day(datetime.fromisoformat(day).date()) is works


@pytest.mark.parametrize(
    ("at", "days", "until"),
    [
        # Over the Independence Day and a weekend.
        ("2026-11-10T12:00", 3, "2026-11-16T23:59:59"),
        # Over Christmas, the weekend and New Year.
        ("2026-12-23T09:00", 5, "2027-01-04T23:59:59"),
        # Half an hour after midnight in Warsaw is already the next day.
        ("2026-10-14T23:30", 1, "2026-10-16T23:59:59"),
        # Over the night on which summer time ends.
        ("2026-10-23T12:00", 1, "2026-10-26T23:59:59"),
    ],
)
def test_a_deadline_is_the_last_second_of_its_working_day_on_the_clock_of_the_edition(at, days, until):
    found = deadline_after(datetime.fromisoformat(at).replace(tzinfo=UTC), days, "Europe/Warsaw")
    assert found == datetime.fromisoformat(until).replace(tzinfo=WARSAW)


# The checklist.


def test_each_item_is_ticked_with_a_note_by_whom_and_when(checked):
    assert tick_all(checked, n1="Okres wykracza poza edycję").status_code == 302
    client, page, _own = page_of(checked, LEGNICA)
    text = client.get(page).text
    assert "Okres wykracza poza edycję" in text
    assert "Alicja Testowa" in text
    with checked.at_work():
        ticks = list(db.session.scalars(select(CheckTick)))
        assert [tick.passed for tick in ticks].count(False) == 1
        assert {tick.by.name for tick in ticks} == {"Alicja Testowa"}


def test_a_rejection_begins_with_what_the_checklist_found(checked):
    tick_all(checked, n1="Okres wykracza poza edycję")
    client, page, _own = page_of(checked, LEGNICA)
    assert (
        "– Kampania była prowadzona w okresie, który obejmuje edycja: Okres wykracza poza edycję"
        in client.get(page).text
    )


def test_accepting_with_open_items_needs_a_sentence_and_without_them_none(checked):
    client, page, _own = page_of(checked, LEGNICA)
    refused = client.post(f"{page}/accept")
    assert refused.status_code == 422
    assert "Wypełnij to pole" in refused.text
    assert client.post(f"{page}/accept", data={"remark": "Sprawdzone telefonicznie."}).status_code == 302
    assert "Sprawdzone telefonicznie." in client.get(page).text
    tick_all(checked, "Kampania Kalisz")
    client, page, _own = page_of(checked, "Kampania Kalisz")
    assert client.post(f"{page}/accept").status_code == 302
    assert state(checked, "Kampania Kalisz") is State.ACCEPTED


def test_two_organisers_do_not_overwrite_each_others_ticks(checked):
    client, page, _own = page_of(checked, LEGNICA)
    with checked.at_work():
        first = checklist.lines_of(checked.entry(LEGNICA))[0].item.id
    mine = {f"tick-{first}": "failed", f"note-{first}": "Moja uwaga", f"seen-{first}": ""}
    tick_all(checked)
    answer = client.post(f"{page}/checklist", data=mine)
    assert answer.status_code == 409
    assert "Moja uwaga" in answer.text
    with checked.at_work():
        assert all(line.tick.passed for line in checklist.lines_of(checked.entry(LEGNICA)))


def test_an_item_that_is_taken_away_while_entries_are_checked_stays_where_it_was_ticked(checked):
    tick_all(checked)
    with checked.at_work():
        item = forms.checklist_of(checked.edition.categories[0])[0]
        checklists.remove(item, by=checked.user("alicja"), at=checked.now())
    with checked.at_work():
        assert item.id in {line.item.id for line in checklist.lines_of(checked.entry(LEGNICA))}
        assert item.id not in {line.item.id for line in checklist.lines_of(checked.entry("Kampania Kalisz"))}


# Returning.


def test_each_deadline_is_shown_as_a_date_before_the_entry_is_returned(checked):
    client, page, _own = page_of(checked, LEGNICA)
    text = client.get(page).text
    # The call closed on Saturday, 24 October 2026; the check ends on Thursday the 29th at noon.
    assert "2 dni robocze: do wtorek, 27 października 2026, 23:59" in text
    assert "29 października 2026, 23:59" not in text
    assert "czwartek, 29 października 2026" in text


def test_a_deadline_that_passes_the_end_of_the_check_is_refused(checked):
    client, page, _own = page_of(checked, LEGNICA)
    sent = {"fields": ["goal"], "message": "Proszę poprawić cel.", "days": "9"}
    assert client.post(f"{page}/return", data=sent).status_code == 422
    with checked.at_work(), pytest.raises(Refused, match="termin|końc|deadline"):
        correcting.return_once(
            checked.entry(LEGNICA), Wish(("goal",), "Proszę.", 9), by=checked.user("alicja"), at=checked.now()
        )
    assert state(checked) is State.WAITING


def test_the_city_is_told_what_to_correct_and_until_when(checked):
    client, page, own = page_of(checked, LEGNICA)
    sent = {"fields": ["goal", "attachments"], "message": "Proszę podać <b>cel</b> kampanii.", "days": "2"}
    assert client.post(f"{page}/return", data=sent).status_code == 302
    with checked.at_work():
        mail = db.session.scalars(select(Mail).where(Mail.purpose == "entry_returned")).one()
        assert mail.to == "marta@example.org"
        assert "Proszę podać <b>cel</b> kampanii." in mail.text
        assert "27 października 2026, 23:59" in mail.text
    marta = checked.visitor("marta")
    assert "Popraw" in marta.get(f"{E}/entries/").text
    text = marta.get(f"{own}/edit").text
    assert "Proszę podać &lt;b&gt;cel&lt;/b&gt; kampanii." in text
    assert 'name="goal"' in text
    assert 'name="means"' not in text
    assert "means: treść" in text
    assert "data-countdown" in text


def test_only_the_named_fields_unlock(checked):
    send_back(checked)
    write(checked, goal="Nowy cel")
    for forbidden in ({"means": "x"}, {"title": "Inny"}, {"goal": "y", "means": "x"}):
        with checked.at_work(), pytest.raises(Refused, match="wskazał|named"):
            drafts.change(checked.entry(LEGNICA), Edit(forbidden, 99), by=checked.user("marta"), at=checked.now())
    with checked.at_work(), pytest.raises(Refused):
        attachments.add(checked.entry(LEGNICA), Sent("a.pdf", pdf()), by=checked.user("marta"), at=checked.now())
    assert goal(checked) == "Nowy cel"


def test_a_forged_field_is_refused_in_words_and_what_was_typed_stays_on_the_page(checked):
    send_back(checked)
    marta, _page, own = page_of(checked, LEGNICA, "marta")
    answer = marta.post(
        f"{own}/edit", data={"revision": "1", "was": "", "goal": "Nowy", "means": "Podmieniony przebieg"}
    )
    assert answer.status_code == 409
    assert "wskazał organizator" in answer.text
    assert "Podmieniony przebieg" in answer.text
    sent = {"means": '{"typed": ["x"], "base": 1, "page": "p"}'}
    answer = marta.post(f"{own}/autosave", data=sent, headers={"Accept": "application/json"})
    assert (answer.status_code, "wskazał" in answer.json["error"]) == (409, True)


def test_the_correction_becomes_a_new_version_and_shows_as_corrected(checked):
    send_back(checked)
    write(checked, goal="Nowy cel")
    marta, page, own = page_of(checked, LEGNICA, "marta")
    assert marta.post(f"{own}/submit").status_code == 302
    assert state(checked) is State.CORRECTED
    with checked.at_work():
        versions = checked.entry(LEGNICA).versions
        assert [one.number for one in versions] == [1, 2]
        assert "Nowy cel" in versions[1].content
        assert "Nowy cel" not in versions[0].content
    listed = checked.visitor("alicja").get(f"{E}/check/?state=corrected").text
    assert LEGNICA in listed
    assert "Kampania Kalisz" not in listed
    # Handed in once: a second click only shows the receipt again.
    assert marta.post(f"{own}/submit").location.endswith(own)
    with checked.at_work():
        assert len(checked.entry(LEGNICA).versions) == 2


def test_a_second_return_is_refused(checked):
    send_back(checked)
    write(checked, goal="Nowy cel")
    page_of(checked, LEGNICA, "marta")[0].post(page_of(checked, LEGNICA)[2] + "/submit")
    client, page, _own = page_of(checked, LEGNICA)
    answer = client.post(f"{page}/return", data={"fields": ["goal"], "message": "Jeszcze raz prosimy.", "days": "1"})
    assert answer.status_code == 409
    assert "tylko raz" in answer.text
    assert state(checked) is State.CORRECTED


def test_while_the_city_can_correct_nobody_decides_and_judging_stays_closed(checked):
    send_back(checked)
    client, page, _own = page_of(checked, LEGNICA)
    assert client.post(f"{page}/accept", data={"remark": "Przyjmuję mimo to."}).status_code == 409
    assert client.post(f"{page}/reject", data={"reason": "Odrzucam mimo to."}).status_code == 409
    checked.accept_all()
    with checked.at_work(), pytest.raises(NotReady) as refused:
        judging.open_judging(checked.edition, by=checked.user("alicja"), at=checked.now())
    (problem,) = refused.value.problems
    assert isinstance(problem, opening.Problem)
    assert problem.url == f"{E}/check/?state=returned"


def test_the_organiser_does_not_read_what_the_city_has_not_handed_in(checked):
    send_back(checked, LEGNICA, "goal", "title", "attachments")
    write(checked, goal="Tajny szkic", title="Nowy tytuł")
    alicja = checked.visitor("alicja")
    with checked.at_work():
        key = checked.entry("Nowy tytuł").id
        kept = attachments.add(
            checked.entry("Nowy tytuł"), Sent("a.pdf", pdf()), by=checked.user("marta"), at=checked.now()
        )
    for path in (f"{E}/check/{key}", f"{E}/check/", f"{E}/check/entries.csv", f"{E}/audit"):
        text = alicja.get(path).text
        assert "Tajny szkic" not in text, path
        assert "Nowy tytuł" not in text, path
    assert alicja.get(f"{E}/check/{key}/attachments/{kept.id}").status_code == 404


def test_after_the_deadline_the_version_before_counts_and_reaches_the_jury(checked):
    send_back(checked, LEGNICA, "goal", "attachments")
    write(checked, goal="Za późno")
    after_deadline(checked)
    assert state(checked) is State.LATE
    with pytest.raises(Refused, match="minął|passed"):
        write(checked, goal="Jeszcze później")
    marta, page, own = page_of(checked, LEGNICA, "marta")
    assert marta.post(f"{own}/submit").status_code == 409
    assert "Za późno" not in marta.get(own).text
    assert marta.get(f"{own}/edit").status_code == 302
    alicja = checked.visitor("alicja")
    assert LEGNICA in alicja.get(f"{E}/check/?state=late").text
    assert alicja.post(f"{page}/accept", data={"remark": "Przyjęte w wersji pierwotnej."}).status_code == 302
    assert goal(checked) == "goal: treść"
    checked.accept_all()
    checked.judge()
    with checked.at_work():
        seat = checked.seat("bartek", LEGNICA).id
    assert "Za późno" not in checked.visitor("bartek").get(f"{E}/jury/{seat}").text


def test_files_fall_back_to_what_was_submitted_too(world):
    world.open()
    world.enter(LEGNICA, submitted=False)
    with world.at_work():
        entry, marta = world.entry(LEGNICA), world.user("marta")
        gone = attachments.add(entry, Sent("przed.pdf", pdf()), by=marta, at=world.now()).id
        service.submit(entry, by=marta, at=world.now())
    world.check()
    send_back(world, LEGNICA, "attachments")
    with world.at_work():
        entry, marta = world.entry(LEGNICA), world.user("marta")
        attachments.remove(queries.get_attachment(entry, gone), by=marta, at=world.now())
        attachments.add(entry, Sent("po.pdf", pdf()), by=marta, at=world.now())
    _client, page, _own = page_of(world, LEGNICA)
    with world.visitor("alicja").get(f"{page}/attachments/{gone}") as sent:
        assert sent.status_code == 200
    after_deadline(world)
    with world.at_work():
        checking.reject(world.entry(LEGNICA), "Niepoprawione w terminie.", by=world.user("alicja"), at=world.now())
    with world.at_work():
        assert [(one.id, one.name) for one in world.entry(LEGNICA).attachments] == [(gone, "przed.pdf")]
        assert standing.as_submitted(world.entry(LEGNICA)) is world.entry(LEGNICA)


def test_undoing_the_decision_on_a_late_entry_leaves_it_late(checked):
    send_back(checked)
    after_deadline(checked)
    client, page, _own = page_of(checked, LEGNICA)
    client.post(f"{page}/reject", data={"reason": "Niepoprawione w terminie."})
    assert state(checked) is State.REJECTED
    assert client.post(f"{page}/undo").status_code == 302
    assert state(checked) is State.LATE


def test_a_question_that_depends_on_a_named_one_unlocks_with_it(checked):
    with checked.at_work():
        asked = {one.key: one for one in forms.questions_of(checked.edition.categories[0])}
        asked["contact"].only_if, asked["contact"].only_values = "goal", ["x"]
    send_back(checked)
    with checked.at_work():
        assert set(checked.entry(LEGNICA).correction.fields) == {"goal", "contact"}


# The history.


def test_the_city_reads_the_life_of_its_entry_and_the_organiser_also_who(checked):
    send_back(checked)
    write(checked, goal="Nowy cel")
    marta, page, own = page_of(checked, LEGNICA, "marta")
    marta.post(f"{own}/submit")
    alicja = checked.visitor("alicja")
    alicja.post(f"{page}/reject", data={"reason": "Poza okresem edycji."})
    text = marta.get(own).text
    steps = (
        "Szkic rozpoczęty",
        "Złożone, wersja 1",
        "Proszę podać cel kampanii.",
        "Poprawka złożona, wersja 2",
        "Odrzucone",
    )
    places = [text.index(step) for step in steps]
    assert places == sorted(places)
    assert "Alicja Testowa" not in text
    with checked.at_work():
        assert all(one.sha256 in text for one in checked.entry(LEGNICA).versions)
    text = alicja.get(page).text
    assert "Alicja Testowa" in text
    assert "Marta Testowa" in text


def test_another_city_learns_nothing_of_a_return_or_a_move(checked):
    send_back(checked)
    norbert, page, own = page_of(checked, LEGNICA, "norbert")
    for path, method in (
        (own, "GET"),
        (f"{own}/edit", "GET"),
        (f"{own}/submit", "POST"),
        (f"{own}/move/accept", "POST"),
    ):
        assert norbert.open(path, method=method).status_code == 404
    assert norbert.get(page).status_code == 403


def test_a_returned_entry_can_be_withdrawn_and_stays_as_it_was_submitted(checked):
    send_back(checked)
    write(checked, goal="Szkic poprawki")
    marta, _page, own = page_of(checked, LEGNICA, "marta")
    assert marta.post(f"{own}/withdraw").status_code == 302
    assert state(checked) is State.WITHDRAWN
    assert goal(checked) == "goal: treść"
    assert marta.post(f"{own}/submit").status_code == 409


def test_who_may_write_corrects_and_only_who_may_submit_hands_in(checked):
    send_back(checked)
    with checked.at_work():
        team.find_representative("marta@example.org", checked.edition).right = Right.EDIT
    marta, _page, own = page_of(checked, LEGNICA, "marta")
    assert marta.get(f"{own}/edit").status_code == 200
    assert marta.post(f"{own}/submit").status_code == 403
    with checked.at_work():
        team.find_representative("marta@example.org", checked.edition).right = Right.VIEW
    assert marta.get(f"{own}/edit").status_code == 403
    assert state(checked) is State.RETURNED


def test_files_come_back_in_their_order_and_to_their_question(world):
    world.open()
    world.enter(LEGNICA, submitted=False)
    with world.at_work():
        entry, marta = world.entry(LEGNICA), world.user("marta")
        for width in (40, 41, 42):
            attachments.add(entry, Sent(f"{width}.png", png((width, 30)), "Plakat"), by=marta, at=world.now())
        service.submit(entry, by=marta, at=world.now())
    before = files(world)
    world.check()
    send_back(world, LEGNICA, "attachments")
    with world.at_work():
        entry, marta = world.entry(LEGNICA), world.user("marta")
        first, second, _third = entry.attachments
        attachments.remove(first, by=marta, at=world.now())
        attachments.move(second, up=False, by=marta, at=world.now())
    assert files(world) != before
    after_deadline(world)
    with world.at_work():
        checking.reject(world.entry(LEGNICA), "Niepoprawione w terminie.", by=world.user("alicja"), at=world.now())
    assert files(world) == before


def files(world):
    with world.at_work():
        return [(one.position, one.name, one.question) for one in world.entry(LEGNICA).attachments]
